"""Headquarters' outages: suspect, declare, bring systems back, restore, close; and how a system is, everywhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issuance.actions import outages
from issuance.domain.closings import Matter
from issuance.domain.states import DeliveryState, OutageState
from issuance.models import FallbackOrder, MainSystem, Outage, User
from issuance.permissions import Deed, may
from issuance.queries.closings import Progress as OfficeProgress
from issuance.queries.closings import progress as office_progress
from issuance.queries.orders import delivery_counts
from issuance.queries.outages import open_matters, standing
from issuance.web.forms.outages import BringBackForm, CloseForm, ReportForm, SuspectForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page
from issuance.web.verbs import Bound, Verb, Verbs, offers


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the offices that an order reached have acknowledged it."""

    order: FallbackOrder
    acknowledged: int
    reached: int

    @property
    def percent(self) -> int:
        return self.acknowledged * 100 // self.reached if self.reached else 0


def progress_of(order: FallbackOrder) -> Progress:
    counts = delivery_counts(order)
    return Progress(order, counts.get(DeliveryState.ACKNOWLEDGED, 0), sum(counts.values()))


def watched() -> list[dict[str, Any]]:
    """The outages that are not over, each with its orders and how far these have come."""
    return [
        {"outage": outage, "progress": [progress_of(order) for order in outage.orders.all()]}
        for outage in standing()
    ]


@deed(Deed.WATCH_NATION)
def index(request: StaffRequest) -> HttpResponse:
    return page(
        request,
        "outages/index.html",
        {"outages": Outage.objects.all()[:50], "may_declare": may(request.user, Deed.DECLARE_OUTAGE)},
    )


@deed(Deed.DECLARE_OUTAGE)
def new(request: StaffRequest) -> HttpResponseBase:
    form = SuspectForm(request.POST or None, initial={"began_at": timezone.localtime()})
    if form.is_valid():
        with refusals(form):
            outage = outages.suspect(**form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, f"장애 {outage.number}: 의심 상태로 열었습니다.")
            return redirect("outage", outage.pk)
    return page(request, "outages/new.html", {"form": form}, status=REFUSED if form.is_bound else 200)


@deed(Deed.REPORT_SYSTEM)
def report(request: StaffRequest, code: str) -> HttpResponseBase:
    """Mark a main system for one's own office, or at headquarters for the nation."""
    system = get_object_or_404(MainSystem, code=code)
    form = ReportForm(request.POST)
    if request.method == "POST" and form.is_valid():
        state = form.cleaned_data["state"]
        outages.report(system, state, by=request.user, at=timezone.now())
        messages.success(request, f"{system.name}: ‘{state.label}’ 상태로 표시했습니다.")
    return redirect("home")


def load(request: StaffRequest, pk: int) -> Outage:
    return get_object_or_404(Outage.objects.prefetch_related("outage_systems__system"), pk=pk)


def _show(request: StaffRequest, outage: Outage, *, bound: Bound | None = None) -> HttpResponse:
    """A system comes back by the button in its own row, so that verb is not among the others."""
    offered = {
        offer.verb.name: offer for offer in offers("outage", VERBS.verbs, outage, request.user, bound=bound)
    }
    return page(
        request,
        "outages/show.html",
        {
            "outage": outage,
            "systems": outage.outage_systems.all(),
            "progress": [progress_of(order) for order in outage.orders.all()],
            "matters": {noun: count for noun, count in open_matters(outage).items() if count},
            "of_offices": [matter.label for matter in Matter],
            "sums": outage.sums,
            "progress_of_offices": _signed_offices(outage),
            "bring_back": offered.pop("bring_back", None),
            "offers": list(offered.values()),
            "may_draft": outage.state == OutageState.DECLARED and may(request.user, Deed.DRAFT_ORDER),
        },
        status=REFUSED if bound else 200,
    )


def _signed_offices(outage: Outage) -> OfficeProgress | None:
    closable = outage.state in (OutageState.RESTORED, OutageState.CLOSED)
    return office_progress(outage) if closable else None


@deed(Deed.WATCH_NATION)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    return _show(request, load(request, pk))


def _bring_back(outage: Outage, *, system: MainSystem, by: User, at: datetime) -> None:
    outages.bring_back(outage, system, by=by, at=at)


def _close(outage: Outage, *, is_sure: bool, by: User, at: datetime) -> None:
    assert is_sure
    outages.close(outage, by=by, at=at)


def _any_down(outage: Outage, person: User) -> bool:
    return outage.state == OutageState.DECLARED and any(
        row.restored_at is None for row in outage.outage_systems.all()
    )


VERBS = Verbs(
    "outage",
    load,
    _show,
    (
        Verb(
            "declare",
            "장애 선언",
            Deed.DECLARE_OUTAGE,
            outages.declare,
            "장애를 선언했습니다.",
            look="primary",
            key="a",
        ),
        Verb(
            "dismiss",
            "오인으로 종료",
            Deed.DECLARE_OUTAGE,
            outages.dismiss,
            "오인으로 종료했습니다.",
            key="x",
        ),
        Verb(
            "bring_back",
            "시스템 복구",
            Deed.DECLARE_OUTAGE,
            _bring_back,
            "시스템이 복구된 것으로 기록했습니다.",
            form=BringBackForm,
            when=_any_down,
        ),
        Verb(
            "restore",
            "복구 선언",
            Deed.DECLARE_OUTAGE,
            outages.restore,
            "복구를 선언했습니다. 이제 각 사무소에서 대조와 등록을 합니다.",
            look="primary",
            key="r",
        ),
        Verb(
            "close",
            "장애 종결",
            Deed.CLOSE_OUTAGE,
            _close,
            "장애를 종결했습니다.",
            form=CloseForm,
            look="primary",
            key="t",
        ),
    ),
)
