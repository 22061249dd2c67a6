"""Who verified a paper is told when it stops being good, once, and is forgotten then."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage

from issuance import tasks
from issuance.actions import keys, papers, watches
from issuance.domain.verdicts import Standing
from issuance.domain.verification import WATCHES_PER_ADDRESS, WATCHES_PER_PAPER
from issuance.models import Paper, VerificationTries, Watch
from issuance.queries.verification import watches_to_tell
from tests import builders
from tests.builders import NOW
from tests.concurrency.sessions import together
from tests.refusals import refused


@pytest.fixture
def paper(db: None) -> Paper:
    paper = builders.handed_over(builders.counter()).paper
    assert paper is not None
    return paper


def ask(paper: Paper, email: str = "teller@bank.example", *, by: str = "192.0.2.1") -> Watch:
    return watches.ask(paper, email=email, at=NOW, by_address=by)


def test_an_address_is_kept_sealed_until_the_paper_expires(paper: Paper) -> None:
    watch = Watch.objects.get(pk=ask(paper).pk)
    assert (watch.until, watch.unsealed("email")) == (paper.expires_at, "teller@bank.example")
    assert b"teller" not in bytes(watch.email)
    assert "teller" not in watch.email_key


def test_asked_twice_it_is_kept_once(paper: Paper) -> None:
    assert ask(paper).pk == ask(paper, " Teller@Bank.example").pk


def test_news_is_mailed_once_and_the_address_erased(paper: Paper) -> None:
    watch = ask(paper)
    assert (list(watches_to_tell(at=NOW)), watches.tell(watch, at=NOW)) == ([], False)
    papers.set_status(paper, Standing.VOIDED)
    assert list(watches_to_tell(at=NOW)) == [watch]
    assert (watches.tell(watch, at=NOW), watches.tell(watch, at=NOW)) == (True, False)
    assert [(letter.to, paper.serial in letter.body) for letter in mail.outbox] == [
        (["teller@bank.example"], True)
    ]
    assert Watch.objects.count() == 0


def test_the_sweeps_tell_and_forget(paper: Paper) -> None:
    with time_machine.travel(NOW, tick=False):
        ask(paper)
        tasks.tell_watchers()
        tasks.forget_verifiers()
        assert (len(mail.outbox), Watch.objects.count()) == (0, 1)
        papers.set_status(paper, Standing.SUPERSEDED)
        tasks.tell_watchers()
        assert (len(mail.outbox), Watch.objects.count()) == (1, 0)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        tasks.forget_verifiers()
    assert VerificationTries.objects.count() == 0


@pytest.mark.parametrize(("from_sequence", "told"), [(0, True), (None, True), (1, False)])
def test_whoever_relied_on_a_paper_whose_key_is_in_doubt_is_told(
    paper: Paper, from_sequence: int | None, told: bool
) -> None:
    """From the paper's own number on (`None`), from the first (0), or from the one after it."""
    first = paper.sequence if from_sequence is None else from_sequence and paper.sequence + from_sequence
    watch = ask(paper)
    keys.revoke(paper.key, at=NOW, from_sequence=first, reason="열쇠를 잃음")
    assert list(watches_to_tell(at=NOW)) == ([watch] if told else [])
    assert watches.tell(watch, at=NOW) is told
    assert [("폐지된 서명키" in str(letter.body), letter.to) for letter in mail.outbox] == [
        (True, ["teller@bank.example"])
    ] * told


def test_a_mail_that_does_not_leave_keeps_the_address_out_of_the_log_and_for_the_next_sweep(
    paper: Paper, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    watch = ask(paper)
    papers.set_status(paper, Standing.VOIDED)

    def refusing(*_: object, **__: object) -> int:
        raise smtplib.SMTPRecipientsRefused({"teller@bank.example": (550, b"no")})

    with monkeypatch.context() as patched, time_machine.travel(NOW, tick=False):
        patched.setattr(EmailMessage, "send", refusing)
        tasks.tell_watchers()
    assert "SMTPRecipientsRefused" in caplog.text
    assert "teller" not in caplog.text
    assert watches.tell(watch, at=NOW) is False
    assert watches.tell(watch, at=NOW + watches.HELD) is True
    (letter,) = mail.outbox
    assert letter.extra_headers == {"Message-ID": f"<{watch.pk}@127.0.0.1>"}


def test_two_sweeps_at_once_write_once(committed_db: None) -> None:
    found = builders.handed_over(builders.counter()).paper
    assert found is not None
    watch = ask(found)
    papers.set_status(found, Standing.VOIDED)
    ends = together([lambda: watches.tell(watch, at=NOW)] * 2)
    assert (sorted(map(str, ends)), len(mail.outbox)) == (["False", "True"], 1)


def test_a_suspension_is_no_news_yet(paper: Paper) -> None:
    watch = ask(paper)
    papers.set_status(paper, Standing.SUSPENDED)
    assert watches.tell(watch, at=NOW) is False


def test_past_the_validity_nothing_is_told_and_the_address_is_erased(paper: Paper) -> None:
    watch = ask(paper)
    papers.set_status(paper, Standing.VOIDED)
    assert paper.expires_at is not None
    assert watches.tell(watch, at=paper.expires_at) is False
    assert watches.forget_expired(at=paper.expires_at - timedelta(seconds=1)) == 0
    assert watches.forget_expired(at=paper.expires_at) == 1


def test_only_a_good_paper_within_its_validity_is_watched(paper: Paper) -> None:
    receipt = Paper.objects.get(filing=paper.filing, series="R")
    with refused("nothing_to_watch"):
        ask(receipt)
    papers.set_status(paper, Standing.VOIDED)
    with refused("nothing_to_watch"):
        ask(paper)


def test_neither_a_paper_nor_an_address_takes_any_number_of_watches(paper: Paper) -> None:
    for number in range(WATCHES_PER_ADDRESS):
        ask(paper, f"a{number}@bank.example")
    with refused("too_many_tries"):
        ask(paper, "more@bank.example")
    for number in range(WATCHES_PER_PAPER - WATCHES_PER_ADDRESS):
        ask(paper, f"b{number}@bank.example", by="192.0.2.2")
    with refused("too_many_watches"):
        ask(paper, "more@bank.example", by="192.0.2.3")
