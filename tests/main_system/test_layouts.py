"""Rows of each file: whole, or left out with the column that is why."""

import pytest

from issuance.domain.ledger import (
    AnswerCode,
    AnswerRow,
    ExtractRow,
    FileKind,
    IssuedRow,
    RestrictionRow,
    RowFault,
)
from issuance.domain.papers import Serial
from issuance.domain.resident_numbers import ParcelNumber, ResidentNumber
from issuance.main_system.cells import moment
from tests.main_system.extracts import HEADER, LAND, ROW, changed, csv_text, faults_of, rows_of

ISSUED = (
    "발급번호",
    "서류코드",
    "발급일시",
    "기관코드",
    "주민등록번호",
    "고유번호",
    "성명",
    "통수",
    "임시번호",
)
RESTRICTIONS = ("구분", "주민등록번호", "성명", "시작일시", "해제일시")
ANSWERS = ("임시번호", "처리코드", "처리내용", "주시스템번호")
RECEIPT, PROVISIONAL = "R-11110515-26-001-000123", "P-11110515-26-001-000124"
NUMBER = ResidentNumber("8503029012345")


def test_a_row_of_the_extract_is_read_whole() -> None:
    assert rows_of(csv_text([HEADER, ROW])) == [
        ExtractRow(
            row=2,
            ledger_number="0001",
            kind="RR01",
            resident_number=NUMBER,
            parcel=None,
            name="똠방각하",
            as_of=moment("2026-11-23 14:05"),
            facts=(
                ("주소", "서울특별시 종로구 세종대로 209, 101호 (세종로)"),
                ("세대주", "홍길동(洪吉童)"),
                ("세대원", "홍길동(洪吉童)(본인);김영희(배우자)"),
                ("전입일", "2020-01-01"),
            ),
        )
    ]


def test_a_parcel_needs_no_name_and_is_keyed_by_its_number() -> None:
    row = (
        "7",
        "LD02",
        "",
        "1111010100100010002",
        "",
        "2026-11-23",
        "",
        "",
        "",
        "",
        "소재",
        "대",
        "60㎡",
        "홍길동",
    )
    (found,) = rows_of(csv_text([(*HEADER, *LAND), row]))
    assert isinstance(found, ExtractRow)
    assert (found.resident_number, found.parcel, found.name) == (
        None,
        ParcelNumber("1111010100100010002"),
        "",
    )
    assert found.facts == (("소재지", "소재"), ("지목", "대"), ("면적", "60㎡"), ("소유자", "홍길동"))


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("원장번호", " ", "cell_missing"),
        ("서류코드", "RR99", "unknown_kind_code"),
        ("서류코드", "", "cell_missing"),
        ("주민등록번호", "", "cell_missing"),
        ("주민등록번호", "850302-901234", "wrong_length"),
        ("주민등록번호", "850230-9012345", "impossible_date"),
        ("주민등록번호", "991231-3012345", "born_in_future"),
        ("주민등록번호", "850302-9*****", "not_digits"),
        ("고유번호", "1111010100100010002", "cell_not_empty"),
        ("성명", "", "name_missing"),
        ("성명", "홍\u200b길동", "name_has_hidden_character"),
        ("기준일시", "26. 11. 23.", "not_a_moment"),
        ("기준일시", "", "cell_missing"),
    ],
)
def test_one_wrong_cell_leaves_the_row_out_and_names_its_column(column: str, value: str, code: str) -> None:
    text = csv_text([HEADER, changed(column, value), ROW])
    assert faults_of(text) == [(2, column, code)]
    assert [row.row for row in rows_of(text)] == [2, 3]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("850302-901234", "850302-******"),
        ("8502309012345", "850230*******"),
        ("991231-3012345", "991231-*******"),
    ],
)
def test_a_wrong_resident_number_is_masked_in_its_fault(text: str, seen: str) -> None:
    (fault,) = rows_of(csv_text([HEADER, changed("주민등록번호", text)]))
    assert isinstance(fault, RowFault)
    assert fault.shown == seen
    assert text[-6:] not in fault.sentence


def test_a_fact_of_another_kind_must_be_empty() -> None:
    text = csv_text([(*HEADER, *LAND), (*ROW, "", "대", "", "")])
    assert faults_of(text) == [(2, "지목", "cell_not_empty")]


