"""Sweeps over waiting rows: one action a row, each in its own transaction; a bad row does not stop the rest."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from celery import shared_task
from django.utils import timezone

from issuance.actions import keys, orders, paper_checks, reconciliation, verification, watches
from issuance.queries import orders as order_queries
from issuance.queries import reconciliation as case_queries
from issuance.queries import verification as verification_queries

logger = logging.getLogger(__name__)

PAPERS_A_NIGHT = 50

Row = TypeVar("Row")


@shared_task
def send_pending_deliveries() -> None:
    """Send the deliveries of approved orders that nothing has sent yet."""
    at = timezone.now()
    _each(order_queries.with_pending_deliveries(), lambda order: orders.send_pending(order, at=at))


@shared_task
def expire_orders() -> None:
    """End orders past their last moment."""
    at = timezone.now()
    _each(order_queries.past_their_end(at=at), lambda order: orders.expire(order, at=at))


@shared_task
def settle_decided_cases() -> None:
    """Let decisions take effect whose hold is over."""
    at = timezone.now()
    _each(case_queries.past_their_hold(at=at), lambda case: reconciliation.settle(case, at=at))


@shared_task
def refresh_status_lists() -> None:
    """Sign the trust list and the status lists anew, so that a verifier's answer is a minute old at most."""
    keys.publish_all(at=timezone.now())


@shared_task
def tell_watchers() -> None:
    """Write to whoever waits for news of a paper that is no longer good."""
    at = timezone.now()
    _each(verification_queries.watches_to_tell(at=at), lambda watch: watches.tell(watch, at=at))


@shared_task
def forget_verifiers() -> None:
    """Erase addresses whose paper has expired, and counts of tries whose time is over."""
    at = timezone.now()
    watches.forget_expired(at=at)
    verification.forget_tries(at=at)


@shared_task
def check_papers() -> None:
    """Look at a sample of issued papers again, each night; what is wrong goes into the log, by its number."""
    for checked in paper_checks.check_sample(PAPERS_A_NIGHT, at=timezone.now()):
        if checked.found:
            logger.error("paper %s: %s", checked.serial, "; ".join(checked.found))


def _each(rows: Iterable[Row], action: Callable[[Row], object]) -> None:
    for row in rows:
        try:
            action(row)
        except Exception:
            # Refused or broken, it stays where it is and the next sweep meets it again.
            logger.exception("a swept row was left as it is")
