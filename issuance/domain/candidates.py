"""Candidates for papers without an exact key: one row at most for each paper, and whether a person must confirm it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from typing import NamedTuple

from issuance.domain.cautions import MARGIN, Caution, cautions
from issuance.domain.neighbours import Neighbours
from issuance.domain.profiles import Profile, may_hide
from issuance.domain.scores import Candidate, Scoring

SHOWN_MOST = 5
"""A person is shown no more than these."""


class Claim(NamedTuple):
    """A paper's claim to one subject of the ledger; `weight` in bits."""

    weight: float
    subject: str


class Share(NamedTuple):
    """Which of its claims a paper was granted, by rank, and whether another paper claims the same subject as well."""

    rank: int
    is_contested: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates of one paper from the best down, and of each that is shown what speaks against it.

    `states` are, of each that is shown, every row of its subject; of one found by surname and place alone, those at that
    place.
    """

    paper: Profile
    candidates: tuple[Candidate, ...]
    doubts: tuple[tuple[Caution, ...], ...]
    states: tuple[tuple[Profile, ...], ...]

    @property
    def claims(self) -> list[Claim]:
        return [Claim(candidate.weight, candidate.row.subject) for candidate in self.candidates]


@dataclass(frozen=True, slots=True)
class Assignment:
    """What became of one paper: its row if it has one for itself, the candidates from the best down, the cautions."""

    paper: Profile
    chosen: Candidate | None
    candidates: tuple[Candidate, ...]
    cautions: tuple[Caution, ...]

    @property
    def automatic(self) -> bool:
        """The row is the paper's without a person saying so."""
        return self.chosen is not None and not self.cautions


def assign(papers: Sequence[Profile], ledger: Neighbours, *, population: int) -> list[Assignment]:
    """Give each paper at most one subject of the ledger and each subject to at most one paper.

    `ledger` was made for these papers and has been offered every row of their kinds; `population` is how many
    subjects the ledger has.
    """
    ranked = rankings(papers, ledger, population=population)
    return [
        Assignment(
            one.paper,
            one.candidates[share.rank] if share else None,
            one.candidates[:SHOWN_MOST],
            speaking_against(one.doubts, share),
        )
        for one, share in zip(ranked, shares([one.claims for one in ranked]), strict=True)
    ]


def rankings(papers: Iterable[Profile], ledger: Neighbours, *, population: int) -> list[Ranking]:
    """The candidates of each paper by itself: what became of it does not hang on which other papers are ranked with it.

    Time: some five dictionary look-ups a paper, one comparison of names for each row that shares a key (six a paper
    in a nation), a scoring for the few that are left. Memory: the rows that were kept.
    """
    scoring = Scoring(log2(max(population, 2)))
    found = []
    for paper in papers:
        near = ledger.near(paper)
        candidates = scoring.ranked(paper, near)
        doubts, states = [], []
        for candidate in candidates[:SHOWN_MOST]:
            row = candidate.row
            is_hidden = (
                paper.birth != row.birth and bool(paper.number) and may_hide(paper.number[:7], row.birth)
            )
            rivals = (*near, *ledger.of_same_name(row)) if is_hidden else near
            doubts.append(cautions(paper, candidate, ranked=candidates, rivals=rivals, scoring=scoring))
            states.append(tuple(one for one in near if one.subject == row.subject))
        found.append(Ranking(paper, candidates, tuple(doubts), tuple(states)))
    return found


def shares(claims: Sequence[Sequence[Claim]]) -> list[Share | None]:
    """Of each paper the claim that is granted to it. `claims` are each paper's, from the heaviest down.

    The heaviest of all first, then the heaviest whose paper and subject are both left free. One that is refused is no
    heavier than the one that bound either of its two when it came by: so none of them would gain, and this is the one
    stable assignment. Equal weights are taken in a fixed order; they are never automatic.
    """
    by_subject: dict[str, list[float]] = defaultdict(list)
    for of_paper in claims:
        for claim in of_paper:
            by_subject[claim.subject].append(claim.weight)
    in_turn = sorted(
        (-claim.weight, place, claim.subject, rank)
        for place, of_paper in enumerate(claims)
        for rank, claim in enumerate(of_paper)
    )
    granted: list[Share | None] = [None] * len(claims)
    taken: set[str] = set()
    for weight, place, subject, rank in in_turn:
        if granted[place] is None and subject not in taken:
            near = sum(other > -weight - MARGIN for other in by_subject[subject])
            granted[place] = Share(rank, is_contested=near > 1)
            taken.add(subject)
    return granted


def speaking_against(doubts: Sequence[Sequence[Caution]], share: Share | None) -> tuple[Caution, ...]:
    """Why a person must say whether the candidate is right that a paper was granted, or the first where other papers were
    granted all of its candidates; `doubts` are those of each that is shown.
    """
    if not doubts:
        return ()
    rank = share.rank if share else 0
    # Behind those that are shown, others weigh more.
    found = set(doubts[rank] if rank < len(doubts) else (Caution.CLOSE_SECOND,))
    if share is None or share.is_contested:
        found.add(Caution.CONTESTED)
    return tuple(caution for caution in Caution if caution in found)
