"""What people add to a case: whose it is, attachments, and the row of the ledger that they pick."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issuance.actions import case_evidence, case_files
from issuance.permissions import Deed
from issuance.queries.reconciliation import colleagues
from issuance.web.forms.reconciliation import AttachmentForm, PickForm
from issuance.web.guards import StaffRequest, deed, refusals
from issuance.web.views.reconciliation import load, show_case


@deed(Deed.RECONCILE)
def assign(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Give the case to oneself or to a colleague."""
    case = load(request, pk)
    if request.method == "POST":
        person = colleagues(request.user.office).filter(pk=_number(request.POST.get("to", ""))).first()
        if person is None:
            raise Http404
        with refusals() as refused:
            case_files.assign(case, to=person, by=request.user, at=timezone.now())
            messages.success(request, f"{person.name} 님이 맡았습니다.")
        for message in refused:
            messages.error(request, message)
    return redirect("case", case.pk)


@deed(Deed.RECONCILE)
def attach(request: StaffRequest, pk: int) -> HttpResponseBase:
    case = load(request, pk)
    if request.method != "POST":
        return redirect("case", case.pk)
    form = AttachmentForm(request.POST, request.FILES, auto_id="attach_%s")
    if form.is_valid():
        with refusals(form):
            content = form.cleaned_data["file"].read()
            title = form.cleaned_data["title"]
            case_files.attach(case, title=title, content=content, by=request.user, at=timezone.now())
            messages.success(request, "파일을 붙였습니다.")
            return redirect("case", case.pk)
    return show_case(request, load(request, pk), bound={"attach": form})


@deed(Deed.RECONCILE, Deed.DECIDE_ABOVE)
def attachment(request: StaffRequest, pk: int, key: UUID) -> HttpResponse:
    """The file as it was handed in; looking at it leaves an access record."""
    case = load(request, pk)
    row = get_object_or_404(case.attachments.select_related("case__document__filing"), pk=key)
    content, media_type = case_files.attachment(row, by=request.user, at=timezone.now())
    return HttpResponse(
        content,
        content_type=media_type.value,
        headers={
            "Content-Disposition": "inline",
            "Cache-Control": "no-store, private",
            "X-Content-Type-Options": "nosniff",
        },
    )


@deed(Deed.RECONCILE)
def pick(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Say which candidate is the paper's record."""
    case = load(request, pk)
    if request.method != "POST":
        return redirect("case", case.pk)
    form = PickForm(request.POST, auto_id="pick_%s")
    if form.is_valid():
        with refusals(form):
            entry = _uuid(request.POST.get("entry", ""))
            reason = form.cleaned_data["reason"]
            case_evidence.pick(case, entry=entry, reason=reason, by=request.user, at=timezone.now())
            messages.success(request, "고른 원장 행과 다시 맞춰 보았습니다. 처리안을 올려 주세요.")
            return redirect("case", case.pk)
    return show_case(request, load(request, pk), bound={"pick": form}, picked=request.POST.get("entry", ""))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise Http404 from fault
