"""Draft, approve, send, acknowledge and end a fallback order."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from issuance.actions import journal
from issuance.actions.journal import Change
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import notices
from issuance.domain.notices import Situation
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.orders import (
    Manner,
    OrderTooLate,
    OutageNotDeclared,
    TelephoneNeedsName,
    ensure_allowable,
    ensure_terms,
)
from issuance.domain.papers import SEOUL
from issuance.domain.staff import ensure_another_person
from issuance.domain.states import DeliveryState, OutageState
from issuance.models import Book, Delivery, FallbackOrder, Office, OrderKind, Outage, User
from issuance.permissions import Deed, ensure
from issuance.printing.paper import draw_notice
from issuance.queries.catalogue import kind_at


@transaction.atomic
def draft(
    outage: Outage,
    *,
    kinds: Sequence[str],
    waived: Iterable[str] = (),
    starts_at: datetime,
    ends_at: datetime,
    validity_days: int = 7,
    snapshot_age_hours: int = 96,
    legal_basis: str,
    text: str = "",
    alternative: str = "",
    deadline_relief: str = "",
    scope: Sequence[Office] = (),
    supersedes: FallbackOrder | None = None,
    by: User,
    at: datetime,
) -> FallbackOrder:
    """Draft what headquarters would allow; an empty scope is the whole nation."""
    ensure(by, Deed.DRAFT_ORDER)
    ensure_allowable({code: kind_at(code, at=at).output_class for code in kinds})
    ensure_terms(
        starts_at=starts_at, ends_at=ends_at, validity=timedelta(days=validity_days), legal_basis=legal_basis
    )
    book = _book(at)
    if not _is_declared(outage.pk):
        raise OutageNotDeclared
    year = at.astimezone(SEOUL).year
    count = FallbackOrder.objects.filter(number__startswith=f"제{year}-").count()
    order = FallbackOrder.objects.create(
        number=f"제{year}-{count + 1}호",
        outage=outage,
        text=text,
        legal_basis=legal_basis,
        alternative=alternative,
        deadline_relief=deadline_relief,
        starts_at=starts_at,
        ends_at=ends_at,
        validity_days=validity_days,
        snapshot_age_hours=snapshot_age_hours,
        drafted_by=by,
        drafted_at=at,
        supersedes=supersedes,
    )
    order.scope.set(scope)
    free = frozenset(waived)
    OrderKind.objects.bulk_create(
        OrderKind(order=order, code=code, fee_waived=code in free) for code in kinds
    )
    journal.record(book, order, "draft", before="", after=order.state, by=by, at=at)
    return order


@transaction.atomic
def submit(order: FallbackOrder, *, by: User, at: datetime) -> FallbackOrder:
    ensure(by, Deed.DRAFT_ORDER)
    order = _locked(order)
    before = transit(order, "submit")
    order.save(update_fields=("state",))
    journal.record(_book(at), order, "submit", before=before, after=order.state, by=by, at=at)
    return order


@transaction.atomic
def approve(order: FallbackOrder, *, by: User, at: datetime) -> FallbackOrder:
    """A second person puts the order in force; a delivery is left pending for every office it reaches.

    Refused once the outage is restored: it could allow nothing any more.
    """
    ensure(by, Deed.APPROVE_ORDER)
    order = _locked(order)
    ensure_another_person(order.drafted_by_id, by.pk, first="지침을 작성한", second="승인할")
    if order.supersedes is not None:
        _ended(order.supersedes, "supersede", by=by, at=at)
    order.approved_by, order.approved_at = by, at
    before = transit(order, "approve")
    order.save(update_fields=("state", "approved_by", "approved_at"))
    deliveries = Delivery.objects.bulk_create(
        [Delivery(order=order, office=office) for office in _reached(order)], batch_size=500
    )
    changes = [Change(order, "approve", before, order.state, {"offices": len(deliveries)})]
    changes += [Change(delivery, "address", "", delivery.state, {}) for delivery in deliveries]
    book = _book(at)
    if not _is_declared(order.outage_id):
        raise OrderTooLate
    journal.record_all(book, changes, by=by, at=at)
    return order


@transaction.atomic
def reject(order: FallbackOrder, *, reason: str, by: User, at: datetime) -> FallbackOrder:
    ensure(by, Deed.APPROVE_ORDER)
    order = _locked(order)
    ensure_another_person(order.drafted_by_id, by.pk, first="지침을 작성한", second="반려할")
    before = transit(order, "reject")
    order.save(update_fields=("state",))
    journal.record(_book(at), order, "reject", before=before, after=order.state, by=by, at=at, reason=reason)
    return order


@transaction.atomic
def send_pending(order: FallbackOrder, *, at: datetime) -> int:
    """Send every delivery of an order that waits; done by time itself, so a lost nudge loses no order."""
    deliveries = list(
        order.deliveries.select_for_update(of=("self",)).filter(state=DeliveryState.PENDING).order_by("pk")
    )
    for delivery in deliveries:
        transit(delivery, "send")
        delivery.sent_at = at
    # The rows are locked and were pending a moment ago, so one statement may write what the machine allowed.
    Delivery.objects.filter(order=order, state=DeliveryState.PENDING).update(
        state=DeliveryState.SENT, sent_at=at
    )
    changes = [Change(delivery, "send", DeliveryState.PENDING, delivery.state, {}) for delivery in deliveries]
    journal.record_all(_book(at), changes, by=None, at=at)
    return len(deliveries)


@transaction.atomic
def acknowledge(
    delivery: Delivery,
    *,
    by: User,
    at: datetime,
    manner: Manner = Manner.OFFICER,
    spoken_with: str = "",
) -> Delivery:
    """An office has read the order: by a person of its own, a deputy, or on its behalf by telephone."""
    if manner == Manner.TELEPHONE:
        ensure(by, Deed.ACKNOWLEDGE_BY_TELEPHONE)
        if not spoken_with.strip():
            raise TelephoneNeedsName
    else:
        ensure(by, Deed.ACKNOWLEDGE, delivery.office_id)
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    delivery.acknowledged_at, delivery.acknowledged_by = at, by
    delivery.manner, delivery.spoken_with = manner, spoken_with.strip()
    before = transit(delivery, "acknowledge")
    delivery.save(update_fields=("state", "acknowledged_at", "acknowledged_by", "manner", "spoken_with"))
    book = locked_book(by.office_id, at=at, drill=False)
    journal.record(
        book, delivery, "acknowledge", before=before, after=delivery.state, by=by, at=at, manner=manner.value
    )
    return delivery


@transaction.atomic
def lift(order: FallbackOrder, *, by: User, at: datetime) -> FallbackOrder:
    """End an order; it waits for every issue that is under way in an office which it reaches."""
    ensure(by, Deed.APPROVE_ORDER)
    return _ended(order, "lift", by=by, at=at)


@transaction.atomic
def expire(order: FallbackOrder, *, at: datetime) -> FallbackOrder:
    """Time itself ends an order past its last moment."""
    return _ended(order, "expire", by=None, at=at)


def hall_notice(order: FallbackOrder, *, by: User, at: datetime) -> bytes:
    """The notice for the hall (민원처리법 시행령 §6의2 ①) as a PDF, in the name of the office of who prints it."""
    systems = list(order.outage.outage_systems.select_related("system"))
    situation = Situation(
        outage_number=order.outage.number,
        drill=order.outage.drill,
        systems=tuple((row.system.name, row.down_since) for row in systems),
        channels=tuple(row.system.channel for row in systems),
        allowed=tuple(kind_at(row.code, at=order.drafted_at).name for row in order.kinds.all()),
        alternative=order.alternative,
        deadline_relief=order.deadline_relief,
        legal_basis=order.legal_basis,
        office=by.office.full_name,
        signed_by=by.office.signed_by,
        telephone=by.office.phone or by.phone,
    )
    return draw_notice(notices.hall_notice(situation, at=at))


def _ended(order: FallbackOrder, verb: str, *, by: User | None, at: datetime) -> FallbackOrder:
    order = _locked(order)
    # An issue holds its office's delivery: taking them all is the fence between an order's end and the last paper.
    deliveries = list(order.deliveries.select_for_update(of=("self",)).order_by("pk"))
    open_ones = [
        delivery for delivery in deliveries if delivery.state in (DeliveryState.PENDING, DeliveryState.SENT)
    ]
    order.ended_at = at
    before = transit(order, verb)
    order.save(update_fields=("state", "ended_at"))
    changes = [Change(order, verb, before, order.state, {})]
    for delivery in open_ones:
        changes.append(Change(delivery, "withdraw", transit(delivery, "withdraw"), delivery.state, {}))
    order.deliveries.filter(state__in=(DeliveryState.PENDING, DeliveryState.SENT)).update(
        state=DeliveryState.WITHDRAWN
    )
    journal.record_all(_book(at), changes, by=by, at=at)
    return order


def _reached(order: FallbackOrder) -> list[Office]:
    """The offices of an order's scope with all below them; the whole nation where no scope is named."""
    offices = list(Office.objects.exclude(code=HEADQUARTERS))
    tops = set(order.scope.values_list("code", flat=True))
    if not tops:
        return offices
    parents = {office.code: office.parent_id for office in offices}

    def within(code: str | None) -> bool:
        return code is not None and (code in tops or within(parents.get(code)))

    return [office for office in offices if within(office.code)]


def _locked(order: FallbackOrder) -> FallbackOrder:
    return FallbackOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)


def _is_declared(outage: int) -> bool:
    """Asked with headquarters' book locked, in which whoever restores or closes the outage writes too."""
    return Outage.objects.filter(pk=outage, state=OutageState.DECLARED).exists()


def _book(at: datetime) -> Book:
    return locked_book(HEADQUARTERS, at=at)
