"""Ask the main system to register what was filed: batches of lines, their files, and who may send them."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from issuance.actions import filings, journal
from issuance.actions.access import leave_records, opened
from issuance.actions.offices import locked_book
from issuance.domain import registrations as rules
from issuance.domain.access import Reason
from issuance.domain.case_queue import urgency_of_filing
from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import AnswerCode, BackEntryRow
from issuance.domain.papers import Serial
from issuance.domain.registrations import Manner
from issuance.domain.resident_numbers import ResidentNumber
from issuance.domain.states import FilingState
from issuance.main_system.writing import back_entry_csv, csv_bytes, harmless, written_moment
from issuance.models import (
    BackEntryBatch,
    BackEntryLine,
    Filing,
    MainSystem,
    Office,
    Outage,
    SendingConsent,
    User,
)
from issuance.permissions import Deed, ensure
from issuance.queries import registrations as queries

EFFECTIVE_COLUMNS = (
    "임시번호", "서류코드", "기관코드", "접수일시", "부호의접수일시", "소급일자", "주시스템번호", "비고", "등록일시",
)  # fmt: skip


@transaction.atomic
def make_batch(
    outage: Outage,
    *,
    office: Office,
    by: User,
    at: datetime,
    system: MainSystem | None = None,
    rested: bool = False,
) -> BackEntryBatch:
    """Put what waits for the main system into a batch, the most urgent first, a thousand lines at most.

    With a system it is sent there over the network; without, it is a file for all of them. `rested` leaves out what was
    told a moment ago to try again. Refuses where nothing waits. Each number that goes in leaves an access record.
    """
    ensure(by, Deed.EXPORT_BACK_ENTRY, office)
    rules.ensure_not_a_drill(drill=outage.drill and system is not None)
    waiting = _locked_waiting(outage, office, system=system, rested_at=at if rested else None)
    if not waiting:
        raise rules.NothingToRegister
    book = locked_book(office, at=at, drill=outage.drill)
    sequence = BackEntryBatch.objects.filter(outage=outage, office=office).count() + 1
    batch = BackEntryBatch(
        number=rules.batch_number(outage.number, office.code, sequence),
        outage=outage,
        office=office,
        system=system,
        manner=Manner.FILE if system is None else Manner.FEED,
        made_by=by,
        made_at=at,
        next_try_at=None if system is None else at,
    )
    lines = [_line(batch, place, filing) for place, (filing, _) in enumerate(waiting, start=1)]
    leave_records(
        ((filing, filing.subject_key) for filing, number in waiting if number is not None),
        by=by,
        at=at,
        reason=Reason.BACK_ENTRY,
    )
    numbers = (number for _, number in waiting)
    content = b"".join(back_entry_csv(map(_row, lines, numbers)))
    batch.sha256, batch.byte_count = hashlib.sha256(content).hexdigest(), len(content)
    batch.row_count = len(lines)
    batch.save(force_insert=True)
    BackEntryLine.objects.bulk_create(lines, batch_size=500)
    Filing.objects.filter(pk__in=[line.filing_id for line in lines], resend=True).update(resend=False)
    journal.record(
        book, batch, "make", before="", after="made", by=by, at=at, rows=batch.row_count, sha256=batch.sha256
    )
    return batch


def file_of(batch: BackEntryBatch, *, by: User, at: datetime) -> Iterator[bytes]:
    """The file of a batch, made from its lines again with the same bytes, streamed and never stored.

    Each number that goes out leaves an access record.
    """
    ensure(by, Deed.EXPORT_BACK_ENTRY, batch.office_id)
    return back_entry_csv(_opened_rows(batch, by=by, at=at))


def effective_file(outage: Outage, *, office: Office, by: User, at: datetime) -> Iterator[bytes]:
    """The 소급 목록: what is registered, with the moment that its receipt's mark was signed with; no number of a person."""
    ensure(by, Deed.EXPORT_BACK_ENTRY, office)
    found = queries.effective(outage, office).iterator(chunk_size=500)
    rows = (
        (
            line.receipt,
            line.kind,
            line.office,
            written_moment(line.moment),
            written_moment(line.marked_moment) if line.marked_moment else "",
            line.effective_date.isoformat(),
            harmless(line.number),
            "이미 있음" if line.already_there else "",
            written_moment(line.registered_at),
        )
        for line in map(queries.effective_line, found)
    )
    return csv_bytes(EFFECTIVE_COLUMNS, rows)


@transaction.atomic
def withdraw(batch: BackEntryBatch, *, words: str, by: User, at: datetime) -> BackEntryBatch:
    """Nobody will answer what is open in the batch any more: its filings wait for the next one."""
    ensure(by, Deed.EXPORT_BACK_ENTRY, batch.office_id)
    words = rules.ensure_words(words)
    open_lines = batch.lines.filter(closed_at__isnull=True)
    # Filings first and in one order, as whoever takes answers does: a line is closed by one of the two.
    list(
        Filing.objects.select_for_update(of=("self",))
        .filter(lines__in=open_lines)
        .order_by("pk")
        .values_list("pk")
    )
    batch = _locked(batch)
    if batch.withdrawn_at is not None or not open_lines.exists():
        raise rules.BatchEnded
    Filing.objects.filter(lines__in=open_lines.filter(again=True)).update(resend=True)
    open_lines.update(closed_at=at)
    batch.withdrawn_by, batch.withdrawn_at, batch.withdrawn_words = by, at, words
    batch.save(update_fields=("withdrawn_by", "withdrawn_at", "withdrawn_words"))
    book = locked_book(by.office_id, at=at, drill=batch.outage.drill)
    journal.record(book, batch, "withdraw", before="made", after="withdrawn", by=by, at=at)
    return batch


