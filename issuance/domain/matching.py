"""Comparing a paper with the ledger: what was true at the moment of its issue, and the verdict of a case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from issuance.domain.agreements import are_other_names
from issuance.domain.papers import SEOUL
from issuance.domain.spellings import name_text
from issuance.domain.states import Labelled

NAME = "성명"
"""Beside the facts of a kind: whose paper it is. A number alone may be a wife's, typed for her husband's."""


class CaseVerdict(Labelled):
    """What the comparison found; a person decides what becomes of the paper."""

    MATCH = "match", "일치"
    DIFFERS = "differs", "불일치"
    NOT_FOUND = "not_found", "원본 없음"
    DUPLICATE = "duplicate", "중복 발급"
    ALSO_ISSUED = "also_issued", "정식 발급됨"
    AMBIGUOUS = "ambiguous", "원본 여럿"
    UNDECIDABLE = "undecidable", "판단 불가"


class Way(Labelled):
    """How a fact of a paper differs from the ledger's."""

    DIFFERENT = "different", "다름"
    OTHER_SYSTEM = "other_system", "도로명주소와 지번주소"


class Dated(Protocol):
    """Something that holds from a moment on, until the next of its kind does; moments are of one type."""

    @property
    def as_of(self) -> Any: ...


State = TypeVar("State", bound=Dated)


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that is not the same; one address in the other system is neither same nor different."""

    name: str
    way: Way


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A paper of ours: its fingerprints by fact name, each a keyed hash over `spellings.canonical_fact` and `mark_ending`.

    `name` is its subject's, empty on a paper of a parcel; `filing` tells two requests apart.
    """

    serial: str
    issued_at: datetime
    fingerprints: Mapping[str, str]
    name: str = ""
    filing: str = ""


@dataclass(frozen=True, slots=True)
class LedgerState:
    """What the ledger says of the same subject and kind from `as_of` on; `key` finds its row again."""

    key: str
    as_of: datetime
    fingerprints: Mapping[str, str]
    name: str = ""


