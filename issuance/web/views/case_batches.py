"""Equal cases together: propose them, look at the sample, decide, and see what became of each."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issuance.actions import case_batches
from issuance.actions.case_choices import fitting
from issuance.domain.case_batches import TOGETHER, LineOutcome, NothingToBatch
from issuance.domain.matching import CaseVerdict
from issuance.domain.reconciliation import Decision
from issuance.models import CaseBatch, User
from issuance.permissions import Deed
from issuance.queries import case_batches as queries
from issuance.queries.reconciliation import Group, equal, groups
from issuance.web.forms.documents import WordsForm
from issuance.web.forms.reconciliation import DecisionForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page
from issuance.web.verbs import Bound, Verb, Verbs, offers

ROWS = 50
# So many while a person waits for the page; the queue does the rest.
AT_ONCE = 2_000
# Equal cases differ in little: so many say what may be proposed for all of them.
LOOKED_AT = 50


@deed(Deed.RECONCILE, Deed.DECIDE_ABOVE)
def index(request: StaffRequest) -> HttpResponse:
    rows = Paginator(queries.batches_at(request.user.office), ROWS).get_page(request.GET.get("page"))
    return page(request, "reconciliation/batches.html", {"rows": rows})


@deed(Deed.RECONCILE)
def new(request: StaffRequest) -> HttpResponseBase:
    """Propose every waiting case of one group; which group it is stands in the address."""
    group = _group(request, request.POST if request.method == "POST" else request.GET)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        with refusals(form):
            batch = case_batches.propose(
                request.user.office,
                verdict=CaseVerdict(group.verdict),
                differing=group.differing,
                drill=group.drill,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
            case_batches.carry_on(batch, at=timezone.now(), most=AT_ONCE)
            messages.success(request, "묶음으로 처리안을 올렸습니다. 다른 담당자가 표본을 보고 결정합니다.")
            return redirect("casebatch", batch.pk)
    form.offer(_together(request, group))
    context = {"form": form, "group": group}
    return page(request, "reconciliation/batch_new.html", context, status=REFUSED if form.is_bound else 200)


def _group(request: StaffRequest, said: QueryDict) -> Group:
    verdict, differing, drill = said.get("verdict", ""), tuple(said.getlist("differing")), "drill" in said
    for group in groups(request.user.office):
        if (group.verdict, group.differing, group.drill) == (verdict, differing, drill):
            return group
    raise NothingToBatch


def _together(request: StaffRequest, group: Group) -> list[Decision]:
    """What at least one of the group's first cases can carry."""
    some = (
        equal(request.user.office, verdict=group.verdict, differing=group.differing, drill=group.drill)
        .order_by()
        .select_related("document__filing", "entry")[:LOOKED_AT]
    )
    found = {decision for case in some for decision in fitting(case)}
    return [decision for decision in TOGETHER if decision in found]


def load(request: StaffRequest, pk: int) -> CaseBatch:
    return get_object_or_404(queries.batches_at(request.user.office_id), pk=pk)


def _show(request: StaffRequest, batch: CaseBatch, *, bound: Bound | None = None) -> HttpResponse:
    outcome = request.GET.get("outcome", "")
    if outcome not in list(LineOutcome):
        outcome = ""
    counted = queries.counted(batch)
    context: dict[str, Any] = {
        "batch": batch,
        "counts": [(one, counted[one.value]) for one in LineOutcome if counted[one.value]],
        "total": sum(counted.values()),
        "left": _left(batch),
        "sample": queries.sample_of(batch, request.user),
        "outcome": outcome,
        "rows": Paginator(queries.lines_of(batch, outcome), ROWS).get_page(request.GET.get("page")),
        "query": f"outcome={outcome}&" if outcome else "",
        "offers": offers("casebatch", VERBS.verbs, batch, request.user, bound=bound),
    }
    return page(request, "reconciliation/batch.html", context, status=REFUSED if bound else 200)


@deed(Deed.RECONCILE, Deed.DECIDE_ABOVE)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    return _show(request, load(request, pk))


def _left(batch: CaseBatch) -> int:
    """How many lines the server has yet to do."""
    waiting = LineOutcome.PROPOSED if batch.is_over else LineOutcome.WAITING
    return batch.lines.filter(outcome=waiting).count()


def _is_left(batch: CaseBatch, person: User) -> bool:
    return _left(batch) > 0


def _to_judge(batch: CaseBatch, person: User) -> bool:
    where = batch.above_id or batch.office_id
    ready = not batch.is_over and _left(batch) == 0
    return ready and where == person.office_id and batch.proposed_by_id != person.pk


def _to_draw(batch: CaseBatch, person: User) -> bool:
    return _to_judge(batch, person) and not batch.samples.filter(person=person).exists()


def _to_decide(batch: CaseBatch, person: User) -> bool:
    sample = batch.samples.filter(person=person)
    return _to_judge(batch, person) and sample.exists() and not sample.filter(looked_at__isnull=True).exists()


def _carry_on(batch: CaseBatch, *, by: User, at: datetime) -> None:
    case_batches.carry_on(batch, at=at, most=AT_ONCE)


def _decide(batch: CaseBatch, *, by: User, at: datetime) -> None:
    case_batches.decide(batch, by=by, at=at)
    case_batches.carry_on(batch, at=at, most=AT_ONCE)


def _send_back(batch: CaseBatch, *, words: str, by: User, at: datetime) -> None:
    case_batches.send_back(batch, words=words, by=by, at=at)
    case_batches.carry_on(batch, at=at, most=AT_ONCE)


VERBS = Verbs(
    "casebatch",
    load,
    _show,
    (
        Verb(
            "draw_sample",
            "표본 뽑기",
            Deed.DECIDE_ABOVE,
            case_batches.draw_sample,
            "표본을 뽑았습니다. 한 건씩 열어 살펴봐 주세요.",
            when=_to_draw,
            look="primary",
            key="p",
        ),
        Verb(
            "decide",
            "모두 처리안대로 결정",
            Deed.DECIDE_ABOVE,
            _decide,
            "결정했습니다. 건마다 어떻게 되었는지 아래에 나옵니다.",
            when=_to_decide,
            look="primary",
            key="a",
        ),
        Verb(
            "send_back",
            "모두 돌려보내기",
            Deed.DECIDE_ABOVE,
            _send_back,
            "묶음을 돌려보냈습니다.",
            form=WordsForm,
            when=_to_judge,
            key="r",
        ),
        Verb(
            "carry_on",
            "이어서 처리",
            Deed.DECIDE_ABOVE,
            _carry_on,
            "이어서 처리했습니다.",
            when=_is_left,
            key="y",
        ),
    ),
)
