"""Who decides a case, by every door; what goes above, what is asked outside, and what follows an end."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from issuance.actions import documents, filings, paper_filings, reconciliation, settlements
from issuance.domain.case_queue import Urgency
from issuance.domain.documents import Source
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.papers import Series
from issuance.domain.reconciliation import Decision, Grounds
from issuance.domain.states import CaseState, DocumentState
from issuance.domain.verdicts import Standing
from issuance.models import Case, Document, Filing, Inquiry, Paper, User
from issuance.queries.faults import all_faults
from tests import builders
from tests.actions.cases import EFFECT, decided, entry_of, opened, proposed, settled, with_password
from tests.builders import NOW, Counter
from tests.concurrency.sessions import together
from tests.ledger_files import RECOVERED
from tests.refusals import refused, refused_by_database

CITY = "11110000"
NO_HAND = "whoever had a hand in a paper does not decide its case"
ELSEWHERE = "a case is decided by its own office, or by the one above"


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def _prepared_by_second(counter: Counter) -> tuple[Document, User]:
    request = builders.filing(by=counter.clerk)
    builders.in_snapshot(request)
    second = builders.supervisor(number=2)
    document = documents.prepare(request, source=Source.SNAPSHOT, by=second, at=NOW, token=builders.token())
    return _given(document, counter), second


def _approved_by_second(counter: Counter) -> tuple[Document, User]:
    second = builders.supervisor(number=2)
    documents.approve(document := builders.awaiting_document(counter), by=second, at=NOW)
    return _given(document, counter), second


def _issued_by_second(counter: Counter) -> tuple[Document, User]:
    second = builders.supervisor(number=2)
    document = documents.issue(builders.prepared_document(counter), by=second, at=NOW)
    return documents.hand_over(document, by=counter.clerk, at=NOW), second


def _given_from_snapshot(request: Filing, counter: Counter) -> Document:
    builders.in_snapshot(request)
    document = documents.prepare(
        request, source=Source.SNAPSHOT, by=counter.clerk, at=NOW, token=builders.token()
    )
    return _given(document, counter)


def _taken_by_second(counter: Counter) -> tuple[Document, User]:
    second = builders.supervisor(number=2)
    request = builders.filing(by=second)
    return _given_from_snapshot(request, counter), second


def _confirmed_by_second(counter: Counter) -> tuple[Document, User]:
    second = builders.supervisor(number=2)
    document = builders.prepared_document(counter, interest=True)
    filings.confirm_interest(document.filing, by=second, at=NOW)
    return _given(document, counter), second


def _checked_by_second(counter: Counter) -> tuple[Document, User]:
    second = builders.supervisor(number=2)
    request = builders.paper_filing()
    paper_filings.check(request, by=second, at=NOW)
    return _given_from_snapshot(request, counter), second


def _entered_by_second(counter: Counter) -> tuple[Document, User]:
    second = builders.supervisor(number=2)
    request = builders.paper_filing(by=second)
    paper_filings.check(request, by=counter.supervisor, at=NOW)
    return _given_from_snapshot(request, counter), second


def _given(document: Document, counter: Counter) -> Document:
    return documents.hand_over(documents.issue(document, by=counter.clerk, at=NOW), by=counter.clerk, at=NOW)


HANDS = [
    _prepared_by_second,
    _approved_by_second,
    _issued_by_second,
    _taken_by_second,
    _confirmed_by_second,
    _checked_by_second,
    _entered_by_second,
]


@pytest.mark.parametrize("made", HANDS, ids=lambda made: made.__name__[1:])
def test_nobody_with_a_hand_in_the_paper_decides_by_any_door(
    counter: Counter, made: Callable[[Counter], tuple[Document, User]]
) -> None:
    document, second = made(counter)
    case = proposed(opened(counter, document=document))
    with refused("same_person"):
        reconciliation.decide(case, by=second, at=RECOVERED)
    with refused("same_person"):
        reconciliation.overrule(
            case,
            decision=Decision.ASK,
            grounds=Grounds.WHICH_FACT,
            reason="다시 묻겠음",
            by=second,
            at=RECOVERED,
        )
    with refused_by_database(NO_HAND):
        Case.objects.filter(pk=case.pk).update(decided_by=second)
    case.decided_by = second
    with refused_by_database(NO_HAND):
        Case.objects.bulk_update([case], ["decided_by"])
    with refused_by_database(NO_HAND), connection.cursor() as cursor:
        cursor.execute(f"UPDATE issuance_case SET decided_by_id = {second.pk} WHERE id = {case.pk}")  # noqa: S608
    with refused_by_database(NO_HAND):
        Inquiry.objects.create(
            case=case, decision="ask", grounds="which_fact", reason="물음", proposed_by=counter.supervisor,
            decided_by=second, at=RECOVERED, answer_by=date(2026, 12, 1),
        )  # fmt: skip
    assert reconciliation.decide(case, by=builders.head(), at=RECOVERED).state == CaseState.DECIDED


def test_a_case_is_not_even_made_with_a_decider_who_had_a_hand(counter: Counter) -> None:
    document = builders.handed_over(counter)
    with refused_by_database(NO_HAND):
        Case.objects.create(
            document=document, verdict="match", opened_at=NOW, decided_by=counter.clerk, decision="confirm"
        )
    with refused_by_database(ELSEWHERE):
        Case.objects.create(
            document=document,
            verdict="match",
            opened_at=NOW,
            decided_by=builders.supervisor(builders.NEIGHBOUR),
        )


def test_a_revocation_is_decided_above_the_office_alone(counter: Counter) -> None:
    city = with_password(builders.supervisor(CITY))
    case = proposed(opened(counter, "not_found"), Decision.REVOKE)
    assert case.above == city.office
    with refused("decided_above"):
        reconciliation.decide(case, by=builders.head(), at=RECOVERED)
    for stranger in (builders.headquarters_approver(), builders.supervisor("11000000")):
        with refused("other_office"):
            reconciliation.decide(case, by=stranger, at=RECOVERED)
    with refused_by_database(ELSEWHERE):
        Case.objects.filter(pk=case.pk).update(decided_by=builders.head())
    with refused_by_database("what is decided is what somebody else proposed"):
        Case.objects.filter(pk=case.pk).update(above=None)
    case = reconciliation.decide(case, by=city, at=RECOVERED)
    assert (case.state, settlements.settle(case, at=EFFECT).state) == (CaseState.DECIDED, CaseState.SETTLED)
    assert case.document.state == DocumentState.HANDED_OVER
    assert Document.objects.get(pk=case.document_id).state == DocumentState.REVOKED
    assert list(all_faults()) == []


@pytest.mark.parametrize(
    ("office", "able", "above"),
    [("11110000", True, "11110000"), ("11110000", False, "00000000"), ("11000000", True, "11000000")],
    ids=["the next above", "nobody there can log in", "the one above that"],
)
def test_what_goes_above_goes_to_the_nearest_office_with_somebody(
    counter: Counter, office: str, able: bool, above: str
) -> None:
    person = builders.supervisor(office)
    if able:
        with_password(person)
    case = proposed(opened(counter), Decision.CONFIRM, ask_above=True)
    assert case.above_id == above


def test_an_office_without_a_third_person_asks_above(counter: Counter) -> None:
    case = proposed(opened(counter), Decision.CONFIRM, ask_above=True)
    with refused("decided_above"):
        reconciliation.decide(case, by=builders.head(), at=RECOVERED)
    case = reconciliation.decide(case, by=builders.headquarters_approver(), at=RECOVERED)
    assert settlements.settle(case, at=EFFECT).state == CaseState.SETTLED
    assert list(all_faults()) == []


def test_grounds_belong_to_their_decision(counter: Counter) -> None:
    case = opened(counter)
    with refused("grounds_do_not_fit"):
        proposed(case, Decision.CONFIRM, grounds=Grounds.NOT_IN_LEDGER)
    case = proposed(case, Decision.CONFIRM, grounds=Grounds.SAME)
    assert (case.grounds, case.reason) == (Grounds.SAME, "원장을 확인함")


def test_a_proposer_takes_back_what_nobody_decided(counter: Counter) -> None:
    case = proposed(opened(counter))
    with refused("not_the_proposer"):
        reconciliation.take_back(case, by=builders.head(), at=RECOVERED)
    case = reconciliation.take_back(case, by=counter.supervisor, at=RECOVERED)
    assert (case.state, case.decision, case.proposed_by) == (CaseState.OPEN, "", None)
    with refused("not_the_proposer"):
        reconciliation.take_back(case, by=counter.supervisor, at=RECOVERED)
    assert list(all_faults()) == []


def test_an_overruled_proposal_needs_another_to_agree_be_it_the_first(counter: Counter) -> None:
    document = builders.handed_over(counter)
    case = opened(
        counter,
        "differs",
        document=document,
        differing=["주소"],
        entry=entry_of(document, 주소="다른 주소 1"),
    )
    case = proposed(case, Decision.ASK, grounds=Grounds.WHICH_FACT)
    head = builders.head()
    with refused("same_decision"):
        reconciliation.overrule(
            case,
            decision=Decision.ASK,
            grounds=Grounds.WHICH_FACT,
            reason="그대로 물음",
            by=head,
            at=RECOVERED,
        )
    case = reconciliation.overrule(
        case, decision=Decision.CORRECT, grounds=Grounds.MOVED, reason="원장이 맞음", by=head, at=RECOVERED
    )
    assert (case.state, case.decision, case.proposed_by) == (CaseState.PROPOSED, Decision.CORRECT, head)
    with refused("same_person"):
        reconciliation.decide(case, by=head, at=RECOVERED)
    case = reconciliation.decide(case, by=counter.supervisor, at=RECOVERED)
    assert (case.proposed_by, case.decided_by) == (head, counter.supervisor)
    assert [(note.kind, note.decision, note.by) for note in case.notes.all()] == [
        ("proposal", "ask", counter.supervisor),
        ("overrule", "correct", head),
    ]
    settlements.settle(case, at=EFFECT)
    assert list(all_faults()) == []


def test_a_notice_names_another_name_as_it_was_printed_and_as_it_is(counter: Counter) -> None:
    document = builders.handed_over(counter)
    entry = entry_of(document, name="홍길순")
    case = opened(counter, "differs", document=document, differing=["성명"], entry=entry)
    settled(case, Decision.CORRECT)
    notice = Paper.objects.get(series=Series.CORRECTION)
    assert "홍길순" in notice.unsealed("sheet")
    assert list(all_faults()) == []


def test_what_is_overruled_to_a_revocation_goes_above(counter: Counter) -> None:
    case = proposed(opened(counter))
    case = reconciliation.overrule(
        case,
        decision=Decision.REVOKE,
        grounds=Grounds.FALSE_FILING,
        reason="위조한 근거임",
        by=builders.head(),
        at=RECOVERED,
    )
    assert case.above_id == HEADQUARTERS
    with refused("decided_above"):
        reconciliation.decide(case, by=counter.supervisor, at=RECOVERED)
    back = reconciliation.overrule(
        case,
        decision=Decision.CONFIRM,
        grounds=Grounds.SEEN_ORIGINAL,
        reason="원본을 보았음",
        by=builders.headquarters_approver(),
        at=RECOVERED,
    )
    assert (back.decision, back.above) == (Decision.CONFIRM, None)
    assert reconciliation.decide(back, by=builders.head(), at=RECOVERED).state == CaseState.DECIDED
    assert list(all_faults()) == []


@pytest.mark.parametrize(
    ("decision", "grounds"),
    [(Decision.ASK, Grounds.WHICH_PERSON), (Decision.REFER, Grounds.SUSPECTED)],
)
def test_a_question_of_two_people_ends_nothing_and_the_answer_is_proposed_anew(
    counter: Counter, decision: Decision, grounds: Grounds
) -> None:
    case = proposed(opened(counter, "ambiguous"), decision, grounds=grounds)
    with refused("same_person"):
        reconciliation.decide(case, by=counter.supervisor, at=RECOVERED)
    case = reconciliation.decide(case, by=builders.head(), at=RECOVERED)
    inquiry = case.inquiries.get()
    assert (case.state, case.decision, case.decided_by, case.follow_up_on) == (
        CaseState.OPEN, "", None, date(2026, 11, 30),
    )  # fmt: skip
    assert (inquiry.decision, inquiry.proposed_by, inquiry.decided_by, inquiry.answer_by) == (
        decision, counter.supervisor, builders.head(), date(2026, 11, 30),
    )  # fmt: skip
    paper = Paper.objects.get(document=case.document_id)
    assert (paper.status, Document.objects.get(pk=case.document_id).state) == (
        Standing.VALID, DocumentState.HANDED_OVER,
    )  # fmt: skip
    reconciliation.answer(inquiry, words="본인이 창구에서 확인함", by=counter.supervisor, at=EFFECT)
    with refused("already_answered"):
        reconciliation.answer(inquiry, words="다시 적어 봄", by=counter.supervisor, at=EFFECT)
    case.refresh_from_db()
    assert case.follow_up_on is None
    case = settled(case, Decision.CONFIRM)
    assert case.state == CaseState.SETTLED
    assert list(all_faults()) == []


def test_an_ended_paper_is_changed_by_a_new_case_alone(counter: Counter) -> None:
    candidates = [{"entry": "", "score": 0.5, "fields": []}]
    first = settled(opened(counter, differing=[], candidates=candidates, urgency=Urgency.BLOCKS))
    document = Document.objects.get(pk=first.document_id)
    with refused("hold_is_over"):
        reconciliation.withdraw_decision(first, by=builders.head(), at=EFFECT)
    with refused_by_database("what was decided is changed by a new case alone"):
        Case.objects.filter(pk=first.pk).update(decision="keep")
    with refused_by_database("what was decided is changed by a new case alone"):
        Case.objects.filter(pk=first.pk).update(state="open")
    case = reconciliation.open_anew(document, reason="이의 신청이 들어옴", by=counter.supervisor, at=EFFECT)
    assert (case.follows, case.verdict, case.candidates) == (first, first.verdict, first.candidates)
    assert case.urgency == Urgency.BLOCKS
    with refused("case_under_way"):
        reconciliation.open_anew(document, reason="이의 신청이 들어옴", by=counter.supervisor, at=EFFECT)
    with refused("paper_has_ended"):
        proposed(case, Decision.CONFIRM)
    settled(case, Decision.REVOKE)
    with refused("nothing_more_to_change"):
        reconciliation.open_anew(document, reason="이의 신청이 또 옴", by=counter.supervisor, at=EFFECT)
    assert list(all_faults()) == []


def test_a_new_case_may_leave_the_paper_as_it_is(counter: Counter) -> None:
    first = settled(opened(counter))
    case = reconciliation.open_anew(
        first.document, reason="이의 신청이 들어옴", by=counter.supervisor, at=EFFECT
    )
    case = decided(case, Decision.KEEP)
    paper = Paper.objects.get(document=case.document_id)
    assert paper.status == Standing.VALID
    settlements.settle(case, at=EFFECT + timedelta(minutes=10))
    assert Document.objects.get(pk=case.document_id).state == DocumentState.CONFIRMED
    assert list(all_faults()) == []


def test_a_paper_that_is_still_open_gets_no_new_case_and_nothing_is_kept(counter: Counter) -> None:
    document = builders.handed_over(counter)
    with refused("paper_has_not_ended"):
        reconciliation.open_anew(document, reason="이의 신청이 들어옴", by=counter.supervisor, at=EFFECT)
    with refused("nothing_to_keep"):
        proposed(opened(counter, document=document), Decision.KEEP)


@pytest.mark.slow
def test_of_two_who_decide_and_two_who_open_anew_at_once_one_does(committed_db: None) -> None:
    counter = builders.counter()
    case = proposed(opened(counter))
    head, second = builders.head(), builders.supervisor(number=2)

    def deciding(person: User) -> Callable[[], Any]:
        return lambda: reconciliation.decide(case, by=person, at=RECOVERED).state

    assert sorted(together([deciding(head), deciding(second)])) == ["decided", "wrong_state"]
    settlements.settle(case, at=EFFECT)
    document = Document.objects.get(pk=case.document_id)

    def opening() -> str:
        return reconciliation.open_anew(
            document, reason="이의 신청이 들어옴", by=counter.supervisor, at=EFFECT
        ).state

    assert sorted(together([opening] * 5)) == ["case_under_way"] * 4 + ["open"]
    assert list(all_faults()) == []
