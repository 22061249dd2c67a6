"""Filings that were taken on paper: to which outage they belong, and which wait for a second clerk."""

from datetime import datetime

from django.db.models import Q, QuerySet

from issuance.domain.outages import INTAKE_SYSTEM
from issuance.domain.states import FilingState, OutageState
from issuance.models import Evidence, Filing, MainSystem, Office, Outage
from issuance.queries.filings import of_office

_NOT_OVER = (OutageState.DECLARED, OutageState.RESTORED, OutageState.SUSPECTED)


def outage_at(system: MainSystem, *, moment: datetime, named: Outage | None = None) -> Outage | None:
    """The outage, not closed, in which the system was down at a moment: `named` or the newest, declared ones first.

    One that is only suspected counts too: its filings join it when it is declared.
    """
    outages = Outage.objects.filter(
        Q(outage_systems__restored_at__isnull=True) | Q(outage_systems__restored_at__gt=moment),
        outage_systems__system__in=(system.code, INTAKE_SYSTEM),
        outage_systems__down_since__lte=moment,
        state__in=_NOT_OVER,
    )
    outages = outages.filter(drill=False) if named is None else outages.filter(pk=named.pk)
    found = list(outages.order_by("-began_at", "-id").distinct())
    return min(found, key=lambda outage: outage.state == OutageState.SUSPECTED, default=None)


def awaiting_check(office: Office | str) -> QuerySet[Filing]:
    """Paper filings that a second clerk has yet to compare with the paper, in the order of the 처리부."""
    return of_office(office).filter(
        state=FilingState.RECEIVED, paper_moment__isnull=False, checked_by__isnull=True
    )


def evidence_of(filing: Filing) -> Evidence | None:
    """What was attached, without its content."""
    return Evidence.objects.defer("content").filter(filing=filing).first()
