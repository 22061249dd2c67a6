"""What may become of a paper that was compared, and who may say so."""

from typing import Any

import pytest

from issuance.domain.reconciliation import Decision, ensure_decision_fits, ensure_second_person
from tests.refusals import refused

SAME = {"has_ledger_facts": True, "differs": False, "also_issued": False, "official_number": ""}
DIFFERS = SAME | {"differs": True}
NOT_FOUND = SAME | {"has_ledger_facts": False}
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
    ],
)
def test_a_decision_that_the_facts_do_not_carry_is_refused(
    decision: str, facts: dict[str, Any], code: str
) -> None:
    with refused(code):
        ensure_decision_fits(decision, **facts)


@pytest.mark.parametrize(("proposer", "issuer"), [(1, 3), (3, 1), (1, 1)])
def test_neither_proposer_nor_issuer_decides(proposer: int, issuer: int) -> None:
    with refused("same_person"):
        ensure_second_person(proposer=proposer, decider=1, issuer=issuer)


def test_a_third_person_decides() -> None:
    ensure_second_person(proposer=2, decider=1, issuer=3)
    ensure_second_person(proposer=2, decider=1, issuer=2)
