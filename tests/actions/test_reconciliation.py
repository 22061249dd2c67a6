"""Papers against the ledger: what is found, what may be done about it, and that two people stand behind it."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from issuance.actions import case_evidence, documents, matching, orders, reconciliation, settlements
from issuance.actions.case_evidence import Evidence
from issuance.domain.access import Reason
from issuance.domain.documents import VoidReason
from issuance.domain.ledger import FileKind
from issuance.domain.matching import CaseVerdict
from issuance.domain.papers import Series
from issuance.domain.reconciliation import (
    INQUIRIES,
    Decision,
    DifferenceCannotBeConfirmed,
    NothingToCorrect,
    NothingToKeep,
)
from issuance.domain.states import CaseState, DocumentState
from issuance.domain.verdicts import Standing
from issuance.models import AccessRecord, Case, CorrectionNotice, Document, Paper
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import FACTS, NOW, Counter, resident_number
from tests.concurrency.sessions import together
from tests.ledger_files import RECOVERED, Row, bring_in, extract_row, file_of, issued_row, number_of
from tests.refusals import refused, refused_by_database

HOLD = timedelta(minutes=10)
EFFECT = RECOVERED + HOLD
OTHER_ADDRESS = "서울특별시 종로구 자하문로 77-1"
REASON = "원장을 확인함"


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def compared(counter: Counter, document: Document, *rows: Row, issued: Row | None = None) -> Case:
    """The case of a paper after the extract with these rows (and one for somebody else) has come in."""
    stranger = extract_row(
        resident_number(date(1871, 11, 9)),
        name="변사또",
        ledger_number="원-9999",
        주소="경기도 광주시 태전동 1-1",
    )
    extract = [*rows, stranger]
    bring_in(file_of(FileKind.EXTRACT, extract), outage=counter.outage)
    if issued is not None:
        bring_in(file_of(FileKind.ISSUED, [issued]), FileKind.ISSUED, outage=counter.outage)
    matching.compare(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    return document.cases.get()


def case_of(counter: Counter, verdict: CaseVerdict, **over: Any) -> Case:
    """A paper in somebody's hands, and a ledger that says this of it."""
    document = builders.handed_over(counter, **over)
    number = number_of(document.filing)
    same, other = extract_row(number), extract_row(number, 주소=OTHER_ADDRESS)
    rows = {
        CaseVerdict.MATCH: (same,),
        CaseVerdict.DIFFERS: (other,),
        CaseVerdict.NOT_FOUND: (),
        CaseVerdict.ALSO_ISSUED: (same,),
        CaseVerdict.AMBIGUOUS: (same, other),
        CaseVerdict.UNDECIDABLE: (extract_row(number, as_of=NOW + timedelta(hours=1)),),
    }[verdict]
    issued = (
        issued_row(number, at=NOW + timedelta(minutes=40)) if verdict == CaseVerdict.ALSO_ISSUED else None
    )
    case = compared(counter, document, *rows, issued=issued)
    assert case.verdict == verdict
    return case


def proposed(case: Case, decision: Decision) -> Case:
    by = builders.supervisor(case.document.office_id)
    return reconciliation.propose(case, decision=decision, reason=REASON, by=by, at=RECOVERED)


def decided(case: Case, decision: Decision) -> Case:
    case = proposed(case, decision)
    return reconciliation.decide(case, by=builders.decider(case), at=RECOVERED)


def settled(case: Case, decision: Decision) -> Case:
    return settlements.settle(decided(case, decision), at=EFFECT)


def standing(case: Case) -> tuple[str, int]:
    """The document's state, and what the status list says of its paper."""
    document = Document.objects.select_related("paper").get(pk=case.document_id)
    assert document.paper is not None
    return document.state, document.paper.status


def corrections() -> list[Paper]:
    return list(Paper.objects.filter(series=Series.CORRECTION))


