"""Two people at one counter at the same moment: the second clerk, the slip, the stop and the budget."""

from functools import partial

import pytest
from pytest_django import Settings

from issuance.actions import access, documents, filings, near_misses, offices, paper_filings, papers, slips
from issuance.domain.papers import Series
from issuance.domain.slips import Changes
from issuance.domain.states import DocumentState
from issuance.models import AccessRecord, Document, Filing, IssuingStop
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import NOW
from tests.concurrency.sessions import meanwhile, together, waiting
from tests.refusals import refused

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]


def corrected(filing: Filing) -> Filing:
    return slips.correct(
        filing,
        changes=Changes(receiver="새빛은행"),
        consent=True,
        reason="은행 이름을 잘못 적음",
        by=builders.clerk(number=2),
        at=NOW,
    )


def miss() -> None:
    near_misses.record(
        Series.PROVISIONAL, "lint_hit", "제목", subject="1", by=builders.clerk(), at=NOW, drill=False
    )


def test_an_interest_confirmed_by_two_at_once_is_confirmed_by_one() -> None:
    filing = builders.filing(interest=True)
    people = [builders.clerk(number=2), builders.supervisor()]
    results = together([partial(filings.confirm_interest, filing, by=by, at=NOW) for by in people])
    assert [result for result in results if isinstance(result, str)] == ["interest_already_confirmed"]
    assert [entry[0] for entry in builders.told(filing)] == ["receive", "confirm_interest"]
    assert list(all_faults()) == []


def test_a_paper_filing_checked_by_two_at_once_is_checked_by_one() -> None:
    builders.declared_outage()
    filing = builders.paper_filing()
    people = [builders.clerk(), builders.supervisor()]
    results = together([partial(paper_filings.check, filing, by=by, at=NOW) for by in people])
    assert [result for result in results if isinstance(result, str)] == ["paper_already_checked"]
    assert [entry[0] for entry in builders.told(filing)] == ["enter_paper", "check_paper"]


def test_a_paper_form_sent_five_times_at_once_is_one_filing() -> None:
    builders.declared_outage()
    new, by = builders.new_filing(), builders.clerk()
    results = together(
        [lambda: paper_filings.enter(new, moment=NOW, taken_by=by, evidence=b"%PDF-", by=by, at=NOW)] * 5
    )
    assert len({filing.pk for filing in results}) == 1
    assert (Filing.objects.count(), builders.last_sequence()) == (1, 1)


def test_a_slip_put_right_after_the_preview_stops_the_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    meanwhile(monkeypatch, papers, "ensure_paper", lambda: corrected(document.filing))
    with refused("filing_changed"):
        documents.issue(document, by=counter.clerk, at=NOW)
    assert (builders.last_sequence(), Document.objects.get().state) == (1, DocumentState.PREPARED)
    issued = documents.issue(document, by=counter.clerk, at=NOW)
    assert issued.paper is not None
    assert "새빛은행" in issued.paper.unsealed("sheet")


def test_a_slip_is_not_put_right_under_a_paper_that_is_coming_out(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    sessions = waiting(monkeypatch, papers, "write", lambda: corrected(document.filing))
    documents.issue(document, by=counter.clerk, at=NOW)
    assert sessions[0].ended() == "already_on_paper"
    assert Filing.objects.get().receiver == "한빛은행"
    assert list(all_faults()) == []


def test_a_third_near_miss_stops_the_paper_that_has_no_number_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    miss()
    miss()
    meanwhile(monkeypatch, papers, "ensure_paper", miss)
    with refused("issuing_stopped"):
        documents.issue(document, by=counter.clerk, at=NOW)
    assert (builders.last_sequence(), IssuingStop.objects.count()) == (1, 1)


def test_near_misses_at_once_stop_an_office_once() -> None:
    offices.open_books([builders.office()], at=NOW)
    builders.clerk()
    together([miss] * 5)
    assert IssuingStop.objects.count() == 1


def test_look_ups_at_once_do_not_go_over_the_budget(settings: Settings) -> None:
    settings.IEUM_LOOKUP_BUDGET = 2
    clerk = builders.clerk()
    made = [builders.filing() for _ in range(4)]
    results = together([partial(access.look_at, one, of=one, by=clerk, at=NOW) for one in made])
    assert [result for result in results if isinstance(result, str)] == ["too_many_lookups"] * 2
    assert AccessRecord.objects.count() == 2
