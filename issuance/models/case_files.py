"""What people add to a case: notes that are never changed, and sealed attachments."""

import uuid

from django.db import models

from issuance.domain.case_files import NoteKind
from issuance.domain.paper_filings import EvidenceType
from issuance.domain.reconciliation import Decision, Grounds
from issuance.models.reconciliation import Case
from issuance.models.staff import User
from issuance.sealing.fields import SealedField, SealedRow


class CaseNote(models.Model):
    """메모, or the words of a step: so that a later proposal never writes over what was said before."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    kind = models.CharField("종류", max_length=12, choices=NoteKind.choices())
    decision = models.CharField("처리", max_length=8, choices=Decision.choices(), blank=True)
    grounds = models.CharField("사유 구분", max_length=16, choices=Grounds.choices(), blank=True)
    words = models.CharField("내용", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("적은 때")

    class Meta:
        ordering = ("at", "id")


class CaseAttachment(SealedRow):
    """첨부: a photo or a scan, sealed as the evidence of a paper filing is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    title = models.CharField("이름", max_length=80)
    media_type = models.CharField("형식", max_length=20, choices=EvidenceType.choices())
    byte_count = models.PositiveIntegerField("크기(바이트)")
    content = SealedField("내용(봉인)")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("붙인 때")

    class Meta:
        ordering = ("at", "id")
