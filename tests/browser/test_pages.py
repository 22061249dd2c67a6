"""Every page in each state that people see: axe finds nothing, nothing overflows, and each is photographed."""

from pathlib import Path

import pytest

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
    return {
        "home": "/",
        "choose": "/filings/new/",
        "choose-found": "/filings/new/?q=ㄷㅂ",
        "choose-none": "/filings/new/?q=없는민원",
        "filing-new": "/filings/new/RR01/",
        "filing-new-land": "/filings/new/LD02/",
        "filing-new-other": "/filings/new/FL99/",
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
