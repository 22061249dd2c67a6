"""Good rows as they are kept until they are used: CSV lines without a header, in the columns of their file."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from issuance.domain.ledger import FileKind, LedgerRow, RowFault
from issuance.domain.staging import row_number
from issuance.main_system.layouts import Catalogue, row_reader
from issuance.main_system.tables import Record


class BlockBroken(Exception):
    """A kept row no longer reads as what it was accepted for: a fault of ours, never of a file."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a file's blocks are read: its kind, its known columns, and the rules of the day it came in."""

    kind: FileKind
    columns: tuple[str, ...]
    catalogue: Catalogue
    today: date


def line_of(cells: Sequence[str]) -> str:
    """The cells as one record, which may have line breaks inside quotation marks."""
    line = io.StringIO(newline="")
    # A lone return is put inside quotation marks only where the line's end has one.
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"


def cells_at(text: str, places: Sequence[int]) -> list[list[str]]:
    """The cells of a block's rows at `places` (from 0, rising)."""
    if '"' not in text:
        lines = text.split("\n")
        return [lines[place].split(",") for place in places]
    wanted = frozenset(places)
    return [cells for place, cells in enumerate(_records(text)) if place in wanted]


def rows_in(
    text: str,
    layout: Layout,
    *,
    first_row: int,
    skipped: Sequence[Sequence[int]],
    places: Sequence[int] | None = None,
) -> Iterator[LedgerRow]:
    """The rows of a block, or those at `places` (from 0, rising) alone, each under its number in the file."""
    read = row_reader(layout.kind, catalogue=layout.catalogue, today=layout.today)
    found = enumerate(_records(text)) if places is None else zip(places, cells_at(text, places), strict=True)
    for place, cells in found:
        number = row_number(place, first_row=first_row, skipped=skipped)
        row = read(Record(number, dict(zip(layout.columns, cells, strict=True))))
        if isinstance(row, RowFault):
            raise BlockBroken(row.code)
        yield row


def _records(text: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), strict=True)
