"""Addresses: one spelling within each of the two systems, and never one for two dwellings."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.addresses import Address, AddressSystem, address
from issuance.domain.spellings import canonical_fact, evened

ROAD = "서울특별시 종로구 세종대로 209, 101동 203호 (세종로, 정부청사(본관))"
LOT = "부산광역시 중구 중앙동 산 12-3, 2층 201호"


def read(text: str) -> Address:
    return address(evened(text))


@pytest.mark.parametrize(
    "written",
    [
        "서울시 종로구 세종대로 209, 101동 203호 (세종로)",
        "서울 종로구 세종대로 209 101동 203호",
        "서울시종로구 세종대로209, 101동203호",
        "서울  종로구  세종대로  209 , 제101동 제203호",
        "서울특별시 종로구 세종대로 209, 101 동 203 호(세종로)",
        "서울특별시 종로구 세종대로 209 (세종로), 101동 203호",
        "서울특별시 종로구 세종대로 209 (101동 203호)",
        "(03172) 서울특별시 종로구 세종대로 209, 101동 203호",
        "서울특별시 종로구 세종대로 ２０９， １０１동 ２０３호",
        unicodedata.normalize("NFD", ROAD),
    ],
)
def test_an_address_by_road_is_one_however_it_is_spelled(written: str) -> None:
    assert (
        read(written)
        == read(ROAD)
        == Address(AddressSystem.ROAD, "서울특별시종로구세종대로", "209", "101동203호")
    )


@pytest.mark.parametrize(
    "written",
    [
        "부산 중구 중앙동 산12-3번지 2층 201호",
        "부산시 중구 중앙동 산 12번지의 3, 2층201호",
        "부산광역시 중구 중앙동산 12 － 3 2 층 제201호",
        "부산광역시 중구 중앙동 산12의3 2층 201호",
    ],
)
def test_an_address_by_lot_is_one_however_it_is_spelled(written: str) -> None:
    assert (
        read(written) == read(LOT) == Address(AddressSystem.LOT, "부산광역시중구중앙동", "산12-3", "2층201호")
    )


@pytest.mark.parametrize(
    ("written", "system", "number"),
    [
        ("서울 중구 남대문로 지하 12", AddressSystem.ROAD, "지하12"),
        ("서울 중구 남대문로지하12", AddressSystem.ROAD, "지하12"),
        ("경기 성남시 분당구 테헤란로 1길 5", AddressSystem.ROAD, "5"),
        ("경기 수원시 팔달구 중앙로12번길3", AddressSystem.ROAD, "3"),
        ("서울 성동구 성수이로20나길 3-1", AddressSystem.ROAD, "3-1"),
        ("서울 중구 을지로3가 5번지", AddressSystem.LOT, "5"),
        ("서울 성동구 성수동1가 685-20", AddressSystem.LOT, "685-20"),
        ("강원 춘천시 신북읍 천전리 12-1", AddressSystem.LOT, "12-1"),
        ("서울 종로구 세종로 1-91", AddressSystem.LOT, "1-91"),
        ("경기 여주시 세종로 10", AddressSystem.ROAD, "10"),
        ("서울 중구 중앙동 12 가동 101호", AddressSystem.LOT, "12"),
        ("서울 중구 새빛로 12, 가동 101호", AddressSystem.ROAD, "12"),
        ("서울 중구 어딘가", AddressSystem.UNKNOWN, ""),
    ],
)
def test_the_system_is_told_by_what_the_number_stands_behind(
    written: str, system: AddressSystem, number: str
) -> None:
    found = read(written)
    assert (found.system, found.number) == (system, number)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("서울 종로구 세종대로 209, 101호", "서울 종로구 세종대로 209, 102호"),
        ("서울 종로구 세종대로 20, 9호", "서울 종로구 세종대로 209호"),
        ("서울 종로구 세종대로 1 12", "서울 종로구 세종대로 11 2"),
        ("서울 종로구 세종대로 12", "서울 종로구 세종대로 지하 12"),
        ("부산 중구 중앙동 12-3", "부산 중구 중앙동 산 12-3"),
        ("부산 중구 중앙동 12-3", "부산 중구 중앙동 123"),
        ("서울 중구 중앙로 1 (101동 203호)", "서울 중구 중앙로 1 (101동 204호)"),
        ("서울 중구 중앙로 1 (가동)", "서울 중구 중앙로 1 (나동)"),
        ("서울 중구 중앙로 1 A동", "서울 중구 중앙로 1 B동"),
        ("서울 중구 중앙로 1", "부산 중구 중앙로 1"),
        ("경기도 광주시 중앙로 1", "광주광역시 중앙로 1"),
        ("제주시 중앙로 1", "제주도 중앙로 1"),
        ("서울 중구 을지로 3", "서울 중구 을지로3가 3"),
        ("서울 중구 중앙로 1, 2층", "서울 중구 중앙로 1, 지하2층"),
    ],
)
def test_two_dwellings_are_never_one(one: str, other: str) -> None:
    assert read(one).canonical != read(other).canonical


def test_a_road_and_a_lot_are_never_spelled_alike() -> None:
    assert read("서울 중구 중앙로 12").canonical != read("서울 중구 중앙동 12").canonical


def test_an_address_of_nothing_but_parentheses_is_not_emptied() -> None:
    assert read("(세종로)").canonical == "(세종로)"


def test_the_building_is_the_address_without_what_stands_within_it() -> None:
    assert read(ROAD).building == "서울특별시종로구세종대로 209"
    assert read("서울 중구 어딘가").building == ""


@given(st.text(st.sampled_from("가서울시중구로길동리산지하번지의층호제 0123456789-,().ABab"), max_size=40))
def test_the_one_spelling_of_one_spelling_is_itself(text: str) -> None:
    once = canonical_fact("주소", text)
    assert canonical_fact("주소", once) == once
