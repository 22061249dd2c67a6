"""What a reviewer sees of a case, what leaves an access record, and the row that a person picks."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from issuance.actions import case_evidence, reconciliation
from issuance.actions.case_evidence import HIDDEN_DIGITS, OTHER_NUMBER, Agreement, Evidence
from issuance.domain.access import Reason
from issuance.domain.case_queue import Urgency
from issuance.domain.ledger import FileKind
from issuance.domain.reconciliation import NUMBER, Decision
from issuance.models import AccessRecord, Case, LedgerEntry
from issuance.queries.faults import all_faults
from tests import builders
from tests.actions.cases import BIRTH, HIDDEN, TYPED, entry_of, mistyped, opened, picked, proposed
from tests.builders import NOW, Counter
from tests.ledger_files import LONG_AGO, RECOVERED, bring_in, file_of, issued_row
from tests.printing.reading import texts
from tests.refusals import refused, refused_by_database

WORDS = "생년월일과 주소가 같음"


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def candidate(entry: LedgerEntry) -> dict[str, object]:
    return {
        "entry": str(entry.pk),
        "score": 0.93,
        "fields": [{"name": "성명", "agreement": "close", "weight": 4.1, "words": "한 글자 다름"}],
    }


def doubtful(counter: Counter, **changed: str) -> tuple[Case, LedgerEntry]:
    """A paper that no exact key found, and a row that may be its own."""
    document = builders.handed_over(counter)
    facts: dict[str, Any] = dict(changed)
    entry = entry_of(document, **facts)
    return opened(counter, "not_found", document=document, candidates=[candidate(entry)]), entry


def pick(case: Case, entry: LedgerEntry, counter: Counter) -> Case:
    return case_evidence.pick(case, entry=entry.pk, reason=WORDS, by=counter.supervisor, at=RECOVERED)


def test_candidates_explain_themselves_and_each_is_opened_with_a_record(counter: Counter) -> None:
    case, entry = doubtful(counter, 주소="다른 주소 1")
    before = AccessRecord.objects.count()
    (found,) = case_evidence.candidates(case, by=counter.supervisor, at=RECOVERED)
    assert (found.entry, found.fields, found.weight, found.percent) == (
        entry, (Agreement("성명", "close", "한 글자 다름", 4.1),), 4.1, 93,
    )  # fmt: skip
    assert [row.fact for row in found.facts if row.differs] == ["주소"]
    assert [(one.noun, one.reason) for one in AccessRecord.objects.order_by("id")[before:]] == [
        ("document", Reason.REVIEW),
        ("ledgerentry", Reason.REVIEW),
    ]


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "match"),
        ({"주소": "다른 주소 1"}, "differs"),
        ({"세대주": "홍새봄", "세대원": "홍새봄(본인)"}, "differs"),
    ],
)
def test_a_picked_row_is_compared_anew(counter: Counter, changed: dict[str, str], verdict: str) -> None:
    case, entry = doubtful(counter, **changed)
    case = pick(case, entry, counter)
    assert (case.verdict, case.differing, case.entry, case.picked_by) == (
        verdict, list(changed), entry, counter.supervisor,
    )  # fmt: skip
    assert builders.told(case)[-1] == ("pick", "open", "open", counter.supervisor.username)
    assert list(all_faults()) == []


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (HIDDEN, Evidence(NUMBER, "850302-9******", "850302-9******", HIDDEN_DIGITS)),
        (BIRTH, Evidence(NUMBER, "850302-9******", "850320-9******")),
    ],
)
def test_both_numbers_are_shown_as_paper_prints_them(counter: Counter, number: str, shown: Evidence) -> None:
    case = mistyped(counter, {"number": number})
    before = AccessRecord.objects.count()
    (candidate,) = case_evidence.candidates(case, by=counter.supervisor, at=RECOVERED)
    assert (candidate.facts[1], shown.differs) == (shown, number == BIRTH)
    records = AccessRecord.objects.order_by("id")[before:]
    assert [(one.noun, one.reason) for one in records] == [
        ("document", Reason.REVIEW),
        ("ledgerentry", Reason.REVIEW),
        ("filing", Reason.REVIEW),
        ("ledgerentry", Reason.REVIEW),
    ]
    assert {one.subject_key for one in records} == {
        case.document.filing.subject_key, candidate.entry.subject_key,
    }  # fmt: skip


def test_a_number_is_read_out_of_the_right_row_of_a_file_with_faults(counter: Counter) -> None:
    spoilt = [{"number": "123", "as_of": LONG_AGO - timedelta(days=day)} for day in (1, 2)]
    others = [{"number": builders.resident_number(date(1851, 7, 9)), "name": "어을우동"} for _ in range(2)]
    case = mistyped(counter, others[0], *spoilt, others[1], {"number": BIRTH}, spoilt[0])
    (candidate,) = case_evidence.candidates(case, by=counter.supervisor, at=RECOVERED)
    assert candidate.facts[1].ledger == "850320-9******"


def test_a_candidate_says_why_no_program_took_it_and_as_of_when_it_is_alike(counter: Counter) -> None:
    moved = {"number": HIDDEN, "as_of": NOW - timedelta(days=1), "주소": "다른 주소 1"}
    twin = {"number": "8503029000033", "name": "독고준"}
    case = mistyped(counter, {"number": HIDDEN}, moved, twin)
    first, second = case_evidence.candidates(case, by=counter.supervisor, at=RECOVERED)
    assert (first.cautions, first.scored_at, first.entry.as_of) == (
        ("쌍둥이일 수 있음",), LONG_AGO, NOW - timedelta(days=1),
    )  # fmt: skip
    assert [row.fact for row in first.facts if row.differs] == ["주소"]
    assert (second.cautions, second.scored_at) == ((), None)


def test_a_picked_row_is_compared_as_of_the_issue(counter: Counter) -> None:
    moved = {"number": BIRTH, "as_of": NOW - timedelta(days=1), "주소": "다른 주소 1"}
    later = {"number": BIRTH, "as_of": NOW + timedelta(hours=1), "주소": "다른 주소 2"}
    case = picked(mistyped(counter, {"number": BIRTH}, moved, later))
    assert (case.verdict, case.differing) == ("differs", [NUMBER, "주소"])


def test_what_the_main_system_issued_is_from_then_on_the_rows_persons(counter: Counter) -> None:
    """The stranger whose number was typed had a paper of the main system; so had the person, under the right one."""
    issues = [
        issued_row(number, at=NOW + timedelta(minutes=40), official=official)
        for number, official in ((TYPED, "남의 것"), (BIRTH, "본인 것"))
    ]
    bring_in(file_of(FileKind.ISSUED, issues), FileKind.ISSUED, outage=counter.outage)
    case = mistyped(counter, {"name": "남궁옥분"}, {"number": BIRTH})
    assert (case.verdict, case.official_number) == ("also_issued", "남의 것")
    own = [one["entry"] != str(case.entry_id) for one in case.candidates].index(True)
    case = picked(case, place=own)
    assert (case.verdict, case.official_number, case.differing) == ("also_issued", "본인 것", [NUMBER])
    other = mistyped(counter, {"number": "9203029000018"}, number="9203029000017", receiver="푸른은행")
    assert (picked(other).issued_entry, picked(other).official_number) == (None, "")


def test_a_second_paper_of_the_rows_person_makes_it_a_duplicate(counter: Counter) -> None:
    builders.handed_over(counter, number=HIDDEN, subject_name="독고탁")
    case = mistyped(counter, {"number": HIDDEN})
    assert (case.verdict, picked(case).verdict) == ("ambiguous", "duplicate")


def test_a_block_on_the_rows_person_makes_the_case_as_urgent_as_any(counter: Counter) -> None:
    builders.restriction(builders.filing(number=BIRTH))
    case = mistyped(counter, {"number": BIRTH})
    assert (case.urgency, picked(case).urgency) == (Urgency.PAPERS, Urgency.BLOCKS)


def test_a_row_that_came_from_no_block_cannot_stand_on_a_notice(counter: Counter) -> None:
    case, entry = doubtful(counter)
    entry.subject_key = builders.filing().subject_key
    entry.save(update_fields=("subject_key",))
    case = pick(case, entry, counter)
    assert (case.verdict, case.differing) == ("differs", [NUMBER])
    shown = case_evidence.evidence(case, by=counter.supervisor, at=RECOVERED)
    assert [row.ledger for row in shown if row.fact == NUMBER] == [OTHER_NUMBER]
    assert shown[0] == Evidence("성명", "홍길동", "홍길동")
    with refused("other_subject"):
        proposed(case, Decision.CORRECT)


def test_whoever_picked_the_row_does_not_decide(counter: Counter) -> None:
    case, entry = doubtful(counter)
    pick(case, entry, counter)
    case = proposed(case, Decision.CONFIRM, by=builders.supervisor(number=2))
    with refused("same_person"):
        reconciliation.decide(case, by=counter.supervisor, at=RECOVERED)
    with refused_by_database("case_picker_does_not_decide"):
        Case.objects.filter(pk=case.pk).update(decided_by=counter.supervisor)
    assert reconciliation.decide(case, by=builders.head(), at=RECOVERED).state == "decided"


def test_only_a_candidate_of_the_moment_is_picked_and_only_before_a_proposal(counter: Counter) -> None:
    case, entry = doubtful(counter)
    stranger = entry_of(builders.handed_over(counter))
    with refused("not_a_candidate"):
        case_evidence.pick(case, entry=uuid4(), reason=WORDS, by=counter.supervisor, at=RECOVERED)
    with refused("not_a_candidate"):
        pick(case, stranger, counter)
    entry.as_of = NOW + timedelta(hours=1)
    entry.save(update_fields=("as_of",))
    with refused("entry_too_late"):
        pick(case, entry, counter)
    with refused("other_office"):
        case_evidence.pick(
            case, entry=entry.pk, reason=WORDS, by=builders.supervisor(builders.NEIGHBOUR), at=RECOVERED
        )
    proposed(case, Decision.REVOKE)
    with refused("wrong_state"):
        pick(case, entry, counter)


def test_the_paper_is_shown_as_it_was_printed_and_is_no_further_copy(counter: Counter) -> None:
    case = opened(counter)
    assert case.document.paper is not None
    content = case_evidence.printed_paper(case, by=counter.supervisor, at=RECOVERED)
    words = "".join(texts(content))
    assert (case.document.paper.serial in words, "대조용" in words) == (True, True)
    record = AccessRecord.objects.order_by("id").last()
    assert record is not None
    assert (record.noun, record.reason) == ("paper", Reason.REVIEW)


def test_the_office_above_sees_a_case_only_while_it_is_its_own(counter: Counter) -> None:
    case, watcher = opened(counter), builders.headquarters_approver()
    with refused("not_permitted"):
        case_evidence.evidence(case, by=watcher, at=RECOVERED)
    case = proposed(case, Decision.REVOKE)
    assert len(case_evidence.evidence(case, by=watcher, at=RECOVERED)) == 5
    reconciliation.send_back(case, words="다시 살펴 주세요", by=watcher, at=RECOVERED)


def test_no_candidate_is_said_to_be_certain(counter: Counter) -> None:
    case = mistyped(counter, {"number": HIDDEN}, {"number": "8503029000033", "name": "독고준"})
    shown = case_evidence.candidates(case, by=counter.supervisor, at=RECOVERED)
    assert [round(one.score, 2) for one in shown] == [1.0, 1.0]
    assert [one.percent for one in shown] == [99, 99]