def test_a_short_parcel_number_is_an_error_and_not_padded() -> None:
    row = (
        "7",
        "LD02",
        "",
        "111010100100010002",
        "",
        "2026-11-23",
        "",
        "",
        "",
        "",
        "소재",
        "대",
        "60",
        "홍길동",
    )
    assert faults_of(csv_text([(*HEADER, *LAND), row])) == [(2, "고유번호", "parcel_wrong_length")]


def test_a_row_of_the_issue_ledger_is_read_whole() -> None:
    row = ("2026-1", "RR01", "20261123 09:00", "11110515", "8503029012345", "", "홍길동", "2", PROVISIONAL)
    assert rows_of(csv_text([ISSUED, row]), kind=FileKind.ISSUED) == [
        IssuedRow(
            row=2,
            number="2026-1",
            kind="RR01",
            issued_at=moment("2026-11-23 09:00"),
            office="11110515",
            resident_number=NUMBER,
            parcel=None,
            name="홍길동",
            copies=2,
            provisional=Serial.parse(PROVISIONAL),
        )
    ]


def test_the_provisional_number_may_be_empty_and_its_column_absent() -> None:
    row = ("2026-1", "TX01", "2026-11-23", "11110515", "8503029012345", "", "홍길동", "1")
    texts = (csv_text([ISSUED[:-1], row]), csv_text([ISSUED, (*row, " ")]))
    found = [rows_of(text, kind=FileKind.ISSUED) for text in texts]
    assert found[0] == found[1]
    assert isinstance(found[0][0], IssuedRow)
    assert found[0][0].provisional is None


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        (3, "1110515", ("기관코드", "not_an_office_code")),
        (7, "0", ("통수", "not_a_count")),
        (8, RECEIPT, ("임시번호", "not_a_provisional")),
        (8, "P-1", ("임시번호", "malformed_serial")),
    ],
)
def test_a_wrong_cell_of_the_issue_ledger_is_named(place: int, value: str, fault: tuple[str, str]) -> None:
    row = ["2026-1", "RR01", "20261123", "11110515", "8503029012345", "", "홍길동", "2", PROVISIONAL]
    row[place] = value
    assert faults_of(csv_text([ISSUED, row]), kind=FileKind.ISSUED) == [(2, *fault)]


def test_restrictions_stand_until_they_are_lifted() -> None:
    text = csv_text(
        [
            RESTRICTIONS,
            ("교부제한", "8503029012345", "홍길동", "2026-11-01", ""),
            ("분실", "8503029012345", "홍길동", "2026-11-02", "2026-11-03 10:00"),
            ("사망", "8503029012345", "홍길동", "2026-11-02", "2026-11-01"),
        ]
    )
    first, second, third = rows_of(text, kind=FileKind.RESTRICTIONS)
    assert first == RestrictionRow(2, "교부제한", NUMBER, "홍길동", moment("2026-11-01"), None)
    assert isinstance(second, RestrictionRow)
    assert second.lifted_at == moment("2026-11-03 10:00")
    assert isinstance(third, RowFault)
    assert (third.column, third.code) == ("해제일시", "lifted_before_start")


def test_answers_are_read_by_receipt_and_code() -> None:
    text = csv_text([ANSWERS, (RECEIPT, "0000", "등록", "2026-신청-0000123"), (RECEIPT, "2001", "없음", "")])
    assert rows_of(text, kind=FileKind.ANSWERS) == [
        AnswerRow(2, Serial.parse(RECEIPT), AnswerCode.REGISTERED, "등록", "2026-신청-0000123"),
        AnswerRow(3, Serial.parse(RECEIPT), AnswerCode.SUBJECT_NOT_FOUND, "없음", ""),
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ((RECEIPT, "0", "", "1"), ("처리코드", "unknown_answer")),
        ((RECEIPT, "0000", "", ""), ("주시스템번호", "answer_without_number")),
        ((RECEIPT, "1001", "", " "), ("주시스템번호", "answer_without_number")),
        ((PROVISIONAL, "0000", "", "1"), ("임시번호", "not_a_receipt")),
        (("", "0000", "", "1"), ("임시번호", "cell_missing")),
    ],
)
def test_an_answer_that_settles_nothing_is_left_out(row: tuple[str, ...], fault: tuple[str, str]) -> None:
    assert faults_of(csv_text([ANSWERS, row]), kind=FileKind.ANSWERS) == [(2, *fault)]
