"""Open a sealed field: a deed, with its access record in the same transaction."""

from datetime import datetime

from django.db import transaction

from issuance.actions.journal import noun_of
from issuance.domain.access import Reason
from issuance.models import AccessRecord, User
from issuance.sealing.fields import SealedRow


@transaction.atomic
def opened(
    row: SealedRow, field: str, *, by: User, at: datetime, reason: Reason, subject_key: str = ""
) -> str:
    """The plain text of a sealed field; who looked, at whom and why is written down first."""
    AccessRecord.objects.create(
        at=at,
        by=by,
        office_id=by.office_id,
        subject_key=subject_key,
        noun=noun_of(row),
        subject=str(row.pk),
        reason=reason,
    )
    return row.unsealed(field)
