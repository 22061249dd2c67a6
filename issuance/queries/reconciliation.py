"""Cases that wait, and documents that have yet to be compared."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from issuance.domain.states import CaseState, DocumentState
from issuance.models import Case, Document, Office, Outage


def past_their_hold(*, at: datetime) -> QuerySet[Case]:
    """Decisions that nobody withdrew in time."""
    return Case.objects.filter(state=CaseState.DECIDED, takes_effect_at__lte=at).order_by("takes_effect_at")


def to_compare(outage: Outage, office: Office) -> QuerySet[Document]:
    """Papers of an office that were handed over and have neither an end nor a case under way."""
    under_way = Case.objects.filter(document=OuterRef("pk")).exclude(state=CaseState.SETTLED)
    return (
        Document.objects.filter(
            ~Exists(under_way), office=office, order__outage=outage, state=DocumentState.HANDED_OVER
        )
        .select_related("filing", "kind", "paper")
        .order_by("issued_at", "pk")
    )


def waiting_at(office: Office) -> QuerySet[Case]:
    """Every case of an office that is not settled, the real differences first."""
    return (
        Case.objects.filter(document__office=office)
        .exclude(state=CaseState.SETTLED)
        .select_related("document__filing", "document__kind", "document__paper", "issued_entry")
        .order_by("state", "opened_at", "pk")
    )
