"""Cases: one document against the ledger, a proposal, and a second person's decision."""

from django.db import models
from django.db.models import F, Q
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from issuance.domain.matching import CaseVerdict
from issuance.domain.reconciliation import Decision
from issuance.domain.states import CaseState
from issuance.models.documents import Document
from issuance.models.ledger import IssuedEntry, LedgerEntry
from issuance.models.staff import User


class Case(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """대조 건: proposed by one person, decided by another who did not issue the paper either."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="cases")
    verdict = models.CharField("대조 결과", max_length=12, choices=CaseVerdict.choices())
    differing = models.JSONField("다른 내용", default=list)
    entry = models.ForeignKey(LedgerEntry, models.PROTECT, null=True, related_name="cases")
    issued_entry = models.ForeignKey(IssuedEntry, models.PROTECT, null=True, related_name="cases")
    official_number = models.CharField("정식 발급번호", max_length=60, blank=True)
    candidates = models.JSONField("비슷한 원장 행", default=list)
    changed_since = models.JSONField("발급 뒤 바뀐 내용", default=list)
    state = FSMField("상태", default=CaseState.OPEN, choices=CaseState.choices(), protected=True)
    opened_at = models.DateTimeField("연 때")
    decision = models.CharField("처리", max_length=8, choices=Decision.choices(), blank=True)
    reason = models.CharField("사유", max_length=300, blank=True)
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
        )
        indexes = (models.Index(fields=("state", "takes_effect_at"), name="case_state_effect"),)

    @transition(field=state, source=(CaseState.OPEN, CaseState.RETURNED), target=CaseState.PROPOSED)
    def propose(self) -> None: ...

    @transition(field=state, source=CaseState.PROPOSED, target=CaseState.RETURNED)
    def send_back(self) -> None: ...

    @transition(field=state, source=CaseState.PROPOSED, target=CaseState.DECIDED)
    def decide(self) -> None: ...

    @transition(field=state, source=CaseState.DECIDED, target=CaseState.OPEN)
    def withdraw_decision(self) -> None: ...

    @transition(field=state, source=CaseState.DECIDED, target=CaseState.SETTLED)
    def settle(self) -> None: ...
