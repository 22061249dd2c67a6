"""Coming in and going out."""

from django.contrib.auth.views import LoginView, LogoutView

from issuance.permissions import Deed
from issuance.web.forms.staff import LoginForm
from issuance.web.guards import deed

ANYBODY = (Deed.SEE_OWN_OFFICE, Deed.WATCH_NATION)

log_in = LoginView.as_view(
    template_name="staff/log_in.html", authentication_form=LoginForm, redirect_authenticated_user=True
)
log_out = deed(*ANYBODY)(LogoutView.as_view())
