"""Main systems over the network: fetch what they say, and note what one of them lost."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from issuance import tasks
from issuance.actions import connections, feeds
from issuance.models import FeedFetch, MainSystem, SystemLoss, User
from issuance.permissions import Deed, may
from issuance.queries import registrations as registration_queries
from issuance.queries.feeds import fetches, fetches_under_way, is_under_way
from issuance.web.forms.main_systems import FetchForm, LossForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page
from issuance.web.verbs import Bound, Offer, Verb, Verbs, offers

SHOWN = 20


@deed(Deed.IMPORT_LEDGER)
def index(request: StaffRequest) -> HttpResponse:
    """Every system that is connected, what is being fetched, and what was lost."""
    return _show(request)


@deed(Deed.IMPORT_LEDGER)
def show(request: StaffRequest, pk: Any) -> HttpResponseBase:
    """A system, a fetch or a loss: all stand on one page."""
    return redirect("main_systems")


@deed(Deed.IMPORT_LEDGER)
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a fetch has come; at its end also what may be done next, and that it is said."""
    fetch = load_fetch(request, pk)
    context = {
        "one": fetch,
        "under_way": is_under_way(fetch),
        "offers": offers("fetch", FETCH_VERBS.verbs, fetch, request.user),
        "count": fetches_under_way().count(),
    }
    return render(request, "main_systems/fetch_progress.html", context)


@deed(Deed.NOTE_LOSS)
def note_loss(request: StaffRequest) -> HttpResponseBase:
    """Any system may be named, also one that is told of by telephone."""
    if request.method != "POST":
        return redirect("main_systems")
    form = LossForm(request.POST)
    if form.is_valid():
        with refusals(form):
            connections.note_loss(**form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, "기록했습니다. 그 뒤에 등록된 접수는 다음 묶음에서 다시 등록합니다.")
            return redirect("main_systems")
    return _show(request, loss_form=form)


def _show(
    request: StaffRequest,
    row: Any = None,
    *,
    bound: Bound | None = None,
    loss_form: LossForm | None = None,
) -> HttpResponse:
    def offered(noun: str, verbs: Verbs, one: Model) -> list[Offer]:
        refused = bound if row == one else None
        return offers(noun, verbs.verbs, one, request.user, bound=refused)

    connected = connections.connected()
    systems = MainSystem.objects.filter(code__in=connected).order_by("name")
    context: dict[str, Any] = {
        "systems": [
            {"system": system, "offers": offered("main_system", VERBS, system)} for system in systems
        ],
        "fetches": [
            {
                "fetch": one,
                "under_way": is_under_way(one),
                "offers": offered("fetch", FETCH_VERBS, one),
            }
            for one in fetches()[:SHOWN]
        ],
        "count": fetches_under_way().count(),
        "losses": [
            {
                "loss": loss,
                "lost": registration_queries.lost_filings(loss),
                "offers": offered("loss", LOSS_VERBS, loss),
            }
            for loss in registration_queries.losses()[:SHOWN]
        ],
    }
    if may(request.user, Deed.NOTE_LOSS):
        context["form"] = loss_form or LossForm()
    return page(request, "main_systems/index.html", context, status=REFUSED if bound or loss_form else 200)


def load(request: StaffRequest, pk: str) -> MainSystem:
    return get_object_or_404(MainSystem, pk=pk)


def load_fetch(request: StaffRequest, pk: int) -> FeedFetch:
    return get_object_or_404(fetches(), pk=pk)


def load_loss(request: StaffRequest, pk: int) -> SystemLoss:
    return get_object_or_404(registration_queries.losses(), pk=pk)


def _fetch(system: MainSystem, *, outage: Any, kinds: Any, by: User, at: datetime) -> None:
    """Ask, and nudge the queue: with the broker dead the sweep begins a minute later."""
    feeds.ask(outage, system=system, kinds=kinds, by=by, at=at)
    transaction.on_commit(_nudge, robust=True)


def _say(request: StaffRequest, found: connections.Checked) -> HttpResponse:
    """What a system said of itself, with what was noted of it."""
    messages.info(request, f"주 시스템의 답: {found.state.label}")
    if found.loss is not None:
        until = timezone.localtime(found.loss.complete_until)
        messages.warning(
            request,
            f"{until:%Y. %m. %d. %H:%M}까지만 있다고 합니다. 그 뒤에 등록된 접수를 다시 등록하도록 기록했습니다.",
        )
    return redirect("main_systems")


def _nudge() -> None:
    tasks.fetch_feeds.apply_async(retry=False)


def _is_connected(system: MainSystem, person: User) -> bool:
    return system.code in connections.connected()


def _under_way(fetch: FeedFetch, person: User) -> bool:
    return is_under_way(fetch)


def _stands(loss: SystemLoss, person: User) -> bool:
    return loss.withdrawn_at is None


VERBS = Verbs(
    "main_system",
    load,
    _show,
    (
        Verb(
            "fetch",
            "주 시스템에서 가져오기",
            Deed.IMPORT_LEDGER,
            _fetch,
            "가져오기를 시작했습니다. 다 가져오면 자료 불러오기에서 미리보기를 확인해 주세요.",
            form=FetchForm,
            when=_is_connected,
            look="primary",
        ),
        Verb(
            "check",
            "상태 묻기",
            Deed.NOTE_LOSS,
            connections.check,
            "물었습니다.",
            when=_is_connected,
            then=_say,
        ),
    ),
)
FETCH_VERBS = Verbs(
    "fetch",
    load_fetch,
    _show,
    (
        Verb(
            "give_up",
            "그만두기",
            Deed.IMPORT_LEDGER,
            feeds.give_up,
            "그만두었습니다. 가져온 쪽은 지웠습니다.",
            when=_under_way,
        ),
    ),
)
LOSS_VERBS = Verbs(
    "loss",
    load_loss,
    _show,
    (
        Verb(
            "withdraw",
            "잘못 기록함",
            Deed.NOTE_LOSS,
            connections.withdraw_loss,
            "거두었습니다. 아직 다시 보내지 않은 접수는 그대로 둡니다.",
            when=_stands,
        ),
    ),
)
