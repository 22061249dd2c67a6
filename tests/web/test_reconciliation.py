"""Cases on screen: compared, proposed by one person, decided by another."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from issuance.models import Case, Document
from tests import builders
from tests.builders import NOW, Counter
from tests.web.conftest import LogIn
from tests.web.pages import faults, said


@pytest.fixture
def second(log_in: LogIn) -> Client:
    return log_in(builders.supervisor(number=2))


@pytest.fixture
def case(at_counter: Counter) -> Case:
    """A paper of which the ledger knows nothing."""
    document: Document = builders.handed_over(at_counter)
    return Case.objects.create(document=document, verdict="not_found", opened_at=NOW)


def test_comparing_without_the_ledger_says_what_to_bring_in_first(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    answer = supervisor_browser.post(f"/cases/compare/{at_counter.outage.pk}/", follow=True)
    assert said(answer) == ["원부 추출과 교부대장을 먼저 불러와 주세요."]


def test_one_person_proposes_and_another_decides(
    case: Case, supervisor_browser: Client, second: Client
) -> None:
    page = supervisor_browser.get(f"/cases/{case.pk}/")
    assert [row.fact for row in page.context["evidence"]] == ["주소", "세대주", "세대원", "전입일"]
    supervisor_browser.post(
        f"/cases/{case.pk}/propose/", {"decision": "revoke", "reason": "원장에 없는 사람입니다"}
    )
    own = supervisor_browser.post(f"/cases/{case.pk}/decide/")
    assert faults(own) == ["처리안을 올린 사람은 결정할 수 없습니다. 다른 담당자가 처리해 주세요."]
    second.post(f"/cases/{case.pk}/decide/")
    case.refresh_from_db()
    assert case.state == "decided"


def test_a_decision_is_taken_back_while_it_is_on_hold_and_not_after(
    case: Case, supervisor_browser: Client, second: Client
) -> None:
    supervisor_browser.post(
        f"/cases/{case.pk}/propose/", {"decision": "revoke", "reason": "원장에 없는 사람입니다"}
    )
    second.post(f"/cases/{case.pk}/decide/")
    assert [offer.verb.name for offer in second.get(f"/cases/{case.pk}/").context["offers"]] == [
        "withdraw_decision"
    ]
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert second.get(f"/cases/{case.pk}/").context["offers"] == []
        late = second.post(f"/cases/{case.pk}/withdraw-decision/")
        assert faults(late) == [
            "보류 시간이 지나 결정을 거둘 수 없습니다. 새 대조 건으로만 바꿀 수 있습니다."
        ]
    second.post(f"/cases/{case.pk}/withdraw-decision/")
    case.refresh_from_db()
    assert case.state == "open"


def test_a_proposal_is_sent_back_with_words(case: Case, supervisor_browser: Client, second: Client) -> None:
    supervisor_browser.post(
        f"/cases/{case.pk}/propose/", {"decision": "revoke", "reason": "원장에 없는 사람입니다"}
    )
    second.post(f"/cases/{case.pk}/send-back/", {"words": "동명이인인지 먼저 확인해 주세요"})
    case.refresh_from_db()
    assert (case.state, case.reason) == ("returned", "동명이인인지 먼저 확인해 주세요")


def test_a_decision_that_does_not_fit_is_refused_and_the_reason_kept(
    case: Case, supervisor_browser: Client
) -> None:
    answer = supervisor_browser.post(
        f"/cases/{case.pk}/propose/", {"decision": "confirm", "reason": "그대로 두면 됩니다"}
    )
    assert faults(answer) == [
        "원장과 다른 내용이 있어 그대로 확인할 수 없습니다. 정정이나 취소를 골라 주세요."
    ]
    (offer,) = [offer for offer in answer.context["offers"] if offer.verb.name == "propose"]
    assert offer.form["reason"].value() == "그대로 두면 됩니다"


def test_cases_and_unregistered_filings_stand_on_one_page(case: Case, supervisor_browser: Client) -> None:
    builders.restored_outage(case.document.order.outage)
    page = supervisor_browser.get("/cases/")
    assert [row.pk for row in page.context["cases"]] == [case.pk]
    assert [row.pk for row in page.context["filings"]] == [case.document.filing_id]
