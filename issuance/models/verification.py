"""That a paper was verified, how often a look-up failed, and who waits to be told of a revocation."""

import uuid

from django.db import models

from issuance.models.papers import Paper
from issuance.sealing.fields import SealedField, SealedRow


class VerificationRecord(models.Model):
    """One verification of one paper: nothing of the person who asked but a keyed hash of the address."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="verifications")
    at = models.DateTimeField("확인 시각")
    by_address = models.CharField("주소 해시", max_length=64)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("paper", "at"), name="verification_paper_at"),)


class VerificationTries(models.Model):
    """How many tries of one sort came from one place within ten minutes; the place is a keyed hash."""

    place = models.CharField("곳 해시", max_length=64)
    begun_at = models.DateTimeField("시작")
    count = models.PositiveIntegerField("횟수", default=0)

    class Meta:
        ordering = ("begun_at", "id")
        constraints = (models.UniqueConstraint(fields=("place", "begun_at"), name="tries_once"),)


class Watch(SealedRow):
    """An address to be told if a paper stops being good before `until`; erased once it was told or is over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="watches")
    email = SealedField("전자우편(봉인)")
    email_key = models.CharField("전자우편 해시", max_length=64)
    asked_at = models.DateTimeField("신청 시각")
    until = models.DateTimeField("끝")
    # Whoever mails holds it until then, so that two sweeps at once do not both write.
    held_until = models.DateTimeField("붙든 때까지", null=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (models.UniqueConstraint(fields=("paper", "email_key"), name="watch_once"),)
        indexes = (models.Index(fields=("until",), name="watch_until"),)
