"""Paper: a frozen sheet in, the bytes of an A4 PDF out; the same sheet and mark give the same bytes."""

from collections.abc import Iterator

from issuance.domain.sheets import Application, DayBook, Form, Notice, Sheet
from issuance.printing.application import draw_application_pages
from issuance.printing.characters import ensure_characters
from issuance.printing.day_book import draw_day_book_pages
from issuance.printing.full_page import draw_full_page
from issuance.printing.large_page import draw_large_pages
from issuance.printing.modules import Modules, modules_of
from issuance.printing.notice import draw_notice_pages
from issuance.printing.pen import Pen
from issuance.printing.receipt import draw_receipt
from issuance.printing.tables import row_texts, table_texts

VOID = "무효"


def draw(sheet: Sheet, mark: str, *, void: bool = False, large: bool = False) -> bytes:
    """The PDF of a sheet with its mark; a void sheet has 무효 across it and no mark.

    `large` sets the same words half as large again, on more pages. Refuses as `ensure_printable` does.
    """
    modules, across = (None, VOID) if void else (modules_of(mark), "")
    return _drawn(sheet, modules, across=across, large=large).finished()


def ensure_printable(sheet: Sheet) -> None:
    """Lay a sheet out before it has a number or a mark.

    Raises MissingGlyph, ForbiddenCharacter or NotComposed with the field that the character stands in,
    or DoesNotFit. What is not known yet (numbers, moment) is to be filled with text of the same length.
    """
    _drawn(sheet, None, across="", large=False)


def draw_application(application: Application) -> bytes:
    """The PDF of an application to be signed; refuses characters and lengths as a sheet does."""
    for field, text in _application_texts(application):
        ensure_characters(field, text)
    pen = Pen(title=application.title, author=application.office)
    draw_application_pages(pen, application)
    return pen.finished()


def draw_notice(notice: Notice) -> bytes:
    """The PDF of a notice for the hall; refuses characters and lengths as a sheet does."""
    for field, text in _notice_texts(notice):
        ensure_characters(field, text)
    pen = Pen(title=notice.title, author=notice.signed_by)
    draw_notice_pages(pen, notice)
    return pen.finished()


def draw_day_book(book: DayBook) -> bytes:
    """The PDF of an office's book for a day; refuses characters and lengths as a sheet does."""
    for field, text in _day_book_texts(book):
        ensure_characters(field, text)
    pen = Pen(title=book.title, author=book.office, width=Pen.HEIGHT, height=Pen.WIDTH)
    draw_day_book_pages(pen, book)
    return pen.finished()


def _drawn(sheet: Sheet, modules: Modules | None, *, across: str, large: bool) -> Pen:
    for field, text in sheet_texts(sheet):
        ensure_characters(field, text)
    pen = Pen(title=sheet.title, author=sheet.signed_by)
    if large:
        draw_large_pages(pen, sheet, modules, across=across)
    elif sheet.form is Form.RECEIPT:
        draw_receipt(pen, sheet, modules, across=across)
    else:
        draw_full_page(pen, sheet, modules, across=across)
    return pen


def sheet_texts(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Every printed text with the name of its field, as a clerk knows it."""
    yield "제목", sheet.title
    yield "문서번호", sheet.serial
    yield "문서확인번호", sheet.check_number
    yield "발급번호", sheet.issue_number
    yield "표시문", sheet.banner
    yield "바탕 문구", sheet.watermark
    yield from row_texts(sheet.rows)
    if sheet.table is not None:
        yield from table_texts(sheet.table)
    yield from (("확인 문구", text) for text in sheet.statements)
    yield from (("안내", text) for text in sheet.notes)
    yield from (("보관 구분", text) for text in sheet.copies)
    yield "발급일", sheet.issued_at
    yield "발급기관장", sheet.signed_by
    yield "관인", sheet.seal
    yield "문의처", sheet.contact


def _application_texts(application: Application) -> Iterator[tuple[str, str]]:
    yield "제목", application.title
    yield "접수번호", application.receipt_serial
    yield from row_texts(application.rows)
    yield "서약", application.pledge
    yield "신청인", application.applicant
    yield "신청일", application.dated
    yield "기관", application.office
    yield "문의처", application.contact


def _notice_texts(notice: Notice) -> Iterator[tuple[str, str]]:
    yield "제목", notice.title
    yield "장애번호", notice.outage_number
    yield from row_texts(notice.sections)
    yield "법적 근거", notice.legal_basis
    yield "게시일", notice.issued_at
    yield "게시 기관", notice.signed_by
    yield "문의처", notice.contact


def _day_book_texts(book: DayBook) -> Iterator[tuple[str, str]]:
    yield "제목", book.title
    yield "기관", book.office
    yield from table_texts(book.table)
    yield from row_texts(book.sums)
    yield from (("결재", signer) for signer in book.signers)
    yield "출력", book.printed
