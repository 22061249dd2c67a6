"""Candidates for papers without an exact key: one row at most for each paper, and whether a person must confirm it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2

from issuance.domain.cautions import Caution, cautions
from issuance.domain.neighbours import Neighbours
from issuance.domain.profiles import Profile
from issuance.domain.scores import Candidate, Scoring

SHOWN_MOST = 5
"""A person is shown no more than these."""


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
    subjects the ledger has. Pairs are taken from the heaviest down where both sides are free, which is the one
    stable assignment: no paper and row left apart outweigh what either got.

    Time: some five dictionary look-ups a paper, one comparison of names for each row that shares a key (six a paper
    in a nation), a scoring for the few that are left, and sorting these. Memory: the rows that were kept.
    """
    scoring = Scoring(log2(max(population, 2)))
    near = [ledger.near(paper) for paper in papers]
    ranked = [scoring.ranked(paper, rows) for paper, rows in zip(papers, near, strict=True)]
    claims = _claims(ranked)
    found = []
    for paper, best, candidates, rows in zip(papers, _stable(ranked), ranked, near, strict=True):
        doubts: tuple[Caution, ...] = ()
        if best is not None:
            hidden = ledger.of_same_name(best.row) if paper.birth != best.row.birth else ()
            doubts = cautions(
                paper,
                best,
                ranked=candidates,
                rivals=(*rows, *hidden),
                claims=claims[best.row.subject],
                scoring=scoring,
            )
        found.append(Assignment(paper, best, candidates[:SHOWN_MOST], doubts))
    return found


def _stable(ranked: Sequence[Sequence[Candidate]]) -> list[Candidate | None]:
    """The heaviest pair first, then the heaviest of those left free.

    A pair left apart is no heavier than the pair that bound one of its two when it came by: so none of them would
    gain, and the assignment is stable. Equal weights are taken in a fixed order; they are never automatic.
    """
    pairs = sorted(
        (-candidate.weight, place, candidate.row.subject, rank)
        for place, candidates in enumerate(ranked)
        for rank, candidate in enumerate(candidates)
    )
    chosen: list[Candidate | None] = [None] * len(ranked)
    taken: set[str] = set()
    for _weight, place, subject, rank in pairs:
        if chosen[place] is None and subject not in taken:
            chosen[place] = ranked[place][rank]
            taken.add(subject)
    return chosen


def _claims(ranked: Iterable[Iterable[Candidate]]) -> dict[str, list[float]]:
    """The weights with which papers point to each subject."""
    claims: dict[str, list[float]] = defaultdict(list)
    for candidates in ranked:
        for candidate in candidates:
            claims[candidate.row.subject].append(candidate.weight)
    return claims
