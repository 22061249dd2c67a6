"""The rehearsal on a small nation: its sums, its papers as a stranger reads them, and that it may run again."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from issuance.actions import seeds
from issuance.domain.verdicts import Verdict
from issuance.management.commands.rehearse import FEWEST_DOCUMENTS
from issuance.models import Document, Filing, Outage, Paper
from issuance.queries.faults import all_faults
from issuance.sealing.lists import StatusList, TrustList, read_status_list, read_trust_list
from issuance.sealing.verdict import judge
from tests import builders
from tests.nations import OFFICES, Machine, small_nation
from tests.printing.reading import marks, pictures, texts

pytestmark = pytest.mark.django_db

DOCUMENTS = 12
KILLS = 6


def rehearse(out: Path, *, seed: int = 7, documents: int = DOCUMENTS) -> str:
    """Run the command as a person would; the story that it tells."""
    story = StringIO()
    call_command("rehearse", documents=documents, seed=seed, out=out, stdout=story)
    return story.getvalue()


def summary_of(out: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return summary


@pytest.fixture(scope="module")
def nation(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The tests of this file share one transaction, in which each undoes what it adds."""
    with django_db_blocker.unblock(), transaction.atomic():
        seeds.load(small_nation(tmp_path_factory.mktemp("nation")), at=timezone.now())
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def story(nation: None, out: Path) -> str:
    return rehearse(out)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def summary(story: str, out: Path) -> dict[str, Any]:
    return summary_of(out)


def counts(summary: dict[str, Any]) -> dict[str, Any]:
    """What must not depend on the hour or on the books: all but the outage's number and the serials."""
    numbers = {name: value for name, value in summary.items() if name not in ("outage", "papers")}
    return numbers | {
        "papers": [
            (paper["serial"][0], paper["state"], paper["expected_verdict"]) for paper in summary["papers"]
        ]
    }


def test_the_sums_of_the_summary_hold(summary: dict[str, Any]) -> None:
    assert summary["documents"] == DOCUMENTS == summary["issued"] + summary["voided"]
    ended = summary["confirmed"] + summary["corrected"] + summary["revoked"]
    assert (summary["issued"], summary["open"], summary["closed"]) == (ended, 0, True)
    assert summary["filings"] == summary["receipts"] == summary["registered"] + summary["settled"]
    assert (summary["offices"], summary["deliveries"]) == (len(OFFICES), len(OFFICES))
    assert {name: summary[name] for name in ("voided", "corrected", "revoked", "settled")} == {
        "voided": 1,
        "corrected": 2,
        "revoked": 1,
        "settled": 1,
    }


def test_the_summary_lists_every_number_of_the_outage_and_the_folder_holds_its_paper(
    summary: dict[str, Any], out: Path
) -> None:
    by_series = Counter(paper["serial"][0] for paper in summary["papers"])
    assert by_series == {
        "R": summary["receipts"],
        "E": summary["certificates"],
        "P": summary["documents"],
        "C": 1,
    }
    assert {paper["file"] for paper in summary["papers"]} <= {path.name for path in out.iterdir()}
    assert [paper["file"] for paper in summary["papers"]] == [
        f"{paper['serial']}.pdf" for paper in summary["papers"]
    ]


@pytest.fixture(scope="module")
def lists(story: str, out: Path) -> tuple[TrustList, dict[int, StatusList]]:
    """The lists of the folder, as a verifier who holds nothing but its root reads them."""
    root = json.loads((out / "root.jwk.json").read_text())
    trust = read_trust_list((out / "trust-list.jwt").read_text(), root, highest_version_seen=0)
    read = [read_status_list(path.read_text(), trust.list_keys) for path in out.glob("status-*.jwt")]
    return trust, {status.number: status for status in read}


def test_a_stranger_reads_from_every_paper_the_verdict_that_the_summary_expects(
    summary: dict[str, Any], out: Path, lists: tuple[TrustList, dict[int, StatusList]]
) -> None:
    trust, statuses = lists
    found, expected = {}, {}
    for paper in summary["papers"]:
        read = set(marks(pictures((out / paper["file"]).read_bytes(), 150)[0]))
        assert len(read) == 1, paper
        judgement = judge(read.pop(), trust, statuses, datetime.now(UTC))
        found[paper["serial"]] = (judgement.serial, judgement.verdict)
        expected[paper["serial"]] = (paper["serial"], paper["expected_verdict"])
    assert found == expected
    assert {verdict for _, verdict in found.values()} == {Verdict.VALID, Verdict.VOIDED, Verdict.SUPERSEDED}


