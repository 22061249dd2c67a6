"""Rows as an XLSX: every text stays a text, whatever it begins with, and a sheet that is full goes on in the next."""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

MOST_ROWS = 1_048_576  # of a sheet (ECMA-376), the header included
_AT_ONCE = 500
_WIDTH = 18

Cells = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class SheetOfRows:
    """A sheet by its title and columns; `rows` is called when the sheet is written."""

    title: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterable[Cells]]


def workbook(sheets: Iterable[SheetOfRows], *, most_rows: int = MOST_ROWS) -> Iterator[bytes]:
    """The pieces of the file as they are made: the first comes before any row, and a million take no more memory than one."""
    outlet, titles = _Outlet(), list[str]()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:
        for name, text in _FIXED.items():
            archive.writestr(name, _XML + text)
        yield outlet.taken()
        for sheet in sheets:
            for title, rows in _pages(sheet, most_rows):
                titles.append(title)
                with archive.open(f"xl/worksheets/sheet{len(titles)}.xml", "w") as page:
                    for piece in _page(sheet.columns, rows):
                        page.write(piece.encode())
                        if ready := outlet.taken():
                            yield ready
        # Which sheets there are is known last, for a full one has made others.
        for name, text in _contents(titles).items():
            archive.writestr(name, _XML + text)
    yield outlet.taken()


class _Outlet(io.RawIOBase):
    """Where the archive is written to, and taken away from piece by piece; nothing in it is ever gone back to."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        self._pieces.append(bytes(piece))  # type: ignore[call-overload]
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _pages(sheet: SheetOfRows, most_rows: int) -> Iterator[tuple[str, Iterator[Cells]]]:
    """A title and its rows, which are read to their end before the next is asked for."""
    rows, number = iter(sheet.rows()), 1
    yield sheet.title, islice(rows, most_rows - 1)
    for first in rows:
        number += 1
        yield f"{sheet.title} {number}", chain((first,), islice(rows, most_rows - 2))


def _page(columns: tuple[str, ...], rows: Iterator[Cells]) -> Iterator[str]:
    head = "".join(_cell(column, style=' s="1"') for column in columns)
    yield (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{len(columns)}" width="{_WIDTH}" customWidth="1"/></cols>'
        f"<sheetData><row>{head}</row>"
    )
    while some := list(islice(rows, _AT_ONCE)):
        yield "".join(f"<row>{''.join(map(_cell, cells))}</row>" for cells in some)
    yield "</sheetData></worksheet>"


def _cell(value: str | int, style: str = "") -> str:
    """A text is written as one, so that nothing takes what begins with = for a formula."""
    if isinstance(value, int):
        return f"<c{style}><v>{value}</v></c>"
    if not value:
        return "<c/>"
    text = escape(_NOT_XML.sub("\ufffd", value))
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _contents(titles: list[str]) -> dict[str, str]:
    sheets = "".join(
        f'<sheet name="{escape(title)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, title in enumerate(titles, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(titles) + 1)
    )
    styles = f'<Relationship Id="rId0" Type="{_RELATION}/styles" Target="styles.xml"/>'
    return {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}{styles}</Relationships>',
    }


# What XML 1.0 has no place for.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FIXED = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    # The second style is the bold one of a header.
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font>'
    '<font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
