"""The journal: append-only, chained by hash in the book of the office where the deed was done."""

from datetime import UTC

from django.db import models

from issuance.domain.journal import Entry
from issuance.models.offices import Book
from issuance.models.staff import User


class JournalEntry(models.Model):
    """처리 기록: one change of state, written in the same transaction as the change itself."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="journal")
    position = models.PositiveIntegerField("순번")
    at = models.DateTimeField("시각")
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    window = models.PositiveSmallIntegerField("창구번호", default=0)
    noun = models.CharField("대상", max_length=20)
    subject = models.CharField("대상 번호", max_length=40)
    verb = models.CharField("일", max_length=30)
    before = models.CharField("앞 상태", max_length=20, blank=True)
    after = models.CharField("뒤 상태", max_length=20)
    detail = models.JSONField("덧붙임", default=dict)
    digest = models.CharField("해시", max_length=64)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("book", "position"), name="journal_position_once"),)
        indexes = (models.Index(fields=("noun", "subject"), name="journal_subject"),)

    def chained(self) -> Entry:
        """What the chain says of this entry; its book must be loaded."""
        return Entry(
            book=str(self.book),
            position=self.position,
            at=self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            actor=str(self.actor_id or ""),
            office=self.book.office_id,
            window=self.window,
            noun=self.noun,
            subject=self.subject,
            verb=self.verb,
            before=self.before,
            after=self.after,
            detail=self.detail,
        )
