"""Send what waits in the outbox: at least once, never lost, and with nothing locked while it leaves."""

from datetime import datetime

from django.db import transaction

from issuance.actions import senders
from issuance.actions.messages import stepped
from issuance.actions.senders import Parcel
from issuance.domain import messages as rules
from issuance.domain.messages import Way
from issuance.domain.states import MessageState
from issuance.models import Message


def send(message: Message, *, at: datetime) -> bool:
    """Hand one message over; whether it left.

    Three steps: the try is counted and committed, then it is sent with nothing locked, so that a slow mail
    server holds up no counter, then it is marked. Whoever is killed in between leaves a message that is sent
    once more after the pause, under the same id. What sends may break in any way: only its name is kept, since
    what a mail server says repeats the address.
    """
    held = _held(message, at=at)
    if held is None:
        return False
    try:
        parcel = Parcel(
            id=held.pk,
            to=held.unsealed("recipient"),
            subject=held.subject,
            text=held.unsealed("body"),
        )
        senders.sender_of(held.channel).send(parcel)
    except Exception as fault:
        _failed(held, fault=type(fault).__name__, at=at)
        return False
    _sent(held, at=at)
    return True


@transaction.atomic
def _held(message: Message, *, at: datetime) -> Message | None:
    """Count the try and keep others away until the next one is due; one that was tried enough is given up."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if (
        message.state != MessageState.DRAFTED
        or message.drill
        or message.channel not in senders.channels_served()
        or (message.next_try_at is not None and at < message.next_try_at)
    ):
        return None
    if message.tries >= rules.MOST_TRIES:
        stepped(message, "give_up", by=None, at=at)
        return None
    message.tries += 1
    message.next_try_at = at + rules.pause_after(message.tries)
    message.save(update_fields=("tries", "next_try_at"))
    return message


@transaction.atomic
def _failed(message: Message, *, fault: str, at: datetime) -> None:
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state != MessageState.DRAFTED:
        return
    message.fault = fault[:60]
    message.save(update_fields=("fault",))
    if message.tries >= rules.MOST_TRIES:
        stepped(message, "give_up", by=None, at=at)


@transaction.atomic
def _sent(message: Message, *, at: datetime) -> None:
    """A person may have said meanwhile that it was sent by hand: that stands."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state == MessageState.DRAFTED:
        message.sent_at, message.way = at, Way.SYSTEM
        stepped(message, "send", "sent_at", "way", by=None, at=at)
