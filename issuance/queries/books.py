"""An office's book for a day: every number with what became of it, and the totals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Sum

from issuance.domain.filings import Purpose
from issuance.domain.names import masked_name
from issuance.domain.papers import Series
from issuance.domain.states import DocumentState
from issuance.models import Document, Office, Paper
from issuance.queries.papers import Totals, given_on, numbers_of, totals

VALID, VOID = "유효", "폐기"


@dataclass(frozen=True, slots=True)
class Line:
    """One number: what it is, for whom (masked), what was to be paid, and what became of it."""

    serial: str
    issue_number: str
    issued_at: datetime
    series: str
    series_label: str
    kind: str
    applicant: str
    purpose: str
    copies: int
    fee_due: int
    fee_waived: int
    fee_to_refund: int
    issued_by: str
    state: str
    remark: str
    waiver_basis: str


@dataclass(frozen=True, slots=True)
class Fees:
    """Won, of the provisional documents of the day: due = kept + waived + to refund."""

    due: int
    waived: int
    to_refund: int

    @property
    def kept(self) -> int:
        return self.due - self.waived - self.to_refund


@dataclass(frozen=True, slots=True)
class Day:
    """The sums of one day; `states` has the documents by state, in the order of their life."""

    office: str
    date: date
    totals: tuple[Totals, ...]
    states: tuple[tuple[str, int], ...]
    fees: Fees

    @property
    def numbers(self) -> int:
        return sum(total.numbers for total in self.totals)

    @property
    def voided(self) -> int:
        return sum(total.voided for total in self.totals)


def day(office: Office | str, date: date, *, drill: bool = False) -> Day:
    """The sums of what was numbered at an office on a day in Asia/Seoul; a drill has sums of its own."""
    code = office.code if isinstance(office, Office) else office
    counted = {
        state: (count, Fees(due, waived, to_refund))
        for state, count, due, waived, to_refund in Document.objects.filter(
            paper__in=given_on(code, date, drill=drill).order_by().values("pk")
        )
        .order_by()
        .values_list("state")
        .annotate(Count("pk"), Sum("fee_due"), Sum("fee_waived"), Sum("fee_to_refund"))
    }
    fees = [fee for _, fee in counted.values()]
    return Day(
        office=Office.objects.get(pk=code).full_name,
        date=date,
        totals=totals(code, date, drill=drill),
        states=tuple((state.label, counted[state][0]) for state in DocumentState if state in counted),
        fees=Fees(
            due=sum(fee.due for fee in fees),
            waived=sum(fee.waived for fee in fees),
            to_refund=sum(fee.to_refund for fee in fees),
        ),
    )


def lines(office: Office | str, date: date, *, drill: bool = False) -> Iterator[Line]:
    """Every number of a day with what became of it, in the order of the books."""
    yield from map(line_of, numbers_of(office, date, drill=drill))


def _document(paper: Paper) -> Document | None:
    return getattr(paper, "document", None)


def line_of(paper: Paper) -> Line:
    """A number as the book shows it; the paper comes from `queries.papers.numbers_of`."""
    document, filing = _document(paper), paper.filing
    state = document.get_state_display() if document else VALID
    return Line(
        serial=paper.serial,
        issue_number=paper.issue_number,
        issued_at=paper.issued_at,
        series=paper.series,
        series_label=Series(paper.series).label,
        kind=filing.what if paper.series in (Series.RECEIPT, Series.CERTIFICATE) else paper.kind.name,
        applicant=masked_name(filing.applicant_name),
        purpose=Purpose(filing.purpose).label if filing.purpose else "",
        copies=filing.copies,
        fee_due=document.fee_due if document else 0,
        fee_waived=document.fee_waived if document else 0,
        fee_to_refund=document.fee_to_refund if document else 0,
        issued_by=paper.issued_by.name,
        state=VOID if paper.voided_at is not None else state,
        remark=paper.void_reason,
        waiver_basis=document.waiver_basis if document else "",
    )
