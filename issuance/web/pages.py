"""What every page shows around its own: where the office stands, and where one may go."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from issuance.domain.states import OutageState
from issuance.domain.wording import age_of
from issuance.permissions import Deed, may
from issuance.queries.ledger import snapshot_as_of
from issuance.queries.offices import Standing, standings
from issuance.web.guards import StaffRequest
from issuance.web.sessions import ends_at, seconds_left, warned_before

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation: where it leads, and who sees it."""

    label: str
    name: str
    deed: Deed
    key: str
    within: frozenset[str] = frozenset()


PLACES = (
    Place(
        "접수하기",
        "filing_choose",
        Deed.TAKE_FILING,
        "n",
        frozenset({"filing_new", "filing_drill_choose", "filing_drill_new"}),
    ),
    Place("접수 목록", "filings", Deed.SEE_OWN_OFFICE, "l", frozenset({"filing", "document"})),
    Place("발급대장", "book", Deed.SEE_OWN_OFFICE, "b", frozenset({"book_voids"})),
    Place("발급 점검", "near_misses", Deed.RESUME_ISSUING, "g"),
    Place(
        "대조",
        "cases",
        Deed.DECIDE_ABOVE,
        "c",
        frozenset({"case", "cases_settled", "casebatch", "casebatches", "casebatch_new", "looks", "look"}),
    ),
    Place(
        "등록",
        "registrations",
        Deed.EXPORT_BACK_ENTRY,
        "j",
        frozenset(
            {
                "registration",
                "registration_group",
                "registration_effective",
                "batch",
                "doubt",
                "rebuilds",
                "rebuild_new",
            }
        ),
    ),
    Place(
        "마감", "closings", Deed.SEE_OWN_OFFICE, "", frozenset({"closing", "closing_left", "outage_offices"})
    ),
    Place("통지", "messages", Deed.SEND_MESSAGE, "", frozenset({"message"})),
    Place(
        "장애·지침",
        "outages",
        Deed.WATCH_NATION,
        "o",
        frozenset({"outage", "order", "outage_new", "order_new", "outage_offices"}),
    ),
    Place("전국 대조", "match_runs", Deed.MATCH_NATION, "", frozenset({"matchrun"})),
    Place("자료 불러오기", "ledger", Deed.IMPORT_LEDGER, "d", frozenset({"import"})),
    Place("주 시스템 연결", "main_systems", Deed.NOTE_LOSS, "z"),
)


def page(
    request: StaffRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page with the status line and the navigation of the person who asks."""
    return render(
        request,
        template,
        {**standing_line(request), "navigation": _navigation(request), **(context or {})},
        status=status,
    )


def first(rows: QuerySet[Row], count: int) -> list[Row]:
    """The first of a list: only keys are put in order, and these rows read whole."""
    return _whole(rows, list(rows.values_list("pk", flat=True)[:count]))


def paged(request: StaffRequest, rows: QuerySet[Row], size: int) -> Page[Row]:
    """The page of a list that the address asks for, read as `first` does."""
    found: Any = Paginator(rows.values_list("pk", flat=True), size).get_page(request.GET.get("page"))
    found.object_list = _whole(rows, list(found.object_list))
    return found


def standing_line(request: StaffRequest) -> dict[str, Any]:
    """Where the person stands: outages, orders, what may be given, and the age of the snapshot."""
    now = timezone.now()
    found = standings(request.user.office, at=now)
    as_of = snapshot_as_of()
    return {
        "now": now,
        "standings": found,
        "drill": any(one.outage.drill for one in found),
        "may_give": _may_give(found),
        "snapshot_as_of": as_of,
        "snapshot_age": age_of(now - as_of) if as_of else "",
        "session_ends_at": ends_at(request.session, at=now),
        "session_left": seconds_left(request.session, at=now),
        "session_warned": int(warned_before().total_seconds()),
        "at_counter": may(request.user, Deed.TAKE_FILING),
    }


def _may_give(found: list[Standing]) -> list[str]:
    given = ["접수증"]
    if any(one.outage.state == OutageState.DECLARED for one in found):
        given.append("전산장애 사실확인서")
    if kinds := max((one.kinds for one in found), default=0):
        given.append(f"임시확인서 {kinds}종")
    return given


def _navigation(request: StaffRequest) -> list[dict[str, Any]]:
    here = request.resolver_match.url_name if request.resolver_match else None
    places = [{"label": "첫 화면", "url": reverse("home"), "current": here == "home", "key": "m"}]
    for place in PLACES:
        if may(request.user, place.deed):
            current = here == place.name or here in place.within
            places.append(
                {"label": place.label, "url": reverse(place.name), "current": current, "key": place.key}
            )
    return places


def _whole(rows: QuerySet[Row], keys: list[Any]) -> list[Row]:
    return list(rows.filter(pk__in=keys)) if keys else []
