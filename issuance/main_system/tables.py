"""A file as a table: a header and records, whatever it is written in."""

import csv
import io
import json
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO, TextIO

from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import RowFault
from issuance.main_system.cells import shown
from issuance.main_system.encodings import Encoding, Limits, ensure_size, find_encoding
from issuance.main_system.refusals import BrokenHeader, DuplicateColumn, EmptyFile, TooManyColumns

_SEPARATORS = (",", "\t", ";")
# An open quotation mark swallows what follows: past this many lines the record is given up.
MOST_LINES_OF_A_RECORD = 50
_NOT_STORABLE = re.compile(r"[\x00\ud800-\udfff]")


class ShortRow(IssuanceError):
    code = "short_row"
    sentence = "행의 칸이 머리글보다 모자랍니다. 빠진 칸을 채워 주세요."


class LongRow(IssuanceError):
    code = "long_row"
    sentence = "행의 칸이 머리글보다 많습니다. 값 안의 구분 기호를 따옴표로 묶었는지 확인해 주세요."


class BrokenRow(IssuanceError):
    code = "broken_row"
    sentence = "행의 따옴표가 맞지 않거나 너무 길어 읽을 수 없습니다. 이 행만 고쳐 다시 올려 주세요."


class NotAnObject(IssuanceError):
    code = "not_an_object"
    sentence = "행이 JSON 객체가 아닙니다. 한 줄에 객체 하나씩 적어 주세요."


class RepeatedKey(IssuanceError):
    code = "repeated_key"
    sentence = "같은 이름이 한 행에 두 번 나옵니다. 하나만 남겨 주세요."


class NotText(IssuanceError):
    code = "not_text"
    sentence = "값이 글자가 아닙니다. 목록은 세미콜론(;)으로 이어 글자로 적어 주세요."


@dataclass(frozen=True, slots=True)
class Record:
    """One row, by column name; `row` is what a spreadsheet or an editor would count."""

    row: int
    cells: Mapping[str, str]


Records = Iterator[Record | RowFault]


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows that are lines of text: what parts their cells, and the text after the header in pieces cut anywhere."""

    separator: str
    texts: Callable[[int], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns as written, and a function that reads the records from the start, one reader at a time."""

    encoding: Encoding
    header_row: int
    columns: tuple[str, ...]
    records: Callable[[], Records]
    lines: Lines | None = None


def open_text_table(content: BinaryIO, *, file_name: str, limits: Limits) -> Table:
    """CSV, by the separator that cuts its header into most columns, or JSON Lines if it starts with a brace."""
    ensure_size(content, file_name=file_name, most=limits.file_bytes)
    encoding = find_encoding(content, file_name=file_name, limits=limits)
    if _first_character(content, encoding) == "{":
        return _json_lines(content, encoding, file_name=file_name, limits=limits)
    return _delimited(content, encoding, file_name=file_name, limits=limits)


def column_names(cells: Sequence[str], *, file_name: str, row: int, limits: Limits) -> tuple[str, ...]:
    """The header's names, NFC and without outer spaces; refuses a name that stands twice, and a header without end."""
    if len(cells) > limits.columns:
        raise TooManyColumns(file=file_name, limit=limits.columns)
    names = tuple(unicodedata.normalize("NFC", cell).strip() for cell in cells)
    for place, name in enumerate(names):
        if name in names[:place]:
            raise DuplicateColumn(file=file_name, row=row, column=shown(name))
    if not any(names):
        raise EmptyFile(file=file_name)
    return names


def record_of(columns: tuple[str, ...], cells: list[str], *, row: int) -> Record | RowFault:
    """The record, if it has as many cells as the header."""
    if len(cells) < len(columns):
        return fault(row, columns[len(cells)], ShortRow(), "")
    if len(cells) > len(columns):
        return fault(row, f"{len(columns) + 1}번째", LongRow(), shown(cells[len(columns)]))
    return Record(row, dict(zip(columns, cells, strict=True)))


def fault(row: int, column: str, refusal: IssuanceError, seen: str) -> RowFault:
    return RowFault(row, shown(column), refusal.code, refusal.message, seen)


class _Lines:
    """Physical lines for the CSV reader; those of a broken record but its first can be read again."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._again: deque[str] = deque()
        self._record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self._record) == MOST_LINES_OF_A_RECORD:
            raise csv.Error("too many lines")
        line = self._again.popleft() if self._again else self._stream.readline()
        if not line:
            raise StopIteration
        self._record.append(line)
        return line

    @property
    def are_several(self) -> bool:
        return len(self._record) > 1

    def begin_record(self) -> None:
        self._record.clear()

    def give_back(self) -> str:
        """Keep the broken record's first line, which is returned, and hand the others back."""
        first, *others = self._record
        self._again.extendleft(reversed(others))
        return first


