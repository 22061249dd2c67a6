"""What the main system says: files imported after recovery, and the register snapshot of peacetime."""

import uuid

from django.db import models
from django.db.models import Q

from issuance.domain.ledger import FileKind
from issuance.models.filings import Filing
from issuance.models.outages import Outage
from issuance.models.staff import User
from issuance.sealing.fields import SealedField, SealedRow


class LedgerImport(models.Model):
    """One committed file; the same bytes again change nothing."""

    file_kind = models.CharField("파일 종류", max_length=12, choices=FileKind.choices())
    file_name = models.CharField("파일 이름", max_length=200)
    sha256 = models.CharField("파일 해시", max_length=64)
    snapshot = models.BooleanField("지역사본", default=False)
    outage = models.ForeignKey(Outage, models.PROTECT, null=True, related_name="imports")
    encoding = models.CharField("인코딩", max_length=20)
    row_count = models.PositiveIntegerField("행 수")
    fault_count = models.PositiveIntegerField("오류 행 수")
    imported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField("불러온 때")

    class Meta:
        ordering = ("imported_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("sha256", "file_kind", "snapshot", "outage"),
                condition=Q(outage__isnull=False),
                name="import_once",
            ),
            models.UniqueConstraint(
                fields=("sha256", "file_kind", "snapshot"),
                condition=Q(outage__isnull=True),
                name="import_without_outage_once",
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class LedgerEntry(SealedRow):
    """A row of the registry extract (or of the snapshot): what was true of one subject from `as_of` on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(LedgerImport, models.PROTECT, related_name="entries")
    ledger_number = models.CharField("원장번호", max_length=60)
    kind_code = models.CharField("서류코드", max_length=4)
    subject_key = models.CharField("대상 해시", max_length=64)
    name = models.CharField("성명", max_length=100, blank=True)
    as_of = models.DateTimeField("기준일시")
    facts = SealedField("내용(봉인)")
    fingerprints = models.JSONField("내용 지문", default=dict)

    class Meta:
        ordering = ("as_of", "ledger_number")
        indexes = (models.Index(fields=("subject_key", "kind_code", "as_of"), name="entry_subject_kind"),)


class IssuedEntry(models.Model):
    """A row of the issue ledger (교부대장): a paper that the main system itself issued."""

    source = models.ForeignKey(LedgerImport, models.PROTECT, related_name="issued")
    number = models.CharField("발급번호", max_length=60)
    kind_code = models.CharField("서류코드", max_length=4)
    issued_at = models.DateTimeField("발급일시")
    office_code = models.CharField("기관코드", max_length=8)
    subject_key = models.CharField("대상 해시", max_length=64)
    name = models.CharField("성명", max_length=100, blank=True)
    copies = models.PositiveSmallIntegerField("통수", default=1)
    provisional_serial = models.CharField("임시번호", max_length=28, blank=True)

    class Meta:
        ordering = ("issued_at", "number")
        constraints = (models.UniqueConstraint(fields=("source", "number"), name="issued_number_once"),)
        indexes = (models.Index(fields=("subject_key", "kind_code"), name="issued_subject_kind"),)


class Restriction(models.Model):
    """교부제한, 인감보호, 분실 or 사망: whoever is on it gets no provisional paper at a counter."""

    source = models.ForeignKey(LedgerImport, models.PROTECT, related_name="restrictions")
    kind = models.CharField("구분", max_length=20)
    subject_key = models.CharField("대상 해시", max_length=64, db_index=True)
    starts_at = models.DateTimeField("시작일시")
    lifted_at = models.DateTimeField("해제일시", null=True)

    class Meta:
        ordering = ("starts_at", "id")


class RegistrationAnswer(models.Model):
    """What the main system answered to one line of the back-entry file."""

    source = models.ForeignKey(LedgerImport, models.PROTECT, related_name="answers")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="answers")
    code = models.CharField("처리코드", max_length=4)
    text = models.CharField("처리내용", max_length=300, blank=True)
    number = models.CharField("주시스템번호", max_length=60, blank=True)

    class Meta:
        ordering = ("id",)
