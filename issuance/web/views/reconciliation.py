"""Cases: the queue, one case beside its paper, and two people who say what becomes of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django_fsm import can_proceed

from issuance import tasks
from issuance.actions import case_choices, case_evidence, case_files, matching, reconciliation
from issuance.domain.names import with_particle
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.reconciliation import AFTER_THE_END, NUMBER
from issuance.domain.staff import SamePerson
from issuance.domain.states import CaseState, OutageState
from issuance.models import Case, Outage, User
from issuance.permissions import Deed, may
from issuance.queries import case_batches, comparands, filings
from issuance.queries import matching as match_queries
from issuance.queries import reconciliation as queries
from issuance.queries.messages import of_document
from issuance.web.forms.documents import WordsForm
from issuance.web.forms.reconciliation import (
    AttachmentForm,
    DecisionForm,
    PickForm,
    ProposalForm,
    QueueForm,
)
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import first, page, paged
from issuance.web.verbs import Bound, Verb, Verbs, offers
from issuance.web.views.papers import pdf

# What an office may compare: the extract may come before the last system is back.
COMPARABLE = (OutageState.DECLARED, OutageState.RESTORED)
ROWS = 50
FILINGS_SHOWN = 100


@deed(Deed.RECONCILE, Deed.DECIDE_ABOVE)
def index(request: StaffRequest) -> HttpResponse:
    """The queue: one's own cases first, then by urgency and due date; its filters stand in the address."""
    person, now = request.user, timezone.now()
    kinds = queries.kinds_waiting(person.office)
    form = QueueForm(request.GET, kinds=kinds, nation=person.office_id == HEADQUARTERS)
    context: dict[str, Any] = {
        "filters": form,
        "counts": queries.counts(person, at=now),
        "rows": paged(request, queries.queue(person, form.filters()), ROWS),
        "query": _address(request),
        "today": timezone.localdate(),
        "reconciles": may(person, Deed.RECONCILE),
    }
    # Whoever asked for a part of the queue sees that part first, and nothing else above it.
    context["whole"] = not request.GET
    if context["reconciles"] and context["whole"]:
        waiting = filings.unregistered(person.office)
        context |= {
            "outages": [
                {
                    "outage": outage,
                    "papers": comparands.waiting(outage, person.office).count(),
                    "run": match_queries.seen_by(person.office, outage),
                }
                for outage in Outage.objects.filter(state__in=COMPARABLE)
            ],
            "groups": queries.groups(person.office),
            "filings": first(waiting, FILINGS_SHOWN),
            "filings_waiting": waiting.count(),
        }
    return page(request, "reconciliation/index.html", context)


@deed(Deed.RECONCILE, Deed.DECIDE_ABOVE)
def settled(request: StaffRequest) -> HttpResponse:
    """Cases that have ended, found by the last digits of a paper's number."""
    form = QueueForm(request.GET, kinds={}, nation=False)
    context = {
        "filters": form,
        "rows": paged(request, queries.settled(request.user, form.filters()), ROWS),
        "query": _address(request),
    }
    return page(request, "reconciliation/settled.html", context)