def allowed(case: Case) -> set[Decision]:
    """The decisions that may be proposed; each is tried and undone."""
    found = set()
    for decision in Decision:
        with suppress(DifferenceCannotBeConfirmed, NothingToCorrect, NothingToKeep), transaction.atomic():
            proposed(case, decision)
            found.add(decision)
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(
    ("verdict", "decisions"),
    [
        (CaseVerdict.MATCH, {Decision.CONFIRM, Decision.REVOKE}),
        (CaseVerdict.DIFFERS, {Decision.CORRECT, Decision.REVOKE}),
        (CaseVerdict.NOT_FOUND, {Decision.REVOKE}),
        (CaseVerdict.ALSO_ISSUED, {Decision.CONFIRM, Decision.CORRECT, Decision.REVOKE}),
        (CaseVerdict.AMBIGUOUS, {Decision.CONFIRM, Decision.REVOKE}),
        (CaseVerdict.UNDECIDABLE, {Decision.CONFIRM, Decision.REVOKE}),
    ],
)
def test_what_was_found_says_what_may_become_of_a_paper(
    counter: Counter, verdict: CaseVerdict, decisions: set[Decision]
) -> None:
    assert allowed(case_of(counter, verdict)) == decisions | set(INQUIRIES)


def test_a_case_names_the_facts_that_differ_and_the_rows_that_it_rests_on(counter: Counter) -> None:
    case = case_of(counter, CaseVerdict.DIFFERS)
    assert case.entry is not None
    assert (case.differing, case.entry.ledger_number, case.issued_entry) == (["주소"], "원-0001", None)
    assert builders.told(case) == [("open", "", "open", counter.supervisor.username)]


@pytest.mark.parametrize(
    ("changed_at", "verdict"),
    [
        (NOW - timedelta(days=1), CaseVerdict.DIFFERS),
        (NOW, CaseVerdict.DIFFERS),
        (NOW + timedelta(seconds=1), CaseVerdict.MATCH),
    ],
)
def test_what_changed_after_the_issue_is_no_difference(
    counter: Counter, changed_at: datetime, verdict: CaseVerdict
) -> None:
    document = builders.handed_over(counter)
    number = number_of(document.filing)
    later = extract_row(number, as_of=changed_at, ledger_number="원-0002", 주소=OTHER_ADDRESS)
    assert compared(counter, document, extract_row(number), later).verdict == verdict


def test_a_fact_spelled_otherwise_is_no_difference(counter: Counter) -> None:
    document = builders.handed_over(counter)
    row = extract_row(number_of(document.filing), 주소="서울 종로구 자하문로 100", 전입일="2020. 3. 2.")
    assert compared(counter, document, row).verdict == CaseVerdict.MATCH


