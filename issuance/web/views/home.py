"""The first page: what is down, which order is to be read, and what waits for this person."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone

from issuance.domain.states import CaseState
from issuance.permissions import Deed, may
from issuance.queries import documents, filings, orders, reconciliation
from issuance.queries.offices import system_standings
from issuance.web.guards import StaffRequest, deed
from issuance.web.pages import page
from issuance.web.verbs import offers
from issuance.web.views.orders import VERBS, kinds_of
from issuance.web.views.outages import watched
from issuance.web.views.staff import ANYBODY

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """A heap of work: its first rows, how many there are, and what is to be done with them."""

    title: str
    deed: str
    rows: list[Any]
    count: int
    noun: str

    @property
    def left(self) -> int:
        return self.count - len(self.rows)


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
    return page(request, "home/office.html", context | {"waiting": _waiting(request)})


def _waiting(request: StaffRequest) -> list[Waiting]:
    office, person = request.user.office, request.user
    heaps = []
    if may(person, Deed.APPROVE):
        heaps.append(_heap("결재할 서류", "검토하고 결재", documents.to_approve(office), "document"))
    if may(person, Deed.RECONCILE):
        cases = reconciliation.waiting_at(office)
        open_states = (CaseState.OPEN, CaseState.RETURNED)
        heaps += [
            _heap("처리안을 올릴 대조 건", "처리안 올리기", cases.filter(state__in=open_states), "case"),
            _heap("결정할 대조 건", "결정", cases.filter(state=CaseState.PROPOSED), "case"),
            _heap("종결을 결정할 접수", "종결 결정", filings.awaiting_second_person(office), "filing"),
        ]
    heaps += [
        _heap("서류나 확인서를 기다리는 접수", "서류 작성", filings.without_paper(office), "filing"),
        _heap("결재를 올릴 서류", "결재 올리기", documents.to_submit(office), "document"),
        _heap("발급할 서류", "발급", documents.to_issue(office), "document"),
        _heap("교부할 임시확인서", "교부", documents.to_hand_over(office), "document"),
    ]
    return heaps


def _heap(title: str, do: str, rows: QuerySet[Any], noun: str) -> Waiting:
    return Waiting(title, do, list(rows[:SHOWN]), rows.count(), noun)
