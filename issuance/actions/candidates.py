"""Whom a paper may be about whose number no row of the ledger has: opened, scored, and left to people where in doubt."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import transaction

from issuance.actions.access import leave_named
from issuance.actions.comparisons import Ledger, Looked, detail_of
from issuance.actions.findings import Found
from issuance.actions.journal import noun_of
from issuance.domain import matching
from issuance.domain.access import Reason
from issuance.domain.agreements import Agreement
from issuance.domain.candidates import Assignment, assign
from issuance.domain.claims import Claims
from issuance.domain.matching import CaseVerdict, LedgerState, PaperFacts
from issuance.domain.neighbours import Neighbours
from issuance.domain.profiles import Profile, person
from issuance.domain.resident_numbers import RESIDENT_LENGTH
from issuance.domain.scores import Candidate
from issuance.domain.staging import DIGEST_BYTES, RECORD
from issuance.models import Document, Filing, StagedBlock, User
from issuance.queries import matching as queries
from issuance.queries.matching import SealedPaper
from issuance.sealing.fields import unsealer
from issuance.sealing.vault import keyed_digests

# Where a person lives stands in one of these facts, by kind.
ADDRESSES = ("주소", "체류지")
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
    looked: Sequence[Looked], ledger: Ledger, claims: Claims, *, by: User, at: datetime
) -> list[Found]:
    """The finding of each paper with its candidates; one has its row without a person where nothing speaks against it.

    The papers are opened, and so are all rows, of which only a few are looked at: who is among the candidates of
    a paper leaves an access record, and so does whom the paper is about.
    """
    strays = _opened(looked, by=by, at=at)
    profiles = [stray.profile for stray in strays]
    neighbours = Neighbours(profiles)
    rows = _offered(neighbours, ledger)
    results = assign(profiles, neighbours, population=rows.count)
    chosen = {_position(result.chosen, rows, claims) for result in results if result.chosen}
    taken = {place for place in claims.where if place in chosen}
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


def _opened(looked: Sequence[Looked], *, by: User, at: datetime) -> list[Stray]:
    """The papers of persons; a parcel has no name by which another could be meant."""
    of_key = {one.paper.key: one for one in looked if one.paper.name}
    strays: list[Stray] = []
    facts_of, number_of = unsealer(Document, "facts"), unsealer(Filing, "subject_number")
    for keys in queries.batches(of_key):
        with transaction.atomic():
            records = []
            for sealed in queries.sealed_papers(keys):
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
        address=next((facts[name] for name in ADDRESSES if name in facts), ""),
        office=sealed.office,
    )
    own = PaperFacts(paper.serial, paper.issued_at, sealed.fingerprints, paper.name, paper.filing)
    return Stray(looked, own, profile)


def _offered(neighbours: Neighbours, ledger: Ledger) -> Rows:
    """Every row of a person passes by the papers once; those near one are kept."""
    rows = Rows()
    # The pages stand in the order of files and of their blocks.
    for number, block in enumerate(queries.blocks_of(ledger.pages)):
        columns, keys = block.source.columns, bytes(block.keys)
        kind_at, number_at, name_at = (columns.index(name) for name in ("서류코드", "주민등록번호", "성명"))
        addresses_at = [columns.index(name) for name in ADDRESSES if name in columns]
        # Its row is named by access records; what it holds is not kept.
        rows.blocks.append(str(block.pk))
        rows.count += block.row_count
        text = io.StringIO(block.unsealed("content"), newline="")
        for place, cells in enumerate(csv.reader(text, strict=True)):
            digits = cells[number_at].replace("-", "").strip()
            if len(digits) != RESIDENT_LENGTH:
                continue
            key, start = f"{number}:{place}", place * RECORD.size
            if neighbours.offer(
                key,
                subject=keys[start + DIGEST_BYTES : start + 2 * DIGEST_BYTES].hex(),
                kind=cells[kind_at],
                name=cells[name_at],
                number=digits,
                address=_address_in(cells, addresses_at),
            ):
                as_of = RECORD.unpack_from(keys, start)[2]
                rows.opened[key] = OpenedRow(number, place, as_of, columns, cells)
    return rows


def _address_in(cells: Sequence[str], columns: Iterable[int]) -> str:
    for column in columns:
        if cells[column]:
            return cells[column]
    return ""


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
    if not result.automatic or is_taken or not _birth_is_right(result.chosen):
        return replace(before, verdict=CaseVerdict.AMBIGUOUS, detail=detail)
    cells = row.cells
    facts = {name: cells.get(name, "") for name in stray.facts.fingerprints}
    state = LedgerState("", datetime.fromtimestamp(row.as_of, UTC), ledger.marks(facts), cells["성명"])
    compared = matching.compare(stray.facts, states=[state], official=[])
    return Found(
        before.key, compared.verdict, ledger.pages[row.page], row.place, detail | detail_of(compared, None)
    )


def _birth_is_right(candidate: Candidate) -> bool:
    """Whether the slip is in the digits that paper masks: one in the birth date was printed, and is no match."""
    return candidate.level("birth").agreement == Agreement.SAME


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
