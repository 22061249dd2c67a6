"""Who may come to a view, and the one place where a refusal becomes words on the page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.forms import Form, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django_fsm import ConcurrentTransition

from issuance.domain.errors import IssuanceError
from issuance.models import User
from issuance.permissions import Deed, may

# A refused form is answered with the form, not with another page.
REFUSED = 422

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of a person who is logged in, as every view but the log-in has it."""

    user: User


class SomebodyWasQuicker(IssuanceError):
    code = "somebody_was_quicker"
    sentence = "그 사이 다른 사람이 먼저 처리했습니다. 화면을 새로 열어 상태를 확인해 주세요."


def deed(*deeds: Deed) -> Callable[[View], View]:
    """Name the deeds of a view; to a person who may do none of them the page does not exist."""

    def named(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(may(request.user, one) for one in deeds):
                raise Http404
            try:
                return view(request, *args, **kwargs)
            except IssuanceError as refusal:
                return render(request, "refused.html", {"message": refusal.message}, status=REFUSED)

        guarded.deeds = frozenset(deeds)  # type: ignore[attr-defined]
        return guarded

    return named


@contextmanager
def refusals(form: Form | None = None) -> Iterator[list[str]]:
    """Gather a refusal in words, at the form where there is one, with what was typed kept.

    What follows in the block is left out. A form may say in `places` at which field a code belongs.
    """
    said: list[str] = []
    try:
        yield said
    except (IssuanceError, ConcurrentTransition) as refused:
        refusal = refused if isinstance(refused, IssuanceError) else SomebodyWasQuicker()
        said.append(refusal.message)
        if form is not None:
            places: dict[str, str] = getattr(form, "places", {})
            form.add_error(places.get(refusal.code), ValidationError(refusal.message, code=refusal.code))
