"""The numbers that an office gave on a day, and what became of each."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from issuance.domain.papers import Series
from issuance.models import Book, Office, Paper
from issuance.queries.filings import day_of


@dataclass(frozen=True, slots=True)
class Totals:
    """How many numbers of a series were given, and how many of them are void."""

    series: str
    label: str
    numbers: int
    voided: int

    @property
    def papers(self) -> int:
        return self.numbers - self.voided


def of_office(office: Office | str) -> QuerySet[Paper]:
    code = office.code if isinstance(office, Office) else office
    return Paper.objects.filter(office_id=code).select_related(
        "filing__kind", "filing__outage", "kind", "book"
    )


def given_on(office: Office | str, day: date, *, drill: bool) -> QuerySet[Paper]:
    begin, end = day_of(day)
    return of_office(office).filter(issued_at__gte=begin, issued_at__lt=end, book__drill=drill)


def numbers_of(office: Office | str, day: date, *, drill: bool = False) -> QuerySet[Paper]:
    """Every number of a day, in the order of the books; a drill's stand apart from the live ones."""
    return (
        given_on(office, day, drill=drill)
        .select_related("filing__kind", "kind", "book", "issued_by", "document", "certificate", "correction")
        .defer("sheet", "mark", "filing__subject_number", "document__facts", "document__fingerprints")
        .order_by("book", "sequence")
    )


def totals(office: Office | str, day: date, *, drill: bool = False) -> tuple[Totals, ...]:
    """By series, counted by the database."""
    counted = {
        series: (numbers, voided)
        for series, numbers, voided in given_on(office, day, drill=drill)
        .order_by()
        .values_list("series")
        .annotate(numbers=Count("pk"), voided=Count("voided_at"))
    }
    return tuple(Totals(series.value, series.label, *counted.get(series, (0, 0))) for series in Series)


def has_drill_book(office: str) -> bool:
    """Whether a drill was ever played at the office."""
    return Book.objects.filter(office=office, drill=True).exists()


def voids_to_check(office: Office | str) -> QuerySet[Paper]:
    """Numbers that were voided, and that no other person has looked at yet, the oldest first."""
    return (
        of_office(office)
        .filter(voided_at__isnull=False, void_checked_by__isnull=True)
        .select_related("issued_by")
        .defer("sheet", "mark", "filing__subject_number")
        .order_by("voided_at", "pk")
    )
