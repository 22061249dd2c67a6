"""Provisional documents, outage certificates and correction notices."""

import uuid

from django.db import models
from django.db.models import F, Q
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from issuance.domain.documents import Source, VoidReason
from issuance.domain.states import CertificateState, DocumentState
from issuance.models.catalogue import DocumentKind
from issuance.models.filings import Filing
from issuance.models.offices import Office
from issuance.models.orders import FallbackOrder
from issuance.models.papers import Paper
from issuance.models.staff import User
from issuance.sealing.fields import SealedField, SealedRow

UNNUMBERED = (
    DocumentState.PREPARED,
    DocumentState.AWAITING_APPROVAL,
    DocumentState.REFUSED,
    DocumentState.WITHDRAWN,
)


class Document(ConcurrentTransitionMixin, FSMModelMixin, SealedRow):
    """임시확인서: paper of class P, which ends confirmed, corrected, revoked or voided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="documents")
    kind = models.ForeignKey(DocumentKind, models.PROTECT, related_name="documents")
    order = models.ForeignKey(FallbackOrder, models.PROTECT, related_name="documents")
    office = models.ForeignKey(Office, models.PROTECT, related_name="documents")
    state = FSMField("상태", default=DocumentState.PREPARED, choices=DocumentState.choices(), protected=True)
    token = models.CharField("화면 번호", max_length=64, unique=True)
    content_digest = models.CharField("내용 해시", max_length=64)
    source = models.CharField("근거 자료", max_length=1, choices=Source.choices())
    source_as_of = models.DateTimeField("기준일시")
    source_note = models.CharField("근거 문서", max_length=120, blank=True)
    # Of the facts that were read elsewhere than the rest; empty where one source holds for all.
    fact_sources = models.JSONField("항목별 근거", default=dict)
    facts = SealedField("내용(봉인)")
    fingerprints = models.JSONField("내용 지문", default=dict)
    # Over kind, subject and facts as one: a ledger row with the same digest says the same of the same subject.
    row_digest = models.BinaryField("행 지문", max_length=16, null=True)
    needs_approval = models.BooleanField("결재 필요")
    fee_due = models.PositiveIntegerField("수수료", default=0)
    fee_waived = models.PositiveIntegerField("면제액", default=0)
    fee_to_refund = models.PositiveIntegerField("환급할 금액", default=0)
    waiver_basis = models.CharField("면제 근거", max_length=120, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("작성 시각")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("결재 시각", null=True)
    words = models.CharField("반려·취하·폐기 사유", max_length=300, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField("발급일시", null=True)
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="document")
    handed_over_at = models.DateTimeField("교부 시각", null=True)
    voided_at = models.DateTimeField("폐기 시각", null=True)
    void_reason = models.CharField("폐기 구분", max_length=14, choices=VoidReason.choices(), blank=True)

    class Meta:
        ordering = ("prepared_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="document_two_people",
                violation_error_message="작성한 사람은 결재할 수 없습니다.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(issued_by__isnull=True)
                | ~Q(approved_by=F("issued_by")),
                name="document_approver_does_not_issue",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNNUMBERED, paper__isnull=True)
                | ~Q(state__in=UNNUMBERED) & Q(paper__isnull=False, issued_by__isnull=False),
                name="document_numbered_has_paper",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNNUMBERED) | Q(needs_approval=False) | Q(approved_by__isnull=False),
                name="document_issued_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(fee_due__gte=F("fee_waived") + F("fee_to_refund")), name="document_fee_sums"
            ),
        )
        indexes = (
            models.Index(fields=("office", "state"), name="document_office_state"),
            # A match run reads a million of them by this alone, without their rows.
            models.Index(
                fields=("order", "state", "id", "row_digest", "issued_at"), name="document_order_state"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind.provisional_title} {self.filing.subject_name}"

    @property
    def number(self) -> str:
        """The serial of its paper; nothing while it has none."""
        return self.paper.serial if self.paper else ""

    @transition(field=state, source=DocumentState.PREPARED, target=DocumentState.AWAITING_APPROVAL)
    def submit(self) -> None: ...

    @transition(field=state, source=DocumentState.AWAITING_APPROVAL, target=DocumentState.AWAITING_APPROVAL)
    def approve(self) -> None: ...

    @transition(field=state, source=DocumentState.AWAITING_APPROVAL, target=DocumentState.PREPARED)
    def send_back(self) -> None: ...

    @transition(field=state, source=DocumentState.AWAITING_APPROVAL, target=DocumentState.REFUSED)
    def refuse(self) -> None: ...

    @transition(
        field=state,
        source=(DocumentState.PREPARED, DocumentState.AWAITING_APPROVAL),
        target=DocumentState.WITHDRAWN,
    )
    def withdraw(self) -> None: ...

    @transition(
        field=state,
        source=(DocumentState.PREPARED, DocumentState.AWAITING_APPROVAL),
        target=DocumentState.ISSUED,
    )
    def issue(self) -> None: ...

    @transition(field=state, source=DocumentState.ISSUED, target=DocumentState.HANDED_OVER)
    def hand_over(self) -> None: ...

    @transition(field=state, source=DocumentState.ISSUED, target=DocumentState.VOIDED)
    def void(self) -> None: ...

    @transition(field=state, source=DocumentState.HANDED_OVER, target=DocumentState.CONFIRMED)
    def confirm(self) -> None: ...

    @transition(
        field=state,
        source=(DocumentState.HANDED_OVER, DocumentState.CONFIRMED),
        target=DocumentState.CORRECTED,
    )
    def correct(self) -> None: ...

    @transition(
        field=state,
        source=(DocumentState.HANDED_OVER, DocumentState.CONFIRMED, DocumentState.CORRECTED),
        target=DocumentState.REVOKED,
    )
    def revoke(self) -> None: ...


class Certificate(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """전산장애 사실확인서: free, and given without an order once a system is marked down."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="certificates")
    office = models.ForeignKey(Office, models.PROTECT, related_name="certificates")
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="certificate")
    state = FSMField(
        "상태", default=CertificateState.ISSUED, choices=CertificateState.choices(), protected=True
    )
    token = models.CharField("화면 번호", max_length=64, unique=True)
    issued_at = models.DateTimeField("발급일시")
    voided_at = models.DateTimeField("폐기 시각", null=True)
    void_reason = models.CharField("폐기 구분", max_length=14, choices=VoidReason.choices(), blank=True)

    class Meta:
        ordering = ("issued_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("filing",), condition=Q(state=CertificateState.ISSUED), name="certificate_once"
            ),
        )

    @transition(field=state, source=CertificateState.ISSUED, target=CertificateState.VOIDED)
    def void(self) -> None: ...


class CorrectionNotice(models.Model):
    """정정 통지: points back to the document that it corrects; it rests on that document's order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="corrections")
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="correction")
    issued_at = models.DateTimeField("통지일시")

    class Meta:
        ordering = ("issued_at", "id")
