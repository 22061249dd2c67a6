"""Which order stands at an office, and who has yet to answer it."""

from datetime import timedelta

import pytest

from issuance.actions import orders
from issuance.domain.orders import Terms
from issuance.queries.orders import (
    delivery_counts,
    delivery_of,
    past_their_end,
    terms_of,
    unacknowledged,
    waiting_for,
    with_pending_deliveries,
)
from tests import builders
from tests.builders import DECLARED, NOW, TOWN

pytestmark = pytest.mark.django_db


def test_the_terms_of_an_order_are_those_of_its_delivery_here() -> None:
    counter = builders.counter(kinds=("RR01", "LD02"), validity_days=5, snapshot_age_hours=48)
    terms = terms_of(delivery_of(TOWN, outage=counter.outage, at=NOW))
    assert terms == Terms(
        in_force=True,
        starts_at=DECLARED,
        ends_at=NOW + timedelta(days=3),
        kinds=frozenset({"RR01", "LD02"}),
        acknowledged=True,
        validity=timedelta(days=5),
        snapshot_age=timedelta(hours=48),
    )
    neighbour = terms_of(delivery_of(builders.NEIGHBOUR, outage=counter.outage, at=NOW))
    assert neighbour is not None
    assert neighbour.acknowledged is False
    assert terms_of(None) is None


def test_an_order_stands_from_its_start_until_it_ends() -> None:
    outage = builders.declared_outage()
    order = builders.order_in_force(outage, starts_at=NOW)
    moments = (NOW - timedelta(seconds=1), NOW)
    found = [delivery_of(TOWN, outage=outage, at=at) for at in moments]
    assert found == [None, builders.delivery(order)]
    orders.lift(order, by=builders.headquarters_approver(), at=NOW)
    assert delivery_of(TOWN, outage=outage, at=NOW) is None


def test_nothing_is_in_force_once_the_outage_is_restored() -> None:
    counter = builders.counter()
    builders.restored_outage(counter.outage)
    terms = terms_of(delivery_of(TOWN, outage=counter.outage, at=NOW))
    assert terms is not None
    assert terms.in_force is False


def test_offices_that_have_not_answered_are_listed_and_counted() -> None:
    order = builders.order_in_force(builders.declared_outage())
    builders.acknowledged(order)
    silent = [code for code in builders.OFFICES if code != TOWN]
    assert [delivery.office_id for delivery in unacknowledged(order)] == silent
    assert delivery_counts(order) == {"acknowledged": 1, "sent": len(silent)}


def test_an_order_waits_for_an_office_until_the_office_answers() -> None:
    order = builders.order_in_force(builders.declared_outage())
    assert list(waiting_for(builders.office())) == [builders.delivery(order)]
    builders.acknowledged(order)
    assert list(waiting_for(builders.office())) == []
    assert list(waiting_for(builders.office(builders.NEIGHBOUR))) == [
        builders.delivery(order, builders.NEIGHBOUR)
    ]


def test_an_approved_order_is_pending_until_it_is_sent() -> None:
    builders.submitted_order(builders.declared_outage(("welfare",)), ("WF01",))
    submitted = builders.submitted_order(builders.declared_outage())
    order = orders.approve(submitted, by=builders.headquarters_approver(), at=DECLARED)
    assert list(with_pending_deliveries()) == [order]
    orders.send_pending(order, at=DECLARED)
    assert list(with_pending_deliveries()) == []


def test_an_order_is_past_its_end_from_its_last_moment_on() -> None:
    order = builders.order_in_force(builders.declared_outage(), ends_at=NOW)
    assert [list(past_their_end(at=at)) for at in (NOW - timedelta(seconds=1), NOW)] == [[], [order]]
    orders.expire(order, at=NOW)
    assert list(past_their_end(at=NOW)) == []
