"""A main system that came back without its last day: what it lost is sent again, and nothing else moves."""

from datetime import date, timedelta

import pytest

from issuance.actions import connections, filings, registrations
from issuance.domain.ledger import FileKind
from issuance.domain.registrations import Group
from issuance.models import Filing
from issuance.queries import registrations as queries
from issuance.queries.faults import all_faults
from tests import builders
from tests.actions.test_registrations import answer, batch_of, content_of, lines_of, tallied
from tests.ledger_files import RECOVERED, answer_row, bring_in, file_of
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def lost(filing: Filing) -> None:
    """The main system came back without what it registered in the last hours before `RECOVERED` + 1 hour."""
    connections.note_loss(
        filing.kind.home_system,
        complete_until=RECOVERED - timedelta(hours=1),
        by=builders.headquarters_drafter(),
        at=RECOVERED + timedelta(hours=1),
    )


def test_what_the_main_system_lost_is_sent_again_and_gets_its_new_number_with_the_old_one_kept() -> None:
    outage = builders.declared_outage()
    filing, untouched = builders.filing(), builders.filing(kind="LD02")
    batch_of(outage)
    answer(filing, "0000", number="신청-1")
    answer(untouched, "0000", number="신청-2")
    lost(filing)
    assert tallied(outage) == {Group.LOST: 1, Group.REGISTERED: 2}
    later = RECOVERED + timedelta(hours=2)
    batch = batch_of(outage, at=later)
    assert batch.lines.get().again is True
    assert lines_of(content_of(batch))[0][7] == "2026-11-23"
    row = answer_row(filings.receipt_of(filing), "0000", number="신청-9")
    bring_in(file_of(FileKind.ANSWERS, [row]), FileKind.ANSWERS, outage=outage, at=later)
    filing.refresh_from_db()
    assert (filing.state, filing.main_system_number, filing.effective_date, filing.registered_at) == (
        "registered",
        "신청-9",
        date(2026, 11, 23),
        later,
    )
    assert list(filing.answers.values_list("number", flat=True)) == ["신청-1", "신청-9"]
    assert [entry[0] for entry in builders.told(filing)] == ["receive", "register", "register_again"]
    assert tallied(outage) == {Group.REGISTERED: 2}
    assert list(all_faults()) == []


@pytest.mark.parametrize("code", ["2002", "3001"])
def test_what_was_lost_and_is_refused_when_it_comes_again_waits_like_any_other(code: str) -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    answer(filing, "0000", number="신청-1")
    lost(filing)
    later = RECOVERED + timedelta(hours=2)
    batch_of(outage, at=later)
    answer(filing, code)
    assert tallied(outage) == {Group(code): 1, Group.REGISTERED: 1}
    if code == "3001":
        assert batch_of(outage, at=later).row_count == 1
        return
    with refused("nothing_to_register"):
        batch_of(outage, at=later)
    registrations.resend(filing, by=builders.supervisor(), at=later)
    assert batch_of(outage, at=later).lines.get().again is True
    assert list(all_faults()) == []


def test_what_is_registered_again_at_the_moment_of_the_noting_is_lost_no_more() -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    answer(filing, "0000", number="신청-1")
    lost(filing)
    noted = RECOVERED + timedelta(hours=1)
    batch_of(outage, at=noted)
    row = answer_row(filings.receipt_of(filing), "0000", number="신청-2")
    bring_in(file_of(FileKind.ANSWERS, [row]), FileKind.ANSWERS, outage=outage, at=noted)
    assert tallied(outage) == {Group.REGISTERED: 1}


def test_a_loss_that_was_noted_in_error_is_withdrawn_and_sends_nothing() -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    answer(filing, "0000", number="신청-1")
    at, by = RECOVERED + timedelta(hours=1), builders.headquarters_drafter()
    system = filing.kind.home_system
    with refused("loss_in_future"):
        connections.note_loss(system, complete_until=at, by=by, at=at)
    with refused("not_permitted"):
        connections.note_loss(system, complete_until=RECOVERED, by=builders.supervisor(), at=at)
    loss = connections.note_loss(system, complete_until=RECOVERED - timedelta(days=1), by=by, at=at)
    assert queries.lost_filings(loss) == 1
    connections.withdraw_loss(loss, by=by, at=at)
    with refused("loss_withdrawn"):
        connections.withdraw_loss(loss, by=by, at=at)
    assert tallied(outage) == {Group.REGISTERED: 1}
