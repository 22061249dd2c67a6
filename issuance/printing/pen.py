"""A pen on A4 paper: strings, rules, frames and diagonals, in millimetres from the top left corner."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from issuance.printing import typefaces
from issuance.printing.lines import Style
from issuance.printing.typefaces import Weight


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Pen:
    """One document; the same strokes give the same bytes on every machine.

    Streams are not compressed, since builds of zlib differ in their output; the clock and random
    identifiers are kept out by reportlab's invariant mode.
    """

    WIDTH = 210.0
    HEIGHT = 297.0
    RED = (0.98, 0.78, 0.78)

    def __init__(self, *, title: str, author: str) -> None:
        typefaces.register()
        self._pages = BytesIO()
        self._canvas = Canvas(
            self._pages,
            pagesize=A4,
            invariant=1,
            pageCompression=0,
            initialFontName=Weight.REGULAR,
            lang="ko-KR",
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("민원이음")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def finished(self) -> bytes:
        """The whole document; nothing can be drawn after it."""
        self._canvas.save()
        return self._pages.getvalue()

    def turn_page(self) -> None:
        """End this page; the next strokes fall on a new one."""
        self._canvas.showPage()

    def write(self, x: float, baseline: float, text: str, style: Style, align: Align = Align.LEFT) -> None:
        """One line of text; `x` is its left end, middle or right end."""
        if align is not Align.LEFT:
            x -= style.width(text) / (2 if align is Align.CENTRE else 1)
        self._canvas.setFillGray(style.grey)
        self._runs(x * mm, self._up(baseline), text, style, spacing=0.0)

    def write_spaced(self, x: float, baseline: float, text: str, style: Style, spacing: float) -> None:
        """One line with `spacing` millimetres after each letter, which a reader still finds as one word."""
        self._canvas.setFillGray(style.grey)
        spoken = text.encode("utf-16-be").hex().upper()
        # reportlab has no call for marked content (ISO 32000-1 §14.9.4).
        self._canvas._code.append(f"/Span <</ActualText <FEFF{spoken}>>> BDC")
        self._runs(x * mm, self._up(baseline), text, style, spacing=spacing * mm)
        self._canvas._code.append("EMC")

    def write_lines(
        self, x: float, top: float, lines: Iterable[str], style: Style, align: Align = Align.LEFT
    ) -> float:
        """Lines one below the other, the first starting at `top`; returns where the next would start."""
        for line in lines:
            self.write(x, top + style.rise, line, style, align)
            top += style.pitch
        return top

    def rule(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        *,
        thickness: float = 0.15,
        grey: float = 0.0,
        dash: tuple[float, ...] = (),
    ) -> None:
        """A straight line; `dash` is the lengths of stroke and gap."""
        self._stroke(thickness, grey, dash)
        self._canvas.line(left * mm, self._up(top), right * mm, self._up(bottom))

    def frame(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        *,
        thickness: float = 0.15,
        grey: float = 0.0,
        dash: tuple[float, ...] = (),
    ) -> None:
        self._stroke(thickness, grey, dash)
        self._canvas.rect(left * mm, self._up(top + height), width * mm, height * mm)

    def circle(
        self, x: float, y: float, radius: float, *, thickness: float, grey: float, dash: tuple[float, ...]
    ) -> None:
        self._stroke(thickness, grey, dash)
        self._canvas.circle(x * mm, self._up(y), radius * mm)

    def blank(self, left: float, top: float, width: float, height: float) -> None:
        """White out a rectangle, so that no watermark lies under what comes on it."""
        self._canvas.setFillGray(1)
        self._canvas.rect(left * mm, self._up(top + height), width * mm, height * mm, stroke=0, fill=1)

    def bar(self, left: float, top: float, width: float, height: float) -> None:
        self._canvas.setFillGray(0)
        self._canvas.rect(left * mm, self._up(top + height), width * mm, height * mm, stroke=0, fill=1)

    def modules(self, left: float, top: float, side: float, runs: Iterable[tuple[int, int, int]]) -> None:
        """Black runs (row, column, length) on a grid of squares of `side` mm whose corner is (left, top).

        One path, so that no seam shows between rows; in units of the grid, since reportlab's own
        rectangles would take longer than the rest of the page.
        """
        self._canvas.saveState()
        self._canvas.setFillGray(0)
        self._canvas.transform(side * mm, 0, 0, -side * mm, left * mm, self._up(top))
        self._canvas._code.extend(f"{column} {row} {length} 1 re" for row, column, length in runs)
        self._canvas._code.append("f")
        self._canvas.restoreState()

    def watermark(self, x: float, y: float, text: str, *, size: float, length: float) -> None:
        """Light grey text on the rising diagonal, its middle at (x, y), smaller where it is beyond `length` mm."""
        natural = Style(size, Weight.BOLD).width(text)
        fitting = size * min(1.0, length / natural) if natural else size
        self._diagonal(x, y, text, Style(fitting, Weight.BOLD, grey=0.93))

    def drill(self, x: float, y: float, size: float) -> None:
        """훈련 in red, to be drawn before what has to stay legible on it."""
        self._diagonal(
            x, y, "훈련", Style(size, Weight.BOLD), lambda canvas: canvas.setFillColorRGB(*self.RED)
        )

    def void(self, x: float, y: float, size: float) -> None:
        """무효 in outline over everything: what lies below stays legible."""

        def outline(canvas: Canvas) -> None:
            canvas.setStrokeGray(0.2)
            canvas.setLineWidth(0.9 * mm)
            canvas.setDash([])

        self._diagonal(x, y, "무효", Style(size, Weight.BOLD), outline, mode=1)

    def _diagonal(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        ink: Callable[[Canvas], None] | None = None,
        mode: int | None = None,
    ) -> None:
        self._canvas.saveState()
        self._canvas.translate(x * mm, self._up(y))
        self._canvas.rotate(35)
        self._canvas.setFillGray(style.grey)
        if ink is not None:
            ink(self._canvas)
        self._runs(-style.width(text) / 2 * mm, -style.size * 0.36, text, style, spacing=0.0, mode=mode)
        self._canvas.restoreState()

    def _runs(
        self, x: float, y: float, text: str, style: Style, *, spacing: float, mode: int | None = None
    ) -> None:
        for font, piece in typefaces.runs(text, style.weight):
            self._canvas.setFont(font, style.size)
            self._canvas.drawString(x, y, piece, mode=mode, charSpace=spacing)
            x += self._canvas.stringWidth(piece, font, style.size) + spacing * len(piece)

    def _stroke(self, thickness: float, grey: float, dash: tuple[float, ...]) -> None:
        self._canvas.setStrokeGray(grey)
        self._canvas.setLineWidth(thickness * mm)
        self._canvas.setDash([length * mm for length in dash])

    def _up(self, down: float) -> float:
        """PDF measures from the bottom, in points."""
        return float((self.HEIGHT - down) * mm)
