"""Whom a paper may be about whose number no row of the ledger has: opened, scored, and left to people where in doubt."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from issuance.actions.access import leave_named
from issuance.actions.comparisons import (
    Alive,
    Issues,
    Looked,
    Marker,
    detail_of,
    facts_of,
    marker,
    official_of,
)
from issuance.actions.findings import Found, Row
from issuance.actions.journal import noun_of
from issuance.domain import matching
from issuance.domain.access import Reason
from issuance.domain.candidates import (
    SHOWN_MOST,
    Claim,
    Ranking,
    Share,
    rankings,
    shares,
    speaking_against,
)
from issuance.domain.cautions import Caution
from issuance.domain.claims import Claims
from issuance.domain.clues import Clues, number_in
from issuance.domain.matching import CaseVerdict, LedgerState
from issuance.domain.neighbours import Neighbours
from issuance.domain.profiles import ADDRESSES, Profile, address_in, person
from issuance.domain.resident_numbers import ResidentNumber
from issuance.domain.scores import Candidate
from issuance.domain.staging import RECORD
from issuance.main_system.blocks import cells_at
from issuance.models import Document, Filing, IssuedEntry, Outage, StagedBlock, User
from issuance.queries import comparands
from issuance.queries import matching as queries
from issuance.queries.matching import Page
from issuance.sealing.fields import unsealer, unsealer_of_bytes
from issuance.sealing.vault import keyed_digests

PAPERS_AT_A_TIME = 5_000
PAGES_AT_A_TIME = 64
DOCUMENT, FILING, BLOCK = noun_of(Document), noun_of(Filing), noun_of(StagedBlock)


@dataclass(frozen=True, slots=True)
class Stray:
    """A paper without a row of its own, opened."""

    looked: Looked
    profile: Profile


class OpenedRow(NamedTuple):
    """A row that is near some paper: where it stands, from when on it holds, and what it says."""

    page: int
    place: int
    as_of: int
    columns: Sequence[str]
    values: Sequence[str]

    @property
    def cells(self) -> Mapping[str, str]:
        return dict(zip(self.columns, self.values, strict=True))


def subject_keys() -> Callable[[str], str]:
    """The keyed hash of a resident number, made once for each."""
    digest = keyed_digests("subject")
    return cache(lambda number: digest(number.encode()).hex())


@dataclass(slots=True)
class Rows:
    """The rows near some paper, by their profile's key; how many rows there are; and the blocks, by their page."""

    pages: Sequence[Page]
    opened: dict[str, OpenedRow] = field(default_factory=dict)
    count: int = 0
    blocks: list[str] = field(default_factory=list)
    marks: Marker = field(default_factory=marker)
    subject_key: Callable[[str], str] = field(default_factory=subject_keys)


class Ranked(NamedTuple):
    """A paper and its candidates, as far as it can be judged by itself.

    `claims` are to all its candidates and `rows` where those of each stand (`Claims.at`); `doubts` are of those that are
    shown, `shown` what is. `linked` is the finding if the first is granted to it and nothing speaks against that, None
    where a person must say so.
    """

    found: Found
    claims: list[Claim]
    rows: list[list[int]]
    doubts: tuple[tuple[Caution, ...], ...]
    shown: list[list[dict[str, Any]]]
    linked: Found | None


def ranked(
    looked: Sequence[Looked], pages: Sequence[Page], outage: Outage, *, by: User, at: datetime, alive: Alive
) -> list[Ranked]:
    """Each paper without a row of its own, with the rows that may be meant. `alive` is called now and then.

    The papers are opened, and so are the rows that their clues call for: who is among the candidates of a paper leaves
    an access record, and so does whom the paper is about.
    """
    if not looked:
        return []
    strays = _opened(looked, by=by, at=at, alive=alive)
    profiles = [stray.profile for stray in strays]
    neighbours = Neighbours(profiles)
    rows = _passed_by(neighbours, profiles, pages, alive=alive)
    found = rankings(profiles, neighbours, population=rows.count)
    shown = (candidate.row for one in found for candidate in one.candidates[:SHOWN_MOST])
    _leave_records(shown, rows, by=by, at=at)
    return list(_judged(strays, found, rows, outage))


def granted(ranked: Sequence[Ranked], claims: Claims) -> list[Row]:
    """The finding of each paper once all of a run are ranked: a row is one paper's, and without a person only that of
    one against whom nothing speaks, and whose row no other paper claims by its digest.
    """
    given = shares([one.claims for one in ranked])
    chosen = [one.rows[share.rank] if share else [] for one, share in zip(ranked, given, strict=True)]
    taken = claims.claimed(set(chain.from_iterable(chosen)))
    return [
        _finding(one, share, is_taken=not taken.isdisjoint(rows)).row
        for one, share, rows in zip(ranked, given, chosen, strict=True)
    ]


