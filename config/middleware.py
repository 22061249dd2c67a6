"""What every answer carries, whoever made it."""

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


class VisitorAddressMiddleware:
    """The visitor's address instead of the proxy's, where `IEUM_PROXIES` of one's own stand in front.

    Each proxy adds the address that it saw to the end of `X-Forwarded-For`; what stands further left a visitor
    may have made up.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        proxies: int = settings.IEUM_PROXIES
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if 0 < proxies <= len(seen):
            address = seen[-proxies].strip()
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ip_address(address))
        return self.answer(request)


class NotStoredMiddleware:
    """Pages of a person who is logged in are kept by no browser and no proxy, whatever the view says."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        return response
