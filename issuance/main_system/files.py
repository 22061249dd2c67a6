"""Reading a file of the main system: its header at once, its rows one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from issuance.domain.ledger import FileKind, LedgerRow, RowFault
from issuance.main_system.encodings import Encoding, Limits
from issuance.main_system.layouts import COLUMNS, KIND, OPTIONAL_COLUMNS, Catalogue, fact_columns, row_reader
from issuance.main_system.refusals import MissingColumn
from issuance.main_system.spreadsheets import ZIP_START, open_spreadsheet
from issuance.main_system.tables import Record, Table, open_text_table


@dataclass(frozen=True, slots=True)
class Reading:
    """A file whose header holds; `rows` reads on from the open stream, each row whole or a fault."""

    encoding: Encoding
    columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    rows: Iterator[LedgerRow | RowFault]


def read(
    content: BinaryIO,
    *,
    file_name: str,
    kind: FileKind,
    catalogue: Catalogue,
    today: date,
    limits: Limits | None = None,
) -> Reading:
    """Read a CSV (comma, tab, semicolon), XLSX or JSON Lines file, told apart by its content.

    `content` is seekable and stays open while the rows are read. `catalogue` says by kind code which
    facts an extract holds. Refuses the whole file for its encoding, size or header; a kind that is in the
    file makes the columns of its facts required.
    """
    limits = limits or Limits()
    table = _open(content, file_name=file_name, limits=limits)
    required = COLUMNS[kind]
    known = {*required, *OPTIONAL_COLUMNS.get(kind, ())}
    _ensure_columns(table, required, file_name=file_name)
    if kind == FileKind.EXTRACT:
        known |= fact_columns(catalogue)
        _ensure_columns(table, _facts_needed(table, catalogue), file_name=file_name)
    to_row = row_reader(kind, catalogue=catalogue, today=today)
    return Reading(
        encoding=table.encoding,
        columns=table.columns,
        unknown_columns=tuple(column for column in table.columns if column not in known),
        rows=(to_row(found) if isinstance(found, Record) else found for found in table.records()),
    )


def _open(content: BinaryIO, *, file_name: str, limits: Limits) -> Table:
    content.seek(0)
    is_zip = content.read(len(ZIP_START)) == ZIP_START
    open_table = open_spreadsheet if is_zip else open_text_table
    return open_table(content, file_name=file_name, limits=limits)


def _ensure_columns(table: Table, needed: tuple[str, ...], *, file_name: str) -> None:
    missing = [column for column in needed if column not in table.columns]
    if missing:
        raise MissingColumn(file=file_name, row=table.header_row, column=", ".join(missing))


def _facts_needed(table: Table, catalogue: Catalogue) -> tuple[str, ...]:
    needed: dict[str, None] = {}
    for record in table.records():
        if isinstance(record, Record):
            kind = catalogue.get(record.cells.get(KIND, "").strip())
            if kind is not None:
                needed.update(dict.fromkeys(kind.facts))
    return tuple(needed)