def test_the_snapshot_of_peacetime_is_no_extract(counter: Counter) -> None:
    document = builders.handed_over(counter)
    bring_in(file_of(FileKind.EXTRACT, [extract_row(number_of(document.filing))]), outage=None)
    with refused("ledger_missing"):
        matching.compare(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    assert Case.objects.count() == 0


def test_comparing_twice_opens_no_second_case(counter: Counter) -> None:
    case = case_of(counter, CaseVerdict.MATCH)
    again = matching.compare(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    assert (again.case_count, list(Case.objects.all())) == (0, [case])
    settled(case, Decision.CONFIRM)
    again = matching.compare(counter.outage, office=counter.office, by=counter.supervisor, at=EFFECT)
    assert (again.case_count, Case.objects.count()) == (0, 1)


def test_only_papers_in_somebodys_hands_are_compared(counter: Counter) -> None:
    builders.prepared_document(counter)
    builders.issued_document(counter)
    spoiled = builders.issued_document(counter)
    documents.void(spoiled, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW)
    ours = builders.handed_over(counter)
    bring_in(file_of(FileKind.EXTRACT, [extract_row(resident_number())]), outage=counter.outage)
    run = matching.compare(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    assert (run.case_count, list(Case.objects.values_list("document", flat=True))) == (1, [ours.pk])


def test_an_office_compares_its_own_papers_alone(counter: Counter) -> None:
    case_of(counter, CaseVerdict.MATCH)
    neighbour = builders.supervisor(builders.NEIGHBOUR)
    with refused("other_office"):
        matching.compare(counter.outage, office=counter.office, by=neighbour, at=RECOVERED)
    with refused("not_permitted"):
        matching.compare(counter.outage, office=counter.office, by=counter.clerk, at=RECOVERED)
    mine = matching.compare(counter.outage, office=neighbour.office, by=neighbour, at=RECOVERED)
    assert (mine.case_count, Case.objects.count()) == (0, 1)


def test_evidence_is_side_by_side_and_leaves_access_records(counter: Counter) -> None:
    case, before = case_of(counter, CaseVerdict.DIFFERS), AccessRecord.objects.count()
    rows = case_evidence.evidence(case, by=counter.supervisor, at=RECOVERED)
    household = FACTS["RR01"]
    assert rows == (
        Evidence("성명", "홍길동", "홍길동"),
        Evidence("주소", household["주소"], OTHER_ADDRESS),
        *(Evidence(fact, household[fact], household[fact]) for fact in ("세대주", "세대원", "전입일")),
    )
    seen = AccessRecord.objects.order_by("id")[before:]
    assert [(record.noun, record.reason, record.by) for record in seen] == [
        ("document", Reason.REVIEW, counter.supervisor),
        ("ledgerentry", Reason.REVIEW, counter.supervisor),
    ]


def test_a_proposal_needs_words(counter: Counter) -> None:
    case = case_of(counter, CaseVerdict.MATCH)
    with refused("reason_missing"):
        reconciliation.propose(
            case, decision=Decision.CONFIRM, reason=" ", by=counter.supervisor, at=RECOVERED
        )


def test_whoever_proposed_does_not_decide(counter: Counter) -> None:
    case = proposed(case_of(counter, CaseVerdict.MATCH), Decision.CONFIRM)
    with refused("same_person"):
        reconciliation.decide(case, by=counter.supervisor, at=RECOVERED)
    with refused("same_person"):
        reconciliation.send_back(case, words="다시 확인", by=counter.supervisor, at=RECOVERED)
    with refused_by_database("case_two_people"):
        Case.objects.filter(pk=case.pk).update(decided_by=counter.supervisor)


def test_whoever_issued_the_paper_does_not_decide(counter: Counter) -> None:
    issuer = builders.supervisor(number=2)
    document = documents.issue(builders.prepared_document(counter), by=issuer, at=NOW)
    documents.hand_over(document, by=counter.clerk, at=NOW)
    case = proposed(compared(counter, document, extract_row(number_of(document.filing))), Decision.CONFIRM)
    with refused("same_person"):
        reconciliation.decide(case, by=issuer, at=RECOVERED)
    with refused_by_database("whoever had a hand in a paper does not decide its case"):
        Case.objects.filter(pk=case.pk).update(decided_by=issuer)
    assert reconciliation.decide(case, by=builders.head(), at=RECOVERED).state == CaseState.DECIDED


@pytest.mark.parametrize(
    ("code", "refusal"), [(builders.NEIGHBOUR, "other_office"), (builders.FAR_TOWN, "other_office")]
)
def test_a_supervisor_of_another_office_does_nothing_here(counter: Counter, code: str, refusal: str) -> None:
    case, stranger = case_of(counter, CaseVerdict.MATCH), builders.supervisor(code)
    with refused(refusal):
        reconciliation.propose(case, decision=Decision.CONFIRM, reason=REASON, by=stranger, at=RECOVERED)
    proposed(case, Decision.CONFIRM)
    with refused(refusal):
        reconciliation.decide(case, by=stranger, at=RECOVERED)
    with refused(refusal):
        reconciliation.send_back(case, words="다시 확인", by=stranger, at=RECOVERED)
    with refused(refusal):
        case_evidence.evidence(case, by=stranger, at=RECOVERED)
    reconciliation.decide(case, by=builders.head(), at=RECOVERED)
    with refused(refusal):
        reconciliation.withdraw_decision(case, by=stranger, at=RECOVERED)
    assert builders.told(case)[-1][0] == "decide"


def test_a_case_that_was_sent_back_is_proposed_again(counter: Counter) -> None:
    case = proposed(case_of(counter, CaseVerdict.DIFFERS), Decision.CORRECT)
    case = reconciliation.send_back(case, words="사유를 더 적어 주세요", by=builders.head(), at=RECOVERED)
    assert (case.state, case.reason) == (CaseState.RETURNED, "사유를 더 적어 주세요")
    case = decided(case, Decision.CORRECT)
    assert (case.state, case.decision, case.reason) == (CaseState.DECIDED, Decision.CORRECT, REASON)
    supervisor, head = counter.supervisor.username, builders.head().username
    assert builders.told(case) == [
        ("open", "", "open", supervisor),
        ("propose", "open", "proposed", supervisor),
        ("send_back", "proposed", "returned", head),
        ("propose", "returned", "proposed", supervisor),
        ("decide", "proposed", "decided", head),
    ]
    assert [(note.kind, note.words) for note in case.notes.all()] == [
        ("proposal", REASON),
        ("return", "사유를 더 적어 주세요"),
        ("proposal", REASON),
    ]


def test_a_decision_that_harms_a_paper_suspends_it_while_it_is_on_hold(counter: Counter) -> None:
    case = decided(case_of(counter, CaseVerdict.DIFFERS), Decision.REVOKE)
    assert case.takes_effect_at == EFFECT
    assert standing(case) == (DocumentState.HANDED_OVER, Standing.SUSPENDED)
    with refused("still_on_hold"):
        settlements.settle(case, at=EFFECT - timedelta(microseconds=1))
    assert standing(case) == (DocumentState.HANDED_OVER, Standing.SUSPENDED)


def test_a_confirmation_on_hold_suspends_nothing(counter: Counter) -> None:
    case = decided(case_of(counter, CaseVerdict.MATCH), Decision.CONFIRM)
    assert standing(case) == (DocumentState.HANDED_OVER, Standing.VALID)


def test_a_decision_withdrawn_within_the_hold_opens_the_case_again(counter: Counter) -> None:
    case = decided(case_of(counter, CaseVerdict.DIFFERS), Decision.REVOKE)
    last = EFFECT - timedelta(microseconds=1)
    case = reconciliation.withdraw_decision(case, by=builders.decider(case), at=last)
    assert (case.state, case.decision, case.decided_by, case.proposed_by) == (CaseState.OPEN, "", None, None)
    assert (case.verdict, case.differing) == (CaseVerdict.DIFFERS, ["주소"])
    assert standing(case) == (DocumentState.HANDED_OVER, Standing.VALID)
    with refused("wrong_state"):
        settlements.settle(case, at=EFFECT)
    assert settled(case, Decision.CORRECT).state == CaseState.SETTLED
    assert list(all_faults()) == []


def test_a_decision_is_not_withdrawn_once_its_hold_is_over(counter: Counter) -> None:
    case = decided(case_of(counter, CaseVerdict.DIFFERS), Decision.REVOKE)
    with refused("hold_is_over"):
        reconciliation.withdraw_decision(case, by=builders.decider(case), at=EFFECT)
    settlements.settle(case, at=EFFECT)
    with refused("hold_is_over"):
        reconciliation.withdraw_decision(case, by=builders.decider(case), at=EFFECT)
    assert standing(case) == (DocumentState.REVOKED, Standing.VOIDED)


def test_a_confirmed_paper_stays_valid(counter: Counter) -> None:
    case = settled(case_of(counter, CaseVerdict.MATCH), Decision.CONFIRM)
    assert (case.state, case.settled_at) == (CaseState.SETTLED, EFFECT)
    assert standing(case) == (DocumentState.CONFIRMED, Standing.VALID)
    assert corrections() == []
    assert list(all_faults()) == []


def test_a_corrected_paper_has_a_notice_that_points_back_to_it(counter: Counter) -> None:
    case = settled(case_of(counter, CaseVerdict.DIFFERS), Decision.CORRECT)
    assert standing(case) == (DocumentState.CORRECTED, Standing.SUPERSEDED)
    (notice,) = corrections()
    wrong = case.document.paper
    assert wrong is not None
    assert (notice.corrects, notice.book, notice.filing) == (wrong, wrong.book, wrong.filing)
    claims = notice.read_mark().claims
    assert (claims.series, claims.corrects) == ("C", (wrong.book.year, wrong.book.number, wrong.sequence))
    text = notice.unsealed("sheet")
    assert [words for words in (wrong.serial, OTHER_ADDRESS, REASON) if words not in text] == []
    assert CorrectionNotice.objects.get().document == case.document
    head = builders.head().username
    assert builders.told(case.document)[-1] == ("correct", "handed_over", "corrected", head)
    assert list(all_faults()) == []


@pytest.mark.parametrize(("waived", "refund"), [((), 800), (("RR01",), 0)])
def test_a_revoked_paper_is_void_and_what_was_paid_is_to_be_refunded(
    db: None, waived: tuple[str, ...], refund: int
) -> None:
    counter = builders.counter(waived=waived)
    case = settled(case_of(counter, CaseVerdict.NOT_FOUND, copies=2), Decision.REVOKE)
    document = Document.objects.get(pk=case.document_id)
    assert standing(case) == (DocumentState.REVOKED, Standing.VOIDED)
    assert (document.fee_due, document.fee_waived, document.fee_to_refund) == (800, 800 - refund, refund)
    assert corrections() == []
    assert list(all_faults()) == []


def test_a_paper_that_was_also_issued_is_corrected_by_the_official_number(counter: Counter) -> None:
    case = settled(case_of(counter, CaseVerdict.ALSO_ISSUED), Decision.CORRECT)
    assert case.official_number == "2026-발급-0000001"
    assert standing(case) == (DocumentState.CORRECTED, Standing.SUPERSEDED)
    assert corrections() == []
    assert list(all_faults()) == []


def test_a_decision_takes_effect_once(counter: Counter) -> None:
    case = settled(case_of(counter, CaseVerdict.DIFFERS), Decision.CORRECT)
    with refused("wrong_state"):
        settlements.settle(case, at=EFFECT)
    assert len(corrections()) == 1
    assert [verb for verb, *_ in builders.told(case)].count("settle") == 1


@pytest.mark.slow
def test_a_decision_takes_effect_once_in_two_sessions(committed_db: None) -> None:
    counter = builders.counter()
    case = decided(case_of(counter, CaseVerdict.DIFFERS), Decision.CORRECT)
    ends = together([lambda: settlements.settle(case, at=EFFECT).state] * 2)
    assert sorted(ends) == ["settled", "wrong_state"]
    assert len(corrections()) == 1
    assert list(all_faults()) == []


@pytest.mark.slow
def test_of_a_withdrawal_and_a_settlement_at_once_one_is_done(committed_db: None) -> None:
    case = decided(case_of(builders.counter(), CaseVerdict.DIFFERS), Decision.REVOKE)
    decider, before = builders.decider(case), EFFECT - timedelta(seconds=1)
    ends = together(
        [
            lambda: settlements.settle(case, at=EFFECT).state,
            lambda: reconciliation.withdraw_decision(case, by=decider, at=before).state,
        ]
    )
    assert ends in (["settled", "wrong_state"], ["wrong_state", "open"])
    expected = {
        "settled": (DocumentState.REVOKED, Standing.VOIDED),
        "wrong_state": (DocumentState.HANDED_OVER, Standing.VALID),
    }
    assert standing(case) == expected[ends[0]]
    assert list(all_faults()) == []


def opened_anew(case: Case) -> Case:
    """A second case of the same paper: what has taken effect is changed by nothing else."""
    by = builders.supervisor(case.document.office_id)
    return reconciliation.open_anew(case.document, reason="이의 신청이 들어옴", by=by, at=EFFECT)


def test_a_new_case_may_revoke_a_confirmed_paper(counter: Counter) -> None:
    case = settled(case_of(counter, CaseVerdict.MATCH), Decision.CONFIRM)
    settled(opened_anew(case), Decision.REVOKE)
    assert standing(case) == (DocumentState.REVOKED, Standing.VOIDED)


def test_a_paper_has_one_open_case_at_a_time(counter: Counter) -> None:
    case = case_of(counter, CaseVerdict.MATCH)
    with refused("case_under_way"):
        opened_anew(case)
    with refused_by_database(
        "case_one_open_a_document" if connection.vendor == "postgresql" else "document_id"
    ):
        Case.objects.create(document=case.document, verdict=CaseVerdict.MATCH, opened_at=EFFECT)


def test_a_withdrawal_gives_a_corrected_paper_no_validity_back(counter: Counter) -> None:
    case = settled(case_of(counter, CaseVerdict.DIFFERS), Decision.CORRECT)
    again = decided(opened_anew(case), Decision.REVOKE)
    assert standing(case) == (DocumentState.CORRECTED, Standing.SUSPENDED)
    reconciliation.withdraw_decision(again, by=builders.decider(again), at=RECOVERED)
    assert standing(case) == (DocumentState.CORRECTED, Standing.SUPERSEDED)


def test_papers_are_reconciled_after_their_order_has_ended(counter: Counter) -> None:
    document = builders.handed_over(counter)
    orders.lift(counter.order, by=builders.headquarters_approver(), at=NOW)
    builders.restored_outage(counter.outage)
    case = settled(compared(counter, document, extract_row(number_of(document.filing))), Decision.CONFIRM)
    assert standing(case) == (DocumentState.CONFIRMED, Standing.VALID)
