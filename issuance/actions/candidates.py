"""Whom a paper may be about whose number no row of the ledger has: opened, scored, and left to people where in doubt."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction

from issuance.actions.access import leave_named
from issuance.actions.comparisons import Alive, Ledger, Looked, detail_of
from issuance.actions.findings import Found
from issuance.actions.journal import noun_of
from issuance.domain import matching
from issuance.domain.access import Reason
from issuance.domain.candidates import Assignment, assign
from issuance.domain.claims import Claims
from issuance.domain.clues import Clues, number_in
from issuance.domain.matching import CaseVerdict, LedgerState, PaperFacts
from issuance.domain.neighbours import Neighbours
from issuance.domain.profiles import ADDRESSES, Profile, address_in, person
from issuance.domain.resident_numbers import ResidentNumber
from issuance.domain.scores import Candidate
from issuance.domain.staging import RECORD
from issuance.main_system.blocks import cells_at
from issuance.models import Document, Filing, StagedBlock, User
from issuance.queries import comparands
from issuance.queries import matching as queries
from issuance.queries.comparands import SealedPaper
from issuance.sealing.fields import unsealer, unsealer_of_bytes
from issuance.sealing.vault import keyed_digests

PAPERS_AT_A_TIME = 5_000
PAGES_AT_A_TIME = 64
DOCUMENT, FILING, BLOCK = noun_of(Document), noun_of(Filing), noun_of(StagedBlock)


@dataclass(frozen=True, slots=True)
class Stray:
    """A paper without a row of its own, opened."""

    looked: Looked
    facts: PaperFacts
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


@dataclass(slots=True)
class Rows:
    """The rows near some paper, by their profile's key; how many rows there are; and the blocks, by their page."""

    opened: dict[str, OpenedRow] = field(default_factory=dict)
    count: int = 0
    blocks: list[str] = field(default_factory=list)


def matched(
    looked: Sequence[Looked], ledger: Ledger, claims: Claims, *, by: User, at: datetime, alive: Alive
) -> list[Found]:
    """The finding of each paper with its candidates; one has its row without a person where nothing speaks against it.
    `alive` is called now and then.

    The papers are opened, and so are the rows that their clues call for: who is among the candidates of a paper leaves
    an access record, and so does whom the paper is about.
    """
    strays = _opened(looked, by=by, at=at, alive=alive)
    profiles = [stray.profile for stray in strays]
    neighbours = Neighbours(profiles)
    rows = _passed_by(neighbours, profiles, ledger, alive=alive)
    results = assign(profiles, neighbours, population=rows.count)
    chosen = {_position(result.chosen, rows, claims) for result in results if result.chosen}
    taken = set(claims.where[np.isin(claims.where, list(chosen))].tolist())
    found = {
        stray.looked.paper.key: _finding(
            stray,
            result,
            rows,
            ledger,
            is_taken=result.chosen is not None and _position(result.chosen, rows, claims) in taken,
        )
        for stray, result in zip(strays, results, strict=True)
    }
    _leave_records(
        (candidate.row for result in results for candidate in result.candidates), rows, by=by, at=at
    )
    return [found.get(one.paper.key, one.found) for one in looked]


def _opened(looked: Sequence[Looked], *, by: User, at: datetime, alive: Alive) -> list[Stray]:
    """The papers of persons; a parcel has no name by which another could be meant."""
    of_key = {one.paper.key: one for one in looked if one.paper.name}
    strays: list[Stray] = []
    facts_of, number_of = unsealer(Document, "facts"), unsealer(Filing, "subject_number")
    for keys in comparands.batches(of_key, PAPERS_AT_A_TIME):
        alive()
        with transaction.atomic():
            records = []
            for sealed in comparands.sealed_papers(keys):
                looked_at = of_key[sealed.key]
                subject = looked_at.paper.subject_key
                records.append((DOCUMENT, str(sealed.document), subject))
                records.append((FILING, str(sealed.filing), subject))
                text = facts_of(sealed.facts, sealed.document)
                strays.append(_stray(looked_at, sealed, text, number_of(sealed.number, sealed.filing)))
            leave_named(records, by=by, at=at, reason=Reason.MATCHING)
    return strays


def _stray(looked: Looked, sealed: SealedPaper, text: str, number: str) -> Stray:
    """`text` and `number` are the paper's facts and its subject's number, opened."""
    paper = looked.paper
    facts: dict[str, str] = json.loads(text)
    profile = person(
        str(sealed.document),
        kind=paper.kind,
        name=paper.name,
        number=number,
        address=address_in(facts),
        office=sealed.office,
    )
    own = PaperFacts(paper.serial, paper.issued_at, paper.fingerprints, paper.name, paper.filing)
    return Stray(looked, own, profile)


def _passed_by(neighbours: Neighbours, profiles: Sequence[Profile], ledger: Ledger, *, alive: Alive) -> Rows:
    """The clues of every row pass by; the rows that may be near a paper are opened, looked at and kept."""
    clues, rows = Clues(profiles), Rows()
    clues_of = unsealer_of_bytes(StagedBlock, "clues")
    for some in comparands.batches(ledger.pages, PAGES_AT_A_TIME):
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


def _finding(stray: Stray, result: Assignment, rows: Rows, ledger: Ledger, *, is_taken: bool) -> Found:
    """A row that is surely the paper's is compared with it; what is not sure goes to a person with its candidates."""
    before = stray.looked.found
    if not result.candidates:
        return before
    detail = dict(before.detail or {})
    detail["candidates"] = [_explained(candidate, rows, ledger) for candidate in result.candidates]
    if result.cautions:
        detail["cautions"] = [caution.value for caution in result.cautions]
    if before.verdict != CaseVerdict.NOT_FOUND or result.chosen is None:
        return replace(before, detail=detail)
    row = rows.opened[result.chosen.row.key]
    if not result.automatic or is_taken or not _prints_alike(stray.profile, result.chosen.row):
        return replace(before, verdict=CaseVerdict.AMBIGUOUS, detail=detail)
    cells = row.cells
    facts = {name: cells.get(name, "") for name in stray.facts.fingerprints}
    state = LedgerState("", datetime.fromtimestamp(row.as_of, UTC), ledger.marks(facts), cells["성명"])
    compared = matching.compare(stray.facts, states=[state], official=[])
    return Found(
        before.key, compared.verdict, ledger.pages[row.page], row.place, detail | detail_of(compared, None)
    )


def _prints_alike(paper: Profile, row: Profile) -> bool:
    """Whether the slip is in the digits that paper masks: one in birth date, century or sex was printed, and is no match."""
    return ResidentNumber(paper.number).masked == ResidentNumber(row.number).masked


def _position(candidate: Candidate, rows: Rows, claims: Claims) -> int:
    row = rows.opened[candidate.row.key]
    return claims.at(row.page, row.place)


def _explained(candidate: Candidate, rows: Rows, ledger: Ledger) -> dict[str, Any]:
    """As a finding keeps it: the ledger's row is taken out of its block when a case is opened."""
    row = rows.opened[candidate.row.key]
    page = ledger.pages[row.page]
    return candidate.explained(entry="") | {"row": [page.source, page.block, row.place]}


def _leave_records(candidates: Iterable[Profile], rows: Rows, *, by: User, at: datetime) -> None:
    seen = {row.key: row for row in candidates}
    subject_of = keyed_digests("subject")
    leave_named(
        (
            (BLOCK, rows.blocks[rows.opened[key].page], subject_of(row.number.encode()).hex())
            for key, row in seen.items()
        ),
        by=by,
        at=at,
        reason=Reason.MATCHING,
    )
