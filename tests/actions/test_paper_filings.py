"""A filing taken on paper keeps the paper's moment, and has no P before a second clerk has compared the two."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from issuance.actions import documents, filings, outages, paper_filings, registrations
from issuance.domain.access import Reason
from issuance.domain.documents import Source
from issuance.domain.paper_filings import EvidenceType
from issuance.domain.states import DocumentState
from issuance.models import AccessRecord, Document, Evidence, Filing, Paper
from issuance.queries.faults import all_faults
from issuance.queries.paper_filings import awaiting_check, evidence_of
from tests import builders
from tests.builders import BEGAN, NOW
from tests.refusals import refused

pytestmark = pytest.mark.django_db

SCAN = b"%PDF-1.7 scan"
MORNING = NOW - timedelta(hours=2)


def entered(**over: Any) -> Filing:
    facts: dict[str, Any] = {
        "moment": MORNING,
        "taken_by_name": "임시직 임꺽정",
        "by": builders.clerk(),
        "at": NOW,
    }
    return paper_filings.enter(builders.new_filing(), **facts | over)


def prepared(filing: Filing) -> Document:
    builders.in_snapshot(filing)
    return documents.prepare(
        filing, source=Source.SNAPSHOT, by=builders.clerk(), at=NOW, token=builders.token()
    )


def test_the_moment_is_the_papers_and_the_receipt_says_so() -> None:
    outage = builders.declared_outage()
    filing = Filing.objects.get(pk=builders.paper_filing().pk)
    receipt = filings.receipt_of(filing)
    assert (filing.moment, filing.paper_moment, filing.sent_at, filing.outage) == (
        MORNING,
        MORNING,
        NOW,
        outage,
    )
    assert (receipt.serial, receipt.issued_at) == ("R-11110515-26-001-000001", NOW)
    assert receipt.read_mark().claims.filing_moment == int(MORNING.timestamp())
    assert "2026. 11. 23. 12:00" in receipt.unsealed("sheet")
    assert builders.told(filing) == [("enter_paper", "", "received", builders.clerk(number=2).username)]
    assert list(all_faults()) == []


def test_who_took_it_is_a_person_here_or_a_name() -> None:
    builders.declared_outage()
    known, named = builders.paper_filing(), entered()
    assert (known.taken_by, known.entered_by, known.taken_by_whom) == (
        builders.clerk(),
        builders.clerk(number=2),
        "담당1",
    )
    assert (named.taken_by, named.entered_by, named.taken_by_whom) == (
        builders.clerk(),
        builders.clerk(),
        "임시직 임꺽정",
    )


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"moment": NOW + timedelta(seconds=1)}, "paper_moment_in_future"),
        ({"moment": BEGAN - timedelta(seconds=1)}, "no_outage_at_moment"),
        ({"taken_by_name": " "}, "taker_missing"),
        ({"taken_by_name": "임\u200b꺽정"}, "name_has_hidden_character"),
        ({"evidence": b"GIF89a"}, "evidence_unknown"),
        ({"evidence": b""}, "evidence_unknown"),
        ({"by": None}, "not_permitted"),
    ],
)
def test_what_cannot_be_entered_uses_no_number(over: dict[str, Any], code: str) -> None:
    builders.declared_outage()
    if "by" in over:
        over = {"by": builders.headquarters_drafter()}
    with refused(code):
        entered(**over)
    assert (builders.last_sequence(), Filing.objects.count(), Evidence.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("moment", [BEGAN, NOW])
def test_the_first_and_the_last_moment_of_an_outage_count(moment: datetime) -> None:
    builders.declared_outage()
    assert entered(moment=moment).moment == moment


def test_a_system_that_was_up_then_had_no_outage() -> None:
    outage = builders.declared_outage(("welfare",))
    with refused("no_outage_at_moment"):
        entered()
    with refused("no_outage_at_moment"):
        entered(outage=outage)


def test_paper_is_entered_after_the_systems_are_back() -> None:
    outage = builders.restored_outage(builders.declared_outage(), at=NOW - timedelta(minutes=30))
    assert entered().outage == outage
    with refused("no_outage_at_moment"):
        entered(moment=NOW - timedelta(minutes=29))


def test_paper_of_an_outage_that_is_only_suspected_joins_it_when_it_is_declared() -> None:
    outage = builders.suspected_outage()
    filing = entered()
    assert filing.outage is None
    outages.declare(outage, by=builders.headquarters_approver(), at=NOW)
    assert Filing.objects.get(pk=filing.pk).outage == outage


def test_paper_of_a_drill_names_its_drill() -> None:
    drill = builders.declared_outage(drill=True)
    with refused("no_outage_at_moment"):
        entered()
    assert filings.receipt_of(entered(outage=drill)).serial == "TR-11110515-26-901-000001"


def test_the_evidence_is_sealed_and_opening_it_is_recorded() -> None:
    builders.declared_outage()
    filing = entered(evidence=SCAN)
    row = Evidence.objects.get()
    assert (row.media_type, row.byte_count) == (EvidenceType.PDF, len(SCAN))
    assert SCAN not in bytes(row.content)
    assert paper_filings.evidence(filing, by=builders.clerk(number=2), at=NOW) == (SCAN, EvidenceType.PDF)
    record = AccessRecord.objects.get()
    assert (record.reason, record.noun, record.subject, record.subject_key) == (
        Reason.EVIDENCE,
        "evidence",
        str(row.pk),
        filing.subject_key,
    )
    with refused("other_office"):
        paper_filings.evidence(filing, by=builders.clerk(builders.NEIGHBOUR), at=NOW)


def test_without_evidence_there_is_none_to_see() -> None:
    builders.declared_outage()
    filing = entered()
    assert evidence_of(filing) is None
    with refused("no_evidence"):
        paper_filings.evidence(filing, by=builders.clerk(), at=NOW)
    assert AccessRecord.objects.count() == 0


def test_a_form_sent_again_shows_the_filing_that_it_made() -> None:
    builders.declared_outage()
    new = builders.new_filing()
    paper: dict[str, Any] = {
        "moment": MORNING, "taken_by_name": "임꺽정", "evidence": SCAN, "by": builders.clerk(), "at": NOW
    }  # fmt: skip
    first = paper_filings.enter(new, **paper)
    assert paper_filings.enter(new, **paper | {"at": NOW + timedelta(minutes=1)}) == first
    for other in (
        {"moment": MORNING - timedelta(hours=1)},
        {"taken_by_name": "홍길동"},
        {"evidence": SCAN + b"2"},
    ):
        with refused("other_content_under_token"):
            paper_filings.enter(new, **paper | other)
    assert (Filing.objects.count(), Evidence.objects.count(), Paper.objects.count()) == (1, 1, 1)


def test_no_p_before_a_second_clerk_has_checked() -> None:
    counter = builders.counter()
    filing = builders.paper_filing()
    document = prepared(filing)
    assert list(awaiting_check(builders.TOWN)) == [filing]
    with refused("paper_not_checked"):
        documents.issue(document, by=counter.clerk, at=NOW)
    assert builders.last_sequence() == 1
    filing = paper_filings.check(filing, by=counter.clerk, at=NOW)
    assert (filing.checked_by, filing.checked_at, filing.awaits_check) == (counter.clerk, NOW, False)
    assert list(awaiting_check(builders.TOWN)) == []
    assert documents.issue(document, by=counter.clerk, at=NOW).state == DocumentState.ISSUED
    assert builders.told(filing)[1:] == [("check_paper", "received", "received", counter.clerk.username)]
    assert list(all_faults()) == []


def test_the_second_clerk_is_not_the_first_and_of_the_same_office() -> None:
    builders.declared_outage()
    filing = builders.paper_filing()
    for by, code in (
        (builders.clerk(number=2), "same_person"),
        (builders.clerk(builders.NEIGHBOUR), "other_office"),
        (builders.headquarters_drafter(), "not_permitted"),
    ):
        with refused(code):
            paper_filings.check(filing, by=by, at=NOW)


def test_only_what_was_on_paper_is_checked_and_only_once() -> None:
    builders.declared_outage()
    with refused("not_on_paper"):
        paper_filings.check(builders.filing(), by=builders.clerk(number=2), at=NOW)
    filing = paper_filings.check(builders.paper_filing(), by=builders.clerk(), at=NOW)
    with refused("paper_already_checked"):
        paper_filings.check(filing, by=builders.supervisor(), at=NOW)


@pytest.mark.parametrize("name", ["담당1", "담당2"])
def test_an_interest_of_the_taker_or_of_who_entered_it_is_found(name: str) -> None:
    builders.declared_outage()
    filing = builders.paper_filing(applicant_name=name)
    assert filing.interest_found is True
    for number in (1, 2):
        with refused("same_person"):
            filings.confirm_interest(filing, by=builders.clerk(number=number), at=NOW)
    assert filings.confirm_interest(filing, by=builders.clerk(number=3), at=NOW).awaits_confirmation is False


def test_what_nobody_has_checked_does_not_go_to_the_main_system() -> None:
    outage = builders.declared_outage()
    filing = builders.paper_filing()
    by, office = builders.supervisor(), builders.office()
    with refused("nothing_to_register"):
        registrations.make_batch(outage, office=office, by=by, at=NOW)
    paper_filings.check(filing, by=builders.clerk(), at=NOW)
    batch = registrations.make_batch(outage, office=office, by=by, at=NOW)
    checked = b"".join(registrations.file_of(batch, by=by, at=NOW)).decode("utf-8-sig")
    assert len(checked.splitlines()) == 2
    assert "2026-11-23 12:00:00" in checked
