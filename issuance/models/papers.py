"""Numbered paper of every series: its number, its frozen sheet and its mark."""

import uuid

from django.db import models
from django.db.models import F, Q

from issuance.domain.papers import Series
from issuance.domain.verdicts import Standing
from issuance.models.catalogue import DocumentKind
from issuance.models.filings import Filing
from issuance.models.keys import SigningKey
from issuance.models.offices import Book, Office
from issuance.models.staff import User
from issuance.sealing.fields import SealedField, SealedRow
from issuance.sealing.mark import Mark, read_mark, verify_mark


class Paper(SealedRow):
    """One number of a book: receipt, certificate, provisional document or correction notice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="papers")
    sequence = models.PositiveIntegerField("일련번호")
    series = models.CharField("종류", max_length=1, choices=Series.choices())
    serial = models.CharField("문서번호", max_length=28, unique=True)
    check_number = models.BigIntegerField("문서확인번호", unique=True)
    issue_number = models.CharField("발급번호", max_length=30)
    office = models.ForeignKey(Office, models.PROTECT, related_name="papers")
    kind = models.ForeignKey(DocumentKind, models.PROTECT, related_name="+")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="papers")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")
    issued_at = models.DateTimeField("발급일시")
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField("유효기한", null=True)
    sheet = SealedField("지면(봉인)")
    sheet_digest = models.CharField("지면 해시", max_length=64)
    renderer = models.PositiveSmallIntegerField("조판 판")
    mark = models.TextField("진위확인 부호")
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="papers")
    status_list = models.PositiveIntegerField("상태 목록")
    status_index = models.PositiveIntegerField("상태 자리")
    status = models.PositiveSmallIntegerField("상태", default=Standing.VALID)
    voided_at = models.DateTimeField("폐기 시각", null=True)
    void_reason = models.CharField("폐기 사유", max_length=300, blank=True)
    void_checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    void_checked_at = models.DateTimeField("폐기 확인 시각", null=True)

    class Meta:
        ordering = ("book", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("book", "sequence"), name="paper_number_once"),
            models.UniqueConstraint(fields=("status_list", "status_index"), name="paper_status_place_once"),
            models.UniqueConstraint(
                fields=("filing",),
                condition=Q(series=Series.RECEIPT, voided_at__isnull=True),
                name="receipt_once",
            ),
            models.CheckConstraint(
                condition=Q(series=Series.PROVISIONAL, expires_at__isnull=False)
                | ~Q(series=Series.PROVISIONAL) & Q(expires_at__isnull=True),
                name="paper_only_provisional_expires",
            ),
            models.CheckConstraint(
                condition=Q(series=Series.CORRECTION, corrects__isnull=False)
                | ~Q(series=Series.CORRECTION) & Q(corrects__isnull=True),
                name="paper_only_correction_corrects",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason="") & Q(status=Standing.VOIDED),
                name="paper_voided_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(void_checked_by__isnull=True, void_checked_at__isnull=True)
                | Q(void_checked_by__isnull=False, void_checked_at__isnull=False, voided_at__isnull=False)
                & ~Q(void_checked_by=F("issued_by")),
                name="paper_void_checked_by_another",
                violation_error_message="발급한 사람은 폐기한 번호를 확인할 수 없습니다.",
            ),
        )
        indexes = (
            models.Index(fields=("office", "issued_at"), name="paper_office_issued"),
            # What a supervisor has yet to look at is asked for every few seconds, and is little among much.
            models.Index(
                fields=("office", "voided_at"),
                condition=Q(voided_at__isnull=False, void_checked_by__isnull=True),
                name="paper_void_awaits_check",
            ),
        )

    def __str__(self) -> str:
        return self.serial

    def read_mark(self) -> Mark:
        """The mark as a reader sees it; refuses, with `UnreadableMark`, one that is broken."""
        return read_mark(self.mark)

    def mark_holds(self) -> bool:
        """Whether the signature is that of the paper's key."""
        return verify_mark(self.read_mark(), self.key.public_jwk)
