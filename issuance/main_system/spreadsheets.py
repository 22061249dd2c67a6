"""XLSX as a table: its one sheet that holds anything, every cell as text."""

import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, BinaryIO
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from issuance.domain.errors import IssuanceError
from issuance.main_system.encodings import Encoding, Limits, ensure_size
from issuance.main_system.refusals import BrokenSpreadsheet, EmptyFile, SeveralSheets, TooLarge
from issuance.main_system.tables import LongRow, Records, Table, column_names, fault, record_of

ZIP_START = b"PK\x03\x04"
_CHUNK = 1 << 16
_STRINGS = "sharedstrings.xml"
_RELATIONSHIPS = "_rels/workbook.xml.rels"
# By these the library knows the formats that it reads beside XLSX, and nothing here measures those.
_OF_OTHER_FORMATS = {"content.xml", "xl/workbook.bin"}
# A spreadsheet keeps fifteen digits of a number; those after them have become zeros.
_EXACT_BELOW = 10**15


class LostDigits(IssuanceError):
    code = "lost_digits"
    sentence = (
        "엑셀에 숫자로 저장되어 뒷자리가 사라졌습니다. 열을 텍스트 서식으로 바꾸고 원본에서 다시 붙여 주세요."
    )


class FormulaError(IssuanceError):
    code = "formula_error"
    sentence = "엑셀 수식이 오류(#N/A 등)이거나 계산되지 않은 행입니다. 값으로 고친 뒤 다시 올려 주세요."


@dataclass(slots=True)
class _SharedStrings:
    """How long each shared string is: a cell names one by its place, however often."""

    most: int
    lengths: "array[int]" = field(default_factory=lambda: array("I"))
    _inside: bool = False

    def parse(self, part: IO[bytes]) -> None:
        parser = _parser(self._start)
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        _feed(parser, part)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            self._inside = True
            self.lengths.append(0)
            if len(self.lengths) > self.most:
                raise OverflowError

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "si":
            self._inside = False

    def _text(self, text: str) -> None:
        if self._inside:
            self.lengths[-1] += len(text)


@dataclass(slots=True)
class _Extent:
    """What the XML of the sheets says before anything is laid out in memory."""

    limits: Limits
    shared: "array[int]"
    cells: int = 0
    characters: int = 0
    rows_with_error: set[int] = field(default_factory=set)
    _row: int = 0
    _column: int = 0
    _last_row: int = 0
    _last_column: int = 0
    _is_shared: bool = False
    _place: str = ""
    _is_text: bool = False
    _is_result: bool = False
    _lacks_result: bool = False

    def parse(self, part: IO[bytes]) -> None:
        self._row = self._column = self._last_row = self._last_column = 0
        parser = _parser(self._start)
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        _feed(parser, part)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        reference = attributes.get("r", "")
        if local == "row":
            self._row, self._column = int(reference) if reference else self._row + 1, 0
        elif local == "c":
            row, self._column = _place_of(reference) if reference else (self._row, self._column + 1)
            # The sheet is laid out as a full rectangle: two far corners cost as much as all between.
            self._last_row = max(self._last_row, self._row, row)
            self._last_column = max(self._last_column, self._column)
            self.cells = max(self.cells, self._last_row * self._last_column)
            if self.cells > self.limits.sheet_cells:
                raise OverflowError
            kind = attributes.get("t")
            self._is_shared, self._is_text = kind == "s", kind == "str"
            self._is_result = self._lacks_result = False
            if kind == "e":
                self.rows_with_error.add(self._row)
        elif local == "f":
            # A text that was calculated may be empty, a number may not.
            self._lacks_result = not self._is_text
        elif local == "v":
            self._is_result = True

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "v":
            self._is_result = False
        if local != "c":
            return
        if self._lacks_result:
            # Whatever wrote the file left it to a spreadsheet to calculate: the cell only seems to be empty.
            self.rows_with_error.add(self._row)
            self._lacks_result = False
        if not self._is_shared:
            return
        # Each cell gets a copy of its own: one long string in a million cells is a million long strings.
        self.characters += self.shared[int(self._place)] if self._place else 0
        self._is_shared, self._place = False, ""
        if self.characters > self.limits.sheet_characters:
            raise OverflowError

    def _text(self, text: str) -> None:
        if self._is_result:
            self._lacks_result = False
        if self._is_shared:
            self._place += text


