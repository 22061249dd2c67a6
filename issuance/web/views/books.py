"""The office's book of a day: every number, what became of it, the totals; on screen, as CSV and as paper."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from issuance.actions import books, papers
from issuance.domain.papers import Series
from issuance.permissions import Deed, may
from issuance.queries.books import day as book_of
from issuance.web.guards import StaffRequest, deed
from issuance.web.pages import page
from issuance.web.views.papers import pdf

ROWS = 50


@deed(Deed.SEE_OWN_OFFICE)
def show(request: StaffRequest) -> HttpResponse:
    """Numbers and masked names only: what a book shows to whoever works in the office."""
    day, series = _day(request.GET.get("day", "")), request.GET.get("series", "")
    book = book_of(request.user.office_id, day)
    lines = [line for line in book.lines if series in ("", line.series)]
    context = {
        "day": day,
        "book": book,
        "lines": Paginator(lines, ROWS).get_page(request.GET.get("page")),
        "series": series,
        "all_series": list(Series),
        "may_print": may(request.user, Deed.PRINT),
        "query": f"day={day}&series={series}&",
    }
    return page(request, "books/show.html", context)


@deed(Deed.SEE_OWN_OFFICE)
def export(request: StaffRequest) -> HttpResponseBase:
    day = _day(request.GET.get("day", ""))
    return StreamingHttpResponse(
        books.exported(request.user.office, day, by=request.user),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="book-{request.user.office_id}-{day}.csv"',
            "Cache-Control": "no-store, private",
        },
    )


@deed(Deed.PRINT)
def paper(request: StaffRequest) -> HttpResponse:
    """The book of the day as paper, to be signed and kept."""
    day = _day(request.GET.get("day", ""))
    content = papers.day_book(request.user.office, day, by=request.user, at=timezone.now())
    return pdf(content, name=f"book-{request.user.office_id}-{day}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
