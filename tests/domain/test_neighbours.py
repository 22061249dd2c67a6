"""Which rows of a nation are kept for the papers that look for theirs."""

import pytest

from issuance.domain.neighbours import Neighbours
from issuance.domain.profiles import Profile, person

NUMBER = "5003129123456"
HOME = "서울특별시 종로구 세종대로 209, 101호"
ELSEWHERE = "부산광역시 중구 중앙대로 7"


def paper(*, name: str = "홍길동", number: str = NUMBER, address: str = HOME) -> Profile:
    return person("paper", kind="RR01", name=name, number=number, address=address)


def kept(of: Profile, **cells: str) -> bool:
    row = person("row", **{"kind": "RR01", "name": "홍길동", "number": NUMBER, "address": HOME, **cells})
    ledger = Neighbours([of])
    ledger.add(row)
    return bool([*ledger.near(of), *ledger.of_same_name(row)])


def near(of: Profile, **cells: str) -> bool:
    row = person("row", **{"kind": "RR01", "name": "홍길동", "number": NUMBER, "address": HOME, **cells})
    ledger = Neighbours([of])
    ledger.add(row)
    return bool(ledger.near(of))


@pytest.mark.parametrize("place", range(13))
def test_a_row_that_one_digit_parts_is_kept_whatever_else_it_says(place: int) -> None:
    typed = NUMBER[:place] + str((int(NUMBER[place]) + 1) % 10) + NUMBER[place + 1 :]
    assert kept(paper(number=typed), name="NGUYEN VAN ANH", address=ELSEWHERE)


@pytest.mark.parametrize("place", range(12))
def test_a_row_that_an_exchange_of_two_digits_parts_is_kept_with_its_name(place: int) -> None:
    typed = NUMBER[:place] + NUMBER[place + 1] + NUMBER[place] + NUMBER[place + 2 :]
    assert near(paper(number=typed, address=""))


@pytest.mark.parametrize(
    ("cells", "is_kept"),
    [
        ({"name": "홍새봄", "number": "5003120999999", "address": ELSEWHERE}, True),
        ({"name": "홍새봄", "number": "6101019999999"}, True),
        ({"name": "김새봄", "number": "5003120999999", "address": ELSEWHERE}, False),
        ({"name": "홍길동", "number": "6101019999999", "address": ELSEWHERE}, False),
        ({"name": "홍길동", "number": "5003139999999", "address": ELSEWHERE}, True),
        ({"kind": "RR02"}, False),
    ],
)
def test_family_of_the_day_or_the_house_is_kept_and_a_namesake_behind_a_slip(
    cells: dict[str, str], is_kept: bool
) -> None:
    assert kept(paper(), **cells) == is_kept


def test_a_row_that_several_keys_find_is_near_once() -> None:
    ledger = Neighbours([paper()])
    ledger.add(person("row", kind="RR01", name="홍길동", number=NUMBER, address=HOME))
    assert [row.key for row in ledger.near(paper())] == ["row"]


def test_a_namesake_behind_a_slip_is_found_by_the_right_row() -> None:
    ledger = Neighbours([paper(number="5003139123456")])
    right = person("row", kind="RR01", name="홍길동", number=NUMBER, address=HOME)
    ledger.add(right)
    ledger.add(person("other", kind="RR01", name="홍길동", number="5003120777777", address=ELSEWHERE))
    assert sorted(row.key for row in ledger.of_same_name(right)) == ["other", "row"]


def test_a_record_of_another_country_is_found_by_any_two_fields() -> None:
    record = Profile("a", "a", given="kydan", surname="mccarthy", postcode="6415", birth="19720518")
    ledger = Neighbours([record])
    ledger.add(Profile("b", "b", given="mccarthy", surname="kydan", postcode="1111", birth="19000101"))
    ledger.add(Profile("c", "c", given="kydan", surname="smith", postcode="1111", birth="19000101"))
    assert [row.key for row in ledger.near(record)] == ["b"]
