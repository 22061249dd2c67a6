"""Cases: one document against the ledger, a proposal, and a second person's decision."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from issuance.domain.case_queue import Urgency
from issuance.domain.matching import CaseVerdict
from issuance.domain.reconciliation import INQUIRIES, Decision, Grounds, Hand
from issuance.domain.states import CaseState
from issuance.models.documents import Document
from issuance.models.ledger import IssuedEntry, LedgerEntry
from issuance.models.offices import Office
from issuance.models.staff import User


class Case(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """대조 건: proposed by one person, decided by another who had no hand in the paper either.

    `above` is the office that decides where the own one may not; `follows` is the case on a paper that had its
    end; `follow_up_on` is the day by which an answer from outside is awaited.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="cases")
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    verdict = models.CharField("대조 결과", max_length=12, choices=CaseVerdict.choices())
    differing = models.JSONField("다른 내용", default=list)
    entry = models.ForeignKey(LedgerEntry, models.PROTECT, null=True, related_name="cases")
    issued_entry = models.ForeignKey(IssuedEntry, models.PROTECT, null=True, related_name="cases")
    official_number = models.CharField("정식 발급번호", max_length=60, blank=True)
    candidates = models.JSONField("비슷한 원장 행", default=list)
    changed_since = models.JSONField("발급 뒤 바뀐 내용", default=list)
    picked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    picked_at = models.DateTimeField("원장 행을 고른 때", null=True)
    state = FSMField("상태", default=CaseState.OPEN, choices=CaseState.choices(), protected=True)
    opened_at = models.DateTimeField("연 때")
    urgency = models.PositiveSmallIntegerField("급한 정도", default=Urgency.PAPERS, choices=Urgency.choices())
    due_on = models.DateField("처리 기한", null=True)
    follow_up_on = models.DateField("회신 기한", null=True)
    assigned_to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decision = models.CharField("처리", max_length=8, choices=Decision.choices(), blank=True)
    grounds = models.CharField("사유 구분", max_length=16, choices=Grounds.choices(), blank=True)
    reason = models.CharField("사유", max_length=300, blank=True)
    above = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField("처리안 시각", null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("결정 시각", null=True)
    takes_effect_at = models.DateTimeField("효력 시각", null=True)
    settled_at = models.DateTimeField("완료 시각", null=True)

    class Meta:
        ordering = ("opened_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("document",), condition=~Q(state=CaseState.SETTLED), name="case_one_open_a_document"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="case_two_people",
                violation_error_message="처리안을 올린 사람은 결정할 수 없습니다.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(CaseState.DECIDED, CaseState.SETTLED))
                | Q(decided_by__isnull=False, proposed_by__isnull=False) & ~Q(decision=""),
                name="case_decided_has_two",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(picked_by__isnull=True)
                | ~Q(decided_by=F("picked_by")),
                name="case_picker_does_not_decide",
                violation_error_message="원장 행을 고른 사람은 결정할 수 없습니다.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(CaseState.DECIDED, CaseState.SETTLED)) | ~Q(decision__in=INQUIRIES),
                name="case_inquiry_ends_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.REVOKE) | Q(above__isnull=False),
                name="case_revoked_above",
                violation_error_message="취소는 상급기관에서 결정합니다.",
            ),
        )
        indexes = (
            models.Index(fields=("state", "takes_effect_at"), name="case_state_effect"),
            models.Index(fields=("settled_at",), name="case_settled"),
            models.Index(fields=("above", "state"), condition=Q(above__isnull=False), name="case_above"),
        )

    @property
    def urgency_label(self) -> str:
        return Urgency(self.urgency).label

    @property
    def is_drill(self) -> bool:
        return self.document.paper is not None and self.document.paper.book.drill

    @property
    def hands(self) -> tuple[tuple[Hand, Any], ...]:
        """Who had a hand in the paper, its filing or the case's record, by key; none of them decides."""
        document, filing = self.document, self.document.filing
        return (
            (Hand.PREPARED, document.prepared_by_id),
            (Hand.APPROVED, document.approved_by_id),
            (Hand.ISSUED, document.issued_by_id),
            (Hand.TOOK, filing.taken_by_id if not filing.taken_by_name else None),
            (Hand.ENTERED, filing.entered_by_id),
            (Hand.CONFIRMED, filing.confirmed_by_id),
            (Hand.CHECKED, filing.checked_by_id),
            (Hand.PICKED, self.picked_by_id),
        )

    @transition(field=state, source=(CaseState.OPEN, CaseState.RETURNED), target=CaseState.PROPOSED)
    def propose(self) -> None: ...

    @transition(field=state, source=CaseState.PROPOSED, target=CaseState.OPEN)
    def take_back(self) -> None: ...

    @transition(field=state, source=CaseState.PROPOSED, target=CaseState.PROPOSED)
    def overrule(self) -> None: ...

    @transition(field=state, source=CaseState.PROPOSED, target=CaseState.RETURNED)
    def send_back(self) -> None: ...

    @transition(field=state, source=CaseState.PROPOSED, target=CaseState.OPEN)
    def inquire(self) -> None: ...

    @transition(field=state, source=CaseState.PROPOSED, target=CaseState.DECIDED)
    def decide(self) -> None: ...

    @transition(field=state, source=CaseState.DECIDED, target=CaseState.OPEN)
    def withdraw_decision(self) -> None: ...

    @transition(field=state, source=CaseState.DECIDED, target=CaseState.SETTLED)
    def settle(self) -> None: ...


class Inquiry(models.Model):
    """A question that two people sent outside: to the auditors, or to the citizen. Its answer is noted once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="inquiries")
    decision = models.CharField("종류", max_length=8, choices=[(one.value, one.label) for one in INQUIRIES])
    grounds = models.CharField("사유 구분", max_length=16, choices=Grounds.choices())
    reason = models.CharField("물을 것", max_length=300)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("결정 시각")
    answer_by = models.DateField("회신 기한")
    answer = models.CharField("회신", max_length=300, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("회신을 적은 때", null=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")),
                name="inquiry_two_people",
                violation_error_message="처리안을 올린 사람은 결정할 수 없습니다.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="inquiry_answered_by_somebody",
            ),
        )
