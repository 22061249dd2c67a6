"""Where an office stands in the outages of the moment."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from issuance.domain.offices import HEADQUARTERS
from issuance.domain.states import OrderState
from issuance.models import FallbackOrder, MainSystem, Office, Outage
from issuance.queries.orders import delivery_of, terms_of
from issuance.queries.outages import down_since, latest_reports, standing


@dataclass(frozen=True, slots=True)
class Standing:
    """One outage that is not over, as an office has it; `acknowledged` is None where nothing reached it.

    `version` counts the orders that this one took the place of, itself included; `kinds` is how many kinds
    of provisional document it lets this office issue now.
    """

    outage: Outage
    order: FallbackOrder | None
    acknowledged: bool | None
    version: int = 1
    kinds: int = 0


@dataclass(frozen=True, slots=True)
class SystemStanding:
    """A main system with its newest report, and since when it counts as down (None while it is up)."""

    system: MainSystem
    state: str
    label: str
    reported_at: datetime | None
    by_this_office: bool
    down_since: datetime | None


def standings(office: Office, *, at: datetime) -> list[Standing]:
    """The outages that are not over with the order that stands for this office; headquarters sees the order itself."""
    found = []
    for outage in standing():
        if office.code == HEADQUARTERS:
            order = orders_in_force(outage).first()
            found.append(Standing(outage, order, None, _version(order)))
            continue
        delivery = delivery_of(office, outage=outage, at=at)
        terms = terms_of(delivery)
        if delivery is None or terms is None:
            found.append(Standing(outage, None, None))
            continue
        open_now = terms.in_force and terms.acknowledged and at < terms.ends_at
        found.append(
            Standing(
                outage,
                delivery.order,
                terms.acknowledged,
                _version(delivery.order),
                len(terms.kinds) if open_now else 0,
            )
        )
    return found


def _version(order: FallbackOrder | None) -> int:
    count = 0
    while order is not None:
        count, order = count + 1, order.supersedes
    return max(count, 1)


def orders_in_force(outage: Outage) -> QuerySet[FallbackOrder]:
    return outage.orders.filter(state=OrderState.IN_FORCE).order_by("-starts_at")


def system_standings(office: Office, *, at: datetime) -> list[SystemStanding]:
    """Every main system, those that are not up first."""
    reports = latest_reports(office, at=at)
    found = []
    for system in MainSystem.objects.order_by("name"):
        report = reports.get(system.code)
        found.append(
            SystemStanding(
                system,
                report.state if report else "up",
                report.get_state_display() if report else "정상",
                report.at if report else None,
                report is not None and report.office_id == office.code,
                down_since(system, office=office, at=at) if report else None,
            )
        )
    return sorted(found, key=lambda one: one.state == "up")
