"""The pieces that a page is set from, top to bottom, and how they are shared out over pages."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from issuance.printing.lines import DoesNotFit, Style, wrapped
from issuance.printing.pen import Align, Pen


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never split between pages: its height in mm, and how it is drawn from a given top.

    `heading` is drawn again above the piece where it starts a page.
    """

    field: str
    height: float
    draw: Callable[[Pen, float], None]
    heading: "Piece | None" = None


@dataclass(frozen=True, slots=True)
class Column:
    """Where a piece stands across the page: its left edge and its width in mm."""

    left: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


def paragraph(
    field: str, text: str, column: Column, style: Style, *, align: Align = Align.LEFT, below: float = 0.0
) -> Piece:
    """A paragraph broken at spaces, from the left or in the middle; `below` mm follow it."""
    lines = wrapped(text, style, column.width)
    x = column.middle if align is Align.CENTRE else column.left

    def draw(pen: Pen, top: float) -> None:
        pen.write_lines(x, top, lines, style, align)

    return Piece(field, len(lines) * style.pitch + below, draw)


def space(height: float) -> Piece:
    return Piece("", height, lambda pen, top: None)


def together(field: str, pieces: Iterable[Piece]) -> Piece:
    """Several pieces that stay on one page."""
    kept = list(pieces)
    return Piece(field, _height(kept), lambda pen, top: draw_down(pen, top, kept), kept[0].heading)


def draw_down(pen: Pen, top: float, pieces: Iterable[Piece]) -> None:
    """Draw pieces one below the other."""
    for piece in pieces:
        piece.draw(pen, top)
        top += piece.height


def write_justified(pen: Pen, x: float, baseline: float, text: str, style: Style, width: float) -> None:
    """Spread the letters of a line evenly over `width` (균등 배분)."""
    gaps = len(text) - 1
    spacing = (width - style.width(text)) / gaps if gaps else 0.0
    if gaps:
        pen.write_spaced(x, baseline, text, style, spacing)
    else:
        pen.write(x + width / 2, baseline, text, style, Align.CENTRE)


def paginated(pieces: Sequence[Piece], last: Piece, height: float) -> list[list[Piece]]:
    """Pieces by page, each page at most `height` mm.

    `last` stands at the foot of the last page, never without the end of what it closes.
    Refuses a piece that is taller than a page.
    """
    pages: list[list[Piece]] = [[]]
    for position, piece in enumerate(pieces):
        below = last.height if position == len(pieces) - 1 else 0.0
        if _height(pages[-1]) + piece.height + below <= height:
            pages[-1].append(piece)
            continue
        opening = [piece.heading, piece] if piece.heading else [piece]
        if _height(opening) + below > height:
            raise DoesNotFit(field=piece.field if _height(opening) > height else last.field)
        pages.append(opening)
    return [*pages[:-1], [*pages[-1], space(height - _height(pages[-1]) - last.height), last]]


def _height(pieces: Iterable[Piece]) -> float:
    return sum(piece.height for piece in pieces)
