"""Issues that were stopped at the last moment, and the offices that stopped issuing because of them."""

from django.db import models
from django.db.models import F, Q

from issuance.domain.papers import Series
from issuance.models.offices import Office
from issuance.models.staff import User


class NearMiss(models.Model):
    """아차 사례: an issue that rolled back, its number with it; nothing of a citizen is in the words."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="near_misses")
    drill = models.BooleanField("훈련", default=False)
    series = models.CharField("종류", max_length=1, choices=Series.choices())
    subject = models.CharField("대상 번호", max_length=40)
    at = models.DateTimeField("시각")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    code = models.CharField("코드", max_length=40)
    words = models.CharField("내용", max_length=300)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("office", "at"), name="near_miss_office_at"),)


class IssuingStop(models.Model):
    """발급 중지: an office gives no provisional document until a supervisor clears it with a reason."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="issuing_stops")
    drill = models.BooleanField("훈련", default=False)
    stopped_at = models.DateTimeField("멈춘 때")
    cleared_at = models.DateTimeField("재개한 때", null=True)
    cleared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    words = models.CharField("재개 사유", max_length=300, blank=True)

    class Meta:
        ordering = ("stopped_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("office", "drill"), condition=Q(cleared_at__isnull=True), name="issuing_stop_once"
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True)
                | Q(cleared_by__isnull=False, cleared_at__isnull=False, cleared_at__gte=F("stopped_at"))
                & ~Q(words=""),
                name="issuing_stop_cleared_by_somebody",
            ),
        )
