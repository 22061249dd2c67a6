"""How well two values agree: the published levels and weights, and the pairs that are never close."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain import agreements
from issuance.domain.addresses import address
from issuance.domain.agreements import (
    Agreement,
    Level,
    address_level,
    are_other_names,
    birth_level,
    name_level,
    number_level,
)
from issuance.domain.spellings import evened


def test_the_published_table_is_what_the_decision_page_says() -> None:
    published = {
        name: (level.agreement.value, level.weight)
        for name, level in vars(agreements).items()
        if isinstance(level, Level)
    }
    assert published == {
        "MISSING": ("missing", 0.0),
        "OTHER_SYSTEM": ("missing", 0.0),
        "NAME_SAME": ("same", 11.0),
        "NAME_REORDERED": ("close", 9.0),
        "NAME_CUT_SHORT": ("close", 7.0),
        "NAME_SLIP": ("close", 5.0),
        "NAME_OTHER_INITIAL": ("different", -6.0),
        "NAME_DIFFERENT": ("different", -6.0),
        "HANJA_SAME": ("same", 4.0),
        "HANJA_DIFFERENT": ("different", -4.0),
        "BIRTH_SAME": ("same", 12.0),
        "BIRTH_SLIP": ("close", 2.0),
        "BIRTH_SWAPPED": ("close", 2.0),
        "BIRTH_DIFFERENT": ("different", -6.0),
        "NUMBER_SAME": ("same", 26.0),
        "NUMBER_SLIP": ("close", 12.0),
        "NUMBER_SWAPPED": ("close", 12.0),
        "NUMBER_CHANGED": ("different", -1.0),
        "NUMBER_DIFFERENT": ("different", -5.0),
        "ADDRESS_SAME": ("same", 12.0),
        "ADDRESS_BUILDING": ("close", 6.0),
        "ADDRESS_DIFFERENT": ("different", -2.0),
        "OFFICE_SAME": ("same", 1.0),
        "OFFICE_DIFFERENT": ("different", 0.0),
        "EXCHANGED": ("close", 5.0),
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("류관순", "유관순"),
        ("리영희", "이영희"),
        ("이나은", "이라은"),
        ("김윤영", "김륜영"),
        ("노태영", "로태영"),
    ],
)
def test_names_that_differ_by_the_initial_sound_rule_are_two_people(one: str, other: str) -> None:
    assert name_level(one, other) is agreements.NAME_OTHER_INITIAL
    assert name_level(other, one) is agreements.NAME_OTHER_INITIAL


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("홍길동", "홍길동", agreements.NAME_SAME),
        ("홍길동", "홍길둥", agreements.NAME_SLIP),
        ("홍길동", "홍기동", agreements.NAME_SLIP),
        ("홍길동", "홍동길", agreements.NAME_SLIP),
        ("홍길동", "홍길민", agreements.NAME_DIFFERENT),
        ("홍길동", "홍길동이", agreements.NAME_DIFFERENT),
        ("홍길동", "김길동", agreements.NAME_DIFFERENT),
        ("홍길동", "HONG GILDONG", agreements.NAME_DIFFERENT),
        ("NGUYEN VAN ANH", "VAN ANH NGUYEN", agreements.NAME_REORDERED),
        ("NGUYEN VAN ANH", "NGUYEN VAN ANK", agreements.NAME_SLIP),
        ("NGUYEN VAN ANH", "NGUYEN THI ANH", agreements.NAME_DIFFERENT),
        ("WIJERATHNE MUDIYANSELAGE CHRISTOPHER", "WIJERATHNE MUDIYANSELAGE CHRI", agreements.NAME_CUT_SHORT),
        ("WIJERATHNE MUDIYANSELAGE CHRISTOPHER", "WIJERATNE MUDIYANSELAGE CRISTOPHER", agreements.NAME_SLIP),
        ("KIM", "KIM MIN", agreements.NAME_DIFFERENT),
    ],
)
def test_a_name_is_close_by_one_jamo_or_in_its_order_or_length(one: str, other: str, level: Level) -> None:
    assert name_level(one, other) is level
    assert name_level(other, one) is level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("18500312", "18500312", agreements.BIRTH_SAME),
        ("18500312", "18500313", agreements.BIRTH_SLIP),
        ("18500312", "18500321", agreements.BIRTH_SWAPPED),
        ("18500312", "18501203", agreements.BIRTH_SWAPPED),
        ("18500312", "18500411", agreements.BIRTH_DIFFERENT),
        ("18500312", "1850031", agreements.BIRTH_SLIP),
    ],
)
def test_a_birth_date_is_close_by_a_digit_or_an_exchange(one: str, other: str, level: Level) -> None:
    assert birth_level(one, other) is level


@pytest.mark.parametrize(
    ("other", "level"),
    [
        ("5003129123456", agreements.NUMBER_SAME),
        ("5003129123457", agreements.NUMBER_SLIP),
        ("5003139123456", agreements.NUMBER_SLIP),
        ("5003129123465", agreements.NUMBER_SWAPPED),
        ("5003129132456", agreements.NUMBER_SWAPPED),
        ("5003192123456", agreements.NUMBER_SWAPPED),
        ("5003129123546", agreements.NUMBER_SWAPPED),
        ("5003129120456", agreements.NUMBER_SLIP),
        ("5003129120450", agreements.NUMBER_CHANGED),
        ("5003129654321", agreements.NUMBER_CHANGED),
        ("5003120123450", agreements.NUMBER_DIFFERENT),
        ("5004129123459", agreements.NUMBER_DIFFERENT),
    ],
)
def test_a_number_is_close_by_one_digit_or_two_neighbours(other: str, level: Level) -> None:
    assert number_level("5003129123456", other) is level
    assert number_level(other, "5003129123456") is level


@pytest.mark.parametrize(
    ("other", "level"),
    [
        ("서울시 종로구 세종대로 209 101호", agreements.ADDRESS_SAME),
        ("서울시 종로구 세종대로 209, 102호", agreements.ADDRESS_BUILDING),
        ("서울시 종로구 세종대로 210, 101호", agreements.ADDRESS_DIFFERENT),
        ("서울시 종로구 세종로 1-91 101호", agreements.OTHER_SYSTEM),
        ("미상", agreements.ADDRESS_DIFFERENT),
    ],
)
def test_an_address_is_compared_within_its_system_only(other: str, level: Level) -> None:
    one = address(evened("서울특별시 종로구 세종대로 209, 101호 (세종로)"))
    assert address_level(one, address(evened(other))) is level


def test_no_words_of_the_table_hold_a_digit_or_a_latin_letter() -> None:
    levels = [level for level in vars(agreements).values() if isinstance(level, Level)]
    assert [
        level.words for level in levels if any(sign.isascii() and sign.isalnum() for sign in level.words)
    ] == []


def test_hanja_are_compared_apart_from_the_name() -> None:
    assert agreements.hanja_level("洪吉童", "洪吉童").agreement == Agreement.SAME
    assert agreements.hanja_level("洪吉童", "洪吉同").agreement == Agreement.DIFFERENT


WORDS = st.text(alphabet="가각나라유류A ", max_size=5)


@given(WORDS, WORDS)
def test_a_glance_at_two_names_says_what_their_level_says(one: str, other: str) -> None:
    assert are_other_names(one, other) == (name_level(one, other).agreement == Agreement.DIFFERENT)
