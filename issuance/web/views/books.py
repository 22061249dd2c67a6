"""The office's book of a day: every number, what became of it, and the totals."""

from datetime import date

from django.http import HttpResponse
from django.utils import timezone

from issuance.domain.names import masked_name
from issuance.models import Paper
from issuance.permissions import Deed
from issuance.queries.papers import numbers_of, totals
from issuance.web.guards import StaffRequest, deed
from issuance.web.pages import page


@deed(Deed.SEE_OWN_OFFICE)
def show(request: StaffRequest) -> HttpResponse:
    """Numbers and masked names only: what a book shows to whoever works in the office."""
    day = _day(request.GET.get("day", ""))
    papers = list(numbers_of(request.user.office_id, day))
    lines = [
        {
            "paper": paper,
            "name": masked_name(paper.filing.applicant_name),
            "series": paper.get_series_display(),
            "state": _became(paper),
        }
        for paper in papers
    ]
    return page(request, "books/show.html", {"day": day, "lines": lines, "totals": totals(papers)})


def _became(paper: Paper) -> str:
    if paper.voided_at is not None:
        return "폐기"
    document = getattr(paper, "document", None)
    return document.get_state_display() if document else "유효"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
