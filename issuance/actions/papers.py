"""Make a numbered paper: number, frozen sheet and mark in the transaction of the deed that calls for it."""

import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from issuance.actions import journal
from issuance.actions.access import opened
from issuance.actions.keys import book_key, signer_of
from issuance.actions.offices import locked_book
from issuance.domain import books, lint
from issuance.domain.access import Reason
from issuance.domain.documents import MarkDoesNotReadBack
from issuance.domain.papers import (
    LAST_SEQUENCE,
    BookIsFull,
    Serial,
    Series,
    check_number,
    ensure_void_checkable,
    printed_check_number,
    status_position,
)
from issuance.domain.sheets import RENDERER, Sheet, canonical, digest, restored
from issuance.domain.staff import ensure_another_person
from issuance.domain.verdicts import Standing
from issuance.domain.wording import Composer, Desk, Numbering
from issuance.models import Book, Filing, Office, Paper, User
from issuance.permissions import Deed, ensure
from issuance.printing.paper import draw, draw_day_book, ensure_printable
from issuance.queries.access import times_printed
from issuance.queries.books import lines
from issuance.sealing.claims import Claims
from issuance.sealing.mark import fitted, read_mark, verify_mark, write_mark

PROVISIONAL, DRILL, CLOCK_SUSPECT = 1, 2, 4


@dataclass(frozen=True, slots=True)
class MarkFacts:
    """What the mark says beyond the number: of whom, of what, and until when."""

    name: str
    birth: date
    key_fact: str = ""
    expires_at: datetime | None = None
    purpose: int | None = None
    filing_moment: datetime | None = None
    corrects: Paper | None = None


def desk_of(by: User, *, drill: bool) -> Desk:
    """Where a paper is made: the office of the person who makes it."""
    phone = by.phone or by.office.phone
    return Desk(
        office=by.office.full_name,
        signed_by=by.office.signed_by,
        window=by.window,
        contact=f"담당 {by.title} {by.name}" + (f" · 전화 {phone}" if phone else ""),
        drill=drill,
    )


def ensure_paper(series: Series, compose: Composer, desk: Desk, *, office: str, at: datetime) -> None:
    """Refuse a sheet that cannot be printed (a glyph, a fit) or breaks a rule before a number is taken for it."""
    blank = Numbering.blank(series, office, window=desk.window, issued_at=at, drill=desk.drill)
    sheet = compose(blank)
    ensure_printable(sheet)
    lint.ensure_sheet(sheet, numbered=False)


def write(
    book: Book, series: Series, compose: Composer, facts: MarkFacts, *, filing: Filing, by: User, at: datetime
) -> Paper:
    """Take the next number of the locked book, freeze the sheet, sign the mark and read it back.

    Sheet and mark are held against the rules of `domain.lint` on the way. Whatever fails rolls the caller's
    transaction back, the number with it.
    """
    at = at.replace(microsecond=0)
    if book.last_sequence >= LAST_SEQUENCE:
        raise BookIsFull
    sequence = book.last_sequence + 1
    serial = Serial(series, book.office_id, book.year, book.number, sequence, book.drill)
    number = check_number(book.registry_number, secrets.randbelow(10**9))
    numbering = Numbering.of(serial, number, window=by.window, issued_at=at, salt=secrets.token_hex(16))
    sheet = compose(numbering)
    lint.ensure_sheet(sheet, formal_name=filing.kind.formal_name)
    frozen = canonical(sheet)
    key = book_key(book, at=at)
    place = status_position(book.registry_number, sequence)
    claims = Claims(
        office=book.office_id,
        series=series.printed(drill=book.drill),
        year=book.year,
        book=book.number,
        sequence=sequence,
        check_number=number,
        name=facts.name,
        birth=int(f"{facts.birth:%Y%m%d}"),
        key_fact=facts.key_fact or None,
        sheet_digest=digest(frozen)[:16],
        flags=_flags(book, series, at),
        status_list=place[0],
        status_index=place[1],
        kind=filing.kind.code,
        issued_at=int(at.timestamp()),
        expires_at=int(facts.expires_at.timestamp()) if facts.expires_at else None,
        purpose=facts.purpose,
        filing_moment=int(facts.filing_moment.timestamp()) if facts.filing_moment else None,
        corrects=_number_of(facts.corrects),
    )
    mark = write_mark(claims, signer_of(key))
    read = read_mark(mark)
    if read.claims != fitted(claims) or not verify_mark(read, key.public_jwk):
        raise MarkDoesNotReadBack
    latest_expiry = _latest_expiry(filing, at) if facts.expires_at else None
    lint.ensure_mark(sheet, mark_words(read.claims), digest=digest(frozen), latest_expiry=latest_expiry)
    paper = Paper(
        id=uuid.uuid4(),
        book=book,
        sequence=sequence,
        series=series,
        serial=str(serial),
        check_number=number,
        issue_number=numbering.issue_number,
        office_id=book.office_id,
        kind=filing.kind,
        filing=filing,
        corrects=facts.corrects,
        issued_at=at,
        issued_by=by,
        expires_at=facts.expires_at,
        sheet_digest=digest(frozen).hex(),
        renderer=RENDERER,
        mark=mark,
        key=key,
        status_list=place[0],
        status_index=place[1],
    )
    paper.seal("sheet", frozen.decode())
    paper.save(force_insert=True)
    book.last_sequence = sequence
    book.last_issued_at = max(at, book.last_issued_at or at)
    book.save(update_fields=("last_sequence", "last_issued_at"))
    return paper


