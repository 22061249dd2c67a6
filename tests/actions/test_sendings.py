"""Batches go over the network as often as they need, and each line is registered once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from pytest_django import Settings

from issuance.actions import answers, outages, registrations, sendings
from issuance.domain.ledger import AnswerCode
from issuance.main_system.server import FeedServer
from issuance.main_system.simulated_feed import SimulatedFeed, Weather, Wish
from issuance.models import AnswerDoubt, BackEntryBatch, Filing, Outage, RegistrationAnswer, SendingConsent
from issuance.queries import registrations as queries
from issuance.queries.faults import all_faults
from tests import builders
from tests.actions.test_closings import ended
from tests.builders import NEIGHBOUR, NOW
from tests.ledger_files import RECOVERED
from tests.main_system.feeds import served, simulated
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def outage() -> Outage:
    return builders.declared_outage(("resident", "kras"))


@pytest.fixture
def consent(outage: Outage) -> SendingConsent:
    return registrations.consent(outage, office=builders.office(), by=builders.supervisor(), at=NOW)


@pytest.fixture
def server(settings: Settings) -> Iterator[FeedServer]:
    with served(simulated()) as running:
        settings.IEUM_MAIN_SYSTEMS = {"resident": running.address}
        yield running


def batch_for(outage: Outage, system: str = "resident") -> BackEntryBatch:
    return registrations.make_batch(
        outage,
        office=builders.office(),
        system=builders.system(system),
        by=builders.supervisor(),
        at=RECOVERED,
    )


def states() -> list[tuple[str, bool]]:
    return list(Filing.objects.order_by("moment").values_list("state", "already_there"))


def test_a_batch_is_sent_over_http_and_its_answers_register(outage: Outage, server: FeedServer) -> None:
    builders.filing()
    batch = batch_for(outage)
    assert sendings.send(batch, at=RECOVERED) == []
    batch.refresh_from_db()
    assert (batch.sent_at, batch.next_try_at, batch.trouble) == (RECOVERED, None, "")
    assert states() == [("registered", False)]
    assert list(all_faults()) == []
    with refused("batch_ended"):
        sendings.send(batch, at=RECOVERED)


def test_what_was_killed_before_the_answers_were_kept_is_sent_again_and_answered_the_same(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.filing()
    batch, feed = batch_for(outage), simulated()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("issuance.actions.answers.take_answers", killed)
        with pytest.raises(KeyboardInterrupt):
            sendings.send(batch, at=RECOVERED, feed=feed)
    assert states() == [("received", False)]
    sendings.send(batch, at=RECOVERED, feed=feed)
    # Not 1001: the same key gave the answers that it was given first.
    assert states() == [("registered", False)]


def test_a_system_that_is_down_is_asked_again_later_and_later(
    outage: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    builders.filing()
    batch, feed = batch_for(outage), simulated(weather=Weather.DOWN)
    pauses = []
    for _ in range(3):
        assert sendings.send(batch, at=RECOVERED, feed=feed) is None
        batch.refresh_from_db()
        assert batch.next_try_at is not None
        pauses.append(batch.next_try_at - RECOVERED)
    assert pauses == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert "주 시스템" in batch.trouble
    assert caplog.messages == [
        f"resident does not answer (중단): batch {batch}, try {tries}, next at {RECOVERED + pause}"
        for tries, pause in enumerate(pauses, start=1)
    ]
    assert list(queries.batches_to_send(at=RECOVERED)) == []
    assert list(queries.batches_to_send(at=RECOVERED + timedelta(minutes=4))) == [batch]
    feed.weather = Weather.UP
    sendings.send(batch, at=RECOVERED + timedelta(minutes=4), feed=feed)
    batch.refresh_from_db()
    assert (batch.trouble, states()) == ("", [("registered", False)])


class Odd(SimulatedFeed):
    """Answers with something else."""

    def __init__(self, answered: Callable[[bytes], bytes]) -> None:
        self.answered = answered

    def register(self, key: str, back_entry: bytes) -> bytes:
        return self.answered(simulated().register(key, back_entry))


@pytest.mark.parametrize("answered", [b"", b"odd", "처리코드\n0000\n".encode()])
def test_an_answer_that_is_none_leaves_the_batch_to_a_person(outage: Outage, answered: bytes) -> None:
    builders.filing()
    batch = batch_for(outage)
    with pytest.raises(Exception, match="answers"):
        sendings.send(batch, at=RECOVERED, feed=Odd(lambda _: answered))
    batch.refresh_from_db()
    assert (batch.next_try_at, batch.sent_at, bool(batch.trouble)) == (None, None, True)
    assert states() == [("received", False)]
    registrations.withdraw(batch, words="답이 오지 않음", by=builders.supervisor(), at=RECOVERED)
    assert batch_for(outage).row_count == 1


def test_half_an_answer_registers_the_lines_that_it_has_and_the_rest_stays_open(outage: Outage) -> None:
    for minutes in (9, 8, 7):
        builders.filing(begun_at=NOW - timedelta(minutes=minutes))
    batch = batch_for(outage)

    def cut(content: bytes) -> bytes:
        return b"\n".join(content.split(b"\n")[:2]) + b"\nR-11110515-26-001-0009"

    faults = sendings.send(batch, at=RECOVERED, feed=Odd(cut))
    assert [fault.row for fault in faults or ()] == [3]
    assert states() == [("registered", False), ("received", False), ("received", False)]
    assert batch.lines.filter(closed_at__isnull=True).count() == 2


def test_an_outage_is_not_closed_while_an_answer_is_on_its_way(outage: Outage) -> None:
    """The citizen withdrew what had been sent, and the main system registers it all the same."""
    filing = builders.filing()
    batch = batch_for(outage)
    ended(filing)
    builders.restored_outage(outage, at=RECOVERED)
    outage.refresh_from_db()
    with refused("office_has_open_matters"):
        builders.signed_off(outage)
    close = partial(outages.close, outage, by=builders.headquarters_drafter(), at=RECOVERED)

    def meanwhile(answered: bytes) -> bytes:
        with refused("outage_has_open_matters"):
            close()
        return answered

    assert sendings.send(batch, at=RECOVERED, feed=Odd(meanwhile)) == []
    doubt = AnswerDoubt.objects.get()
    answers.settle_doubt(
        doubt, take=False, words="주 시스템에서 취하 처리함", by=builders.supervisor(), at=RECOVERED
    )
    builders.signed_off(outage)
    assert close().state == "closed"
    assert states() == [("settled", False)]
    assert list(all_faults()) == []


def test_an_answer_that_comes_after_the_closing_is_kept_and_changes_nothing(
    outage: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    """Its batch was withdrawn while it was on its way."""
    filing = builders.filing()
    batch = batch_for(outage)
    ended(filing)

    def late(answered: bytes) -> bytes:
        registrations.withdraw(batch, words="답이 오지 않음", by=builders.supervisor(), at=RECOVERED)
        builders.restored_outage(outage, at=RECOVERED)
        builders.closed_outage(outage)
        return answered

    before = Filing.objects.values().get()
    faults = sendings.send(batch, at=RECOVERED, feed=Odd(late))
    assert [(fault.row, fault.code) for fault in faults or ()] == [(2, "answer_after_closing")]
    assert caplog.messages == [f"batch {batch}: 1 answers left out, first at line 2"]
    assert (Filing.objects.values().get(), AnswerDoubt.objects.count()) == (before, 0)
    assert [(answer.code, bool(answer.number)) for answer in filing.answers.all()] == [("0000", True)]
    assert list(all_faults()) == []


def test_only_connected_systems_get_batches_and_only_of_offices_that_said_yes(
    outage: Outage, consent: SendingConsent, server: FeedServer
) -> None:
    ours = builders.filing()
    builders.filing(kind="LD02")
    builders.filing(by=builders.clerk(NEIGHBOUR))
    made = [
        batch for given in queries.standing_consents() for batch in sendings.make_next(given, at=RECOVERED)
    ]
    assert [list(batch.lines.values_list("filing", flat=True)) for batch in made] == [[ours.pk]]
    assert [batch.made_by for batch in made] == [builders.supervisor()]
    assert sendings.make_next(consent, at=RECOVERED) == []


def test_a_person_who_left_sends_nothing_any_more(consent: SendingConsent, server: FeedServer) -> None:
    builders.filing()
    consent.given_by.is_active = False
    consent.given_by.save()
    with refused("not_permitted"):
        sendings.make_next(SendingConsent.objects.get(), at=RECOVERED)
    assert BackEntryBatch.objects.count() == 0


def test_a_drill_is_never_sent(server: FeedServer) -> None:
    drill = builders.declared_outage(drill=True)
    with refused("drill_not_sent"):
        batch_for(drill)


def test_try_again_goes_into_a_later_batch_by_itself(
    outage: Outage, consent: SendingConsent, server: FeedServer
) -> None:
    builders.filing()
    server.feed.wishes = (Wish(AnswerCode.TRY_AGAIN, share=1.0),)
    (first,) = sendings.make_next(consent, at=RECOVERED)
    sendings.send(first, at=RECOVERED)
    assert sendings.make_next(consent, at=RECOVERED + timedelta(minutes=9)) == []
    server.feed.wishes = ()
    (second,) = sendings.make_next(consent, at=RECOVERED + timedelta(minutes=10))
    sendings.send(second, at=RECOVERED + timedelta(minutes=10))
    assert list(RegistrationAnswer.objects.values_list("code", flat=True)) == ["3001", "0000"]
    assert states() == [("registered", False)]


def test_a_system_without_an_address_is_not_connected(outage: Outage) -> None:
    builders.filing()
    batch = batch_for(outage)
    with refused("system_not_connected"):
        sendings.send(batch, at=RECOVERED)
