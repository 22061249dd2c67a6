"""Numbers that paper carries."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.papers import (
    Serial,
    Series,
    check_number,
    check_number_holds,
    printed_check_number,
    printed_issue_number,
    printed_moment,
    printed_money,
    status_position,
    year_of,
)
from tests.refusals import refused

ISSUED_AT = datetime(2026, 11, 23, 5, 5, 12, tzinfo=UTC)

serials = st.builds(
    Serial,
    st.sampled_from(list(Series)),
    st.integers(0, 99_999_999).map(lambda number: f"{number:08d}"),
    st.integers(0, 99),
    st.integers(1, 999),
    st.integers(1, 999_999),
    st.booleans(),
)


def test_a_serial_reads_as_the_formats_say() -> None:
    assert str(Serial(Series.PROVISIONAL, "11110515", 26, 1, 123)) == "P-11110515-26-001-000123"


@pytest.mark.parametrize(
    ("series", "printed"),
    [
        (Series.RECEIPT, "TR"),
        (Series.CERTIFICATE, "TE"),
        (Series.PROVISIONAL, "TP"),
        (Series.CORRECTION, "TC"),
    ],
)
def test_a_drill_puts_t_before_the_series(series: Series, printed: str) -> None:
    assert str(Serial(series, "00000000", 26, 901, 1, drill=True)) == f"{printed}-00000000-26-901-000001"


@given(serials)
def test_a_serial_is_read_back_as_it_was_printed(serial: Serial) -> None:
    assert Serial.parse(f" {str(serial).lower()} ") == serial


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P-11110515-26-001-00123",
        "Q-11110515-26-001-000123",
        "P11110515-26-001-000123",
        "TTP-11110515-26-001-000123",
        "P-11110515-26-001-000123-1",
    ],
)
def test_a_serial_of_another_shape_is_refused(text: str) -> None:
    with refused("malformed_serial"):
        Serial.parse(text)


@given(st.integers(1, 99_999), st.integers(0, 10**9 - 1))
def test_a_check_number_begins_with_its_book_and_holds(registry: int, random_part: int) -> None:
    number = check_number(registry, random_part)
    digits = f"{number:016d}"
    assert (int(digits[:5]), int(digits[5:14])) == (registry, random_part)
    assert check_number_holds(number)


@given(st.integers(1, 99_999), st.integers(0, 10**9 - 1), st.integers(0, 15), st.integers(1, 9))
def test_one_mistyped_digit_never_holds(registry: int, random_part: int, place: int, shift: int) -> None:
    digits = list(f"{check_number(registry, random_part):016d}")
    digits[place] = str((int(digits[place]) + shift) % 10)
    assert not check_number_holds(int("".join(digits)))


@pytest.mark.parametrize(("registry", "random_part"), [(0, 1), (100_000, 1), (1, -1), (1, 10**9)])
def test_a_check_number_out_of_range_is_not_made(registry: int, random_part: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        check_number(registry, random_part)


def test_a_check_number_is_printed_in_fours_with_its_zeros() -> None:
    assert printed_check_number(1748291350782) == "0001-7482-9135-0782"


def test_the_issue_number_holds_window_moment_in_seoul_and_sequence() -> None:
    assert printed_issue_number(3, ISSUED_AT, 123) == "03-20261123/140512-000123"


def test_the_year_turns_at_midnight_in_seoul() -> None:
    assert year_of(datetime(2026, 12, 31, 14, 59, 59, tzinfo=UTC)) == 26
    assert year_of(datetime(2026, 12, 31, 15, 0, tzinfo=UTC)) == 27


def test_no_two_papers_share_a_place_in_a_status_list() -> None:
    places = [
        status_position(registry, sequence)
        for registry in (1, 63, 64, 90_112, 99_999)
        for sequence in (1, 2, 1024, 1025, 999_999)
    ]
    assert len(set(places)) == len(places)
    assert {0 <= index < 65_536 for _, index in places} == {True}


def test_a_book_fills_its_places_from_the_first() -> None:
    assert status_position(1, 1) == (0, 1024)
    assert status_position(64, 1) == (1, 0)
    assert status_position(1, 1025) == (99_999 // 64 + 1, 1024)


def test_a_moment_is_printed_in_seoul() -> None:
    assert printed_moment(ISSUED_AT) == "2026. 11. 23. 14:05"


@pytest.mark.parametrize(
    ("won", "printed"),
    [
        (0, "금0원(금영원)"),
        (400, "금400원(금사백원)"),
        (1000, "금1,000원(금일천원)"),
        (10_010, "금10,010원(금일만일십원)"),
        (123_456_789, "금123,456,789원(금일억이천삼백사십오만육천칠백팔십구원)"),
        (100_000_000, "금100,000,000원(금일억원)"),
    ],
)
def test_money_is_printed_in_digits_and_in_words(won: int, printed: str) -> None:
    assert printed_money(won) == printed


def test_every_series_has_one_letter() -> None:
    assert re.fullmatch("[REPC]{4}", "".join(Series))
