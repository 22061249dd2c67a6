"""Who looked at what."""

from datetime import datetime

from issuance.domain.access import Reason
from issuance.models import AccessRecord, Paper, User


def times_printed(paper: Paper) -> int:
    """How many times a paper's sheet was opened to be printed."""
    return AccessRecord.objects.filter(
        noun="paper", subject=str(paper.pk), reason__in=(Reason.FIRST_PRINT, Reason.REPRINT)
    ).count()


def looked_at(user: User, *, since: datetime) -> set[str]:
    """Whom somebody looked up or opened after a moment, each person once: by keyed hash, or by row where there is none."""
    records = AccessRecord.objects.filter(by=user, at__gt=since, reason__in=(Reason.LOOK_UP, Reason.OPENING))
    rows = records.order_by().values_list("subject_key", "subject").distinct()
    return {subject_key or subject for subject_key, subject in rows}
