"""Look at somebody: open a sealed field, look up a number, within a budget and each with its access record."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from issuance.actions.journal import noun_of
from issuance.domain.access import Reason
from issuance.domain.lookups import WINDOW, ensure_within_budget
from issuance.domain.papers import SEOUL
from issuance.domain.resident_numbers import PARCEL_LENGTH, ParcelNumber, ResidentNumber
from issuance.domain.search import digits_of
from issuance.models import AccessRecord, Filing, User
from issuance.permissions import Deed, ensure
from issuance.queries.access import looked_at
from issuance.queries.filings import Found, of_subject
from issuance.sealing.fields import SealedRow
from issuance.sealing.vault import keyed_hash


@transaction.atomic
def opened(
    row: SealedRow, field: str, *, by: User, at: datetime, reason: Reason, subject_key: str = ""
) -> str:
    """The plain text of a sealed field; who looked, at whom and why is written down first."""
    leave_record(row, by=by, at=at, reason=reason, subject_key=subject_key)
    return row.unsealed(field)


@transaction.atomic
def looked_up(number: str, *, by: User, at: datetime) -> tuple[Found, ...]:
    """The own office's filings of a person or a parcel by number, found by its keyed hash, shown masked.

    `number` is as it was typed. The access record names the person by that hash, found or not.
    """
    ensure(by, Deed.SEE_OWN_OFFICE)
    key = keyed_hash("subject", _digits(number, at=at))
    ensure_budget(by, at=at, whom=key)
    AccessRecord.objects.create(
        at=at,
        by=by,
        office_id=by.office_id,
        subject_key=key,
        noun=noun_of(Filing),
        subject="",
        reason=Reason.LOOK_UP,
    )
    return of_subject(by.office_id, key)


def leave_record(row: SealedRow, *, by: User, at: datetime, reason: Reason, subject_key: str = "") -> None:
    """Who looked at which row, whose it is, and why (안전성 확보조치 기준 §8)."""
    AccessRecord.objects.create(
        at=at,
        by=by,
        office_id=by.office_id,
        subject_key=subject_key,
        noun=noun_of(row),
        subject=str(row.pk),
        reason=reason,
    )


def leave_records(rows: Iterable[tuple[SealedRow, str]], *, by: User, at: datetime, reason: Reason) -> None:
    """The same of many rows at once, each with the key of its subject."""
    named = ((noun_of(row), str(row.pk), subject_key) for row, subject_key in rows)
    leave_named(named, by=by, at=at, reason=reason)


@transaction.atomic
def leave_named(rows: Iterable[tuple[str, str, str]], *, by: User, at: datetime, reason: Reason) -> None:
    """The same of rows that are known by noun and key alone, each with the key of its subject; by the ten thousand."""
    moment = connection.ops.adapt_datetimefield_value(at)
    records = (
        (moment, by.pk, by.office_id, subject_key, noun, subject, reason.value)
        for noun, subject, subject_key in rows
    )
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(_INSERT, list(records))
            return
        with cursor.copy(_COPY) as copy:
            for record in records:
                copy.write_row(record)


@transaction.atomic
def look_at(row: SealedRow, *, of: Filing, by: User, at: datetime) -> None:
    """Open the page of a filing, or of a row made for it: leaves an access record, and counts as a look-up of its person."""
    ensure(by, Deed.SEE_OWN_OFFICE, of.office_id)
    # A request for which no number was shown is a person of its own.
    ensure_budget(by, at=at, whom=of.subject_key or str(of.pk))
    leave_record(row, by=by, at=at, reason=Reason.OPENING, subject_key=of.subject_key)


def ensure_budget(by: User, *, at: datetime, whom: str) -> None:
    """Refuse one more person than may be looked up in ten minutes; the same one again costs nothing."""
    # Two look-ups at once are counted one after the other.
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    seen = looked_at(by, since=at - WINDOW)
    ensure_within_budget(len(seen | {whom}), settings.IEUM_LOOKUP_BUDGET)


def _digits(number: str, *, at: datetime) -> str:
    if len(digits_of(number)) == PARCEL_LENGTH:
        return ParcelNumber.parse(number).digits
    return ResidentNumber.parse(number, today=at.astimezone(SEOUL).date()).digits


_RECORDS = f"{AccessRecord._meta.db_table} (at, by_id, office_id, subject_key, noun, subject, reason)"
_INSERT = f"INSERT INTO {_RECORDS} VALUES (%s, %s, %s, %s, %s, %s, %s)"  # noqa: S608
_COPY = f"COPY {_RECORDS} FROM STDIN"
