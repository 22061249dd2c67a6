"""Freeze the statement with which an outage is closed, sign it, and hand it out as paper and as rows."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max, QuerySet

from issuance.actions.keys import realm_key, realm_of, signer_of
from issuance.domain import closing_statements as words
from issuance.domain.closing_statements import BookHead, Happened, SignedOffice
from issuance.domain.closings import Account, Signing, ensure_all_signed
from issuance.domain.offices import HEADQUARTERS
from issuance.main_system.writing import written_moment
from issuance.models import (
    Book,
    Case,
    ClosingStatement,
    DocumentKind,
    Office,
    OfficeClosing,
    Outage,
    Paper,
    User,
)
from issuance.models.closings import STATEMENT_TYP
from issuance.models.keys import KeyUse
from issuance.permissions import Deed, ensure
from issuance.printing.closing_statement import draw_statement
from issuance.printing.closing_workbook import SheetOfRows, workbook
from issuance.queries import closing_rows
from issuance.queries import closings as queries
from issuance.queries.closing_rows import FilingRow, PaperRow
from issuance.sealing import jws

NAMED = 3
_OFFICE_COLUMNS = (
    "기관코드", "기관", "날짜", "서류코드", "접수", "등록", "기타 종결", "임시확인서", "폐기", "발급", "확인", "정정", "취소",
    "부과", "받음", "면제", "환급",
)  # fmt: skip
_BOOK_COLUMNS = (
    "기관코드", "대장", "번호", "첫 번호", "끝 번호", "접수증", "사실확인서", "임시확인서", "정정 통지", "폐기",
)  # fmt: skip
_PAPER_COLUMNS = (
    "임시번호", "기관코드", "기관", "종류", "서류", "발급 일시", "상태", "정식번호", "대조 결과", "결정", "정정 통지", "비고",
)  # fmt: skip
_FILING_COLUMNS = ("접수번호", "기관코드", "기관", "접수 일시", "상태", "주 시스템 번호", "되살린 접수증")
_SIGNED_COLUMNS = ("기관코드", "기관", "마감 방법", "마감한 사람", "마감 시각", "까닭", "합계 해시")


def ensure_signed(outage: Outage) -> dict[str, Account]:
    """The sums by office as they stand; refuses while one has not signed for just these.

    Asked with every book of the realm held, so that nothing is written meanwhile.
    """
    now = queries.accounts(outage)
    missing = {office.full_name: "마감하지 않음" for office in queries.unsigned(outage)}
    digests = queries.signed(outage).values_list("office", "office__full_name", "sums_digest")
    for office, name, digest in digests:
        if now.get(office, Account()).digest() != digest:
            missing[name] = "마감한 뒤 합계가 달라짐"
    ensure_all_signed(dict(list(missing.items())[:NAMED]), count=len(missing))
    return now


def freeze(outage: Outage, *, by: User, at: datetime) -> ClosingStatement:
    """The statement of an outage that is being closed: what every office signed, and the head of each of its books."""
    assert outage.declared_at is not None
    assert outage.restored_at is not None
    happened = Happened(
        number=outage.number,
        title=outage.title,
        drill=outage.drill,
        systems=tuple(outage.systems.order_by("name").values_list("name", flat=True)),
        began_at=outage.began_at,
        declared_at=outage.declared_at,
        restored_at=outage.restored_at,
        closed_at=at,
    )
    kinds = dict(DocumentKind.objects.order_by("pk").values_list("code", "name"))
    headquarters = Office.objects.get(pk=HEADQUARTERS)
    sheet = words.closing_sheet(
        happened,
        [_office(row) for row in queries.signed(outage).select_related("signed_by__office")],
        kinds,
        _heads(outage),
        signed_by=headquarters.signed_by,
    )
    frozen = words.canonical(sheet)
    key = realm_key(realm_of(drill=outage.drill), KeyUse.LIST, at=at)
    claims = {
        "outage": outage.number,
        "realm": key.realm,
        "iat": int(at.timestamp()),
        "sheet": words.digest(frozen),
    }
    return ClosingStatement.objects.create(
        outage=outage,
        sheet=frozen.decode(),
        sheet_digest=words.digest(frozen),
        signature=jws.signed(STATEMENT_TYP, claims, signer_of(key)),
        key=key,
        last_case=Case.objects.filter(document__order__outage=outage).aggregate(last=Max("pk"))["last"] or 0,
        made_by=by,
        made_at=at,
    )


def printed(statement: ClosingStatement, *, by: User) -> bytes:
    """The PDF of a statement, the same bytes each time; it names no citizen, so no access record is due."""
    ensure(by, Deed.WATCH_NATION)
    return draw_statement(words.restored(json.loads(statement.sheet)), statement.signature)


def rows(outage: Outage, *, by: User) -> Iterator[bytes]:
    """An XLSX with a sheet of offices by day and kind, one of books, one of signatures, all as frozen at the closing.

    And every number: filings by their receipts, and the other papers. Those stand as they are today: what a case of after
    the closing says has the addendum (추록) beside it.
    """
    ensure(by, Deed.WATCH_NATION)
    closings = queries.signed(outage)
    return workbook(
        (
            SheetOfRows("합계", _OFFICE_COLUMNS, lambda: _lines(closings)),
            SheetOfRows("대장", _BOOK_COLUMNS, lambda: _books(closings)),
            SheetOfRows("마감", _SIGNED_COLUMNS, lambda: _signatures(closings)),
            SheetOfRows("문서", _PAPER_COLUMNS, lambda: map(_paper, closing_rows.papers_of(outage))),
            SheetOfRows("접수", _FILING_COLUMNS, lambda: map(_filing, closing_rows.filings_of(outage))),
        )
    )


def _office(row: OfficeClosing) -> SignedOffice:
    return SignedOffice(
        name=row.office.full_name,
        region=row.office.full_name.split()[0],
        signing=Signing(row.signing),
        account=row.account,
        by=row.signed_by.office.full_name if row.signed_by else "",
        reason=row.reason,
    )


def _heads(outage: Outage) -> list[BookHead]:
    """Of every book that numbered a paper of the outage, and of headquarters' own."""
    numbered = Paper.objects.filter(filing__outage=outage).order_by().values("book").distinct()
    books = Book.objects.filter(pk__in=numbered) | Book.objects.filter(
        office_id=HEADQUARTERS, drill=outage.drill, journal_length__gt=0
    )
    return [
        BookHead(str(book), book.journal_length, book.journal_head)
        for book in books.order_by("office", "year", "number")
    ]


