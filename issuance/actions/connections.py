"""Which main systems are reached over the network, and what one says of itself or has lost."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from issuance.actions import journal
from issuance.actions.offices import locked_book
from issuance.domain import registrations as rules
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.states import SystemState
from issuance.main_system.client import HttpFeed, Patience
from issuance.main_system.protocol import MainSystemFeed
from issuance.models import MainSystem, SystemLoss, User
from issuance.permissions import Deed, ensure

A_PERSON_WAITS = Patience(quiet=3.0, whole=5.0, tries=1)
A_SWEEP_WAITS = Patience()


def connected() -> frozenset[str]:
    """The codes of the systems that have an address in the settings."""
    return frozenset(settings.IEUM_MAIN_SYSTEMS)


def feed_of(system: MainSystem, *, patience: Patience = A_SWEEP_WAITS) -> MainSystemFeed:
    """Refuses a system that is reached by files alone."""
    address = settings.IEUM_MAIN_SYSTEMS.get(system.code)
    if address is None:
        raise rules.SystemNotConnected
    token = settings.IEUM_MAIN_SYSTEM_TOKENS.get(system.code, "")
    return HttpFeed(address, token=token, patience=patience)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a system said of itself, and the loss that was noted of it."""

    state: SystemState
    loss: SystemLoss | None


def check(system: MainSystem, *, by: User, at: datetime) -> Checked:
    """Ask the system how it stands; what it says that it has lost, and that nobody has noted, is noted."""
    ensure(by, Deed.NOTE_LOSS)
    status = feed_of(system, patience=A_PERSON_WAITS).status()
    until = status.complete_until
    if until is None or SystemLoss.objects.filter(system=system, complete_until=until).exists():
        return Checked(status.state, None)
    return Checked(status.state, note_loss(system, complete_until=until, by=by, at=at))


@transaction.atomic
def note_loss(system: MainSystem, *, complete_until: datetime, by: User, at: datetime) -> SystemLoss:
    """The system came back without what it had taken after a moment: what it registered since is sent again.

    The filings stay registered, with their numbers, until it answers with new ones.
    """
    ensure(by, Deed.NOTE_LOSS)
    rules.ensure_past(complete_until, at=at)
    loss = SystemLoss.objects.create(system=system, complete_until=complete_until, found_at=at, noted_by=by)
    book = locked_book(HEADQUARTERS, at=at)
    journal.record(book, loss, "note", before="", after="noted", by=by, at=at, system=system.code)
    return loss


@transaction.atomic
def withdraw_loss(loss: SystemLoss, *, by: User, at: datetime) -> SystemLoss:
    """It was noted in error: what has not been sent again yet is not."""
    ensure(by, Deed.NOTE_LOSS)
    loss = SystemLoss.objects.select_for_update(of=("self",)).get(pk=loss.pk)
    if loss.withdrawn_at is not None:
        raise rules.LossWithdrawn
    loss.withdrawn_by, loss.withdrawn_at = by, at
    loss.save(update_fields=("withdrawn_by", "withdrawn_at"))
    book = locked_book(HEADQUARTERS, at=at)
    journal.record(book, loss, "withdraw", before="noted", after="withdrawn", by=by, at=at)
    return loss
