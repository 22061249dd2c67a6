"""The matcher against truth sets: nobody is joined wrongly, and what can be decided is decided."""

from collections import Counter

import pytest

from issuance.domain.candidates import assign
from issuance.domain.neighbours import Neighbours
from tests.truth.crowd import crowd
from tests.truth.measure import Outcome, by_class, outcomes
from tests.truth.population import NEVER_AUTOMATIC, SHARE, Hard, truth

SEEDS = (1, 2, 3)
PAPERS = 2_000
RECALL = 0.995


@pytest.fixture(scope="module", params=SEEDS)
def found(request: pytest.FixtureRequest) -> list[Outcome]:
    return outcomes(truth(PAPERS, seed=request.param))


def test_no_paper_is_joined_wrongly(found: list[Outcome]) -> None:
    assert [outcome.paper.serial for outcome in found if outcome.automatic and not outcome.right] == []


def test_nearly_all_that_can_be_decided_is_decided(found: list[Outcome]) -> None:
    every = by_class(found)["all"]
    assert every.right_decidable >= RECALL * every.decidable


def test_twins_and_namesakes_are_never_joined_without_a_person(found: list[Outcome]) -> None:
    quality = by_class(found)
    assert {hard: quality[hard].automatic for hard in NEVER_AUTOMATIC} == {Hard.TWINS: 0, Hard.NAMESAKES: 0}


def test_who_is_not_in_the_ledger_is_joined_to_nobody(found: list[Outcome]) -> None:
    assert by_class(found)[Hard.STRANGERS].automatic == 0


def test_a_person_is_shown_the_right_row_first_wherever_there_is_one(found: list[Outcome]) -> None:
    """But for a husband behind his wife's number: hers is the row that the number says."""
    missed = {
        name: quality.to_rank - quality.ranked_first
        for name, quality in by_class(found).items()
        if quality.ranked_first < quality.to_rank and name not in (Hard.COUPLES, "all")
    }
    assert missed == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_crowd_of_namesakes_and_families_nobody_is_joined_wrongly(seed: int) -> None:
    """Forty names, a hundred birth days and two hundred homes for all, a fifth of the people in no ledger."""
    made = crowd(1_000, seed=seed)
    ledger = Neighbours(made.papers)
    for row in made.rows:
        ledger.add(row)
    joined = {
        found.paper.key: found.chosen.row.subject
        for found in assign(made.papers, ledger, population=len(made.rows))
        if found.automatic and found.chosen
    }
    assert {paper: subject for paper, subject in joined.items() if made.answers[paper] != subject} == {}
    assert len(joined) > len(made.papers) // 10


def test_every_hard_class_is_a_twentieth_of_the_papers_at_least() -> None:
    papers = truth(PAPERS, seed=6).papers
    counts = Counter(paper.hard for paper in papers)
    assert len(papers) == PAPERS
    assert [hard for hard in Hard if counts[hard] < 0.05 * PAPERS] == []
    assert SHARE >= 0.05


def test_one_seed_makes_one_nation() -> None:
    assert truth(300, seed=7) == truth(300, seed=7)
    assert truth(300, seed=7) != truth(300, seed=8)


def test_no_living_person_can_have_a_number_of_the_set() -> None:
    made = truth(PAPERS, seed=9)
    numbers = [paper.number for paper in made.papers] + [row.number for row in made.rows]
    assert {len(number) for number in numbers} == {13}
    assert {number[6] for number in numbers} == {"9", "0"}
