"""A pen on A4 paper: strings, rules, frames and diagonals, in millimetres from the top left corner."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum

from issuance.printing import typefaces
from issuance.printing.document import Document, reference, text_string
from issuance.printing.lines import Style
from issuance.printing.modules import Modules
from issuance.printing.structure import Element, Structure, described
from issuance.printing.subset import Subset
from issuance.printing.typefaces import Weight

_POINTS = 72 / 25.4


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Pen:
    """One document; the same strokes give the same bytes on every machine.

    Text belongs to the element that is open (`element`), or is a paragraph of its own; rules, frames and what
    is written `aside` are decoration, which a screen reader passes over.
    """

    WIDTH = 210.0
    HEIGHT = 297.0
    RED = (0.98, 0.78, 0.78)
    WORD_LENGTH = 3

    def __init__(self, *, title: str, author: str, width: float = WIDTH, height: float = HEIGHT) -> None:
        self.width, self.height = width, height
        self._document = Document(title=title, author=author)
        self._subsets: dict[str, Subset] = {}
        self._pictures: dict[Modules, int] = {}
        self._contents: list[bytes] = []
        self._bookmarks: list[tuple[str, int, float]] = []
        self._structure = Structure()
        self._element: Element | None = self._structure.root
        self._kept: dict[object, Element] = {}
        self._begin_page()
        self.bookmark(title, 0)

    def finished(self) -> bytes:
        """The whole document; nothing can be drawn after it."""
        document = self._document
        tree = document.reserve()
        resources = document.add(self._resources())
        size = b"0 0 %.2f %.2f" % (self.width * _POINTS, self.height * _POINTS)
        pages = []
        for place, content in enumerate(self._contents):
            stream = document.add_stream(b"", content)
            pages.append(
                document.add(
                    b"<</Type/Page/Parent %b/MediaBox[%b]/Resources %b/Contents %b/StructParents %d/Tabs/S>>"
                    % (reference(tree), size, reference(resources), reference(stream), place)
                )
            )
        kids = b" ".join(map(reference, pages))
        document.put(tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids))
        structure = self._structure.embed(document, pages)
        return document.finished(pages=tree, structure=structure, outline=self._outline(pages))

    def turn_page(self) -> None:
        """End this page; the next strokes fall on a new one."""
        self._end_stretch()
        self._contents.append(b"\n".join(self._strokes))
        self._begin_page()

    @contextmanager
    def element(self, tag: str, extra: bytes = b"", *, kept: object = None) -> Iterator[None]:
        """What is written inside belongs to a new element, or to the one that was `kept` under this name."""
        outer = self._element
        if outer is not None:
            inner = None if kept is None else self._kept.get(kept)
            if inner is None:
                inner = Element(tag, extra)
                outer.kids.append(inner)
            if kept is not None:
                self._kept[kept] = inner
            self._element = inner
        yield
        self._element = outer

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is written inside is decoration: it repeats what was read before."""
        outer, self._element = self._element, None
        yield
        self._element = outer

    def told_once(self, page: int) -> AbstractContextManager[None]:
        """What is written inside stands on every page: it is read on the first, and decoration on the others."""
        return nullcontext() if page == 1 else self.aside()

    def bookmark(self, title: str, top: float) -> None:
        """An entry of the outline that leads to this height of this page; none for what is aside."""
        if self._element is not None:
            self._bookmarks.append((title, len(self._contents), self._up(top)))

    def write(self, x: float, baseline: float, text: str, style: Style, align: Align = Align.LEFT) -> None:
        """One line of text; `x` is its left end, middle or right end."""
        with self._paragraph():
            self._line(x, baseline, text, style, align)

    def write_spaced(self, x: float, baseline: float, text: str, style: Style, spacing: float) -> None:
        """One line with `spacing` millimetres after each letter, which a reader still finds as one word."""
        with self._paragraph():
            self._begin_stretch()
            self._strokes.append(b"/Span<</ActualText %b>>BDC" % text_string(text))
            self._fill(style.grey)
            self._text(x * _POINTS, self._up(baseline), text, style, b"%.3f Tc " % (spacing * _POINTS))
            self._strokes.append(b"EMC")

    def write_lines(
        self, x: float, top: float, lines: Iterable[str], style: Style, align: Align = Align.LEFT
    ) -> float:
        """Lines one below the other, the first starting at `top`; returns where the next would start."""
        with self._paragraph():
            for line in lines:
                self._line(x, top + style.rise, line, style, align)
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
        self._strokes.append(
            b"%.2f %.2f m %.2f %.2f l S" % (left * _POINTS, self._up(top), right * _POINTS, self._up(bottom))
        )

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
        self._strokes.append(self._rectangle(left, top, width, height) + b" S")

    def circle(
        self, x: float, y: float, radius: float, *, thickness: float, grey: float, dash: tuple[float, ...]
    ) -> None:
        """Four curves, as near to a circle as the eye can tell."""
        self._stroke(thickness, grey, dash)
        middle, centre, r = x * _POINTS, self._up(y), radius * _POINTS
        bend = 0.5523 * r
        path = b"%.2f %.2f m" % (middle + r, centre)
        for across, up in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            # From (across, up) a quarter turn on, to (-up, across).
            path += b" %.2f %.2f %.2f %.2f %.2f %.2f c" % (
                middle + across * r - up * bend,
                centre + up * r + across * bend,
                middle - up * r + across * bend,
                centre + across * r + up * bend,
                middle - up * r,
                centre + across * r,
            )
        self._strokes.append(path + b" S")

    def blank(self, left: float, top: float, width: float, height: float) -> None:
        """White out a rectangle, so that no watermark lies under what comes on it."""
        self._filled(left, top, width, height, grey=1.0)

    def bar(self, left: float, top: float, width: float, height: float) -> None:
        self._filled(left, top, width, height, grey=0.0)

    def modules(self, left: float, top: float, side: float, modules: Modules, spoken: str) -> None:
        """The modules as a picture of one dot each, `side` mm wide; `spoken` is what a screen reader says of it."""
        if modules not in self._pictures:
            self._pictures[modules] = self._document.add_stream(
                b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray"
                b"/Decode[1 0]" % (modules.side, modules.side),
                modules.bits,
                compressed=False,
            )
        x, y, size = left * _POINTS, self._up(top + side), side * _POINTS
        with self.element("Figure", described(spoken, (x, y, x + size, y + size))):
            self._begin_stretch()
            self._strokes.append(
                b"q %.3f 0 0 %.3f %.3f %.3f cm /M%d Do Q" % (size, size, x, y, self._pictures[modules])
            )

    def watermark(self, x: float, y: float, text: str, *, size: float, length: float) -> None:
        """Light grey text on the rising diagonal, its middle at (x, y), smaller where it is beyond `length` mm."""
        natural = Style(size, Weight.BOLD).width(text)
        fitting = size * min(1.0, length / natural) if natural else size
        with self.aside():
            self._diagonal(x, y, text, Style(fitting, Weight.BOLD), b"0.93 g")

    def drill(self, x: float, y: float, size: float) -> None:
        """훈련 in red, to be drawn before what has to stay legible on it."""
        self._diagonal(x, y, "훈련", Style(size, Weight.BOLD), b"%.2f %.2f %.2f rg" % self.RED)

    def across(self, x: float, y: float, text: str, *, size: float) -> None:
        """A word in outline over everything, smaller where it is longer than 무효: what lies below stays legible."""
        if text:
            style = Style(size * min(1.0, self.WORD_LENGTH / len(text)), Weight.BOLD)
            self._diagonal(x, y, text, style, b"0.2 G %.2f w [] 0 d 1 Tr" % (0.9 * _POINTS))

    def _begin_page(self) -> None:
        self._strokes: list[bytes] = []
        self._stretch: Element | None = None
        self._decorating = False
        self._grey: float | None = None
        self._line_style: tuple[float, float, tuple[float, ...]] | None = None
        self._font: tuple[str, float] | None = None
        self._structure.new_page()

    @contextmanager
    def _paragraph(self) -> Iterator[None]:
        """Text that no element is open for is a paragraph."""
        if self._element is self._structure.root:
            with self.element("P"):
                yield
        else:
            yield

    def _begin_stretch(self) -> None:
        """From here on what is drawn belongs to the open element, or is decoration."""
        element = self._element
        if element is None:
            self._decorate()
        elif element is not self._stretch:
            self._end_stretch()
            number = self._structure.mark(element)
            self._strokes.append(b"/%b<</MCID %d>>BDC" % (element.tag.encode("ascii"), number))
            self._stretch = element

    def _decorate(self) -> None:
        if not self._decorating:
            self._end_stretch()
            self._strokes.append(b"/Artifact BMC")
            self._decorating = True

    def _end_stretch(self) -> None:
        if self._decorating or self._stretch is not None:
            self._strokes.append(b"EMC")
        self._decorating, self._stretch = False, None

    def _line(self, x: float, baseline: float, text: str, style: Style, align: Align) -> None:
        if align is not Align.LEFT:
            x -= style.width(text) / (2 if align is Align.CENTRE else 1)
        self._begin_stretch()
        self._fill(style.grey)
        self._text(x * _POINTS, self._up(baseline), text, style)

    def _text(self, x: float, y: float, text: str, style: Style, spacing: bytes = b"") -> None:
        stroke = b"BT %b%.2f %.2f Td" % (spacing, x, y)
        for font, piece in typefaces.runs(text, style.weight):
            if font not in self._subsets:
                self._subsets[font] = Subset(font)
            if self._font != (font, style.size):
                self._font = (font, style.size)
                stroke += b" /F%d %.6g Tf" % (list(self._subsets).index(font), style.size)
            stroke += b" (%b)Tj" % self._subsets[font].codes(piece)
        self._strokes.append(stroke + (b" 0 Tc ET" if spacing else b" ET"))

    def _diagonal(self, x: float, y: float, text: str, style: Style, ink: bytes) -> None:
        with self._paragraph():
            self._begin_stretch()
            self._font = None
            # A turn by 35 degrees.
            self._strokes.append(
                b"q 0.81915 0.57358 -0.57358 0.81915 %.2f %.2f cm %b" % (x * _POINTS, self._up(y), ink)
            )
            self._text(-style.width(text) / 2 * _POINTS, -style.size * 0.36, text, style)
            self._strokes.append(b"Q")
            self._font = None

    def _filled(self, left: float, top: float, width: float, height: float, grey: float) -> None:
        self._decorate()
        self._fill(grey)
        self._strokes.append(self._rectangle(left, top, width, height) + b" f")

    def _rectangle(self, left: float, top: float, width: float, height: float) -> bytes:
        return b"%.2f %.2f %.2f %.2f re" % (
            left * _POINTS,
            self._up(top + height),
            width * _POINTS,
            height * _POINTS,
        )

    def _fill(self, grey: float) -> None:
        if grey != self._grey:
            self._grey = grey
            self._strokes.append(b"%.6g g" % grey)

    def _stroke(self, thickness: float, grey: float, dash: tuple[float, ...]) -> None:
        self._decorate()
        if self._line_style != (thickness, grey, dash):
            self._line_style = (thickness, grey, dash)
            pattern = b" ".join(b"%.2f" % (length * _POINTS) for length in dash)
            self._strokes.append(b"%.6g G %.2f w [%b] 0 d" % (grey, thickness * _POINTS, pattern))

    def _up(self, down: float) -> float:
        """PDF measures from the bottom, in points."""
        return (self.height - down) * _POINTS

    def _resources(self) -> bytes:
        """Fonts by the order of their first use, pictures by their object's number."""
        fonts = b"".join(
            b"/F%d %b" % (place, reference(subset.embed(self._document)))
            for place, subset in enumerate(self._subsets.values())
        )
        pictures = b"".join(b"/M%d %b" % (number, reference(number)) for number in self._pictures.values())
        return b"<</Font<<%b>>/XObject<<%b>>>>" % (fonts, pictures)

    def _outline(self, pages: list[int]) -> int:
        """A flat outline, one entry for each bookmark."""
        outline = self._document.reserve()
        entries = [self._document.reserve() for _ in self._bookmarks]
        for place, (title, page, height) in enumerate(self._bookmarks):
            before = b"/Prev %b" % reference(entries[place - 1]) if place else b""
            after = b"/Next %b" % reference(entries[place + 1]) if place + 1 < len(entries) else b""
            self._document.put(
                entries[place],
                b"<</Title %b/Parent %b%b%b/Dest[%b/XYZ null %.2f null]>>"
                % (text_string(title), reference(outline), before, after, reference(pages[page]), height),
            )
        self._document.put(
            outline,
            b"<</Type/Outlines/First %b/Last %b/Count %d>>"
            % (reference(entries[0]), reference(entries[-1]), len(entries)),
        )
        return outline
