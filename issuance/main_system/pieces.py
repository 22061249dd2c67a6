"""A file read once, a piece at a time: of each piece the good rows as they are kept, and the faults."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from issuance.domain.clues import clue_of
from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import ExtractRow, FileKind, IssuedRow, LedgerRow, RowFault
from issuance.domain.offices import UnknownOffice
from issuance.domain.profiles import address_in
from issuance.domain.spellings import name_text, row_text
from issuance.main_system import cells
from issuance.main_system.blocks import Layout, line_of
from issuance.main_system.layouts import KIND, row_reader
from issuance.main_system.plain import Digests, PlainLines, Taken
from issuance.main_system.tables import MOST_LINES_OF_A_RECORD, BrokenRow, Record, Records, fault, record_of

# As much as one sealed block holds: some thousand rows.
PIECE_CHARACTERS = 1 << 17
PIECE_ROWS = 1_000

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


class IssuedTwice(IssuanceError):
    code = "issued_number_twice"
    sentence = "같은 발급번호가 앞 행에 이미 있습니다. 두 번 뽑힌 행이 아닌지 주 시스템에서 확인해 주세요."


class ColumnsLacking(Exception):
    """A row is of a kind whose facts have no column: the whole file is refused."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a piece of a file gave; the numbers of its rows follow those of the pieces before by `numbered_from`.

    `text` holds the good rows as CSV in the known columns, `keys` the packed record of each one of an extract, `rows` those
    of any other file. `left` is the record that the piece ends in the middle of.
    """

    record_count: int
    row_count: int
    first_row: int
    skipped: tuple[tuple[int, int], ...]
    text: str
    taken: Taken
    rows: tuple[LedgerRow, ...]
    faults: tuple[RowFault, ...]
    left: str = ""

    def numbered_from(self, before: int) -> "Piece":
        """The same with `before` rows of the file standing in front of it."""
        return replace(
            self,
            first_row=self.first_row + before,
            skipped=tuple((first + before, length) for first, length in self.skipped),
            rows=tuple(replace(row, row=row.row + before) for row in self.rows),
            faults=tuple(replace(found, row=found.row + before) for found in self.faults),
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that tells how a file's rows are read; it goes to another process as it stands."""

    layout: Layout
    columns: tuple[str, ...]
    separator: str
    offices: frozenset[str]


