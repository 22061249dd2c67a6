"""Fallback orders between headquarters and the offices."""

from typing import Any

import pytest
from django.test import Client

from issuance.models import Delivery, FallbackOrder
from tests import builders
from tests.builders import NEIGHBOUR, TOWN
from tests.web.conftest import LogIn
from tests.web.pages import faults, said


def typed(**over: Any) -> dict[str, Any]:
    return {
        "kinds": ["RR01", "RR02"],
        "waived": ["RR01"],
        "starts_at": "2026-11-23T14:00",
        "ends_at": "2026-11-26T18:00",
        "validity_days": "7",
        "snapshot_age_hours": "96",
        "legal_basis": "민원 처리에 관한 법률 시행령 §6의2",
        "text": "본인과 세대원에게만 냅니다.",
    } | over


@pytest.fixture
def drafter(log_in: LogIn) -> Client:
    return log_in(builders.headquarters_drafter())


@pytest.fixture
def approver(log_in: LogIn) -> Client:
    return log_in(builders.headquarters_approver())


def test_one_person_drafts_and_another_puts_in_force(drafter: Client, approver: Client) -> None:
    outage = builders.declared_outage()
    drafter.post(f"/outages/{outage.pk}/orders/new/", typed())
    order = FallbackOrder.objects.get()
    drafter.post(f"/orders/{order.pk}/submit/")
    own = drafter.post(f"/orders/{order.pk}/approve/")
    assert faults(own) == ["지침을 작성한 사람은 승인할 수 없습니다. 다른 담당자가 처리해 주세요."]
    done = approver.post(f"/orders/{order.pk}/approve/", follow=True)
    assert said(done) == ["지침을 승인했습니다. 각 사무소에 통보합니다."]
    order.refresh_from_db()
    assert order.state == "in_force"
    assert dict(order.kinds.values_list("code", "fee_waived")) == {"RR01": True, "RR02": False}


def test_a_dead_broker_does_not_stop_an_approval(
    approver: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def dead(**_: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr("issuance.tasks.send_pending_deliveries.apply_async", dead)
    order = builders.submitted_order(builders.declared_outage())
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        answer = approver.post(f"/orders/{order.pk}/approve/")
    assert (answer.status_code, len(callbacks)) == (302, 1)
    assert Delivery.objects.filter(order=order, state="pending").exists()


def test_only_kinds_of_class_p_can_be_chosen(drafter: Client) -> None:
    outage = builders.declared_outage()
    answer = drafter.post(f"/outages/{outage.pk}/orders/new/", typed(kinds=["RR03"]))
    assert answer.status_code == 422
    assert FallbackOrder.objects.count() == 0


def test_a_validity_that_ends_before_it_starts_is_refused_with_what_was_typed(drafter: Client) -> None:
    outage = builders.declared_outage()
    answer = drafter.post(f"/outages/{outage.pk}/orders/new/", typed(ends_at="2026-11-23T13:00"))
    assert faults(answer) == [
        "서류 유효기간(일): 유효기간은 1일부터 7일까지, 시행 종료는 시작보다 뒤여야 합니다."
    ]
    assert answer.context["form"]["text"].value() == "본인과 세대원에게만 냅니다."


def test_an_office_reads_and_acknowledges_from_its_first_page(log_in: LogIn) -> None:
    order = builders.order_in_force(builders.declared_outage())
    browser = log_in(builders.clerk())
    home = browser.get("/")
    assert [waiting["order"] for waiting in home.context["deliveries"]] == [order]
    assert home.context["standings"][0].acknowledged is False
    browser.post(f"/orders/{order.pk}/acknowledge/", {"manner": "deputy"})
    delivery = builders.delivery(order)
    assert (delivery.state, delivery.manner) == ("acknowledged", "deputy")
    assert browser.get("/").context["standings"][0].acknowledged is True


def test_an_office_cannot_say_that_it_was_telephoned(log_in: LogIn) -> None:
    order = builders.order_in_force(builders.declared_outage())
    answer = log_in(builders.clerk()).post(f"/orders/{order.pk}/acknowledge/", {"manner": "telephone"})
    assert answer.status_code == 422
    assert builders.delivery(order).state == "sent"


def test_headquarters_sees_who_is_silent_and_notes_a_telephone_call(drafter: Client) -> None:
    order = builders.order_in_force(builders.declared_outage())
    builders.acknowledged(order, TOWN)
    page = drafter.get(f"/orders/{order.pk}/", {"name": "사직동"})
    assert [row.office_id for row in page.context["silent"]] == [NEIGHBOUR]
    assert (page.context["progress"].acknowledged, page.context["progress"].reached) == (
        1,
        len(builders.OFFICES),
    )
    delivery = builders.delivery(order, NEIGHBOUR)
    drafter.post(f"/deliveries/{delivery.pk}/telephone/", {"spoken_with": "고유섭"})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.manner, delivery.spoken_with) == ("acknowledged", "telephone", "고유섭")


def test_the_notice_for_the_hall_is_a_pdf_in_the_name_of_the_office(log_in: LogIn) -> None:
    order = builders.order_in_force(builders.declared_outage())
    answer = log_in(builders.clerk()).get(f"/orders/{order.pk}/notice.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_draft_has_no_notice(drafter: Client) -> None:
    order = builders.drafted_order(builders.declared_outage())
    assert drafter.get(f"/orders/{order.pk}/notice.pdf").status_code == 404


def test_an_order_is_lifted_and_rejected_by_the_approver(drafter: Client, approver: Client) -> None:
    outage = builders.declared_outage()
    lifted, rejected = builders.order_in_force(outage), builders.submitted_order(outage)
    approver.post(f"/orders/{lifted.pk}/lift/")
    approver.post(f"/orders/{rejected.pk}/reject/", {"reason": "허용 서류를 줄여 주세요"})
    assert list(FallbackOrder.objects.order_by("pk").values_list("state", flat=True)) == [
        "lifted",
        "rejected",
    ]
