"""What a filing said before an obvious slip was put right."""

import uuid

from django.db import models

from issuance.models.filings import Filing
from issuance.models.staff import User
from issuance.sealing.fields import SealedField, SealedRow


class Slip(SealedRow):
    """오기 정정: the old values, sealed, since a telephone number may be among them; the filing holds the new."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="slips")
    names = models.JSONField("고친 칸")
    before = SealedField("고치기 전(봉인)")
    reason = models.CharField("사유", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("고친 때")

    class Meta:
        ordering = ("at", "id")
        constraints = (models.CheckConstraint(condition=~models.Q(reason=""), name="slip_has_reason"),)