@transaction.atomic
def resend(filing: Filing, *, by: User, at: datetime) -> Filing:
    """A person has looked into the refusal: the filing goes into the next batch once more."""
    ensure(by, Deed.SETTLE_FILING, filing.office_id)
    filing = filings.locked(filing)
    refused = filing.last_answer and not AnswerCode(filing.last_answer).is_registered
    if filing.state == FilingState.SETTLED or not refused:
        raise rules.NoRefusalToRepeat
    filing.resend = True
    filing.save(update_fields=("resend",))
    return filings.noted(filing, "resend", by=by, at=at, answer=filing.last_answer)


@transaction.atomic
def consent(outage: Outage, *, office: Office, by: User, at: datetime) -> SendingConsent:
    """Say yes to sending this office's filings of an outage over the network, until it is taken back."""
    ensure(by, Deed.EXPORT_BACK_ENTRY, office)
    rules.ensure_not_a_drill(drill=outage.drill)
    book = locked_book(office, at=at, drill=outage.drill)
    if queries.consent(outage, office) is not None:
        raise rules.ConsentGiven
    given = SendingConsent.objects.create(outage=outage, office=office, given_by=by, given_at=at)
    journal.record(book, given, "consent", before="", after="given", by=by, at=at)
    return given


@transaction.atomic
def withdraw_consent(outage: Outage, *, office: Office, by: User, at: datetime) -> SendingConsent:
    """What is on its way is still answered; nothing new is sent."""
    ensure(by, Deed.EXPORT_BACK_ENTRY, office)
    book = locked_book(office, at=at, drill=outage.drill)
    given = queries.consent(outage, office)
    if given is None:
        raise rules.NoConsent
    given.withdrawn_by, given.withdrawn_at = by, at
    given.save(update_fields=("withdrawn_by", "withdrawn_at"))
    journal.record(book, given, "withdraw", before="given", after="withdrawn", by=by, at=at)
    return given


def _locked_waiting(
    outage: Outage, office: Office, *, system: MainSystem | None, rested_at: datetime | None
) -> list[tuple[Filing, ResidentNumber | None]]:
    """The next thousand, in order of urgency and locked, each with its opened number.

    What another batch took meanwhile is left out, and so is one whose number cannot be opened: it holds up no other.
    """
    waiting = queries.sendable(outage, office, system=system.code if system else None)
    if rested_at is not None:
        waiting = queries.rested(waiting, at=rested_at)
    ranked = sorted(
        waiting.values_list("pk", "kind__code", "moment"),
        key=lambda one: (urgency_of_filing(one[1]), one[2], one[0]),
    )
    chosen = [pk for pk, _, _ in ranked[: rules.MOST_LINES]]
    list(
        Filing.objects.select_for_update(of=("self",))
        .filter(pk__in=chosen)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    # Asked again under the lock: two who make a batch at once do not send one filing twice.
    found = _whole(waiting.all().filter(pk__in=chosen))
    place = {pk: rank for rank, pk in enumerate(chosen)}
    return list(_openable(sorted(found, key=lambda one: place[one.pk])))


def _whole(waiting: QuerySet[Filing]) -> QuerySet[Filing]:
    return queries.with_receipts(queries.with_outcomes(waiting)).select_related("kind", "taken_by")


def _openable(found: Iterable[Filing]) -> Iterator[tuple[Filing, ResidentNumber | None]]:
    for filing in found:
        try:
            Serial.parse(queries.receipt_of(filing))
            yield filing, _number(filing)
        except IssuanceError:
            continue


def _line(batch: BackEntryBatch, number: int, filing: Filing) -> BackEntryLine:
    return BackEntryLine(
        batch=batch,
        number=number,
        filing=filing,
        receipt=queries.receipt_of(filing),
        name=filing.subject_name or filing.applicant_name,
        outcome=_outcome(filing),
        clerk=filing.taken_by_whom,
        again=filing.state == FilingState.REGISTERED,
    )


def _opened_rows(batch: BackEntryBatch, *, by: User, at: datetime) -> Iterator[BackEntryRow]:
    for line in queries.lines_of(batch):
        filing, number = line.filing, None
        if filing.subject_number is not None:
            key = filing.subject_key
            number = ResidentNumber(
                opened(filing, "subject_number", by=by, at=at, reason=Reason.BACK_ENTRY, subject_key=key)
            )
        yield _row(line, number)


def _row(line: BackEntryLine, number: ResidentNumber | None) -> BackEntryRow:
    filing = line.filing
    return BackEntryRow(
        receipt=Serial.parse(line.receipt),
        kind=filing.kind.code,
        moment=filing.moment,
        office=filing.office_id,
        resident_number=number,
        name=line.name,
        outcome=line.outcome,
        effective_date=rules.effective_date(filing.moment),
        clerk=line.clerk,
    )


def _number(filing: Filing) -> ResidentNumber | None:
    """The opened number; the caller leaves the access record."""
    return None if filing.subject_number is None else ResidentNumber(filing.unsealed("subject_number"))


def _outcome(filing: Filing) -> str:
    """What the counter gave beside the receipt."""
    if filing.has_document:  # type: ignore[attr-defined]
        return "임시확인서 발급"
    return "전산장애 사실확인서 발급" if filing.has_certificate else "접수"  # type: ignore[attr-defined]


def _locked(batch: BackEntryBatch) -> BackEntryBatch:
    return BackEntryBatch.objects.select_for_update(of=("self",)).select_related("outage").get(pk=batch.pk)
