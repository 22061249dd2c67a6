"""Which order stands, what it allows, and who has not acknowledged it."""

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from issuance.domain.orders import Terms
from issuance.domain.states import DeliveryState, OrderState, OutageState
from issuance.models import Delivery, FallbackOrder, Office, Outage


def delivery_of(office: Office | str, *, outage: Outage, at: datetime) -> Delivery | None:
    """The delivery at this office of the order in force for an outage."""
    code = office.code if isinstance(office, Office) else office
    return (
        Delivery.objects.select_related("order__outage")
        .filter(
            office_id=code,
            order__outage=outage,
            order__state=OrderState.IN_FORCE,
            order__starts_at__lte=at,
        )
        .order_by("-order__starts_at")
        .first()
    )


def terms_of(delivery: Delivery | None) -> Terms | None:
    """What the delivered order allows this office; nothing any more once the outage is restored."""
    if delivery is None:
        return None
    order = delivery.order
    return Terms(
        in_force=order.state == OrderState.IN_FORCE and order.outage.state == OutageState.DECLARED,
        starts_at=order.starts_at,
        ends_at=order.ends_at,
        kinds=frozenset(order.kinds.values_list("code", flat=True)),
        acknowledged=delivery.state == DeliveryState.ACKNOWLEDGED,
        validity=timedelta(days=order.validity_days),
        snapshot_age=timedelta(hours=order.snapshot_age_hours),
    )


def unacknowledged(order: FallbackOrder) -> QuerySet[Delivery]:
    """The offices that an order reached and that have not answered, by code."""
    return (
        order.deliveries.filter(state__in=(DeliveryState.PENDING, DeliveryState.SENT))
        .select_related("office")
        .order_by("office__code")
    )


def delivery_counts(order: FallbackOrder) -> dict[str, int]:
    return dict(order.deliveries.values_list("state").annotate(Count("pk")).order_by())


def waiting_for(office: Office) -> QuerySet[Delivery]:
    """Orders in force that this office has yet to acknowledge."""
    return Delivery.objects.select_related("order__outage").filter(
        office=office, state=DeliveryState.SENT, order__state=OrderState.IN_FORCE
    )


def with_pending_deliveries() -> QuerySet[FallbackOrder]:
    return FallbackOrder.objects.filter(
        state=OrderState.IN_FORCE, deliveries__state=DeliveryState.PENDING
    ).distinct()


def past_their_end(*, at: datetime) -> QuerySet[FallbackOrder]:
    return FallbackOrder.objects.filter(state=OrderState.IN_FORCE, ends_at__lte=at)
