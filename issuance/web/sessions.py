"""How long a log-in lasts: every use puts its end off, what a page asks for by itself does not."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

_ENDS_AT = "ends_at"
# A page is warned so long before the end, or for the last half of a very short one.
WARNED_BEFORE = timedelta(minutes=10)
# The end is not written anew at every use: that would be a write to the database for each page.
_WRITTEN_EVERY = timedelta(minutes=5)


def lasts() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def warned_before() -> timedelta:
    return min(WARNED_BEFORE, lasts() / 2)


def ends_at(session: SessionBase, *, at: datetime) -> datetime:
    """When a session ends if nobody uses it any more."""
    stored = session.get(_ENDS_AT)
    return at + lasts() if stored is None else datetime.fromisoformat(stored)


def seconds_left(session: SessionBase, *, at: datetime) -> int:
    return max(0, int((ends_at(session, at=at) - at).total_seconds()))


class SessionEndMiddleware:
    """Log a person out whose session was not used for as long as one lasts (`SESSION_COOKIE_AGE`)."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            if now >= ends_at(request.session, at=now):
                logout(request)
            elif _is_used(request):
                _put_off(request.session, now)
        return self.answer(request)


def _is_used(request: HttpRequest) -> bool:
    """Whether a person asked: a live part of a page asks without a field that somebody typed into."""
    return "HX-Request" not in request.headers or "HX-Trigger-Name" in request.headers


def _put_off(session: SessionBase, now: datetime) -> None:
    end = now + lasts()
    if _ENDS_AT not in session or end - ends_at(session, at=now) >= min(_WRITTEN_EVERY, lasts() / 10):
        session[_ENDS_AT] = end.isoformat()
