"""The evidence of a filing that was taken on paper."""

import uuid

from django.db import models

from issuance.domain.paper_filings import EvidenceType
from issuance.models.filings import Filing
from issuance.sealing.fields import SealedField, SealedRow


class Evidence(SealedRow):
    """근거: the photo or scan of the paper, sealed, in a row of its own so that no list carries it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.OneToOneField(Filing, models.PROTECT, related_name="evidence")
    media_type = models.CharField("형식", max_length=20, choices=EvidenceType.choices())
    byte_count = models.PositiveIntegerField("크기(바이트)")
    content = SealedField("내용(봉인)")