def test_the_notice_of_the_hall_names_what_is_down(story: str, out: Path) -> None:
    (page,) = texts((out / "notice.pdf").read_bytes())
    assert [name for name in ("새올행정시스템", "주민등록정보시스템", "정부24") if name not in page] == []


def test_the_story_tells_every_act_in_order(story: str) -> None:
    titles = [line.split(".")[0] for line in story.splitlines() if line[:1].isdigit()]
    assert titles == [str(number) for number in range(1, 11)]


def test_a_second_outage_stands_open_with_work_for_a_visitor(story: str) -> None:
    closed, standing = Outage.objects.order_by("number")[:2]
    assert (closed.state, standing.state) == ("closed", "declared")
    order = standing.orders.get()
    assert (order.state, builders.delivery(order).state) == ("in_force", "sent")
    assert Filing.objects.filter(outage=standing, state="received").count() == 6
    assert Document.objects.filter(order=order, state="awaiting_approval", approved_by=None).count() == 2


def test_nothing_is_wrong_in_the_books_afterwards(story: str) -> None:
    assert list(all_faults()) == []


@pytest.mark.slow
def test_a_second_run_keeps_what_is_there_and_plays_the_same_story_beside_it(
    summary: dict[str, Any], tmp_path: Path
) -> None:
    for name in ("P-11110515-23-001-000001.pdf", "mine.txt"):
        (tmp_path / name).write_text("old")
    before = {paper.pk: (paper.serial, paper.mark, paper.status) for paper in Paper.objects.all()}
    rehearse(tmp_path)
    after = {paper.pk: (paper.serial, paper.mark, paper.status) for paper in Paper.objects.all()}
    assert {pk: after[pk] for pk in before} == before
    again = summary_of(tmp_path)
    serials = [{paper["serial"] for paper in one["papers"]} for one in (summary, again)]
    assert serials[0] & serials[1] == set()
    assert again["outage"] != summary["outage"]
    assert counts(again) == counts(summary)
    assert list(all_faults()) == []
    # The folder holds one rehearsal's papers, and nobody else's file is touched.
    assert not (tmp_path / "P-11110515-23-001-000001.pdf").exists()
    assert (tmp_path / "mine.txt").read_text() == "old"


def refusal(out: Path, **options: int) -> str:
    with pytest.raises(CommandError) as caught:
        rehearse(out, **options)
    assert not out.exists()
    return str(caught.value)


def test_settings_that_do_not_allow_it_refuse(nation: None, tmp_path: Path, settings: Any) -> None:
    settings.IEUM_REHEARSAL_ALLOWED = False
    assert refusal(tmp_path / "demo") == "운영 설정에서는 연습할 수 없습니다."


def test_a_real_outage_that_stands_is_not_played_over(nation: None, tmp_path: Path) -> None:
    real = builders.suspected_outage()
    assert (
        refusal(tmp_path / "demo") == f"연습이 만들지 않은 장애 {real.number}가 열려 있어 연습할 수 없습니다."
    )


def test_fewer_documents_than_the_story_needs_are_refused(nation: None, tmp_path: Path) -> None:
    assert refusal(tmp_path / "demo", documents=FEWEST_DOCUMENTS - 1) == "--documents는 8 이상이어야 합니다."


def test_without_seeds_it_says_what_to_do_first(
    nation: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("issuance.management.commands.rehearse.COUNTERS", ("99999999",))
    assert refusal(tmp_path / "demo") == "먼저 manage.py load_seeds 로 기관과 담당자를 불러와 주세요."


@pytest.mark.slow
def test_a_rehearsal_that_is_killed_leaves_books_in_which_nothing_is_wrong(tmp_path: Path) -> None:
    machine, chance = Machine.settled(tmp_path), random.Random(20231117)
    kept: set[str] = set()
    for _ in range(KILLS):
        entries = machine.count("journalentry")
        process = machine.start("rehearse", f"--documents={FEWEST_DOCUMENTS}", f"--out={tmp_path / 'demo'}")
        # From the first deed that it does, so that a slow machine is not killed before it has begun.
        while machine.count("journalentry") == entries:
            assert process.poll() is None
            time.sleep(0.05)
        time.sleep(chance.uniform(0.0, 2.0))
        process.kill()
        process.wait()
        machine.manage("check_ledger")
        serials = machine.serials()
        assert kept <= serials
        kept = serials
    machine.manage("rehearse", f"--documents={FEWEST_DOCUMENTS}", f"--out={tmp_path / 'demo'}")
    machine.manage("check_ledger")
    assert summary_of(tmp_path / "demo")["closed"] is True
    assert kept < machine.serials()
