"""Cases: compare, look at the evidence, propose, and let another person decide."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issuance.actions import reconciliation
from issuance.domain.states import CaseState, OutageState
from issuance.models import Case, Outage, User
from issuance.permissions import Deed
from issuance.queries import filings
from issuance.queries.documents import cases_of
from issuance.queries.reconciliation import to_compare, waiting_at
from issuance.web.forms.documents import WordsForm
from issuance.web.forms.reconciliation import ProposalForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page
from issuance.web.verbs import Bound, Verb, Verbs, offers

# What an office may compare: the extract may come before the last system is back.
COMPARABLE = (OutageState.DECLARED, OutageState.RESTORED)


@deed(Deed.RECONCILE)
def index(request: StaffRequest) -> HttpResponse:
    office = request.user.office
    context = {
        "outages": [
            {"outage": outage, "papers": to_compare(outage, office).count()}
            for outage in Outage.objects.filter(state__in=COMPARABLE)
        ],
        "cases": waiting_at(office),
        "settled": cases_of(office).filter(state=CaseState.SETTLED).order_by("-settled_at")[:20],
        "filings": filings.unregistered(office)[:100],
    }
    return page(request, "reconciliation/index.html", context)


@deed(Deed.RECONCILE)
def compare(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Open a case for each paper of one's own office that was handed over in this outage."""
    outage = get_object_or_404(Outage, pk=pk, state__in=COMPARABLE)
    if request.method == "POST":
        with refusals() as refused:
            count = reconciliation.compare(
                outage, office=request.user.office, by=request.user, at=timezone.now()
            )
            messages.success(request, f"임시확인서 {count}건을 원장과 대조했습니다.")
        for message in refused:
            messages.error(request, message)
    return redirect("cases")


def load(request: StaffRequest, pk: int) -> Case:
    return get_object_or_404(cases_of(request.user.office_id), pk=pk)


def _show(request: StaffRequest, case: Case, *, bound: Bound | None = None) -> HttpResponse:
    """The paper beside the ledger; both are opened for it, which leaves access records."""
    context: dict[str, Any] = {
        "case": case,
        "document": case.document,
        "evidence": reconciliation.evidence(case, by=request.user, at=timezone.now()),
        "offers": offers("case", VERBS.verbs, case, request.user, bound=bound),
    }
    return page(request, "reconciliation/show.html", context, status=REFUSED if bound else 200)


@deed(Deed.RECONCILE)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    return _show(request, load(request, pk))


def _on_hold(case: Case, person: User) -> bool:
    held_until: datetime | None = case.takes_effect_at
    return case.state == CaseState.DECIDED and held_until is not None and timezone.now() < held_until


VERBS = Verbs(
    "case",
    load,
    _show,
    (
        Verb(
            "propose",
            "처리안 올리기",
            Deed.RECONCILE,
            reconciliation.propose,
            "처리안을 올렸습니다. 다른 담당자가 결정합니다.",
            form=ProposalForm,
            look="primary",
            key="p",
        ),
        Verb(
            "decide",
            "처리안대로 결정",
            Deed.DECIDE,
            reconciliation.decide,
            "결정했습니다. 보류 시간이 지나면 효력이 생깁니다.",
            look="primary",
            key="a",
        ),
        Verb(
            "send_back",
            "돌려보내기",
            Deed.DECIDE,
            reconciliation.send_back,
            "처리안을 돌려보냈습니다.",
            form=WordsForm,
            key="r",
        ),
        Verb(
            "withdraw_decision",
            "결정 거두기",
            Deed.DECIDE,
            reconciliation.withdraw_decision,
            "결정을 거두었습니다.",
            when=_on_hold,
            key="w",
        ),
    ),
)
