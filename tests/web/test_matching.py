"""The pages of match runs: headquarters starts one over the nation, everybody follows their own."""

import pytest
from django.urls import reverse

from issuance import tasks
from issuance.actions import matching
from issuance.domain.ledger import FileKind
from issuance.domain.match_runs import RunState
from issuance.models import Case, MatchRun
from tests import builders
from tests.builders import NOW, Counter
from tests.ledger_files import bring_in, extract_row, file_of, number_of
from tests.web.conftest import LogIn
from tests.web.pages import said, text


def paper_with_its_row(at_counter: Counter) -> None:
    document = builders.handed_over(at_counter)
    rows = [extract_row(number_of(document.filing))]
    bring_in(file_of(FileKind.EXTRACT, rows), outage=at_counter.outage)


def asked_for(at_counter: Counter) -> MatchRun:
    return matching.begin(at_counter.outage, office=at_counter.office, by=at_counter.supervisor, at=NOW)


def test_headquarters_compares_the_papers_of_every_office(at_counter: Counter, log_in: LogIn) -> None:
    paper_with_its_row(at_counter)
    browser = log_in(builders.headquarters_drafter())
    assert "임시확인서 <strong>1건</strong>" in text(browser.get(reverse("match_runs")))
    answer = browser.post(reverse("match_begin", args=[at_counter.outage.pk]), follow=True)
    assert said(answer) == ["임시확인서 1건의 대조를 시작했습니다."]
    run = MatchRun.objects.get()
    assert (run.office, run.state, Case.objects.count()) == (None, RunState.DONE, 1)
    assert reverse("matchrun", args=[run.pk]) in text(answer)


def test_without_an_extract_headquarters_is_told_what_to_do(at_counter: Counter, log_in: LogIn) -> None:
    browser = log_in(builders.headquarters_drafter())
    answer = browser.post(reverse("match_begin", args=[at_counter.outage.pk]), follow=True)
    assert said(answer) == ["원부 추출과 교부대장을 먼저 불러와 주세요."]


def test_a_large_run_is_left_to_the_queue_and_its_page_moves(
    at_counter: Counter,
    log_in: LogIn,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: object,
) -> None:
    paper_with_its_row(at_counter)
    monkeypatch.setattr(matching, "AT_ONCE", 0)
    monkeypatch.setattr(tasks.match_papers, "apply_async", lambda **_: None)
    browser = log_in(builders.headquarters_drafter())
    browser.post(reverse("match_begin", args=[at_counter.outage.pk]))
    run = MatchRun.objects.get()
    assert run.state == RunState.RUNNING
    path = reverse("matchrun_progress", args=[run.pk])
    moving = browser.get(path)
    assert ('data-hx-trigger="every 2s"' in text(moving), moving.headers.get("HX-Refresh")) == (True, None)
    tasks.match_papers()
    still = browser.get(path)
    assert ("data-hx-trigger" in text(still), still.headers.get("HX-Refresh")) == (False, "true")
    assert Case.objects.count() == 1


def test_an_office_follows_its_own_runs_alone(at_counter: Counter, log_in: LogIn) -> None:
    paper_with_its_row(at_counter)
    run = asked_for(at_counter)
    paths = [reverse(name, args=[run.pk]) for name in ("matchrun", "matchrun_progress", "matchrun_stop")]
    for person, status in ((builders.supervisor(builders.NEIGHBOUR), 404), (at_counter.clerk, 404)):
        assert [log_in(person).get(path).status_code for path in paths] == [status] * 3
    assert log_in(at_counter.supervisor).get(paths[0]).status_code == 200
    nation = MatchRun.objects.create(
        outage=builders.declared_outage(), by=builders.headquarters_drafter(), started_at=NOW
    )
    assert log_in(at_counter.supervisor).get(reverse("matchrun", args=[nation.pk])).status_code == 404


def test_a_run_is_stopped_by_its_own_office(at_counter: Counter, log_in: LogIn) -> None:
    paper_with_its_row(at_counter)
    run = asked_for(at_counter)
    path = reverse("matchrun_stop", args=[run.pk])
    assert log_in(builders.headquarters_drafter()).post(path).status_code == 422
    answer = log_in(at_counter.supervisor).post(path, follow=True)
    assert said(answer) == ["대조를 중단했습니다. 대조 건이 없는 문서는 다음 대조에서 다시 봅니다."]
    run.refresh_from_db()
    assert run.state == RunState.STOPPED
    assert path not in text(answer)