@transaction.atomic
def printed(paper: Paper, *, by: User, at: datetime, large: bool = False) -> bytes:
    """The PDF of a paper, the same bytes each time; one that is void prints 무효 across it and no mark.

    `large` is the variant in large print. Opening the sheet leaves an access record, and the records of a paper are its copies counted.
    """
    ensure(by, Deed.PRINT, paper.office_id)
    again = times_printed(paper) > 0
    text = opened(
        paper,
        "sheet",
        by=by,
        at=at,
        reason=Reason.REPRINT if again else Reason.FIRST_PRINT,
        subject_key=paper.filing.subject_key,
    )
    return draw(sheet_of(text), paper.mark, void=paper.status == Standing.VOIDED, large=large)


def day_book(office: Office, date: date, *, by: User, at: datetime, drill: bool = False) -> bytes:
    """The PDF of an office's book for a day: masked names, so that no sealed field is opened for it."""
    ensure(by, Deed.SEE_OWN_OFFICE, office)
    entries = [
        books.Entry(
            issued_at=line.issued_at,
            serial=line.serial,
            series=Series(line.series),
            kind=line.kind,
            applicant=line.applicant,
            purpose=line.purpose,
            fee_due=line.fee_due,
            fee_waived=line.fee_waived,
            fee_to_refund=line.fee_to_refund,
            issued_by=line.issued_by,
            void_reason=line.remark,
            waiver_basis=line.waiver_basis,
        )
        for line in lines(office, date, drill=drill)
    ]
    printed_by = f"{by.title} {by.name}"
    return draw_day_book(
        books.day_book(office.full_name, date, entries, printed_by=printed_by, at=at, drill=drill)
    )


def mark_words(claims: Claims) -> lint.MarkWords:
    """What a mark says that stands on its sheet too."""
    return lint.MarkWords(
        serial=claims.serial,
        check_number=printed_check_number(claims.check_number),
        name=claims.name,
        issued_at=datetime.fromtimestamp(claims.issued_at, UTC),
        expires_at=None if claims.expires_at is None else datetime.fromtimestamp(claims.expires_at, UTC),
        digest=claims.sheet_digest,
    )


def sheet_of(text: str) -> Sheet:
    """The frozen sheet of its opened text."""
    return restored(json.loads(text))


def set_status(paper: Paper, status: Standing) -> None:
    """Set the two bits that the status list shows; invalid never goes back."""
    if paper.status != Standing.VOIDED:
        paper.status = status
        paper.save(update_fields=("status",))


def void(paper: Paper, *, reason: str, at: datetime) -> None:
    """Keep the number and say why its paper does not count."""
    paper.voided_at, paper.void_reason, paper.status = at, reason, Standing.VOIDED
    paper.save(update_fields=("voided_at", "void_reason", "status"))


@transaction.atomic
def check_void(paper: Paper, *, by: User, at: datetime) -> Paper:
    """Another person than the one who issued it has looked at a voided number and its reason."""
    ensure(by, Deed.CHECK_VOIDS, paper.office_id)
    paper = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("book", "filing__outage")
        .get(pk=paper.pk)
    )
    ensure_void_checkable(voided=paper.voided_at is not None, checked=paper.void_checked_by_id is not None)
    ensure_another_person(paper.issued_by_id, by.pk, first="발급한", second="폐기한 번호를 확인할")
    paper.void_checked_by, paper.void_checked_at = by, at
    paper.save(update_fields=("void_checked_by", "void_checked_at"))
    book = locked_book(paper.office_id, at=at, drill=paper.book.drill)
    journal.record(book, paper, "check_void", before="voided", after="checked", by=by, at=at)
    return paper


def _latest_expiry(filing: Filing, at: datetime) -> datetime:
    """How long a document of this filing, not numbered yet, may be valid by the order that it rests on."""
    days = filing.documents.filter(paper__isnull=True).aggregate(longest=Max("order__validity_days"))[
        "longest"
    ]
    return at + timedelta(days=days or 0)


def _flags(book: Book, series: Series, at: datetime) -> int:
    back = book.last_issued_at is not None and at < book.last_issued_at
    return PROVISIONAL * (series == Series.PROVISIONAL) | DRILL * book.drill | CLOCK_SUSPECT * back


def _number_of(paper: Paper | None) -> tuple[int, int, int] | None:
    return (paper.book.year, paper.book.number, paper.sequence) if paper else None
