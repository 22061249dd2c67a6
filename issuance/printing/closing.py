"""What a paper opens and closes with: the banner, the place of the seal, the name that it is issued in."""

from issuance.printing.lines import DoesNotFit, Style, ensure_one_line, wrapped
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Column, Piece
from issuance.printing.typefaces import Weight


class Banner:
    """What the paper is not, in a frame, at 14 points or more."""

    STYLE = Style(14, Weight.BOLD, leading=1.45)
    PADDING = 2.6
    MARGIN = 5.0
    MOST_LINES = 5

    @classmethod
    def piece(cls, text: str, column: Column, factor: float = 1.0) -> Piece:
        style = cls.STYLE.scaled(factor)
        lines = wrapped(text, style, column.width - 2 * cls.MARGIN)
        if len(lines) > cls.MOST_LINES * factor:
            raise DoesNotFit(field="표시문")
        height = len(lines) * style.pitch + 2 * cls.PADDING

        def draw(pen: Pen, top: float) -> None:
            pen.frame(column.left, top, column.width, height, thickness=0.6)
            pen.write_lines(column.middle, top + cls.PADDING, lines, style, Align.CENTRE)

        return Piece("표시문", height, draw)


class Seal:
    """The square where the office's seal goes, with small print that says what it means if it is empty."""

    SIDE = 22.0
    LARGE_SIDE = 30.0
    MARGIN = 2.0
    STYLE = Style(7, grey=0.5, leading=1.4)

    @classmethod
    def side(cls, factor: float) -> float:
        return cls.SIDE if factor == 1.0 else cls.LARGE_SIDE

    @classmethod
    def draw(cls, pen: Pen, left: float, top: float, text: str, factor: float = 1.0) -> None:
        """Refuses a text that does not fit into the square."""
        side, style = cls.side(factor), cls.STYLE.scaled(factor)
        lines = wrapped(text, style, side - 2 * cls.MARGIN)
        height = len(lines) * style.pitch
        if height > side - cls.MARGIN:
            raise DoesNotFit(field="관인")
        pen.blank(left, top, side, side)
        pen.frame(left, top, side, side, thickness=0.2, grey=0.55, dash=(1.2, 0.8))
        pen.write_lines(left + side / 2, top + (side - height) / 2, lines, style, Align.CENTRE)


class Closing:
    """Date in the middle, the name of the head of office large below it, the seal's place to its right."""

    DATE = Style(12)
    SIGNED = Style(18, Weight.BOLD, leading=1.35)
    GAP = 3.0
    SPACE = 1.5
    MOST_LINES = 2

    @classmethod
    def piece(cls, dated: str, signed_by: str, seal: str, column: Column, factor: float = 1.0) -> Piece:
        date, signed, side = cls.DATE.scaled(factor), cls.SIGNED.scaled(factor), Seal.side(factor)
        ensure_one_line("발급일", dated, date, column.width)
        lines = wrapped(signed_by, signed, column.width - 2 * (side + cls.GAP))
        if len(lines) > cls.MOST_LINES * factor**2:
            raise DoesNotFit(field="발급기관장")
        text_height = date.pitch + cls.SPACE + len(lines) * signed.pitch
        height = max(text_height, side)

        def draw(pen: Pen, top: float) -> None:
            text_top = top + (height - text_height) / 2
            pen.write(column.middle, text_top + date.rise, dated, date, Align.CENTRE)
            text_top += date.pitch + cls.SPACE
            pen.write_lines(column.middle, text_top, lines, signed, Align.CENTRE)
            end = column.middle + max(signed.width(line) for line in lines) / 2
            Seal.draw(pen, end + cls.GAP, top + (height - side) / 2, seal, factor)

        return Piece("발급기관장", height, draw)
