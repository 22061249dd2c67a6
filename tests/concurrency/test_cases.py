"""A case in the hands of several people at once: one of them has done it, and the others are told."""

from datetime import timedelta
from functools import partial

import pytest

from issuance.actions import reconciliation, second_looks, settlements
from issuance.domain.reconciliation import GROUNDS, Decision
from issuance.models import Case, CorrectionNotice, LookDraw, Message, SecondLook
from issuance.queries.faults import all_faults
from tests import builders, settling
from tests.builders import NOW
from tests.concurrency.sessions import together, waiting
from tests.concurrency.test_two_sessions import codes

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]

LATER = settling.EFFECT + timedelta(hours=1)
NOT_TRUE = "본인이 다르다고 함"


def proposed(decision: Decision = Decision.CORRECT) -> Case:
    case = settling.differing(settling.handed_over(builders.counter()))
    return reconciliation.propose(
        case,
        decision=decision,
        grounds=GROUNDS[decision][0],
        reason=settling.REASON,
        by=builders.supervisor(),
        at=NOW,
    )


def decided() -> Case:
    return reconciliation.decide(proposed(), by=builders.head(), at=NOW)


def test_a_case_decided_by_three_at_once_is_decided_by_one() -> None:
    case = proposed()
    people = [builders.head(), builders.supervisor(number=2), builders.supervisor(number=3)]
    results = together([partial(reconciliation.decide, case, by=by, at=NOW) for by in people])
    assert codes(results) == ["done", "wrong_state", "wrong_state"]
    assert list(all_faults()) == []


def test_a_proposal_is_either_decided_or_taken_back() -> None:
    case = proposed()
    results = together(
        [
            partial(reconciliation.decide, case, by=builders.head(), at=NOW),
            partial(reconciliation.take_back, case, by=builders.supervisor(), at=NOW),
        ]
    )
    assert codes(results) == ["done", "wrong_state"]
    assert list(all_faults()) == []


def test_who_waits_to_decide_what_is_being_overruled_to_a_revocation_is_sent_above(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = proposed()
    sessions = waiting(
        monkeypatch, reconciliation, "_note", partial(reconciliation.decide, case, by=builders.head(), at=NOW)
    )
    reconciliation.overrule(
        case,
        decision=Decision.REVOKE,
        grounds=GROUNDS[Decision.REVOKE][0],
        reason="다른 사람의 문서임",
        by=builders.supervisor(number=2),
        at=NOW,
    )
    assert sessions[0].ended() == "decided_above"
    assert list(all_faults()) == []


def test_a_decision_that_takes_effect_five_times_at_once_has_one_notice() -> None:
    case = decided()
    results = together([partial(settlements.settle, case, at=settling.EFFECT)] * 5)
    assert codes(results) == ["done", *["wrong_state"] * 4]
    assert (CorrectionNotice.objects.count(), Message.objects.filter(channel="sms").count()) == (1, 1)
    assert list(all_faults()) == []


def test_a_decision_either_takes_effect_or_is_withdrawn() -> None:
    case, just_before = decided(), settling.EFFECT - timedelta(seconds=1)
    results = together(
        [
            partial(settlements.settle, case, at=settling.EFFECT),
            partial(reconciliation.withdraw_decision, case, by=builders.head(), at=just_before),
        ]
    )
    assert codes(results) == ["done", "wrong_state"]
    assert list(all_faults()) == []


def test_confirmations_are_settled_once_in_heaps_and_singly() -> None:
    counter = builders.counter()
    cases = [settling.matching(settling.handed_over(counter)) for _ in range(4)]
    for case in cases:
        settling.decided(case, Decision.CONFIRM)
    heaps = [partial(settlements.settle_confirmed, some, at=settling.EFFECT) for some in (cases, cases[::-1])]
    together(heaps + [partial(settlements.settle, case, at=settling.EFFECT) for case in cases])
    assert set(Case.objects.values_list("state", "document__state")) == {("settled", "confirmed")}
    assert list(all_faults()) == []


def test_a_paper_whose_case_three_open_anew_has_one_case_more() -> None:
    case = settlements.settle(decided(), at=settling.EFFECT)
    people = [builders.supervisor(number=number) for number in (1, 2, 3)]
    results = together(
        [partial(reconciliation.open_anew, case.document, reason=NOT_TRUE, by=by, at=LATER) for by in people]
    )
    assert codes(results) == ["case_under_way", "case_under_way", "done"]
    assert list(all_faults()) == []


def test_a_second_look_is_drawn_taken_and_judged_once() -> None:
    case = settlements.settle(decided(), at=settling.EFFECT)
    document = case.document
    draw = partial(second_looks.draw, document.order.outage, document.office, at=LATER)
    together([draw] * 3)
    assert (LookDraw.objects.count(), SecondLook.objects.count()) == (1, 1)
    look = SecondLook.objects.get()
    people = [builders.supervisor(number=number) for number in (4, 5)]
    results = together([partial(second_looks.take, look, by=by, at=LATER) for by in people])
    assert codes(results) == ["done", "look_taken"]
    by = SecondLook.objects.get().by
    assert by is not None
    judge = partial(
        second_looks.judge, look, judgement=Decision.REVOKE, words="다른 사람의 문서임", by=by, at=LATER
    )
    anew = partial(
        reconciliation.open_anew, document, reason=NOT_TRUE, by=builders.supervisor(number=6), at=LATER
    )
    results = together([judge, judge, anew])
    assert codes(results[:2]) == ["done", "look_done"]
    assert document.cases.count() == 2
    assert list(all_faults()) == []
