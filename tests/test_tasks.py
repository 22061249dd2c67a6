"""Sweeps: each does what waits, none stops at a bad row, and a second run finds nothing to do."""

import base64
import inspect
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery.schedules import crontab
from django.conf import settings
from django.db.models import Model
from pytest_django import Settings

from config.celery import app
from issuance import tasks
from issuance.actions import (
    connections,
    feeds,
    keys,
    matching,
    orders,
    papers,
    reconciliation,
    registrations,
    sendings,
)
from issuance.domain.ledger import FileKind
from issuance.domain.match_runs import LEASE
from issuance.domain.reconciliation import Decision
from issuance.domain.verdicts import Standing
from issuance.main_system.simulated_feed import Weather
from issuance.models import (
    BackEntryBatch,
    Case,
    FallbackOrder,
    FeedFetch,
    JournalEntry,
    LookDraw,
    MatchRun,
    PublishedList,
)
from issuance.models.keys import KeyUse
from issuance.printing.characters import MissingGlyph
from issuance.queries.faults import all_faults
from issuance.sealing.lists import Realm, read_status_list, read_trust_list
from tests import builders
from tests.actions import cases
from tests.builders import DECLARED, NOW
from tests.concurrency.sessions import PATIENCE, ROOT, address_of_database
from tests.main_system.feeds import served, simulated

SWEEPS = (
    "apply_imports",
    "carry_on_batches",
    "erase_previews",
    "expire_orders",
    "fetch_feeds",
    "forget_verifiers",
    "match_papers",
    "refresh_status_lists",
    "register_waiting",
    "send_messages",
    "send_pending_deliveries",
    "settle_decided_cases",
    "sign_off_offices",
    "tell_watchers",
)
A_GLANCE = 0.2


@pytest.fixture(autouse=True)
def _a_monday_afternoon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def approved(starts_at: datetime = DECLARED) -> FallbackOrder:
    """In force, its deliveries not sent yet."""
    outage = builders.declared_outage(("resident",))
    order = builders.submitted_order(outage, ("RR01",), starts_at=starts_at)
    return orders.approve(order, by=builders.headquarters_approver(), at=DECLARED)


def past_its_end() -> FallbackOrder:
    outage = builders.declared_outage(("resident",))
    return builders.order_in_force(outage, ("RR01",), ends_at=NOW)


def decided(at_counter: builders.Counter, *, at: datetime) -> Case:
    """Nothing is known of the paper in the ledger, so two people said to revoke it."""
    document = builders.handed_over(at_counter)
    case = Case.objects.create(document=document, verdict="not_found", opened_at=at)
    case = reconciliation.propose(
        case, decision=Decision.REVOKE, reason="원장에 없음", by=at_counter.supervisor, at=at
    )
    return reconciliation.decide(case, by=builders.decider(case), at=at)


def states(*rows: Model) -> list[str]:
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]  # type: ignore[attr-defined]


def deliveries(*rows: FallbackOrder) -> list[dict[str, int]]:
    return [
        {state: order.deliveries.filter(state=state).count() for state in ("pending", "sent")}
        for order in rows
    ]


def breaking(original: Callable[..., Any], row: Model) -> Callable[..., Any]:
    """The action, broken for this row alone."""

    def deed(subject: Model, **options: Any) -> Any:
        if subject.pk == row.pk:
            raise OSError("broken")
        return original(subject, **options)

    return deed


def test_pending_deliveries_are_sent(db: None) -> None:
    order, count = approved(), len(builders.OFFICES)
    assert deliveries(order) == [{"pending": count, "sent": 0}]
    tasks.send_pending_deliveries()
    assert deliveries(order) == [{"pending": 0, "sent": count}]
    assert order.deliveries.filter(sent_at=NOW).count() == count


def test_an_order_past_its_end_expires_and_one_that_is_not_stays(db: None) -> None:
    ended, standing = (
        past_its_end(),
        builders.order_in_force(builders.declared_outage(("welfare",)), ("WF01",)),
    )
    tasks.expire_orders()
    assert states(ended, standing) == ["expired", "in_force"]


