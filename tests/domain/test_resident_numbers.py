"""Resident and parcel numbers: what is forgiven, what is refused, what is shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.errors import IssuanceError
from issuance.domain.resident_numbers import ParcelNumber, ResidentNumber, check_digit_fits

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "8503029012345",
        "850302-9012345",
        " 850302 9012345 ",
        "850302–9012345",
        "８５０３０２－９０１２３４５",
        "\u3000850302-9012345\n",
    ],
)
def test_spaces_hyphens_and_full_width_digits_are_forgiven(text: str) -> None:
    assert ResidentNumber.parse(text, today=TODAY) == ResidentNumber("8503029012345")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "wrong_length"),
        ("850302901234", "wrong_length"),
        ("85030290123456", "wrong_length"),
        ("850302-901234x", "not_digits"),
        ("850302-9*****", "not_digits"),
        ("٨٥٠٣٠٢٩٠١٢٣٤٥", "not_digits"),
        ("8502299012345", "impossible_date"),
        ("8513019012345", "impossible_date"),
        ("8500009012345", "impossible_date"),
        ("991231-3000000", "born_in_future"),
        ("991231-8000000", "born_in_future"),
    ],
)
def test_what_cannot_be_a_resident_number_is_refused_without_being_repeated(text: str, code: str) -> None:
    with pytest.raises(IssuanceError) as refused:
        ResidentNumber.parse(text, today=TODAY)
    assert refused.value.code == code
    assert refused.value.facts == {}


@pytest.mark.parametrize(
    ("digits", "birth"),
    [
        ("8503029012345", date(1885, 3, 2)),
        ("9902280000000", date(1899, 2, 28)),
        ("0003021000000", date(1900, 3, 2)),
        ("0003026000000", date(1900, 3, 2)),
        ("9602293000000", date(2096, 2, 29)),
        ("9602298000000", date(2096, 2, 29)),
    ],
)
def test_the_seventh_digit_gives_the_century(digits: str, birth: date) -> None:
    assert ResidentNumber(digits).birth == birth


def test_a_person_born_today_has_a_number() -> None:
    last_day = date(2099, 12, 31)
    assert ResidentNumber.parse("991231-4000000", today=last_day).birth == last_day


@given(st.dates(date(1800, 1, 1), date(1899, 12, 31)), st.sampled_from("90"), st.integers(0, 999_999))
def test_every_made_up_number_is_read_back_and_never_shown_whole(birth: date, sex: str, tail: int) -> None:
    digits = f"{birth:%y%m%d}{sex}{tail:06d}"
    number = ResidentNumber.parse(f"{digits[:6]}-{digits[6:]}", today=TODAY)
    assert (number.digits, number.birth) == (digits, birth)
    assert {str(number), f"{number}", number.masked} == {f"{digits[:6]}-{sex}******"}
    assert repr([number]) == f"[ResidentNumber({digits[:6]}-{sex}******)]"


def test_a_number_of_another_shape_cannot_be_made() -> None:
    with pytest.raises(ValueError, match=r"^a resident number has 13 digits$"):
        ResidentNumber("850302-9012345")


@pytest.mark.parametrize(
    ("digits", "fits"),
    [
        ("8503029012344", True),
        ("8503029012346", False),
        ("0003025012343", True),
        ("0003025012341", False),
    ],
)
def test_the_check_digit_only_tells(digits: str, fits: bool) -> None:
    assert check_digit_fits(ResidentNumber.parse(digits, today=TODAY)) is fits


def test_a_parcel_number_keeps_its_leading_zero_and_forgives_hyphens() -> None:
    assert ParcelNumber.parse("0111010100-1-0001-0002").digits == "0111010100100010002"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("111010100100010002", "parcel_wrong_length"),
        ("", "parcel_wrong_length"),
        ("11110101001000100-2가", "parcel_not_digits"),
    ],
)
def test_what_cannot_be_a_parcel_number_is_refused(text: str, code: str) -> None:
    with pytest.raises(IssuanceError) as refused:
        ParcelNumber.parse(text)
    assert refused.value.code == code
