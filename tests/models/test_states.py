"""Every machine's whole table of edges, and that a state changes by its edges alone."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

import pytest
from django.db import models, transaction
from django_fsm import ConcurrentTransition, TransitionNotAllowed

from issuance.actions import settlements
from issuance.domain import states
from issuance.domain.match_runs import RunState
from issuance.domain.reconciliation import Decision
from issuance.models import (
    Case,
    Certificate,
    Delivery,
    Document,
    FallbackOrder,
    Filing,
    MatchRun,
    Message,
    OfficeClosing,
    Outage,
)
from issuance.queries.faults import MACHINES, edges_of
from tests import builders, settling

TABLES: dict[type[models.Model], dict[str, dict[str, str]]] = {
    Outage: {
        "suspected": {"declare": "declared", "dismiss": "dismissed"},
        "declared": {"restore": "restored"},
        "restored": {"close": "closed"},
        "closed": {},
        "dismissed": {},
    },
    FallbackOrder: {
        "draft": {"submit": "submitted"},
        "submitted": {"approve": "in_force", "reject": "rejected"},
        "in_force": {"supersede": "superseded", "lift": "lifted", "expire": "expired"},
        "superseded": {},
        "lifted": {},
        "expired": {},
        "rejected": {},
    },
    Delivery: {
        "pending": {"send": "sent", "withdraw": "withdrawn"},
        "sent": {"acknowledge": "acknowledged", "withdraw": "withdrawn"},
        "acknowledged": {},
        "withdrawn": {},
    },
    Filing: {
        "received": {"register": "registered", "settle": "settled"},
        "registered": {},
        "settled": {},
    },
    Document: {
        "prepared": {"submit": "awaiting_approval", "issue": "issued", "withdraw": "withdrawn"},
        "awaiting_approval": {
            "approve": "awaiting_approval",
            "send_back": "prepared",
            "refuse": "refused",
            "issue": "issued",
            "withdraw": "withdrawn",
        },
        "issued": {"hand_over": "handed_over", "void": "voided"},
        "handed_over": {"confirm": "confirmed", "correct": "corrected", "revoke": "revoked"},
        "confirmed": {"correct": "corrected", "revoke": "revoked"},
        "corrected": {"revoke": "revoked"},
        "revoked": {},
        "voided": {},
        "refused": {},
        "withdrawn": {},
    },
    Certificate: {"issued": {"void": "voided"}, "voided": {}},
    OfficeClosing: {"open": {"sign": "signed"}, "signed": {"withdraw": "open", "lapse": "open"}},
    Case: {
        "open": {"propose": "proposed"},
        "proposed": {
            "take_back": "open",
            "overrule": "proposed",
            "send_back": "returned",
            "inquire": "open",
            "decide": "decided",
        },
        "returned": {"propose": "proposed"},
        "decided": {"withdraw_decision": "open", "settle": "settled"},
        "settled": {},
    },
    MatchRun: {"running": {"finish": "done", "stop": "stopped"}, "done": {}, "stopped": {}},
    Message: {
        "drafted": {"send": "sent", "give_up": "given_up", "deliver": "sent"},
        "sent": {},
        "given_up": {"deliver": "sent"},
    },
}
STATES: dict[type[models.Model], type[states.Labelled]] = {
    Outage: states.OutageState,
    FallbackOrder: states.OrderState,
    Delivery: states.DeliveryState,
    Filing: states.FilingState,
    Document: states.DocumentState,
    Certificate: states.CertificateState,
    OfficeClosing: states.ClosingState,
    Case: states.CaseState,
    MatchRun: RunState,
    Message: states.MessageState,
}
STEPS = [
    pytest.param(model, before, verb, id=f"{model.__name__}-{before}-{verb}")
    for model, table in TABLES.items()
    for before in table
    for verb in sorted({verb for edges in table.values() for verb in edges})
]


@pytest.mark.parametrize("model", TABLES)
def test_the_table_of_a_machine_is_exactly_this(model: type[models.Model]) -> None:
    table: dict[str, dict[str, str]] = {state: {} for state in STATES[model]}
    for verb, before, after in edges_of(model):
        table[before][verb] = after
    assert table == TABLES[model]


def test_no_machine_is_left_out() -> None:
    assert set(MACHINES) == set(TABLES) == set(STATES)


@pytest.mark.parametrize(("model", "before", "verb"), STEPS)
def test_a_verb_goes_where_the_table_says_or_nowhere(
    model: type[models.Model], before: str, verb: str
) -> None:
    row: Any = model(state=before)
    after = TABLES[model][before].get(verb)
    if after is None:
        with pytest.raises(TransitionNotAllowed):
            getattr(row, verb)()
    else:
        getattr(row, verb)()
    assert row.state == (after or before)


@pytest.mark.parametrize("model", TABLES)
def test_a_state_cannot_be_assigned(model: type[models.Model]) -> None:
    row: Any = model()
    before = row.state
    with pytest.raises(AttributeError):
        row.state = list(STATES[model])[-1]
    assert row.state == before


def _outage() -> Outage:
    return builders.suspected_outage()


def _order() -> FallbackOrder:
    return builders.submitted_order(builders.declared_outage())


def _delivery() -> Delivery:
    return builders.delivery(builders.order_in_force(builders.declared_outage()))


def _document() -> Document:
    return builders.issued_document(builders.counter())


def _certificate() -> Certificate:
    builders.declared_outage()
    return builders.certificate(builders.filing())


def _case() -> Case:
    return Case.objects.create(
        document=builders.handed_over(builders.counter()), verdict="match", opened_at=builders.NOW
    )


def _message() -> Message:
    document = builders.handed_over(builders.counter())
    case = settling.decided(settling.opened(document, "not_found"), Decision.REVOKE)
    settlements.settle(case, at=settling.EFFECT)
    message = Message.objects.filter(channel="letter").first()
    assert message is not None
    message.sent_at, message.sent_by, message.way, message.words = builders.NOW, builders.clerk(), "post", "x"
    return message


def _filing() -> Filing:
    filing = builders.filing()
    filing.settlement_reason, filing.settled_by = "withdrawn", builders.supervisor()
    filing.settlement_proposed_by = builders.head()
    filing.save()
    return filing


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "verb", "rival"),
    [
        (_outage, "dismiss", "dismiss"),
        (_order, "reject", "reject"),
        (_delivery, "withdraw", "withdraw"),
        (_filing, "settle", "settle"),
        (_document, "void", "hand_over"),
        (_certificate, "void", "void"),
        (_case, "propose", "propose"),
        (_message, "give_up", "deliver"),
    ],
)
def test_a_stale_row_does_not_overwrite_a_quicker_one(
    make: Callable[[], models.Model], verb: str, rival: str
) -> None:
    row: Any = make()
    stale: Any = type(row)._default_manager.get(pk=row.pk)
    getattr(row, rival)()
    row.save()
    getattr(stale, verb)()
    with pytest.raises(ConcurrentTransition), transaction.atomic():
        stale.save()
    assert type(row)._default_manager.get(pk=row.pk).state == row.state


def test_the_abandoned_library_is_not_installed_beside_the_maintained_one() -> None:
    assert distribution("django-fsm-2").version.startswith("4.")
    with pytest.raises(PackageNotFoundError):
        distribution("django-fsm")
