"""Comparing a paper with the ledger: spellings that are one fact, and the verdict of each case."""

import unicodedata
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.matching import (
    CaseVerdict,
    Comparison,
    LedgerState,
    OfficialIssue,
    PaperFacts,
    canonical_fact,
    compare,
)
from issuance.domain.papers import SEOUL

ISSUED = datetime(2026, 11, 20, 14, 5, tzinfo=SEOUL)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SERIAL = "P-11110515-26-001-000123"
PAPER = PaperFacts(SERIAL, ISSUED, {"주소": "a1", "세대주": "b1", "전입일": "c1"})
TRUE = {"주소": "a1", "세대주": "b1", "전입일": "c1"}
MOVED = {"주소": "a2", "세대주": "b1", "전입일": "c2"}


def state(key: str, as_of: datetime, fingerprints: dict[str, str]) -> LedgerState:
    return LedgerState(key, as_of, fingerprints)


def test_what_was_true_then_matches() -> None:
    then = state("1", ISSUED - DAY, TRUE)
    assert compare(PAPER, states=[then], official=[]) == Comparison(CaseVerdict.MATCH, (), then, None)


def test_the_differing_facts_are_named_in_the_order_of_the_paper() -> None:
    then = state("1", ISSUED - DAY, {"전입일": "c2", "주소": "a2", "세대주": "b1"})
    assert compare(PAPER, states=[then], official=[]) == Comparison(
        CaseVerdict.DIFFERS, ("주소", "전입일"), then, None
    )


def test_a_fact_that_the_ledger_lacks_differs_and_one_that_the_paper_lacks_does_not() -> None:
    then = state("1", ISSUED - DAY, {"주소": "a1", "세대주": "b1", "병역": "d1"})
    assert compare(PAPER, states=[then], official=[]).differing == ("전입일",)


def test_the_latest_state_not_after_the_issue_is_what_was_true() -> None:
    before, at, after = (
        state("1", ISSUED - DAY, MOVED),
        state("2", ISSUED, TRUE),
        state("3", ISSUED + timedelta(seconds=1), MOVED),
    )
    assert compare(PAPER, states=[after, at, before], official=[]) == Comparison(
        CaseVerdict.MATCH, (), at, None
    )
    assert compare(PAPER, states=[after, before], official=[]).state == before


def test_only_later_states_leave_it_to_a_person() -> None:
    later = state("1", ISSUED + HOUR, TRUE)
    assert compare(PAPER, states=[later], official=[]) == Comparison(CaseVerdict.UNDECIDABLE, (), None, None)


def test_no_state_at_all_is_not_found() -> None:
    assert compare(PAPER, states=[], official=[]) == Comparison(CaseVerdict.NOT_FOUND, (), None, None)


def test_two_states_of_one_moment_that_contradict_each_other_are_ambiguous() -> None:
    one, other = state("1", ISSUED - DAY, TRUE), state("2", ISSUED - DAY, MOVED)
    assert compare(PAPER, states=[one, other], official=[]) == Comparison(
        CaseVerdict.AMBIGUOUS, (), None, None
    )


def test_two_states_of_one_moment_that_agree_are_one() -> None:
    one, other = state("1", ISSUED - DAY, TRUE), state("2", ISSUED - DAY, dict(TRUE))
    assert compare(PAPER, states=[one, other], official=[]).verdict == CaseVerdict.MATCH


def test_an_official_paper_takes_precedence_and_the_differing_facts_are_kept() -> None:
    then, issue = state("1", ISSUED - DAY, MOVED), OfficialIssue("7", ISSUED + HOUR, "")
    assert compare(PAPER, states=[then], official=[issue]) == Comparison(
        CaseVerdict.ALSO_ISSUED, ("주소", "전입일"), then, issue
    )


def test_an_official_paper_is_named_where_nothing_could_be_compared() -> None:
    issue = OfficialIssue("7", ISSUED, SERIAL)
    assert compare(PAPER, states=[], official=[issue]) == Comparison(CaseVerdict.NOT_FOUND, (), None, issue)


@pytest.mark.parametrize(
    ("issue", "counts"),
    [
        (OfficialIssue("7", ISSUED - DAY, ""), False),
        (OfficialIssue("7", ISSUED.replace(hour=0, minute=0), ""), True),
        (OfficialIssue("7", ISSUED + 3 * DAY, ""), True),
        (OfficialIssue("7", ISSUED - 3 * DAY, SERIAL), True),
        (OfficialIssue("7", ISSUED, "P-11110515-26-001-000124"), False),
    ],
)
def test_an_official_paper_counts_if_it_names_this_one_or_names_none_from_its_day_on(
    issue: OfficialIssue, counts: bool
) -> None:
    found = compare(PAPER, states=[state("1", ISSUED - DAY, TRUE)], official=[issue])
    assert found.verdict == (CaseVerdict.ALSO_ISSUED if counts else CaseVerdict.MATCH)


def test_the_official_paper_that_names_this_one_is_preferred_to_an_earlier_one() -> None:
    silent, naming = OfficialIssue("7", ISSUED, ""), OfficialIssue("8", ISSUED + DAY, SERIAL)
    found = compare(PAPER, states=[state("1", ISSUED - DAY, TRUE)], official=[silent, naming])
    assert found.official == naming


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("주소", "서울특별시 종로구 세종대로 209, 101호 (세종로)", "서울시  종로구 세종대로 209,101호"),
        ("주소", "서울 종로구 세종대로 209", "서울특별시 종로구 세종대로 209 (세종로, 정부청사(본관))"),
        ("주소", "강원도 춘천시 중앙로 1", "강원특별자치도 춘천시 중앙로 １"),
        ("주소", "전북 전주시 중앙로 1", "전라북도 전주시 중앙로 1"),
        ("소재지", "부산시 중구 중앙동 12-3", "부산광역시 중구 중앙동 12－3"),
        ("주소변동", "2019. 3. 2. 서울시 중구 a로 1 (b동);20210506 제주도 제주시 c로 2",
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
        == "서울특별시 종로구 세종대로 209,101호"
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
