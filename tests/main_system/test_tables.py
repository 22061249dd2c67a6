"""Headers and records: what refuses the whole file, what leaves out one row."""

import gc
import io
import json
import unicodedata

import pytest

from issuance.domain.ledger import ExtractRow, FileKind, RowFault
from issuance.main_system.files import read
from issuance.main_system.refusals import FileRefused
from tests.main_system.extracts import (
    CATALOGUE,
    HEADER,
    HOUSEHOLD,
    LAND,
    ROW,
    TODAY,
    changed,
    csv_text,
    faults_of,
    reading_of,
    rows_of,
)

GOOD = rows_of(csv_text([HEADER, ROW]))


def refusal_of(content: str | bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        reading_of(content)
    return refused.value


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_separator_and_line_end_gives_the_same_rows(separator: str, line_end: str) -> None:
    assert rows_of(csv_text([HEADER, ROW], separator=separator, line_end=line_end)) == GOOD


def test_a_header_from_hell_is_read() -> None:
    """Shuffled, decomposed, padded, with line breaks in a quoted unknown name, after empty lines."""
    order = [5, 9, 0, 3, 8, 1, 6, 2, 7, 4]
    header = [f"\u3000{unicodedata.normalize('NFD', HEADER[place])} " for place in order]
    row = [ROW[place] for place in order]
    text = "\r\n,,,\r\n" + csv_text([[*header, '비고,"가"\r\n나'], [*row, "x"]])
    reading = reading_of(b"\xef\xbb\xbf" + text.encode())
    assert reading.unknown_columns == ('비고,"가"\r\n나',)
    assert reading.columns == (*(HEADER[place] for place in order), '비고,"가"\r\n나')
    (found,) = reading.rows
    (good,) = GOOD
    assert isinstance(found, ExtractRow)
    assert isinstance(good, ExtractRow)
    assert (found.row, found.facts, found.name) == (4, good.facts, good.name)


def test_whoever_stops_reading_may_close_the_file_first() -> None:
    content = io.BytesIO(csv_text([HEADER, ROW, ROW]).encode())
    rows = read(content, file_name="원부.csv", kind=FileKind.EXTRACT, catalogue=CATALOGUE, today=TODAY).rows
    assert next(rows) == GOOD[0]
    content.close()
    # What goes wrong while it is thrown away would be a warning.
    del rows
    gc.collect()


def test_a_column_that_stands_twice_refuses_the_file() -> None:
    refusal = refusal_of(csv_text([[*HEADER, unicodedata.normalize("NFD", " 성명")], [*ROW, "x"]]))
    assert refusal.code == "duplicate_column"
    assert refusal.facts == {"file": "원부.csv", "row": 1, "column": "성명"}


def test_a_file_without_a_header_is_refused_without_showing_a_number() -> None:
    refusal = refusal_of(csv_text([[*ROW[:2], ROW[2], ROW[2]]]))
    assert refusal.facts == {"file": "원부.csv", "row": 1, "column": "850302-*******"}


@pytest.mark.parametrize("column", [name for name in HEADER if name not in HOUSEHOLD])
def test_a_missing_column_refuses_the_file_and_is_named(column: str) -> None:
    place = HEADER.index(column)
    refusal = refusal_of(
        csv_text([[*HEADER[:place], *HEADER[place + 1 :]], [*ROW[:place], *ROW[place + 1 :]]])
    )
    assert refusal.code == "missing_column"
    assert refusal.facts == {"file": "원부.csv", "row": 1, "column": column}
    assert f"1행 머리글에 ‘{column}’ 칸이 없습니다" in refusal.message


def test_a_kind_in_the_file_makes_the_columns_of_its_facts_required() -> None:
    land = ("0002", "LD02", "", "1111010100100010002", "", "2026-11-23", "", "", "", "")
    assert refusal_of(csv_text([HEADER, ROW, land])).facts["column"] == "소재지, 지목, 면적, 소유자"


def test_the_facts_of_a_kind_that_is_not_in_the_file_are_not_missed() -> None:
    header, row = HEADER[:6], ("0001", "TX01", "850302-9012345", "", "홍길동", "2026-11-23")
    (found,) = rows_of(csv_text([header, row]))
    assert isinstance(found, ExtractRow)
    assert found.facts == ()


def test_a_header_with_an_open_quotation_mark_is_refused() -> None:
    assert refusal_of('"원장번호,서류코드\r\n').code == "broken_header"


def test_a_short_and_a_long_row_are_left_out_and_the_rest_is_read() -> None:
    text = csv_text([HEADER, ROW[:-1], ROW, [*ROW, "여분"], ROW])
    assert faults_of(text) == [(2, "전입일", "short_row"), (4, "11번째", "long_row")]
    assert [row.row for row in rows_of(text)] == [2, 3, 4, 5]


def test_a_line_break_in_a_quoted_cell_is_part_of_it_and_rows_are_counted_as_a_spreadsheet_does() -> None:
    found = rows_of(csv_text([HEADER, changed("주소", "서울특별시\r\n종로구"), changed("원장번호", "2\n")]))
    assert [row.row for row in found] == [2, 3]
    assert isinstance(found[0], ExtractRow)
    assert dict(found[0].facts)["주소"] == "서울특별시\n종로구"


def test_an_open_quotation_mark_costs_its_own_row_only() -> None:
    good = csv_text([ROW])
    text = csv_text([HEADER]) + good + '"0002,RR01,8503029012345\r\n' + good * 60 + '0003,"x"y\r\n' + good
    assert faults_of(text) == [(3, "원장번호", "broken_row"), (64, "원장번호", "broken_row")]
    assert [row.row for row in rows_of(text)] == list(range(2, 66))


def test_an_open_quotation_mark_at_the_end_costs_its_own_row_only() -> None:
    text = (
        csv_text([HEADER]) + '"0002,RR01\r\n' + csv_text([ROW]).replace('"', "").replace("209, 101호", "209")
    )
    assert faults_of(text) == [(2, "원장번호", "broken_row")]
    assert [row.row for row in rows_of(text)] == [2, 3]


def test_a_broken_row_shows_no_number() -> None:
    (_, fault) = rows_of(csv_text([HEADER, ROW]) + '"8503029012345,850302-9012345\r\n')
    assert isinstance(fault, RowFault)
    assert fault.shown == '"850302*******,850302-*******'


def test_a_cell_beyond_the_cap_costs_its_own_row_only() -> None:
    text = csv_text([HEADER, changed("주소", "가" * 200_000), changed("주소", "가" * 4_001), ROW])
    assert faults_of(text) == [(2, "원장번호", "broken_row"), (3, "주소", "cell_too_long")]
    assert rows_of(text)[2] == rows_of(csv_text([HEADER, ROW, ROW, ROW]))[2]


def test_empty_rows_are_passed_over_and_counted() -> None:
    text = csv_text([HEADER]) + "\r\n,,,,,,,,,\r\n" + csv_text([ROW]) + "\r\n"
    assert [row.row for row in rows_of(text)] == [4]


def json_line(**cells: object) -> str:
    return json.dumps(cells, ensure_ascii=False) + "\n"


def test_json_lines_give_the_same_rows() -> None:
    line = json.dumps(dict(zip(HEADER, ROW, strict=True)), ensure_ascii=False)
    (good,) = GOOD
    assert isinstance(good, ExtractRow)
    assert [row.facts for row in rows_of(f"\n{line}\n\n{line}") if isinstance(row, ExtractRow)] == [
        good.facts
    ] * 2
    assert [row.row for row in rows_of(f"\n{line}\n\n{line}")] == [2, 4]


def test_a_json_row_may_leave_out_what_is_another_kinds_but_nothing_of_its_own() -> None:
    household = dict(zip(HEADER, ROW, strict=True))
    land = dict(zip(HEADER[:6], ("0002", "LD02", "", "1111010100100010002", "", "20261123"), strict=True))
    land |= dict.fromkeys(LAND, "가")
    short = {name: value for name, value in land.items() if name != "지목"}
    text = "".join(json_line(**row) for row in (household, land, short))
    assert reading_of(text).columns == (*HEADER, *LAND)
    assert faults_of(text) == [(3, "지목", "short_row")]


def test_json_rows_that_are_not_whole_are_left_out() -> None:
    good = dict(zip(HEADER, ROW, strict=True))
    lines = [
        json_line(**good),
        "{\n",
        '["원장번호"]\n',
        "[" * 100_000 + "\n",
        json_line(**good).replace('"성명":', '"원장번호": "x", "성명":'),
        json_line(**good | {"세대원": ["홍길동"]}),
        json_line(**good | {"전입일": True}),
        json_line(**good | {"성명": "홍\0동"}),
        json_line(**good).replace("똠방각하", "\\ud800"),
        '{"원장번호": NaN}\n',
        json_line(**good).replace('"0001"', "1" * 5_000),
        json_line(**good),
    ]
    assert faults_of("".join(lines)) == [
        (2, "", "not_an_object"),
        (3, "", "not_an_object"),
        (4, "", "not_an_object"),
        (5, "원장번호", "repeated_key"),
        (6, "세대원", "not_text"),
        (7, "전입일", "not_text"),
        (8, "성명", "not_text"),
        (9, "성명", "not_text"),
        (10, "", "not_an_object"),
        (11, "원장번호", "cell_too_long"),
    ]


def test_a_json_file_that_never_names_a_column_is_refused() -> None:
    line = json_line(원장번호="1", 서류코드="RR01")
    assert refusal_of(line).facts["column"] == "주민등록번호, 고유번호, 성명, 기준일시"
    assert refusal_of("{\n").code == "broken_header"
