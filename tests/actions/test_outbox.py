"""The outbox: what leaves is sent at least once under one id, tried three times, and then left to a person."""

import smtplib
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
import time_machine
from django.core import mail
from django.utils.module_loading import import_string
from pytest_django import Settings

from issuance import tasks
from issuance.actions import messages, outbox, settlements
from issuance.actions.senders import FolderSender, Parcel
from issuance.domain.messages import MOST_TRIES, PAUSES, Audience, Channel, Way
from issuance.domain.reconciliation import Decision
from issuance.models import Message
from issuance.queries import messages as queries
from issuance.queries.faults import all_faults
from tests import builders, settling
from tests.builders import Counter
from tests.concurrency.sessions import together
from tests.settling import EFFECT

ADDRESS = "counter@bank.example"


class Recorder:
    """Takes every parcel; breaks as often as it is told to."""

    taken: ClassVar[list[Parcel]] = []
    broken: ClassVar[list[BaseException]] = []

    def send(self, parcel: Parcel) -> None:
        if self.broken:
            raise self.broken.pop(0)
        self.taken.append(parcel)


@pytest.fixture(autouse=True)
def _recorded(settings: Settings) -> Iterator[None]:
    settings.IEUM_SENDERS = {"sms": f"{__name__}.Recorder", "email": "issuance.actions.senders.MailSender"}
    yield
    Recorder.taken.clear()
    Recorder.broken.clear()


