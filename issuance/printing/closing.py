"""What a paper opens and closes with: the banner, the place of the seal, the name that it is issued in."""

from issuance.printing.lines import DoesNotFit, Style, ensure_one_line, wrapped
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Column, Piece
from issuance.printing.typefaces import Weight


class Banner:
    """What the paper is not, in a frame, at 14 points."""

    STYLE = Style(14, Weight.BOLD, leading=1.45)
    PADDING = 2.6
    MARGIN = 5.0
    MOST_LINES = 5

    @classmethod
    def piece(cls, text: str, column: Column) -> Piece:
        lines = wrapped(text, cls.STYLE, column.width - 2 * cls.MARGIN)
        if len(lines) > cls.MOST_LINES:
            raise DoesNotFit(field="표시문")
        height = len(lines) * cls.STYLE.pitch + 2 * cls.PADDING

        def draw(pen: Pen, top: float) -> None:
            pen.frame(column.left, top, column.width, height, thickness=0.6)
            pen.write_lines(column.middle, top + cls.PADDING, lines, cls.STYLE, Align.CENTRE)

        return Piece("표시문", height, draw)


class Seal:
    """The square where the office's seal goes, with small print that says what it means if it is empty."""

    SIDE = 22.0
    MARGIN = 2.0
    STYLE = Style(7, grey=0.5, leading=1.4)

    @classmethod
    def draw(cls, pen: Pen, left: float, top: float, text: str) -> None:
        """Refuses a text that does not fit into the square."""
        lines = wrapped(text, cls.STYLE, cls.SIDE - 2 * cls.MARGIN)
        height = len(lines) * cls.STYLE.pitch
        if height > cls.SIDE - cls.MARGIN:
            raise DoesNotFit(field="관인")
        pen.blank(left, top, cls.SIDE, cls.SIDE)
        pen.frame(left, top, cls.SIDE, cls.SIDE, thickness=0.2, grey=0.55, dash=(1.2, 0.8))
        pen.write_lines(left + cls.SIDE / 2, top + (cls.SIDE - height) / 2, lines, cls.STYLE, Align.CENTRE)


class Closing:
    """Date in the middle, the name of the head of office large below it, the seal's place to its right."""

    DATE = Style(12)
    SIGNED = Style(18, Weight.BOLD, leading=1.35)
    GAP = 3.0
    SPACE = 1.5
    MOST_LINES = 2

    @classmethod
    def piece(cls, dated: str, signed_by: str, seal: str, column: Column) -> Piece:
        width = column.width - 2 * (Seal.SIDE + cls.GAP)
        ensure_one_line("발급일", dated, cls.DATE, column.width)
        lines = wrapped(signed_by, cls.SIGNED, width)
        if len(lines) > cls.MOST_LINES:
            raise DoesNotFit(field="발급기관장")
        text_height = cls.DATE.pitch + cls.SPACE + len(lines) * cls.SIGNED.pitch
        height = max(text_height, Seal.SIDE)

        def draw(pen: Pen, top: float) -> None:
            text_top = top + (height - text_height) / 2
            pen.write(column.middle, text_top + cls.DATE.rise, dated, cls.DATE, Align.CENTRE)
            text_top += cls.DATE.pitch + cls.SPACE
            pen.write_lines(column.middle, text_top, lines, cls.SIGNED, Align.CENTRE)
            end = column.middle + max(cls.SIGNED.width(line) for line in lines) / 2
            Seal.draw(pen, end + cls.GAP, top + (height - Seal.SIDE) / 2, seal)

        return Piece("발급기관장", height, draw)
