"""Write a near-miss down after its issue has rolled back, and stop and resume the issuing of an office."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import OperationalError, transaction
from django_fsm import ConcurrentTransition

from issuance.actions import journal
from issuance.actions.offices import locked_book
from issuance.domain import near_misses as rules
from issuance.domain.documents import ensure_reason
from issuance.domain.errors import IssuanceError
from issuance.domain.papers import Series
from issuance.models import IssuingStop, NearMiss, User
from issuance.permissions import Deed, ensure
from issuance.queries import near_misses as queries

logger = logging.getLogger(__name__)


@contextmanager
def watched(series: Series, *, subject: str, by: User, at: datetime, drill: bool) -> Iterator[None]:
    """Let a fault of the issue inside pass on, and write it down once its transaction has rolled back.

    A refusal to a clerk is no near-miss, nor is it one that somebody was quicker or the database busy.
    """
    try:
        yield
    except IssuanceError as refusal:
        if refusal.code in rules.REFUSALS:
            _note(series, refusal.code, refusal.message, subject=subject, by=by, at=at, drill=drill)
        raise
    except (OperationalError, ConcurrentTransition):
        raise
    except Exception as fault:
        # Its own words might name a citizen.
        name = f"{type(fault).__module__}.{type(fault).__qualname__}"
        _note(series, rules.UNEXPECTED, name, subject=subject, by=by, at=at, drill=drill)
        raise


@transaction.atomic
def record(
    series: Series, code: str, words: str, *, subject: str, by: User, at: datetime, drill: bool
) -> NearMiss:
    """One near-miss; the third of provisional documents in a row within an hour stops the office."""
    book = locked_book(by.office_id, at=at, drill=drill)
    made = NearMiss.objects.create(
        office_id=by.office_id,
        drill=drill,
        series=series,
        subject=subject,
        at=at,
        by=by,
        code=code,
        words=words[:300],
    )
    if series == Series.PROVISIONAL and queries.standing_stop(by.office_id, drill=drill) is None:
        row = queries.in_a_row(by.office_id, drill=drill)
        if rules.must_stop([miss.at for miss in row]):
            stop = IssuingStop.objects.create(office_id=by.office_id, drill=drill, stopped_at=at)
            journal.record(book, stop, "stop", before="", after="stopped", by=None, at=at, near_miss=made.pk)
    return made


@transaction.atomic
def resume(stop: IssuingStop, *, words: str, by: User, at: datetime) -> IssuingStop:
    """A supervisor lets the office issue again, with what was found."""
    ensure(by, Deed.RESUME_ISSUING, stop.office_id)
    ensure_reason(words)
    book = locked_book(by.office_id, at=at, drill=stop.drill)
    stop = IssuingStop.objects.select_for_update(of=("self",)).get(pk=stop.pk)
    if stop.cleared_at is not None:
        raise rules.NotStopped
    stop.cleared_by, stop.cleared_at, stop.words = by, at, words.strip()
    stop.save(update_fields=("cleared_by", "cleared_at", "words"))
    journal.record(book, stop, "resume", before="stopped", after="cleared", by=by, at=at)
    return stop


def ensure_going_on(office: str, *, drill: bool) -> None:
    """Refuse a provisional document where issuing is stopped."""
    rules.ensure_not_stopped(stopped=queries.standing_stop(office, drill=drill) is not None)


def _note(
    series: Series, code: str, words: str, *, subject: str, by: User, at: datetime, drill: bool
) -> None:
    """The fault itself must reach whoever called, also where it cannot be written down."""
    try:
        record(series, code, words, subject=subject, by=by, at=at, drill=drill)
    except Exception:
        logger.exception("a near-miss could not be written down")
