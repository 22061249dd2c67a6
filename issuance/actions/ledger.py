"""Bring in what the main system says, and send it what it must register."""

import hashlib
import io
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from django.db import transaction

from issuance.actions import filings
from issuance.actions.access import opened
from issuance.actions.documents import fingerprints_of
from issuance.domain.access import Reason
from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import (
    AnswerRow,
    BackEntryRow,
    ExtractRow,
    FileKind,
    IssuedRow,
    KindColumns,
    LedgerRow,
    RestrictionRow,
    RowFault,
)
from issuance.domain.offices import HEADQUARTERS, UnknownOffice
from issuance.domain.papers import SEOUL, Serial, Series
from issuance.domain.resident_numbers import ParcelNumber, ResidentNumber
from issuance.domain.states import DocumentState, FilingState
from issuance.main_system.files import Reading, read
from issuance.main_system.writing import back_entry_csv
from issuance.models import (
    Filing,
    IssuedEntry,
    LedgerEntry,
    LedgerImport,
    Office,
    Outage,
    RegistrationAnswer,
    Restriction,
    User,
)
from issuance.permissions import Deed, ensure
from issuance.queries import ledger as queries
from issuance.queries.catalogue import kinds_at

FIRST_FAULTS = 50
CHUNK = 1_000


class OutageMissing(IssuanceError):
    code = "outage_missing"
    sentence = "어느 장애의 파일인지 골라 주세요. 지역사본과 교부제한만 장애 없이 불러올 수 있습니다."


class NotASnapshot(IssuanceError):
    code = "not_a_snapshot"
    sentence = "지역사본은 원부 추출 파일만 됩니다. ‘지역사본’ 표시를 빼고 다시 불러와 주세요."


