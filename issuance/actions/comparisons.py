"""The closer look at papers that their digest alone does not decide: fact by fact, with the rows it needs opened."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

from issuance.actions.access import leave_records
from issuance.actions.findings import Found
from issuance.actions.staging import catalogue_at
from issuance.domain import matching
from issuance.domain.access import Reason
from issuance.domain.claims import KeyedState
from issuance.domain.matching import CaseVerdict, Comparison, LedgerState, OfficialIssue, PaperFacts
from issuance.domain.spellings import spelled
from issuance.main_system.blocks import cells_at
from issuance.main_system.layouts import KIND, Catalogue
from issuance.models import IssuedEntry, Outage, StagedBlock, User
from issuance.queries import matching as queries
from issuance.queries.comparands import Doubtful
from issuance.queries.matching import Page
from issuance.sealing.vault import keyed_digests

PAGES_AT_A_TIME = 50

FINGERPRINT_LENGTH = 32

Place = tuple[int, int]
Alive = Callable[[], None]
Marker = Callable[[Mapping[str, str]], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """What an opened row says, in fingerprints, and of whom."""

    fingerprints: Mapping[str, str]
    name: str


def marker() -> Marker:
    """`documents.fingerprints_of` for the facts of thousands, with the keys made once."""
    keyed: dict[str, Callable[[bytes], bytes]] = {}

    def marks(facts: Mapping[str, str]) -> dict[str, str]:
        found = {}
        for name, value in facts.items():
            digest = keyed.get(name) or keyed.setdefault(name, keyed_digests(f"fact:{name}"))
            canonical, ending = spelled(name, value)
            found[name] = digest(canonical.encode()).hex()[:FINGERPRINT_LENGTH] + ending
        return found

    return marks


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the ledger's keys say of a slice's subjects, and all papers in doubt of these; the rows that were opened."""

    pages: Sequence[Page]
    states: Mapping[bytes, Sequence[KeyedState]]
    kinds: Collection[bytes]
    papers: Mapping[bytes, Sequence[Doubtful]]
    opened: dict[Place, Said] = field(default_factory=dict)
    marks: Marker = field(default_factory=marker)
    kinds_at: dict[int, Catalogue] = field(default_factory=dict)

    def of(self, paper: Doubtful) -> Sequence[KeyedState]:
        return self.states.get(paper.subject, ())

    def covers(self, paper: Doubtful) -> bool:
        """Whether any extract holds this kind at all: without one nothing is 'not found'."""
        return paper.kind.encode() in self.kinds

    def siblings(self, paper: Doubtful) -> list[PaperFacts]:
        """Every other paper of the same subject and kind; of its facts nothing is looked at."""
        return [_facts(other, {}) for other in self.papers[paper.subject] if other is not paper]


class Issues:
    """What the main system issued to these subjects, by their whole keyed hashes, or in place of these papers."""

    def __init__(self, outage: Outage, *, subjects: Collection[str], papers: Iterable[Doubtful]) -> None:
        self._entries: dict[str, list[IssuedEntry]] = defaultdict(list)
        serials = {paper.serial for paper in papers}
        for entry in queries.issued_entries(outage, subjects=subjects, serials=serials):
            # By the subject where it names no paper of ours, else by that paper's number.
            self._entries[entry.provisional_serial or entry.subject_key].append(entry)

    def of(self, paper: Doubtful, subject: str) -> Mapping[str, IssuedEntry]:
        """Those that may be the same paper if its subject is this one, each by its key."""
        found = chain(self._entries.get(subject, ()), self._entries.get(paper.serial, ()))
        return {str(entry.pk): entry for entry in found if entry.kind_code == paper.kind}


@dataclass(frozen=True, slots=True)
class Looked:
    """A paper in doubt and what came of the closer look."""

    paper: Doubtful
    found: Found
    needs_candidates: bool


def opened(papers: Iterable[Doubtful], ledger: Ledger, *, by: User, at: datetime, alive: Alive) -> None:
    """Open the rows that say what differs, each block once; every subject that is opened leaves an access record.

    `alive` is called now and then, for whoever waits for a sign of life.
    """
    wanted: dict[int, dict[int, str]] = defaultdict(dict)
    for paper in papers:
        for state in _to_open(paper, ledger.of(paper)):
            wanted[state.page][state.place] = paper.subject_key
    numbers = iter(sorted(wanted))
    while some := list(islice(numbers, PAGES_AT_A_TIME)):
        alive()
        _open_pages({number: wanted[number] for number in some}, ledger, by=by, at=at)


