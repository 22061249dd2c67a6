"""The numbers that an office gave on a day, and what became of each."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from issuance.domain.papers import Series
from issuance.models import Office, Paper
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


def numbers_of(office: Office | str, day: date) -> QuerySet[Paper]:
    """Every number of a day, in the order of the books."""
    begin, end = day_of(day)
    return (
        of_office(office)
        .filter(issued_at__gte=begin, issued_at__lt=end)
        .select_related("filing__kind", "kind", "book", "issued_by", "document", "certificate", "correction")
        .defer("sheet", "mark", "filing__subject_number", "document__facts", "document__fingerprints")
        .order_by("book", "sequence")
    )


def totals(papers: list[Paper]) -> list[Totals]:
    """By series, those of a drill counted with the others of the same day."""
    return [
        Totals(
            series.value,
            series.label,
            sum(paper.series == series for paper in papers),
            sum(paper.series == series and paper.voided_at is not None for paper in papers),
        )
        for series in Series
    ]
