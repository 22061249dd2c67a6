"""Second looks: take one, judge it without seeing the first judgement, and see how cases were drawn."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from issuance.actions import second_looks
from issuance.models import SecondLook, User
from issuance.permissions import Deed, may
from issuance.queries import second_looks as queries
from issuance.web.forms.reconciliation import JudgementForm
from issuance.web.guards import REFUSED, StaffRequest, deed
from issuance.web.pages import page
from issuance.web.verbs import Bound, Verb, Verbs, offers
from issuance.web.views.reconciliation import framed

ROWS = 50


@deed(Deed.LOOK_AGAIN, Deed.WATCH_NATION)
def index(request: StaffRequest) -> HttpResponse:
    """What waits, what was judged, and every draw with its seed."""
    person = request.user
    looks = queries.looks_at(person.office)
    draws = queries.draws_seen_by(person.office, nation=may(person, Deed.WATCH_NATION))
    context: dict[str, Any] = {
        "mine": looks.filter(by=person, done_at__isnull=True),
        "free": queries.free_for(person)[:ROWS],
        "done": looks.filter(done_at__isnull=False).order_by("-done_at")[:ROWS],
        "rows": Paginator(draws, ROWS).get_page(request.GET.get("page")),
        "may_look": may(person, Deed.LOOK_AGAIN),
    }
    return page(request, "reconciliation/looks.html", context)


def load(request: StaffRequest, pk: int) -> SecondLook:
    return get_object_or_404(queries.looks_at(request.user.office_id), pk=pk)


def _show(request: StaffRequest, look: SecondLook, *, bound: Bound | None = None) -> HttpResponse:
    """Before it is taken only which kind of paper it is; then the paper and the ledger; after it, both judgements."""
    mine = look.by_id == request.user.pk
    context: dict[str, Any] = {
        "look": look,
        "document": look.case.document,
        "mine": mine,
        "evidence": second_looks.evidence(look, by=request.user, at=timezone.now()) if mine else (),
        "offers": offers("look", VERBS.verbs, look, request.user, bound=bound),
    }
    return page(request, "reconciliation/look.html", context, status=REFUSED if bound else 200)


@deed(Deed.LOOK_AGAIN)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    return _show(request, load(request, pk))


@deed(Deed.LOOK_AGAIN)
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    look = load(request, pk)
    content = second_looks.printed_paper(look, by=request.user, at=timezone.now())
    return framed(content, name=f"look-{look.pk}")


def _to_take(look: SecondLook, person: User) -> bool:
    return look.by_id is None and queries.free_for(person).filter(pk=look.pk).exists()


def _to_judge(look: SecondLook, person: User) -> bool:
    return look.by_id == person.pk and look.done_at is None


VERBS = Verbs(
    "look",
    load,
    _show,
    (
        Verb(
            "take",
            "맡기",
            Deed.LOOK_AGAIN,
            second_looks.take,
            "이 건을 맡았습니다. 문서와 원장을 보고 판단을 적어 주세요.",
            when=_to_take,
            look="primary",
            key="s",
        ),
        Verb(
            "judge",
            "판단 적기",
            Deed.LOOK_AGAIN,
            second_looks.judge,
            "판단을 적었습니다.",
            form=JudgementForm,
            when=_to_judge,
            look="primary",
            key="p",
        ),
    ),
)
