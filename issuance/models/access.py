"""Access records: who looked at whose data, and why (안전성 확보조치 기준 §8)."""

from django.db import models

from issuance.domain.access import Reason
from issuance.models.offices import Office
from issuance.models.staff import User


class AccessRecord(models.Model):
    """접속기록: the person looked at is named by a keyed hash, never by a number."""

    at = models.DateTimeField("시각")
    # None: a check that runs by itself.
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    subject_key = models.CharField("정보주체", max_length=64, blank=True)
    noun = models.CharField("대상", max_length=20)
    subject = models.CharField("대상 번호", max_length=40)
    reason = models.CharField("수행업무", max_length=12, choices=Reason.choices())

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("noun", "subject"), name="access_subject"),
            models.Index(fields=("by", "at"), name="access_by_at"),
        )
