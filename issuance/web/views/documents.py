"""Provisional documents: prepare from a source, then every verb of their life at the counter."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django_fsm import can_proceed

from issuance.actions import documents
from issuance.actions.access import look_at
from issuance.domain.access import Reason
from issuance.domain.documents import Source
from issuance.domain.second_looks import BlindLook
from issuance.domain.sources import restored
from issuance.domain.states import DocumentState
from issuance.domain.wording import age_of
from issuance.models import Document, User
from issuance.permissions import Deed, may
from issuance.queries import documents as queries
from issuance.queries.access import times_printed
from issuance.queries.second_looks import blind_to
from issuance.web.forms.documents import PaperSourceForm, SnapshotForm, VoidForm, WordsForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page
from issuance.web.verbs import Bound, Verb, Verbs, offers
from issuance.web.views.filings import load as load_filing
from issuance.web.views.papers import pdf

# What may still be taken back, or why it may not: said before somebody looks for it.
UNDO = {
    DocumentState.PREPARED: "발급하기 전에는 ‘신청인 취하’로 되돌릴 수 있습니다. 번호는 쓰지 않습니다.",
    DocumentState.AWAITING_APPROVAL: "발급하기 전에는 ‘신청인 취하’로 되돌릴 수 있습니다. 번호는 쓰지 않습니다.",
    DocumentState.ISSUED: "번호가 매겨져 발급은 되돌릴 수 없습니다. 교부하기 전이면 폐기하고 새로 작성합니다.",
    DocumentState.HANDED_OVER: "민원인이 가져간 서류여서 되돌릴 수 없습니다. 복구 뒤 대조에서 정정하거나 취소합니다.",
    DocumentState.VOIDED: "폐기한 번호는 다시 살릴 수 없습니다. 필요하면 접수 화면에서 새로 작성해 주세요.",
}
BEFORE_ISSUE = (DocumentState.PREPARED, DocumentState.AWAITING_APPROVAL)


@deed(Deed.PREPARE)
def sources(request: StaffRequest, pk: str) -> HttpResponse:
    """Choose where the facts come from; the snapshot stands first."""
    filing = load_filing(request, pk)
    against = queries.against_provisional(filing, at=timezone.now())
    return page(
        request, "documents/sources.html", {"filing": filing, "sources": list(Source), "against": against}
    )


@deed(Deed.PREPARE)
def prepare(request: StaffRequest, pk: str, source: str) -> HttpResponseBase:
    filing = load_filing(request, pk)
    if source not in list(Source):
        raise Http404
    now, chosen = timezone.now(), Source(source)
    context: dict[str, Any] = {"filing": filing, "source": chosen}
    form: forms.Form
    if chosen == Source.SNAPSHOT:
        form = snapshot = SnapshotForm(filing, request.POST or None)
        if snapshot.is_valid():
            with refusals(form):
                document = documents.prepare(
                    filing,
                    source=chosen,
                    waiver=snapshot.waived_on(),
                    by=request.user,
                    at=now,
                    token=snapshot.cleaned_data["beginning"].token,
                )
                return _prepared(request, document)
        else:
            with refusals() as context["refused"]:
                facts, as_of = documents.snapshot_facts(filing, by=request.user, at=now)
                context |= {"facts": facts, "as_of": as_of, "age": age_of(now - as_of)}
    else:
        paper = form = PaperSourceForm(filing, request.POST or None)
        if paper.is_valid():
            with refusals(paper):
                document = documents.prepare(
                    filing,
                    source=chosen,
                    facts=paper.facts(),
                    as_of=paper.cleaned_data["as_of"],
                    source_note=paper.cleaned_data["source_note"],
                    origins=paper.origins(),
                    waiver=paper.waived_on(),
                    by=request.user,
                    at=now,
                    token=paper.cleaned_data["beginning"].token,
                )
                return _prepared(request, document)
    return page(
        request, "documents/prepare.html", context | {"form": form}, status=REFUSED if form.is_bound else 200
    )


def _prepared(request: StaffRequest, document: Document) -> HttpResponseBase:
    next_step = "결재를 올려 주세요." if document.needs_approval else "내용을 확인하고 발급해 주세요."
    messages.success(request, f"임시확인서를 작성했습니다. {next_step}")
    return redirect("document", document.pk)


def load(request: StaffRequest, pk: str) -> Document:
    document = get_object_or_404(queries.of_office(request.user.office_id), pk=pk)
    if blind_to(request.user, document.pk):
        raise BlindLook
    return document


def _show(request: StaffRequest, document: Document, *, bound: Bound | None = None) -> HttpResponse:
    """The whole document on one page; its facts are opened, with an access record, only before it is issued."""
    person = request.user
    facts: dict[str, str] = {}
    if document.state in BEFORE_ISSUE and may(person, Deed.PREPARE):
        reason = Reason.APPROVAL if may(person, Deed.APPROVE) else Reason.PREPARATION
        facts = documents.facts_of(document, by=person, at=timezone.now(), reason=reason)
    return page(
        request,
        "documents/show.html",
        {
            "document": document,
            "filing": document.filing,
            "facts": facts,
            "origins": restored(document.fact_sources),
            "previewed": bool(facts),
            "printed": document.paper is not None and times_printed(document.paper) > 0,
            "undo": UNDO.get(document.state, ""),
            "fee": f"{document.fee_due - document.fee_waived:,}원",
            "waived": f"{document.fee_waived:,}원" if document.fee_waived else "",
            "may_print": may(person, Deed.PRINT),
            "offers": offers("document", VERBS.verbs, document, person, bound=bound),
            "cases": document.cases.all() if may(person, Deed.RECONCILE) else (),
            "corrections": document.corrections.select_related("paper"),
        },
        status=REFUSED if bound else 200,
    )


@deed(Deed.PREPARE)
def preview(request: StaffRequest, pk: str) -> HttpResponseBase:
    """The paper before it has a number, to stand in the page of its document."""
    document = load(request, pk)
    if document.state not in BEFORE_ISSUE:
        return redirect("document", document.pk)
    content = documents.preview(document, by=request.user, at=timezone.now())
    answer = pdf(content, name=f"preview-{document.pk}")
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
    return answer


@deed(Deed.SEE_OWN_OFFICE)
def show(request: StaffRequest, pk: str) -> HttpResponse:
    """One document; opening it leaves an access record and counts against the person's budget, as its filing does."""
    document = load(request, pk)
    look_at(document, of=document.filing, by=request.user, at=timezone.now())
    return _show(request, document)