class IssuedTwice(IssuanceError):
    code = "issued_number_twice"
    sentence = "같은 발급번호가 앞 행에 이미 있습니다. 두 번 뽑힌 행이 아닌지 주 시스템에서 확인해 주세요."


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds and what it would change; nothing of it was kept."""

    encoding: str
    columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    row_count: int
    faults: tuple[RowFault, ...]
    fault_count: int
    already: bool


def preview(
    content: bytes,
    *,
    file_name: str,
    file_kind: FileKind,
    snapshot: bool,
    outage: Outage | None,
    by: User,
    at: datetime,
) -> Preview:
    """Read the whole file and keep nothing: counts, columns, and the first fifty faults."""
    ensure(by, Deed.IMPORT_LEDGER)
    _ensure_outage(outage, file_kind=file_kind, snapshot=snapshot)
    reading = _reading(content, file_name=file_name, file_kind=file_kind, at=at)
    faults: list[RowFault] = []
    good = bad = 0
    for row in reading.rows:
        if isinstance(row, RowFault):
            bad += 1
            if len(faults) < FIRST_FAULTS:
                faults.append(row)
        else:
            good += 1
    before = queries.same_file(sha256=_sha256(content), file_kind=file_kind, snapshot=snapshot, outage=outage)
    return Preview(
        encoding=reading.encoding,
        columns=reading.columns,
        unknown_columns=reading.unknown_columns,
        row_count=good,
        faults=tuple(faults),
        fault_count=bad,
        already=before is not None,
    )


@transaction.atomic
def import_file(
    content: bytes,
    *,
    file_name: str,
    file_kind: FileKind,
    snapshot: bool,
    outage: Outage | None,
    by: User,
    at: datetime,
) -> LedgerImport:
    """Bring a file in, whole or not at all; the same bytes again change nothing.

    A bad row is left out and counted; a fault of the header or the encoding refuses the file.
    Answers register their filings here, each with the date from which it counts.
    """
    ensure(by, Deed.IMPORT_LEDGER)
    _ensure_outage(outage, file_kind=file_kind, snapshot=snapshot)
    digest = _sha256(content)
    before = queries.same_file(sha256=digest, file_kind=file_kind, snapshot=snapshot, outage=outage)
    if before is not None:
        return before
    reading = _reading(content, file_name=file_name, file_kind=file_kind, at=at)
    made = LedgerImport.objects.create(
        file_kind=file_kind,
        file_name=file_name,
        sha256=digest,
        snapshot=snapshot,
        outage=outage,
        encoding=reading.encoding,
        row_count=0,
        fault_count=0,
        imported_by=by,
        imported_at=at,
    )
    while chunk := list(islice(reading.rows, CHUNK)):
        rows = [row for row in chunk if not isinstance(row, RowFault)]
        kept = _kept(made, rows, by=by, at=at)
        made.row_count += kept
        made.fault_count += len(chunk) - kept
    made.save(update_fields=("row_count", "fault_count"))
    return made


def faults_of(
    content: bytes, *, file_name: str, file_kind: FileKind, by: User, at: datetime
) -> Iterator[RowFault]:
    """Every row that would be left out, for the error file."""
    ensure(by, Deed.IMPORT_LEDGER)
    reading = _reading(content, file_name=file_name, file_kind=file_kind, at=at)
    return (row for row in reading.rows if isinstance(row, RowFault))


def back_entry(outage: Outage, *, office: Office, by: User, at: datetime) -> Iterator[bytes]:
    """The back-entry file (등록 요청) of an office's filings that are not registered yet, streamed and never stored.

    Each number that goes out leaves an access record.
    """
    ensure(by, Deed.EXPORT_BACK_ENTRY, office)
    return back_entry_csv(_back_entry_rows(outage, office, by=by, at=at))


def _back_entry_rows(outage: Outage, office: Office, *, by: User, at: datetime) -> Iterator[BackEntryRow]:
    waiting = outage.filings.filter(office=office, state=FilingState.RECEIVED)
    # What nobody has compared with its paper does not go out.
    waiting = waiting.exclude(paper_moment__isnull=False, checked_by__isnull=True)
    for filing in waiting.select_related("kind", "taken_by").order_by("moment", "pk"):
        number = None
        if filing.subject_number is not None:
            number = ResidentNumber(
                opened(
                    filing,
                    "subject_number",
                    by=by,
                    at=at,
                    reason=Reason.BACK_ENTRY,
                    subject_key=filing.subject_key,
                )
            )
        yield BackEntryRow(
            receipt=Serial.parse(filings.receipt_of(filing).serial),
            kind=filing.kind.code,
            moment=filing.moment,
            office=filing.office_id,
            resident_number=number,
            name=filing.subject_name or filing.applicant_name,
            outcome=_outcome(filing),
            effective_date=filing.moment.astimezone(SEOUL).date(),
            clerk=filing.taken_by_whom,
        )


def _outcome(filing: Filing) -> str:
    """What the counter gave beside the receipt."""
    if filing.documents.exclude(state=DocumentState.VOIDED).filter(paper__isnull=False).exists():
        return "임시확인서 발급"
    return "전산장애 사실확인서 발급" if filing.certificates.exists() else "접수"


def _reading(content: bytes, *, file_name: str, file_kind: FileKind, at: datetime) -> Reading:
    catalogue = {
        kind.code: KindColumns(tuple(kind.facts), is_parcel=kind.is_parcel) for kind in kinds_at(at=at)
    }
    reading = read(
        io.BytesIO(content),
        file_name=file_name,
        kind=file_kind,
        catalogue=catalogue,
        today=at.astimezone(SEOUL).date(),
    )
    return replace(reading, rows=_each_issue_once(_of_known_offices(reading.rows)))


def _of_known_offices(rows: Iterator[LedgerRow | RowFault]) -> Iterator[LedgerRow | RowFault]:
    """A row of an office that is in no list becomes a fault that names it."""
    known = frozenset(Office.objects.values_list("code", flat=True))
    for row in rows:
        if isinstance(row, IssuedRow) and row.office not in known:
            refusal = UnknownOffice(office=row.office)
            yield RowFault(row.row, "기관코드", refusal.code, refusal.message, row.office)
        else:
            yield row


def _each_issue_once(rows: Iterator[LedgerRow | RowFault]) -> Iterator[LedgerRow | RowFault]:
    """An issue whose number stood in the file before becomes a fault; the table holds each number once."""
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, IssuedRow) and row.number in seen:
            refusal = IssuedTwice()
            yield RowFault(row.row, "발급번호", refusal.code, refusal.message, row.number)
            continue
        if isinstance(row, IssuedRow):
            seen.add(row.number)
        yield row


def _kept(made: LedgerImport, rows: list[LedgerRow], *, by: User, at: datetime) -> int:
    """Store one chunk; returns how many of its rows were kept."""
    LedgerEntry.objects.bulk_create([_entry(made, row) for row in rows if isinstance(row, ExtractRow)])
    IssuedEntry.objects.bulk_create([_issued(made, row) for row in rows if isinstance(row, IssuedRow)])
    Restriction.objects.bulk_create(
        [_restriction(made, row) for row in rows if isinstance(row, RestrictionRow)]
    )
    answers = [row for row in rows if isinstance(row, AnswerRow)]
    return len(rows) - len(answers) + sum(_answered(made, row, by=by, at=at) for row in answers)


def _entry(made: LedgerImport, row: ExtractRow) -> LedgerEntry:
    facts = dict(row.facts)
    entry = LedgerEntry(
        id=uuid.uuid4(),
        source=made,
        ledger_number=row.ledger_number,
        kind_code=row.kind,
        subject_key=_subject_key(row.resident_number, row.parcel),
        name=row.name,
        as_of=row.as_of,
        fingerprints=fingerprints_of(facts),
    )
    entry.seal("facts", json.dumps(facts, ensure_ascii=False))
    return entry


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


def _answered(made: LedgerImport, row: AnswerRow, *, by: User, at: datetime) -> bool:
    """Keep one answer and register its filing; an answer to nothing of theirs is left out."""
    theirs = Filing.objects.select_related("kind", "outage").filter(outage=made.outage)
    if by.office_id != HEADQUARTERS:
        theirs = theirs.filter(office=by.office_id)
    filing = theirs.filter(papers__serial=str(row.receipt), papers__series=Series.RECEIPT).first()
    if filing is None:
        return False
    RegistrationAnswer.objects.create(
        source=made, filing=filing, code=row.code, text=row.text, number=row.number
    )
    if filing.state != FilingState.RECEIVED:
        return True
    if row.code.is_registered:
        filings.register(
            filing,
            number=row.number,
            already_there=row.code == row.code.ALREADY_THERE,
            answer=row.code,
            by=by,
            at=at,
        )
    else:
        filing.last_answer = row.code
        filing.save(update_fields=("last_answer",))
    return True


def _subject_key(number: ResidentNumber | None, parcel: ParcelNumber | None) -> str:
    subject = number or parcel
    return filings.subject_hash(subject.digits) if subject else ""


def _ensure_outage(outage: Outage | None, *, file_kind: FileKind, snapshot: bool) -> None:
    """A snapshot is an extract of peacetime; restrictions come in peace and outage; the rest is of an outage."""
    if snapshot and file_kind != FileKind.EXTRACT:
        raise NotASnapshot
    if outage is None and not snapshot and file_kind != FileKind.RESTRICTIONS:
        raise OutageMissing


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
