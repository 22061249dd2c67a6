"""The fonts of the house: read once, measured, and chosen for each run of characters."""

from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path

from issuance.printing.fontfile import FontFile, read_font

_FOLDER = Path(__file__).parent / "fonts"
# For what the weight's own font lacks, in this order; the last has rare Hanja and nothing else.
_FALLBACKS = ("NotoSansKR-Regular", "IeumRareHanja-Regular")
_POINT = 25.4 / 72
# The least measure of which both fonts' units are multiples: whole numbers add up alike everywhere.
_PARTS_OF_AN_EM = 256_000


class Weight(StrEnum):
    """The two weights of text; the value is the font's file and PostScript name."""

    REGULAR = "PretendardGOV-Regular"
    BOLD = "PretendardGOV-Bold"


@cache
def font(name: str) -> FontFile:
    """A font by its name; some 20 ms the first time, and a fallback only when a character needs it."""
    return read_font(_FOLDER / f"{name}.ttf")


def has_glyph(character: str) -> bool:
    """Whether a character can be printed in either weight."""
    if all(ord(character) in font(weight).glyphs for weight in Weight):
        return True
    return _fallback(character) is not None


def runs(text: str, weight: Weight) -> list[tuple[str, str]]:
    """(font name, piece) pairs: the weight's own font, or the fallback for what that one lacks."""
    advances = _advances(weight)
    if all(character in advances for character in text):
        return [(weight.value, text)]
    return [
        (name, "".join(piece)) for name, piece in groupby(text, lambda character: _face(character, weight))
    ]


def width(text: str, weight: Weight, size: float) -> float:
    """The width in millimetres of one line at `size` points; KeyError where no font has a character."""
    advances = _advances(weight)
    try:
        total = sum([advances[character] for character in text])
    except KeyError:
        total = sum([_advances(_face(character, weight))[character] for character in text])
    return total * size * _POINT / _PARTS_OF_AN_EM


def _face(character: str, weight: Weight) -> str:
    """The font that a character is set in; the weight's own where none has it."""
    return weight.value if character in _advances(weight) else _fallback(character) or weight.value


def _fallback(character: str) -> str | None:
    return next((name for name in _FALLBACKS if ord(character) in font(name).glyphs), None)


@cache
def _advances(name: str) -> dict[str, int]:
    """The advance of each character."""
    face = font(name)
    scale = _PARTS_OF_AN_EM // face.units
    return {chr(point): face.advances[glyph] * scale for point, glyph in face.glyphs.items()}
