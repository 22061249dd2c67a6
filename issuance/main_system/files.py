"""Reading a file of the main system: its header at once, its rows one by one or in pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import BinaryIO

from issuance.domain.ledger import FileKind, LedgerRow, RowFault
from issuance.main_system.blocks import Layout
from issuance.main_system.encodings import Encoding, Limits, ensure_size
from issuance.main_system.layouts import COLUMNS, KIND, OPTIONAL_COLUMNS, Catalogue, fact_columns, row_reader
from issuance.main_system.pieces import (
    PIECE_CHARACTERS,
    ColumnsLacking,
    Piece,
    PieceReader,
    Recipe,
    pieces_in_turn,
    pieces_of_records,
)
from issuance.main_system.refusals import MissingColumn
from issuance.main_system.spreadsheets import ZIP_START, open_spreadsheet
from issuance.main_system.tables import Record, Table, open_text_table

_CHUNK = 1 << 20


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
    known = _known_columns(table, kind, catalogue, file_name=file_name)
    if kind == FileKind.EXTRACT:
        _ensure_columns(table, _facts_needed(table, catalogue), file_name=file_name)
    to_row = row_reader(kind, catalogue=catalogue, today=today)
    return Reading(
        encoding=table.encoding,
        columns=table.columns,
        unknown_columns=tuple(column for column in table.columns if column not in known),
        rows=(to_row(found) if isinstance(found, Record) else found for found in table.records()),
    )


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """By what a file is known again."""

    sha256: str
    byte_count: int


def fingerprint(content: BinaryIO, *, file_name: str, limits: Limits) -> Fingerprint:
    """Hash a file that is not too large; leaves the stream at its start."""
    most = limits.sheet_bytes if _is_zip(content) else limits.file_bytes
    ensure_size(content, file_name=file_name, most=most)
    digest, size = sha256(), 0
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    return Fingerprint(digest.hexdigest(), size)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose header holds, before any row was read; `recipe` tells how, here or in another process."""

    encoding: Encoding
    unknown_columns: tuple[str, ...]
    recipe: Recipe
    header_row: int
    texts: Iterator[str] | None
    _table: Table
    _file_name: str

    def pieces(self, reader: PieceReader) -> Iterator[Piece]:
        """Read on from the open stream, in this process; refuses the file where a kind's facts have no column."""
        if self.texts is None:
            found = pieces_of_records(self._table.records(), reader)
        else:
            found = (piece.numbered_from(self.header_row) for piece in pieces_in_turn(self.texts, reader))
        return self.refusing(found)

    def refusing(self, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """The same pieces; a kind without columns, met in any of them, names all that the file lacks."""
        try:
            yield from pieces
        except ColumnsLacking:
            needed = _facts_needed(self._table, self.recipe.layout.catalogue)
            _ensure_columns(self._table, needed, file_name=self._file_name)
            raise


def open_file(
    content: BinaryIO,
    *,
    file_name: str,
    kind: FileKind,
    catalogue: Catalogue,
    today: date,
    offices: frozenset[str],
    limits: Limits | None = None,
) -> Opened:
    """Open a file as `read` does, to be read once, in pieces; `offices` are those that an issue ledger may name."""
    limits = limits or Limits()
    table = _open(content, file_name=file_name, limits=limits)
    known = _known_columns(table, kind, catalogue, file_name=file_name)
    columns = tuple(column for column in table.columns if column in known)
    return Opened(
        encoding=table.encoding,
        unknown_columns=tuple(column for column in table.columns if column not in known),
        recipe=Recipe(
            layout=Layout(kind, columns, catalogue, today),
            columns=table.columns,
            separator=table.lines.separator if table.lines else ",",
            offices=offices,
        ),
        header_row=table.header_row,
        texts=table.lines.texts(PIECE_CHARACTERS) if table.lines else None,
        _table=table,
        _file_name=file_name,
    )


def _open(content: BinaryIO, *, file_name: str, limits: Limits) -> Table:
    open_table = open_spreadsheet if _is_zip(content) else open_text_table
    return open_table(content, file_name=file_name, limits=limits)


def _is_zip(content: BinaryIO) -> bool:
    content.seek(0)
    return content.read(len(ZIP_START)) == ZIP_START


def _known_columns(table: Table, kind: FileKind, catalogue: Catalogue, *, file_name: str) -> frozenset[str]:
    required = COLUMNS[kind]
    _ensure_columns(table, required, file_name=file_name)
    facts = fact_columns(catalogue) if kind == FileKind.EXTRACT else frozenset()
    return facts.union(required, OPTIONAL_COLUMNS.get(kind, ()))


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
