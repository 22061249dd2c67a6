"""What an outage still has open, each matter by itself, and its sums."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import pytest

from issuance.actions import (
    documents,
    filings,
    matching,
    orders,
    outages,
    reconciliation,
    registrations,
    settlements,
)
from issuance.domain.documents import VoidReason
from issuance.domain.filings import SettlementReason
from issuance.domain.ledger import FileKind
from issuance.domain.matching import CaseVerdict
from issuance.domain.outages import OutageHasOpenMatters
from issuance.domain.reconciliation import Decision
from issuance.domain.states import OutageState, SystemState
from issuance.models import Case, Document, Filing, Outage
from issuance.queries.faults import all_faults
from issuance.queries.outages import covering, latest_reports, open_matters, standing, sums
from tests import builders
from tests.actions.test_closings import ended
from tests.builders import BEGAN, DECLARED, NOW, Counter
from tests.ledger_files import RECOVERED, bring_in, extract_row, file_of, number_of

pytestmark = pytest.mark.django_db

LATER = RECOVERED + timedelta(hours=1)


def registered(filing: Filing) -> None:
    builders.registered(filing, number=f"2026-신청-{filing.pk}", at=RECOVERED)


def decided(case: Case, decision: Decision) -> None:
    """Proposed, decided and, the hold being over, settled."""
    case = reconciliation.propose(
        case, decision=decision, reason="원장을 확인함", by=builders.supervisor(), at=RECOVERED
    )
    reconciliation.decide(case, by=builders.decider(case), at=RECOVERED)
    settlements.settle(case, at=LATER)


def compared(counter: Counter, *documents_there: Document) -> None:
    """The main system knows these papers' subjects just as they were printed, and nobody else."""
    rows = [extract_row(number_of(document.filing)) for document in documents_there]
    bring_in(file_of(FileKind.EXTRACT, rows), outage=counter.outage)
    matching.compare(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)


def lifted(counter: Counter) -> None:
    orders.lift(counter.order, by=builders.headquarters_approver(), at=NOW)


def with_a_prepared_document() -> Outage:
    counter = builders.counter()
    registered(builders.prepared_document(counter).filing)
    lifted(counter)
    return counter.outage


def with_a_document_that_awaits_approval() -> Outage:
    counter = builders.counter()
    registered(builders.awaiting_document(counter).filing)
    lifted(counter)
    return counter.outage


def with_a_paper_that_was_not_handed_over() -> Outage:
    counter = builders.counter()
    registered(builders.issued_document(counter).filing)
    lifted(counter)
    return counter.outage


def with_a_paper_that_was_not_compared() -> Outage:
    counter = builders.counter()
    registered(builders.handed_over(counter).filing)
    lifted(counter)
    return counter.outage


def with_a_new_case_of_a_confirmed_paper() -> Outage:
    counter = builders.counter()
    document = builders.handed_over(counter)
    registered(document.filing)
    lifted(counter)
    compared(counter, document)
    decided(document.cases.get(), Decision.CONFIRM)
    Case.objects.create(document=document, verdict=CaseVerdict.NOT_FOUND, opened_at=LATER)
    return counter.outage


def with_a_filing() -> Outage:
    outage = builders.declared_outage()
    builders.filing()
    return outage


def with_answers_that_contradict_each_other() -> Outage:
    outage = builders.declared_outage()
    filing = builders.registered(builders.filing(), number="1")
    builders.registered(filing, number="2")
    return outage


def with_a_withdrawn_filing_that_was_sent() -> Outage:
    outage, filing = builders.declared_outage(), builders.filing()
    registrations.make_batch(outage, office=filing.office, by=builders.supervisor(), at=NOW)
    ended(filing)
    return outage


def with_a_drafted_order() -> Outage:
    return builders.drafted_order(builders.declared_outage()).outage


def with_a_submitted_order() -> Outage:
    return builders.submitted_order(builders.declared_outage()).outage


def with_an_order_in_force() -> Outage:
    return builders.order_in_force(builders.declared_outage()).outage


@pytest.mark.parametrize(
    ("make", "matter"),
    [
        (with_a_prepared_document, "발급을 마치지 않은 서류"),
        (with_a_document_that_awaits_approval, "발급을 마치지 않은 서류"),
        (with_a_paper_that_was_not_handed_over, "교부나 폐기를 기다리는 임시확인서"),
        (with_a_paper_that_was_not_compared, "대조를 기다리는 임시확인서"),
        (with_a_new_case_of_a_confirmed_paper, "끝나지 않은 대조 건"),
        (with_a_filing, "등록이나 종결을 기다리는 접수"),
        (with_a_withdrawn_filing_that_was_sent, "끝냈지만 주 시스템의 답을 기다리는 접수"),
        (with_answers_that_contradict_each_other, "답이 엇갈린 접수"),
        (with_a_drafted_order, "시행 중인 지침"),
        (with_a_submitted_order, "시행 중인 지침"),
        (with_an_order_in_force, "시행 중인 지침"),
    ],
)
def test_each_open_matter_by_itself_keeps_an_outage_from_closing(
    make: Callable[[], Outage], matter: str
) -> None:
    outage = builders.restored_outage(make())
    assert {noun: count for noun, count in open_matters(outage).items() if count} == {matter: 1}
    with pytest.raises(OutageHasOpenMatters) as refusal:
        outages.close(outage, by=builders.headquarters_drafter(), at=LATER)
    assert refusal.value.facts == {"matters": f"{matter} 1건"}
    outage.refresh_from_db()
    assert (outage.state, outage.closed_at, outage.sums) == (OutageState.RESTORED, None, None)


