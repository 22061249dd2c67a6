"""What a hostile file may cost: it is refused within little memory, and soon."""

import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.main_system.extracts import HEADER, ROW, csv_text
from tests.main_system.test_spreadsheets import sheet_of, with_shared_string, workbook

MOST_MEGABYTES = 300
MOST_SECONDS = 30.0

CONTENT_TYPE = "[Content_Types].xml"


def ten_gigabytes(path: Path) -> None:
    with path.open("wb") as file:
        file.write(csv_text([HEADER, ROW]).encode())
        file.truncate(10 * 1024**3)


def ten_gigabytes_of_zip(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(10 * 1024**3)


def nothing_but_nul(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)


def one_line(path: Path) -> None:
    path.write_bytes(b"a" * 50_000_000)


def columns_without_end(path: Path) -> None:
    path.write_bytes(b"a," * 450_000 + b"a\n")


def json_columns_without_end(path: Path) -> None:
    with path.open("w") as file:
        for row in range(100_000):
            file.write("{" + ",".join(f'"{row}-{place}":""' for place in range(5)) + "}\n")


def a_bomb(path: Path) -> None:
    """Six hundred megabytes of cells in as many kilobytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CONTENT_TYPE, "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(600):
                sheet.write(b"<c>0</c>" * 131_072)


def a_bomb_that_lies(path: Path) -> None:
    """Its directory says that the sheet is small."""
    a_bomb(path)
    content = bytearray(path.read_bytes())
    place = content.rindex(b"PK\x01\x02")
    content[place + 24 : place + 28] = (1_000).to_bytes(4, "little")
    path.write_bytes(content)


def a_bomb_of_strings(path: Path) -> None:
    """One string of a megabyte, in a thousand cells."""
    path.write_bytes(with_shared_string("가" * 350_000, 1_000))


def two_far_corners(path: Path) -> None:
    book = workbook([HEADER, ROW])
    path.write_bytes(book)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "xl/worksheets/sheet3.xml",
            sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        )


def sheets_without_end(path: Path) -> None:
    """Ten sheets, each of three million cells that nobody wrote."""
    book = Workbook()
    for _ in range(9):
        book.create_sheet()
    book.save(path)
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="200"><c r="VDC200"><v>1</v></c></row>'
    content = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            is_sheet = entry.filename.startswith("xl/worksheets/")
            new.writestr(entry.filename, sheet_of(corners) if is_sheet else old.read(entry))


def cells_without_end(path: Path) -> None:
    """Thirteen million cells, each of them tiny."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CONTENT_TYPE, "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b"<s>")
            for _ in range(1_300):
                sheet.write(b"<row>" + b"<c/>" * 10_000 + b"</row>")
            sheet.write(b"</s>")


def a_zip_in_a_zip(path: Path) -> None:
    a_bomb(path)
    inner = path.read_bytes()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.zip", inner)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "outcome"),
    [
        (ten_gigabytes, "file_too_large"),
        (ten_gigabytes_of_zip, "file_too_large"),
        (nothing_but_nul, "file_has_nul"),
        (one_line, "line_too_long"),
        (columns_without_end, "too_many_columns"),
        (json_columns_without_end, "too_many_columns"),
        (a_bomb, "file_too_large"),
        (a_bomb_that_lies, "broken_spreadsheet"),
        (a_bomb_of_strings, "file_too_large"),
        (two_far_corners, "file_too_large"),
        (sheets_without_end, "several_sheets"),
        (cells_without_end, "file_too_large"),
        (a_zip_in_a_zip, "broken_spreadsheet"),
    ],
)
def test_a_hostile_file_is_refused_within_little_memory_and_soon(
    make: Callable[[Path], None], outcome: str, tmp_path: Path
) -> None:
    path = tmp_path / "원부.csv"
    make(path)
    began = time.monotonic()
    told = subprocess.run(
        [sys.executable, "-m", "tests.main_system.refusing", str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.curdir},
    ).stdout
    code, peak = told.split("|")
    assert (code, int(peak) < MOST_MEGABYTES, time.monotonic() - began < MOST_SECONDS) == (
        outcome,
        True,
        True,
    )