def test_a_decision_whose_hold_is_over_takes_effect_and_another_waits(db: None) -> None:
    counter = builders.counter()
    over = decided(counter, at=NOW - timedelta(minutes=10))
    waiting = decided(counter, at=NOW - timedelta(minutes=10) + timedelta(seconds=1))
    tasks.settle_decided_cases()
    assert states(over, waiting) == ["settled", "decided"]
    assert states(over.document, waiting.document) == ["revoked", "handed_over"]


def test_the_lists_are_signed_anew_with_what_has_become_of_each_paper(db: None) -> None:
    case = decided(builders.counter(), at=NOW - timedelta(minutes=10))
    tasks.settle_decided_cases()
    tasks.refresh_status_lists()
    paper, published = case.document.paper, {row.name: row for row in PublishedList.objects.all()}
    assert paper is not None
    assert set(published) == {"trust-list", f"status-{paper.status_list}"}
    root = keys.realm_key(Realm.LIVE, KeyUse.ROOT, at=NOW)
    trust = read_trust_list(published["trust-list"].text, root.public_jwk, highest_version_seen=0)
    status = read_status_list(published[f"status-{paper.status_list}"].text, trust.list_keys)
    assert status.status(paper.status_index) == Standing.VOIDED
    assert status.issued_at == int(NOW.timestamp())


