"""Finding a kind from one box, and the ten that an office takes most."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from issuance.queries.catalogue import kinds_at, most_used, search
from tests import builders
from tests.builders import NOW, TOWN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("RR01", "RR01"),
        ("rr 01", "RR01"),
        ("등본", "RR01"),
        ("ㄷㅂ", "RR01"),
        ("주민등록표 등본", "RR01"),
        ("등뽄", "RR01"),
        ("ㅊㅂ", "RR02"),
        ("완납증명", "TX01"),
        ("토지대장", "LD02"),
        ("토지데장", "LD02"),
        ("전입신고", "FL01"),
    ],
)
def test_a_kind_is_found_by_whatever_it_is_called(text: str, first: str) -> None:
    assert search(text, NOW)[0].code == first


def test_without_words_all_stand_there_and_what_is_nothing_finds_nothing() -> None:
    assert search(" ", NOW) == kinds_at(at=NOW)
    assert search("없는서류이름", NOW) == []


def test_the_kinds_that_an_office_takes_most_come_first() -> None:
    for kind in ("TX01", "TX01", "FL01"):
        builders.filing(kind=kind)
    builders.filing(kind="IM01", by=builders.clerk(builders.FAR_TOWN))
    every = [kind.code for kind in kinds_at(at=NOW)]
    rest = [code for code in every if code not in ("TX01", "FL01")]
    assert [kind.code for kind in most_used(TOWN, NOW)] == ["TX01", "FL01", *rest[:8]]
    assert [kind.code for kind in most_used(TOWN, NOW, count=1)] == ["TX01"]


def test_what_was_taken_long_ago_no_longer_counts(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    builders.filing(kind="TX01")
    with django_assert_num_queries(3):
        used = most_used(TOWN, NOW + timedelta(days=91), count=1)
    assert [kind.code for kind in used] == [kinds_at(at=NOW)[0].code]
