"""The objects of one PDF file, numbered as they come; the same objects give the same bytes on every machine."""

from collections.abc import Iterator

import deflate
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFFile, PDFIndirectObject, PDFObjectReference

# libdeflate's output does not depend on the processor, and its version is pinned with the product's own:
# zlib would do, but each system has a build of its own, and they differ.
_EFFORT = 6
_VERSION = (1, 7)
_IN_USE, _PACKED = 1, 2


class Document:
    """A file of PDF 1.7 in Korean, without clock or chance.

    reportlab keeps the object table, the catalogue and the document information; small objects are packed
    into an object stream (ISO 32000-1 §7.5.7), for which it has no writer: there are more of them than text.
    """

    def __init__(self, *, title: str, author: str) -> None:
        self._file = PDFDocument(invariant=1, compression=0, pdfVersion=_VERSION, lang="ko-KR")
        self._file.setTitle(title)
        self._file.setAuthor(author)
        self._file.setCreator("민원이음")
        self._file.setSubject("")
        self._small: dict[int, bytes] = {}

    def add(self, body: bytes) -> int:
        """A new object that is no stream; returns its number."""
        number = self.reserve()
        self.put(number, body)
        return number

    def reserve(self) -> int:
        """The number of an object that others name before it is known itself."""
        number = int(self._file.objectcounter) + 1
        self._file.Reference(b"null", _name(number))
        return number

    def put(self, number: int, body: bytes) -> None:
        """What a reserved number stands for."""
        self._file.updateSignature(body)
        self._small[number] = body

    def add_stream(self, entries: bytes, content: bytes, *, compressed: bool = True) -> int:
        """A new stream with the entries of its dictionary; returns its number."""
        number = self.reserve()
        body = _stream(entries, content, compressed=compressed)
        self._file.updateSignature(body)
        self._file.idToObject[_name(number)] = body
        return number

    def finished(self, *, pages: int, structure: int, outline: int) -> bytes:
        """The whole file; the numbers are those of the page tree, the structure tree and the outline."""
        catalog = self._file.Catalog
        catalog.Pages = PDFObjectReference(_name(pages))
        catalog.StructTreeRoot = PDFObjectReference(_name(structure))
        catalog.Outlines = PDFObjectReference(_name(outline))
        catalog.MarkInfo = b"<</Marked true>>"
        catalog.ViewerPreferences = b"<</DisplayDocTitle true>>"
        root, information = self._file.Reference(catalog), self._file.Reference(self._file.info)
        packed = self.add_stream(*_packed(self._small))
        file = PDFFile(_VERSION)
        offsets = dict(self._written(file))
        entries = b"/Type/XRef/Size %d/W[1 3 2]/Root %b/Info %b/ID%b" % (
            len(offsets) + len(self._small) + 2,
            root.format(self._file),
            information.format(self._file),
            bytes(self._file.ID()).split(b"%")[0].strip(),
        )
        own = int(self._file.objectcounter) + 1
        offsets[own] = start = file.offset
        table = _stream(entries, self._table(offsets, packed))
        file.add(b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (own, table, start))
        return bytes(file.format(self._file))

    def _written(self, file: PDFFile) -> Iterator[tuple[int, int]]:
        """(number, offset) of each object that is not packed, as it is written; writing one may call for another."""
        number = 1
        while number in self._file.numberToId:
            if number not in self._small:
                name = self._file.numberToId[number]
                body = PDFIndirectObject(name, self._file.idToObject[name]).format(self._file)
                yield number, file.add(body)
            number += 1

    def _table(self, offsets: dict[int, int], packed: int) -> bytes:
        """The cross-reference table: where each object stands in the file, or in the object stream."""
        places = {number: place for place, number in enumerate(self._small)}
        rows = [b"\0\0\0\0\xff\xff"]
        for number in range(1, len(offsets) + len(places) + 1):
            if number in places:
                rows.append(_row(_PACKED, packed, places[number]))
            else:
                rows.append(_row(_IN_USE, offsets[number], 0))
        return b"".join(rows)


def reference(number: int) -> bytes:
    return b"%d 0 R" % number


def text_string(text: str) -> bytes:
    """A PDF text string (ISO 32000-1 §7.9.2.2), in hexadecimal so that nothing needs an escape."""
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().upper().encode("ascii")


def _stream(entries: bytes, content: bytes, *, compressed: bool = True) -> bytes:
    if compressed:
        entries += b"/Filter/FlateDecode"
        content = bytes(deflate.zlib_compress(content, _EFFORT))
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


def _packed(objects: dict[int, bytes]) -> tuple[bytes, bytes]:
    """The entries and the content of an object stream."""
    heads, place = [], 0
    for number, body in objects.items():
        heads.append(b"%d %d" % (number, place))
        place += len(body) + 1
    head = b" ".join(heads) + b"\n"
    return b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head)), head + b"\n".join(objects.values())


def _row(kind: int, place: int, index: int) -> bytes:
    return bytes([kind]) + place.to_bytes(3, "big") + index.to_bytes(2, "big")


def _name(number: int) -> str:
    return f"N{number}"
