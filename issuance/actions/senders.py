"""Ways out of the house: each takes one parcel; the settings say which of them serves a channel."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Parcel:
    """What leaves: `id` is the same each time that it is sent, so that a receiver can drop a double."""

    id: UUID
    to: str
    subject: str
    text: str


class Sender(Protocol):
    """Hands a parcel over, or raises; what it raises is told by its name alone, since it may hold an address."""

    def send(self, parcel: Parcel) -> None: ...


def message_id(pk: UUID) -> str:
    """The Message-ID of a mail: the same each time that it is sent (RFC 5322 §3.6.4)."""
    return f"<{pk}@{urlsplit(settings.IEUM_REALM_URL).hostname}>"


class MailSender:
    """By the mail server of Django's own settings."""

    def send(self, parcel: Parcel) -> None:
        EmailMessage(
            parcel.subject, parcel.text, None, [parcel.to], headers={"Message-ID": message_id(parcel.id)}
        ).send()


class FolderSender:
    """One JSON file a parcel, named by its id, for an office's own SMS gateway to take away.

    The folder is the office's own (`IEUM_OUTBOX_FOLDER`); a file is there whole or not at all, and readable by its owner alone.
    """

    def send(self, parcel: Parcel) -> None:
        folder = Path(settings.IEUM_OUTBOX_FOLDER)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = {"id": str(parcel.id), "to": parcel.to, "subject": parcel.subject, "text": parcel.text}
        unfinished = folder / f".{parcel.id}"
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(content, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / f"{parcel.id}.json")


def channels_served() -> tuple[str, ...]:
    """The channels that something sends by itself; every other waits for a person."""
    return tuple(settings.IEUM_SENDERS)


def sender_of(channel: str) -> Sender:
    made: Sender = import_string(settings.IEUM_SENDERS[channel])()
    return made
