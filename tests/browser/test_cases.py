"""Cases by keyboard alone, and their pages in each state without a barrier."""

from datetime import timedelta
from pathlib import Path

import pytest

from issuance.actions import case_batches, case_files, reconciliation, second_looks
from issuance.domain.reconciliation import Decision
from issuance.models import Case, SecondLook
from tests import builders
from tests.actions import cases
from tests.browser.conftest import Sit
from tests.builders import Counter
from tests.ledger_files import RECOVERED


def _differing(at_counter: Counter) -> Case:
    document = builders.handed_over(at_counter)
    entry = cases.entry_of(document, 주소="서울특별시 종로구 자하문로 77-1")
    fields = [{"name": "성명", "agreement": "same", "weight": 9.1, "words": "같음"}]
    return cases.opened(
        at_counter,
        "differs",
        document=document,
        differing=["주소"],
        entry=entry,
        changed_since=["세대원"],
        candidates=[{"entry": str(entry.pk), "score": 0.93, "fields": fields}],
    )


def _pages() -> dict[str, str]:
    """A name and an address for each state of the pages of cases."""
    at_counter = builders.counter()
    by, at = at_counter.supervisor, RECOVERED
    differing = _differing(at_counter)
    twin = {"number": "8503029000033", "name": "독고준"}
    doubtful = cases.mistyped(at_counter, {"number": cases.HIDDEN}, twin)
    printed = cases.picked(cases.mistyped(at_counter, {"number": "9203209000017"}, number="9203029000017"))
    case_files.assign(differing, to=by, by=by, at=at)
    case_files.note(differing, words="전화로 물어봄", by=by, at=at)
    case_files.attach(differing, title="확인서 사본", content=b"%PDF-1.7", by=by, at=at)
    above = cases.proposed(cases.opened(at_counter, "not_found"), Decision.REVOKE)
    asked = cases.proposed(cases.opened(at_counter, "ambiguous"), Decision.ASK)
    reconciliation.decide(asked, by=builders.head(), at=at)
    held = cases.decided(cases.opened(at_counter))
    ended = cases.settled(cases.opened(at_counter))
    second_looks.draw(at_counter.outage, at_counter.office, at=cases.EFFECT + timedelta(hours=1))
    for _ in range(3):
        cases.opened(at_counter)
    batch = cases.batched(at_counter, by=builders.head(), at=at)
    case_batches.carry_on(batch, at=at)
    case_batches.draw_sample(batch, by=by, at=at)
    for _ in range(2):
        cases.opened(at_counter)
    return {
        "cases-queue": "/cases/",
        "cases-filtered": "/cases/?verdict=differs&whose=mine",
        "cases-settled": "/cases/settled/",
        "case-differs": f"/cases/{differing.pk}/",
        "case-candidates": f"/cases/{doubtful.pk}/",
        "case-picked": f"/cases/{printed.pk}/",
        "case-above": f"/cases/{above.pk}/",
        "case-asked": f"/cases/{asked.pk}/",
        "case-held": f"/cases/{held.pk}/",
        "case-ended": f"/cases/{ended.pk}/",
        "case-batches": "/cases/batches/",
        "case-batch": f"/cases/batches/{batch.pk}/",
        "case-batch-new": "/cases/batches/new/?verdict=match",
        "looks": "/second-looks/",
        "look": f"/second-looks/{SecondLook.objects.get().pk}/",
    }


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_of_cases_hold_no_barrier(dark: bool, sit: Sit, screenshots: Path) -> None:
    paths = _pages()
    person = sit(builders.supervisor(), dark=dark)
    person.log_in()
    assert person.barriers_of(paths, screenshots, ending="-dark" if dark else "") == {}
    assert person.faults == []


def test_a_case_is_found_proposed_and_decided_by_keyboard(sit: Sit) -> None:
    at_counter = builders.counter()
    first, _ = _differing(at_counter), cases.opened(at_counter)
    person = sit(builders.supervisor())
    person.log_in("/cases/")
    person.press("j")
    person.press("o")
    person.comes_to(f"**/cases/{first.pk}/")
    person.press("p")
    person.has_cursor("#propose_decision_0")
    person.press("Space", "Tab")
    person.has_cursor("#propose_grounds")
    person.page.select_option("#propose_grounds", "moved")
    person.press("Tab")
    person.type("원장의 주소가 맞음")
    person.press("Enter")
    person.is_told("처리안을 올렸습니다")
    second = sit(builders.head())
    second.log_in(f"/cases/{first.pk}/")
    second.press("a")
    second.is_told("처리안대로 결정했습니다")
    second.sees_state("불일치")
    first.refresh_from_db()
    assert (first.state, first.decision, first.decided_by) == ("decided", "correct", builders.head())


def test_the_queue_works_without_scripts(sit: Sit) -> None:
    at_counter = builders.counter()
    case = _differing(at_counter)
    person = sit(builders.supervisor(), scripts=False)
    person.log_in("/cases/")
    person.page.select_option("select[name=verdict]", "differs")
    person.page.click("form[method=get] button")
    person.page.click("[data-rows] tbody th a")
    person.page.click("summary:has-text('처리안 올리기')")
    person.page.check("#propose_decision_0")
    person.page.select_option("#propose_grounds", "moved")
    person.page.fill("#propose_reason", "원장의 주소가 맞음")
    person.page.click("form[action$='/propose/'] button")
    person.is_told("처리안을 올렸습니다")
    case.refresh_from_db()
    assert case.state == "proposed"
