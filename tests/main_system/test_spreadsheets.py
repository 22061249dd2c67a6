"""XLSX: what a spreadsheet did to the cells, and what it may cost to open one."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from issuance.domain.ledger import ExtractRow, RowFault
from issuance.main_system.encodings import Encoding, Limits
from issuance.main_system.refusals import FileRefused
from tests.main_system.extracts import HEADER, ROW, changed, csv_text, faults_of, reading_of, rows_of

FIRST_SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: Sequence[Sequence[Any]], *, second: Sequence[Sequence[Any]] = ()) -> bytes:
    book = Workbook()
    assert book.active is not None
    for sheet, lines in ((book.active, rows), (book.create_sheet("메모"), second)):
        for line in lines:
            sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_sheet_xml(content: bytes, xml: str) -> bytes:
    """The workbook with the XML of its first sheet replaced."""
    changed_book = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed_book, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, xml if entry.filename == FIRST_SHEET else old.read(entry))
    return changed_book.getvalue()


def sheet_of(cells: str) -> str:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{namespace}"><sheetData>{cells}</sheetData></worksheet>'


def test_a_sheet_gives_the_same_rows_as_a_csv_file() -> None:
    reading = reading_of(workbook([HEADER, ROW]))
    assert reading.encoding == Encoding.XLSX
    assert list(reading.rows) == rows_of(csv_text([HEADER, ROW]))


def test_rows_are_counted_as_the_sheet_does_and_empty_ones_passed_over() -> None:
    assert [row.row for row in rows_of(workbook([[], HEADER, [], ROW]))] == [4]


def test_numbers_and_dates_become_the_text_that_a_person_would_type() -> None:
    cells: list[Any] = list(ROW)
    cells[0], cells[2], cells[5], cells[9] = (
        12,
        8503029012345,
        datetime(2026, 11, 23, 14, 5),
        date(2020, 1, 1),
    )
    (row,) = rows_of(workbook([HEADER, cells]))
    assert isinstance(row, ExtractRow)
    assert (row.ledger_number, row.resident_number and row.resident_number.digits) == ("12", "8503029012345")
    assert f"{row.as_of:%Y-%m-%d %H:%M}" == "2026-11-23 14:05"
    assert dict(row.facts)["전입일"] == "2020-01-01"


def test_a_resident_number_that_lost_its_leading_zero_is_an_error() -> None:
    cells: list[Any] = list(ROW)
    cells[2] = 3029012345
    assert faults_of(workbook([HEADER, cells])) == [(2, "주민등록번호", "wrong_length")]


def test_a_parcel_number_kept_as_a_number_has_lost_digits() -> None:
    cells: list[Any] = list(ROW)
    cells[3] = 1111010100100010002
    assert faults_of(workbook([HEADER, cells, ROW])) == [(2, "고유번호", "lost_digits")]


def test_a_short_row_of_a_sheet_ends_in_empty_cells_and_a_long_one_is_left_out() -> None:
    found = faults_of(workbook([[*HEADER, "", ""], ROW[:5], [*ROW, "", "여분"], [*ROW, ""]]))
    assert found == [(2, "기준일시", "cell_missing"), (3, "12번째", "long_row")]


def test_a_formula_error_leaves_its_row_out() -> None:
    assert faults_of(workbook([HEADER, changed("주소", "#N/A"), ROW])) == [(2, "", "formula_error")]


def test_a_formula_that_nothing_has_calculated_is_no_empty_cell() -> None:
    assert faults_of(workbook([HEADER, changed("세대주", "=G2"), ROW])) == [(2, "", "formula_error")]


def test_a_formula_whose_result_is_stored_gives_it() -> None:
    names = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)
    results = "".join(f'<c t="str"><f>"a"</f><v>{cell}</v></c>' for cell in ROW)
    sheet = sheet_of(f"<row>{names}</row><row>{results}</row>")
    assert rows_of(with_sheet_xml(workbook([HEADER]), sheet)) == rows_of(csv_text([HEADER, ROW]))


def test_a_hidden_character_in_the_name_of_a_column_is_shown_as_a_box() -> None:
    found = rows_of(workbook([[*HEADER, "비_x0000_고"], [*ROW, 10**16]]))
    assert [(row.column, row.code) for row in found if isinstance(row, RowFault)] == [
        ("비□고", "lost_digits")
    ]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    (row,) = rows_of(workbook([HEADER, changed("세대주", "'=1+1")]))
    assert isinstance(row, ExtractRow)
    assert dict(row.facts)["세대주"] == "'=1+1"


def test_a_second_sheet_with_content_refuses_the_file() -> None:
    with pytest.raises(FileRefused) as refused:
        reading_of(workbook([HEADER, ROW], second=[["메모"]]))
    assert refused.value.code == "several_sheets"


def test_a_duplicate_header_names_its_row_in_the_sheet() -> None:
    with pytest.raises(FileRefused) as refused:
        reading_of(workbook([[], [*HEADER, "성명"], [*ROW, "x"]]))
    assert refused.value.facts == {"file": "원부.csv", "row": 2, "column": "성명"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (workbook([]), "empty_file"),
        (workbook([HEADER, ROW])[:-100], "broken_spreadsheet"),
        (b"PK\x03\x04" + b"x" * 100, "broken_spreadsheet"),
        (with_sheet_xml(workbook([HEADER]), "<worksheet>"), "broken_spreadsheet"),
        (
            with_sheet_xml(workbook([HEADER]), "<!DOCTYPE x [<!ENTITY a 'b'>]>" + sheet_of("")),
            "broken_spreadsheet",
        ),
        (with_sheet_xml(workbook([HEADER]), sheet_of('<row r="x"><c r="A1"/></row>')), "broken_spreadsheet"),
    ],
)
def test_what_is_no_whole_workbook_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        reading_of(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="100"><c r="CV100"><v>1</v></c></row>',
        '<row r="1"><c r="CV1"><v>1</v></c></row><row r="100"><c r="A100"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="CV100"><v>1</v></c></row>',
        '<row r="99"><c r="A99"/></row><row>' + "<c/>" * 100 + "</row>",
    ],
)
def test_a_sheet_whose_corners_lie_too_far_apart_is_refused_before_it_is_laid_out(cells: str) -> None:
    with pytest.raises(FileRefused) as refused:
        reading_of(with_sheet_xml(workbook([HEADER]), sheet_of(cells)), limits=Limits(sheet_cells=9_999))
    assert refused.value.code == "file_too_large"


@pytest.mark.parametrize(
    ("name", "code"), [("SHEET1.XML", "file_too_large"), ("sheet1.dat", "broken_spreadsheet")]
)
def test_a_sheet_is_measured_whatever_its_part_is_called(name: str, code: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([HEADER, ROW]))) as old, zipfile.ZipFile(content, "w") as new:
        for entry in old.infolist():
            text = old.read(entry)
            if entry.filename.endswith("workbook.xml.rels"):
                text = text.replace(b"sheet1.xml", name.encode())
            new.writestr(entry.filename.replace("sheet1.xml", name), text)
    with pytest.raises(FileRefused) as refused:
        reading_of(content.getvalue(), limits=Limits(sheet_cells=19))
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["content.xml", "xl/workbook.bin"])
def test_a_spreadsheet_of_another_format_is_refused(name: str) -> None:
    content = io.BytesIO(workbook([HEADER, ROW]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(name, "<x/>")
    with pytest.raises(FileRefused) as refused:
        reading_of(content.getvalue())
    assert refused.value.code == "broken_spreadsheet"


def test_a_workbook_that_unpacks_beyond_the_cap_is_refused() -> None:
    content = workbook([HEADER, *[ROW] * 200])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    assert len(list(reading_of(content, limits=Limits(unpacked_bytes=unpacked)).rows)) == 200
    with pytest.raises(FileRefused) as refused:
        reading_of(content, limits=Limits(unpacked_bytes=unpacked - 1))
    assert refused.value.code == "file_too_large"


def with_shared_string(text: str, cells: int) -> bytes:
    """A sheet whose cells all name one shared string."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([HEADER, ROW]))) as old, zipfile.ZipFile(content, "w") as new:
        for entry in old.infolist():
            if not entry.filename.endswith("sharedStrings.xml"):
                new.writestr(entry.filename, old.read(entry))
        namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{namespace}"><si><r><t>{text}</t></r></si></sst>')
        rows = "".join(
            f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, cells + 1)
        )
        new.writestr("xl/worksheets/sheet3.xml", sheet_of(rows))
    return content.getvalue()


def test_one_long_string_in_many_cells_is_refused_before_it_is_laid_out() -> None:
    limits = Limits(sheet_characters=10_000)
    content = with_shared_string("가" * 101, 100)
    with pytest.raises(FileRefused) as refused:
        reading_of(content, limits=limits)
    assert refused.value.code == "file_too_large"
