"""Papers as PDF: shown in the browser, kept by nobody."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issuance.actions import certificates, papers
from issuance.domain.states import CertificateState
from issuance.permissions import Deed
from issuance.queries.documents import certificates_of
from issuance.queries.papers import of_office
from issuance.web.forms.documents import VoidForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page


def pdf(content: bytes, *, name: str) -> HttpResponse:
    """A PDF to be looked at and printed from the browser; its name on disk would be `name`."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Cache-Control": "no-store, private",
        },
    )


@deed(Deed.PRINT)
def show(request: StaffRequest, pk: str) -> HttpResponse:
    """The paper, the same bytes each time, with `?size=large` in large print; each opening leaves an access record."""
    paper = get_object_or_404(of_office(request.user.office_id), pk=pk)
    large = request.GET.get("size") == "large"
    content = papers.printed(paper, by=request.user, at=timezone.now(), large=large)
    return pdf(content, name=paper.serial)


@deed(Deed.VOID)
def void(request: StaffRequest, pk: str) -> HttpResponseBase:
    """Say why a certificate was spoiled; its number is kept and another may be given."""
    certificate = get_object_or_404(
        certificates_of(request.user.office_id), pk=pk, state=CertificateState.ISSUED
    )
    form = VoidForm(request.POST or None)
    if form.is_valid():
        with refusals(form):
            certificates.void(certificate, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(
                request,
                f"확인서 {certificate.paper.serial}: 폐기했습니다. 번호는 사유와 함께 대장에 남습니다.",
            )
            return redirect("filing", certificate.filing_id)
    return page(
        request,
        "papers/void.html",
        {"form": form, "certificate": certificate},
        status=REFUSED if form.is_bound else 200,
    )
