"""The words of every paper."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from issuance.domain.papers import Serial, Series
from issuance.domain.sheets import Form, Sheet
from issuance.domain.wording import (
    Correction,
    Numbering,
    age_of,
    application,
    banner_of,
    certificate,
    correction,
    identity_line,
    key_fact_of,
    printed_fact,
    provisional,
    receipt,
)
from tests.samples import DESK, ISSUED_AT, PROVISION, REQUEST

NUMBERING = Numbering.of(
    Serial(Series.PROVISIONAL, "11110515", 26, 1, 123),
    1748291350782,
    window=3,
    issued_at=ISSUED_AT,
    salt="0" * 32,
)


def rows(sheet: Sheet) -> dict[str, str]:
    return {row.label: row.value for row in sheet.rows}


def test_a_receipt_has_two_copies_and_the_moment_that_holds() -> None:
    sheet = receipt(REQUEST, DESK)(NUMBERING)
    assert (sheet.form, sheet.title, sheet.copies) == (
        Form.RECEIPT,
        "접수증",
        ("민원인 보관용", "기관 보관용"),
    )
    assert rows(sheet)["접수일시"] == "2026. 11. 23. 14:02"
    assert "2026-001" in sheet.statements[0]


def test_a_receipt_before_any_outage_names_none() -> None:
    sheet = receipt(replace(REQUEST, outage_number=""), DESK)(NUMBERING)
    assert "장애" not in sheet.statements[0]


def test_a_receipt_says_the_deadline_of_a_filing_whose_date_matters() -> None:
    dated = receipt(replace(REQUEST, deadline="전입한 날부터 14일"), DESK)(NUMBERING)
    assert rows(dated)["기한·효력"] == "전입한 날부터 14일"
    assert "기한·효력" not in rows(receipt(REQUEST, DESK)(NUMBERING))


def test_a_certificate_says_since_when_the_system_is_down_and_is_free() -> None:
    sheet = certificate(
        REQUEST, DESK, system="주민등록정보시스템", down_since=ISSUED_AT - timedelta(hours=6)
    )(NUMBERING)
    said = rows(sheet)
    assert (said["멈춘 시스템"], said["중단 시작"], said["수수료"]) == (
        "주민등록정보시스템",
        "2026. 11. 23. 08:05",
        "무료",
    )


def test_a_certificate_before_the_declaration_says_so() -> None:
    request = replace(REQUEST, outage_number="")
    said = rows(certificate(request, DESK, system="정부24", down_since=None)(NUMBERING))
    assert (said["장애번호"], said["중단 시작"]) == ("선언 전", "확인 중")


def test_a_provisional_document_says_what_it_is_not() -> None:
    sheet = provisional(REQUEST, PROVISION, DESK)(NUMBERING)
    assert sheet.banner == "이 문서는 주민등록표 등본이 아닙니다"
    assert sheet.title == "주민등록사항(세대) 임시확인서"
    assert sheet.watermark == "임시확인서 · 주민등록표 등본 아님"


def test_a_provisional_document_shows_facts_source_age_and_validity() -> None:
    said = rows(provisional(REQUEST, PROVISION, DESK)(NUMBERING))
    assert said["대상"] == f"{REQUEST.subject} · 850302-9******"
    assert said["전입일"] == "2020. 3. 2."
    assert said["근거 자료"] == "주민등록 등 지역사본 · 2026. 11. 23. 02:05 기준 (발급 12시간 전)"
    assert said["유효기한"] == "2026. 11. 30. 14:05"
    assert said["발급 근거"] == "임시발급 지침 제2026-1호 · 장애번호 2026-001"
    assert said["수수료"] == "금800원(금팔백원)"


def test_a_waived_fee_shows_what_is_paid_and_on_what_ground() -> None:
    waived = replace(PROVISION, fee_waived=800, waiver_basis="지침 제2026-1호")
    said = rows(provisional(REQUEST, waived, DESK)(NUMBERING))
    assert said["수수료"] == "금0원(금영원) · 면제 금800원(금팔백원) (지침 제2026-1호)"


def test_a_household_is_a_table_with_the_relation_of_each() -> None:
    table = provisional(REQUEST, PROVISION, DESK)(NUMBERING).table
    assert table is not None
    assert table.rows == (("1", "홍길동(洪吉童)", "본인"), ("2", "김영희", "배우자"))
    assert "세대원" not in rows(provisional(REQUEST, PROVISION, DESK)(NUMBERING))


def test_a_parcel_has_no_resident_number_on_its_paper() -> None:
    land = replace(REQUEST, parcel="1111010100100010002", subject="홍길동", subject_birth=None)
    said = rows(provisional(land, replace(PROVISION, subject_number=""), DESK)(NUMBERING))
    assert said["대상"] == "고유번호 1111010100100010002"
    assert "주민등록번호" not in said


CHANGE = Correction(
    corrected_serial="P-11110515-26-001-000122",
    corrected_issued_at=ISSUED_AT,
    differences=(("전입일", "2020. 3. 2.", "2021. 3. 2."),),
    ledger_as_of=ISSUED_AT,
    reason="원장과 다름",
)


def test_a_correction_shows_each_fact_as_printed_and_as_the_ledger_has_it() -> None:
    sheet = correction(REQUEST, CHANGE, DESK)(NUMBERING)
    assert sheet.table is not None
    assert sheet.table.rows == (("전입일", "2020. 3. 2.", "2021. 3. 2."),)
    assert rows(sheet)["정정 대상"] == "임시확인서 P-11110515-26-001-000122"


def test_whoever_receives_a_corrected_name_or_number_is_asked_to_compare_it_with_an_identity_card() -> None:
    for whose, asked in (
        (("성명",), "성명을"), (("주민등록번호",), "주민등록번호를"), (("주민등록번호", "성명"), "주민등록번호, 성명을"),
    ):  # fmt: skip
        change = replace(CHANGE, differences=tuple((name, "가", "나") for name in (*whose, "전입일")))
        sheet = correction(REQUEST, change, DESK)(NUMBERING)
        assert sheet.notes[1:] == (f"받으시는 분: 정정된 {asked} 지참인의 신분증과 맞춰 봐 주세요.",)
    assert len(correction(REQUEST, CHANGE, DESK)(NUMBERING).notes) == 1


def test_a_sheet_carries_its_numbers_and_in_whose_name_it_is_issued() -> None:
    sheet = receipt(REQUEST, DESK)(NUMBERING)
    assert (sheet.serial, sheet.check_number, sheet.issue_number) == (
        "P-11110515-26-001-000123",
        "0001-7482-9135-0782",
        "03-20261123/140512-000123",
    )
    assert (sheet.signed_by, sheet.seal) == ("서울특별시 종로구 청운효자동장", "관인이 없으면 무효")


def test_a_blank_number_is_as_long_as_a_real_one() -> None:
    blank = Numbering.blank(Series.PROVISIONAL, "11110515", window=3, issued_at=ISSUED_AT, drill=False)
    assert [len(getattr(blank, name)) for name in ("serial", "check_number", "issue_number", "salt")] == [
        len(getattr(NUMBERING, name)) for name in ("serial", "check_number", "issue_number", "salt")
    ]


def test_the_application_carries_the_receipt_and_the_pledge() -> None:
    form = application(
        REQUEST, DESK, receipt_serial="R-11110515-26-001-000122", identity="-", moment=ISSUED_AT
    )
    assert (form.receipt_serial, form.applicant, form.dated) == (
        "R-11110515-26-001-000122",
        "홍길동",
        "2026. 11. 23.",
    )
    assert "취소" in form.pledge


@pytest.mark.parametrize(
    ("formal_name", "banner"),
    [
        ("주민등록표 등본", "이 문서는 주민등록표 등본이 아닙니다"),
        ("개별공시지가·개별주택가격 확인서", "이 문서는 개별공시지가·개별주택가격 확인서가 아닙니다"),
    ],
)
def test_the_banner_takes_the_right_particle(formal_name: str, banner: str) -> None:
    assert banner_of(formal_name) == banner


@pytest.mark.parametrize(
    ("age", "printed"),
    [
        (timedelta(minutes=12), "12분"),
        (timedelta(hours=5, minutes=59), "5시간"),
        (timedelta(days=3, hours=2), "3일 2시간"),
        (timedelta(days=1), "1일"),
        (timedelta(0), "0분"),
    ],
)
def test_the_age_of_a_source_is_told_in_two_units_at_most(age: timedelta, printed: str) -> None:
    assert age_of(age) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("2020-03-02", "2020. 3. 2."),
        ("대", "대"),
        ("2020-13-02", "2020-13-02"),
        ("2026-01-01 ~ 2026-12-31", "2026. 1. 1. ~ 2026. 12. 31."),
        ("2019-04-01 전입; 2020-03-02 전입;", "2019. 4. 1. 전입\n2020. 3. 2. 전입"),
        ("제2026-01-023호", "제2026-01-023호"),
        ("111-2020-03-02", "111-2020-03-02"),
    ],
)
def test_a_fact_is_printed_with_its_dates_in_the_form_of_the_office_and_a_list_by_lines(
    value: str, printed: str
) -> None:
    assert printed_fact(value) == printed


@pytest.mark.parametrize(
    ("name", "facts", "key_fact"),
    [
        ("읍면동", {"주소": "서울특별시 종로구 자하문로 100 (청운동)"}, "청운동"),
        ("읍면동", {"주소": "서울특별시 종로구 자하문로 100 (청운동, 한빛빌라)"}, "청운동"),
        ("읍면동", {"주소": "경기도 가평군 북면 화악산로 1"}, "북면"),
        ("읍면동", {}, ""),
        ("지번", {"소재지": "서울특별시 종로구 청운동 1-2"}, "1-2"),
        ("체류자격", {"체류자격": "F-4"}, "F-4"),
    ],
)
def test_the_key_fact_is_the_part_that_the_mark_has_room_for(
    name: str, facts: dict[str, str], key_fact: str
) -> None:
    assert key_fact_of(name, facts) == key_fact


def test_the_identity_line_says_that_nobody_could_check_the_card() -> None:
    assert identity_line(label="", last4="", issued_on=None) == "-"
    assert identity_line(label="운전면허증", last4="1234", issued_on=date(2020, 3, 2)) == (
        "운전면허증 끝자리 1234, 발급일 2020. 3. 2. (진위확인 미실시)"
    )
