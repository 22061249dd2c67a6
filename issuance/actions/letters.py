"""Read and print messages: what is opened for it leaves an access record each time."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from issuance.actions import papers
from issuance.actions.access import leave_record
from issuance.domain.access import Reason
from issuance.domain.letters import Letter, restored
from issuance.domain.messages import LETTERS_AT_ONCE, Audience, Channel, NoLetter
from issuance.models import Message, User
from issuance.permissions import Deed, ensure
from issuance.printing.letter import bound, draw_letter


@dataclass(frozen=True, slots=True)
class Opened:
    """A message as it may be read: a letter or a text."""

    recipient: str
    letter: Letter | None
    text: str


@transaction.atomic
def opened_message(message: Message, *, by: User, at: datetime) -> Opened:
    ensure(by, Deed.SEND_MESSAGE, message.office_id)
    leave_record(
        message, by=by, at=at, reason=Reason.NOTICE, subject_key=message.case.document.filing.subject_key
    )
    body = message.unsealed("body")
    recipient = message.unsealed("recipient")
    if message.channel == Channel.LETTER:
        return Opened(recipient, restored(json.loads(body)), "")
    return Opened(recipient, None, body)


def printed(messages: Iterable[Message], *, by: User, at: datetime) -> bytes:
    """One PDF of the letters, each followed by the correction notice that goes with it to the citizen.

    At most `LETTERS_AT_ONCE` of them; refuses where there is none.
    """
    pages = []
    for message in list(messages)[:LETTERS_AT_ONCE]:
        letter = opened_message(message, by=by, at=at).letter
        if letter is None:
            continue
        pages.append(draw_letter(letter))
        if message.notice is not None and message.audience == Audience.CITIZEN:
            pages.append(papers.printed(message.notice.paper, by=by, at=at))
    if not pages:
        raise NoLetter
    return bound(pages)
