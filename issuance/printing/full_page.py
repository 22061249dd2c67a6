"""A whole A4 page for a certificate, a provisional document or a correction notice; as many as it takes."""

from issuance.domain.sheets import Sheet
from issuance.printing.closing import Banner, Closing
from issuance.printing.lines import DoesNotFit, Style, ensure_one_line, wrapped
from issuance.printing.mark import MarkPlace
from issuance.printing.modules import Modules
from issuance.printing.page import BODY, LAST_LINE, NUMBERS, SMALL, Title, fewest_pages, nothing_below
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Column, Piece, draw_down, paginated, paragraph, space, together
from issuance.printing.tables import Grid, LabelledRows


def draw_full_page(pen: Pen, sheet: Sheet, modules: Modules | None, *, across: str) -> None:
    """Draw every page of a sheet; the mark, the numbers and the banner stand on each of them, `across` over all."""
    pages = _Body.pages(sheet)
    for number, pieces in enumerate(pages, start=1):
        _Background.draw(pen, sheet)
        with pen.told_once(number):
            _Head.draw(pen, sheet)
        draw_down(pen, _Head.height(sheet), pieces)
        _Foot.draw(pen, sheet, modules, number, len(pages))
        pen.across(Pen.WIDTH / 2, Pen.HEIGHT / 2, across, size=200)
        pen.turn_page()


class _Background:
    MIDDLE = 135.0
    WATERMARK = 64.0
    LENGTH = 210.0
    DRILL = 210.0

    @classmethod
    def draw(cls, pen: Pen, sheet: Sheet) -> None:
        pen.watermark(Pen.WIDTH / 2, cls.MIDDLE, sheet.watermark, size=cls.WATERMARK, length=cls.LENGTH)
        if sheet.drill:
            pen.drill(Pen.WIDTH / 2, cls.MIDDLE, size=cls.DRILL)


class _Head:
    TITLE = 29.0
    BANNER = 36.0
    BELOW = 4.5

    @classmethod
    def draw(cls, pen: Pen, sheet: Sheet) -> None:
        left, right = f"문서확인번호  {sheet.check_number}", f"문서번호  {sheet.serial}"
        ensure_one_line("문서번호", left + right, SMALL, BODY.width - 5)
        pen.write(BODY.left, NUMBERS, left, SMALL)
        pen.write(BODY.right, NUMBERS, right, SMALL, Align.RIGHT)
        Title.draw(pen, cls.TITLE, sheet.title)
        if sheet.banner:
            Banner.piece(sheet.banner, BODY).draw(pen, cls.BANNER)

    @classmethod
    def height(cls, sheet: Sheet) -> float:
        """From the upper edge of the page to where the body starts."""
        banner = Banner.piece(sheet.banner, BODY).height if sheet.banner else 0.0
        return cls.BANNER + banner + cls.BELOW


class _Body:
    SIZES = (10.0, 9.5, 9.0)
    STATEMENT = Style(10.5, leading=1.5)
    BELOW_STATEMENT = 0.5
    ABOVE_STATEMENTS = 3.0
    ABOVE_DATE = 3.0
    BELOW = 4.0

    @classmethod
    def pages(cls, sheet: Sheet) -> list[list[Piece]]:
        """Set a little smaller where that saves a page."""
        room = _Foot.TOP - cls.BELOW - _Head.height(sheet)
        closing = cls._closing(sheet)
        return fewest_pages(cls.SIZES, lambda size: paginated(cls._facts(sheet, size), closing, room))

    @classmethod
    def _facts(cls, sheet: Sheet, size: float) -> list[Piece]:
        facts = list(LabelledRows.pieces(sheet.rows, BODY, size))
        if sheet.table is not None:
            facts += Grid.pieces(sheet.table, BODY, size - 0.5)
        return [*facts[:-1], together(facts[-1].field, [facts[-1], nothing_below()])]

    @classmethod
    def _closing(cls, sheet: Sheet) -> Piece:
        short = all(len(wrapped(text, cls.STATEMENT, BODY.width)) == 1 for text in sheet.statements)
        align = Align.CENTRE if short else Align.LEFT
        statements = [
            paragraph("확인 문구", text, BODY, cls.STATEMENT, align=align, below=cls.BELOW_STATEMENT)
            for text in sheet.statements
        ]
        signature = Closing.piece(sheet.issued_at, sheet.signed_by, sheet.seal, BODY)
        pieces = [space(cls.ABOVE_STATEMENTS), *statements, space(cls.ABOVE_DATE), signature]
        return together("확인 문구", pieces)


class _Foot:
    TOP = 232.0
    PLACE = 233.5
    NOTES = Column(66, 124)
    NOTES_HEIGHT = 38.0
    NOTE = Style(8.5, leading=1.45, grey=0.15)
    CONTACT = 280.5

    @classmethod
    def draw(cls, pen: Pen, sheet: Sheet, modules: Modules | None, number: int, pages: int) -> None:
        pen.rule(BODY.left, cls.TOP, BODY.right, cls.TOP, grey=0.4)
        MarkPlace.draw(pen, BODY.left, cls.PLACE, modules, sheet.check_number)
        lines = [line for note in sheet.notes for line in wrapped(note, cls.NOTE, cls.NOTES.width)]
        if len(lines) * cls.NOTE.pitch > cls.NOTES_HEIGHT:
            raise DoesNotFit(field="안내")
        pen.write_lines(cls.NOTES.left, cls.PLACE + 2, lines, cls.NOTE)
        ensure_one_line("문의처", sheet.contact, SMALL, cls.NOTES.width)
        pen.write(cls.NOTES.left, cls.CONTACT, sheet.contact, SMALL)
        pen.write(BODY.left, LAST_LINE, f"{sheet.issue_number}-{number}", SMALL)
        pen.write(BODY.right, LAST_LINE, f"{number} / {pages}", SMALL, Align.RIGHT)
