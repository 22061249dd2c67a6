"""The signed lists that verifiers fetch: the trust list and the status lists of a realm."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from issuance.api.refusals import NotPublished, refused
from issuance.queries.keys import published

LIVE = "live"


@login_not_required
@require_safe
def trust_list(request: HttpRequest) -> HttpResponse:
    return _answer(request, "trust-list", "application/trust-list+jwt")


@login_not_required
@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    return _answer(request, f"status-{number}", "application/statuslist+jwt")


def _answer(request: HttpRequest, name: str, content_type: str) -> HttpResponse:
    """The list as it was signed; live unless `?realm=drill` is asked for."""
    found = published(request.GET.get("realm", LIVE), name)
    if found is None:
        return refused(NotPublished(), status=404)
    return HttpResponse(
        found.text, content_type=content_type, headers={"Cache-Control": "public, max-age=60"}
    )
