"""Loading offices and opening their books."""

from datetime import timedelta

import pytest

from issuance.actions import offices
from issuance.domain.offices import HEADQUARTERS, Level
from issuance.models import Book, Office
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def numbers(code: str) -> list[tuple[int, int, bool]]:
    return list(Book.objects.filter(office_id=code).values_list("year", "number", "drill"))


def test_every_office_begins_with_the_first_book_of_the_year() -> None:
    assert {(book.year, book.number, book.drill) for book in Book.objects.all()} == {(26, 1, False)}
    assert set(Book.objects.values_list("office", flat=True)) == {HEADQUARTERS, *builders.OFFICES}


def test_opening_books_again_opens_none() -> None:
    assert offices.open_books(Office.objects.all(), at=NOW) == []


def test_another_book_has_the_next_number_and_a_registry_number_of_its_own() -> None:
    used = set(Book.objects.values_list("registry_number", flat=True))
    (book,) = offices.open_books([builders.office()], at=NOW, another=True)
    assert (book.label, book.registry_number) == ("26-002", max(used) + 1)
    assert offices.locked_book(builders.TOWN, at=NOW) == book


def test_a_paper_after_another_book_begins_at_one_again() -> None:
    builders.filing()
    offices.open_books([builders.office()], at=NOW, another=True)
    assert builders.filing().papers.get().serial == "R-11110515-26-002-000001"


def test_a_drill_has_books_far_from_the_live_ones() -> None:
    (book,) = offices.open_books([builders.office()], at=NOW, drill=True)
    assert (book.number, book.registry_number) == (901, offices.FIRST_DRILL_REGISTRY)
    assert offices.locked_book(builders.TOWN, at=NOW) != book
    assert offices.locked_book(builders.TOWN, at=NOW, drill=True) == book


def test_a_new_year_in_seoul_opens_a_new_book_where_it_is_needed() -> None:
    new_year = NOW.replace(month=12, day=31, hour=15, minute=0)
    assert offices.locked_book(builders.TOWN, at=new_year - timedelta(seconds=1)).label == "26-001"
    assert offices.locked_book(builders.TOWN, at=new_year).label == "27-001"
    assert numbers(builders.TOWN) == [(26, 1, False), (27, 1, False)]


def test_an_office_loaded_again_is_renewed_and_keeps_its_books() -> None:
    before = numbers(builders.TOWN)
    row = Office(
        code=builders.TOWN,
        name="청운동",
        full_name="서울특별시 종로구 청운동",
        level=Level.TOWN,
        parent_id="11110000",
    )
    assert offices.load([row]) == 2
    assert builders.office().signed_by == "서울특별시 종로구 청운동장"
    assert (numbers(builders.TOWN), builders.office().windows.count()) == (before, 1)


def test_an_acting_head_signs_as_one() -> None:
    Office.objects.filter(code=builders.TOWN).update(acting_head=True)
    assert builders.office().signed_by == "서울특별시 종로구 청운효자동장 직무대리"