@pytest.fixture(autouse=True)
def _found_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own sender is no module that a name leads to."""
    monkeypatch.setattr(
        "issuance.actions.senders.import_string",
        lambda name: Recorder if name.endswith("Recorder") else import_string(name),
    )


def text(at_counter: Counter | None = None) -> Message:
    """The SMS of a paper that was corrected."""
    case = settling.differing(settling.handed_over(at_counter or builders.counter()))
    settlements.settle(settling.decided(case, Decision.CORRECT), at=EFFECT)
    return Message.objects.get(case=case, channel=Channel.SMS)


def mailed(at_counter: Counter) -> Message:
    row = text(at_counter)
    letter = Message.objects.get(case=row.case_id, channel=Channel.LETTER, audience=Audience.RECEIVER)
    return messages.mail(letter, email=ADDRESS, by=at_counter.clerk, at=EFFECT)


def swept(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        tasks.send_messages()


def test_the_sweep_sends_what_a_sender_serves_and_nothing_else(db: None) -> None:
    row = text()
    swept(EFFECT)
    row.refresh_from_db()
    assert (row.state, row.way, row.sent_by, row.sent_at, row.tries) == ("sent", Way.SYSTEM, None, EFFECT, 1)
    assert [(parcel.id, parcel.to) for parcel in Recorder.taken] == [(row.pk, "01012345678")]
    assert set(Message.objects.filter(channel=Channel.LETTER).values_list("state", flat=True)) == {"drafted"}
    assert builders.told(row)[-1] == ("send", "drafted", "sent", "")
    assert list(all_faults()) == []


def test_sent_five_times_it_leaves_once(db: None) -> None:
    row = text()
    assert [outbox.send(row, at=EFFECT) for _ in range(5)] == [True, False, False, False, False]
    assert len(Recorder.taken) == 1


def test_two_sweeps_at_once_send_it_once(committed_db: None) -> None:
    row = text()
    ends = together([lambda: outbox.send(row, at=EFFECT)] * 2)
    assert sorted(map(str, ends)) == ["False", "True"]
    assert len(Recorder.taken) == 1


def test_a_mail_has_the_same_id_each_time_and_names_nobody(db: None) -> None:
    row = mailed(builders.counter())
    assert outbox.send(row, at=EFFECT)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([ADDRESS], row.subject)
    assert sent.extra_headers == {"Message-ID": f"<{row.pk}@127.0.0.1>"}
    assert ("홍길동" in str(sent.body), "주소" in str(sent.body).replace("아래 주소", "")) == (False, False)


def test_what_does_not_leave_is_tried_again_after_a_growing_pause_and_then_left_to_a_person(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    counter = builders.counter()
    row = text(counter)
    Recorder.broken += [smtplib.SMTPRecipientsRefused({"01012345678": (550, b"no")}) for _ in range(9)]
    moment = EFFECT
    for tries in range(1, MOST_TRIES + 1):
        swept(moment)
        swept(moment + PAUSES[tries - 1] - timedelta(seconds=1))
        row.refresh_from_db()
        assert (row.tries, row.fault) == (tries, "SMTPRecipientsRefused")
        moment += PAUSES[tries - 1]
    assert row.state == "given_up"
    swept(moment + timedelta(days=1))
    assert (len(Recorder.broken), Recorder.taken) == (9 - MOST_TRIES, [])
    assert list(queries.waiting_at(counter.office, served=("sms",)).filter(channel="sms")) == [row]
    messages.deliver(row, way=Way.TELEPHONE, words="전화로 알려 드림", by=counter.clerk, at=moment)
    assert [verb for verb, *_ in builders.told(row)] == ["draft", "give_up", "deliver"]
    assert "01012345678" not in caplog.text
    assert list(all_faults()) == []


def test_a_fault_is_made_good_by_the_next_try(db: None) -> None:
    row = text()
    Recorder.broken.append(OSError("broken"))
    swept(EFFECT)
    swept(EFFECT + PAUSES[0])
    row.refresh_from_db()
    assert (row.state, row.tries, len(Recorder.taken)) == ("sent", 2, 1)


def test_a_message_that_breaks_stops_no_other(db: None) -> None:
    counter = builders.counter()
    first, second = text(counter), text(counter)
    Recorder.broken.append(ValueError("broken"))
    swept(EFFECT)
    first.refresh_from_db()
    second.refresh_from_db()
    assert sorted([first.state, second.state]) == ["drafted", "sent"]


class Killed(BaseException):
    """The process is gone: nothing after it runs."""


@pytest.mark.parametrize("after_it_left", [False, True])
def test_who_is_killed_between_sending_and_marking_sends_it_once_more_under_the_same_id(
    db: None, monkeypatch: pytest.MonkeyPatch, after_it_left: bool
) -> None:
    row = text()

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(outbox if after_it_left else Recorder, "_sent" if after_it_left else "send", killed)
        with pytest.raises(Killed):
            outbox.send(row, at=EFFECT)
    assert outbox.send(row, at=EFFECT) is False
    row.refresh_from_db()
    assert row.state == "drafted"
    assert outbox.send(row, at=EFFECT + PAUSES[0]) is True
    assert [parcel.id for parcel in Recorder.taken] == [row.pk] * (2 if after_it_left else 1)


def test_who_is_killed_each_time_is_given_up_in_the_end(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    row, moment = text(), EFFECT

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    monkeypatch.setattr(Recorder, "send", killed)
    for pause in PAUSES:
        with pytest.raises(Killed):
            outbox.send(row, at=moment)
        moment += pause
    assert outbox.send(row, at=moment) is False
    row.refresh_from_db()
    assert row.state == "given_up"


def test_what_a_person_sent_meanwhile_stays_as_the_person_said(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = builders.counter()
    row = text(counter)

    def meanwhile(_: Recorder, parcel: Parcel) -> None:
        messages.deliver(row, way=Way.TELEPHONE, words="전화로 알려 드림", by=counter.clerk, at=EFFECT)

    monkeypatch.setattr(Recorder, "send", meanwhile)
    outbox.send(row, at=EFFECT)
    row.refresh_from_db()
    assert (row.state, row.way) == ("sent", Way.TELEPHONE)


def test_nothing_of_a_drill_leaves_the_house(db: None) -> None:
    row = text()
    copy = Message(
        case=row.case, office=row.office, drill=True, occasion=row.occasion, audience=row.audience,
        channel=row.channel, token="drill", subject=row.subject, drafted_by=row.drafted_by,
        drafted_at=row.drafted_at, recipient_shown="",
    )  # fmt: skip
    copy.seal("recipient", "01012345678")
    copy.seal("body", "훈련")
    copy.save(force_insert=True)
    assert outbox.send(copy, at=EFFECT) is False
    assert copy not in queries.due(served=("sms",), at=EFFECT)
    assert copy in queries.waiting_at(row.office_id, served=("sms",))
    assert Recorder.taken == []


def test_without_a_sender_a_message_waits_for_a_person(db: None, settings: Settings) -> None:
    settings.IEUM_SENDERS = {}
    row = text()
    swept(EFFECT)
    row.refresh_from_db()
    assert (row.state, row.tries) == ("drafted", 0)


def test_a_folder_holds_a_whole_file_for_each_message_however_often_it_is_sent(
    tmp_path: Path, settings: Settings
) -> None:
    settings.IEUM_OUTBOX_FOLDER = str(tmp_path / "out")
    parcel = Parcel(id=uuid.uuid4(), to="01012345678", subject="제목", text="내용")
    for _ in range(2):
        FolderSender().send(parcel)
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == f"{parcel.id}.json"
    assert file.read_text(encoding="utf-8") == (
        f'{{"id": "{parcel.id}", "to": "01012345678", "subject": "제목", "text": "내용"}}'
    )
    assert file.stat().st_mode & 0o777 == 0o600
