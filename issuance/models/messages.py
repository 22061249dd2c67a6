"""Messages (통지): the outbox. What leaves the house is a row of the same transaction as what it tells of."""

import uuid

from django.db import models
from django.db.models import Q
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from issuance.domain.messages import Audience, Channel, Occasion, Way
from issuance.domain.states import MessageState
from issuance.models.documents import CorrectionNotice
from issuance.models.offices import Office
from issuance.models.reconciliation import Case
from issuance.models.staff import User
from issuance.sealing.fields import SealedField, SealedRow


class Message(ConcurrentTransitionMixin, FSMModelMixin, SealedRow):
    """통지: drafted once under its token; sent by the sweep, or by a person who says how.

    The body of a letter is the JSON of its frozen `Letter`; that of any other message is its text.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    office = models.ForeignKey(Office, models.PROTECT, related_name="messages")
    notice = models.ForeignKey(CorrectionNotice, models.PROTECT, null=True, related_name="messages")
    drill = models.BooleanField("훈련", default=False)
    occasion = models.CharField("알릴 일", max_length=9, choices=Occasion.choices())
    audience = models.CharField("받는 쪽", max_length=8, choices=Audience.choices())
    channel = models.CharField("방법", max_length=6, choices=Channel.choices())
    token = models.CharField("한 번만 보낼 번호", max_length=120, unique=True)
    state = FSMField("상태", default=MessageState.DRAFTED, choices=MessageState.choices(), protected=True)
    recipient = SealedField("받는 곳(봉인)")
    recipient_shown = models.CharField("받는 곳", max_length=300)
    subject = models.CharField("제목", max_length=200)
    body = SealedField("내용(봉인)")
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("작성 시각")
    tries = models.PositiveSmallIntegerField("보내 본 횟수", default=0)
    next_try_at = models.DateTimeField("다음에 보낼 때", null=True)
    fault = models.CharField("보내지 못한 까닭", max_length=60, blank=True)
    sent_at = models.DateTimeField("보낸 때", null=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    way = models.CharField("보낸 방법", max_length=9, choices=Way.choices(), blank=True)
    words = models.CharField("보낸 내용", max_length=300, blank=True)

    class Meta:
        ordering = ("drafted_at", "case_id", "audience", "channel")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False) & ~Q(way="")
                | ~Q(state=MessageState.SENT) & Q(sent_at__isnull=True, sent_by__isnull=True, way=""),
                name="message_sent_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENT)
                | Q(way=Way.SYSTEM, sent_by__isnull=True)
                | ~Q(way=Way.SYSTEM) & Q(sent_by__isnull=False) & ~Q(words=""),
                name="message_sent_by_hand_has_sender",
                violation_error_message="보낸 사람과 방법을 적어 주세요.",
            ),
            models.CheckConstraint(
                condition=Q(drill=False) | ~Q(way=Way.SYSTEM), name="message_drill_never_leaves_by_itself"
            ),
        )
        indexes = (
            # What waits is asked for every few seconds, and is little among much.
            models.Index(
                fields=("office", "drafted_at", "id"),
                condition=~Q(state=MessageState.SENT),
                name="message_waits",
            ),
            models.Index(
                fields=("channel", "next_try_at"),
                condition=Q(state=MessageState.DRAFTED),
                name="message_due",
            ),
            models.Index(fields=("office", "sent_at"), name="message_office_sent"),
        )

    def __str__(self) -> str:
        return self.subject

    @transition(field=state, source=MessageState.DRAFTED, target=MessageState.SENT)
    def send(self) -> None: ...

    @transition(field=state, source=MessageState.DRAFTED, target=MessageState.GIVEN_UP)
    def give_up(self) -> None: ...

    @transition(field=state, source=(MessageState.DRAFTED, MessageState.GIVEN_UP), target=MessageState.SENT)
    def deliver(self) -> None: ...
