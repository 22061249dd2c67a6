"""A TrueType file, read once: which glyph a character has, how wide it is, and its outline."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from struct import Struct, unpack_from

_GROUP = Struct(">3L")
_PLATFORM_WINDOWS, _ENCODING_FULL = 3, 10
_COMPOSITE = -1
# Flags of a component of a composite glyph (OpenType, 'glyf').
_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x1, 0x8, 0x20, 0x40, 0x80


@dataclass(frozen=True, slots=True)
class FontFile:
    """`glyphs` maps code points to glyphs, `advances` is in font units for each glyph."""

    name: str
    units: int
    glyphs: dict[int, int]
    advances: tuple[int, ...]
    bounds: tuple[int, int, int, int]
    ascent: int
    descent: int
    head: bytes
    hhea: bytes
    maxp: bytes
    metrics: bytes
    outlines: bytes
    offsets: tuple[int, ...]

    def outline(self, glyph: int) -> bytes:
        """Its entry of the table 'glyf'; empty for a blank."""
        return self.outlines[self.offsets[glyph] : self.offsets[glyph + 1]]

    def metric(self, glyph: int) -> bytes:
        """Its entry of the table 'hmtx': advance and left side bearing."""
        return self.metrics[4 * glyph : 4 * glyph + 4]


def read_font(path: Path) -> FontFile:
    """Read a font with TrueType outlines, long offsets and a full Unicode map (format 12)."""
    file = path.read_bytes()
    tables = _tables(file)
    head, hhea, maxp = tables["head"], tables["hhea"], tables["maxp"]
    (count,) = unpack_from(">H", maxp, 4)
    (long_metrics,) = unpack_from(">H", hhea, 34)
    (long_offsets,) = unpack_from(">h", head, 50)
    if not long_offsets:
        raise ValueError(f"{path.name}: not every glyph has a long offset")
    metrics = _metrics(tables["hmtx"], long_metrics)
    ascent, descent = unpack_from(">hh", hhea, 4)
    return FontFile(
        name=path.stem,
        units=unpack_from(">H", head, 18)[0],
        glyphs=dict(_characters(tables["cmap"])),
        advances=unpack_from(">" + "Hxx" * count, metrics),
        bounds=unpack_from(">4h", head, 36),
        ascent=ascent,
        descent=descent,
        head=head,
        hhea=hhea,
        maxp=maxp,
        metrics=metrics,
        outlines=tables["glyf"],
        offsets=unpack_from(f">{count + 1}L", tables["loca"]),
    )


def components(outline: bytes) -> list[tuple[int, int]]:
    """(where its number stands, the glyph) for each part that a composite outline is put together from."""
    if not outline or unpack_from(">h", outline)[0] != _COMPOSITE:
        return []
    parts, place, more = [], 10, True
    while more:
        flags, glyph = unpack_from(">HH", outline, place)
        parts.append((place + 2, glyph))
        place += 4 + (4 if flags & _WORDS else 2)
        place += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
        more = bool(flags & _MORE)
    return parts


def _metrics(table: bytes, count: int) -> bytes:
    """Advance and bearing of every glyph: past the first `count`, the file gives the bearing alone."""
    last = table[4 * count - 4 : 4 * count - 2]
    bearings = table[4 * count :]
    return table[: 4 * count] + b"".join(
        last + bearings[place : place + 2] for place in range(0, len(bearings), 2)
    )


def _tables(file: bytes) -> dict[str, bytes]:
    (count,) = unpack_from(">H", file, 4)
    entries = (unpack_from(">4sLLL", file, 12 + 16 * place) for place in range(count))
    return {tag.decode("ascii"): file[start : start + length] for tag, _, start, length in entries}


def _characters(cmap: bytes) -> Iterator[tuple[int, int]]:
    """(code point, glyph) of the subtable for all of Unicode."""
    (count,) = unpack_from(">H", cmap, 2)
    for place in range(count):
        platform, encoding, start = unpack_from(">HHL", cmap, 4 + 8 * place)
        if (platform, encoding) == (_PLATFORM_WINDOWS, _ENCODING_FULL):
            (groups,) = unpack_from(">L", cmap, start + 12)
            for first, last, glyph in _GROUP.iter_unpack(cmap[start + 16 : start + 16 + 12 * groups]):
                yield from zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True)
            return
    raise ValueError("the font has no map of all of Unicode")
