"""What a decision does to the money and to the standing of a paper."""

import pytest

from issuance.domain.reconciliation import ENDING, Decision
from issuance.domain.settlements import STANDINGS, ensure_ends, refund_of
from issuance.domain.verdicts import Standing
from tests.refusals import refused


@pytest.mark.parametrize(
    ("decision", "money", "refund"),
    [
        (Decision.CONFIRM, {}, 0),
        (Decision.CORRECT, {}, 0),
        (Decision.CORRECT, {"official_copies": 3}, 1200),
        (Decision.CORRECT, {"official_copies": 1}, 400),
        (Decision.CORRECT, {"official_copies": 9}, 1200),
        (Decision.CORRECT, {"official_copies": 3, "waived": 1200}, 0),
        (Decision.CORRECT, {"official_copies": 1, "booked": 800}, 800),
        (Decision.CORRECT, {"booked": 400}, 400),
        (Decision.REVOKE, {}, 1200),
        (Decision.REVOKE, {"waived": 1200}, 0),
        (Decision.REVOKE, {"booked": 400}, 1200),
    ],
)
def test_what_goes_back_is_never_more_than_was_paid(
    decision: Decision, money: dict[str, int], refund: int
) -> None:
    said = {"due": 1200, "waived": 0, "copies": 3, "official_copies": 0, "booked": 0} | money
    assert refund_of(decision, **said) == refund
    assert said["due"] - said["waived"] - refund >= 0


def test_every_ending_has_a_standing_but_the_one_that_keeps_what_there_is() -> None:
    assert set(ENDING) - set(STANDINGS) == {Decision.KEEP}
    assert STANDINGS[Decision.REVOKE] == Standing.VOIDED


@pytest.mark.parametrize("decision", ["", "refer", "ask", "burn"])
def test_what_ends_nothing_is_refused(decision: str) -> None:
    with refused("ends_nothing"):
        ensure_ends(decision)
