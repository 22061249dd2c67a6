"""Opening one more book from the command line, as an operator does after a restore."""

import io

import pytest
import time_machine
from django.core.management import CommandError, call_command

from issuance.models import Book
from tests import builders

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    """What the command says on the day of the tests, so that the books are of their year."""
    out = io.StringIO()
    with time_machine.travel(builders.NOW):
        call_command("open_book", *arguments, stdout=out)
    return out.getvalue()


def test_one_office_gets_its_next_book() -> None:
    before = Book.objects.filter(office=builders.TOWN, drill=False).count()
    assert "권을 열었습니다" in said("--office", builders.TOWN)
    books = Book.objects.filter(office=builders.TOWN, drill=False).order_by("-number")
    assert (books.count(), books[0].number) == (before + 1, books[1].number + 1)


def test_every_office_gets_one() -> None:
    before = Book.objects.filter(drill=False).count()
    said("--all")
    offices = Book.objects.values("office").distinct().count()
    assert Book.objects.filter(drill=False).count() == before + offices


def test_an_office_that_is_not_there_is_refused() -> None:
    with pytest.raises(CommandError, match="목록에 없습니다"):
        call_command("open_book", "--office", "99999999")


def test_what_is_issued_next_stands_in_the_new_book() -> None:
    counter = builders.counter()
    first = builders.issued_document(counter)
    said("--office", builders.TOWN)
    second = builders.issued_document(counter)
    assert first.paper is not None
    assert second.paper is not None
    assert second.paper.book.number > first.paper.book.number
