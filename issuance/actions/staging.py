"""Read a file of the main system once into sealed blocks, which wait to be looked at; open their rows again."""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from issuance.actions import journal, readers
from issuance.actions.access import leave_record
from issuance.actions.blocks import block_of, ensure_not_erased, fault_of, store
from issuance.actions.documents import fingerprints_of
from issuance.actions.filings import subject_hash
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.actions.tallies import Tally
from issuance.domain.access import Reason
from issuance.domain.clues import number_in
from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import ExtractRow, FileKind, KindColumns, LedgerRow
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.papers import SEOUL
from issuance.domain.resident_numbers import ResidentNumber
from issuance.domain.staging import place_in_block
from issuance.domain.states import ImportState, OutageState
from issuance.main_system.blocks import Layout, rows_in
from issuance.main_system.cells import shown
from issuance.main_system.encodings import Limits
from issuance.main_system.files import fingerprint, open_file
from issuance.main_system.layouts import Catalogue
from issuance.main_system.pieces import Piece
from issuance.models import ImportFault, LedgerEntry, LedgerImport, Office, Outage, StagedBlock, User
from issuance.permissions import Deed, ensure
from issuance.queries import ledger as queries
from issuance.queries.catalogue import kinds_at

# So many blocks are stored at once: a few megabytes, and a moment's lock.
_BLOCKS_AT_ONCE = 16
_FAULTS_AT_ONCE = 2_000

# What comes by a page is held in memory while it is read, and somebody waits; whatever is larger comes by the command.
ON_A_PAGE = Limits(
    file_bytes=64 * 1024**2,
    sheet_bytes=16 * 1024**2,
    unpacked_bytes=160 * 1024**2,
    sheet_cells=3_000_000,
    sheet_characters=60_000_000,
)

Progress = Callable[[int], object]


class OutageMissing(IssuanceError):
    code = "outage_missing"
    sentence = "어느 장애의 파일인지 골라 주세요. 지역사본과 교부제한만 장애 없이 불러올 수 있습니다."


class NotASnapshot(IssuanceError):
    code = "not_a_snapshot"
    sentence = "지역사본은 원부 추출 파일만 됩니다. ‘지역사본’ 표시를 빼고 다시 불러와 주세요."


class OutageIsOver(IssuanceError):
    code = "import_outage_is_over"
    sentence = (
        "이미 끝난 장애({outage})여서 자료를 더 불러올 수 없습니다. 장애를 바르게 골랐는지 확인해 주세요."
    )


def stage(
    content: BinaryIO,
    *,
    file_name: str,
    file_kind: FileKind,
    snapshot: bool,
    outage: Outage | None,
    by: User,
    at: datetime,
    limits: Limits | None = None,
    workers: int = 0,
    progress: Progress | None = None,
) -> LedgerImport:
    """Read a file into a preview: good rows sealed, bad ones named, and nothing else changed by it.

    The same bytes again give the preview, or the import, that they made before. A fault of the header or the encoding
    refuses the file; whatever ends the reading leaves nothing behind. With `workers` other processes read an extract,
    which a web worker must not ask for. `progress` is told how many bytes were read.
    """
    ensure(by, Deed.IMPORT_LEDGER)
    ensure_outage(outage, file_kind=file_kind, snapshot=snapshot)
    limits = limits or Limits()
    mark = fingerprint(content, file_name=file_name, limits=limits)
    scope = scope_of(by, file_kind)
    same = _found_again(mark.sha256, file_kind, snapshot, outage, scope)
    if same is not None:
        return same
    opened = open_file(
        content,
        file_name=file_name,
        kind=file_kind,
        catalogue=catalogue_at(at),
        today=at.astimezone(SEOUL).date(),
        offices=frozenset(Office.objects.values_list("code", flat=True)),
        limits=limits,
    )
    made = LedgerImport.objects.create(
        file_kind=file_kind,
        file_name=file_name[:200],
        sha256=mark.sha256,
        byte_count=mark.byte_count,
        snapshot=snapshot,
        outage=outage,
        scope=scope,
        state=ImportState.STAGING,
        encoding=opened.encoding,
        columns=list(opened.recipe.layout.columns),
        unknown_columns=[shown(name) for name in opened.unknown_columns],
        row_count=0,
        fault_count=0,
        imported_by=by,
        imported_at=at,
        seen_at=timezone.now(),
    )
    try:
        with readers.pieces(opened, workers=workers) as pieces:
            tally = _stored(made, _told(pieces, content, progress))
        return _staged(made, tally.changes(), at=at)
    except IntegrityError:
        # Somebody brought the same file in meanwhile: theirs stands.
        forget(made)
        same = _found_again(mark.sha256, file_kind, snapshot, outage, scope)
        if same is None:
            raise
        return same
    except BaseException:
        forget(made)
        raise