@dataclass(frozen=True, slots=True)
class OfficialIssue:
    """A paper of the same subject and kind that the main system issued; `provisional` is a serial or empty."""

    key: str
    issued_at: datetime
    provisional: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict, the facts that differ in the paper's order, and the rows that it rests on.

    `other_system` are those of the differing that are addresses of the other system, `changed_since` what has
    become different in the ledger after the issue, `duplicates` our other papers that claim the same state.
    """

    verdict: CaseVerdict
    differing: tuple[str, ...]
    state: LedgerState | None
    official: OfficialIssue | None
    other_system: tuple[str, ...] = ()
    changed_since: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        return tuple(
            Difference(name, Way.OTHER_SYSTEM if name in self.other_system else Way.DIFFERENT)
            for name in self.differing
        )

    @property
    def needs_candidates(self) -> bool:
        """No row, or the row of another person: the number on the paper may be mistyped."""
        return self.verdict == CaseVerdict.NOT_FOUND or NAME in self.differing


def in_order(fingerprints: Mapping[str, str], facts: Iterable[str]) -> dict[str, str]:
    """Fingerprints in the order in which paper shows the facts; a database may give JSON back in an order of its own."""
    return {
        name: fingerprints[name] for name in dict.fromkeys((*facts, *fingerprints)) if name in fingerprints
    }


def compare(
    paper: PaperFacts,
    *,
    states: Sequence[LedgerState],
    official: Sequence[OfficialIssue],
    siblings: Sequence[PaperFacts] = (),
) -> Comparison:
    """Compare a paper with what was true when it was issued.

    That is the latest state not after the issue; only later ones leave the case undecidable, and two
    that contradict each other at the same moment make it ambiguous. A paper that the main system issued
    too is named in every case, and is the verdict wherever facts could be compared; after it comes another
    numbered paper of ours of the same subject and kind (`siblings`: this outage's, none void, of any filing).
    """
    issue = _official_issue(paper, official)
    duplicates = _duplicates(paper, states, siblings) if siblings else ()
    then = true_at(states, paper.issued_at)
    if not then:
        verdict = CaseVerdict.UNDECIDABLE if states else CaseVerdict.NOT_FOUND
        return Comparison(verdict, (), None, issue, duplicates=duplicates)
    state = then[0]
    if len(then) > 1 and any(_contradicts(state, other) for other in then):
        return Comparison(CaseVerdict.AMBIGUOUS, (), None, issue, duplicates=duplicates)
    differing = _differing(paper, state)
    if issue is not None:
        verdict = CaseVerdict.ALSO_ISSUED
    elif duplicates:
        verdict = CaseVerdict.DUPLICATE
    else:
        verdict = CaseVerdict.DIFFERS if differing else CaseVerdict.MATCH
    return Comparison(
        verdict,
        differing,
        state,
        issue,
        other_system=_of_other_system(paper, state, differing) if differing else (),
        changed_since=_changed_since(paper, state, states) if len(states) > 1 else (),
        duplicates=duplicates,
    )


def true_at(states: Sequence[State], at: Any) -> list[State]:
    """Every state of the latest moment not after `at`: one, unless some stand side by side."""
    if len(states) == 1:
        return [states[0]] if states[0].as_of <= at else []
    latest = max((state.as_of for state in states if state.as_of <= at), default=None)
    return [state for state in states if state.as_of == latest]


def _contradicts(one: LedgerState, other: LedgerState) -> bool:
    return one.fingerprints != other.fingerprints or name_text(one.name) != name_text(other.name)


def _differing(paper: PaperFacts, state: LedgerState) -> tuple[str, ...]:
    facts = tuple(name for name, mark in paper.fingerprints.items() if state.fingerprints.get(name) != mark)
    if paper.name and paper.name != state.name and name_text(paper.name) != name_text(state.name):
        return (NAME, *facts)
    return facts


def _of_other_system(paper: PaperFacts, state: LedgerState, differing: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        name
        for name in differing
        if (ours := _ending(paper.fingerprints.get(name, "")))
        and (theirs := _ending(state.fingerprints.get(name, "")))
        and ours != theirs
    )


def _ending(mark: str) -> str:
    return mark.partition("@")[2]


def _changed_since(paper: PaperFacts, then: LedgerState, states: Sequence[LedgerState]) -> tuple[str, ...]:
    newest = true_at(states, max(state.as_of for state in states))
    changed = [
        name
        for name in paper.fingerprints
        if any(state.fingerprints.get(name) != then.fingerprints.get(name) for state in newest)
    ]
    renamed = paper.name and any(name_text(state.name) != name_text(then.name) for state in newest)
    return (NAME, *changed) if renamed else tuple(changed)


def _duplicates(
    paper: PaperFacts, states: Sequence[LedgerState], siblings: Sequence[PaperFacts]
) -> tuple[str, ...]:
    """Papers of other filings on the same Korean day that claim the same state; so each names the other.

    Where the ledger changed between the two, the citizen had reason to come again; under another name the number is a
    wife's, typed for her husband's.
    """
    day = _day(paper.issued_at)
    claimed = true_at(states, paper.issued_at)
    return tuple(
        sorted(
            sibling.serial
            for sibling in siblings
            if sibling.serial != paper.serial
            and not (paper.filing and paper.filing == sibling.filing)
            and not (paper.name and sibling.name and _are_two_people(paper.name, sibling.name))
            and _day(sibling.issued_at) == day
            and true_at(states, sibling.issued_at) == claimed
        )
    )


def _are_two_people(one: str, other: str) -> bool:
    """Of two papers with one number: a slip of a name is none."""
    return one != other and are_other_names(name_text(one), name_text(other))


def _day(moment: datetime) -> date:
    return moment.astimezone(SEOUL).date()


def _official_issue(paper: PaperFacts, official: Sequence[OfficialIssue]) -> OfficialIssue | None:
    """The issue that names this paper, else the first that names none, on the paper's day or later."""
    if not official:
        return None
    naming = [issue for issue in official if issue.provisional == paper.serial]
    day = _day(paper.issued_at)
    silent = [issue for issue in official if not issue.provisional and _day(issue.issued_at) >= day]
    return min(naming or silent, key=lambda issue: issue.issued_at, default=None)
