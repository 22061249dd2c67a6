"""What an office signed for, and the statement with which an outage was closed."""

import hashlib

from django.db import models
from django.db.models import Q
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from issuance.domain.closings import Account, Signing
from issuance.domain.states import ClosingState
from issuance.models.keys import SigningKey
from issuance.models.offices import Office
from issuance.models.outages import Outage
from issuance.models.staff import User
from issuance.sealing.jws import UntrustedList, opened

STATEMENT_TYP = "closing-statement+jwt"


class OfficeClosing(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """마감: one office's part in closing an outage, its sums frozen as they were signed.

    Keyed by outage and office, `7-11110515`. `journal_mark` is how long the office's books were when it signed.
    """

    id = models.CharField("마감번호", max_length=24, primary_key=True)
    outage = models.ForeignKey(Outage, models.PROTECT, related_name="closings")
    office = models.ForeignKey(Office, models.PROTECT, related_name="closings")
    state = FSMField("상태", default=ClosingState.OPEN, choices=ClosingState.choices(), protected=True)
    signing = models.CharField("마감 방법", max_length=9, choices=Signing.choices(), blank=True)
    sums = models.JSONField("합계", null=True)
    sums_digest = models.CharField("합계 해시", max_length=64, blank=True)
    journal_mark = models.PositiveBigIntegerField("처리 기록 수", default=0)
    reason = models.CharField("사유", max_length=300, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField("마감 시각", null=True)

    class Meta:
        ordering = ("outage", "office")
        constraints = (
            models.UniqueConstraint(fields=("outage", "office"), name="closing_once"),
            models.CheckConstraint(
                condition=~Q(state=ClosingState.SIGNED)
                | Q(sums__isnull=False, signed_at__isnull=False)
                & ~Q(signing="")
                & (Q(signing=Signing.AUTOMATIC, signed_by__isnull=True) | Q(signed_by__isnull=False)),
                name="closing_signed_has_sums",
            ),
            models.CheckConstraint(
                condition=~Q(signing=Signing.BEHALF) | ~Q(reason=""),
                name="closing_behalf_has_reason",
                violation_error_message="대신 마감하는 까닭을 적어 주세요.",
            ),
        )
        indexes = (models.Index(fields=("outage", "state", "office"), name="closing_outage_state"),)

    @property
    def account(self) -> Account:
        """The sums as they were signed; empty where nothing is."""
        return Account.restored(self.sums) if self.sums is not None else Account()

    @transition(field=state, source=ClosingState.OPEN, target=ClosingState.SIGNED)
    def sign(self) -> None: ...

    @transition(field=state, source=ClosingState.SIGNED, target=ClosingState.OPEN)
    def withdraw(self) -> None: ...

    @transition(field=state, source=ClosingState.SIGNED, target=ClosingState.OPEN)
    def lapse(self) -> None: ...


class ClosingStatement(models.Model):
    """종결 조서: frozen with its signature; `last_case` is the newest case that it counts, 0 where there is none."""

    outage = models.OneToOneField(Outage, models.PROTECT, related_name="statement")
    sheet = models.TextField("지면")
    sheet_digest = models.CharField("지면 해시", max_length=64)
    signature = models.TextField("전자서명")
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="statements")
    last_case = models.BigIntegerField("마지막 대조 건", default=0)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("작성 시각")

    class Meta:
        ordering = ("made_at", "id")

    def signature_holds(self) -> bool:
        """Whether the signature is that of its key, over this sheet and this outage."""
        digest = hashlib.sha256(self.sheet.encode()).hexdigest()
        try:
            _, claims = opened(self.signature, STATEMENT_TYP, {self.key.kid: self.key.public_jwk})
        except UntrustedList:
            return False
        return (claims.get("sheet"), claims.get("outage"), claims.get("realm")) == (
            digest,
            self.outage.number,
            self.key.realm,
        ) and digest == self.sheet_digest