def test_a_run_that_waited_for_another_is_carried_out_at_its_own_moment(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [
        MatchRun.objects.create(
            outage=builders.declared_outage((system,)), by=builders.headquarters_drafter(), started_at=NOW
        )
        for system in ("resident", "welfare")
    ]
    original = matching.go_on
    with time_machine.travel(NOW, tick=False) as clock:

        def slow(run: MatchRun, **options: Any) -> MatchRun:
            done = original(run, **options)
            clock.shift(LEASE)
            return done

        monkeypatch.setattr(matching, "go_on", slow)
        tasks.match_papers()
    ends = [MatchRun.objects.get(pk=run.pk).finished_at for run in runs]
    assert [end and end.replace(second=0, microsecond=0) for end in ends] == [NOW, NOW + LEASE]


def test_an_order_that_breaks_the_sending_does_not_stop_the_others(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = approved(), approved()
    monkeypatch.setattr(orders, "send_pending", breaking(orders.send_pending, bad))
    tasks.send_pending_deliveries()
    count = len(builders.OFFICES)
    assert deliveries(bad, good) == [{"pending": count, "sent": 0}, {"pending": 0, "sent": count}]
    monkeypatch.undo()
    tasks.send_pending_deliveries()
    assert deliveries(bad) == [{"pending": 0, "sent": count}]


def test_an_order_that_breaks_the_expiring_does_not_stop_the_others(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = past_its_end(), past_its_end()
    monkeypatch.setattr(orders, "expire", breaking(orders.expire, bad))
    tasks.expire_orders()
    assert states(bad, good) == ["in_force", "expired"]


def test_a_case_that_breaks_the_settling_does_not_stop_the_others(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = builders.counter()
    bad, good = (decided(counter, at=NOW - timedelta(minutes=minutes)) for minutes in (20, 10))
    # Broken in the middle of the deed: what was done before must be undone.
    set_status = papers.set_status

    def broken(paper: Any, status: Standing) -> None:
        set_status(paper, status)
        if paper.pk == bad.document.paper_id:
            raise OSError("broken")

    monkeypatch.setattr(papers, "set_status", broken)
    tasks.settle_decided_cases()
    assert states(bad, good) == ["decided", "settled"]
    assert states(bad.document, good.document) == ["handed_over", "revoked"]


def test_a_row_that_is_refused_does_not_stop_the_others(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = past_its_end(), past_its_end()
    expire = orders.expire

    def refusing(order: FallbackOrder, *, at: datetime) -> FallbackOrder:
        if order.pk == bad.pk:
            raise MissingGlyph(field="사유", character="𡈽", code_point="U+2123D")
        return expire(order, at=at)

    monkeypatch.setattr(orders, "expire", refusing)
    tasks.expire_orders()
    assert states(bad, good) == ["in_force", "expired"]
    assert [(line.getMessage(), line.exc_info) for line in caplog.records] == [
        (f"fallbackorder {bad.pk} was refused: missing_glyph", None)
    ]


def test_a_second_run_changes_nothing(db: None) -> None:
    counter = builders.counter()
    case = decided(counter, at=NOW - timedelta(minutes=10))
    rows = (past_its_end(), approved(), case)
    sweeps = (tasks.settle_decided_cases, tasks.send_pending_deliveries, tasks.expire_orders)
    for sweep in sweeps:
        sweep()
    assert states(*rows) == ["expired", "in_force", "settled"]
    before = JournalEntry.objects.count()
    for sweep in sweeps:
        sweep()
    assert JournalEntry.objects.count() == before


def test_signing_the_lists_again_gives_no_new_version_while_no_key_has_changed(db: None) -> None:
    builders.filing()
    tasks.refresh_status_lists()
    first = PublishedList.objects.get(name="trust-list").version
    tasks.refresh_status_lists()
    assert PublishedList.objects.get(name="trust-list").version == first
    assert PublishedList.objects.count() == 2


def test_what_waits_is_sent_where_a_supervisor_said_yes_and_a_bad_batch_stops_no_other(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = builders.declared_outage(("resident",))
    ours, beside = builders.filing(), builders.filing(by=builders.clerk(builders.NEIGHBOUR))
    nobody = builders.filing(by=builders.clerk(builders.FAR_TOWN))
    for filing in (ours, beside):
        by = builders.supervisor(filing.office_id)
        registrations.consent(outage, office=filing.office, by=by, at=NOW)
    file_of = registrations.file_of

    def broken(batch: BackEntryBatch, **options: Any) -> Any:
        if batch.office_id == ours.office_id:
            raise OSError("broken")
        return file_of(batch, **options)

    with served(simulated()) as server:
        settings.IEUM_MAIN_SYSTEMS = {"resident": server.address}
        monkeypatch.setattr(registrations, "file_of", broken)
        tasks.register_waiting()
        assert states(ours, beside, nobody) == ["received", "registered", "received"]
        monkeypatch.undo()
        settings.IEUM_MAIN_SYSTEMS = {"resident": server.address}
        tasks.register_waiting()
        tasks.register_waiting()
    assert states(ours, beside, nobody) == ["registered", "registered", "received"]
    assert BackEntryBatch.objects.count() == 2
    assert list(all_faults()) == []


def test_a_system_that_is_down_is_one_plain_line_a_try(
    db: None, settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a traceback nor the token, the number or the name that were sent."""
    settings.IEUM_MAIN_SYSTEMS = {"resident": "http://127.0.0.1:9"}
    settings.IEUM_MAIN_SYSTEM_TOKENS = {"resident": "very-secret"}
    soon = partial(connections.feed_of, patience=connections.A_PERSON_WAITS)
    monkeypatch.setattr(sendings, "feed_of", soon)
    outage = builders.declared_outage(("resident",))
    builders.filing()
    registrations.consent(outage, office=builders.office(), by=builders.supervisor(), at=NOW)
    tasks.register_waiting()
    batch = BackEntryBatch.objects.get()
    assert [(line.getMessage(), line.exc_info) for line in caplog.records] == [
        (
            f"resident does not answer (ConnectionRefusedError): batch {batch}, try 1,"
            f" next at {NOW + timedelta(minutes=1)}",
            None,
        )
    ]


def test_a_system_that_is_down_is_waited_for_once_in_a_sweep(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IEUM_MAIN_SYSTEMS = {"resident": "http://127.0.0.1:9"}
    outage, feed = builders.declared_outage(("resident",)), simulated(weather=Weather.DOWN)
    monkeypatch.setattr(sendings, "feed_of", lambda system: feed)
    for code in (builders.TOWN, builders.NEIGHBOUR):
        builders.filing(by=builders.clerk(code))
        registrations.consent(outage, office=builders.office(code), by=builders.supervisor(code), at=NOW)
    tries = BackEntryBatch.objects.order_by("pk").values_list("tries", flat=True)
    tasks.register_waiting()
    assert list(tries.all()) == [1, 0]
    tasks.register_waiting()
    assert list(tries.all()) == [1, 1]


def test_what_was_asked_for_is_fetched(db: None, settings: Settings) -> None:
    outage = builders.declared_outage(("resident",))
    with served(simulated()) as server:
        settings.IEUM_MAIN_SYSTEMS = {"resident": server.address}
        kinds = (FileKind.EXTRACT, FileKind.RESTRICTIONS)
        feeds.ask(outage, system=builders.system(), kinds=kinds, by=builders.headquarters_drafter(), at=NOW)
        tasks.fetch_feeds()
        tasks.fetch_feeds()
    # Nobody is restricted, so there is nothing to stage of that.
    assert dict(FeedFetch.objects.values_list("file_kind", "state")) == {
        "extract": "staged",
        "restrictions": "stopped",
    }


def test_no_sweep_takes_an_argument() -> None:
    """So no message can hold anything about anybody."""
    ours = {name.rpartition(".")[2]: task for name, task in app.tasks.items() if name.startswith("issuance.")}
    assert sorted(ours) == sorted([*SWEEPS, "check_papers", "draw_second_looks"])
    assert [dict(inspect.signature(task.run).parameters) for task in ours.values()] == [{}] * len(ours)


def test_the_beat_calls_every_sweep_each_minute_and_checks_papers_at_night() -> None:
    schedule = settings.CELERY_BEAT_SCHEDULE
    assert {name: (entry["task"], entry["schedule"]) for name, entry in schedule.items()} == {
        **{name: (f"issuance.tasks.{name}", 60.0) for name in SWEEPS},
        "check_papers": ("issuance.tasks.check_papers", crontab(hour="3", minute="10")),
        "draw_second_looks": ("issuance.tasks.draw_second_looks", crontab(hour="4", minute="10")),
    }


def test_a_nudge_from_the_web_goes_to_the_broker_of_the_settings() -> None:
    source = "import config.wsgi; from issuance import tasks; print(tasks.expire_orders.app.conf.broker_url)"
    told = subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == settings.CELERY_BROKER_URL


@pytest.mark.slow
def test_a_worker_takes_a_message_without_content_from_the_folder_and_sweeps(committed_db: None) -> None:
    order, count = approved(), len(builders.OFFICES)
    folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]))
    for left in folder.iterdir():  # what other tests' pages handed over, with nobody there to take it
        left.unlink()
    tasks.send_pending_deliveries.delay()
    (message,) = folder.iterdir()
    assert _arguments(message) == [[], {}]
    environment = {
        **os.environ,
        "DATABASE_URL": address_of_database(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--pool", "solo"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(int(PATIENCE / A_GLANCE)):
            if not deliveries(order)[0]["pending"]:
                break
            assert worker.poll() is None
            time.sleep(A_GLANCE)
    finally:
        worker.terminate()
        worker.wait(PATIENCE)
    assert deliveries(order) == [{"pending": 0, "sent": count}]
    assert list(folder.iterdir()) == []
    assert list(all_faults()) == []


def _arguments(message: Path) -> list[Any]:
    """The positional and the named arguments in a stored message."""
    stored = json.loads(message.read_text())
    body = json.loads(base64.b64decode(stored["body"]))
    return list(body[:2])


def test_a_batch_of_cases_that_was_left_half_way_is_carried_on(db: None) -> None:
    at_counter = builders.counter()
    for _ in range(2):
        cases.opened(at_counter)
    batch = cases.batched(at_counter, at=NOW)
    tasks.carry_on_batches()
    assert [line.outcome for line in batch.lines.all()] == ["proposed", "proposed"]
    tasks.carry_on_batches()
    assert states(*Case.objects.all()) == ["proposed", "proposed"]


def test_second_looks_are_drawn_where_cases_were_settled(db: None) -> None:
    cases.settled(cases.opened(builders.counter()))
    with time_machine.travel(cases.EFFECT + timedelta(hours=1), tick=False):
        tasks.draw_second_looks()
        tasks.draw_second_looks()
    assert [draw.count for draw in LookDraw.objects.all()] == [1]
