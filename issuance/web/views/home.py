"""The first page: what is down, which order is to be read, and what waits for this person."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from issuance.actions.senders import channels_served
from issuance.domain.states import CaseState
from issuance.permissions import Deed, may
from issuance.queries import (
    documents,
    filings,
    messages,
    near_misses,
    orders,
    paper_filings,
    papers,
    reconciliation,
)
from issuance.queries.offices import system_standings
from issuance.queries.reconciliation import Turn
from issuance.web.forms.samples import samples
from issuance.web.guards import StaffRequest, deed
from issuance.web.pages import first, page, standing_line
from issuance.web.verbs import offers
from issuance.web.views.orders import VERBS, kinds_of
from issuance.web.views.outages import watched
from issuance.web.views.staff import ANYBODY

SHOWN = 8
RECENT = timedelta(hours=24)
# A heap is not counted to its end: after a long outage that alone would take longer than the page.
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A heap of work: its first rows, how many there are (at most `MOST_COUNTED`), and which page a row has.

    `whole` is where the whole heap stands; empty where it has no page of its own.
    """

    title: str
    rows: list[Any]
    count: int
    noun: str
    whole: str = ""

    @property
    def left(self) -> str:
        """How many are not among the rows, in words; empty where none is."""
        left = self.count - len(self.rows)
        return _counted(left, open_ended=self.count >= MOST_COUNTED) if left else ""

    @property
    def said(self) -> str:
        return _counted(self.count, open_ended=self.count >= MOST_COUNTED)


def _counted(count: int, *, open_ended: bool) -> str:
    return f"{count:,}건 이상" if open_ended else f"{count:,}건"


@deed(*ANYBODY)
def home(request: StaffRequest) -> HttpResponse:
    now, person = timezone.now(), request.user
    systems = system_standings(person.office, at=now)
    context: dict[str, Any] = {
        "systems_down": [one for one in systems if one.state != "up"],
        "systems_up": [one for one in systems if one.state == "up"],
        "may_report": may(person, Deed.REPORT_SYSTEM),
        "deliveries": [],
    }
    if may(person, Deed.WATCH_NATION):
        return page(request, "home/headquarters.html", context | {"outages": watched()})
    for delivery in orders.waiting_for(person.office):
        offered = offers("order", VERBS.verbs, delivery.order, person)
        context["deliveries"].append(
            {"order": delivery.order, "kinds": kinds_of(delivery.order), "offers": offered}
        )
    return page(request, "home/office.html", context | _what_waits(request))


@deed(*ANYBODY)
def standing(request: StaffRequest) -> HttpResponse:
    """The line that tells where a person stands, asked for again by the page that shows it."""
    return render(request, "components/status_line.html", standing_line(request))


@deed(Deed.SEE_OWN_OFFICE)
def waiting(request: StaffRequest) -> HttpResponse:
    """What waits at the office, asked for again by the first page, with its count for the title."""
    return render(request, "home/waiting.html", _what_waits(request) | {"live": True})


def _what_waits(request: StaffRequest) -> dict[str, Any]:
    heaps = _heaps(request)
    return {"waiting": heaps, "waits": sum(heap.count for heap in heaps)}


def _heaps(request: StaffRequest) -> list[Waiting]:
    office, person = request.user.office, request.user
    heaps = []
    if may(person, Deed.APPROVE):
        heaps.append(_heap("결재할 서류", documents.to_approve(office), "document"))
    if may(person, Deed.RECONCILE):
        cases = reconciliation.waiting_at(office)
        open_states = (CaseState.OPEN, CaseState.RETURNED)
        heaps += [
            _heap(
                "처리안을 올릴 대조 건", cases.filter(state__in=open_states), "case", _cases(Turn.TO_PROPOSE)
            ),
            _heap("결정할 대조 건", reconciliation.to_decide_at(office), "case", _cases(Turn.TO_DECIDE)),
            _heap("종결을 결정할 접수", filings.awaiting_second_person(office), "filing"),
        ]
    if may(person, Deed.CHECK_PAPER_FILING):
        heaps.append(_heap("종이와 맞춰 볼 접수", paper_filings.awaiting_check(office), "filing"))
    if may(person, Deed.CONFIRM_INTEREST):
        heaps.append(_heap("이해관계를 확인할 접수", filings.awaiting_confirmation(office), "filing"))
    if may(person, Deed.RESUME_ISSUING):
        since = timezone.now() - RECENT
        heaps.append(_heap("오늘의 아차 사례", near_misses.of_office(office).filter(at__gt=since), "miss"))
        stops = near_misses.stops_of(office).filter(cleared_at__isnull=True)
        heaps.append(_heap("멈춘 발급", stops, "stop"))
    if may(person, Deed.CHECK_VOIDS):
        voids = papers.voids_to_check(office)
        heaps.append(_heap("확인할 폐기 번호", voids, "void", reverse("book_voids")))
    return [
        *heaps,
        _heap("서류나 확인서를 기다리는 접수", filings.without_paper(office), "filing"),
        _heap("결재를 올릴 서류", documents.to_submit(office), "document"),
        _heap("발급할 서류", documents.to_issue(office), "document"),
        _heap("교부할 임시확인서", documents.to_hand_over(office), "document"),
        _heap(
            "보낼 통지",
            messages.waiting_at(office, served=channels_served()),
            "message",
            reverse("messages"),
        ),
    ]


def _cases(turn: Turn) -> str:
    return f"{reverse('cases')}?state={turn.value}"


def _heap(title: str, rows: QuerySet[Any], noun: str, whole: str = "") -> Waiting:
    """Where not all fit on the page, a further question counts them."""
    found = first(rows, SHOWN + 1)
    count = len(found) if len(found) <= SHOWN else rows.order_by()[:MOST_COUNTED].count()
    return Waiting(title, found[:SHOWN], count, noun, whole)


@deed(*ANYBODY)
def components(request: StaffRequest) -> HttpResponse:
    """Every component with its states, for those who write pages and those who check them."""
    return page(request, "home/components.html", {"samples": samples()})
