"""The fonts of the house: registered once, measured, and chosen for each run of characters."""

from enum import StrEnum
from itertools import groupby
from pathlib import Path
from threading import Lock

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont

_FOLDER = Path(__file__).parent / "fonts"
_FALLBACK = "NotoSansKR-Regular"
_loaded: dict[str, TTFont] = {}
_loading = Lock()


class Weight(StrEnum):
    """The two weights of text; the value is the font's file and PostScript name."""

    REGULAR = "PretendardGOV-Regular"
    BOLD = "PretendardGOV-Bold"


def has_glyph(character: str) -> bool:
    """Whether a character can be printed in either weight."""
    if all(ord(character) in _font(weight).face.charToGlyph for weight in Weight):
        return True
    return ord(character) in _font(_FALLBACK).face.charToGlyph


def runs(text: str, weight: Weight) -> list[tuple[str, str]]:
    """(font name, piece) pairs: the weight's own font, or the fallback for what that one lacks."""
    glyphs = _font(weight).face.charToGlyph
    if all(ord(character) in glyphs for character in text):
        return [(weight, text)]
    _font(_FALLBACK)
    return [
        (weight if own else _FALLBACK, "".join(piece))
        for own, piece in groupby(text, lambda character: ord(character) in glyphs)
    ]


def width(text: str, weight: Weight, size: float) -> float:
    """The width in millimetres of one line at `size` points."""
    points = sum(pdfmetrics.stringWidth(piece, font, size) for font, piece in runs(text, weight))
    return float(points / mm)


def register() -> None:
    """Load the two weights (some 0.2 s, the first time only); the fallback loads when a character needs it."""
    for weight in Weight:
        _font(weight)


def _font(name: str) -> TTFont:
    if name not in _loaded:
        # A second registration would replace a font that another thread is drawing with.
        with _loading:
            if name not in _loaded:
                ttfonts.makeToUnicodeCMap = _to_unicode_cmap
                font = TTFont(name, _FOLDER / f"{name}.ttf", asciiReadable=1)
                pdfmetrics.registerFont(font)
                _loaded[name] = font
    return _loaded[name]


def _to_unicode_cmap(font_name: str, subset: list[int]) -> str:
    """The ToUnicode CMap of a subset, in UTF-16BE (ISO 32000-1 §9.10.3).

    reportlab writes a character beyond U+FFFF as five hex digits, which readers take for another
    character; and more than a hundred entries in one section, which the CMap format forbids.
    """
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset)
    ]
    sections = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
            f"/CMapName /{font_name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *(
                line
                for section in sections
                for line in (f"{len(section)} beginbfchar", *section, "endbfchar")
            ),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
