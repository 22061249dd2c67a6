"""Sweeps over waiting rows: one action a row, each in its own transaction; a bad row does not stop the rest."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from celery import shared_task
from django.db.models import Model
from django.utils import timezone

from issuance.actions import (
    case_batches,
    closings,
    feeds,
    findings,
    keys,
    ledger,
    matching,
    orders,
    outbox,
    paper_checks,
    processes,
    second_looks,
    senders,
    sendings,
    settlements,
    staging,
    verification,
    watches,
)
from issuance.domain.errors import IssuanceError
from issuance.queries import case_batches as batch_queries
from issuance.queries import closings as closing_queries
from issuance.queries import feeds as feed_queries
from issuance.queries import ledger as ledger_queries
from issuance.queries import matching as match_queries
from issuance.queries import messages as message_queries
from issuance.queries import orders as order_queries
from issuance.queries import reconciliation as case_queries
from issuance.queries import registrations as registration_queries
from issuance.queries import second_looks as look_queries
from issuance.queries import settlements as settlement_queries
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
def match_papers() -> None:
    """Carry out the match runs that were asked for or whose worker died, and open the cases of those that are done."""
    # Each is long, so that its lease and its cases are of the moment when it begins.
    _each(
        match_queries.to_go_on(at=timezone.now()),
        lambda run: matching.go_on(run, at=timezone.now(), workers=processes.most()),
    )
    _each(match_queries.to_open(), lambda run: findings.open_cases(run, at=timezone.now()))


@shared_task
def settle_decided_cases() -> None:
    """Let decisions take effect whose hold is over: plain confirmations in heaps, then each that is left."""
    at = timezone.now()
    _each(
        settlement_queries.confirmations_by_book(at=at),
        lambda heap: settlements.settle_confirmed(heap, at=at),
    )
    _each(case_queries.past_their_hold(at=at), lambda case: settlements.settle(case, at=at))


@shared_task
def carry_on_batches() -> None:
    """Go on with batches of equal cases that were proposed or decided and are not through yet."""
    _each(batch_queries.to_carry_on(), lambda batch: case_batches.carry_on(batch, at=timezone.now()))


@shared_task
def draw_second_looks() -> None:
    """Draw, each night, from the cases that were settled since the last draw."""
    at = timezone.now()
    _each(
        look_queries.to_draw(at=at),
        lambda place: second_looks.draw(*place, at=at),
    )


@shared_task
def register_waiting() -> None:
    """Put what waits into batches where a supervisor said yes, and send those that are due.

    A system that does not answer is waited for once in a sweep: thousands of batches may be due at it.
    """
    at = timezone.now()
    silent: set[str | None] = set()

    def send(batch: Any) -> None:
        if batch.system_id not in silent and sendings.send(batch, at=timezone.now()) is None:
            silent.add(batch.system_id)

    _each(registration_queries.standing_consents(), lambda consent: sendings.make_next(consent, at=at))
    _each(registration_queries.batches_to_send(at=at), send)


@shared_task
def sign_off_offices() -> None:
    """Sign off offices that have nothing in an outage, and take off signatures that something new has overtaken."""
    at = timezone.now()
    for outage in closing_queries.to_sign_off():
        _each(closing_queries.moved_on(outage), lambda row: closings.lapse(row, at=at))
    _each(closing_queries.to_sign_off(), lambda outage: closings.sign_untouched(outage, at=at))


@shared_task
def fetch_feeds() -> None:
    """Go on with what is being fetched from main systems."""
    _each(feed_queries.fetches_to_do(at=timezone.now()), lambda row: feeds.fetch(row, at=timezone.now()))


@shared_task
def apply_imports() -> None:
    """Bring confirmed files in, block by block; another worker that does the same takes the next block."""
    _each(ledger_queries.to_apply(), lambda made: ledger.apply_rest(made, at=timezone.now()))


@shared_task
def erase_previews() -> None:
    """Erase previews that nobody confirmed within a day, and what was left behind by a reading that was killed."""
    at = timezone.now()
    _each(ledger_queries.left_behind(at=at), staging.forget)
    _each(ledger_queries.old_previews(at=at), lambda made: ledger.drop_old(made, at=at))


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
def send_messages() -> None:
    """Send what waits in the outbox, by the ways that the settings name."""
    due = message_queries.due(served=senders.channels_served(), at=timezone.now())
    _each(due, lambda message: outbox.send(message, at=timezone.now()))


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
        # It stays where it is and the next sweep meets it again. What a refusal says to people may name them.
        except IssuanceError as refusal:
            logger.warning("%s was refused: %s", _named(row), refusal.code)
        except Exception:
            logger.exception("%s was left as it is", _named(row))


def _named(row: object) -> str:
    """A row by its noun and key, which name nobody."""
    return f"{row._meta.model_name} {row.pk}" if isinstance(row, Model) else "a swept row"
