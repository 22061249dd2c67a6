"""Equal cases that are proposed by one person and decided by another together."""

from django.db import models
from django.db.models import F, Q

from issuance.domain.case_batches import LineOutcome
from issuance.domain.matching import CaseVerdict
from issuance.domain.reconciliation import Decision, Grounds
from issuance.models.offices import Office
from issuance.models.reconciliation import Case
from issuance.models.staff import User


class CaseBatch(models.Model):
    """묶음: cases of one office with one verdict, the same differing facts and one decision."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="case_batches")
    drill = models.BooleanField("훈련", default=False)
    verdict = models.CharField("대조 결과", max_length=12, choices=CaseVerdict.choices())
    differing = models.JSONField("다른 내용", default=list)
    decision = models.CharField("처리", max_length=8, choices=Decision.choices())
    grounds = models.CharField("사유 구분", max_length=16, choices=Grounds.choices())
    reason = models.CharField("사유", max_length=300)
    above = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("처리안 시각")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("결정 시각", null=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField("반송 시각", null=True)
    return_words = models.CharField("반송 사유", max_length=300, blank=True)

    class Meta:
        ordering = ("-proposed_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="case_batch_two_people",
                violation_error_message="처리안을 올린 사람은 결정할 수 없습니다.",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(returned_at__isnull=True),
                name="case_batch_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.REVOKE) | Q(above__isnull=False),
                name="case_batch_revoked_above",
            ),
        )

    @property
    def is_over(self) -> bool:
        return self.decided_at is not None or self.returned_at is not None


class CaseBatchLine(models.Model):
    """One case of a batch, and what happened to it."""

    batch = models.ForeignKey(CaseBatch, models.PROTECT, related_name="lines")
    case = models.ForeignKey(Case, models.PROTECT, related_name="batch_lines")
    outcome = models.CharField(
        "결과", max_length=8, choices=LineOutcome.choices(), default=LineOutcome.WAITING
    )
    code = models.CharField("오류코드", max_length=60, blank=True)
    words = models.CharField("까닭", max_length=300, blank=True)

    class Meta:
        ordering = ("batch", "case")
        constraints = (models.UniqueConstraint(fields=("batch", "case"), name="case_batch_line_once"),)
        indexes = (models.Index(fields=("batch", "outcome", "case"), name="case_batch_outcome"),)


class CaseBatchSample(models.Model):
    """표본: the cases that one person must have looked at before deciding a batch, drawn by the server."""

    batch = models.ForeignKey(CaseBatch, models.PROTECT, related_name="samples")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    seed = models.CharField("추첨 씨앗", max_length=32)
    pool_size = models.PositiveIntegerField("모두")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField("뽑은 때")
    looked_at = models.DateTimeField("본 때", null=True)

    class Meta:
        ordering = ("batch", "person", "id")
        constraints = (
            models.UniqueConstraint(fields=("batch", "person", "case"), name="case_batch_sample_once"),
        )
