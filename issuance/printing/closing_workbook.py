"""Rows as an XLSX: every text stays a text, whatever it begins with, and a sheet that is full goes on in the next."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

MOST_ROWS = 1_048_576  # of a sheet (ECMA-376), the header included
_PIECE = 1 << 16
_WIDTH = 18

Cells = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class SheetOfRows:
    """A sheet by its title and columns; `rows` is called when the sheet is written."""

    title: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterable[Cells]]


def workbook(sheets: Iterable[SheetOfRows], *, most_rows: int = MOST_ROWS) -> Iterator[bytes]:
    """The pieces of the file; rows go through a file on disk, so that a million take no more memory than one."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet, most_rows)
    content: IO[bytes] = io.BytesIO()
    book.save(content)
    content.seek(0)
    while piece := content.read(_PIECE):
        yield piece


def _write(book: Any, sheet: SheetOfRows, most_rows: int) -> None:
    page, number, written = None, 0, 0
    for cells in sheet.rows():
        if page is None or written == most_rows:
            number, written = number + 1, 1
            page = _page(book, sheet, number)
        page.append([_cell(page, value) for value in cells])
        written += 1
    if page is None:
        _page(book, sheet, 1)


def _page(book: Any, sheet: SheetOfRows, number: int) -> Any:
    page = book.create_sheet(sheet.title if number == 1 else f"{sheet.title} {number}")
    page.freeze_panes = "A2"
    for place in range(len(sheet.columns)):
        page.column_dimensions[chr(ord("A") + place)].width = _WIDTH
    head = [_cell(page, column) for column in sheet.columns]
    for cell in head:
        cell.font = Font(bold=True)
    page.append(head)
    return page


def _cell(page: Any, value: str | int) -> Any:
    """A text as a text: openpyxl would take one that begins with = for a formula."""
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
