"""Write the journal: one entry beside each change of state, in the same transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from issuance.domain.journal import entry_hash
from issuance.models import Book, JournalEntry, User


@dataclass(frozen=True, slots=True)
class Change:
    """One subject's change of state, ready to be chained."""

    subject: models.Model
    verb: str
    before: str
    after: str
    detail: Mapping[str, Any]


def noun_of(subject: models.Model | type[models.Model]) -> str:
    name = subject._meta.model_name
    assert name is not None
    return name


def record(
    book: Book,
    subject: models.Model,
    verb: str,
    *,
    before: str,
    after: str,
    by: User | None,
    at: datetime,
    **detail: str | int | None,
) -> None:
    """Chain one entry to the book, which the caller holds locked; `by` is None for what time itself does."""
    record_all(book, [Change(subject, verb, str(before), str(after), detail)], by=by, at=at)


def record_all(book: Book, changes: Iterable[Change], *, by: User | None, at: datetime) -> None:
    """Chain many entries at once, in their order, to a book that the caller holds locked."""
    entries = []
    for change in changes:
        book.journal_length += 1
        entry = JournalEntry(
            book=book,
            position=book.journal_length,
            at=at,
            actor=by,
            window=by.window if by else 0,
            noun=noun_of(change.subject),
            subject=str(change.subject.pk),
            verb=change.verb,
            before=change.before,
            after=change.after,
            detail=dict(change.detail),
        )
        book.journal_head = entry.digest = entry_hash(book.journal_head, entry.chained())
        entries.append(entry)
    JournalEntry.objects.bulk_create(entries, batch_size=500)
    book.save(update_fields=("journal_length", "journal_head"))
