"""Fallback orders, the kinds that they allow, and their delivery to every office."""

from django.db import models
from django.db.models import F, Q
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from issuance.domain.orders import Manner
from issuance.domain.states import DeliveryState, OrderState
from issuance.models.offices import Office
from issuance.models.outages import Outage
from issuance.models.staff import User


class FallbackOrder(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """임시발급 지침: drafted by one person at headquarters and approved by another."""

    number = models.CharField("지침번호", max_length=20, unique=True)
    outage = models.ForeignKey(Outage, models.PROTECT, related_name="orders")
    state = FSMField("상태", default=OrderState.DRAFT, choices=OrderState.choices(), protected=True)
    text = models.TextField("내용", blank=True)
    legal_basis = models.CharField("법적 근거", max_length=300)
    alternative = models.CharField("다른 접수 방법", max_length=300, blank=True)
    deadline_relief = models.CharField("납부·신고 기한", max_length=300, blank=True)
    scope = models.ManyToManyField(Office, related_name="+", blank=True)
    starts_at = models.DateTimeField("시행 시작")
    ends_at = models.DateTimeField("시행 종료")
    validity_days = models.PositiveSmallIntegerField("유효기간(일)", default=7)
    snapshot_age_hours = models.PositiveSmallIntegerField("지역사본 한도(시간)", default=96)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("작성 시각")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("승인 시각", null=True)
    ended_at = models.DateTimeField("끝난 시각", null=True)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")

    class Meta:
        ordering = ("-drafted_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
                name="order_two_people",
                violation_error_message="지침은 작성한 사람이 승인할 수 없습니다.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(OrderState.DRAFT, OrderState.SUBMITTED, OrderState.REJECTED))
                | Q(approved_by__isnull=False),
                name="order_in_force_is_approved",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="order_ends_after_start"),
            models.CheckConstraint(condition=Q(validity_days__range=(1, 7)), name="order_validity_a_week"),
        )

    def __str__(self) -> str:
        return self.number

    @transition(field=state, source=OrderState.DRAFT, target=OrderState.SUBMITTED)
    def submit(self) -> None: ...

    @transition(field=state, source=OrderState.SUBMITTED, target=OrderState.IN_FORCE)
    def approve(self) -> None: ...

    @transition(field=state, source=OrderState.SUBMITTED, target=OrderState.REJECTED)
    def reject(self) -> None: ...

    @transition(field=state, source=OrderState.IN_FORCE, target=OrderState.SUPERSEDED)
    def supersede(self) -> None: ...

    @transition(field=state, source=OrderState.IN_FORCE, target=OrderState.LIFTED)
    def lift(self) -> None: ...

    @transition(field=state, source=OrderState.IN_FORCE, target=OrderState.EXPIRED)
    def expire(self) -> None: ...


class OrderKind(models.Model):
    """One document kind that an order allows, and whether its fee is waived (주민등록법 시행규칙 §18①)."""

    order = models.ForeignKey(FallbackOrder, models.PROTECT, related_name="kinds")
    code = models.CharField("서류코드", max_length=4)
    fee_waived = models.BooleanField("수수료 면제", default=False)

    class Meta:
        ordering = ("order", "code")
        constraints = (models.UniqueConstraint(fields=("order", "code"), name="order_kind_once"),)


class Delivery(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """통보: one order at one office. Without an acknowledgement the office issues nothing."""

    order = models.ForeignKey(FallbackOrder, models.PROTECT, related_name="deliveries")
    office = models.ForeignKey(Office, models.PROTECT, related_name="deliveries")
    state = FSMField("상태", default=DeliveryState.PENDING, choices=DeliveryState.choices(), protected=True)
    sent_at = models.DateTimeField("통보 시각", null=True)
    acknowledged_at = models.DateTimeField("확인 시각", null=True)
    manner = models.CharField("확인 방법", max_length=9, choices=Manner.choices(), blank=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    spoken_with = models.CharField("통화한 사람", max_length=40, blank=True)

    class Meta:
        ordering = ("order", "office")
        constraints = (
            models.UniqueConstraint(fields=("order", "office"), name="delivery_once"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.ACKNOWLEDGED)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(manner=""),
                name="delivery_acknowledged_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(manner=Manner.TELEPHONE) | ~Q(spoken_with=""), name="delivery_telephone_has_name"
            ),
        )
        indexes = (models.Index(fields=("office", "state"), name="delivery_office_state"),)

    @transition(field=state, source=DeliveryState.PENDING, target=DeliveryState.SENT)
    def send(self) -> None: ...

    @transition(field=state, source=DeliveryState.SENT, target=DeliveryState.ACKNOWLEDGED)
    def acknowledge(self) -> None: ...

    @transition(
        field=state, source=(DeliveryState.PENDING, DeliveryState.SENT), target=DeliveryState.WITHDRAWN
    )
    def withdraw(self) -> None: ...
