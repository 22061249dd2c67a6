"""Second looks: settled cases drawn at random, judged again by somebody who cannot see the first judgement."""

from django.db import models
from django.db.models import Q

from issuance.domain.reconciliation import Decision
from issuance.domain.second_looks import LookOutcome, Stratum
from issuance.models.offices import Office
from issuance.models.outages import Outage
from issuance.models.reconciliation import Case
from issuance.models.staff import User


class LookDraw(models.Model):
    """추첨: which cases stood in the pool, and the seed by which an auditor draws the same again.

    The pool are the cases of the office, outage and stratum that were settled after `since` and not after `until`.
    """

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="look_draws")
    office = models.ForeignKey(Office, models.PROTECT, related_name="look_draws")
    stratum = models.CharField("무리", max_length=8, choices=Stratum.choices())
    since = models.DateTimeField("부터(제외)", null=True)
    until = models.DateTimeField("까지")
    pool_size = models.PositiveIntegerField("모두")
    pool_digest = models.CharField("모두의 해시", max_length=64)
    count = models.PositiveIntegerField("뽑은 수")
    seed = models.CharField("추첨 씨앗", max_length=32)
    at = models.DateTimeField("뽑은 때")

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("outage", "office", "stratum", "until"), name="look_draw_once"),
        )


class SecondLook(models.Model):
    """두 번째 확인: `above` may look where nobody of the own office is fresh."""

    draw = models.ForeignKey(LookDraw, models.PROTECT, related_name="looks")
    case = models.OneToOneField(Case, models.PROTECT, related_name="second_look")
    office = models.ForeignKey(Office, models.PROTECT, related_name="second_looks")
    above = models.ForeignKey(Office, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField("맡은 때", null=True)
    judgement = models.CharField("판단", max_length=8, choices=Decision.choices(), blank=True)
    words = models.CharField("까닭", max_length=300, blank=True)
    outcome = models.CharField("결과", max_length=9, choices=LookOutcome.choices(), blank=True)
    done_at = models.DateTimeField("판단한 때", null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="", judgement="")
                | Q(done_at__isnull=False, by__isnull=False) & ~Q(outcome="") & ~Q(judgement=""),
                name="look_done_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=("office", "done_at"), name="look_office"),
            models.Index(fields=("above", "done_at"), name="look_above"),
        )
