"""Two people at once, and one batch sent by two workers at once."""

from functools import partial

import pytest

from issuance.actions import answers, registrations, sendings
from issuance.models import BackEntryBatch, BackEntryLine, Filing, RegistrationAnswer
from issuance.queries.faults import all_faults
from tests import builders
from tests.concurrency.sessions import together, waiting
from tests.ledger_files import RECOVERED
from tests.main_system.feeds import simulated

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]


def test_two_who_make_a_batch_at_once_send_no_filing_twice() -> None:
    outage = builders.declared_outage()
    for _ in range(5):
        builders.filing()
    office = builders.office()
    results = together(
        [
            partial(registrations.make_batch, outage, office=office, by=person, at=RECOVERED)
            for person in (builders.supervisor(), builders.head())
        ]
    )
    assert sorted(result if isinstance(result, str) else "made" for result in results) == [
        "made",
        "nothing_to_register",
    ]
    assert (BackEntryBatch.objects.count(), BackEntryLine.objects.count()) == (1, 5)


def test_a_batch_that_two_workers_send_at_once_is_registered_once() -> None:
    outage = builders.declared_outage(("resident",))
    for _ in range(3):
        builders.filing()
    batch = registrations.make_batch(
        outage,
        office=builders.office(),
        system=builders.system("resident"),
        by=builders.supervisor(),
        at=RECOVERED,
    )
    feed = simulated()
    results = together([lambda: sendings.send(batch, at=RECOVERED, feed=feed)] * 2)
    assert results == [[], []]
    assert set(Filing.objects.values_list("state", "already_there")) == {("registered", False)}
    assert RegistrationAnswer.objects.count() == 3
    assert list(all_faults()) == []


def test_a_batch_is_not_withdrawn_under_answers_that_are_being_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    outage = builders.declared_outage(("resident",))
    builders.filing()
    by = builders.supervisor()
    batch = registrations.make_batch(
        outage, office=builders.office(), system=builders.system("resident"), by=by, at=RECOVERED
    )
    words = "주 시스템 담당자가 받지 못했다고 함"
    withdraw = partial(registrations.withdraw, batch, words=words, by=by, at=RECOVERED)
    sessions = waiting(monkeypatch, answers, "_store", withdraw)
    assert sendings.send(batch, at=RECOVERED, feed=simulated()) == []
    assert [session.ended() for session in sessions] == ["batch_ended"]
    assert Filing.objects.get().state == "registered"
    assert list(all_faults()) == []
