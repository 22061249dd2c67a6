"""What two people do at the same moment: one of them is told, and nothing is half done."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from issuance.actions import documents, filings, orders, outages, papers
from issuance.domain import documents as rules
from issuance.domain.documents import Source, VoidReason
from issuance.domain.filings import SettlementReason
from issuance.domain.states import DocumentState, OrderState, OutageState
from issuance.models import Document, Filing, Outage, Paper
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import DECLARED, NOW, Counter
from tests.concurrency.sessions import meanwhile, together, waiting
from tests.refusals import refused

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]


def codes(results: list[Any]) -> list[str]:
    """The refusals among the results; what was done counts as `done`."""
    return sorted(result if isinstance(result, str) else "done" for result in results)


def lift(counter: Counter) -> Callable[[], Any]:
    return lambda: orders.lift(counter.order, by=builders.headquarters_approver(), at=NOW)


def restored_and_closed(outage: Outage) -> Outage:
    builders.restored_outage(outage)
    return outages.close(outage, by=builders.headquarters_drafter(), at=NOW)


def settled(filing: Filing) -> Filing:
    filings.propose_settlement(
        filing, reason=SettlementReason.WITHDRAWN, words="민원인 취하", by=builders.supervisor(), at=NOW
    )
    return filings.settle(filing, by=builders.head(), at=NOW)


def test_an_order_lifted_between_the_question_and_the_number_stops_the_issue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    meanwhile(monkeypatch, papers, "ensure_paper", lift(counter))
    with refused("no_order"):
        documents.issue(document, by=counter.clerk, at=NOW)
    assert (builders.last_sequence(), Document.objects.get().state) == (1, DocumentState.PREPARED)
    assert list(all_faults()) == []


def test_an_order_is_not_lifted_before_the_paper_under_way_is_out(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    sessions = waiting(monkeypatch, papers, "write", lift(counter))
    document = documents.issue(document, by=counter.clerk, at=NOW)
    assert (document.state, sessions[0].ended().state) == (DocumentState.ISSUED, OrderState.LIFTED)
    assert list(all_faults()) == []


def test_a_document_approved_by_two_at_once_is_approved_by_one() -> None:
    document = builders.awaiting_document(builders.counter())
    supervisors = [builders.supervisor(number=number) for number in (1, 2)]
    results = together([partial(documents.approve, document, by=by, at=NOW) for by in supervisors])
    assert codes(results) == ["already_approved", "done"]
    assert [entry[0] for entry in builders.told(document)] == ["prepare", "submit", "approve"]
    assert list(all_faults()) == []


def test_an_order_approved_twice_at_once_reaches_every_office_once() -> None:
    order = builders.submitted_order(builders.declared_outage())
    by = builders.headquarters_approver()
    results = together([lambda: orders.approve(order, by=by, at=NOW)] * 2)
    assert codes(results) == ["done", "wrong_state"]
    assert order.deliveries.count() == len(builders.OFFICES)
    assert list(all_faults()) == []


def test_a_document_is_either_voided_or_handed_over() -> None:
    counter = builders.counter()
    document = builders.issued_document(counter)
    results = together(
        [
            lambda: documents.void(
                document, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW
            ),
            lambda: documents.hand_over(document, by=counter.clerk, at=NOW),
        ]
    )
    assert codes(results) == ["done", "wrong_state"]
    assert list(all_faults()) == []


def test_a_document_issued_five_times_at_once_has_one_number() -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    results = together([lambda: documents.issue(document, by=counter.clerk, at=NOW)] * 5)
    assert {result.paper.serial for result in results} == {"P-11110515-26-001-000002"}
    assert (builders.last_sequence(), Paper.objects.filter(series="P").count()) == (2, 1)
    assert list(all_faults()) == []


def test_a_delivery_acknowledged_by_two_at_once_is_acknowledged_by_one() -> None:
    delivery = builders.delivery(builders.order_in_force(builders.declared_outage()))
    people = [builders.clerk(), builders.supervisor()]
    results = together([partial(orders.acknowledge, delivery, by=by, at=NOW) for by in people])
    assert codes(results) == ["done", "wrong_state"]
    assert [entry[0] for entry in builders.told(delivery)] == ["address", "send", "acknowledge"]


def test_a_form_sent_five_times_at_once_is_one_filing() -> None:
    new, clerk = builders.new_filing(), builders.clerk()
    results = together([lambda: filings.receive(new, by=clerk, at=NOW)] * 5)
    assert len({filing.pk for filing in results}) == 1
    assert (Filing.objects.count(), Paper.objects.count(), builders.last_sequence()) == (1, 1, 1)
    assert list(all_faults()) == []


def test_a_request_typed_in_two_tabs_at_once_is_taken_in_one() -> None:
    number, clerk = builders.resident_number(), builders.clerk()
    forms = [builders.new_filing(number=number) for _ in range(3)]
    results = together([partial(filings.receive, form, by=clerk, at=NOW) for form in forms])
    assert codes(results) == ["done", "taken_already", "taken_already"]
    assert (Filing.objects.count(), Paper.objects.count()) == (1, 1)


def test_a_certificate_asked_for_five_times_at_once_is_given_once() -> None:
    builders.declared_outage()
    filing = builders.filing()
    results = together([lambda: builders.certificate(filing)] * 5)
    assert len({certificate.pk for certificate in results}) == 1
    assert builders.last_sequence() == 2


def test_a_filing_that_arrives_while_its_outage_is_closed_belongs_to_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outage = builders.declared_outage()
    closed = meanwhile(monkeypatch, papers, "ensure_paper", lambda: restored_and_closed(outage))
    filing = builders.filing()
    assert (closed[0].state, filing.outage) == (OutageState.CLOSED, None)
    assert builders.last_sequence() == 1
    assert list(all_faults()) == []


def test_an_outage_is_not_closed_over_a_filing_that_is_being_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    outage = builders.declared_outage()
    sessions = waiting(monkeypatch, papers, "write", lambda: restored_and_closed(outage))
    filing = builders.filing()
    assert (filing.outage, sessions[0].ended()) == (outage, "outage_has_open_matters")
    assert list(all_faults()) == []


def test_a_filing_joins_an_outage_that_is_declared_while_it_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    outage = builders.suspected_outage()
    by = builders.headquarters_approver()
    meanwhile(monkeypatch, papers, "ensure_paper", lambda: outages.declare(outage, by=by, at=DECLARED))
    filing = builders.filing()
    assert (filing.outage, builders.last_sequence()) == (outage, 1)


def test_a_declaration_waits_for_the_filing_that_is_being_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    outage = builders.suspected_outage()
    by = builders.headquarters_approver()
    sessions = waiting(monkeypatch, papers, "write", lambda: outages.declare(outage, by=by, at=NOW))
    filing = builders.filing()
    assert sessions[0].ended().state == OutageState.DECLARED
    filing.refresh_from_db()
    assert filing.outage == outage
    assert list(all_faults()) == []


def test_nothing_is_prepared_for_an_outage_that_was_closed_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = builders.counter()
    filing = builders.filing()

    def end() -> Outage:
        lift(counter)()
        builders.restored_outage(counter.outage)
        settled(filing)
        return builders.closed_outage(counter.outage)

    closed = meanwhile(monkeypatch, rules, "ensure_source", end)
    with refused("wrong_state"):
        prepare(counter, filing)
    assert (closed[0].state, Document.objects.count()) == (OutageState.CLOSED, 0)
    assert list(all_faults()) == []


def test_an_outage_is_not_closed_over_a_document_that_is_being_prepared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counter = builders.counter()
    filing = builders.filing()

    def end() -> Outage:
        settled(filing)
        lift(counter)()
        return restored_and_closed(counter.outage)

    sessions = waiting(monkeypatch, documents, "locked_book", end)
    document = prepare(counter, filing)
    assert (document.state, sessions[0].ended()) == (DocumentState.PREPARED, "outage_has_open_matters")
    assert list(all_faults()) == []


def test_an_outage_closed_twice_at_once_is_closed_once() -> None:
    outage = builders.restored_outage(builders.declared_outage())
    by = builders.headquarters_drafter()
    results = together([lambda: outages.close(outage, by=by, at=NOW)] * 2)
    assert codes(results) == ["done", "wrong_state"]
    assert [entry[0] for entry in builders.told(outage)] == ["suspect", "declare", "restore", "close"]


def test_a_filing_settled_twice_at_once_is_settled_once() -> None:
    builders.declared_outage()
    filing = builders.filing()
    filings.propose_settlement(
        filing, reason=SettlementReason.WITHDRAWN, words="민원인 취하", by=builders.supervisor(), at=NOW
    )
    people = [builders.head(), builders.supervisor(number=2)]
    results = together([partial(filings.settle, filing, by=by, at=NOW) for by in people])
    assert codes(results) == ["done", "wrong_state"]
    assert list(all_faults()) == []


def prepare(counter: Counter, filing: Filing) -> Document:
    return documents.prepare(
        filing,
        source=Source.PAPER_REGISTER,
        facts=builders.FACTS["RR01"],
        as_of=builders.SNAPSHOT_AS_OF,
        by=counter.clerk,
        at=NOW,
        token=builders.token(),
    )
