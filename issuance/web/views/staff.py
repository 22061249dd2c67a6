"""Coming in, staying and going out."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from issuance.permissions import Deed
from issuance.web.forms.staff import LoginForm
from issuance.web.guards import StaffRequest, deed
from issuance.web.pages import page
from issuance.web.sessions import seconds_left

ANYBODY = (Deed.SEE_OWN_OFFICE, Deed.WATCH_NATION)

log_in = LoginView.as_view(
    template_name="staff/log_in.html", authentication_form=LoginForm, redirect_authenticated_user=True
)
log_out = deed(*ANYBODY)(LogoutView.as_view())


@deed(*ANYBODY)
def session(request: StaffRequest) -> HttpResponse:
    """To ask is to stay: how long the log-in lasts now, whose it is, and with which token a page sends its forms."""
    if request.headers.get("Accept") != "application/json":
        return page(request, "staff/session.html")
    return JsonResponse(
        {
            "left": seconds_left(request.session, at=timezone.now()),
            "person": str(request.user.pk),
            "token": get_token(request),
        }
    )
