"""The large-print variant of any sheet: the same words in type half as large again, over as many pages as it takes."""

from collections.abc import Iterator

from issuance.domain.sheets import Sheet
from issuance.printing.closing import Banner, Closing
from issuance.printing.lines import DoesNotFit, Style, ensure_one_line, wrapped
from issuance.printing.mark import MarkPlace
from issuance.printing.modules import Modules
from issuance.printing.page import BODY, LAST_LINE, Title, nothing_below
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Column, Piece, draw_down, paginated, paragraph, space, together
from issuance.printing.tables import Grid, LabelledRows
from issuance.printing.typefaces import Weight

FACTOR = 1.5
SMALL = Style(8.5 * FACTOR, grey=0.15, leading=1.35)


def draw_large_pages(pen: Pen, sheet: Sheet, modules: Modules | None, *, across: str) -> None:
    """Each copy of a receipt is a run of pages of its own; the mark stands on every page."""
    for copy in sheet.copies or ("",):
        pages = _Body.pages(sheet)
        for number, pieces in enumerate(pages, start=1):
            _Background.draw(pen, sheet, copy)
            with pen.told_once(number):
                _Head.draw(pen, sheet, copy)
            draw_down(pen, _Head.height(sheet), pieces)
            _Foot.draw(pen, sheet, modules, number, len(pages))
            pen.across(Pen.WIDTH / 2, Pen.HEIGHT / 2, across, size=200)
            pen.turn_page()


class _Background:
    MIDDLE = 135.0
    WATERMARK = 64.0
    LENGTH = 210.0
    DRILL = 210.0
    SEAL_MIDDLE = 160.0
    SEAL_RADIUS = 9.0
    CAPTION = Style(7.5, grey=0.5)

    @classmethod
    def draw(cls, pen: Pen, sheet: Sheet, copy: str) -> None:
        """The tally seal (계인) of a copy goes over the right edge: the other copy is laid under it."""
        pen.watermark(Pen.WIDTH / 2, cls.MIDDLE, sheet.watermark, size=cls.WATERMARK, length=cls.LENGTH)
        if sheet.drill:
            pen.drill(Pen.WIDTH / 2, cls.MIDDLE, size=cls.DRILL)
        if copy:
            x, y = Pen.WIDTH, cls.SEAL_MIDDLE
            pen.circle(x, y, cls.SEAL_RADIUS, thickness=0.2, grey=0.55, dash=(1.2, 0.8))
            pen.write(x - cls.SEAL_RADIUS / 2, y + 1, "계인", cls.CAPTION, Align.CENTRE)


class _Head:
    NUMBERS = 8.0
    TITLE = 23.0
    TITLE_STYLE = Style(Title.STYLE.size * FACTOR, Weight.BOLD, leading=1.25)
    COPY = Style(9.5 * FACTOR, Weight.BOLD)
    ABOVE_BANNER = 3.0
    BELOW = 4.5

    @classmethod
    def draw(cls, pen: Pen, sheet: Sheet, copy: str) -> None:
        serial, check = f"문서번호  {sheet.serial}", f"문서확인번호  {sheet.check_number}"
        ensure_one_line("문서번호", serial, SMALL, BODY.width)
        pen.write_lines(BODY.left, cls.NUMBERS, (serial, check), SMALL)
        pen.write(BODY.right, cls.NUMBERS + SMALL.rise, copy, cls.COPY, Align.RIGHT)
        with pen.element("H1"):
            top = pen.write_lines(BODY.middle, cls.TITLE, cls._title(sheet), cls.TITLE_STYLE, Align.CENTRE)
        if sheet.banner:
            Banner.piece(sheet.banner, BODY, FACTOR).draw(pen, top + cls.ABOVE_BANNER)

    @classmethod
    def height(cls, sheet: Sheet) -> float:
        """From the upper edge of the page to where the body starts."""
        banner = 0.0
        if sheet.banner:
            banner = cls.ABOVE_BANNER + Banner.piece(sheet.banner, BODY, FACTOR).height
        return cls.TITLE + len(cls._title(sheet)) * cls.TITLE_STYLE.pitch + banner + cls.BELOW

    @classmethod
    def _title(cls, sheet: Sheet) -> tuple[str, ...]:
        return wrapped(sheet.title, cls.TITLE_STYLE, BODY.width)


class _Body:
    SIZE = 10.0 * FACTOR
    STATEMENT = Style(10.5 * FACTOR, leading=1.5)
    NOTE = Style(8.5 * FACTOR, leading=1.45, grey=0.15)
    ABOVE = 3.0
    BELOW = 3.0

    @classmethod
    def pages(cls, sheet: Sheet) -> list[list[Piece]]:
        room = _Foot.TOP - cls.BELOW - _Head.height(sheet)
        closing = Closing.piece(sheet.issued_at, sheet.signed_by, sheet.seal, BODY, FACTOR)
        return paginated(list(cls._pieces(sheet)), together("발급기관장", [space(cls.ABOVE), closing]), room)

    @classmethod
    def _pieces(cls, sheet: Sheet) -> Iterator[Piece]:
        facts = list(LabelledRows.pieces(sheet.rows, BODY, cls.SIZE))
        if sheet.table is not None:
            facts += Grid.pieces(sheet.table, BODY, cls.SIZE - 0.5 * FACTOR)
        yield from facts[:-1]
        yield together(facts[-1].field, [facts[-1], nothing_below(FACTOR)])
        for text in sheet.statements:
            yield together("확인 문구", [space(cls.ABOVE), paragraph("확인 문구", text, BODY, cls.STATEMENT)])
        for note in sheet.notes:
            yield together("안내", [space(cls.ABOVE), paragraph("안내", note, BODY, cls.NOTE)])


class _Foot:
    TOP = 232.0
    PLACE = 233.5
    BESIDE = Column(66, 124)
    CONTACT_TOP = 240.0
    CONTACT_LINES = 4

    @classmethod
    def draw(cls, pen: Pen, sheet: Sheet, modules: Modules | None, number: int, pages: int) -> None:
        pen.rule(BODY.left, cls.TOP, BODY.right, cls.TOP, grey=0.4)
        MarkPlace.draw(pen, BODY.left, cls.PLACE, modules, sheet.check_number)
        contact = wrapped(sheet.contact, SMALL, cls.BESIDE.width)
        if len(contact) > cls.CONTACT_LINES:
            raise DoesNotFit(field="문의처")
        pen.write_lines(cls.BESIDE.left, cls.CONTACT_TOP, contact, SMALL)
        pen.write(BODY.left, LAST_LINE, f"{sheet.issue_number}-{number}", SMALL)
        pen.write(BODY.right, LAST_LINE, f"{number} / {pages}", SMALL, Align.RIGHT)
