"""Files of the main system: look before bringing one in, and hand out what it is to register."""

from itertools import chain
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issuance.actions import ledger
from issuance.models import LedgerImport, Outage
from issuance.permissions import Deed
from issuance.web.forms.ledger import ImportForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page

IMPORT = "import"


@deed(Deed.IMPORT_LEDGER)
def index(request: StaffRequest) -> HttpResponseBase:
    """One form with two buttons: a preview keeps nothing, so the file is sent again to be brought in."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    status = REFUSED if form.is_bound else 200
    if form.is_valid():
        typed = dict(form.cleaned_data)
        upload = typed.pop("content")
        typed |= {"file_name": upload.name, "by": request.user, "at": timezone.now()}
        with refusals(form):
            if request.POST.get("do") == IMPORT:
                made = ledger.import_file(upload.read(), **typed)
                messages.success(
                    request, f"{made.file_name}: {made.row_count}행을 불러왔습니다. 오류 {made.fault_count}행"
                )
                return redirect("ledger")
            preview = ledger.preview(upload.read(), **typed)
            context |= {"preview": preview, "file_name": upload.name}
            status = 200
    context["imports"] = LedgerImport.objects.select_related("outage", "imported_by").order_by(
        "-imported_at"
    )[:20]
    return page(request, "ledger/index.html", context, status=status)


@deed(Deed.EXPORT_BACK_ENTRY)
def back_entry(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Stream the office's filings that the main system is to register; asked for by POST, since it holds numbers."""
    outage = get_object_or_404(Outage, pk=pk)
    if request.method != "POST":
        return redirect("cases")
    chunks = ledger.back_entry(outage, office=request.user.office, by=request.user, at=timezone.now())
    # The first piece is made here, so that a refusal still becomes a page.
    first = next(chunks, b"")
    return StreamingHttpResponse(
        chain([first], chunks),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="back-entry-{outage.number}.csv"',
            "Cache-Control": "no-store, private",
        },
    )
