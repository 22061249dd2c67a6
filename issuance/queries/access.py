"""Who looked at what."""

from issuance.domain.access import Reason
from issuance.models import AccessRecord, Paper


def times_printed(paper: Paper) -> int:
    """How many times a paper's sheet was opened to be printed."""
    return AccessRecord.objects.filter(
        noun="paper", subject=str(paper.pk), reason__in=(Reason.FIRST_PRINT, Reason.REPRINT)
    ).count()
