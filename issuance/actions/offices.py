"""Load offices, open books, and lock the book in which a deed is written."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from issuance.domain.offices import HEADQUARTERS, Level, NoBook
from issuance.domain.papers import year_of
from issuance.models import Book, Office, Window

FIRST_DRILL_BOOK = 901
FIRST_DRILL_REGISTRY = 90_112  # a multiple of 64: drills and live books never share a status list


@transaction.atomic
def load(rows: Iterable[Office]) -> int:
    """Insert or renew offices, parents first, each with a window; returns how many there are.

    Headquarters is made where it is missing.
    """
    offices = [
        Office(
            code=HEADQUARTERS,
            name="재난안전대책본부",
            full_name="행정안전부 재난안전대책본부",
            level=Level.HEADQUARTERS,
        ),
        *rows,
    ]
    Office.objects.bulk_create(
        offices,
        update_conflicts=True,
        unique_fields=("code",),
        update_fields=("name", "full_name", "level", "parent"),
        batch_size=500,
    )
    Window.objects.bulk_create(
        [Window(office=office, number=1) for office in offices], ignore_conflicts=True, batch_size=500
    )
    return len(offices)


@transaction.atomic
def open_books(
    offices: Iterable[Office], *, at: datetime, drill: bool = False, another: bool = False
) -> list[Book]:
    """Open a book of the year for each office that has none, or one more where `another` is asked for.

    One more is for the time after a restore, for an office's own node, or for pre-printed paper.
    """
    year = year_of(at)
    _lock_openings()
    last = dict(
        Book.objects.filter(year=year, drill=drill)
        .values_list("office")
        .annotate(last=Max("number"))
        .order_by()
    )
    registry = Book.objects.filter(drill=drill).aggregate(last=Max("registry_number"))["last"] or (
        FIRST_DRILL_REGISTRY - 1 if drill else 0
    )
    books = []
    for office in offices:
        if office.code in last and not another:
            continue
        registry += 1
        number = last.get(office.code, FIRST_DRILL_BOOK - 1 if drill else 0) + 1
        books.append(
            Book(office=office, year=year, number=number, drill=drill, registry_number=registry, opened_at=at)
        )
    return Book.objects.bulk_create(books, batch_size=500)


def hold_books(*, drill: bool) -> None:
    """Wait for every deed that is being written, and keep new ones out until the transaction ends.

    Headquarters' row as well, under which books are opened: the first deed of a year has a book that nobody sees yet.
    """
    _lock_openings()
    list(Book.objects.select_for_update().filter(drill=drill).order_by("pk").values_list("pk", flat=True))


def locked_book(office: Office | str, *, at: datetime, drill: bool = False) -> Book:
    """The newest book of the office and year, locked until the transaction ends: the last lock that a deed takes."""
    code = office.code if isinstance(office, Office) else office
    newest = Book.objects.select_for_update(of=("self",)).filter(
        office_id=code, year=year_of(at), drill=drill
    )
    book = newest.order_by("-number").first()
    if book is None:
        open_books([Office.objects.get(code=code)], at=at, drill=drill)
        book = newest.order_by("-number").first()
    if book is None:
        raise NoBook(office=code)
    return book


def _lock_openings() -> None:
    """New registry numbers are handed out one opening at a time: headquarters' row is the lock.

    No key of the row changes, so what names headquarters may be written meanwhile.
    """
    Office.objects.select_for_update(of=("self",), no_key=True).get(code=HEADQUARTERS)