@dataclass(slots=True)
class _Draft:
    """A piece while it is read."""

    records: int = 0
    last_row: int = 0
    first_row: int = 0
    skipped: list[tuple[int, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    taken: Taken = field(default_factory=Taken)
    row_count: int = 0
    rows: list[LedgerRow] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)

    def keep(self, first: int, count: int, text: str) -> None:
        """Keep good rows that stand one after the other, from the row `first` on."""
        if not self.row_count:
            self.first_row = first
        elif first > self.last_row + 1:
            self.skipped.append((self.last_row + 1, first - self.last_row - 1))
        self.row_count += count
        self.last_row = first + count - 1
        self.texts.append(text)

    def piece(self, *, left: str = "") -> Piece:
        return Piece(
            record_count=self.records,
            row_count=self.row_count,
            first_row=self.first_row,
            skipped=tuple(self.skipped),
            text="".join(self.texts),
            taken=self.taken,
            rows=tuple(self.rows),
            faults=tuple(self.faults),
            left=left,
        )


class _Lines:
    """The lines of a piece for the CSV reader, from any place in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = 0
        self.first_line = ""
        self.position = 0
        self.is_exhausted = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._lines == MOST_LINES_OF_A_RECORD:
            raise csv.Error("too many lines")
        if self.position == len(self._text):
            self.is_exhausted = True
            raise StopIteration
        found = _LINE.match(self._text, self.position)
        assert found is not None
        self._lines += 1
        self.position = found.end()
        if self._lines == 1:
            self.first_line = found.group()
        return found.group()

    @property
    def are_several(self) -> bool:
        return self._lines > 1

    def begin_record(self, position: int) -> int:
        self.position, self._lines, self.is_exhausted = position, 0, False
        return position


class PieceReader:
    """Reads pieces of one file; the issue numbers of an issue ledger are remembered over all of them."""

    def __init__(self, recipe: Recipe, *, row_digests: Digests, subject_digests: Digests) -> None:
        layout = recipe.layout
        self._recipe, self._row_digests, self._subject_digests = recipe, row_digests, subject_digests
        self._row_of = row_reader(layout.kind, catalogue=layout.catalogue, today=layout.today)
        self._kept_cells = itemgetter(*(recipe.columns.index(column) for column in layout.columns))
        self._is_kept_as_written = recipe.separator == "," and recipe.columns == layout.columns
        self._issued: set[str] = set()
        self._plain: PlainLines | None = None
        self._plain_records: PlainLines | None = None
        if layout.kind == FileKind.EXTRACT:
            self._plain = self._plain_lines(recipe.columns, recipe.separator)
            self._plain_records = self._plain_lines(layout.columns, ",")

    def read(self, text: str, *, final: bool) -> Piece:
        """Read a piece that begins with a record, and ends with the file or at the end of a line."""
        draft, lines, position = _Draft(), _Lines(text), 0
        rows = csv.reader(lines, delimiter=self._recipe.separator, strict=True)
        while position < len(text):
            stopped = self._take_plain(text, position, draft)
            if stopped == len(text):
                break
            position = lines.begin_record(stopped)
            try:
                found = next(rows)
                if lines.are_several and len(found) != len(self._recipe.columns):
                    # A quotation mark that is closed in a later row, whose rows between must not be lost.
                    raise csv.Error("a record of several rows")
            except csv.Error:
                if lines.is_exhausted and not final:
                    return draft.piece(left=text[position:])
                draft.records += 1
                first = lines.first_line
                draft.faults.append(
                    fault(draft.records, self._recipe.columns[0], BrokenRow(), cells.shown(first))
                )
                position += len(first)
                continue
            position = lines.position
            draft.records += 1
            if any(cell.strip() for cell in found):
                self._judge(record_of(self._recipe.columns, found, row=draft.records), draft)
        return draft.piece()

    def read_records(self, records: Sequence[Record | RowFault]) -> Piece:
        """Read rows that were no lines of text; their numbers are those of the file already."""
        draft = _Draft()
        for record in records:
            if not self._take_plain_record(record, draft):
                self._judge(record, draft)
        return draft.piece()

    def _plain_lines(self, columns: tuple[str, ...], separator: str) -> PlainLines:
        return PlainLines(
            columns,
            separator,
            catalogue=self._recipe.layout.catalogue,
            today=self._recipe.layout.today,
            row_digests=self._row_digests,
            subject_digests=self._subject_digests,
        )

    def _take_plain(self, text: str, start: int, draft: _Draft) -> int:
        if self._plain is None:
            return start
        before = draft.taken.row_count
        stopped = self._plain.take(text, start, draft.taken)
        count = draft.taken.row_count - before
        if count:
            draft.keep(draft.records + 1, count, self._kept(text[start:stopped]))
            draft.records += count
        return stopped

    def _take_plain_record(self, record: Record | RowFault, draft: _Draft) -> bool:
        if self._plain_records is None or isinstance(record, RowFault):
            return False
        columns = self._recipe.layout.columns
        if not all(column in record.cells for column in columns):
            return False
        kept = [record.cells[column] for column in columns]
        whole = "".join(kept)
        if '"' in whole or "\n" in whole:
            return False
        line = ",".join(f'"{cell}"' if "," in cell else cell for cell in kept)
        if self._plain_records.take(line, 0, draft.taken) < len(line):
            return False
        draft.keep(record.row, 1, line + "\n")
        return True

    def _kept(self, lines: str) -> str:
        """Plain lines as they are kept: no cell of theirs has a line end in it."""
        if "\r" in lines:
            lines = lines.replace("\r\n", "\n")
        if not lines.endswith("\n"):
            lines += "\n"
        if self._is_kept_as_written:
            return lines
        written = io.StringIO(newline="")
        rows = csv.reader(io.StringIO(lines, newline=""), delimiter=self._recipe.separator, strict=True)
        csv.writer(written, lineterminator="\n").writerows(map(self._kept_cells, rows))
        return written.getvalue()

    def _judge(self, record: Record | RowFault, draft: _Draft) -> None:
        """Keep a row that is whole and good, or say why it is left out."""
        row = record if isinstance(record, RowFault) else self._read(record)
        if isinstance(record, RowFault) or isinstance(row, RowFault):
            assert isinstance(row, RowFault)
            draft.faults.append(row)
            return
        # A cell that a row of JSON left out is another kind's, and empty.
        kept = line_of([record.cells.get(column, "") for column in self._recipe.layout.columns])
        draft.keep(row.row, 1, kept)
        if isinstance(row, ExtractRow):
            self._pack(row, draft.taken)
        else:
            draft.rows.append(row)

    def _read(self, record: Record) -> LedgerRow | RowFault:
        layout = self._recipe.layout
        if layout.kind == FileKind.EXTRACT:
            kind = layout.catalogue.get(record.cells.get(KIND, "").strip())
            if kind is not None and not set(kind.facts) <= set(layout.columns):
                raise ColumnsLacking
        row = self._row_of(record)
        if not isinstance(row, IssuedRow):
            return row
        if row.office not in self._recipe.offices:
            return fault(row.row, "기관코드", UnknownOffice(office=row.office), row.office)
        if row.number in self._issued:
            return fault(row.row, "발급번호", IssuedTwice(), cells.shown(row.number))
        self._issued.add(row.number)
        return row

    def _pack(self, row: ExtractRow, taken: Taken) -> None:
        subject = row.resident_number or row.parcel
        assert subject is not None
        said = row_text(row.kind, subject.digits, (value for _, value in row.facts), name=row.name)
        taken.add(
            row.kind,
            self._row_digests([said.encode()]),
            self._subject_digests([subject.digits.encode()]),
            [int(row.as_of.timestamp())],
            [clue_of(subject.digits, name_text(row.name), address_in(dict(row.facts)))],
        )


class Cutter:
    """Cuts text that comes in any pieces into ones that end at the end of a line, the last with the file."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts, self._rest = texts, ""
        self.is_at_end = False

    def cut(self, characters: int) -> str:
        """The next piece, at least as long as asked for if the text reaches; perhaps empty, the last one."""
        text = self._rest
        while True:
            # A return at the very end may be half of a line end.
            end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1 if len(text) >= characters else 0
            if end:
                self._rest = text[end:]
                return text[:end]
            more = next(self._texts, "")
            if not more:
                self.is_at_end, self._rest = True, ""
                return text
            text += more


def pieces_in_turn(texts: Iterator[str], reader: PieceReader) -> Iterator[Piece]:
    """Read one piece after the other, what is left of one before the next; numbers begin at 1."""
    cutter, left, before = Cutter(texts), "", 0
    while not cutter.is_at_end:
        # A record that goes on and on is not read again and again.
        text = left + cutter.cut(max(PIECE_CHARACTERS, len(left)))
        piece = reader.read(text, final=cutter.is_at_end)
        yield piece.numbered_from(before)
        before, left = before + piece.record_count, piece.left


def pieces_of_records(records: Records, reader: PieceReader) -> Iterator[Piece]:
    """Read rows that are no lines, a block's worth at a time."""
    batch: list[Record | RowFault] = []
    size = 0
    for record in records:
        batch.append(record)
        if isinstance(record, Record):
            size += sum(map(len, record.cells.values()))
        if len(batch) >= PIECE_ROWS or size >= PIECE_CHARACTERS:
            yield reader.read_records(batch)
            batch, size = [], 0
    yield reader.read_records(batch)
