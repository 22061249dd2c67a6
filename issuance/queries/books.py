"""An office's book for a day: every number with what became of it, and the totals."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from issuance.domain.filings import Purpose
from issuance.domain.names import masked_name
from issuance.domain.papers import Series
from issuance.domain.states import DocumentState
from issuance.models import Document, Office, Paper
from issuance.queries.papers import Totals, numbers_of, totals

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
    """The book of one day; `states` has the documents by state, in the order of their life."""

    office: str
    date: date
    lines: tuple[Line, ...]
    totals: tuple[Totals, ...]
    states: tuple[tuple[str, int], ...]
    fees: Fees

    @property
    def numbers(self) -> int:
        return len(self.lines)

    @property
    def voided(self) -> int:
        return sum(total.voided for total in self.totals)


def day(office: Office | str, date: date) -> Day:
    """Everything numbered at an office on a day in Asia/Seoul, in the order of its books."""
    code = office.code if isinstance(office, Office) else office
    papers = list(numbers_of(code, date))
    documents = [document for paper in papers if (document := _document(paper)) is not None]
    counted = Counter(document.state for document in documents)
    return Day(
        office=Office.objects.get(pk=code).full_name,
        date=date,
        lines=tuple(_line(paper) for paper in papers),
        totals=tuple(totals(papers)),
        states=tuple((state.label, counted[state]) for state in DocumentState if counted[state]),
        fees=Fees(
            due=sum(document.fee_due for document in documents),
            waived=sum(document.fee_waived for document in documents),
            to_refund=sum(document.fee_to_refund for document in documents),
        ),
    )


def _document(paper: Paper) -> Document | None:
    return getattr(paper, "document", None)


def _line(paper: Paper) -> Line:
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
    )
