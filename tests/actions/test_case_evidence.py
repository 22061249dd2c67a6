"""What a reviewer sees of a case, what leaves an access record, and the row that a person picks."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from issuance.actions import case_evidence, reconciliation
from issuance.actions.case_evidence import OTHER_NUMBER, Agreement, Evidence
from issuance.domain.access import Reason
from issuance.domain.reconciliation import NUMBER, Decision
from issuance.models import AccessRecord, Case, LedgerEntry
from issuance.queries.faults import all_faults
from tests import builders
from tests.actions.cases import entry_of, opened, proposed
from tests.builders import NOW, Counter
from tests.ledger_files import RECOVERED
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
    assert (found.entry, found.fields, found.percent) == (
        entry, (Agreement("성명", "close", "한 글자 다름"),), 93,
    )  # fmt: skip
    assert [row.fact for row in found.facts if row.differs] == ["주소"]
    assert [(one.noun, one.reason) for one in AccessRecord.objects.order_by("id")[before:]] == [
        ("document", Reason.REVIEW),
        ("ledgerentry", Reason.REVIEW),
    ]


@pytest.mark.parametrize(("changed", "verdict"), [({}, "match"), ({"주소": "다른 주소 1"}, "differs")])
def test_a_picked_row_is_compared_anew(counter: Counter, changed: dict[str, str], verdict: str) -> None:
    case, entry = doubtful(counter, **changed)
    case = pick(case, entry, counter)
    assert (case.verdict, case.differing, case.entry, case.picked_by) == (
        verdict, list(changed), entry, counter.supervisor,
    )  # fmt: skip
    assert builders.told(case)[-1] == ("pick", "open", "open", counter.supervisor.username)
    assert list(all_faults()) == []


def test_a_row_of_another_number_says_so(counter: Counter) -> None:
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