def _finding(one: Ranked, share: Share | None, *, is_taken: bool) -> Found:
    found = one.found
    if not one.shown:
        return found
    against = set(speaking_against(one.doubts, share))
    if is_taken:
        against.add(Caution.CONTESTED)
    if found.verdict == CaseVerdict.NOT_FOUND:
        sure = None if against else one.linked
        found = sure or found._replace(verdict=CaseVerdict.AMBIGUOUS)
    said = {"cautions": [caution.value for caution in Caution if caution in against]} if against else {}
    meant = share.rank if share else 0
    candidates = [
        explained | said if rank == meant else explained
        for rank, rows in enumerate(one.shown)
        for explained in rows
    ]
    return found._replace(detail=(found.detail or {}) | {"candidates": candidates})


def _opened(looked: Sequence[Looked], *, by: User, at: datetime, alive: Alive) -> list[Stray]:
    strays: list[Stray] = []
    text_of, number_of = unsealer(Document, "facts"), unsealer(Filing, "subject_number")
    for some in comparands.batches(looked, PAPERS_AT_A_TIME):
        alive()
        leave_named(_of_papers(some), by=by, at=at, reason=Reason.MATCHING)
        for one in some:
            paper = one.paper
            facts: dict[str, str] = json.loads(text_of(paper.facts, paper.document))
            profile = person(
                paper.document,
                kind=paper.kind,
                name=paper.name,
                number=number_of(paper.number, paper.filing),
                address=address_in(facts),
                office=paper.office,
            )
            strays.append(Stray(one, profile))
    return strays


def _of_papers(looked: Sequence[Looked]) -> Iterator[tuple[str, str, str]]:
    """The rows in which something is opened; of one table after the other, which its index takes in faster."""
    for one in looked:
        yield DOCUMENT, one.paper.document, one.paper.subject_key
    for one in looked:
        yield FILING, one.paper.filing, one.paper.subject_key


def _passed_by(
    neighbours: Neighbours, profiles: Sequence[Profile], pages: Sequence[Page], *, alive: Alive
) -> Rows:
    """The clues of every row pass by; the rows that may be near a paper are opened, looked at and kept."""
    clues, rows = Clues(profiles), Rows(pages)
    clues_of = unsealer_of_bytes(StagedBlock, "clues")
    for some in comparands.batches(pages, PAGES_AT_A_TIME):
        alive()
        first_page = len(rows.blocks)
        blocks = list(queries.clue_blocks(some))
        # A row is named by its block in access records.
        rows.blocks += (str(block.block) for block in blocks)
        rows.count += sum(block.row_count for block in blocks)
        clue_pages = [clues_of(block.clues, block.block) for block in blocks]
        near = clues.near(b"".join(clue_pages), b"".join(block.keys for block in blocks))
        starts = np.cumsum([0, *(block.row_count for block in blocks)])
        page_of = np.searchsorted(starts, near, "right") - 1
        wanted = {
            page: (near[page_of == page] - starts[page]).tolist() for page in sorted(set(page_of.tolist()))
        }
        for page, block in zip(wanted, queries.blocks_of([some[page] for page in wanted]), strict=True):
            _look_at(
                block, wanted[page], blocks[page].keys, clue_pages[page], first_page + page, rows, neighbours
            )
    return rows


def _look_at(
    block: StagedBlock,
    places: Sequence[int],
    keys: bytes,
    clues: bytes,
    page: int,
    rows: Rows,
    neighbours: Neighbours,
) -> None:
    columns = block.source.columns
    name_at = columns.index(matching.NAME)
    addresses_at = [columns.index(name) for name in ADDRESSES if name in columns]
    for place, cells in zip(places, cells_at(block.unsealed("content"), places), strict=True):
        _digest, subject, as_of, kind = RECORD.unpack_from(keys, place * RECORD.size)
        row = person(
            f"{page}:{place}",
            subject=subject.hex(),
            kind=kind.decode(),
            name=cells[name_at],
            number=number_in(clues, place),
            address=next((cells[at] for at in addresses_at if cells[at]), ""),
        )
        rows.opened[row.key] = OpenedRow(page, place, as_of, columns, cells)
        neighbours.add(row)


