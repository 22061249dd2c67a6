"""What every page shares: its column, its small print, a spaced title, and the words that end the facts."""

from collections.abc import Callable, Iterable

from issuance.printing.lines import Style, ensure_one_line
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Column, Piece, paragraph, space, together
from issuance.printing.typefaces import Weight

BODY = Column(20, 170)
SMALL = Style(8.5, grey=0.15)
NUMBERS = 14.0
LAST_LINE = 287.0


class Title:
    """22 points in the middle, the letters spaced as far as the width allows."""

    STYLE = Style(22, Weight.BOLD)
    SPACINGS = (3.5, 1.75, 0.6)

    @classmethod
    def draw(cls, pen: Pen, baseline: float, text: str, style: Style = STYLE) -> None:
        ensure_one_line("제목", text, style, BODY.width)
        natural, gaps = style.width(text), len(text) - 1
        spacing = next((each for each in cls.SPACINGS if natural + each * gaps <= BODY.width), 0.0)
        left = BODY.middle - (natural + spacing * gaps) / 2
        with pen.element("H1"):
            pen.write_spaced(left, baseline, text, style, spacing)


def nothing_below(factor: float = 1.0) -> Piece:
    """이하 여백: so that nobody adds a line to the facts."""
    style = Style(9, grey=0.35).scaled(factor)
    words = paragraph("이하 여백", "- 이하 여백 -", BODY, style, align=Align.CENTRE)
    return together("이하 여백", [space(2.0), words])


def fewest_pages(sizes: Iterable[float], lay_out: Callable[[float], list[list[Piece]]]) -> list[list[Piece]]:
    """The layout with the fewest pages; of those with as many, the one in the first size."""
    layouts = []
    for size in sizes:
        layouts.append(lay_out(size))
        if len(layouts[-1]) == 1:
            break
    return min(layouts, key=len)
