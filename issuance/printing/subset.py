"""The part of a font that one document uses, embedded as a composite font (ISO 32000-1 §9.7)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, groupby
from struct import pack, pack_into, unpack
from zlib import crc32

from issuance.printing.document import Document, reference
from issuance.printing.fontfile import FontFile, components
from issuance.printing.typefaces import font

# A code is two bytes of a PDF string; these would have to be escaped there.
_ESCAPED = frozenset(b"\n\r()\\")
_TAG_LETTERS = 6
_ENTRIES_IN_A_SECTION = 100
_SYMBOLIC = 4
_CHECKSUM_OF_A_FONT = 0xB1B0AFBA
_NO_METRIC = bytes(4)


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A glyph ready to be embedded: its outline in whole words, and how much that adds to the table's checksum."""

    outline: bytes
    checksum: int
    metric: bytes
    width: int
    is_composite: bool


class Subset:
    """Characters get codes as they are written; a code is also the number of its glyph in the embedded file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._font = font(name)
        self._codes: dict[str, bytes] = {}
        self._characters: dict[int, str] = {}
        self._free = (code for code in count(1) if not _ESCAPED & set(code.to_bytes(2, "big")))

    def codes(self, text: str) -> bytes:
        """The text as it stands in a PDF string of this font."""
        known = self._codes
        for character in text:
            if character not in known:
                code = next(self._free)
                known[character] = code.to_bytes(2, "big")
                self._characters[code] = character
        return b"".join([known[character] for character in text])

    def embed(self, document: Document) -> int:
        """Write the font and what belongs to it; returns the number of the font's object."""
        glyphs = {code: self._glyph(character) for code, character in self._characters.items()}
        name = f"{_tag(''.join(self._codes))}+{self._name}".encode("ascii")
        file = document.add_stream(b"", self._file(glyphs))
        descriptor = document.add(self._descriptor(name, file))
        descendant = document.add(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDToGIDMap/Identity"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %b%b>>"
            % (name, reference(descriptor), _widths(glyphs))
        )
        unicode_map = document.add_stream(b"", to_unicode(self._characters))
        return document.add(
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%b]/ToUnicode %b>>"
            % (name, reference(descendant), reference(unicode_map))
        )

    def _glyph(self, character: str) -> _Glyph:
        return _glyph_of(self._name, self._font.glyphs[ord(character)])

    def _descriptor(self, name: bytes, file: int) -> bytes:
        face = self._font
        box = b" ".join(b"%d" % _thousandths(face, bound) for bound in face.bounds)
        ascent, descent = _thousandths(face, face.ascent), _thousandths(face, face.descent)
        return (
            b"<</Type/FontDescriptor/FontName/%b/Flags %d/FontBBox[%b]/ItalicAngle 0/Ascent %d/Descent %d"
            b"/CapHeight %d/StemV 80/FontFile2 %b>>"
            % (name, _SYMBOLIC, box, ascent, descent, ascent, reference(file))
        )

    def _file(self, used: dict[int, _Glyph]) -> bytes:
        """A TrueType file whose glyphs are numbered by their codes, with those that composites are made of."""
        numbered = dict(self._with_parts({0: _glyph_of(self._name, 0), **used}))
        last = max(numbered)
        outlines, offsets, metrics, place = [], [0], [], 0
        for code in range(last + 1):
            glyph = numbered.get(code)
            if glyph is not None:
                outlines.append(glyph.outline)
                place += len(glyph.outline)
            offsets.append(place // 2)
            metrics.append(_NO_METRIC if glyph is None else glyph.metric)
        head, hhea, maxp = bytearray(self._font.head), bytearray(self._font.hhea), bytearray(self._font.maxp)
        pack_into(">L", head, 8, 0)
        pack_into(">h", head, 50, 0)
        pack_into(">H", hhea, 34, last + 1)
        pack_into(">H", maxp, 4, last + 1)
        return _truetype(
            {
                b"glyf": b"".join(outlines),
                b"head": bytes(head),
                b"hhea": bytes(hhea),
                b"hmtx": b"".join(metrics),
                b"loca": pack(f">{len(offsets)}H", *offsets),
                b"maxp": bytes(maxp),
            },
            {b"glyf": sum(glyph.checksum for glyph in numbered.values()) % 2**32},
        )

    def _with_parts(self, glyphs: dict[int, _Glyph]) -> Iterator[tuple[int, _Glyph]]:
        """(code, glyph) of each; the parts of composites get codes of their own after the others."""
        waiting, free = list(glyphs.items()), count(max(glyphs) + 1)
        for code, glyph in waiting:
            if glyph.is_composite:
                outline = bytearray(glyph.outline)
                for place, part in components(glyph.outline):
                    number = next(free)
                    pack_into(">H", outline, place, number)
                    waiting.append((number, _glyph_of(self._name, part)))
                renumbered = bytes(outline)
                yield code, _Glyph(renumbered, _checksum(renumbered), glyph.metric, glyph.width, True)
            else:
                yield code, glyph


def to_unicode(characters: dict[int, str]) -> bytes:
    """The CMap by which a reader copies text, in UTF-16BE (ISO 32000-1 §9.10.3)."""
    entries = [b"<%04X><%b>" % (code, _utf16(character)) for code, character in characters.items()]
    lines = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        b"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(entries), _ENTRIES_IN_A_SECTION):
        section = entries[start : start + _ENTRIES_IN_A_SECTION]
        lines += [b"%d beginbfchar" % len(section), *section, b"endbfchar"]
    lines.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
    return b"\n".join(lines)


# As many as both weights have syllables: what is common stays, what is rare makes room.
@lru_cache(maxsize=2 * 11_172)
def _glyph_of(name: str, number: int) -> _Glyph:
    face = font(name)
    outline = face.outline(number)
    outline += bytes(-len(outline) % 4)
    width = _thousandths(face, face.advances[number])
    return _Glyph(outline, _checksum(outline), face.metric(number), width, bool(components(outline)))


def _widths(glyphs: dict[int, _Glyph]) -> bytes:
    """/DW for most, /W for the others: whole thousandths, since common readers ignore a /DW with a fraction."""
    ((usual, _),) = Counter(glyph.width for glyph in glyphs.values()).most_common(1)
    others = [(code, glyph.width) for code, glyph in glyphs.items() if glyph.width != usual]
    listed = b""
    for _, run in groupby(enumerate(others), lambda placed: placed[1][0] - placed[0]):
        together = [other for _, other in run]
        listed += b"%d[%b]" % (together[0][0], b" ".join(b"%d" % width for _, width in together))
    return b"/DW %d/W[%b]" % (usual, listed)


def _thousandths(face: FontFile, units: int) -> int:
    return round(units * 1000 / face.units)


def _utf16(character: str) -> bytes:
    return character.encode("utf-16-be").hex().upper().encode("ascii")


def _tag(characters: str) -> str:
    """Six letters that tell this subset from another of the same font."""
    number, letters = crc32(characters.encode()), ""
    for _ in range(_TAG_LETTERS):
        number, letter = divmod(number, 26)
        letters += chr(ord("A") + letter)
    return letters


def _truetype(tables: dict[bytes, bytes], checksums: dict[bytes, int]) -> bytes:
    """A font file of these tables, which are in the order of their tags; `checksums` are those known already."""
    exponent = len(tables).bit_length() - 1
    search = 16 << exponent
    directory = pack(">LHHHH", 0x00010000, len(tables), search, exponent, 16 * len(tables) - search)
    body, place, head, total = [], 12 + 16 * len(tables), 0, 0
    for tag, table in tables.items():
        if tag == b"head":
            head = place
        padded = table + bytes(-len(table) % 4)
        checksum = checksums[tag] if tag in checksums else _checksum(padded)
        directory += pack(">4sLLL", tag, checksum, place, len(table))
        body.append(padded)
        place += len(padded)
        total += checksum
    file = bytearray(directory + b"".join(body))
    pack_into(">L", file, head + 8, (_CHECKSUM_OF_A_FONT - total - _checksum(directory)) % 2**32)
    return bytes(file)


def _checksum(words: bytes) -> int:
    numbers: tuple[int, ...] = unpack(f">{len(words) // 4}L", words)
    return sum(numbers) % 2**32