@transaction.atomic
def forget(made: LedgerImport) -> None:
    """Erase what was read of a file that came to nothing; one that has become a preview meanwhile stays."""
    reading = LedgerImport.objects.select_for_update(of=("self",)).filter(state=ImportState.STAGING)
    for left in reading.filter(pk=made.pk):
        left.delete()


def scope_of(by: User, file_kind: FileKind) -> str:
    """Answers register the filings of the office that brought them in, all where headquarters did."""
    return by.office_id if file_kind == FileKind.ANSWERS and by.office_id != HEADQUARTERS else ""


def _found_again(
    sha256: str, file_kind: FileKind, snapshot: bool, outage: Outage | None, scope: str
) -> LedgerImport | None:
    same = queries.same_file(
        sha256=sha256, file_kind=file_kind, snapshot=snapshot, outage=outage, scope=scope
    )
    if same is not None:
        same.found_again = True
    return same


def ensure_outage(outage: Outage | None, *, file_kind: str, snapshot: bool) -> None:
    """A snapshot is an extract of peacetime; restrictions come in peace and outage; the rest is of an outage.

    Nothing more comes in for one that is over.
    """
    if outage is not None and outage.state in (OutageState.CLOSED, OutageState.DISMISSED):
        raise OutageIsOver(outage=outage.number)
    if snapshot and file_kind != FileKind.EXTRACT:
        raise NotASnapshot
    if outage is None and not snapshot and file_kind != FileKind.RESTRICTIONS:
        raise OutageMissing


def _told(pieces: Iterator[Piece], content: BinaryIO, progress: Progress | None) -> Iterator[Piece]:
    for piece in pieces:
        yield piece
        if progress is not None:
            progress(content.tell())


def _stored(made: LedgerImport, pieces: Iterator[Piece]) -> Tally:
    """Seal and store the pieces, some at a time, each time in a transaction of its own."""
    tally = Tally(made)
    blocks: list[StagedBlock] = []
    faults: list[ImportFault] = []
    for piece in pieces:
        tally.add(piece)
        if piece.row_count:
            blocks.append(block_of(made, piece))
            made.block_count += 1
        made.row_count += piece.row_count
        made.fault_count += len(piece.faults)
        faults += [fault_of(made, found) for found in piece.faults]
        if len(blocks) >= _BLOCKS_AT_ONCE or len(faults) >= _FAULTS_AT_ONCE:
            store(made, blocks, faults)
            blocks, faults = [], []
    store(made, blocks, faults)
    return tally


@transaction.atomic
def _staged(made: LedgerImport, changes: dict[str, object], *, at: datetime) -> LedgerImport:
    ensure_not_erased(made)
    before = transit(made, "stage")
    made.changes = changes
    made.save(update_fields=("state", "changes", "row_count", "fault_count", "block_count"))
    noted(made, "stage", before=before, by=made.imported_by, at=at, rows=made.row_count)
    return made


