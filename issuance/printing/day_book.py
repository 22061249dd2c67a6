"""The book of a day (발급대장): a table on landscape A4, sums and the places of three signatures at its end."""

from collections.abc import Iterator

from issuance.domain.sheets import DayBook
from issuance.printing.lines import Style, ensure_one_line
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Column, Piece, draw_down, paginated, space, together
from issuance.printing.tables import Grid, LabelledRows
from issuance.printing.typefaces import Weight

BODY = Column(15, 267)


def draw_day_book_pages(pen: Pen, book: DayBook) -> None:
    """The head and the page mark (행정업무규정 §19) stand on every page."""
    pages = paginated(list(_Body.pieces(book)), _Signatures.piece(book), _Page.END - _Page.BODY)
    for number, pieces in enumerate(pages, start=1):
        with pen.told_once(number):
            _Page.draw_head(pen, book)
        draw_down(pen, _Page.BODY, pieces)
        _Page.draw_foot(pen, book, number, len(pages))
        pen.turn_page()


class _Page:
    TITLE = 20.0
    TITLE_STYLE = Style(18, Weight.BOLD)
    SPACING = 6.0
    OFFICE = Style(10, Weight.BOLD)
    SMALL = Style(8.5, grey=0.15)
    BODY = 23.0
    END = 196.0
    LAST_LINE = 202.0

    @classmethod
    def draw_head(cls, pen: Pen, book: DayBook) -> None:
        width = cls.TITLE_STYLE.width(book.title) + cls.SPACING * (len(book.title) - 1)
        ensure_one_line("기관", book.office, cls.OFFICE, (BODY.width - width) / 2)
        with pen.element("H1"):
            left = BODY.middle - width / 2
            pen.write_spaced(left, cls.TITLE, book.title, cls.TITLE_STYLE, cls.SPACING)
        pen.write(BODY.left, cls.TITLE, book.office, cls.OFFICE)

    @classmethod
    def draw_foot(cls, pen: Pen, book: DayBook, number: int, pages: int) -> None:
        ensure_one_line("출력", book.printed, cls.SMALL, BODY.width - 20)
        pen.write(BODY.left, cls.LAST_LINE, book.printed, cls.SMALL)
        pen.write(BODY.right, cls.LAST_LINE, f"{number} / {pages}", cls.SMALL, Align.RIGHT)


class _Body:
    SIZE = 8.5
    ABOVE_SUMS = 4.0
    # Number, moment, serial, kind, applicant, purpose, fee, clerk, remark.
    WIDTHS = (11.0, 31.0, 46.0, 54.0, 18.0, 27.0, 30.0, 18.0, 32.0)

    @classmethod
    def pieces(cls, book: DayBook) -> Iterator[Piece]:
        yield from Grid.pieces(book.table, BODY, cls.SIZE, cls.WIDTHS)
        yield space(cls.ABOVE_SUMS)
        yield from LabelledRows.pieces(book.sums, BODY, cls.SIZE)


class _Signatures:
    ABOVE = 4.0
    WIDTH = 24.0
    NAME_HEIGHT = 6.0
    HEIGHT = 22.0
    STYLE = Style(9, Weight.BOLD)

    @classmethod
    def piece(cls, book: DayBook) -> Piece:
        """A box for each who signs the day's book, to the right."""

        def draw(pen: Pen, top: float) -> None:
            left = BODY.right - cls.WIDTH * len(book.signers)
            for signer in book.signers:
                pen.frame(left, top, cls.WIDTH, cls.NAME_HEIGHT)
                pen.frame(left, top, cls.WIDTH, cls.HEIGHT)
                baseline = top + (cls.NAME_HEIGHT - cls.STYLE.pitch) / 2 + cls.STYLE.rise
                pen.write(left + cls.WIDTH / 2, baseline, signer, cls.STYLE, Align.CENTRE)
                left += cls.WIDTH

        return together("결재", [space(cls.ABOVE), Piece("결재", cls.HEIGHT, draw)])
