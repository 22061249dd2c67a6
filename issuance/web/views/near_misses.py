"""Near-misses of the office, and letting it issue again after they stopped it."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from issuance.actions import near_misses
from issuance.permissions import Deed
from issuance.queries.near_misses import of_office, stops_of
from issuance.web.forms.documents import WordsForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page

SHOWN = 50


@deed(Deed.RESUME_ISSUING)
def index(request: StaffRequest) -> HttpResponseBase:
    """What was stopped at the last moment; where issuing stands still, the form that resumes it."""
    office = request.user.office_id
    stop = stops_of(office).filter(cleared_at__isnull=True).first()
    form = WordsForm(request.POST or None)
    if request.method == "POST":
        if stop is None:
            raise Http404
        if form.is_valid():
            with refusals(form):
                near_misses.resume(stop, **form.cleaned_data, by=request.user, at=timezone.now())
                messages.success(request, "발급을 재개했습니다.")
                return redirect("near_misses")
    context = {
        "stop": stop,
        "form": form,
        "misses": of_office(office)[:SHOWN],
        "stops": stops_of(office)[:SHOWN],
    }
    return page(request, "near_misses/index.html", context, status=REFUSED if form.is_bound else 200)
