"""Search forgives what people leave out, add or mistype, and no more."""

from datetime import date

import pytest

from issuance.domain.search import BEGINS, CONTAINS, EXACT, SLIPPED, births_of, closest, digits_of, serial_of

SERIAL = "P-11110515-26-001-000123"


@pytest.mark.parametrize(
    "typed",
    [
        SERIAL,
        "p-11110515-26-001-000123",
        "P 11110515 26 001 000123",
        "P1111051526001000123",
        "Ｐ－11110515－26－001－000123",
    ],
)
def test_a_serial_is_found_however_it_is_spaced(typed: str) -> None:
    assert serial_of(typed) == SERIAL


@pytest.mark.parametrize("typed", ["", "P", "X-11110515-26-001-000123", "P-11110515-26-001-00012", "000123"])
def test_what_is_no_serial_is_none(typed: str) -> None:
    assert serial_of(typed) == ""


def test_a_drills_serial_keeps_its_letter() -> None:
    assert serial_of("te 11110515 26 901 000001") == "TE-11110515-26-901-000001"


@pytest.mark.parametrize(
    ("typed", "births"),
    [
        ("1885-03-02", (date(1885, 3, 2),)),
        ("1885. 3. 2.", (date(1885, 3, 2),)),
        ("1885/3/12", (date(1885, 3, 12),)),
        ("1885. 13. 2.", ()),
        ("18850302", (date(1885, 3, 2),)),
        ("850302", (date(1885, 3, 2), date(1985, 3, 2), date(2085, 3, 2))),
        ("000229", (date(2000, 2, 29),)),
        ("18850230", ()),
        ("885", ()),
        ("홍길동", ()),
    ],
)
def test_eight_digits_are_a_birth_date_and_six_are_one_of_any_century(
    typed: str, births: tuple[date, ...]
) -> None:
    assert births_of(typed) == births


@pytest.mark.parametrize(("typed", "digits"), [("1234-5678", "12345678"), ("１２", "12"), ("12a", "")])
def test_digits_are_digits_alone(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


@pytest.mark.parametrize(
    ("typed", "name", "rank"),
    [
        ("홍길동", "홍길동", EXACT),
        (" 홍 길-동 ", "홍길동", EXACT),
        ("홍길", "홍길동", BEGINS),
        ("길동", "홍길동", CONTAINS),
        ("홍길돈", "홍길동", SLIPPED),  # one jamo wrong
        ("홍길도", "홍길동", SLIPPED),  # one missing
        ("홍긿동", "홍길동", SLIPPED),
        ("호익길동", "홍길동", None),
        ("홍길순", "홍길동", None),  # three jamo
        ("김영회", "김영희(金英姬)", SLIPPED),
        ("mary jane", "MARY-JANE", EXACT),
        ("", "홍길동", None),
        ("-", "홍길동", None),
        ("동", "홍길둥", None),  # in a single syllable every slip is another word
        ("ㅎㄱㄷ", "홍길동", EXACT),
        ("ㄱㄷ", "홍길동", CONTAINS),
    ],
)
def test_a_name_is_found_with_one_slip(typed: str, name: str, rank: int | None) -> None:
    assert closest(typed, [name]) == ({} if rank is None else {name: rank})


def test_a_long_word_may_have_two_slips() -> None:
    assert closest("건축믈대정", ["건축물대장"]) == {"건축물대장": SLIPPED}
