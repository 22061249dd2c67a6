"""Match runs that die, and two at once: every paper is found once and has one case."""

import os
import random
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from issuance.actions import findings, matching
from issuance.domain.ledger import FileKind
from issuance.domain.match_runs import LEASE, RunState, keys_in
from issuance.models import AccessRecord, Case, Document, Finding, MatchRun
from issuance.queries.comparands import paged
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import Counter
from tests.concurrency.sessions import ROOT, address_of_database, meanwhile, together
from tests.ledger_files import RECOVERED, bring_in, extract_row, file_of, number_of
from tests.refusals import refused

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]

PAPERS = 6
OTHER_ADDRESS = "서울특별시 종로구 자하문로 77-1"


def compared_counter() -> Counter:
    """Papers in people's hands, every third of them with an address that the ledger does not have."""
    counter = builders.counter()
    rows = []
    for place in range(PAPERS):
        document = builders.handed_over(counter)
        row = extract_row(number_of(document.filing), ledger_number=str(place))
        rows.append({**row, "주소": OTHER_ADDRESS} if place % 3 == 0 else row)
    bring_in(file_of(FileKind.EXTRACT, rows), outage=counter.outage)
    return counter


def asked_for(counter: Counter) -> MatchRun:
    return matching.begin(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)


def ensure_each_once() -> None:
    documents = sorted(Document.objects.values_list("pk", flat=True))
    found = [UUID(bytes=key) for page in paged(MatchRun.objects.get()) for key in keys_in(page)]
    assert sorted([*found, *Finding.objects.values_list("document", flat=True)]) == documents
    assert sorted(Case.objects.values_list("document", flat=True)) == documents
    assert Case.objects.filter(verdict="differs").count() == PAPERS / 3
    assert list(all_faults()) == []


def killed_after(steps: int, seconds: int, *, workers: int) -> bool:
    """Whether the process came to its end before it had begun so many steps and was killed."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tests.concurrency.comparing", str(seconds), str(workers)],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": address_of_database(),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": str(ROOT),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        for begun, line in enumerate(process.stdout, start=1):
            if line == "done\n":
                return True
            if begun == steps:
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    return False


@pytest.mark.parametrize("workers", [0, 2])
def test_a_run_killed_again_and_again_finds_each_paper_once(workers: int) -> None:
    asked_for(compared_counter())
    chance, turn = random.Random(5), 0
    while not killed_after(chance.randrange(2, 8), turn * int(LEASE.total_seconds() + 60), workers=workers):
        turn += 1
        assert turn < 40, "it does not come forward"
    assert turn > 1
    assert MatchRun.objects.get().state == RunState.DONE
    ensure_each_once()


def test_a_run_that_is_shared_out_finds_what_one_process_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = compared_counter()
    # One whose number was mistyped, and two papers of one subject, which stand in different slices.
    slipped = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    row = extract_row("8503029000018", name="독고탁", ledger_number="원-탁")
    bring_in(file_of(FileKind.EXTRACT, [row]), outage=counter.outage)
    first = Document.objects.exclude(pk=slipped.pk).order_by("pk").first()
    assert first is not None
    second = builders.handed_over(counter, number=number_of(first.filing), again=True)
    found = [everything_found(asked_for(counter), workers=0)]
    monkeypatch.setattr(matching, "SHARED_FROM", 1)
    monkeypatch.setattr(matching, "SLICE", 1)
    monkeypatch.setattr(matching, "FETCHED_AT_A_TIME", 1)
    found.append(everything_found(asked_for(counter), workers=2))
    assert found[0] == found[1]
    verdicts = {document: verdict for document, verdict, *_ in found[0][0]}
    assert [verdicts[one.pk] for one in (slipped, first, second)] == ["match", "duplicate", "duplicate"]
    assert list(all_faults()) == []


def everything_found(run: MatchRun, *, workers: int) -> tuple[list[Any], list[Any], set[Any]]:
    """A run's findings, its clean matches, and what it left access records of: a row that two slices open has two."""
    before = AccessRecord.objects.count()
    run = matching.go_on(run, at=RECOVERED, workers=workers)
    rows = run.findings.order_by("document").values_list("document", "verdict", "block", "place", "detail")
    records = AccessRecord.objects.order_by("pk").values_list("noun", "subject", "subject_key")
    return list(rows), [bytes(page.rows) for page in run.pages.all()], set(records[before:])


def test_of_two_who_carry_a_run_out_at_once_one_does_it() -> None:
    run = asked_for(compared_counter())
    ends = together([lambda: matching.go_on(run, at=RECOVERED).state] * 2)
    assert sorted(ends) in (["done", "match_run_under_way"], ["done", "match_run_taken_over"])
    findings.open_cases(run, at=RECOVERED)
    ensure_each_once()


def test_two_who_ask_at_once_have_one_run() -> None:
    counter = compared_counter()
    begin = partial(
        matching.begin, counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED
    )
    first, second = together([begin, begin])
    assert (first, MatchRun.objects.count()) == (second, 1)


def test_two_who_open_cases_at_once_open_each_once() -> None:
    run = matching.go_on(asked_for(compared_counter()), at=RECOVERED)
    counts = together([lambda: findings.open_cases(run, at=RECOVERED)] * 2)
    assert sum(counts) == PAPERS
    ensure_each_once()


def test_one_that_was_taken_for_dead_and_taken_over_writes_nothing_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = asked_for(compared_counter())
    later = RECOVERED + LEASE + timedelta(minutes=1)
    over = meanwhile(monkeypatch, matching, "claims", lambda: matching.go_on(run, at=later).state)
    with refused("match_run_taken_over"):
        matching.go_on(run, at=RECOVERED)
    assert over == [RunState.DONE]
    findings.open_cases(run, at=later)
    ensure_each_once()
