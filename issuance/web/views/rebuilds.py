"""Rebuild a filing from the receipt in a citizen's hand: scan its mark, then take down the rest."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from issuance.actions import filings, rebuilds
from issuance.actions.verification import mark_in_picture
from issuance.domain.rebuilds import Receipt, ReceiptUnreadable
from issuance.domain.verdicts import Judgement, Reason
from issuance.permissions import Deed
from issuance.queries.catalogue import kind_at
from issuance.queries.rebuilds import outage_of
from issuance.queries.verification import office_name
from issuance.web.forms.rebuilds import RebuildForm
from issuance.web.forms.verify import MarkForm, PictureForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page

_FORMS: dict[str, type[Form]] = {"picture": PictureForm, "mark": MarkForm}


@deed(Deed.REBUILD_FILING)
def index(request: StaffRequest) -> HttpResponseBase:
    """A picture of the receipt, or the text of its mark; what is refused says what to do instead."""
    way = request.POST.get("way", "")
    forms = {
        name: kind(request.POST, request.FILES) if name == way else kind() for name, kind in _FORMS.items()
    }
    form = forms.get(way)
    if form is not None and form.is_valid():
        with refusals(form):
            text = _mark(form)
            receipt = rebuilds.read(text, by=request.user, at=timezone.now())
            return _asked(request, receipt, _blank(receipt, text))
    context = {"forms": forms, "sent": form}
    return page(request, "rebuilds/index.html", context, status=200 if form is None else REFUSED)


@deed(Deed.REBUILD_FILING)
def new(request: StaffRequest) -> HttpResponseBase:
    """The filing itself; only reached from a receipt that was read."""
    if request.method != "POST":
        return redirect("rebuilds")
    now = timezone.now()
    receipt = rebuilds.genuine(request.POST.get("mark", ""), by=request.user)
    form = RebuildForm(kind_at(receipt.kind, at=receipt.moment), receipt, request.POST, request.FILES)
    if form.is_valid():
        with refusals(form):
            filing = rebuilds.rebuild(
                form.cleaned_data["mark"],
                form.filing(),
                evidence=form.cleaned_data["evidence"].read(),
                by=request.user,
                at=now,
            )
            messages.success(
                request,
                f"접수를 되살렸습니다. 새 접수번호 {filings.receipt_of(filing).serial}."
                " 다른 담당자가 접수증과 맞춰 봅니다.",
            )
            return redirect("filing", filing.pk)
    return _asked(request, receipt, form, status=REFUSED)


def _mark(form: Form) -> str:
    said = form.cleaned_data
    if "mark" in said:
        return str(said["mark"])
    found = mark_in_picture(said["picture"].read())
    if isinstance(found, Judgement):
        raise ReceiptUnreadable(explanation=(found.reason or Reason.NO_MARK).label)
    return found


def _blank(receipt: Receipt, text: str) -> RebuildForm:
    return RebuildForm(kind_at(receipt.kind, at=receipt.moment), receipt, initial={"mark": text})


def _asked(request: StaffRequest, receipt: Receipt, form: RebuildForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "receipt": receipt,
        "kind": form.kind,
        "office": office_name(receipt.office) or receipt.office,
        "outage": outage_of(form.kind, receipt.moment),
    }
    return page(request, "rebuilds/new.html", context, status=status)
