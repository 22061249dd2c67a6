"""Files that we write: streamed, and harmless in a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from issuance.domain.ledger import BackEntryRow, RowFault
from issuance.domain.papers import SEOUL, Serial
from issuance.domain.resident_numbers import ResidentNumber
from issuance.main_system.writing import back_entry_csv, faults_csv, harmless

FORMULAS = ("=1+1", "+82 2", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("x")')


def back_entry(name: str = "홍길동(洪吉童)", number: str | None = "8503029012345") -> BackEntryRow:
    return BackEntryRow(
        receipt=Serial.parse("R-11110515-26-001-000123"),
        kind="FL01",
        moment=datetime(2026, 11, 23, 14, 5, 9, tzinfo=SEOUL),
        office="11110515",
        resident_number=ResidentNumber(number) if number else None,
        name=name,
        outcome="접수",
        effective_date=date(2026, 11, 23),
        clerk="이주임",
    )


def cells_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_a_back_entry_file_has_the_columns_of_the_format_and_the_plain_number() -> None:
    content = b"".join(back_entry_csv([back_entry(), back_entry(number=None)]))
    assert content.startswith(b"\xef\xbb\xbf")
    assert cells_of(content) == [
        ["임시번호", "서류코드", "접수일시", "기관코드", "주민등록번호", "성명", "처리결과", "소급일자", "담당자"],
        ["R-11110515-26-001-000123", "FL01", "2026-11-23 14:05:09", "11110515", "8503029012345", "홍길동(洪吉童)",
         "접수", "2026-11-23", "이주임"],
        ["R-11110515-26-001-000123", "FL01", "2026-11-23 14:05:09", "11110515", "", "홍길동(洪吉童)",
         "접수", "2026-11-23", "이주임"],
    ]  # fmt: skip


def test_a_back_entry_file_is_streamed_row_by_row() -> None:
    taken: list[str] = []

    def rows() -> Iterator[BackEntryRow]:
        for name in ("가", "나"):
            taken.append(name)
            yield back_entry(name)

    pieces = back_entry_csv(rows())
    next(pieces)
    assert taken == []
    next(pieces)
    assert taken == ["가"]


def test_no_row_at_all_is_a_header() -> None:
    assert cells_of(b"".join(faults_csv([]))) == [["행", "칸", "오류코드", "설명", "값"]]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_free_cell_begins_as_a_formula_and_the_text_is_whole_behind_the_apostrophe(text: str) -> None:
    entry = cells_of(b"".join(back_entry_csv([back_entry(text)])))[1]
    fault = cells_of(b"".join(faults_csv([RowFault(3, text, "long_row", "설명", text)])))[1]
    assert (entry[5], fault[1], fault[4]) == ("'" + text, "'" + text, "'" + text)


def test_other_text_is_written_as_it_is() -> None:
    assert [harmless(text) for text in ("", "홍길동", "1-2", "a=b", "'x")] == [
        "",
        "홍길동",
        "1-2",
        "a=b",
        "'x",
    ]
