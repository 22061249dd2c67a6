"""What is being fetched over the network, and how far it has come."""

from datetime import datetime

from django.db.models import QuerySet

from issuance.domain.feeds import FetchState
from issuance.models import FeedFetch

UNDER_WAY = (FetchState.FETCHING, FetchState.FETCHED)


def fetches_under_way() -> QuerySet[FeedFetch]:
    return FeedFetch.objects.filter(state__in=UNDER_WAY)


def fetches_to_do(*, at: datetime) -> QuerySet[FeedFetch]:
    """Those that are not at their end and whose next try is due, the oldest first."""
    due = fetches_under_way().filter(next_try_at__lte=at)
    return due.select_related("system", "outage", "asked_by").order_by("asked_at", "pk")


def fetches() -> QuerySet[FeedFetch]:
    return FeedFetch.objects.select_related("system", "outage", "asked_by", "source")


def is_under_way(fetch: FeedFetch) -> bool:
    return fetch.state in UNDER_WAY
