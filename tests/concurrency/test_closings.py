"""Signing and closing while others work: two signatures, a filing that is being taken, a new case, a kill half-way."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from issuance.actions import (
    answers,
    closings,
    filings,
    journal,
    outages,
    paper_filings,
    papers,
    reconciliation,
)
from issuance.actions.offices import locked_book
from issuance.domain.ledger import AnswerCode, AnswerRow
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.outages import OutageHasOpenMatters
from issuance.domain.papers import Serial
from issuance.models import (
    AnswerDoubt,
    ClosingStatement,
    Document,
    Filing,
    OfficeClosing,
    Outage,
    RegistrationAnswer,
)
from issuance.queries.faults import all_faults
from tests import builders
from tests.actions.test_closings import finished, own
from tests.builders import NOW, Counter
from tests.concurrency.sessions import together, waiting
from tests.concurrency.test_two_sessions import codes

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]


def close(outage: Outage) -> Callable[[], Any]:
    return partial(outages.close, outage, by=builders.headquarters_drafter(), at=NOW)


def late_filing(counter: Counter) -> Any:
    return filings.receive(builders.new_filing(), by=counter.clerk, at=NOW, outage=counter.outage)


def test_two_who_sign_at_once_give_one_signature() -> None:
    counter = finished()
    people = (counter.supervisor, builders.head())
    results = together([partial(closings.sign, own(counter.outage), by=by, at=NOW) for by in people])
    assert codes(results) == ["done", "wrong_state"]
    assert len(builders.told(OfficeClosing.objects.get())) == 1
    assert list(all_faults()) == []


def test_five_who_close_at_once_close_once() -> None:
    counter = finished()
    builders.signed_off(counter.outage)
    results = together([close(counter.outage)] * 5)
    assert codes(results) == ["done", *["wrong_state"] * 4]
    assert ClosingStatement.objects.count() == 1
    assert list(all_faults()) == []


def test_a_signature_counts_a_filing_that_was_being_taken_or_comes_before_it() -> None:
    counter = finished()
    signing = partial(closings.sign, own(counter.outage), by=counter.supervisor, at=NOW)
    signed, taken = together([signing, partial(late_filing, counter)])
    assert taken.outage == counter.outage
    if signed == "office_has_open_matters":
        assert OfficeClosing.objects.count() == 0
    else:
        assert closings.stands(OfficeClosing.objects.get()) is False
    with pytest.raises(OutageHasOpenMatters):
        close(counter.outage)()


def test_a_case_opened_while_the_outage_is_being_closed_is_one_of_after_the_closing() -> None:
    counter = finished()
    builders.signed_off(counter.outage)
    anew = partial(
        reconciliation.open_anew,
        Document.objects.get(),
        reason="본인이 다르다고 알려 옴",
        by=counter.supervisor,
        at=NOW,
    )
    closed, case = together([close(counter.outage), anew])
    statement = ClosingStatement.objects.filter(outage=counter.outage).first()
    if statement is None:
        assert closed == "outage_has_open_matters"
    else:
        assert case.pk > statement.last_case
    assert list(all_faults()) == []


def test_an_answer_that_contradicts_while_the_outage_is_being_closed_waits_for_a_person_or_came_too_late() -> (
    None
):
    counter = finished()
    builders.signed_off(counter.outage)
    receipt = Serial.parse(filings.receipt_of(Filing.objects.get()).serial)
    take = partial(
        answers.take_answers,
        [AnswerRow(2, receipt, AnswerCode.REGISTERED, "", "신청-1")],
        source=None,
        outage=counter.outage,
        by=counter.supervisor,
        at=NOW,
    )
    _, faults = together([close(counter.outage), take])
    closed = Outage.objects.get().state == "closed"
    assert [fault.code for fault in faults] == (["answer_after_closing"] if closed else [])
    assert (AnswerDoubt.objects.count(), RegistrationAnswer.objects.count()) == (0 if closed else 1, 1)
    assert list(all_faults()) == []


def test_a_closing_that_dies_half_way_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = finished()
    builders.signed_off(counter.outage)
    original = journal.record

    def dying(*args: Any, **options: Any) -> None:
        if args[2] == "close":
            raise KeyboardInterrupt
        original(*args, **options)

    monkeypatch.setattr(journal, "record", dying)
    with pytest.raises(KeyboardInterrupt):
        close(counter.outage)()
    monkeypatch.undo()
    assert (Outage.objects.get().state, ClosingStatement.objects.count()) == ("restored", 0)
    assert close(counter.outage)().state == "closed"
    assert list(all_faults()) == []


def test_a_signature_withdrawn_while_the_outage_is_being_closed_comes_before_or_too_late() -> None:
    counter = finished()
    builders.signed_off(counter.outage)
    take_back = partial(
        closings.withdraw, own(counter.outage), reason="다시 보려고 합니다", by=counter.supervisor, at=NOW
    )
    closed, withdrawn = together([close(counter.outage), take_back])
    state = Outage.objects.get().state
    if state == "closed":
        assert withdrawn == "closed_for_good"
    else:
        assert (state, closed, withdrawn.state) == ("restored", "offices_not_signed", "open")
    assert list(all_faults()) == []


def test_an_outage_is_not_closed_over_the_first_filing_of_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else sees the book in which it is being written."""
    outage, january = builders.declared_outage(), NOW + timedelta(days=60)
    builders.restored_outage(outage)
    with transaction.atomic():
        locked_book(HEADQUARTERS, at=january)
    closing = partial(outages.close, outage, by=builders.headquarters_drafter(), at=january)
    sessions = waiting(monkeypatch, papers, "write", closing)
    filing = paper_filings.enter(
        builders.new_filing(begun_at=january),
        moment=NOW - timedelta(hours=2),
        taken_by=builders.clerk(),
        by=builders.clerk(number=2),
        at=january,
    )
    assert (filing.outage, sessions[0].ended()) == (outage, "outage_has_open_matters")
    assert list(all_faults()) == []
