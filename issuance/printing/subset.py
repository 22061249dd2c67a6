"""The part of a font that one document uses, embedded as a composite font (ISO 32000-1 §9.7)."""

from collections import Counter
from collections.abc import Iterator
from itertools import count, groupby
from struct import pack, pack_into, unpack
from zlib import crc32

from issuance.printing.document import Document, reference
from issuance.printing.fontfile import FontFile, components

# A code is two bytes of a PDF string; these would have to be escaped there.
_ESCAPED = frozenset(b"\n\r()\\")
_TAG_LETTERS = 6
_ENTRIES_IN_A_SECTION = 100
_SYMBOLIC = 4
_CHECKSUM_OF_A_FONT = 0xB1B0AFBA


class Subset:
    """Characters get codes as they are written; a code is also the number of its glyph in the embedded file."""

    def __init__(self, font: FontFile) -> None:
        self._font = font
        self._codes: dict[str, bytes] = {}
        self._free = (code for code in count(1) if not _ESCAPED & set(code.to_bytes(2, "big")))

    def codes(self, text: str) -> bytes:
        """The text as it stands in a PDF string of this font."""
        known = self._codes
        for character in text:
            if character not in known:
                known[character] = next(self._free).to_bytes(2, "big")
        return b"".join([known[character] for character in text])

    def embed(self, document: Document) -> int:
        """Write the font and what belongs to it; returns the number of the font's object."""
        used = {int.from_bytes(code, "big"): character for character, code in self._codes.items()}
        name = f"{_tag(''.join(used.values()))}+{self._font.name}".encode("ascii")
        file = document.add_stream(b"", self._file(used))
        descriptor = document.add(self._descriptor(name, file))
        descendant = document.add(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDToGIDMap/Identity"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %b%b>>"
            % (name, reference(descriptor), self._widths(used))
        )
        unicode_map = document.add_stream(b"", to_unicode(used))
        return document.add(
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%b]/ToUnicode %b>>"
            % (name, reference(descendant), reference(unicode_map))
        )

    def _descriptor(self, name: bytes, file: int) -> bytes:
        font = self._font
        box = b" ".join(b"%d" % self._thousandths(bound) for bound in font.bounds)
        ascent, descent = self._thousandths(font.ascent), self._thousandths(font.descent)
        return (
            b"<</Type/FontDescriptor/FontName/%b/Flags %d/FontBBox[%b]/ItalicAngle 0/Ascent %d/Descent %d"
            b"/CapHeight %d/StemV 80/FontFile2 %b>>"
            % (name, _SYMBOLIC, box, ascent, descent, ascent, reference(file))
        )

    def _widths(self, used: dict[int, str]) -> bytes:
        """/DW for most, /W for the others: whole thousandths, since common readers ignore a /DW with a fraction."""
        font = self._font
        widths = {
            code: self._thousandths(font.advances[font.glyphs[ord(character)]])
            for code, character in used.items()
        }
        ((usual, _),) = Counter(widths.values()).most_common(1)
        others = [(code, width) for code, width in widths.items() if width != usual]
        listed = b""
        for _, run in groupby(enumerate(others), lambda placed: placed[1][0] - placed[0]):
            together = [other for _, other in run]
            listed += b"%d[%b]" % (together[0][0], b" ".join(b"%d" % width for _, width in together))
        return b"/DW %d/W[%b]" % (usual, listed)

    def _thousandths(self, units: int) -> int:
        return round(units * 1000 / self._font.units)

    def _file(self, used: dict[int, str]) -> bytes:
        """A TrueType file whose glyphs are numbered by their codes, with those that composites are made of."""
        font = self._font
        sources = {0: 0, **{code: font.glyphs[ord(character)] for code, character in used.items()}}
        outlines = dict(self._outlines(sources))
        last = max(outlines)
        glyphs, offsets, metrics = bytearray(), [0], bytearray()
        for code in range(last + 1):
            outline = outlines.get(code, b"")
            glyphs += outline + bytes(-len(outline) % 4)
            offsets.append(len(glyphs) // 2)
            metrics += font.metric(sources[code]) if code in sources else bytes(4)
        head = bytearray(font.head)
        pack_into(">L", head, 8, 0)
        pack_into(">h", head, 50, 0)
        hhea, maxp = bytearray(font.hhea), bytearray(font.maxp)
        pack_into(">H", hhea, 34, last + 1)
        pack_into(">H", maxp, 4, last + 1)
        return _truetype(
            {
                b"glyf": bytes(glyphs),
                b"head": bytes(head),
                b"hhea": bytes(hhea),
                b"hmtx": bytes(metrics),
                b"loca": pack(f">{len(offsets)}H", *offsets),
                b"maxp": bytes(maxp),
            }
        )

    def _outlines(self, sources: dict[int, int]) -> Iterator[tuple[int, bytes]]:
        """(code, outline) of each glyph; parts of composites are added to `sources` as they are met."""
        waiting = list(sources)
        for code in waiting:
            outline = self._font.outline(sources[code])
            parts = components(outline)
            if parts:
                renumbered = bytearray(outline)
                for place, glyph in parts:
                    part = max(sources) + 1
                    sources[part] = glyph
                    waiting.append(part)
                    pack_into(">H", renumbered, place, part)
                outline = bytes(renumbered)
            yield code, outline


def to_unicode(used: dict[int, str]) -> bytes:
    """The CMap by which a reader copies text, in UTF-16BE (ISO 32000-1 §9.10.3)."""
    entries = [b"<%04X><%b>" % (code, _utf16(character)) for code, character in used.items()]
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


def _utf16(character: str) -> bytes:
    return character.encode("utf-16-be").hex().upper().encode("ascii")


def _tag(characters: str) -> str:
    """Six letters that tell this subset from another of the same font."""
    number, letters = crc32(characters.encode()), ""
    for _ in range(_TAG_LETTERS):
        number, letter = divmod(number, 26)
        letters += chr(ord("A") + letter)
    return letters


def _truetype(tables: dict[bytes, bytes]) -> bytes:
    """A font file of these tables, which are in the order of their tags; its checksum goes into 'head'."""
    exponent = len(tables).bit_length() - 1
    search = 16 << exponent
    directory = pack(">LHHHH", 0x00010000, len(tables), search, exponent, 16 * len(tables) - search)
    body, start, head = b"", 12 + 16 * len(tables), 0
    for tag, table in tables.items():
        if tag == b"head":
            head = start + len(body)
        padded = table + bytes(-len(table) % 4)
        directory += pack(">4sLLL", tag, _checksum(padded), start + len(body), len(table))
        body += padded
    file = bytearray(directory + body)
    pack_into(">L", file, head + 8, (_CHECKSUM_OF_A_FONT - _checksum(bytes(file))) % 2**32)
    return bytes(file)


def _checksum(words: bytes) -> int:
    numbers: tuple[int, ...] = unpack(f">{len(words) // 4}L", words)
    return sum(numbers) % 2**32