@contextmanager
def _text(content: BinaryIO, encoding: Encoding) -> Iterator[TextIO]:
    content.seek(0)
    wrapper = io.TextIOWrapper(content, encoding.codec, errors="strict", newline="")
    try:
        yield wrapper
    finally:
        # Whoever was kept from reading on may have closed the file already.
        with suppress(ValueError):
            wrapper.detach()


def _first_character(content: BinaryIO, encoding: Encoding) -> str:
    with _text(content, encoding) as stream:
        for line in stream:
            if bare := line.strip():
                return bare[0]
    return ""


def _rows(
    stream: TextIO, separator: str, *, width: int | None = None
) -> Iterator[tuple[int, list[str] | None, str]]:
    """(row, cells, broken first line) of each row that has anything in it; cells are None where it is broken.

    Broken is also one of several lines that has not `width` cells: a quotation mark that only a later row closes
    would take the rows between with it.
    """
    lines = _Lines(stream)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    row = 0
    while True:
        row += 1
        lines.begin_record()
        try:
            cells = next(reader)
            if width is not None and lines.are_several and len(cells) != width:
                raise csv.Error("a record of several rows")
        except StopIteration:
            return
        except csv.Error:
            yield row, None, lines.give_back()
            continue
        if any(cell.strip() for cell in cells):
            yield row, cells, ""


def _delimited(content: BinaryIO, encoding: Encoding, *, file_name: str, limits: Limits) -> Table:
    best: list[str] = []
    best_separator, header_row, broken_row = ",", 0, 0
    for separator in _SEPARATORS:
        with _text(content, encoding) as stream:
            row, cells, _ = next(_rows(stream, separator), (0, [], ""))
        if cells is None:
            broken_row = row
        elif len(cells) > len(best):
            best, best_separator, header_row = cells, separator, row
    if not best:
        raise BrokenHeader(file=file_name, row=broken_row) if broken_row else EmptyFile(file=file_name)
    columns = column_names(best, file_name=file_name, row=header_row, limits=limits)

    def texts(characters: int) -> Iterator[str]:
        with _text(content, encoding) as stream:
            next(_rows(stream, best_separator))
            while text := stream.read(characters):
                yield text

    def records() -> Records:
        with _text(content, encoding) as stream:
            rows = _rows(stream, best_separator, width=len(columns))
            next(rows)
            for row, cells, broken in rows:
                if cells is None:
                    yield fault(row, columns[0], BrokenRow(), shown(broken))
                else:
                    yield record_of(columns, cells, row=row)

    return Table(encoding, header_row, columns, records, Lines(best_separator, texts))


class _Members(list[tuple[str, Any]]):
    """The members of a JSON object, as written: a name may stand twice."""


def _json_lines(content: BinaryIO, encoding: Encoding, *, file_name: str, limits: Limits) -> Table:
    """The columns are all names in the file: a row may leave out what is another kind's."""

    def records() -> Records:
        with _text(content, encoding) as stream:
            for row, line in enumerate(stream, start=1):
                if line.strip():
                    yield _json_record(row, line)

    names: dict[str, None] = {}
    for record in records():
        if isinstance(record, Record):
            names.update(dict.fromkeys(record.cells))
            if len(names) > limits.columns:
                raise TooManyColumns(file=file_name, limit=limits.columns)
    if not names:
        raise BrokenHeader(file=file_name, row=1)
    columns = column_names(tuple(names), file_name=file_name, row=1, limits=limits)
    return Table(encoding, 1, columns, records)


def _json_record(row: int, line: str) -> Record | RowFault:
    try:
        members = json.loads(
            line, object_pairs_hook=_Members, parse_int=str, parse_float=str, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        return fault(row, "", NotAnObject(), shown(line))
    if not isinstance(members, _Members):
        return fault(row, "", NotAnObject(), shown(line))
    cells: dict[str, str] = {}
    for name, value in members:
        column = _column_name(name)
        if column in cells:
            return fault(row, column, RepeatedKey(), "")
        if value is not None and not isinstance(value, str):
            return fault(row, column, NotText(), shown(str(value)))
        if value is not None and not _is_storable(value):
            return fault(row, column, NotText(), "")
        cells[column] = value or ""
    return Record(row, cells)


@lru_cache(maxsize=4_096)
def _column_name(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def _is_storable(text: str) -> bool:
    r"""JSON escapes can write what no encoding may hold: `\u0000` and half a surrogate pair."""
    return _NOT_STORABLE.search(text) is None


def _no_constant(name: str) -> None:
    raise ValueError(name)
