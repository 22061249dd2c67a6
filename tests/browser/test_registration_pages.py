"""The pages of registering and rebuilding, in the states that people see: axe finds nothing, each is photographed."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from issuance.actions import answers, connections, feeds, filings, registrations
from issuance.domain.ledger import AnswerCode, AnswerRow, FileKind
from issuance.domain.papers import Serial
from issuance.models import AnswerDoubt, FeedFetch, Filing
from tests import builders
from tests.actions.test_rebuilds import receipt
from tests.browser.conftest import Sit
from tests.browser.people import SHIFTS
from tests.builders import NOW, Counter
from tests.main_system.feeds import client, served, simulated


def _answer(filing: Filing, code: str, number: str = "") -> None:
    assert filing.outage is not None
    row = AnswerRow(2, Serial.parse(filings.receipt_of(filing).serial), AnswerCode(code), "", number)
    answers.take_answers([row], source=None, outage=filing.outage, by=builders.headquarters_drafter(), at=NOW)


def _registering() -> tuple[Counter, dict[str, str]]:
    counter = builders.counter()
    outage = counter.outage
    taken = [builders.filing(begun_at=NOW - timedelta(minutes=minutes)) for minutes in range(12, 4, -1)]
    batch = registrations.make_batch(outage, office=counter.office, by=counter.supervisor, at=NOW)
    for filing, code in zip(taken, ("0000", "1001", "2001", "2002", "2003", "3001", "9999"), strict=False):
        _answer(filing, code, f"2026-신청-{code}" if code in ("0000", "1001") else "")
    _answer(taken[0], "0000", "2026-신청-0099")
    builders.filing()
    path = f"/registrations/{outage.pk}"
    return counter, {
        "registrations": "/registrations/",
        "registration": f"{path}/",
        "registration-group": f"{path}/group/2002/",
        "registration-effective": f"{path}/effective/",
        "batch": f"/batches/{batch.pk}/",
        "doubt": f"/doubts/{AnswerDoubt.objects.get().pk}/",
        "filing-refused-by-system": f"/filings/{taken[2].pk}/",
        "rebuilds": "/rebuilds/",
    }


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_of_registering_hold_no_barrier(
    dark: bool, sit: Sit, screenshots: Path, settings: Settings
) -> None:
    settings.IEUM_MAIN_SYSTEMS = {"resident": "http://127.0.0.1:9"}
    counter, paths = _registering()
    person = sit(counter.supervisor, dark=dark)
    person.log_in()
    assert person.barriers_of(paths, screenshots, ending="-dark" if dark else "") == {}


def test_a_receipt_is_read_and_its_filing_asked_for(sit: Sit, screenshots: Path) -> None:
    counter = builders.counter()
    person = sit(counter.supervisor)
    person.log_in("/rebuilds/")
    person.page.get_by_role("textbox", name="부호의 글").fill(receipt())
    person.page.get_by_role("button", name="글로 읽기").click()
    person.page.get_by_role("heading", name="접수증에 서명된 내용").wait_for()
    assert person.barriers() == []
    person.show(screenshots / "rebuild-new.png")
    person.go("/rebuilds/")
    person.page.get_by_role("textbox", name="부호의 글").fill("KD1:0123456789")
    person.page.get_by_role("button", name="글로 읽기").click()
    person.page.get_by_role("alert").wait_for()
    assert person.barriers() == []
    person.show(screenshots / "rebuild-refused.png")


def test_the_page_of_main_systems_holds_no_barrier(sit: Sit, screenshots: Path, settings: Settings) -> None:
    settings.IEUM_MAIN_SYSTEMS = {"resident": "http://127.0.0.1:9"}
    counter, by = builders.counter(), builders.headquarters_drafter()
    system = builders.system()
    feeds.ask(counter.outage, system=system, kinds=(FileKind.EXTRACT, FileKind.ISSUED), by=by, at=NOW)
    connections.note_loss(system, complete_until=NOW - timedelta(days=1), by=by, at=NOW)
    person = sit(by)
    person.log_in("/main-systems/")
    assert person.barriers() == []
    person.show(screenshots / "main-systems.png")


def test_a_fetch_moves_by_itself_without_a_jump_and_leads_to_its_preview(
    sit: Sit, screenshots: Path, settings: Settings
) -> None:
    settings.IEUM_MAIN_SYSTEMS = {"resident": "http://127.0.0.1:9"}
    counter, by = builders.counter(), builders.headquarters_drafter()
    asked = feeds.ask(
        counter.outage, system=builders.system(), kinds=(FileKind.EXTRACT, FileKind.ISSUED), by=by, at=NOW
    )
    person = sit(by)
    person.log_in("/main-systems/")
    said, moving = person.page.locator("#fetches-said"), person.page.locator(f"#fetch-{asked[0].pk}")
    expect(said).to_contain_text("가져오는 중 2건")
    button = person.page.get_by_role("button", name="그만두기").first
    button.focus()
    FeedFetch.objects.filter(pk=asked[0].pk).update(page_count=12, row_count=34567)
    expect(moving).to_contain_text("12쪽 · 34,567행")
    expect(button).to_be_focused()
    assert person.page.evaluate(SHIFTS) == []
    with served(simulated()) as server:
        feeds.fetch(FeedFetch.objects.get(pk=asked[0].pk), at=NOW, feed=client(server))
    expect(moving).to_contain_text("미리보기")
    expect(said).to_contain_text("가져오는 중 1건")
    assert (person.page.evaluate(SHIFTS), person.barriers(), person.faults) == ([], [], [])
    person.show(screenshots / "main-systems-fetched.png")
    person.page.get_by_role("link", name="미리보기").click()
    person.comes_to("**/ledger/*/")