def _lines(closings: QuerySet[OfficeClosing]) -> Iterator[tuple[str | int, ...]]:
    for row in closings.iterator(chunk_size=200):
        for line in row.account.lines:
            yield (
                row.office_id, row.office.full_name, line.day, line.kind, line.filings, line.registered,
                line.settled, line.documents, line.voided, line.issued, line.confirmed, line.corrected,
                line.revoked, line.due, line.kept, line.waived, line.to_refund,
            )  # fmt: skip


def _books(closings: QuerySet[OfficeClosing]) -> Iterator[tuple[str | int, ...]]:
    for row in closings.iterator(chunk_size=200):
        for book in row.account.books:
            yield (
                row.office_id, book.book, book.numbers, book.first, book.last, book.receipts, book.certificates,
                book.documents, book.corrections, book.voided,
            )  # fmt: skip


def _signatures(closings: QuerySet[OfficeClosing]) -> Iterator[tuple[str | int, ...]]:
    for row in closings.iterator(chunk_size=200):
        assert row.signed_at is not None
        yield (
            row.office_id,
            row.office.full_name,
            row.get_signing_display(),
            row.signed_by.name if row.signed_by else "",
            written_moment(row.signed_at),
            row.reason,
            row.sums_digest,
        )


def _paper(row: PaperRow) -> tuple[str, ...]:
    return (
        row.serial, row.office, row.office_name, row.series, row.kind, written_moment(row.issued_at), row.state,
        row.official_number, row.verdict, row.decision, ", ".join(row.corrections), row.addendum,
    )  # fmt: skip


def _filing(row: FilingRow) -> tuple[str, ...]:
    return (
        row.receipt, row.office, row.office_name, written_moment(row.moment), row.state, row.main_system_number,
        row.rebuilt_from,
    )  # fmt: skip
