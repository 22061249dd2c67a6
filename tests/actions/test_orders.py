"""A fallback order: drafted by one, approved by another, sent, acknowledged, ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from issuance.actions import orders, outages
from issuance.domain.orders import Manner
from issuance.domain.states import DeliveryState, OrderState
from issuance.models import Delivery, FallbackOrder
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import DECLARED, NOW
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def test_a_draft_keeps_its_kinds_and_what_is_waived() -> None:
    order = builders.drafted_order(builders.declared_outage(), ("RR01", "LD02"), waived=("RR01",))
    assert list(order.kinds.values_list("code", "fee_waived")) == [("LD02", False), ("RR01", True)]
    assert (order.number, order.state) == ("제2026-1호", OrderState.DRAFT)


@pytest.mark.parametrize(
    ("kinds", "changes", "code"),
    [
        (("RR01", "TX01"), {}, "kind_not_allowed"),
        (("SE01",), {}, "kind_not_allowed"),
        ((), {}, "nothing_allowed"),
        (("XX99",), {}, "unknown_kind"),
        (("RR01",), {"validity_days": 8}, "bad_validity"),
        (("RR01",), {"validity_days": 0}, "bad_validity"),
        (("RR01",), {"ends_at": DECLARED}, "bad_validity"),
        (("RR01",), {"legal_basis": " "}, "no_legal_basis"),
    ],
)
def test_a_draft_that_allows_what_it_may_not_is_refused(
    kinds: tuple[str, ...], changes: dict[str, Any], code: str
) -> None:
    outage = builders.declared_outage()
    with refused(code):
        builders.drafted_order(outage, kinds, **changes)
    assert FallbackOrder.objects.count() == 0


def test_an_order_needs_a_declared_outage() -> None:
    suspected, restored = builders.suspected_outage(), builders.restored_outage(builders.declared_outage())
    for outage in (suspected, restored):
        with refused("outage_not_declared"):
            builders.drafted_order(outage)


def test_an_order_is_drafted_as_the_outage_stands_now_and_not_as_it_was_read() -> None:
    read_before = builders.declared_outage()
    builders.restored_outage(read_before)
    with refused("outage_not_declared"):
        builders.drafted_order(read_before)


def test_the_drafter_neither_approves_nor_rejects() -> None:
    order = builders.submitted_order(builders.declared_outage())
    for deed in (
        lambda: orders.approve(order, by=builders.headquarters_drafter(), at=NOW),
        lambda: orders.reject(order, reason="다시 작성", by=builders.headquarters_drafter(), at=NOW),
    ):
        with refused("same_person"):
            deed()
    order.refresh_from_db()
    assert order.state == OrderState.SUBMITTED


@pytest.mark.parametrize("who", [builders.clerk, builders.supervisor, builders.head, builders.auditor])
def test_only_headquarters_makes_orders(who: Any) -> None:
    outage = builders.declared_outage()
    order = builders.submitted_order(outage)
    with refused("not_permitted"):
        builders.drafted_order(outage, by=who())
    with refused("not_permitted"):
        orders.approve(order, by=who(), at=NOW)
    with refused("not_permitted"):
        orders.lift(order, by=who(), at=NOW)


def test_a_draft_is_not_approved_before_it_is_submitted() -> None:
    order = builders.drafted_order(builders.declared_outage())
    with refused("wrong_state"):
        orders.approve(order, by=builders.headquarters_approver(), at=NOW)
    assert order.deliveries.count() == 0


def test_an_order_is_not_approved_once_its_outage_is_restored() -> None:
    outage = builders.declared_outage()
    order = builders.submitted_order(outage)
    builders.restored_outage(outage)
    with refused("order_too_late"):
        orders.approve(order, by=builders.headquarters_approver(), at=NOW)
    assert (order.deliveries.count(), builders.told(order)[-1][0]) == (0, "submit")
    orders.reject(order, reason="이미 복구됨", by=builders.headquarters_approver(), at=NOW)
    builders.closed_outage(outage)


def test_an_order_is_not_approved_twice() -> None:
    order = builders.order_in_force(builders.declared_outage())
    with refused("wrong_state"):
        orders.approve(order, by=builders.headquarters_approver(), at=NOW)
    assert order.deliveries.count() == len(builders.OFFICES)


def test_approval_leaves_a_delivery_pending_for_every_office() -> None:
    order = orders.approve(
        builders.submitted_order(builders.declared_outage()), by=builders.headquarters_approver(), at=NOW
    )
    assert {delivery.office_id: delivery.state for delivery in order.deliveries.all()} == dict.fromkeys(
        builders.OFFICES, DeliveryState.PENDING
    )
    assert builders.told(order) == [
        ("draft", "", "draft", builders.headquarters_drafter().username),
        ("submit", "draft", "submitted", builders.headquarters_drafter().username),
        ("approve", "submitted", "in_force", builders.headquarters_approver().username),
    ]


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        (("11000000",), {"11000000", "11110000", "11110515", "11110530"}),
        (("11110000",), {"11110000", "11110515", "11110530"}),
        (("26350510",), {"26350510"}),
        (("11110515", "26000000"), {"11110515", "26000000", "26350000", "26350510"}),
    ],
)
def test_an_order_reaches_its_scope_with_all_below_it(scope: tuple[str, ...], reached: set[str]) -> None:
    order = builders.order_in_force(
        builders.declared_outage(), scope=[builders.office(code) for code in scope]
    )
    assert set(order.deliveries.values_list("office", flat=True)) == reached


def test_sending_twice_sends_once() -> None:
    order = orders.approve(
        builders.submitted_order(builders.declared_outage()), by=builders.headquarters_approver(), at=NOW
    )
    assert [orders.send_pending(order, at=NOW), orders.send_pending(order, at=NOW)] == [
        len(builders.OFFICES),
        0,
    ]
    assert builders.told(builders.delivery(order)) == [
        ("address", "", "pending", builders.headquarters_approver().username),
        ("send", "pending", "sent", ""),
    ]


@pytest.mark.parametrize("manner", [Manner.OFFICER, Manner.DEPUTY])
def test_a_person_of_the_office_acknowledges(manner: Manner) -> None:
    order = builders.order_in_force(builders.declared_outage())
    clerk = builders.clerk()
    delivery = orders.acknowledge(builders.delivery(order), by=clerk, at=NOW, manner=manner)
    assert (delivery.state, delivery.manner, delivery.acknowledged_by, delivery.acknowledged_at) == (
        DeliveryState.ACKNOWLEDGED,
        manner,
        clerk,
        NOW,
    )
    assert builders.told(delivery)[-1] == ("acknowledge", "sent", "acknowledged", clerk.username)


def test_nobody_acknowledges_for_another_office() -> None:
    order = builders.order_in_force(builders.declared_outage())
    with refused("other_office"):
        orders.acknowledge(builders.delivery(order), by=builders.clerk(builders.NEIGHBOUR), at=NOW)


def test_a_telephone_acknowledgement_needs_the_name_of_whom_one_spoke_with() -> None:
    delivery = builders.delivery(builders.order_in_force(builders.declared_outage()))
    by = builders.headquarters_drafter()
    for name in ("", "  "):
        with refused("telephone_needs_a_name"):
            orders.acknowledge(delivery, by=by, at=NOW, manner=Manner.TELEPHONE, spoken_with=name)
    delivery = orders.acknowledge(
        delivery, by=by, at=NOW, manner=Manner.TELEPHONE, spoken_with="오이든 주무관 "
    )
    assert (delivery.state, delivery.spoken_with, delivery.acknowledged_by) == (
        DeliveryState.ACKNOWLEDGED,
        "오이든 주무관",
        by,
    )


def test_only_headquarters_acknowledges_by_telephone_and_only_by_telephone() -> None:
    delivery = builders.delivery(builders.order_in_force(builders.declared_outage()))
    with refused("not_permitted"):
        orders.acknowledge(delivery, by=builders.clerk(), at=NOW, manner=Manner.TELEPHONE, spoken_with="이름")
    with refused("not_permitted"):
        orders.acknowledge(delivery, by=builders.headquarters_drafter(), at=NOW)


def test_a_delivery_is_acknowledged_once_and_only_after_it_was_sent() -> None:
    order = orders.approve(
        builders.submitted_order(builders.declared_outage()), by=builders.headquarters_approver(), at=NOW
    )
    with refused("wrong_state"):
        orders.acknowledge(builders.delivery(order), by=builders.clerk(), at=NOW)
    orders.send_pending(order, at=NOW)
    orders.acknowledge(builders.delivery(order), by=builders.clerk(), at=NOW)
    with refused("wrong_state"):
        orders.acknowledge(builders.delivery(order), by=builders.supervisor(), at=NOW)
    assert builders.delivery(order).acknowledged_by == builders.clerk()


def lifted(order: FallbackOrder) -> FallbackOrder:
    return orders.lift(order, by=builders.headquarters_approver(), at=NOW)


def expired(order: FallbackOrder) -> FallbackOrder:
    return orders.expire(order, at=NOW)


@pytest.mark.parametrize(("end", "state"), [(lifted, OrderState.LIFTED), (expired, OrderState.EXPIRED)])
def test_an_order_that_ends_withdraws_what_nobody_acknowledged(
    end: Callable[[FallbackOrder], FallbackOrder], state: str
) -> None:
    order = builders.order_in_force(builders.declared_outage())
    builders.acknowledged(order)
    order = end(order)
    assert (order.state, order.ended_at) == (state, NOW)
    left = {delivery.office_id: delivery.state for delivery in Delivery.objects.filter(order=order)}
    assert left == dict.fromkeys(builders.OFFICES, DeliveryState.WITHDRAWN) | {
        builders.TOWN: DeliveryState.ACKNOWLEDGED
    }
    with refused("wrong_state"):
        orders.lift(order, by=builders.headquarters_approver(), at=NOW)
    assert list(all_faults()) == []


def test_an_order_that_supersedes_another_ends_it_when_it_comes_into_force() -> None:
    outage = builders.declared_outage()
    old = builders.order_in_force(outage, ("RR01",))
    builders.acknowledged(old)
    new = builders.submitted_order(outage, ("RR01", "RR02"), supersedes=old)
    old.refresh_from_db()
    assert old.state == OrderState.IN_FORCE
    new = orders.approve(new, by=builders.headquarters_approver(), at=NOW)
    old.refresh_from_db()
    assert (old.state, new.state) == (OrderState.SUPERSEDED, OrderState.IN_FORCE)
    assert builders.told(old)[-1] == (
        "supersede",
        "in_force",
        "superseded",
        builders.headquarters_approver().username,
    )
    assert builders.delivery(new).state == DeliveryState.PENDING
    assert list(all_faults()) == []


def test_an_order_whose_predecessor_is_over_does_not_come_into_force() -> None:
    outage = builders.declared_outage()
    old = builders.order_in_force(outage)
    new = builders.submitted_order(outage, supersedes=old)
    orders.lift(old, by=builders.headquarters_approver(), at=NOW)
    with refused("wrong_state"):
        orders.approve(new, by=builders.headquarters_approver(), at=NOW)
    new.refresh_from_db()
    assert (new.state, new.deliveries.count()) == (OrderState.SUBMITTED, 0)


def test_a_rejected_order_is_over_and_keeps_its_reason() -> None:
    outage = builders.declared_outage()
    order = orders.reject(
        builders.submitted_order(outage), reason="법적 근거 보완", by=builders.headquarters_approver(), at=NOW
    )
    assert order.state == OrderState.REJECTED
    with refused("wrong_state"):
        orders.approve(order, by=builders.headquarters_approver(), at=NOW)
    restored = builders.restored_outage(outage, at=NOW + timedelta(hours=1))
    outages.close(restored, by=builders.headquarters_drafter(), at=NOW + timedelta(hours=1))
