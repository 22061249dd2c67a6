"""What of a record is compared, and the birth dates that one slip of a number may hide."""

import unicodedata

import pytest

from issuance.domain.profiles import Profile, birth_of, exchanged, family_of, may_hide, person, place_of


def test_a_person_is_read_from_the_cells_as_they_stand() -> None:
    found = person(
        "r1",
        subject="s1",
        kind="RR01",
        name="홍 길동（洪吉童）",
        number="5003129123456",
        address="서울 중구 을지로 1",
    )
    assert found == Profile(
        key="r1",
        subject="s1",
        kind="RR01",
        name="홍길동",
        hanja="洪吉童",
        birth="18500312",
        number="5003129123456",
        address="서울 중구 을지로 1",
        place="을지로1",
    )


def test_a_row_without_a_subject_is_its_own() -> None:
    assert person("r1", name="홍길동", number="").subject == "r1"


def test_compatibility_ideographs_are_the_same_hanja() -> None:
    assert person("1", name="김철수(\uf90a哲洙)", number="").hanja == "金哲洙"


def test_a_profile_shows_nothing_of_a_person() -> None:
    assert repr(person("r1", name="홍길동", number="5003129123456")) == "Profile(r1)"
    assert f"{[person('r1', name='홍길동', number='5003129123456')]}" == "[Profile(r1)]"


@pytest.mark.parametrize(
    ("number", "birth"),
    [
        ("5003129123456", "18500312"),
        ("5003120123456", "18500312"),
        ("5003121123456", "19500312"),
        ("0503127123456", "20050312"),
        ("", ""),
        ("1111010100100010000", ""),
    ],
)
def test_the_birth_date_is_the_numbers(number: str, birth: str) -> None:
    assert birth_of(number) == birth


@pytest.mark.parametrize(
    ("name", "family"), [("홍길동", "홍"), ("남궁민", "남"), ("NGUYEN VAN", "~"), ("王小明", "~"), ("", "")]
)
def test_families_are_parted_by_a_syllable_and_foreigners_not_at_all(name: str, family: str) -> None:
    assert family_of(name) == family


@pytest.mark.parametrize(
    "written",
    [
        "서울특별시 종로구 세종대로 209, 101동 203호 (세종로)",
        "서울 종로구 세종대로209 101동203호",
        "서울시 종로구 세종대로 ２０９， １０１동 ２０３호",
        unicodedata.normalize("NFD", "서울 종로구 세종대로 209, 제101동 제203호"),
    ],
)
def test_the_place_is_one_for_the_spellings_of_an_address(written: str) -> None:
    assert place_of(written) == "종대로209101203"


@pytest.mark.parametrize(
    ("one", "other"),
    [("부산 대저동 산 12-3", "부산시 대저동 산12의 3"), ("서울 남대문로 지하 12", "서울 남대문로지하12")],
)
def test_hills_and_undergrounds_are_one_place_too(one: str, other: str) -> None:
    assert place_of(one) == place_of(other)


def test_an_address_without_a_number_is_no_place() -> None:
    assert place_of("서울 중구 (1통)") == ""


def births_with_a_slip(day: str) -> set[str]:
    """Every birth date that another digit or an exchange of two neighbours makes of these seven digits."""
    slipped = {day[:place] + digit + day[place + 1 :] for place in range(7) for digit in "0123456789"}
    slipped |= {exchanged(day, place) for place in range(6)}
    return {birth_of(other + "123456") for other in slipped}


@pytest.mark.parametrize("day", ["5003129", "0001010", "9912311", "1102290", "5501056"])
def test_a_slip_hides_what_a_digit_or_an_exchange_parts_and_nothing_else(day: str) -> None:
    hidden = births_with_a_slip(day)
    others = {
        birth_of(other + "123456")
        for one in births_with_a_slip(day)
        for other in (one[2:] + "9", one[2:] + "4")
    }
    others |= {"18500312", "19991231", "20110229", "18551105"}
    assert {birth for birth in hidden | others if may_hide(day, birth)} == hidden
    assert not may_hide(day, "")