def noted(
    made: LedgerImport, verb: str, *, before: str, by: User | None, at: datetime, **detail: str | int | None
) -> None:
    """Write down what was done with a file, in the book of whoever brought it in."""
    drill = made.outage is not None and made.outage.drill
    book = locked_book((by or made.imported_by).office_id, at=at, drill=drill)
    journal.record(book, made, verb, before=before, after=made.state, by=by, at=at, **detail)


def entries_from(
    blocks: Iterable[StagedBlock], places: Mapping[int, Sequence[int]]
) -> dict[tuple[int, int], LedgerEntry]:
    """The ledger's rows that cases rest on, by block and place; those that stand already are found again.

    `blocks` are some of one extract; `places`, by a block's index, rise. Whoever shows one to a person leaves the
    access record.
    """
    rows: dict[tuple[int, int], ExtractRow] = {}
    layout: Layout | None = None
    for block in blocks:
        layout = layout or layout_of(block.source)
        rising = places[block.index]
        for place, row in zip(rising, opened_rows(block, rising, layout=layout), strict=True):
            assert isinstance(row, ExtractRow)
            rows[block.index, place] = row
        source = block.source_id
    if not rows:
        return {}
    same = LedgerEntry.objects.filter(source=source, row__in=[row.row for row in rows.values()])
    known = set(same.values_list("row", flat=True))
    # Whoever makes the same one at the same moment made the same.
    LedgerEntry.objects.bulk_create(
        [entry_of(source, row) for row in rows.values() if row.row not in known],
        ignore_conflicts=True,
        batch_size=500,
    )
    found = {entry.row: entry for entry in same.all()}
    return {place: found[row.row] for place, row in rows.items()}


def opened_rows(
    block: StagedBlock, places: Sequence[int] | None = None, *, layout: Layout | None = None
) -> list[LedgerRow]:
    """The rows of a block of any file; nobody is shown them. `layout` spares whoever opens many to ask for it anew."""
    return list(
        rows_in(
            block.unsealed("content"),
            layout or layout_of(block.source),
            first_row=block.first_row,
            skipped=block.skipped,
            places=places,
        )
    )


def entry_of(source: int, row: ExtractRow) -> LedgerEntry:
    """The row as it is kept when it is used: its facts sealed and fingerprinted, its number as a hash."""
    facts = dict(row.facts)
    subject = row.resident_number or row.parcel
    entry = LedgerEntry(
        id=uuid.uuid4(),
        source_id=source,
        row=row.row,
        ledger_number=row.ledger_number,
        kind_code=row.kind,
        subject_key=subject_hash(subject.digits) if subject else "",
        name=row.name,
        as_of=row.as_of,
        fingerprints=fingerprints_of(facts),
    )
    entry.seal("facts", json.dumps(facts, ensure_ascii=False))
    return entry


def number_of(entry: LedgerEntry, *, by: User, at: datetime, reason: Reason) -> ResidentNumber | None:
    """The number of an extract's row, which stands in its block alone; leaves an access record.

    None for a parcel, and for a row that came from no block.
    """
    if entry.row is None:
        return None
    leave_record(entry, by=by, at=at, reason=reason, subject_key=entry.subject_key)
    blocks = StagedBlock.objects.filter(source=entry.source_id, first_row__lte=entry.row)
    block = blocks.only("first_row", "skipped", "clues").order_by("-index").first()
    if block is None:
        return None
    place = place_in_block(entry.row, first_row=block.first_row, skipped=block.skipped)
    digits = number_in(block.unsealed_bytes("clues"), place)
    return ResidentNumber(digits) if digits else None


def layout_of(source: LedgerImport) -> Layout:
    """How the blocks of a file are read: by the catalogue and the calendar of the moment it came in."""
    return Layout(
        FileKind(source.file_kind),
        tuple(source.columns),
        catalogue_at(source.imported_at),
        source.imported_at.astimezone(SEOUL).date(),
    )


def catalogue_at(at: datetime) -> Catalogue:
    return {kind.code: KindColumns(tuple(kind.facts), is_parcel=kind.is_parcel) for kind in kinds_at(at=at)}
