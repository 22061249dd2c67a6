"""Spellings that are one fact or one name, and those that never are."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain import spellings
from issuance.domain.spellings import canonical_fact, evened, mark_ending, name_text, row_text


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("주소", "서울특별시 종로구 세종대로 209, 101호 (세종로)", "서울시  종로구 세종대로 209,101호"),
        ("주소", "서울 종로구 세종대로 209", "서울특별시 종로구 세종대로 209 (세종로, 정부청사(본관))"),
        ("주소", "강원도 춘천시 중앙로 1", "강원특별자치도 춘천시 중앙로 １"),
        ("주소", "전북 전주시 중앙로 1", "전라북도 전주시 중앙로 1"),
        ("소재지", "부산시 중구 중앙동 12-3", "부산광역시 중구 중앙동 12－3"),
        ("주소변동", "2019. 3. 2. 서울시 중구 a로 1 (나길동);20210506 제주도 제주시 c로 2",
         "2019-03-02 서울특별시 중구 a로 1; 2021-05-06 제주특별자치도 제주시 c로 2"),
        ("전입일", "2026-11-23", "2026. 11. 23."),
        ("전입일", "20261123", "2026년 11월 23일"),
        ("전입일", "2026/11/23", "2026.11.23"),
        ("수급기간", "2026. 1. 1. ~ 2026. 12. 31.", "20260101~20261231"),
        ("체류기간", "2026년 1월 1일부터 2026년 12월 31일까지", "2026-01-01 - 2026-12-31"),
        ("연면적", "1,234.50㎡", "1234.5 m²"),
        ("가격", "3,450,000원/㎡", "3450000"),
        ("세대원", "홍길동(洪吉童)(본인);김영희(배우자)", "김영희 (배우자) ; 홍길동(洪吉童)(본인);"),
        ("영문성명", "Nguyen Van Anh", "ＮＧＵＹＥＮ  VAN ANH"),
        ("세대주", unicodedata.normalize("NFD", "홍길동"), "홍길동"),
        ("세대주", "홍 길동", "홍길동"),
        ("세대주", "김철수(\uf90a哲洙)", "김철수(金哲洙)"),
        ("용도", "제2종 근린생활 시설", "제2종 근린생활시설"),
        ("용도", "제 2종 근린생활시설(지하 1층)", "제2종 근린생활시설 (지하1층)"),
        ("장애정도", "2 급", "2급"),
        ("가격", "3,450,000 원", "3450000원"),
        ("영문성명", "NGUYEN, VAN ANH", "Nguyen Van Anh"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_fact_are_the_same(name: str, one: str, other: str) -> None:
    assert canonical_fact(name, one) == canonical_fact(name, other)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("세대주", "류관순", "유관순"),
        ("세대주", "이순신", "리순신"),
        ("세대주", "홍길동(洪吉童)", "홍길동(洪吉同)"),
        ("주소", "경기도 광주시 중앙로 1", "광주광역시 중앙로 1"),
        ("주소", "광주시 중앙로 1", "광주광역시 중앙로 1"),
        ("주소", "서울특별시 종로구 세종대로 209, 101호", "서울특별시 종로구 세종대로 209, 102호"),
        ("주소", "경상북도 의성군 서울 중앙로 1", "경상북도 의성군 서울특별시 중앙로 1"),
        ("주소변동", "2019-03-02 서울 a;2021-05-06 부산 b", "2021-05-06 부산 b;2019-03-02 서울 a"),
        ("전입일", "2026-11-23", "2026-11-24"),
        ("전입일", "2026-02-30", "2026-03-02"),
        ("면적", "100", "1000"),
        ("용도", "1 2층", "12층"),
        ("체류자격", "D 2", "D2"),
        ("면적", "1.05", "1.5"),
        ("세대원", "홍길동(본인);김영희(배우자)", "홍길동(본인)"),
        ("세대원", "홍길동(본인);홍길동(자녀)", "홍길동(본인)"),
    ],
)
def test_two_facts_are_never_taken_for_one(name: str, one: str, other: str) -> None:
    assert canonical_fact(name, one) != canonical_fact(name, other)


def test_the_canonical_spelling_is_fixed_because_fingerprints_are_stored() -> None:
    assert (
        canonical_fact("주소", "서울시 종로구 세종대로 209, 101호 (세종로)")
        == "서울특별시종로구세종대로 209 101호"
    )
    assert canonical_fact("수급기간", "2026. 1. 1. ~ 2026. 12. 31.") == "2026-01-01~2026-12-31"
    assert canonical_fact("연면적", "001,234.500㎡") == "1234.5"
    assert canonical_fact("세대원", "나(자녀); 가(본인)") == "가(본인);나(자녀)"


def test_an_address_of_nothing_but_parentheses_is_not_emptied() -> None:
    assert canonical_fact("주소", "(세종로)") == "(세종로)"


NAMES = st.sampled_from(["주소", "주소변동", "전입일", "수급기간", "연면적", "세대원", "세대주"])
SIGNS = st.text(st.sampled_from("가서울시 0123456789.-~,;()년월일원㎡１（～"), max_size=30)


@given(NAMES, SIGNS | st.text(max_size=30))
def test_the_canonical_spelling_of_a_canonical_spelling_is_itself(name: str, value: str) -> None:
    once = canonical_fact(name, value)
    assert canonical_fact(name, once) == once


@pytest.mark.parametrize(
    ("name", "value", "ending"),
    [
        ("주소", "서울시 종로구 세종대로 209", "@road"),
        ("주소", "서울시 종로구 세종로 1-91", "@lot"),
        ("주소", "(세종로)", ""),
        ("주소변동", "2019-03-02 서울 중구 을지로 1;2021-05-06 서울 중구 을지로1가 1", "@road@lot"),
        ("주소변동", "2019-03-02 서울 중구 을지로 1;2021-05-06 미상", ""),
        ("세대주", "세종대로 209", ""),
    ],
)
def test_the_mark_of_an_address_ends_with_its_system_where_that_is_known(
    name: str, value: str, ending: str
) -> None:
    assert mark_ending(name, value) == ending


@given(SIGNS)
def test_two_spellings_of_one_address_have_one_ending(value: str) -> None:
    assert mark_ending("주소", value) == mark_ending("주소", canonical_fact("주소", value))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("홍길동", "홍길동"),
        ("홍길동(洪吉童)", "홍길동"),
        ("홍길동（洪吉童）", "홍길동"),
        (unicodedata.normalize("NFD", "홍길동"), "홍길동"),
        (" 남궁  민 ", "남궁민"),
        ("Nguyen, Van  Anh", "NGUYEN VAN ANH"),
        ("ＫＩＭ", "KIM"),
        ("王小明", "王小明"),
        ("류현진", "류현진"),
    ],
)
def test_a_name_is_compared_without_hanja_spaces_and_case(written: str, plain: str) -> None:
    assert name_text(written) == plain


@given(st.text(max_size=20))
def test_the_plain_form_of_a_plain_name_is_itself(name: str) -> None:
    assert name_text(name_text(name)) == name_text(name)


def test_one_digest_stands_for_number_name_and_facts() -> None:
    text = row_text("RR01", "8501019123456", ("서울", " 홍길동 "), name="홍 길동(洪吉童)")
    assert text == "RR01\x1f8501019123456\x1f홍길동\x1f서울\x1f홍길동"
    assert row_text("RR01", "8501019123456", ("서울",), name="김영희") != row_text(
        "RR01", "8501019123456", ("서울",), name="홍길동"
    )


def test_the_name_does_not_count_where_a_parcel_is_the_subject() -> None:
    parcel = "1111010100100010000"
    assert row_text("LD02", parcel, ("대",), name="홍길동") == row_text("LD02", parcel, ("대",), name="")


def test_what_is_evened_has_single_spaces_half_width_signs_and_whole_syllables() -> None:
    assert evened(unicodedata.normalize("NFD", " 서울　중구 ( 가 ) ,１－２ ")) == "서울 중구(가),1-2"


@given(st.text(st.sampled_from("가힣각 ,;()-.~/12Ab\u1100\uff08\u3000\n'"), max_size=12))
def test_what_is_taken_for_even_at_a_glance_is_even(value: str) -> None:
    if spellings._EVEN.fullmatch(value):
        assert " ".join(unicodedata.normalize("NFC", value).split()) == value
        assert spellings._AROUND_SIGNS.sub(r"\1", value).strip() == value
