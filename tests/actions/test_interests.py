"""A clerk's own matter is confirmed by another clerk before anything provisional leaves the house."""

from typing import Any

import pytest

from issuance.actions import documents, filings
from issuance.domain.documents import Source
from issuance.domain.filings import SettlementReason
from issuance.domain.states import DocumentState
from issuance.models import Document, Filing
from issuance.queries.faults import all_faults
from issuance.queries.filings import awaiting_confirmation
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

pytestmark = pytest.mark.django_db

TAKER = "담당1"  # the name of the first clerk


def prepared(filing: Filing) -> Document:
    builders.in_snapshot(filing)
    return documents.prepare(
        filing, source=Source.SNAPSHOT, by=builders.clerk(), at=NOW, token=builders.token()
    )


@pytest.mark.parametrize(
    ("over", "declared", "found"),
    [
        ({}, False, False),
        ({"interest": True}, True, False),
        ({"applicant_name": TAKER}, False, True),
        ({"subject_name": "담당1(擔當一)", "relation": "household"}, False, True),
        ({"applicant_name": "담 당1", "interest": True}, True, True),
    ],
)
def test_an_interest_is_declared_or_found_by_the_name(
    over: dict[str, Any], declared: bool, found: bool
) -> None:
    filing = Filing.objects.get(pk=builders.filing(**over).pk)
    assert (filing.interest, filing.interest_found) == (declared, found)
    assert filing.awaits_confirmation is (declared or found)
    assert list(awaiting_confirmation(builders.TOWN)) == ([filing] if declared or found else [])


@pytest.mark.parametrize("over", [{"interest": True}, {"applicant_name": TAKER}])
def test_nothing_provisional_is_issued_before_another_clerk_confirms(over: dict[str, Any]) -> None:
    counter = builders.counter()
    filing = builders.filing(**over)
    document = prepared(filing)
    with refused("interest_not_confirmed"):
        documents.issue(document, by=counter.clerk, at=NOW)
    assert builders.last_sequence() == 1
    filings.confirm_interest(filing, by=builders.clerk(number=2), at=NOW)
    assert documents.issue(document, by=counter.clerk, at=NOW).state == DocumentState.ISSUED
    assert list(all_faults()) == []


def test_a_receipt_and_a_certificate_wait_for_nobody() -> None:
    builders.declared_outage()
    assert builders.certificate(builders.filing(interest=True)).state == "issued"


def test_confirming_is_journaled_and_kept() -> None:
    other = builders.clerk(number=2)
    filing = filings.confirm_interest(builders.filing(interest=True), by=other, at=NOW)
    assert (filing.confirmed_by, filing.confirmed_at, filing.awaits_confirmation) == (other, NOW, False)
    assert builders.told(filing)[1:] == [("confirm_interest", "received", "received", other.username)]
    assert list(awaiting_confirmation(builders.TOWN)) == []


def test_the_taker_does_not_confirm() -> None:
    filing = builders.filing(interest=True)
    with refused("same_person"):
        filings.confirm_interest(filing, by=builders.clerk(), at=NOW)


def test_whoever_bears_the_name_of_somebody_concerned_does_not_confirm() -> None:
    filing = builders.filing(interest=True, applicant_name="담당2")
    with refused("own_matter"):
        filings.confirm_interest(filing, by=builders.clerk(number=2), at=NOW)


def test_an_interest_is_confirmed_once_and_only_where_there_is_one() -> None:
    with refused("no_interest"):
        filings.confirm_interest(builders.filing(), by=builders.clerk(number=2), at=NOW)
    filing = filings.confirm_interest(builders.filing(interest=True), by=builders.clerk(number=2), at=NOW)
    with refused("interest_already_confirmed"):
        filings.confirm_interest(filing, by=builders.supervisor(number=3), at=NOW)


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (lambda: builders.clerk(builders.NEIGHBOUR), "other_office"),
        (builders.headquarters_drafter, "not_permitted"),
        (builders.auditor, "not_permitted"),
    ],
)
def test_only_the_own_office_confirms(by: Any, code: str) -> None:
    with refused(code):
        filings.confirm_interest(builders.filing(interest=True), by=by(), at=NOW)


def test_a_filing_that_is_over_is_not_confirmed() -> None:
    builders.declared_outage()
    filing = filings.propose_settlement(
        builders.filing(interest=True),
        reason=SettlementReason.WITHDRAWN,
        words="민원인 취하",
        by=builders.supervisor(),
        at=NOW,
    )
    filings.settle(filing, by=builders.head(), at=NOW)
    with refused("wrong_state"):
        filings.confirm_interest(filing, by=builders.clerk(number=2), at=NOW)


def test_nobody_issues_what_a_colleague_took_for_them() -> None:
    builders.counter()
    document = prepared(builders.filing(applicant_name="담당2"))
    with refused("own_matter"):
        documents.issue(document, by=builders.clerk(number=2), at=NOW)
    assert documents.issue(document, by=builders.clerk(), at=NOW).state == DocumentState.ISSUED


def test_a_form_sent_again_with_an_interest_is_other_content() -> None:
    token, number = builders.token(), builders.resident_number()
    builders.filing(token=token, number=number)
    with refused("other_content_under_token"):
        builders.filing(token=token, number=number, interest=True)
