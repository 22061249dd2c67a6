"""One cell: which texts have a value, and what an error list may show of it."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.errors import IssuanceError
from issuance.domain.papers import SEOUL
from issuance.main_system.cells import answer, copies, fact, line, moment, office, shown, shown_number


@pytest.mark.parametrize("day", ["2026-11-23", "2026. 11. 23.", "2026.11.23.", "20261123"])
@pytest.mark.parametrize(
    ("time", "clock"), [("", (0, 0, 0)), (" 14:05", (14, 5, 0)), ("  14:05:09", (14, 5, 9))]
)
def test_each_written_form_of_a_date_with_and_without_a_time(
    day: str, time: str, clock: tuple[int, int, int]
) -> None:
    assert moment(f" {day}{time} ") == datetime(2026, 11, 23, *clock, tzinfo=SEOUL)


def test_a_dotted_date_needs_no_leading_zero() -> None:
    assert moment("2026. 1. 5. 09:00") == datetime(2026, 1, 5, 9, tzinfo=SEOUL)


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01", "26-11-23", "2026-11-31", "2026-13-01", "2026-1-5", "11/23/2026", "2026-11-23 24:00", "2026-11-23 9:00",
        "2026-11-23T14:05", "2026-11-23 14:05:60", "2026-11", "202611230", "２０２６-11-23", "46349", "어제",
    ],
)  # fmt: skip
def test_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(IssuanceError) as refused:
        moment(text)
    assert refused.value.code == "not_a_moment"


@given(st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 31)))
def test_the_three_forms_say_the_same_moment(at: datetime) -> None:
    forms = (
        f"{at:%Y-%m-%d %H:%M:%S}",
        f"{at.year}. {at.month}. {at.day}. {at:%H:%M:%S}",
        f"{at:%Y%m%d %H:%M:%S}",
    )
    assert {moment(form) for form in forms} == {at.replace(microsecond=0, tzinfo=SEOUL)}


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (office, "1111051", "not_an_office_code"),
        (office, "1111-0515", "not_an_office_code"),
        (office, "", "cell_missing"),
        (copies, "0", "not_a_count"),
        (copies, "1.5", "not_a_count"),
        (copies, "1000", "not_a_count"),
        (answer, "0", "unknown_answer"),
        (answer, "4001", "unknown_answer"),
        (fact, "홍\u202e길동", "hidden_character"),
        (fact, "홍\x07길동", "hidden_character"),
        (lambda text: line(text, 10), "두\n줄", "hidden_character"),
        (lambda text: line(text, 3), "네글자요", "cell_too_long"),
    ],
)  # fmt: skip
def test_what_is_not_a_value_is_refused_by_its_code(read, text: str, code: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(IssuanceError) as refused:
        read(text)
    assert refused.value.code == code


def test_leading_zeros_are_kept() -> None:
    assert (office("00000000"), line("0012", 60), answer("0000").value) == ("00000000", "0012", "0000")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("8503029012345", "850302*******"),
        ("홍길동 850302-9012345 외", "홍길동 850302-******* 외"),
        ("8503 02 – 90123 45", "8503 02 – ***** **"),
        ("８５０３０２－９０１２３４５", "８５０３０２－*******"),
        ("850302/9012345", "850302/*******"),
        ("850302_9012345,(850302) 9012345", "850302_*******,(850302) *******"),
        ("2026-11-23 14:05", "2026-11-23 14:05"),
        ("2026-11-23 14:05:09", "2026-11-23 14:05:09"),
        ("가\r\n나\x00\u202e", "가 나□□"),
        ("가" * 50, "가" * 39 + "…"),
    ],
)
def test_an_error_list_shows_no_whole_number(text: str, seen: str) -> None:
    assert shown(text) == seen


@pytest.mark.parametrize(("text", "seen"), [("850302901234", "850302******"), ("850302-90", "850302-**")])
def test_a_number_cell_is_masked_whatever_its_length(text: str, seen: str) -> None:
    assert shown_number(text) == seen


@given(st.text(st.sampled_from("0123456789- 가,\n"), max_size=60))
def test_no_thirteen_digits_in_a_row_are_ever_shown(text: str) -> None:
    seen = "".join(character for character in shown(text) if character not in "- ")
    assert all(
        not part.isdigit() or len(part) < 13 for part in seen.replace("가", ",").replace("*", ",").split(",")
    )
