"""The office's book of a day: every number, what became of it, the totals; on screen, as CSV and as paper."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issuance.actions import books, papers
from issuance.domain.names import with_particle
from issuance.domain.papers import Series
from issuance.permissions import Deed, may
from issuance.queries.books import Fees, line_of
from issuance.queries.books import day as book_of
from issuance.queries.papers import has_drill_book, numbers_of, of_office, voids_to_check
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page
from issuance.web.views.papers import pdf

ROWS = 50


@deed(Deed.SEE_OWN_OFFICE)
def show(request: StaffRequest) -> HttpResponse:
    """Numbers and masked names only: what a book shows to whoever works in the office."""
    office, drill = request.user.office_id, _drill(request)
    day, series = _day(request.GET.get("day", "")), request.GET.get("series", "")
    numbers = numbers_of(office, day, drill=drill)
    if series in list(Series):
        numbers = numbers.filter(series=series)
    shown = Paginator(numbers, ROWS).get_page(request.GET.get("page"))
    book = book_of(office, day, drill=drill)
    context = {
        "day": day,
        "book": book,
        "fees": _fees(book.fees),
        "rows": shown,
        "lines": [line_of(paper) for paper in shown],
        "series": series,
        "of_drill": drill,
        "has_drill": drill or has_drill_book(office),
        "all_series": list(Series),
        "may_print": may(request.user, Deed.PRINT),
        "may_check": may(request.user, Deed.CHECK_VOIDS),
        "query": f"day={day}&series={series}&{'drill=on&' if drill else ''}",
    }
    return page(request, "books/show.html", context)


@deed(Deed.CHECK_VOIDS)
def voids(request: StaffRequest) -> HttpResponse:
    """Voided numbers that nobody else has looked at, with their reasons."""
    return _voids(request)


@deed(Deed.CHECK_VOIDS)
def void_check(request: StaffRequest, pk: str) -> HttpResponseBase:
    paper = get_object_or_404(of_office(request.user.office_id), pk=pk)
    if request.method != "POST":
        return redirect("book_voids")
    with refusals() as refused:
        papers.check_void(paper, by=request.user, at=timezone.now())
    if refused:
        return _voids(request, refused=refused)
    messages.success(request, f"폐기한 번호 {with_particle(paper.serial, '을/를')} 확인했습니다.")
    return redirect("book_voids")


def _voids(request: StaffRequest, *, refused: list[str] | None = None) -> HttpResponse:
    rows = Paginator(voids_to_check(request.user.office_id), ROWS).get_page(request.GET.get("page"))
    context = {"rows": rows, "lines": list(zip(rows, map(line_of, rows), strict=True)), "refused": refused}
    return page(request, "books/voids.html", context, status=REFUSED if refused else 200)


@deed(Deed.SEE_OWN_OFFICE)
def export(request: StaffRequest) -> HttpResponseBase:
    day = _day(request.GET.get("day", ""))
    return StreamingHttpResponse(
        books.exported(request.user.office, day, by=request.user, drill=_drill(request)),
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
    content = papers.day_book(
        request.user.office, day, by=request.user, at=timezone.now(), drill=_drill(request)
    )
    return pdf(content, name=f"book-{request.user.office_id}-{day}")


def _fees(fees: Fees) -> list[tuple[str, str]]:
    """Due = kept + waived + to refund, in words."""
    sums = (
        ("부과한 것", fees.due),
        ("받은 것", fees.kept),
        ("면제", fees.waived),
        ("환급할 것", fees.to_refund),
    )
    return [(label, f"{won:,}원") for label, won in sums]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


def _drill(request: StaffRequest) -> bool:
    return request.GET.get("drill") == "on"