@deed(Deed.RECONCILE)
def compare(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Compare each paper of one's own office that was handed over in this outage; many are left to the queue."""
    outage = get_object_or_404(Outage, pk=pk, state__in=COMPARABLE)
    if request.method == "POST":
        with refusals() as refused:
            run = matching.compare(outage, office=request.user.office, by=request.user, at=timezone.now())
            if run.is_under_way:
                transaction.on_commit(lambda: tasks.match_papers.apply_async(retry=False), robust=True)
                return redirect("matchrun", run.pk)
            messages.success(request, f"임시확인서 {run.found_count:,}건을 원장과 대조했습니다.")
        for message in refused:
            messages.error(request, message)
    return redirect("cases")


def load(request: StaffRequest, pk: int) -> Case:
    return get_object_or_404(queries.cases_at(request.user.office_id), pk=pk)


def show_case(
    request: StaffRequest, case: Case, *, bound: Bound | None = None, picked: str = ""
) -> HttpResponse:
    """The paper beside the ledger; both are opened for it, which leaves access records.

    `picked` is the candidate whose form is among those that were refused.
    """
    person, now, refused = request.user, timezone.now(), bound or {}
    evidence = case_evidence.evidence(case, by=person, at=now)
    sample = case_batches.in_sample(case, person)
    context: dict[str, Any] = {
        "case": case,
        "document": case.document,
        "filing": case.document.filing,
        "own": case.document.office_id == person.office_id,
        "evidence": evidence,
        "beside": queries.beside(case),
        "undecided": case.state in (*queries.OPEN, CaseState.PROPOSED),
        "number_printed": NUMBER in case.differing,
        "number_hidden": any(row.note for row in evidence),
        "unpicked": case_choices.is_unpicked(case),
        "another_name": case_choices.is_under_another_name(case),
        "unfitting": _unfitting(case, person),
        "barred": _barred(case, person),
        "candidates": [
            (one, refused.get("pick") if str(one.entry.pk) == picked else PickForm(auto_id=f"pick{place}_%s"))
            for place, one in enumerate(case_evidence.candidates(case, by=person, at=now), start=1)
        ],
        "may_pick": case.state in queries.OPEN and case.document.office_id == person.office_id,
        "notes": case.notes.select_related("by"),
        "attachments": case.attachments.select_related("by"),
        "inquiries": case.inquiries.select_related("decided_by"),
        "told": of_document(case.document),
        "corrections": case.document.corrections.select_related("paper"),
        "may_print": may(person, Deed.PRINT),
        "may_send": may(person, Deed.SEND_MESSAGE),
        "story": queries.story_of(case),
        "colleagues": [one for one in queries.colleagues(person.office) if one != case.assigned_to],
        "attaching": refused.get("attach") or AttachmentForm(auto_id="attach_%s"),
        "next": None if sample else queries.next_after(person, case),
        "sample": sample,
        "unseen": case_batches.next_unseen(sample.batch, person) if sample else None,
        "offers": offers("case", VERBS.verbs, case, person, bound=bound),
        "today": timezone.localdate(),
    }
    return page(request, "reconciliation/show.html", context, status=REFUSED if bound else 200)


@deed(Deed.RECONCILE, Deed.DECIDE_ABOVE)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    return show_case(request, load(request, pk))


@deed(Deed.RECONCILE, Deed.DECIDE_ABOVE)
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The paper as it was printed, with 대조용 across it, to stand in the page of its case."""
    case = load(request, pk)
    content = case_evidence.printed_paper(case, by=request.user, at=timezone.now())
    return framed(content, name=f"case-{case.pk}")


def framed(content: bytes, *, name: str) -> HttpResponse:
    """A PDF that a page of the house may hold in a frame."""
    answer = pdf(content, name=name)
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
    return answer


def _address(request: StaffRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""


def _own(case: Case, person: User) -> bool:
    return bool(case.document.office_id == person.office_id)


def _to_propose(case: Case, person: User) -> bool:
    return can_proceed(case.propose) and _own(case, person)


def _unfitting(case: Case, person: User) -> list[str]:
    """What cannot be proposed and why, where whose paper it is was a question; elsewhere the verdict says it."""
    if not case.candidates or case_choices.is_unpicked(case) or not _to_propose(case, person):
        return []
    found = case_choices.unfitting(case).items()
    return [
        f"{with_particle(f'‘{decision.label}’', '은/는')} 지금 올릴 수 없습니다. {why}"
        for decision, why in found
    ]


def _to_what_fits(form: DecisionForm, case: Case) -> None:
    form.offer(case_choices.fitting(case))


def _to_another(form: DecisionForm, case: Case) -> None:
    form.offer([decision for decision in case_choices.fitting(case) if decision != case.decision])


def _to_take_back(case: Case, person: User) -> bool:
    return can_proceed(case.take_back) and case.proposed_by_id == person.pk


def _to_decide(case: Case, person: User) -> bool:
    return _decides_here(case, person) and not _barred(case, person)


def _decides_here(case: Case, person: User) -> bool:
    return can_proceed(case.decide) and (case.above_id or case.document.office_id) == person.office_id


def _barred(case: Case, person: User) -> str:
    """Why this person of the office that decides is not the one to do it; empty where they may."""
    if not _decides_here(case, person):
        return ""
    try:
        reconciliation.ensure_second(case, person)
    except SamePerson as refusal:
        return refusal.message
    return ""


def _proposal(case: Case) -> str:
    return f"{case.proposed_by_id} {case.decision} {case.grounds} {case.reason}"


def _on_hold(case: Case, person: User) -> bool:
    held_until: datetime | None = case.takes_effect_at
    where = case.above_id or case.document.office_id
    return (
        case.state == CaseState.DECIDED
        and where == person.office_id
        and held_until is not None
        and timezone.now() < held_until
    )


def _to_take_over(case: Case, person: User) -> bool:
    taken = case.assigned_to_id not in (None, person.pk)
    return taken and case.state != CaseState.SETTLED and _own(case, person)


def _to_open_anew(case: Case, person: User) -> bool:
    ended = case.state == CaseState.SETTLED and case.document.state in AFTER_THE_END
    under_way = case.document.cases.exclude(state=CaseState.SETTLED)
    return ended and _own(case, person) and not under_way.exists()


def _to_answer(case: Case, person: User) -> bool:
    return _own(case, person) and case.inquiries.filter(answered_at__isnull=True).exists()


def _answer(case: Case, *, words: str, by: User, at: datetime) -> None:
    inquiry = case.inquiries.filter(answered_at__isnull=True).first()
    if inquiry is not None:
        reconciliation.answer(inquiry, words=words, by=by, at=at)


def _open_anew(case: Case, *, words: str, by: User, at: datetime) -> Case:
    return reconciliation.open_anew(case.document, reason=words, by=by, at=at)


def _to_new_case(request: StaffRequest, case: Case) -> HttpResponseBase:
    return redirect("case", case.pk)


def _anything(case: Case, person: User) -> bool:
    return True


VERBS = Verbs(
    "case",
    load,
    show_case,
    (
        Verb(
            "propose",
            "처리안 올리기",
            Deed.RECONCILE,
            reconciliation.propose,
            "처리안을 올렸습니다. 다른 담당자가 결정합니다.",
            form=ProposalForm,
            when=_to_propose,
            look="primary",
            key="p",
            narrow=_to_what_fits,
        ),
        Verb(
            "decide",
            "처리안대로 결정",
            Deed.DECIDE_ABOVE,
            reconciliation.decide,
            "처리안대로 결정했습니다.",
            when=_to_decide,
            look="primary",
            key="a",
            seen=_proposal,
        ),
        Verb(
            "send_back",
            "돌려보내기",
            Deed.DECIDE_ABOVE,
            reconciliation.send_back,
            "처리안을 돌려보냈습니다.",
            form=WordsForm,
            when=_to_decide,
            key="r",
        ),
        Verb(
            "overrule",
            "다른 처리안으로 바꾸기",
            Deed.DECIDE_ABOVE,
            reconciliation.overrule,
            "다른 처리안을 올렸습니다. 먼저 올린 사람이나 다른 담당자가 결정합니다.",
            form=DecisionForm,
            when=_to_decide,
            key="v",
            narrow=_to_another,
        ),
        Verb(
            "take_back",
            "처리안 거두기",
            Deed.RECONCILE,
            reconciliation.take_back,
            "처리안을 거두었습니다.",
            when=_to_take_back,
            key="u",
        ),
        Verb(
            "withdraw_decision",
            "결정 거두기",
            Deed.DECIDE_ABOVE,
            reconciliation.withdraw_decision,
            "결정을 거두었습니다.",
            when=_on_hold,
            key="w",
        ),
        Verb(
            "answer",
            "회신 적기",
            Deed.RECONCILE,
            _answer,
            "회신을 적었습니다. 처리안을 다시 올려 주세요.",
            form=WordsForm,
            when=_to_answer,
            key="y",
        ),
        Verb(
            "take_over",
            "넘겨받기",
            Deed.RECONCILE,
            case_files.take_over,
            "이 건을 넘겨받았습니다.",
            form=WordsForm,
            when=_to_take_over,
            key="s",
        ),
        Verb(
            "note",
            "메모 남기기",
            Deed.DECIDE_ABOVE,
            case_files.note,
            "메모를 남겼습니다.",
            form=WordsForm,
            when=_anything,
            key="t",
        ),
        Verb(
            "open_anew",
            "새 대조 건 열기",
            Deed.RECONCILE,
            _open_anew,
            "새 대조 건을 열었습니다. 처리안을 올려 주세요.",
            form=WordsForm,
            when=_to_open_anew,
            key="e",
            then=_to_new_case,
        ),
    ),
)
