"""What the product makes of a truth set: exact keys first, then scored candidates, counted by class of difficulty."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.candidates import Assignment, assign
from issuance.domain.clues import Clues, clue_of
from issuance.domain.matching import CaseVerdict, Comparison, LedgerState, PaperFacts, compare
from issuance.domain.neighbours import Neighbours
from issuance.domain.profiles import Profile, person
from issuance.domain.spellings import canonical_fact, mark_ending, name_text
from issuance.domain.staging import RECORD
from tests.truth.population import KIND, Hard, TruePaper, TrueRow, Truth


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one paper: an assignment where the exact key was not enough."""

    paper: TruePaper
    comparison: Comparison
    matched: str
    assignment: Assignment | None

    @property
    def automatic(self) -> bool:
        """No person said which row is the paper's: an exact key and every fact the same, or a link without caution."""
        if self.comparison.verdict == CaseVerdict.NOT_FOUND:
            return self.assignment is not None and self.assignment.automatic
        return self.comparison.verdict == CaseVerdict.MATCH

    @property
    def right(self) -> bool:
        """The row is that of the paper's person, and a match says only what was true."""
        if self.comparison.verdict == CaseVerdict.MATCH:
            return self.matched == self.paper.person and self.paper.clean
        chosen = self.assignment.chosen if self.assignment else None
        return chosen is not None and chosen.row.subject == self.paper.person

    @property
    def ranked_first(self) -> bool:
        return bool(
            self.assignment
            and self.assignment.candidates
            and self.assignment.candidates[0].row.subject == self.paper.person
        )


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one class: pairs are papers that have a row; recall is over those that can be decided without a person."""

    hard: str
    papers: int
    pairs: int
    decidable: int
    automatic: int
    right: int
    right_decidable: int
    ranked_first: int
    to_rank: int


def outcomes(truth: Truth) -> list[Outcome]:
    """Every paper through both stages; fingerprints are left in clear, since nobody real is in them."""
    rows: dict[str, list[TrueRow]] = defaultdict(list)
    for row in truth.rows:
        rows[row.number].append(row)
    compared = [_compared(paper, rows.get(paper.number, ())) for paper in truth.papers]
    left = [paper for paper, found in zip(truth.papers, compared, strict=True) if found.needs_candidates]
    papers = [profile(paper.serial, "", paper.number, paper.name, paper.facts) for paper in left]
    ledger = Neighbours(papers)
    for row in near(papers, truth.rows):
        ledger.add(profile(row.key, row.person, row.number, row.name, row.facts))
    assigned = {found.paper.key: found for found in assign(papers, ledger, population=len(rows))}
    persons = {row.key: row.person for row in truth.rows}
    return [
        Outcome(paper, found, persons[found.state.key] if found.state else "", assigned.get(paper.serial))
        for paper, found in zip(truth.papers, compared, strict=True)
    ]


def near(papers: Sequence[Profile], rows: Sequence[TrueRow]) -> list[TrueRow]:
    """The rows that their clues let pass."""
    clues = b"".join(clue_of(row.number, name_text(row.name), row.facts["주소"]) for row in rows)
    keys = RECORD.pack(b"", b"", 0, KIND.encode()) * len(rows)
    return [rows[place] for place in Clues(papers).near(clues, keys)]


def by_class(found: Iterable[Outcome]) -> dict[str, Quality]:
    """Each class in the order of `Hard`, and all of them together under `all`."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*(hard.value for hard in Hard), "all")}
    for outcome in found:
        paper = outcome.paper
        facts = {
            "papers": True,
            "pairs": bool(paper.person),
            "decidable": paper.decidable,
            "automatic": outcome.automatic,
            "right": outcome.automatic and outcome.right,
            "right_decidable": outcome.automatic and outcome.right and paper.decidable,
            "to_rank": bool(paper.person) and outcome.assignment is not None,
            "ranked_first": bool(paper.person) and outcome.ranked_first,
        }
        for name in (paper.hard.value, "all"):
            counts[name].update(fact for fact, holds in facts.items() if holds)
    return {name: Quality(name, **_counted(count)) for name, count in counts.items()}


def profile(key: str, subject: str, number: str, name: str, facts: Mapping[str, str]) -> Profile:
    return person(key, subject=subject, kind=KIND, name=name, number=number, address=facts["주소"])


def _counted(count: Counter[str]) -> dict[str, int]:
    names = (
        "papers",
        "pairs",
        "decidable",
        "automatic",
        "right",
        "right_decidable",
        "ranked_first",
        "to_rank",
    )
    return {name: count[name] for name in names}


def _compared(paper: TruePaper, rows: Iterable[TrueRow]) -> Comparison:
    return compare(
        PaperFacts(paper.serial, paper.issued_at, _marks(paper.facts), name=paper.name),
        states=[LedgerState(row.key, row.as_of, _marks(row.facts), name=row.name) for row in rows],
        official=(),
    )


def _marks(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: canonical_fact(name, value) + mark_ending(name, value) for name, value in facts.items()}
