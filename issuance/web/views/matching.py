"""Match runs: headquarters starts one over the nation, and each is watched while it works."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from issuance import tasks
from issuance.actions import matching
from issuance.domain.match_runs import RunState
from issuance.domain.states import OutageState
from issuance.models import MatchRun, Outage, User
from issuance.permissions import Deed, may
from issuance.queries import comparands
from issuance.queries import matching as queries
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page
from issuance.web.verbs import Bound, Verb, Verbs, offers

# The extract may come before the last system is back.
COMPARABLE = (OutageState.DECLARED, OutageState.RESTORED)
SHOWN = 20


@deed(Deed.MATCH_NATION)
def index(request: StaffRequest) -> HttpResponse:
    context = {
        "outages": [
            {"outage": outage, "papers": comparands.waiting(outage, None).count()}
            for outage in Outage.objects.filter(state__in=COMPARABLE)
        ],
        "runs": queries.runs_for(request.user)[:SHOWN],
    }
    return page(request, "matching/index.html", context)


@deed(Deed.MATCH_NATION)
def begin(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Compare every office's papers of an outage; the queue does it, and the page shows how far it is."""
    outage = get_object_or_404(Outage, pk=pk, state__in=COMPARABLE)
    if request.method == "POST":
        with refusals() as refused:
            run = matching.compare(outage, by=request.user, at=timezone.now())
            if run.state == RunState.RUNNING:
                transaction.on_commit(_nudge, robust=True)
            messages.success(request, f"임시확인서 {run.paper_count:,}건의 대조를 시작했습니다.")
        for message in refused:
            messages.error(request, message)
    return redirect("match_runs")


def _nudge() -> None:
    """With the broker dead the sweep begins a minute later."""
    tasks.match_papers.apply_async(retry=False)


def load(request: StaffRequest, pk: int) -> MatchRun:
    return get_object_or_404(queries.runs_for(request.user), pk=pk)


def _show(request: StaffRequest, run: MatchRun, *, bound: Bound | None = None) -> HttpResponse:
    context = {"run": run, "offers": offers("matchrun", VERBS.verbs, run, request.user, bound=bound)}
    return page(request, "matching/show.html", context, status=REFUSED if bound else 200)


@deed(Deed.RECONCILE, Deed.MATCH_NATION)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    return _show(request, load(request, pk))


@deed(Deed.RECONCILE, Deed.MATCH_NATION)
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The part of the page that moves; when all is done, the page is asked for anew."""
    run = load(request, pk)
    answer = render(request, "matching/progress.html", {"run": run})
    if not run.is_under_way:
        answer["HX-Refresh"] = "true"
    return answer


def _may_stop(run: MatchRun, person: User) -> bool:
    needed = Deed.MATCH_NATION if run.office_id is None else Deed.RECONCILE
    return run.state == RunState.RUNNING and may(person, needed)


VERBS = Verbs(
    "matchrun",
    load,
    _show,
    (
        Verb(
            "stop",
            "대조 중단",
            Deed.STOP_MATCHING,
            matching.stop,
            "대조를 중단했습니다. 대조 건이 없는 문서는 다음 대조에서 다시 봅니다.",
            when=_may_stop,
        ),
    ),
)
