"""An obvious slip is put right with the applicant's consent, and what was said before is kept."""

import json
from typing import Any

import pytest

from issuance.actions import documents, filings, slips
from issuance.domain.documents import VoidReason
from issuance.domain.filings import Purpose
from issuance.domain.slips import Changes
from issuance.domain.states import DocumentState
from issuance.models import Filing, Slip
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def correct(filing: Filing, **over: Any) -> Filing:
    facts: dict[str, Any] = {
        "changes": Changes(receiver=" 새빛은행 "),
        "consent": True,
        "reason": "은행 이름을 잘못 적음",
        "by": builders.clerk(),
        "at": NOW,
    }
    return slips.correct(filing, **facts | over)


def test_every_field_that_may_be_wrong_is_put_right() -> None:
    filing = builders.filing(applicant_phone="010-0000-0001", handed_in="위임장 1부")
    changes = Changes("010-0000-0002", "새빛은행", "", Purpose.SCHOOL, 3)
    correct(filing, changes=changes)
    filing = Filing.objects.get(pk=filing.pk)
    assert (filing.applicant_phone, filing.receiver, filing.handed_in, filing.purpose, filing.copies) == (
        "010-0000-0002",
        "새빛은행",
        "",
        Purpose.SCHOOL,
        3,
    )


def test_the_old_values_are_kept_sealed_with_who_and_why() -> None:
    filing = correct(
        builders.filing(applicant_phone="010-0000-0001"), changes=Changes(applicant_phone="1", copies=1)
    )
    slip = Slip.objects.get()
    assert (slip.names, json.loads(slip.unsealed("before"))) == (
        ["applicant_phone"],
        {"applicant_phone": "010-0000-0001"},
    )
    assert (slip.reason, slip.by, slip.at) == ("은행 이름을 잘못 적음", builders.clerk(), NOW)
    assert b"010-0000-0001" not in bytes(slip.before)
    assert builders.told(filing)[1:] == [("correct", "received", "received", builders.clerk().username)]
    assert list(all_faults()) == []


def test_the_receipt_stays_as_it_was_handed_out() -> None:
    filing = builders.filing()
    before = filings.receipt_of(filing).unsealed("sheet")
    assert filings.receipt_of(correct(filing)).unsealed("sheet") == before


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"consent": False}, "consent_missing"),
        ({"reason": "오타"}, "reason_missing"),
        ({"changes": Changes()}, "nothing_changed"),
        ({"changes": Changes(receiver="한빛은행", copies=1)}, "nothing_changed"),
        ({"changes": Changes(copies=21)}, "copies_out_of_range"),
        ({"changes": Changes(purpose="99")}, "unknown_purpose"),
        ({"changes": Changes(receiver="은행\U00013000")}, "missing_glyph"),
        ({"changes": Changes(receiver="가" * 81)}, "slip_too_long"),
    ],
)
def test_what_is_no_slip_or_lacks_consent_changes_nothing(over: dict[str, Any], code: str) -> None:
    filing = builders.filing()
    with refused(code):
        correct(filing, **over)
    assert (Slip.objects.count(), Filing.objects.get().receiver) == (0, "한빛은행")


def test_the_paper_is_made_of_what_was_put_right() -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    correct(document.filing)
    issued = documents.issue(document, by=counter.clerk, at=NOW)
    assert issued.paper is not None
    assert ("새빛은행" in issued.paper.unsealed("sheet"), "한빛은행" in issued.paper.unsealed("sheet")) == (
        True,
        False,
    )


def test_copies_do_not_change_under_a_fee_that_was_counted_by_them() -> None:
    document = builders.prepared_document(builders.counter())
    with refused("document_under_way"):
        correct(document.filing, changes=Changes(copies=2))


def test_a_paper_with_a_number_ends_it_until_that_is_void() -> None:
    counter = builders.counter()
    document = builders.issued_document(counter)
    with refused("already_on_paper"):
        correct(document.filing)
    documents.void(document, reason=VoidReason.MISTAKE, words="제출처가 틀림", by=counter.clerk, at=NOW)
    assert correct(document.filing).receiver == "새빛은행"


def test_what_a_supervisor_is_asked_about_does_not_change() -> None:
    document = builders.awaiting_document(builders.counter())
    with refused("document_under_way"):
        correct(document.filing)
    documents.send_back(document, words="제출처 확인 바람", by=builders.supervisor(), at=NOW)
    assert correct(document.filing).receiver == "새빛은행"
    assert document.filing.documents.get().state == DocumentState.PREPARED


def test_a_filing_that_is_registered_is_not_corrected() -> None:
    builders.declared_outage()
    filing = builders.registered(builders.filing())
    with refused("wrong_state"):
        correct(filing)


@pytest.mark.parametrize(
    ("by", "code"),
    [(lambda: builders.clerk(builders.NEIGHBOUR), "other_office"), (builders.auditor, "not_permitted")],
)
def test_only_the_own_office_corrects(by: Any, code: str) -> None:
    with refused(code):
        correct(builders.filing(), by=by())
