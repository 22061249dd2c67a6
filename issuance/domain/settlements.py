"""What a decision does to a paper once its hold is over: its standing, and the money that goes back."""

from issuance.domain.errors import IssuanceError
from issuance.domain.reconciliation import ENDING, Decision
from issuance.domain.verdicts import Standing

# What the decisions that end a paper make of it; to keep one leaves it as it ended before.
STANDINGS = {
    Decision.CONFIRM: Standing.VALID,
    Decision.CORRECT: Standing.SUPERSEDED,
    Decision.REVOKE: Standing.VOIDED,
}


class EndsNothing(IssuanceError):
    code = "ends_nothing"
    sentence = "이 처리로는 대조 건이 끝나지 않습니다. 회신을 적은 뒤 다시 처리안을 올려 주세요."


def ensure_ends(decision: str) -> Decision:
    """The decision, where it is one with which a case may end."""
    if decision not in ENDING:
        raise EndsNothing
    return Decision(decision)


def refund_of(
    decision: Decision, *, due: int, waived: int, copies: int, official_copies: int, booked: int
) -> int:
    """Won that go back to the citizen, what was `booked` before included; never more than was paid.

    A paper that is revoked cost nothing. One whose place the main system's own paper takes (`official_copies`
    of it, 0 where there is none) was paid twice, for as many copies as both have. A correction notice is free
    and takes the place of what was paid for.
    """
    paid = due - waived
    if decision == Decision.REVOKE:
        return paid
    if decision == Decision.CORRECT and official_copies:
        return max(booked, paid * min(official_copies, copies) // copies)
    return booked
