"""What may become of a paper that was compared, and who may say so."""

from typing import Any

import pytest

from issuance.domain.reconciliation import (
    GROUNDS,
    Decision,
    Grounds,
    Hand,
    ensure_decision_fits,
    ensure_grounds,
    ensure_may_open_anew,
    ensure_second_person,
)
from tests.refusals import refused

SAME: dict[str, Any] = {
    "has_ledger_facts": True,
    "differs": False,
    "also_issued": False,
    "official_number": "",
}
DIFFERS = SAME | {"differs": True}
NOT_FOUND = SAME | {"has_ledger_facts": False}
UNPICKED = NOT_FOUND | {"unpicked": True}
ALSO_ISSUED = DIFFERS | {"also_issued": True, "official_number": "정-1"}


@pytest.mark.parametrize(
    ("decision", "facts"),
    [
        (Decision.CONFIRM, SAME),
        (Decision.CONFIRM, NOT_FOUND),
        (Decision.CONFIRM, ALSO_ISSUED | {"differs": False}),
        (Decision.CORRECT, DIFFERS),
        (Decision.CORRECT, ALSO_ISSUED),
        (Decision.REVOKE, SAME),
        (Decision.REVOKE, DIFFERS),
        (Decision.REVOKE, NOT_FOUND),
        (Decision.REVOKE, ALSO_ISSUED),
        (Decision.REVOKE, UNPICKED),
        (Decision.ASK, UNPICKED),
        (Decision.REVOKE, DIFFERS | {"other_subject": True}),
        (Decision.ASK, DIFFERS | {"unasked": True}),
    ],
)
def test_a_decision_that_the_facts_carry_is_taken(decision: str, facts: dict[str, Any]) -> None:
    ensure_decision_fits(decision, **facts)


@pytest.mark.parametrize(
    ("decision", "facts", "code"),
    [
        ("", SAME, "decision_missing"),
        ("forget", SAME, "decision_missing"),
        (Decision.CONFIRM, DIFFERS, "difference_cannot_be_confirmed"),
        (Decision.CONFIRM, ALSO_ISSUED, "difference_cannot_be_confirmed"),
        (Decision.CORRECT, SAME, "nothing_to_correct"),
        (Decision.CORRECT, NOT_FOUND, "nothing_to_correct"),
        (Decision.CORRECT, DIFFERS | {"has_ledger_facts": False}, "nothing_to_correct"),
        (Decision.CORRECT, ALSO_ISSUED | {"official_number": ""}, "official_number_missing"),
        (Decision.CONFIRM, UNPICKED, "row_not_picked"),
        (Decision.CORRECT, UNPICKED, "row_not_picked"),
        (Decision.CORRECT, DIFFERS | {"other_subject": True}, "other_subject"),
        (Decision.CORRECT, DIFFERS | {"unasked": True}, "ask_first"),
        (Decision.CORRECT, ALSO_ISSUED | {"unasked": True}, "ask_first"),
    ],
)
def test_a_decision_that_the_facts_do_not_carry_is_refused(
    decision: str, facts: dict[str, Any], code: str
) -> None:
    with refused(code):
        ensure_decision_fits(decision, **facts)


@pytest.mark.parametrize("hand", list(Hand))
def test_nobody_with_a_hand_in_it_decides(hand: Hand) -> None:
    with refused("same_person"):
        ensure_second_person(proposer=2, decider=1, hands=[(hand, 1)])


def test_a_proposer_does_not_decide() -> None:
    with refused("same_person"):
        ensure_second_person(proposer=1, decider=1, hands=[])


def test_a_third_person_decides() -> None:
    ensure_second_person(
        proposer=2, decider=1, hands=[(Hand.ISSUED, 2), (Hand.APPROVED, 3), (Hand.CHECKED, None)]
    )


@pytest.mark.parametrize(
    ("paper", "decision", "code"),
    [
        ("confirmed", Decision.CONFIRM, "paper_has_ended"),
        ("corrected", Decision.CORRECT, "paper_has_ended"),
        ("handed_over", Decision.KEEP, "nothing_to_keep"),
    ],
)
def test_an_ended_paper_takes_other_decisions_than_an_open_one(
    paper: str, decision: Decision, code: str
) -> None:
    with refused(code):
        ensure_decision_fits(decision, **ALSO_ISSUED, paper=paper)


@pytest.mark.parametrize(
    ("paper", "decision"), [("confirmed", "correct"), ("confirmed", "keep"), ("corrected", "revoke")]
)
def test_what_may_follow_an_end(paper: str, decision: str) -> None:
    ensure_decision_fits(decision, **ALSO_ISSUED, paper=paper)


@pytest.mark.parametrize("decision", list(Decision))
def test_every_decision_has_its_grounds_and_refuses_anothers(decision: Decision) -> None:
    for grounds in Grounds:
        if grounds in GROUNDS[decision]:
            ensure_grounds(decision, grounds)
        else:
            with refused("grounds_do_not_fit"):
                ensure_grounds(decision, grounds)


@pytest.mark.parametrize(
    ("paper", "under_way", "code"),
    [
        ("confirmed", True, "case_under_way"),
        ("handed_over", False, "paper_has_not_ended"),
        ("revoked", False, "nothing_more_to_change"),
        ("voided", False, "nothing_more_to_change"),
    ],
)
def test_a_new_case_is_opened_on_what_ended_alone(paper: str, under_way: bool, code: str) -> None:
    with refused(code):
        ensure_may_open_anew(paper=paper, under_way=under_way)
    ensure_may_open_anew(paper="confirmed", under_way=False)
    ensure_may_open_anew(paper="corrected", under_way=False)
