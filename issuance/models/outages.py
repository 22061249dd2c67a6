"""Outages of named main systems, and the reports that say which system is down."""

from django.db import models
from django.db.models import F, Q
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from issuance.domain.states import OutageState, SystemState
from issuance.models.catalogue import MainSystem
from issuance.models.offices import Office
from issuance.models.staff import User


class SystemReport(models.Model):
    """One change in a main system's state, as seen by one office or, with none, for the nation."""

    system = models.ForeignKey(MainSystem, models.PROTECT, related_name="reports")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="system_reports")
    state = models.CharField("상태", max_length=8, choices=SystemState.choices())
    at = models.DateTimeField("시각")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("system", "office", "at"), name="report_system_office_at"),)


class Outage(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """장애, from suspicion to closing. `drill` is frozen when the row is made."""

    number = models.CharField("장애번호", max_length=12, unique=True)
    title = models.CharField("제목", max_length=120)
    systems = models.ManyToManyField(MainSystem, through="OutageSystem", related_name="outages")
    drill = models.BooleanField("훈련", default=False)
    state = FSMField("상태", default=OutageState.SUSPECTED, choices=OutageState.choices(), protected=True)
    began_at = models.DateTimeField("장애 시작")
    suspected_at = models.DateTimeField("의심 시각")
    suspected_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField("선언 시각", null=True)
    restored_at = models.DateTimeField("복구 시각", null=True)
    closed_at = models.DateTimeField("종결 시각", null=True)
    sums = models.JSONField("종결 합계", null=True)

    class Meta:
        ordering = ("-suspected_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=(OutageState.SUSPECTED, OutageState.DISMISSED))
                | Q(declared_at__isnull=False),
                name="outage_declared_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=OutageState.CLOSED) | Q(sums__isnull=False), name="outage_closed_has_sums"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @transition(field=state, source=OutageState.SUSPECTED, target=OutageState.DECLARED)
    def declare(self) -> None: ...

    @transition(field=state, source=OutageState.SUSPECTED, target=OutageState.DISMISSED)
    def dismiss(self) -> None: ...

    @transition(field=state, source=OutageState.DECLARED, target=OutageState.RESTORED)
    def restore(self) -> None: ...

    @transition(field=state, source=OutageState.RESTORED, target=OutageState.CLOSED)
    def close(self) -> None: ...


class OutageSystem(models.Model):
    """One main system within an outage, and when it came back."""

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="outage_systems")
    system = models.ForeignKey(MainSystem, models.PROTECT, related_name="+")
    down_since = models.DateTimeField("중단 시각")
    restored_at = models.DateTimeField("복구 시각", null=True)

    class Meta:
        ordering = ("outage", "system")
        constraints = (
            models.UniqueConstraint(fields=("outage", "system"), name="outage_system_once"),
            models.CheckConstraint(
                condition=Q(restored_at__isnull=True) | Q(restored_at__gte=F("down_since")),
                name="outage_system_back_after_down",
            ),
        )
