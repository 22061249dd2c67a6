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
_STRINGS = "sharedStrings.xml"
# A spreadsheet keeps fifteen digits of a number; those after them have become zeros.
_EXACT_BELOW = 10**15


class LostDigits(IssuanceError):
    code = "lost_digits"
    sentence = (
        "엑셀에 숫자로 저장되어 뒷자리가 사라졌습니다. 열을 텍스트 서식으로 바꾸고 원본에서 다시 붙여 주세요."
    )


class FormulaError(IssuanceError):
    code = "formula_error"
    sentence = "엑셀 수식 오류(#N/A 등)가 있는 행입니다. 값으로 고친 뒤 다시 올려 주세요."


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
    _is_shared: bool = False
    _place: str = ""

    def parse(self, part: IO[bytes]) -> None:
        self._row = self._column = 0
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
            self._column = _column_number(reference) if reference else self._column + 1
            # The sheet is laid out as a full rectangle: two far corners cost as much as all between.
            self.cells = max(self.cells, self._row * self._column)
            if self.cells > self.limits.sheet_cells:
                raise OverflowError
            self._is_shared = attributes.get("t") == "s"
            if attributes.get("t") == "e":
                self.rows_with_error.add(self._row)

    def _end(self, name: str) -> None:
        if not self._is_shared or name.rpartition(":")[2] != "c":
            return
        # Each cell gets a copy of its own: one long string in a million cells is a million long strings.
        self.characters += self.shared[int(self._place)] if self._place else 0
        self._is_shared, self._place = False, ""
        if self.characters > self.limits.sheet_characters:
            raise OverflowError

    def _text(self, text: str) -> None:
        if self._is_shared:
            self._place += text


def open_spreadsheet(content: BinaryIO, *, file_name: str, limits: Limits) -> Table:
    """The sheet as text; refuses what would unpack beyond the caps, and a second sheet with content."""
    ensure_size(content, file_name=file_name, most=limits.sheet_bytes)
    try:
        extent = _measure(content, file_name=file_name, limits=limits)
        content.seek(0)
        workbook = CalamineWorkbook.from_filelike(content)
        sheets = [workbook.get_sheet_by_index(place) for place in range(len(workbook.sheet_names))]
    except OverflowError:
        raise TooLarge(
            file=file_name, limit=f"{limits.sheet_cells:,}칸, 글자 {limits.sheet_characters:,}자"
        ) from None
    except (
        CalamineError, EOFError, LookupError, NotImplementedError, RuntimeError, ValueError,
        expat.ExpatError, zipfile.BadZipFile, zlib.error,
    ):  # fmt: skip
        raise BrokenSpreadsheet(file=file_name) from None
    sheets = [sheet for sheet in sheets if sheet.start is not None]
    if not sheets:
        raise EmptyFile(file=file_name)
    if len(sheets) > 1:
        raise SeveralSheets(file=file_name)
    rows = _filled_rows(sheets[0])
    header_row, header = next(rows, (0, []))
    if not header:
        raise EmptyFile(file=file_name)
    titles = [str(cell) for cell in header]
    while not titles[-1].strip():
        titles.pop()
    columns = column_names(titles, file_name=file_name, row=header_row, limits=limits)

    def records() -> Records:
        for row, cells in _filled_rows(sheets[0]):
            if row == header_row:
                continue
            if row in extent.rows_with_error:
                yield fault(row, "", FormulaError(), "")
                continue
            yield from _record(columns, cells, row=row)

    return Table(Encoding.XLSX, header_row, columns, records)


def _measure(content: BinaryIO, *, file_name: str, limits: Limits) -> _Extent:
    with zipfile.ZipFile(content) as archive:
        parts = archive.infolist()
        if sum(entry.file_size for entry in parts) > limits.unpacked_bytes:
            raise TooLarge(file=file_name, limit=f"풀었을 때 {limits.unpacked_bytes // 1024**2} MB")
        # Reads every byte, and so finds an entry that is not as long as it says.
        if archive.testzip() is not None:
            raise zipfile.BadZipFile
        strings = _SharedStrings(limits.sheet_cells)
        extent = _Extent(limits, strings.lengths)
        texts = [entry for entry in parts if entry.filename.endswith(_STRINGS)]
        for entry in texts:
            with archive.open(entry) as part:
                strings.parse(part)
        for entry in parts:
            if entry.filename.endswith(".xml") and entry not in texts:
                with archive.open(entry) as part:
                    extent.parse(part)
    return extent


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


def _column_number(reference: str) -> int:
    """`A1` is 1, `AA7` is 27."""
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter.upper()) - ord("A") + 1
    return number


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
