"""Every page in each state that people see: axe finds nothing, nothing overflows, and each is photographed."""

from datetime import timedelta
from pathlib import Path

import pytest

from issuance.actions import near_misses
from issuance.domain.papers import Series
from issuance.models import Case
from tests import builders
from tests.browser.conftest import Sit
from tests.builders import NOW


def _pages() -> dict[str, str]:
    """A name and an address for each state of the counter's pages."""
    at_counter = builders.counter()
    taken = builders.filing(by=at_counter.clerk)
    builders.in_snapshot(taken)
    proxy = builders.filing(by=at_counter.clerk, relation="proxy")
    prepared = builders.prepared_document(at_counter)
    awaiting = builders.awaiting_document(at_counter)
    issued = builders.issued_document(at_counter)
    given = builders.handed_over(at_counter)
    case = Case.objects.create(document=given, verdict="match", opened_at=NOW)
    on_paper = builders.paper_filing(by=at_counter.clerk, interest=True)
    for minute in range(3):
        near_misses.record(
            Series.PROVISIONAL,
            "mark_does_not_read_back",
            "부호를 되읽지 못했습니다",
            subject="-",
            by=at_counter.clerk,
            at=NOW - timedelta(minutes=minute),
            drill=False,
        )
    return {
        "home": "/",
        "choose": "/filings/new/",
        "choose-found": "/filings/new/?q=ㄷㅂ",
        "choose-none": "/filings/new/?q=없는민원",
        "filing-new": "/filings/new/RR01/",
        "filing-new-land": "/filings/new/LD02/",
        "filing-new-other": "/filings/new/FL99/",
        "filing-paper-choose": "/filings/paper/",
        "filing-paper-new": "/filings/paper/RR01/",
        "filing-on-paper": f"/filings/{on_paper.pk}/",
        "near-misses": "/near-misses/",
        "filings": "/filings/",
        "filing": f"/filings/{taken.pk}/",
        "filing-proxy": f"/filings/{proxy.pk}/",
        "sources": f"/filings/{taken.pk}/documents/",
        "prepare-snapshot": f"/filings/{taken.pk}/documents/1/",
        "prepare-paper": f"/filings/{taken.pk}/documents/2/",
        "document-prepared": f"/documents/{prepared.pk}/",
        "document-awaiting": f"/documents/{awaiting.pk}/",
        "document-issued": f"/documents/{issued.pk}/",
        "document-given": f"/documents/{given.pk}/",
        "book": "/book/?day=2026-11-23",
        "order": f"/orders/{at_counter.order.pk}/",
        "cases": "/cases/",
        "case": f"/cases/{case.pk}/",
        "ledger": "/ledger/",
        "components": "/components/",
        "missing": "/no-such-page/",
    }


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_of_an_office_hold_no_barrier(dark: bool, sit: Sit, screenshots: Path) -> None:
    paths = _pages()
    person = sit(builders.supervisor(), dark=dark)
    person.log_in()
    found = {}
    for name, path in paths.items():
        person.go(path)
        found[name] = person.barriers()
        person.show(screenshots / f"{name}{'-dark' if dark else ''}.png")
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_forms_that_were_refused_hold_no_barrier(sit: Sit, screenshots: Path) -> None:
    at_counter = builders.counter()
    document = builders.awaiting_document(at_counter)
    stranger = sit()
    stranger.go("/login/")
    assert stranger.barriers() == []
    stranger.has_cursor("#id_username")
    stranger.type("nobody")
    stranger.press("Tab")
    stranger.type("wrong")
    stranger.press("Enter")
    stranger.page.get_by_role("alert").wait_for()
    assert stranger.barriers() == []
    stranger.show(screenshots / "log-in-refused.png")
    person = sit(at_counter.supervisor)
    person.log_in("/filings/new/RR01/")
    person.has_cursor("#id_number")
    person.type("8513029012345")
    person.press("Tab")
    person.type("홍길동")
    person.press("Enter")
    person.page.get_by_role("alert").wait_for()
    assert person.barriers() == []
    assert person.page.locator("#id_number").input_value() == ""
    person.show(screenshots / "filing-refused.png")
    person.go(f"/documents/{document.pk}/")
    person.press("x")
    person.type("짧음")
    person.press("Enter")
    person.page.get_by_role("alert").wait_for()
    assert person.barriers() == []
    person.show(screenshots / "verb-refused.png")
    person.go("/filings/")
    person.page.get_by_label("접수 찾기").fill("길동")
    person.page.keyboard.press("Enter")
    person.page.get_by_role("heading", name="찾은 접수").wait_for()
    assert person.barriers() == []
    person.show(screenshots / "filings-found.png")


def test_pages_of_headquarters_hold_no_barrier(sit: Sit, screenshots: Path) -> None:
    at_counter = builders.counter()
    person = sit(builders.headquarters_drafter())
    person.log_in()
    found = {}
    for name, path in {
        "hq-home": "/",
        "hq-outages": "/outages/",
        "hq-outage-new": "/outages/new/",
        "hq-outage": f"/outages/{at_counter.outage.pk}/",
        "hq-order": f"/orders/{at_counter.order.pk}/",
        "hq-order-new": f"/outages/{at_counter.outage.pk}/orders/new/",
        "hq-telephone": f"/deliveries/{builders.delivery(at_counter.order, builders.NEIGHBOUR).pk}/telephone/",
        "hq-ledger": "/ledger/",
    }.items():
        person.go(path)
        found[name] = person.barriers()
        person.show(screenshots / f"{name}.png")
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_pages_that_citizens_see_fit_a_telephone(sit: Sit, screenshots: Path) -> None:
    person = sit()
    person.page.set_viewport_size({"width": 375, "height": 740})
    for name, path in {"log-in": "/login/", "verify": "/verify/"}.items():
        person.go(path)
        assert person.page.evaluate("document.documentElement.scrollWidth") <= 375, name
        assert person.barriers() == []
        person.show(screenshots / f"{name}-telephone.png")
