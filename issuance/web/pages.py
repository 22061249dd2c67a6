"""What every page shows around its own: where the office stands, and where one may go."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from issuance.permissions import Deed, may
from issuance.queries.offices import standings
from issuance.web.guards import StaffRequest


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation: where it leads, and who sees it."""

    label: str
    name: str
    deed: Deed
    within: frozenset[str] = frozenset()


PLACES = (
    Place("접수하기", "filing_choose", Deed.TAKE_FILING, frozenset({"filing_new"})),
    Place("접수 목록", "filings", Deed.SEE_OWN_OFFICE, frozenset({"filing", "document"})),
    Place("발급대장", "book", Deed.SEE_OWN_OFFICE),
    Place("대조", "cases", Deed.RECONCILE, frozenset({"case"})),
    Place(
        "장애·지침", "outages", Deed.WATCH_NATION, frozenset({"outage", "order", "outage_new", "order_new"})
    ),
    Place("자료 불러오기", "ledger", Deed.IMPORT_LEDGER),
)


def page(
    request: StaffRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page with the status line and the navigation of the person who asks."""
    now = timezone.now()
    return render(
        request,
        template,
        {
            "now": now,
            "standings": standings(request.user.office, at=now),
            "navigation": _navigation(request),
            **(context or {}),
        },
        status=status,
    )


def _navigation(request: StaffRequest) -> list[dict[str, Any]]:
    here = request.resolver_match.url_name if request.resolver_match else None
    places = [{"label": "첫 화면", "url": reverse("home"), "current": here == "home"}]
    for place in PLACES:
        if may(request.user, place.deed):
            current = here == place.name or here in place.within
            places.append({"label": place.label, "url": reverse(place.name), "current": current})
    return places
