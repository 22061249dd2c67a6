"""Fallback orders: drafted and approved at headquarters, read and acknowledged by each office."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issuance import tasks
from issuance.actions import orders
from issuance.domain.orders import Manner
from issuance.domain.states import DeliveryState, OrderState, OutageState
from issuance.models import Delivery, FallbackOrder, Outage, User
from issuance.permissions import Deed, may
from issuance.queries.catalogue import kind_at, provisional_kinds
from issuance.queries.orders import unacknowledged
from issuance.web.forms.orders import AcknowledgeForm, OrderForm, RejectForm, TelephoneForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page
from issuance.web.verbs import Bound, Verb, Verbs, offers
from issuance.web.views.outages import progress_of
from issuance.web.views.papers import pdf
from issuance.web.views.staff import ANYBODY

ROWS = 50


def _visible(person: User) -> QuerySet[FallbackOrder]:
    """Headquarters and auditors see every order, an office those that were sent to it."""
    found = FallbackOrder.objects.select_related("outage", "drafted_by", "approved_by")
    if may(person, Deed.WATCH_NATION):
        return found
    return found.filter(deliveries__office_id=person.office_id).exclude(
        deliveries__office_id=person.office_id, deliveries__state=DeliveryState.PENDING
    )


def load(request: StaffRequest, pk: int) -> FallbackOrder:
    return get_object_or_404(_visible(request.user), pk=pk)


def _show(request: StaffRequest, order: FallbackOrder, *, bound: Bound | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "order": order,
        "kinds": kinds_of(order),
        "offers": offers("order", VERBS.verbs, order, request.user, bound=bound),
        "delivery": order.deliveries.filter(office_id=request.user.office_id).first(),
    }
    if may(request.user, Deed.WATCH_NATION):
        name = request.GET.get("name", "").strip()
        silent = unacknowledged(order)
        if name:
            silent = silent.filter(office__full_name__icontains=name)
        context |= {
            "progress": progress_of(order),
            "silent": Paginator(silent, ROWS).get_page(request.GET.get("page")),
            "name": name,
            "query": f"{urlencode({'name': name})}&" if name else "",
            "may_telephone": may(request.user, Deed.ACKNOWLEDGE_BY_TELEPHONE),
        }
    return page(request, "orders/show.html", context, status=REFUSED if bound else 200)


@deed(*ANYBODY)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    return _show(request, load(request, pk))


@deed(Deed.DRAFT_ORDER)
def new(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Draft an order for an outage."""
    outage = get_object_or_404(Outage, pk=pk, state=OutageState.DECLARED)
    now = timezone.now()
    begin = timezone.localtime(now)
    form = OrderForm(
        outage,
        list(provisional_kinds(at=now)),
        request.POST or None,
        initial={"starts_at": begin, "ends_at": begin + timedelta(days=7)},
    )
    if form.is_valid():
        with refusals(form):
            order = orders.draft(outage, **form.cleaned_data, by=request.user, at=now)
            messages.success(request, f"지침 {order.number}를 작성했습니다. 확인하고 상신해 주세요.")
            return redirect("order", order.pk)
    return page(
        request, "orders/new.html", {"form": form, "outage": outage}, status=REFUSED if form.is_bound else 200
    )


@deed(Deed.ACKNOWLEDGE_BY_TELEPHONE)
def telephone(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Note that an office was told by telephone, and by whom it was answered."""
    delivery = get_object_or_404(
        Delivery.objects.select_related("office", "order__outage"), pk=pk, order__state=OrderState.IN_FORCE
    )
    form = TelephoneForm(request.POST or None)
    if form.is_valid():
        with refusals(form):
            orders.acknowledge(
                delivery, manner=Manner.TELEPHONE, **form.cleaned_data, by=request.user, at=timezone.now()
            )
            messages.success(request, f"{delivery.office.full_name}: 전화 확인을 기록했습니다.")
            return redirect("order", delivery.order_id)
    return page(
        request,
        "orders/telephone.html",
        {"form": form, "delivery": delivery},
        status=REFUSED if form.is_bound else 200,
    )


@deed(*ANYBODY)
def notice(request: StaffRequest, pk: int) -> HttpResponse:
    """The notice for the hall, in the name of the office that asks."""
    order = load(request, pk)
    if order.approved_at is None:
        raise Http404
    content = orders.hall_notice(order, by=request.user, at=timezone.now())
    return pdf(content, name=f"notice-{order.outage.number}")


def kinds_of(order: FallbackOrder) -> list[dict[str, Any]]:
    return [
        {"name": kind_at(row.code, at=order.drafted_at).name, "code": row.code, "waived": row.fee_waived}
        for row in order.kinds.all()
    ]


def _acknowledge(order: FallbackOrder, *, manner: Manner, by: User, at: datetime) -> None:
    delivery = order.deliveries.filter(office_id=by.office_id).first()
    if delivery is None:
        raise Http404
    orders.acknowledge(delivery, manner=manner, by=by, at=at)


def _approve(order: FallbackOrder, *, by: User, at: datetime) -> None:
    """Approve, and nudge the queue: with the broker dead the sweep sends the order a minute later."""
    orders.approve(order, by=by, at=at)
    transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    tasks.send_pending_deliveries.apply_async(retry=False)


def _waits_here(order: FallbackOrder, person: User) -> bool:
    return order.deliveries.filter(office_id=person.office_id, state=DeliveryState.SENT).exists()


VERBS = Verbs(
    "order",
    load,
    _show,
    (
        Verb(
            "acknowledge",
            "지침 확인",
            Deed.ACKNOWLEDGE,
            _acknowledge,
            "지침을 확인했습니다. 이제 임시확인서를 발급할 수 있습니다.",
            form=AcknowledgeForm,
            when=_waits_here,
            look="primary",
            key="k",
        ),
        Verb(
            "submit",
            "상신",
            Deed.DRAFT_ORDER,
            orders.submit,
            "지침을 상신했습니다.",
            look="primary",
            key="s",
        ),
        Verb(
            "approve",
            "승인하고 시행",
            Deed.APPROVE_ORDER,
            _approve,
            "지침을 승인했습니다. 각 사무소에 통보합니다.",
            look="primary",
            key="a",
        ),
        Verb(
            "reject",
            "반려",
            Deed.APPROVE_ORDER,
            orders.reject,
            "지침을 반려했습니다.",
            form=RejectForm,
            key="x",
        ),
        Verb(
            "lift",
            "지침 해제",
            Deed.APPROVE_ORDER,
            orders.lift,
            "지침을 해제했습니다.",
            look="danger",
            key="t",
        ),
    ),
)