def _judged(
    strays: Sequence[Stray], rankings: Sequence[Ranking], rows: Rows, outage: Outage
) -> Iterator[Ranked]:
    """Each paper with its candidates. Where nothing in the paper and its rows speaks against the first, all that was issued
    to that person is looked for: another paper of ours under their number speaks against it too.
    """
    sure = [
        rows.subject_key(ranking.candidates[0].row.number) if _is_sure(ranking) else ""
        for ranking in rankings
    ]
    subjects = set(filter(None, sure))
    issues = Issues(outage, subjects=subjects, papers=(stray.looked.paper for stray in strays))
    bearers = comparands.bearers(outage, subjects)
    for stray, ranking, subject in zip(strays, rankings, sure, strict=True):
        paper = stray.looked.paper
        if not subject:
            yield _ranked(stray, ranking, rows)
        elif bearers.get((subject, paper.kind), {paper.key}) != {paper.key}:
            contested = replace(ranking, doubts=((Caution.CONTESTED,), *ranking.doubts[1:]))
            yield _ranked(stray, contested, rows)
        else:
            yield _ranked(stray, ranking, rows, linked_with=issues.of(paper, subject))


def _is_sure(ranking: Ranking) -> bool:
    """Whether nothing in the paper and its rows speaks against the first of its candidates."""
    return (
        bool(ranking.candidates)
        and not ranking.doubts[0]
        and _prints_alike(ranking.paper, ranking.candidates[0].row)
    )


def _ranked(
    stray: Stray, ranking: Ranking, rows: Rows, *, linked_with: Mapping[str, IssuedEntry] | None = None
) -> Ranked:
    """`linked_with` is what the main system issued to the first candidate, None where a person must say who is right."""
    states = [[rows.opened[row.key] for row in of_one] for of_one in ranking.states]
    shown = ranking.candidates[: len(states)]
    behind = [[rows.opened[candidate.row.key]] for candidate in ranking.candidates[len(states) :]]
    return Ranked(
        stray.looked.found,
        ranking.claims,
        [[Claims.at(row.page, row.place) for row in of_one] for of_one in (*states, *behind)],
        ranking.doubts,
        [
            _explained(candidate, of_one, stray.looked.paper.issued_at, rows)
            for candidate, of_one in zip(shown, states, strict=True)
        ],
        None if linked_with is None else _linked(stray, states[0], rows, linked_with),
    )


def _linked(
    stray: Stray, states: Sequence[OpenedRow], rows: Rows, issued: Mapping[str, IssuedEntry]
) -> Found:
    """What is found of the paper if these rows are its subject's: it is compared with what was true at its issue."""
    before, own = stray.looked.found, facts_of(stray.looked.paper)
    said = []
    for number, row in enumerate(states):
        cells = row.cells
        marks = rows.marks({name: cells.get(name, "") for name in own.fingerprints})
        as_of = datetime.fromtimestamp(row.as_of, UTC)
        said.append(LedgerState(str(number), as_of, marks, cells[matching.NAME]))
    compared = matching.compare(own, states=said, official=official_of(issued))
    detail = (before.detail or {}) | detail_of(compared, issued)
    if compared.state is None:
        return Found(before.key, compared.verdict, detail=detail)
    row = states[int(compared.state.key)]
    return Found(before.key, compared.verdict, rows.pages[row.page], row.place, detail)


def _prints_alike(paper: Profile, row: Profile) -> bool:
    """Whether the slip is in the digits that paper masks: one in birth date, century or sex was printed, and is no match."""
    return ResidentNumber(paper.number).masked == ResidentNumber(row.number).masked


def _explained(
    candidate: Candidate, states: Sequence[OpenedRow], issued_at: datetime, rows: Rows
) -> list[dict[str, Any]]:
    """As a finding keeps it: the ledger's row is taken out of its block when a case is opened.

    The row is what was true when the paper was issued, or each of those that contradict each other, though another of
    that person may be more alike.
    """
    scored = rows.opened[candidate.row.key]
    explained = candidate.explained(entry="")
    found = []
    for row in _at_issue(states, issued_at) or [scored]:
        page = rows.pages[row.page]
        found.append(explained | {"row": [page.source, page.block, row.place]})
        if row.as_of != scored.as_of:
            found[-1]["scored_at"] = datetime.fromtimestamp(scored.as_of, UTC).isoformat()
    return found


def _at_issue(states: Sequence[OpenedRow], issued_at: datetime) -> list[OpenedRow]:
    """What was true at the issue: one row, unless some contradict each other."""
    then = matching.true_at(states, issued_at.timestamp())
    return list({tuple(row.values): row for row in then}.values())


def _leave_records(candidates: Iterable[Profile], rows: Rows, *, by: User, at: datetime) -> None:
    seen = {row.key: row for row in candidates}
    leave_named(
        (
            (BLOCK, rows.blocks[rows.opened[key].page], rows.subject_key(row.number))
            for key, row in seen.items()
        ),
        by=by,
        at=at,
        reason=Reason.MATCHING,
    )