def compared(papers: Sequence[Doubtful], ledger: Ledger, outage: Outage) -> Iterator[Looked]:
    """What came of each paper whose kind the ledger covers; the rows that it needs are opened before."""
    issues = Issues(outage, subjects={paper.subject_key for paper in papers}, papers=papers)
    for paper in papers:
        if ledger.covers(paper):
            yield _judged(paper, ledger, issues.of(paper, paper.subject_key))


def _judged(paper: Doubtful, ledger: Ledger, issued: Mapping[str, IssuedEntry]) -> Looked:
    if not ledger.of(paper) and not issued and len(ledger.papers[paper.subject]) == 1:
        # As `matching.compare` would say, for very many.
        return Looked(paper, Found(paper.key, CaseVerdict.NOT_FOUND, detail={}), needs_candidates=True)
    own = paper.fingerprints
    states = {str(place): state for place, state in enumerate(ledger.of(paper))}
    said = {
        key: Said(own, paper.name)
        if state.digest == paper.digest
        else ledger.opened.get((state.page, state.place), Said({}, ""))
        for key, state in states.items()
    }
    compared = matching.compare(
        _facts(paper, own),
        states=[
            LedgerState(key, datetime.fromtimestamp(state.as_of, UTC), said[key].fingerprints, said[key].name)
            for key, state in states.items()
        ],
        official=official_of(issued),
        siblings=ledger.siblings(paper),
    )
    detail = detail_of(compared, issued)
    state = states[compared.state.key] if compared.state else None
    found = Found(
        paper.key,
        compared.verdict,
        ledger.pages[state.page] if state else None,
        state.place if state else None,
        None if compared.verdict == CaseVerdict.MATCH and not detail else detail,
    )
    return Looked(paper, found, compared.needs_candidates)


def official_of(issued: Mapping[str, IssuedEntry]) -> list[OfficialIssue]:
    return [OfficialIssue(key, entry.issued_at, entry.provisional_serial) for key, entry in issued.items()]


def detail_of(compared: Comparison, issued: Mapping[str, IssuedEntry]) -> dict[str, Any]:
    """What a finding keeps of a comparison beside its verdict; of no person anything but names of facts."""
    detail: dict[str, Any] = {
        name: list(values)
        for name in ("differing", "other_system", "changed_since", "duplicates")
        if (values := getattr(compared, name))
    }
    if compared.official is not None:
        entry = issued[compared.official.key]
        detail |= {"issued": entry.pk, "official": entry.number}
    return detail


def _to_open(paper: Doubtful, states: Sequence[KeyedState]) -> list[KeyedState]:
    """The latest states not after the issue, and the newest of all, where they are no state of the paper's digest."""
    then = matching.true_at(states, paper.issued_at.timestamp())
    if not then:
        return []
    moments = then[0].as_of, max(state.as_of for state in states)
    return [state for state in states if state.as_of in moments and state.digest != paper.digest]


def _open_pages(wanted: Mapping[int, Mapping[int, str]], ledger: Ledger, *, by: User, at: datetime) -> None:
    rising_pages = sorted(wanted)
    found = queries.blocks_of([ledger.pages[number] for number in rising_pages])
    blocks = dict(zip(rising_pages, found, strict=True))
    # Written before anything is opened; others write meanwhile.
    leave_records(
        ((blocks[number], subject) for number, places in wanted.items() for subject in places.values()),
        by=by,
        at=at,
        reason=Reason.MATCHING,
    )
    for number, places in wanted.items():
        rising = sorted(places)
        for place, said in zip(rising, _said(blocks[number], rising, ledger), strict=True):
            ledger.opened[number, place] = said


def _said(block: StagedBlock, places: Sequence[int], ledger: Ledger) -> Iterator[Said]:
    """What the rows at these places say, by the catalogue of the moment at which their file came in."""
    source = block.source
    kinds = ledger.kinds_at.get(source.pk)
    if kinds is None:
        kinds = ledger.kinds_at[source.pk] = catalogue_at(source.imported_at)
    for values in cells_at(block.unsealed("content"), places):
        cells = dict(zip(source.columns, values, strict=True))
        facts = {name: cells[name] for name in kinds[cells[KIND].strip()].facts}
        yield Said(ledger.marks(facts), cells[matching.NAME].strip())


def facts_of(paper: Doubtful) -> PaperFacts:
    return _facts(paper, paper.fingerprints)


def _facts(paper: Doubtful, fingerprints: Mapping[str, str]) -> PaperFacts:
    return PaperFacts(paper.serial, paper.issued_at, fingerprints, paper.name, paper.filing)