def _is_approved(document: Document) -> bool:
    return not document.needs_approval or document.approved_by_id is not None


def _to_submit(document: Document, person: User) -> bool:
    return can_proceed(document.submit) and document.needs_approval


def _to_approve(document: Document, person: User) -> bool:
    return can_proceed(document.approve) and document.approved_by_id is None


def _to_issue(document: Document, person: User) -> bool:
    return can_proceed(document.issue) and _is_approved(document)


def _to_print(request: StaffRequest, document: Document) -> HttpResponseBase | None:
    """Straight to the paper, in the window that the page opened for it."""
    if request.POST.get("print") and document.paper_id is not None:
        return redirect("paper", document.paper_id)
    return None


VERBS = Verbs(
    "document",
    load,
    _show,
    (
        Verb(
            "submit",
            "결재 올리기",
            Deed.PREPARE,
            documents.submit,
            "결재를 올렸습니다. 팀장이 승인하면 발급할 수 있습니다.",
            when=_to_submit,
            look="primary",
            key="s",
        ),
        Verb(
            "approve",
            "승인",
            Deed.APPROVE,
            documents.approve,
            "승인했습니다. 창구에서 발급합니다.",
            when=_to_approve,
            look="primary",
            key="a",
        ),
        Verb(
            "issue",
            "발급",
            Deed.ISSUE,
            documents.issue,
            "발급했습니다. 인쇄해서 확인한 뒤 교부해 주세요.",
            when=_to_issue,
            look="primary",
            key="i",
            then=_to_print,
        ),
        Verb(
            "hand_over",
            "교부 완료",
            Deed.HAND_OVER,
            documents.hand_over,
            "교부한 것으로 기록했습니다.",
            look="primary",
            key="h",
        ),
        Verb(
            "send_back",
            "돌려보내기",
            Deed.APPROVE,
            documents.send_back,
            "담당자에게 돌려보냈습니다.",
            form=WordsForm,
            key="r",
        ),
        Verb(
            "refuse",
            "반려",
            Deed.APPROVE,
            documents.refuse,
            "반려했습니다.",
            form=WordsForm,
            look="danger",
            key="x",
        ),
        Verb(
            "withdraw",
            "신청인 취하",
            Deed.PREPARE,
            documents.withdraw,
            "취하로 끝냈습니다.",
            form=WordsForm,
            key="w",
        ),
        Verb(
            "void",
            "폐기",
            Deed.VOID,
            documents.void,
            "폐기했습니다. 번호는 사유와 함께 대장에 남습니다.",
            form=VoidForm,
            look="danger",
            key="v",
        ),
    ),
)
