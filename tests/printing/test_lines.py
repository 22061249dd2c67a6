"""Lines are broken at words, and nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.printing.lines import DoesNotFit, Style, ensure_one_line, wrapped

STYLE = Style(10)


def test_a_line_is_broken_at_spaces_and_not_inside_a_word() -> None:
    width = STYLE.width("서울특별시 종로구 자하문로33길")
    assert wrapped("서울특별시 종로구 자하문로33길 22-10", STYLE, width) == (
        "서울특별시 종로구 자하문로33길",
        "22-10",
    )


def test_a_word_longer_than_the_line_is_cut_anywhere() -> None:
    assert wrapped("가나다라마", STYLE, STYLE.width("가나")) == ("가나", "다라", "마")


def test_a_date_is_not_broken_inside() -> None:
    width = STYLE.width("유효기한은 2026. 11. 30.")
    assert wrapped("유효기한은 2026. 11. 30. 14:05까지", STYLE, width) == (
        "유효기한은",
        "2026. 11. 30. 14:05까지",
    )


def test_a_date_longer_than_the_line_is_cut() -> None:
    lines = wrapped("2026. 11. 30. 14:05", STYLE, STYLE.width("2026. 11."))
    assert "".join(lines).replace(" ", "") == "2026.11.30.14:05"


def test_a_newline_starts_a_line_and_an_empty_line_stays() -> None:
    assert wrapped("가\n\n나", STYLE, 50) == ("가", "", "나")


@given(st.text(alphabet="가나다 \n서울특별시-33", max_size=60), st.floats(min_value=8, max_value=60))
def test_no_letter_is_lost_and_no_line_is_too_wide(text: str, width: float) -> None:
    lines = wrapped(text, STYLE, width)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert max(STYLE.width(line) for line in lines) <= width


@pytest.mark.parametrize("text", ["가나다라마", "가\n나"])
def test_one_line_refuses_what_is_wider_or_has_a_newline(text: str) -> None:
    with pytest.raises(DoesNotFit) as refusal:
        ensure_one_line("제목", text, STYLE, STYLE.width("가나다"))
    assert refusal.value.facts == {"field": "제목"}
