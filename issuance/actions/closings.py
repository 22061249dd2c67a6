"""Let an office sign for its sums, take a signature back, and let one lapse that something new has overtaken."""

from datetime import datetime

from django.db import transaction

from issuance.actions import journal
from issuance.actions.journal import Change
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import closings as rules
from issuance.domain.closings import Account, Signing
from issuance.domain.documents import ensure_reason
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.states import ClosingState, OutageState
from issuance.models import OfficeClosing, Outage, User
from issuance.permissions import Deed, ensure
from issuance.queries import closings as queries

AT_ONCE = 500
_FIELDS = ("state", "signing", "sums", "sums_digest", "journal_mark", "reason", "signed_by", "signed_at")


@transaction.atomic
def sign(closing: OfficeClosing, *, by: User, at: datetime) -> OfficeClosing:
    """An office signs for its sums; refuses, with the list, while anything of it is open."""
    ensure(by, Deed.SIGN_CLOSING, closing.office_id)
    return _signed(closing, Signing.OWN, "", by=by, at=at)


@transaction.atomic
def sign_on_behalf(closing: OfficeClosing, *, reason: str, by: User, at: datetime) -> OfficeClosing:
    """An office above signs, with a reason; what is open is not ended by it, so that is refused here too."""
    ensure(by, Deed.SIGN_ON_BEHALF)
    rules.ensure_above(is_above=queries.is_above(by.office, closing.office))
    ensure_reason(reason)
    return _signed(closing, Signing.BEHALF, reason.strip(), by=by, at=at)


@transaction.atomic
def withdraw(closing: OfficeClosing, *, reason: str, by: User, at: datetime) -> OfficeClosing:
    """The office, or one above, takes the signature back while the outage is not closed."""
    if by.office_id == closing.office_id:
        ensure(by, Deed.SIGN_CLOSING)
    else:
        ensure(by, Deed.SIGN_ON_BEHALF)
        rules.ensure_above(is_above=queries.is_above(by.office, closing.office))
    ensure_reason(reason)
    closing = _locked(closing)
    if closing.outage.state == OutageState.CLOSED:
        raise rules.ClosedForGood
    book = locked_book(by.office_id, at=at, drill=closing.outage.drill)
    before = transit(closing, "withdraw")
    _without_signature(closing, reason.strip())
    closing.save(update_fields=_FIELDS)
    journal.record(book, closing, "withdraw", before=before, after=closing.state, by=by, at=at)
    return closing


@transaction.atomic
def lapse(closing: OfficeClosing, *, at: datetime) -> bool:
    """Take a signature off an office that has something open again, or other sums; says whether it did."""
    closing = _locked(closing)
    if (
        closing.state != ClosingState.SIGNED
        or closing.outage.state != OutageState.RESTORED
        or stands(closing)
    ):
        return False
    book = locked_book(HEADQUARTERS, at=at, drill=closing.outage.drill)
    before = transit(closing, "lapse")
    _without_signature(closing, "마감한 뒤에 새로 생긴 일이 있음")
    closing.save(update_fields=_FIELDS)
    journal.record(book, closing, "lapse", before=before, after=closing.state, by=None, at=at)
    return True