def test_an_outage_without_anything_has_nothing_open() -> None:
    assert set(open_matters(builders.declared_outage()).values()) == {0}


def test_the_matters_of_another_outage_keep_nobody_waiting() -> None:
    builders.filing()
    other = builders.declared_outage(("welfare",))
    builders.counter()
    assert set(open_matters(other).values()) == {0}


def test_every_end_of_a_paper_stands_in_the_sums_with_which_an_outage_closes() -> None:
    counter = builders.counter()
    papers = [builders.handed_over(counter) for _ in range(4)]
    spoiled = builders.issued_document(counter)
    documents.void(spoiled, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW)
    given_up = builders.prepared_document(counter)
    documents.withdraw(given_up, words="그냥 돌아감", by=counter.clerk, at=NOW)
    builders.certificate(given_up.filing)
    for document in (*papers, spoiled):
        registered(document.filing)
    filings.propose_settlement(
        given_up.filing, reason=SettlementReason.WITHDRAWN, words="민원인 취하", by=counter.supervisor, at=NOW
    )
    filings.settle(given_up.filing, by=builders.head(), at=NOW)
    lifted(counter)
    outage = builders.restored_outage(counter.outage)
    rows = [extract_row(number_of(paper.filing)) for paper in papers[:3]]
    rows[2] = {**rows[2], "전입일": "2021-01-01"}
    bring_in(file_of(FileKind.EXTRACT, rows), outage=outage)
    matching.compare(outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    ends = (Decision.CONFIRM, Decision.CONFIRM, Decision.CORRECT, Decision.REVOKE)
    for paper, decision in zip(papers, ends, strict=True):
        decided(paper.cases.get(), decision)
    outage = outages.close(
        builders.signed_off(outage, at=LATER), by=builders.headquarters_approver(), at=LATER
    )
    offices = len(builders.OFFICES)
    assert outage.sums == {
        "offices": offices,
        "deliveries": offices,
        "acknowledged": 1,
        "filings": 6,
        "receipts": 6,
        "certificates": 1,
        "documents": 5,
        "issued": 4,
        "voided": 1,
        "confirmed": 2,
        "corrected": 1,
        "revoked": 1,
        "open": 0,
        "registered": 5,
        "settled": 1,
    }
    assert asdict(sums(outage)) == outage.sums
    assert list(all_faults()) == []


def test_a_paper_without_an_end_is_open_in_the_sums() -> None:
    counter = builders.counter()
    builders.prepared_document(counter)
    builders.issued_document(counter)
    builders.handed_over(counter)
    counted = sums(counter.outage)
    assert (counted.documents, counted.issued, counted.voided, counted.open) == (2, 2, 0, 2)
    assert counted.faults() == ()


def test_an_outage_that_is_over_stands_no_more() -> None:
    suspected, declared = builders.suspected_outage(), builders.declared_outage()
    restored = builders.restored_outage(builders.declared_outage())
    outages.dismiss(builders.suspected_outage(), by=builders.headquarters_drafter(), at=NOW)
    outages.close(
        builders.restored_outage(builders.declared_outage()), by=builders.headquarters_drafter(), at=NOW
    )
    assert set(standing()) == {suspected, declared, restored}


def test_an_outage_covers_a_system_from_its_declaration_until_the_system_is_back() -> None:
    outage = builders.declared_outage(("resident", "welfare"))
    resident = builders.system("resident")
    outages.bring_back(outage, resident, by=builders.headquarters_drafter(), at=NOW)
    moments = (DECLARED - timedelta(seconds=1), DECLARED, NOW - timedelta(seconds=1), NOW)
    assert [covering(resident, at=at) for at in moments] == [None, outage, outage, None]
    assert covering(builders.system("welfare"), at=NOW) == outage
    assert covering(builders.system("kras"), at=NOW) is None


def test_an_outage_of_the_intake_system_covers_every_kind() -> None:
    outage = builders.declared_outage(("saeol",))
    assert {covering(builders.system(code), at=NOW) for code in builders.SYSTEMS} == {outage}


def test_the_latest_report_is_the_offices_own_or_the_nations() -> None:
    here, there, nation = builders.clerk(), builders.clerk(builders.FAR_TOWN), builders.headquarters_drafter()
    resident, welfare = builders.system("resident"), builders.system("welfare")
    outages.report(resident, SystemState.DOWN, by=nation, at=BEGAN)
    outages.report(welfare, SystemState.DOWN, by=there, at=BEGAN)
    outages.report(resident, SystemState.DEGRADED, by=here, at=NOW)
    seen = [
        {code: report.state for code, report in latest_reports(user.office, at=NOW).items()}
        for user in (here, there)
    ]
    assert seen == [{"resident": "degraded"}, {"resident": "down", "welfare": "down"}]
