"""The near-misses of an office, and whether it has stopped issuing."""

from datetime import datetime

from django.db.models import Q, QuerySet

from issuance.domain.papers import Series
from issuance.models import Document, IssuingStop, NearMiss, Office


def of_office(office: Office | str) -> QuerySet[NearMiss]:
    """The newest first."""
    code = office.code if isinstance(office, Office) else office
    return NearMiss.objects.filter(office_id=code).select_related("by").order_by("-at", "-id")


def stops_of(office: Office | str) -> QuerySet[IssuingStop]:
    """The stops of an office, those that were cleared too, the newest first."""
    code = office.code if isinstance(office, Office) else office
    return (
        IssuingStop.objects.filter(office_id=code).select_related("cleared_by").order_by("-stopped_at", "-id")
    )


def standing_stop(office: Office | str, *, drill: bool = False) -> IssuingStop | None:
    """The stop that nobody has cleared yet."""
    return stops_of(office).filter(drill=drill, cleared_at__isnull=True).first()


def in_a_row(office: str, *, drill: bool) -> list[NearMiss]:
    """The near-misses of provisional documents since one last came out or issuing was resumed, oldest first."""
    came_out: Q = Q(order__outage__drill=drill, issued_at__isnull=False)
    issued = Document.objects.filter(came_out, office_id=office).order_by("-issued_at")
    cleared = stops_of(office).filter(drill=drill, cleared_at__isnull=False)
    ends: list[datetime | None] = [
        issued.values_list("issued_at", flat=True).first(),
        cleared.order_by("-cleared_at").values_list("cleared_at", flat=True).first(),
    ]
    misses = NearMiss.objects.filter(office_id=office, drill=drill, series=Series.PROVISIONAL)
    for end in ends:
        if end is not None:
            misses = misses.filter(at__gt=end)
    return list(misses.order_by("at", "id"))
