"""Which messages wait at an office, which went out, and which the sweep may send now."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from issuance.domain.messages import Channel
from issuance.domain.states import MessageState
from issuance.models import Document, Message, Office


def of_office(office: Office | str) -> QuerySet[Message]:
    code = office.code if isinstance(office, Office) else office
    return Message.objects.filter(office_id=code).select_related(
        "office", "case__document__filing", "case__document__kind", "case__document__paper",
        "notice__paper__filing", "drafted_by", "sent_by",
    )  # fmt: skip


def waiting_at(office: Office | str, *, served: Collection[str] = ()) -> QuerySet[Message]:
    """What a person has to send: given up, by a way that nothing serves (`served`), or of a drill."""
    return of_office(office).filter(
        Q(state=MessageState.GIVEN_UP)
        | Q(state=MessageState.DRAFTED) & (~Q(channel__in=tuple(served)) | Q(drill=True))
    )


def letters_waiting(office: Office | str) -> QuerySet[Message]:
    return waiting_at(office).filter(channel=Channel.LETTER)


def on_the_way(office: Office | str, *, served: Collection[str]) -> QuerySet[Message]:
    """What the sweep will send by itself."""
    return of_office(office).filter(state=MessageState.DRAFTED, channel__in=tuple(served), drill=False)


def sent_from(office: Office | str) -> QuerySet[Message]:
    return of_office(office).filter(state=MessageState.SENT).order_by("-sent_at", "-id")


def of_document(document: Document) -> QuerySet[Message]:
    """All that was told of a document, oldest first."""
    return Message.objects.filter(case__document=document).select_related("sent_by")


def due(*, served: Collection[str], at: datetime) -> QuerySet[Message]:
    """What may be sent now, of every office, the oldest first."""
    return Message.objects.filter(
        Q(next_try_at__isnull=True) | Q(next_try_at__lte=at),
        state=MessageState.DRAFTED,
        channel__in=tuple(served),
        drill=False,
    )
