"""The place of the mark: a QR code of 40 mm with its check number below, or an empty frame."""

from collections.abc import Iterator

import segno

from issuance.printing.lines import Style
from issuance.printing.pen import Align, Pen
from issuance.printing.typefaces import Weight

Modules = tuple[tuple[int, ...], ...]


def modules_of(mark: str) -> Modules:
    """The dark (1) and light (0) modules of a mark as a QR code of level Q, without its quiet zone."""
    return tuple(tuple(row) for row in segno.make_qr(mark, error="q", boost_error=False).matrix)


class MarkPlace:
    """40 mm square, 4 modules of quiet zone included, and a line of text below."""

    SIDE = 40.0
    HEIGHT = 48.0
    QUIET_ZONE = 4
    CAPTION = Style(7, grey=0.25)
    NUMBER = Style(9.5, Weight.BOLD)

    @classmethod
    def draw(cls, pen: Pen, left: float, top: float, modules: Modules | None, check_number: str) -> None:
        pen.blank(left, top, cls.SIDE, cls.SIDE)
        if modules is None:
            pen.frame(left + 4, top + 4, cls.SIDE - 8, cls.SIDE - 8, grey=0.6, dash=(1, 1))
        else:
            side = cls.SIDE / (len(modules) + 2 * cls.QUIET_ZONE)
            origin = side * cls.QUIET_ZONE
            pen.modules(left + origin, top + origin, side, _dark_runs(modules))
        pen.write(left + cls.SIDE / 2, top + cls.SIDE + 2.6, "문서확인번호", cls.CAPTION, Align.CENTRE)
        pen.write(left + cls.SIDE / 2, top + cls.SIDE + 7.0, check_number, cls.NUMBER, Align.CENTRE)


def _dark_runs(modules: Modules) -> Iterator[tuple[int, int, int]]:
    """(row, first column, length) of each unbroken run of dark modules."""
    for row, cells in enumerate(modules):
        start = None
        for column, dark in enumerate((*cells, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                yield row, start, column - start
                start = None
