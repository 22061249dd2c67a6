"""Every page in each state that people see: axe finds nothing, nothing overflows, and each is photographed."""

from pathlib import Path

import pytest

from tests import builders
from tests.browser.conftest import Sit
from tests.states import PUBLIC, of_an_office, of_headquarters


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_of_an_office_hold_no_barrier(dark: bool, sit: Sit, screenshots: Path) -> None:
    paths = of_an_office()
    person = sit(builders.supervisor(), dark=dark)
    person.log_in()
    assert person.barriers_of(paths, screenshots, ending="-dark" if dark else "") == {}


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
    assert person.barriers_of(of_headquarters(at_counter), screenshots) == {}


def test_pages_that_citizens_see_fit_a_telephone(sit: Sit, screenshots: Path) -> None:
    person = sit()
    person.page.set_viewport_size({"width": 375, "height": 740})
    for name, path in PUBLIC.items():
        person.go(path)
        assert person.page.evaluate("document.documentElement.scrollWidth") <= 375, name
        assert person.barriers() == []
        person.show(screenshots / f"{name}-telephone.png")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "width", "height"),
    [("tablet", 1024, 768), ("tablet-upright", 768, 1024), ("200-percent", 640, 360)],
    ids=["tablet", "tablet upright", "200 percent of an office monitor"],
)
def test_pages_fit_a_tablet_and_twice_the_size(
    size: str, width: int, height: int, sit: Sit, screenshots: Path
) -> None:
    paths = of_an_office()
    person = sit(builders.supervisor())
    person.page.set_viewport_size({"width": width, "height": height})
    person.log_in()
    found, wide = {}, {}
    for name, path in paths.items():
        person.go(path)
        found[name] = person.barriers()
        wide[name] = person.page.evaluate("document.documentElement.scrollWidth")
        person.show(screenshots / f"{name}-{size}.png")
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert {name: pixels for name, pixels in wide.items() if pixels > width} == {}
