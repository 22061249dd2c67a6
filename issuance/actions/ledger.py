"""Bring a staged file in once somebody has looked at it, a block at a time; or drop it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from django.db import transaction

from issuance.actions import staging
from issuance.actions.answers import take_answers
from issuance.actions.blocks import fault_of
from issuance.actions.filings import subject_hash
from issuance.actions.states import transit
from issuance.domain.ledger import (
    AnswerRow,
    ExtractRow,
    FileKind,
    IssuedRow,
    LedgerRow,
    RestrictionRow,
    RowFault,
)
from issuance.domain.resident_numbers import ParcelNumber, ResidentNumber
from issuance.domain.states import ImportState
from issuance.main_system.writing import faults_csv
from issuance.models import ImportFault, IssuedEntry, LedgerEntry, LedgerImport, Outage, Restriction, User
from issuance.permissions import Deed, ensure


def import_file(
    content: bytes | BinaryIO,
    *,
    file_name: str,
    file_kind: FileKind,
    snapshot: bool,
    outage: Outage | None,
    by: User,
    at: datetime,
) -> LedgerImport:
    """Stage a file, confirm it and bring it in, for whoever needs no look; the same bytes again change nothing."""
    made = staging.stage(
        BytesIO(content) if isinstance(content, bytes) else content,
        file_name=file_name,
        file_kind=file_kind,
        snapshot=snapshot,
        outage=outage,
        by=by,
        at=at,
    )
    if made.state == ImportState.STAGED:
        made = confirm(made, by=by, at=at)
    return apply_rest(made, at=at)


@transaction.atomic
def confirm(made: LedgerImport, *, by: User, at: datetime) -> LedgerImport:
    """Say that the file is to come in; its blocks wait to be swept.

    An extract of an outage is in at once: a comparison reads its blocks as they are.
    """
    made = _locked_by(by, made)
    staging.ensure_outage(made.outage, file_kind=made.file_kind, snapshot=made.snapshot)
    before = transit(made, "confirm")
    made.confirmed_by, made.confirmed_at = by, at
    made.save(update_fields=("state", "confirmed_by", "confirmed_at"))
    staging.noted(made, "confirm", before=before, by=by, at=at)
    return _finished(made, at=at) if _is_read_as_it_is(made) else made


@transaction.atomic
def drop(made: LedgerImport, *, by: User, at: datetime) -> LedgerImport:
    """Erase a preview: its blocks and its faults go, that it was there stays."""
    return _dropped(_locked_by(by, made), by=by, at=at)


@transaction.atomic
def drop_old(made: LedgerImport, *, at: datetime) -> LedgerImport:
    """Erase a preview that nobody confirmed in time."""
    return _dropped(_locked(made), by=None, at=at)


@transaction.atomic
def apply_next(made: LedgerImport, *, at: datetime) -> LedgerImport:
    """Bring in the next block of a confirmed file and erase it, in one transaction: killed, it is whole or absent.

    Answers register their filings here, each with the date from which it counts.
    """
    made = _locked(made)
    if made.state != ImportState.CONFIRMED:
        return made
    block = made.blocks.select_related("source").order_by("index").first()
    if block is not None:
        left_out = _kept(made, staging.opened_rows(block), at=at)
        ImportFault.objects.bulk_create([fault_of(made, found) for found in left_out], batch_size=500)
        made.row_count -= len(left_out)
        made.fault_count += len(left_out)
        made.blocks_done += 1
        made.save(update_fields=("row_count", "fault_count", "blocks_done"))
        block.delete()
    if made.blocks_done == made.block_count:
        made = _finished(made, at=at)
    return made


def apply_rest(made: LedgerImport, *, at: datetime) -> LedgerImport:
    """Bring in all that is left of a confirmed file, each block in its own transaction."""
    while made.state == ImportState.CONFIRMED:
        made = apply_next(made, at=at)
    return made


def error_file(made: LedgerImport, *, by: User) -> Iterator[bytes]:
    """The rows that were left out, as a CSV that no spreadsheet calculates."""
    ensure(by, Deed.IMPORT_LEDGER)
    rows = made.faults.order_by("row", "pk").iterator(chunk_size=2_000)
    return faults_csv(RowFault(row.row, row.column, row.code, row.sentence, row.shown) for row in rows)


def _is_read_as_it_is(made: LedgerImport) -> bool:
    return made.file_kind == FileKind.EXTRACT and not made.snapshot


def _finished(made: LedgerImport, *, at: datetime) -> LedgerImport:
    before = transit(made, "finish")
    made.ended_at, made.blocks_done = at, made.block_count
    made.save(update_fields=("state", "ended_at", "blocks_done"))
    staging.noted(made, "finish", before=before, by=made.confirmed_by, at=at, rows=made.row_count)
    return made


def _dropped(made: LedgerImport, *, by: User | None, at: datetime) -> LedgerImport:
    before = transit(made, "drop")
    made.ended_at = at
    made.save(update_fields=("state", "ended_at"))
    made.blocks.all().delete()
    made.faults.all().delete()
    staging.noted(made, "drop", before=before, by=by, at=at)
    return made


def _kept(made: LedgerImport, rows: Sequence[LedgerRow], *, at: datetime) -> list[RowFault]:
    """Store one block; returns those of its rows that turned out to be of nothing here."""
    LedgerEntry.objects.bulk_create(
        [staging.entry_of(made.pk, row) for row in rows if isinstance(row, ExtractRow)], batch_size=500
    )
    IssuedEntry.objects.bulk_create(
        [_issued(made, row) for row in rows if isinstance(row, IssuedRow)], batch_size=500
    )
    Restriction.objects.bulk_create(
        [_restriction(made, row) for row in rows if isinstance(row, RestrictionRow)], batch_size=500
    )
    answers = [row for row in rows if isinstance(row, AnswerRow)]
    if made.outage is None or made.confirmed_by is None or not answers:
        return []
    return take_answers(answers, source=made, outage=made.outage, by=made.confirmed_by, at=at)


def _issued(made: LedgerImport, row: IssuedRow) -> IssuedEntry:
    return IssuedEntry(
        source=made,
        number=row.number,
        kind_code=row.kind,
        issued_at=row.issued_at,
        office_code=row.office,
        subject_key=_subject_key(row.resident_number, row.parcel),
        name=row.name,
        copies=row.copies,
        provisional_serial=str(row.provisional) if row.provisional else "",
    )


def _restriction(made: LedgerImport, row: RestrictionRow) -> Restriction:
    return Restriction(
        source=made,
        kind=row.kind,
        subject_key=_subject_key(row.resident_number, None),
        starts_at=row.starts_at,
        lifted_at=row.lifted_at,
    )


def _subject_key(number: ResidentNumber | None, parcel: ParcelNumber | None) -> str:
    subject = number or parcel
    return subject_hash(subject.digits) if subject else ""


def _locked_by(by: User, made: LedgerImport) -> LedgerImport:
    """The file, if it is this person's to decide on: answers that reach one office are that office's."""
    ensure(by, Deed.IMPORT_LEDGER, made.scope or None)
    return _locked(made)


def _locked(made: LedgerImport) -> LedgerImport:
    return (
        LedgerImport.objects.select_for_update(of=("self",))
        .select_related("outage", "imported_by", "confirmed_by")
        .get(pk=made.pk)
    )