@transaction.atomic
def sign_untouched(outage: Outage, *, at: datetime) -> int:
    """Sign off, automatically, the offices that have nothing in an outage; returns how many.

    It is written in headquarters' book, since none of theirs was ever opened for it.
    """
    outage = held(outage)
    if outage.state != OutageState.RESTORED:
        return 0
    offices = list(queries.untouched(outage))
    if not offices:
        return 0
    known = {
        row.office_id: row
        for row in OfficeClosing.objects.select_for_update(of=("self",)).filter(
            outage=outage, office__in=[office.pk for office in offices]
        )
    }
    rows, changes = [], []
    for office in offices:
        row = known.get(office.pk) or OfficeClosing(
            pk=queries.key_of(outage, office), outage=outage, office=office
        )
        before = transit(row, "sign")
        _fill(row, Signing.AUTOMATIC, Account(), "", by=None, at=at)
        rows.append(row)
        changes.append(
            Change(row, "sign", before if office.pk in known else "", row.state, _said(row, row.account))
        )
    marks = queries.journal_marks((office.pk for office in offices), drill=outage.drill)
    for row in rows:
        row.journal_mark = marks.get(row.office_id, 0)
    new = [row for row in rows if row.office_id not in known]
    OfficeClosing.objects.bulk_create(new, batch_size=AT_ONCE)
    OfficeClosing.objects.bulk_update(known.values(), _FIELDS, batch_size=AT_ONCE)
    book = locked_book(HEADQUARTERS, at=at, drill=outage.drill)
    journal.record_all(book, changes, by=None, at=at)
    return len(rows)


def stands(closing: OfficeClosing) -> bool:
    """Whether a signature is still true: nothing is open, and the sums are those that were signed."""
    if any(queries.matters_at(closing.outage, closing.office).values()):
        return False
    return queries.account(closing.outage, closing.office).digest() == closing.sums_digest


def held(outage: Outage) -> Outage:
    """The outage as it stands, locked: signing and closing come one after the other.

    No key of the row changes, so a filing that names the outage may commit meanwhile.
    """
    return Outage.objects.select_for_update(of=("self",), no_key=True).get(pk=outage.pk)


def _signed(
    closing: OfficeClosing, signing: Signing, reason: str, *, by: User, at: datetime
) -> OfficeClosing:
    outage, office = held(closing.outage), closing.office
    rules.ensure_signable(
        restored=outage.state == OutageState.RESTORED,
        closed=outage.state == OutageState.CLOSED,
        concerned=queries.is_concerned(outage, office),
    )
    known = OfficeClosing.objects.select_for_update(of=("self",)).filter(outage=outage, office=office).first()
    closing = known or OfficeClosing(pk=queries.key_of(outage, office), outage=outage, office=office)
    before = transit(closing, "sign")
    # With the office's own book held, no filing is being taken there while its sums are counted.
    book = locked_book(office, at=at, drill=outage.drill)
    account = queries.account(outage, office)
    rules.ensure_nothing_left(queries.matters_at(outage, office), account)
    _fill(closing, signing, account, reason, by=by, at=at)
    detail = _said(closing, account)
    first = before if known else ""
    journal.record(book, closing, "sign", before=first, after=closing.state, by=by, at=at, **detail)
    closing.journal_mark = queries.journal_marks((office.pk,), drill=outage.drill)[office.pk]
    closing.save(force_insert=known is None, update_fields=_FIELDS if known else None)
    return closing


def _fill(
    closing: OfficeClosing, signing: Signing, account: Account, reason: str, *, by: User | None, at: datetime
) -> None:
    closing.signing, closing.reason = signing, reason
    closing.sums, closing.sums_digest = account.as_json(), account.digest()
    closing.signed_by, closing.signed_at = by, at


def _without_signature(closing: OfficeClosing, reason: str) -> None:
    closing.signing, closing.reason = "", reason
    closing.sums, closing.sums_digest = None, ""
    closing.signed_by, closing.signed_at = None, None


def _said(closing: OfficeClosing, account: Account) -> dict[str, str | int | None]:
    """What the journal keeps of a signature: how, for how much, and the digest of the sums."""
    total = account.total
    return {
        "signing": closing.signing,
        "filings": total.filings,
        "documents": total.documents,
        "sums": closing.sums_digest,
    }


def _locked(closing: OfficeClosing) -> OfficeClosing:
    """The outage first, then the row, so that a signature and a closing come one after the other."""
    held(closing.outage)
    return (
        OfficeClosing.objects.select_for_update(of=("self",))
        .select_related("outage", "office__parent")
        .get(pk=closing.pk)
    )
