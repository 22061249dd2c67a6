"""The receipt: two copies on one A4 page, a cut line between them and the place of the tally seal on it."""

from issuance.domain.sheets import Sheet
from issuance.printing.closing import Seal
from issuance.printing.lines import DoesNotFit, Style, ensure_one_line, wrapped
from issuance.printing.mark import MarkPlace
from issuance.printing.modules import Modules
from issuance.printing.page import BODY, SMALL, Title
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Column, Piece, draw_down, paragraph, space
from issuance.printing.tables import LabelledRows
from issuance.printing.typefaces import Weight


def draw_receipt(pen: Pen, sheet: Sheet, modules: Modules | None, *, across: str) -> None:
    """Both copies hold the same facts and mark; the citizen's is owed by 민원 처리에 관한 법률 §9 ②."""
    for place, copy in enumerate(sheet.copies):
        _Copy.draw(pen, sheet, place * _Copy.HEIGHT, copy, modules, across=across)
    _Cut.draw(pen)
    pen.turn_page()


class _Cut:
    RADIUS = 9.0
    EDGE = 8.0
    DASH = (2.0, 1.5)
    CAPTION = Style(7.5, grey=0.5)

    @classmethod
    def draw(cls, pen: Pen) -> None:
        """Where to cut, and where the office stamps across both copies (계인) so that they prove each other."""
        x, y = Pen.WIDTH / 2, Pen.HEIGHT / 2
        pen.rule(cls.EDGE, y, x - cls.RADIUS, y, grey=0.4, dash=cls.DASH)
        pen.rule(x + cls.RADIUS, y, Pen.WIDTH - cls.EDGE, y, grey=0.4, dash=cls.DASH)
        pen.circle(x, y, cls.RADIUS, thickness=0.2, grey=0.55, dash=(1.2, 0.8))
        pen.write(x, y + 1, "계인", cls.CAPTION, Align.CENTRE)


class _Copy:
    """One half of the page; every place is measured from its upper edge."""

    HEIGHT = 148.5
    FACTS = Column(20, 124)
    BESIDE = Column(150, 40)
    NUMBERS = 14.0
    TITLE = 26.0
    FACTS_TOP = 33.0
    FACTS_END = 107.0
    ABOVE_NOTES = 2.5
    LAST_LINE = 139.5
    CONTACT_WIDTH = 72.0
    CONTACT_LINES = 2
    COPY = Style(9.5, Weight.BOLD)
    SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)

    @classmethod
    def draw(
        cls, pen: Pen, sheet: Sheet, top: float, copy: str, modules: Modules | None, *, across: str
    ) -> None:
        middle = top + cls.HEIGHT / 2
        pen.watermark(Pen.WIDTH / 2, middle, sheet.watermark, size=44, length=150)
        if sheet.drill:
            pen.drill(Pen.WIDTH / 2, middle, size=150)
        cls._head(pen, sheet, top, copy)
        MarkPlace.draw(pen, cls.BESIDE.left, top + cls.FACTS_TOP, modules, sheet.check_number)
        facts, beside = cls._body(sheet)
        draw_down(pen, top + cls.FACTS_TOP, facts)
        draw_down(pen, top + cls.FACTS_TOP + MarkPlace.HEIGHT + cls.ABOVE_NOTES, beside)
        _Signature.draw(pen, sheet, top)
        cls._last_line(pen, sheet, top)
        pen.across(Pen.WIDTH / 2, middle, across, size=140)

    @classmethod
    def _head(cls, pen: Pen, sheet: Sheet, top: float, copy: str) -> None:
        serial = f"접수번호  {sheet.serial}"
        ensure_one_line("접수번호", serial + copy, cls.COPY, BODY.width - 5)
        pen.write(BODY.left, top + cls.NUMBERS, serial, SMALL)
        pen.write(BODY.right, top + cls.NUMBERS, copy, cls.COPY, Align.RIGHT)
        Title.draw(pen, top + cls.TITLE, sheet.title)

    @classmethod
    def _body(cls, sheet: Sheet) -> tuple[list[Piece], list[Piece]]:
        """The facts, and what stands below the mark, in the largest size that fits.

        Nobody is to be sent away without a receipt, so long facts are set smaller before they are refused.
        """
        room = cls.FACTS_END - cls.FACTS_TOP
        for size in cls.SIZES:
            facts = list(LabelledRows.pieces(sheet.rows, cls.FACTS, size))
            facts.append(space(3))
            facts += [paragraph("접수 문구", text, cls.FACTS, Style(size)) for text in sheet.statements]
            small = Style(max(size - 2, 7), grey=0.15, leading=1.4)
            beside = [paragraph("안내", note, cls.BESIDE, small, below=1) for note in sheet.notes]
            if (
                sum(piece.height for piece in facts) <= room
                and sum(piece.height for piece in beside) <= room - MarkPlace.HEIGHT - cls.ABOVE_NOTES
            ):
                return facts, beside
        longest = max(sheet.rows, key=lambda row: len(row.value))
        raise DoesNotFit(field=longest.label)

    @classmethod
    def _last_line(cls, pen: Pen, sheet: Sheet, top: float) -> None:
        """Issue number and contact, left and right of the tally seal."""
        lines = wrapped(sheet.contact, SMALL, cls.CONTACT_WIDTH)
        if len(lines) > cls.CONTACT_LINES:
            raise DoesNotFit(field="문의처")
        pen.write(BODY.left, top + cls.LAST_LINE, f"{sheet.issue_number}-1", SMALL)
        for line, text in enumerate(reversed(lines)):
            pen.write(BODY.right, top + cls.LAST_LINE - line * SMALL.pitch, text, SMALL, Align.RIGHT)


class _Signature:
    TOP = 108.0
    DATE = Style(11, leading=1.7)
    SIGNED = Style(15, Weight.BOLD, leading=1.35)
    GAP = 3.0
    MOST_LINES = 2

    @classmethod
    def draw(cls, pen: Pen, sheet: Sheet, top: float) -> None:
        """The moment and the name in the middle, the place of the seal beside both."""
        width = BODY.width - 2 * (Seal.SIDE + cls.GAP)
        ensure_one_line("접수일시", sheet.issued_at, cls.DATE, width)
        lines = wrapped(sheet.signed_by, cls.SIGNED, width)
        if len(lines) > cls.MOST_LINES:
            raise DoesNotFit(field="발급기관장")
        height = cls.DATE.pitch + len(lines) * cls.SIGNED.pitch
        middle = BODY.middle
        start = top + cls.TOP + (Seal.SIDE - height) / 2
        pen.write(middle, start + cls.DATE.rise, sheet.issued_at, cls.DATE, Align.CENTRE)
        pen.write_lines(middle, start + cls.DATE.pitch, lines, cls.SIGNED, Align.CENTRE)
        end = middle + max(cls.SIGNED.width(line) for line in lines) / 2
        Seal.draw(pen, end + cls.GAP, top + cls.TOP, sheet.seal)
