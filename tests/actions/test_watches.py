"""Who verified a paper is told when it stops being good, once, and is forgotten then."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from issuance import tasks
from issuance.actions import papers, watches
from issuance.domain.verdicts import Standing
from issuance.domain.verification import WATCHES_PER_ADDRESS, WATCHES_PER_PAPER
from issuance.models import Paper, VerificationTries, Watch
from issuance.queries.verification import watches_to_tell
from tests import builders
from tests.builders import NOW
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