def open_spreadsheet(content: BinaryIO, *, file_name: str, limits: Limits) -> Table:
    """The sheet as text; refuses what would unpack beyond the caps, and a second sheet with content."""
    ensure_size(content, file_name=file_name, most=limits.sheet_bytes)
    try:
        extent = _measure(content, file_name=file_name, limits=limits)
        content.seek(0)
        workbook = CalamineWorkbook.from_filelike(content)
        sheet = _only_sheet(workbook, file_name=file_name)
    except OverflowError:
        raise TooLarge(
            file=file_name, limit=f"{limits.sheet_cells:,}칸, 글자 {limits.sheet_characters:,}자"
        ) from None
    except (
        CalamineError, EOFError, LookupError, NotImplementedError, RuntimeError, ValueError,
        expat.ExpatError, zipfile.BadZipFile, zlib.error,
    ):  # fmt: skip
        raise BrokenSpreadsheet(file=file_name) from None
    rows = _filled_rows(sheet)
    header_row, header = next(rows, (0, []))
    if not header:
        raise EmptyFile(file=file_name)
    titles = [str(cell) for cell in header]
    while not titles[-1].strip():
        titles.pop()
    columns = column_names(titles, file_name=file_name, row=header_row, limits=limits)

    def records() -> Records:
        for row, cells in _filled_rows(sheet):
            if row == header_row:
                continue
            if row in extent.rows_with_error:
                yield fault(row, "", FormulaError(), "")
                continue
            yield from _record(columns, cells, row=row)

    return Table(Encoding.XLSX, header_row, columns, records)


def _only_sheet(workbook: CalamineWorkbook, *, file_name: str) -> CalamineSheet:
    """The one sheet that holds anything; each is laid out when it is looked at, so that no third one is."""
    found = None
    for place in range(len(workbook.sheet_names)):
        sheet = workbook.get_sheet_by_index(place)
        if sheet.start is None:
            continue
        if found is not None:
            raise SeveralSheets(file=file_name)
        found = sheet
    if found is None:
        raise EmptyFile(file=file_name)
    return found


def _measure(content: BinaryIO, *, file_name: str, limits: Limits) -> _Extent:
    with zipfile.ZipFile(content) as archive:
        parts = archive.infolist()
        if sum(entry.file_size for entry in parts) > limits.unpacked_bytes:
            raise TooLarge(file=file_name, limit=f"풀었을 때 {limits.unpacked_bytes // 1024**2} MB")
        # Reads every byte, and so finds an entry that is not as long as it says.
        if archive.testzip() is not None:
            raise zipfile.BadZipFile
        # The library looks a part up whatever its capitals.
        named = [(entry.filename.lower(), entry) for entry in parts]
        if not _OF_OTHER_FORMATS.isdisjoint(name for name, _ in named):
            raise zipfile.BadZipFile
        strings = _SharedStrings(limits.sheet_cells)
        extent = _Extent(limits, strings.lengths)
        for name, entry in named:
            with archive.open(entry) as part:
                if name.endswith(_STRINGS):
                    strings.parse(part)
                elif name.endswith(_RELATIONSHIPS):
                    _feed(_parser(_ensure_measured), part)
        for name, entry in named:
            if name.endswith(".xml") and not name.endswith(_STRINGS):
                with archive.open(entry) as part:
                    extent.parse(part)
    return extent


def _ensure_measured(name: str, attributes: dict[str, str]) -> None:
    """Refuse a workbook whose sheet is under a name that nobody would measure."""
    target = attributes.get("Target", "").lower()
    if name.rpartition(":")[2] == "Relationship" and not target.endswith(".xml"):
        raise ValueError("a sheet is XML")


def _parser(start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _feed(parser: expat.XMLParserType, part: IO[bytes]) -> None:
    while chunk := part.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _no_doctype(*_: object) -> None:
    raise ValueError("a workbook has no document type")


def _place_of(reference: str) -> tuple[int, int]:
    """Row and column from 1: `A1` is (1, 1), `AA7` is (7, 27)."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter.upper()) - ord("A") + 1
    return int(reference[len(letters) :] or 0), column


def _filled_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[object]]]:
    for row, cells in enumerate(sheet.iter_rows(), start=1):
        if any(str(cell).strip() for cell in cells):
            yield row, list(cells)


def _record(columns: tuple[str, ...], cells: list[object], *, row: int) -> Records:
    """A sheet is a rectangle: cells beyond the header count only if they hold something."""
    texts = []
    for place, cell in enumerate(cells):
        text = _as_text(cell)
        if place < len(columns):
            if text is None:
                yield fault(row, columns[place], LostDigits(), "")
                return
            texts.append(text)
        elif text != "":
            yield fault(row, f"{place + 1}번째", LongRow(), "")
            return
    texts.extend("" for _ in range(len(columns) - len(texts)))
    yield record_of(columns, texts, row=row)


def _as_text(cell: object) -> str | None:
    """The cell as a person would have typed it; None for a number whose last digits are gone."""
    if isinstance(cell, float):
        if abs(cell) >= _EXACT_BELOW:
            return None
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
