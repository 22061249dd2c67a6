"""Send batches to a connected main system and take its answers, as often as it needs."""

import io
import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F

from issuance.actions import answers, registrations
from issuance.actions.connections import connected, feed_of
from issuance.domain import registrations as rules
from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import AnswerRow, FileKind, RowFault
from issuance.domain.papers import SEOUL
from issuance.main_system.files import read
from issuance.main_system.protocol import BadAnswer, MainSystemFeed, MainSystemUnavailable
from issuance.models import BackEntryBatch, MainSystem, SendingConsent

logger = logging.getLogger(__name__)


def make_next(consent: SendingConsent, *, at: datetime) -> list[BackEntryBatch]:
    """Batches of what waits at an office that said yes, one for each connected system that has something.

    They are made in the name of whoever said yes; a person who may no longer do so ends that.
    """
    made = []
    for system in MainSystem.objects.filter(code__in=connected()).order_by("code"):
        try:
            made.append(
                registrations.make_batch(
                    consent.outage,
                    office=consent.office,
                    system=system,
                    rested=True,
                    by=consent.given_by,
                    at=at,
                )
            )
        except rules.NothingToRegister:
            continue
    return made


def send(batch: BackEntryBatch, *, at: datetime, feed: MainSystemFeed | None = None) -> list[RowFault] | None:
    """Send a batch and take its answers; returns those that were left out.

    Nothing is locked while the line is slow. Killed half-way, it is sent again under the same number and answered the
    same. A system that does not answer is asked again later, and None is returned; one that refuses the batch leaves
    it to a person.
    """
    if batch.system is None or batch.withdrawn_at is not None or batch.sent_at is not None:
        raise rules.BatchEnded
    content = b"".join(registrations.file_of(batch, by=batch.made_by, at=at))
    try:
        answered = (feed or feed_of(batch.system)).register(batch.number, content)
        rows = list(_answer_rows(answered, at=at))
    except MainSystemUnavailable as trouble:
        _put_off(batch, trouble, at=at)
        return None
    except IssuanceError as trouble:
        _leave_to_a_person(batch, trouble)
        raise
    good = [row for row in rows if isinstance(row, AnswerRow)]
    faults = [row for row in rows if isinstance(row, RowFault)]
    with transaction.atomic():
        faults += answers.take_answers(
            good, source=None, outage=batch.outage, batch=batch, by=batch.made_by, at=at
        )
        _note(batch, sent_at=at, next_try_at=None, trouble="")
    if faults:
        # By its place in the answer, which names nobody.
        logger.warning("batch %s: %d answers left out, first at line %d", batch, len(faults), faults[0].row)
    return faults


def _answer_rows(content: bytes, *, at: datetime) -> Iterator[AnswerRow | RowFault]:
    today = at.astimezone(SEOUL).date()
    reading = read(io.BytesIO(content), file_name="answers", kind=FileKind.ANSWERS, catalogue={}, today=today)
    for row in reading.rows:
        if not isinstance(row, AnswerRow | RowFault):
            raise BadAnswer(why="answers")
        yield row


def _put_off(batch: BackEntryBatch, trouble: IssuanceError, *, at: datetime) -> None:
    next_try_at = at + rules.pause_after(batch.tries)
    _note(batch, tries=F("tries") + 1, next_try_at=next_try_at, trouble=trouble.message[:300])
    logger.warning(
        "%s does not answer (%s): batch %s, try %d, next at %s",
        batch.system_id, trouble.facts["why"], batch, batch.tries + 1, next_try_at,
    )  # fmt: skip


def _leave_to_a_person(batch: BackEntryBatch, trouble: IssuanceError) -> None:
    _note(batch, tries=F("tries") + 1, next_try_at=None, trouble=trouble.message[:300])


def _note(batch: BackEntryBatch, **changes: object) -> None:
    BackEntryBatch.objects.filter(pk=batch.pk, sent_at__isnull=True).update(**changes)
