"""What may become of a paper with a mistyped number, once a person has said which row is its own."""

import pytest

from issuance.actions import reconciliation
from issuance.actions.case_choices import is_under_another_name, is_unpicked, unfitting
from issuance.domain.reconciliation import NUMBER, Decision
from issuance.models import Case
from issuance.queries.faults import all_faults
from tests import builders
from tests.actions.cases import BIRTH, HIDDEN, mistyped, picked, proposed
from tests.builders import Counter
from tests.ledger_files import RECOVERED
from tests.refusals import refused

CONFIRM, CORRECT = Decision.CONFIRM, Decision.CORRECT
HOUSEHOLDER = {"세대주": "김영희"}


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def asked_and_answered(case: Case, counter: Counter) -> Case:
    asked = reconciliation.decide(proposed(case, Decision.ASK), by=builders.head(), at=RECOVERED)
    reconciliation.answer(
        asked.inquiries.get(), words="본인이 신분증을 보임", by=counter.supervisor, at=RECOVERED
    )
    return Case.objects.get()


@pytest.mark.parametrize(
    ("row", "verdict", "differing", "not_fitting"),
    [
        ({"number": HIDDEN}, "match", [], [CORRECT]),
        ({"number": HIDDEN, **HOUSEHOLDER}, "differs", ["세대주"], [CONFIRM]),
        ({"number": "8503029765432"}, "match", [], [CORRECT]),
        ({"number": BIRTH}, "differs", [NUMBER], [CONFIRM]),
        ({"number": "8503020000017"}, "differs", [NUMBER], [CONFIRM]),
        ({"number": "8503021000017"}, "differs", [NUMBER], [CONFIRM]),
        ({"number": BIRTH, **HOUSEHOLDER}, "differs", [NUMBER, "세대주"], [CONFIRM]),
        ({"number": "6011229765432"}, "differs", [NUMBER], [CONFIRM]),
        ({"name": "독고탄"}, "differs", ["성명"], [CONFIRM]),
        ({"number": HIDDEN, "name": "독고탄"}, "differs", ["성명"], [CONFIRM, CORRECT]),
        ({"number": BIRTH, "name": "독고탄"}, "differs", [NUMBER, "성명"], [CONFIRM, CORRECT]),
    ],
    ids=[
        "hidden digit", "hidden digit and a fact", "changed number", "birth date", "sex", "century",
        "birth date and a fact", "another number in the same home", "name alone", "name and hidden digit",
        "name and birth date",
    ],
)  # fmt: skip
def test_what_may_become_of_a_picked_row(
    counter: Counter,
    row: dict[str, str],
    verdict: str,
    differing: list[str],
    not_fitting: list[Decision],
) -> None:
    case = picked(mistyped(counter, row))
    assert (case.verdict, case.differing, list(unfitting(case))) == (verdict, differing, not_fitting)
    assert list(all_faults()) == []


@pytest.mark.parametrize("number", [HIDDEN, BIRTH])
def test_another_name_and_another_number_are_corrected_after_an_answer_alone(
    counter: Counter, number: str
) -> None:
    case = picked(mistyped(counter, {"number": number, "name": "독고탄"}))
    with refused("ask_first"):
        proposed(case, CORRECT)
    case = asked_and_answered(case, counter)
    assert proposed(case, CORRECT).state == "proposed"


def test_an_answer_that_is_still_awaited_is_none(counter: Counter) -> None:
    case = picked(mistyped(counter, {"number": HIDDEN, "name": "독고탄"}))
    case = reconciliation.decide(proposed(case, Decision.ASK), by=builders.head(), at=RECOVERED)
    with refused("ask_first"):
        proposed(case, CORRECT)


def test_while_nobody_has_picked_a_row_a_paper_is_neither_confirmed_nor_corrected(counter: Counter) -> None:
    case = mistyped(counter, {"number": BIRTH})
    assert (case.verdict, is_unpicked(case), list(unfitting(case))) == (
        "ambiguous", True, [CONFIRM, CORRECT],
    )  # fmt: skip
    with refused("row_not_picked"):
        proposed(case, CONFIRM)
    with refused("row_not_picked"):
        proposed(case, CORRECT)
    assert proposed(case, Decision.REVOKE).above is not None


def test_whose_number_it_is_may_not_be_whose_paper_it_is(counter: Counter) -> None:
    """A wife's number on her husband's paper: his own row is among the candidates."""
    case = mistyped(counter, {"name": "김영희"}, {"number": "6011229765432"})
    assert (case.verdict, case.differing, is_under_another_name(case)) == ("differs", ["성명"], True)
    places = [one["entry"] != str(case.entry_id) for one in case.candidates]
    case = picked(case, place=places.index(True))
    assert (case.differing, is_under_another_name(case)) == ([NUMBER], False)


def test_a_number_under_another_name_with_nobody_else_near_offers_nobody_to_pick(counter: Counter) -> None:
    case = mistyped(counter, {"name": "독고탄"})
    assert (len(case.candidates), is_under_another_name(case)) == (1, False)
