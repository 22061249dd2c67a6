"""What a hurried clerk does: two tabs, an answer that is lost, back, reload and a double click make one paper."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from issuance.models import Document, Filing
from tests import builders
from tests.browser.conftest import Sit
from tests.browser.people import Person
from tests.builders import Counter

NUMBER = "8503029012345"


def _lose_the_answer(place: Page | BrowserContext, address: str) -> list[int]:
    """The first form that is sent there reaches the server; what it answers never comes back."""
    lost: list[int] = []

    def handle(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort("connectionreset")
        else:
            route.continue_()

    place.route(address, handle)
    return lost


def _types_a_filing(person: Person) -> None:
    person.has_cursor("#id_number")
    person.type(NUMBER)
    person.press("Tab")
    person.type("홍길동")


def _at_a_prepared_document(sit: Sit, at_counter: Counter) -> tuple[Person, Document]:
    document = builders.prepared_document(at_counter)
    person = sit(at_counter.clerk)
    person.log_in(f"/documents/{document.pk}/")
    return person, document


def _files_and_the_answer_is_lost(person: Person) -> list[int]:
    """The clerk types a filing and sends it; returns what the server had answered."""
    lost = _lose_the_answer(person.page, "**/filings/new/RR01/")
    _types_a_filing(person)
    try:
        person.press("Enter")
        person.page.wait_for_event("requestfailed")
    except Error:
        pass
    person.page.wait_for_url("chrome-error://**")
    return lost


def test_a_filing_whose_answer_was_lost_is_sent_again_and_is_one(sit: Sit) -> None:
    builders.counter()
    person = sit(builders.clerk())
    person.log_in("/filings/new/RR01/")
    lost = _files_and_the_answer_is_lost(person)
    assert (lost, Filing.objects.count()) == ([302], 1)
    person.page.reload()
    person.comes_to("**/filings/*-*-*-*-*/")
    assert Filing.objects.count() == 1


def _goes_back_and_types_it_anew(sit: Sit, *, scripts: bool = True) -> tuple[Person, Filing]:
    """The answer is lost; *back*, a fresh form, the same words: the page asks."""
    person = sit(builders.clerk(), scripts=scripts)
    person.log_in("/filings/new/")
    person.go("/filings/new/RR01/")
    lost = _files_and_the_answer_is_lost(person)
    assert lost == [302]
    person.go("/filings/new/")
    person.go("/filings/new/RR01/")
    _types_a_filing(person)
    person.press("Enter")
    person.has_cursor("[role=alert]")
    first = Filing.objects.get()
    expect(person.page.get_by_role("alert")).to_contain_text(
        f"방금 같은 신청을 접수했습니다: {first.papers.get().serial}"
    )
    return person, first


def test_a_filing_typed_anew_leads_to_the_one_whose_answer_was_lost(sit: Sit, screenshots: Path) -> None:
    builders.counter()
    person, first = _goes_back_and_types_it_anew(sit)
    assert person.barriers() == []
    person.show(screenshots / "filing-repeated.png")
    person.press("Tab", "Tab")
    expect(person.page.get_by_role("link", name="먼저 접수한 건 열기")).to_be_focused()
    person.press("Enter")
    person.comes_to(f"**/filings/{first.pk}/")
    assert Filing.objects.count() == 1
    assert person.faults == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_filing_that_is_meant_twice_is_taken_with_a_tick_by_keyboard(scripts: bool, sit: Sit) -> None:
    builders.counter()
    person, first = _goes_back_and_types_it_anew(sit, scripts=scripts)
    person.press("Tab", "Enter")
    person.has_cursor("#id_again")
    person.press("Space", "Tab", "Tab")
    _types_a_filing(person)
    person.press("Enter")
    person.comes_to("**/filings/*-*-*-*-*/*")
    assert Filing.objects.exclude(pk=first.pk).count() == 1


def test_a_document_is_issued_once_though_its_answer_was_lost(sit: Sit) -> None:
    at_counter = builders.counter()
    person, document = _at_a_prepared_document(sit, at_counter)
    lost = _lose_the_answer(person.page.context, "**/issue/")
    with person.page.context.expect_page():
        person.press("i")
    person.sees_state("발급")
    assert lost == [302]
    with person.page.context.expect_page() as again:
        person.press("p")
    assert again.value.url.endswith(".pdf")
    document.refresh_from_db()
    assert (document.state, document.filing.papers.filter(series="P").count()) == ("issued", 1)


def test_two_tabs_with_the_same_document_issue_it_once(sit: Sit) -> None:
    at_counter = builders.counter()
    person, document = _at_a_prepared_document(sit, at_counter)
    second = person.page.context.new_page()
    second.goto(person.page.url)
    with person.page.context.expect_page():
        person.press("i")
    person.sees_state("발급")
    with second.context.expect_page() as paper:
        second.keyboard.press("i")
    paper.value.wait_for_url("**/papers/*.pdf")
    assert document.filing.papers.filter(series="P").count() == 1


def test_two_tabs_that_prepare_for_one_filing_make_one_document(sit: Sit) -> None:
    at_counter = builders.counter()
    filing = builders.filing(by=at_counter.clerk)
    builders.in_snapshot(filing)
    person = sit(at_counter.clerk)
    person.log_in(f"/filings/{filing.pk}/documents/1/")
    second = person.page.context.new_page()
    second.goto(person.page.url)
    person.page.get_by_role("button", name="이 내용으로 작성").dblclick()
    person.comes_to("**/documents/*-*-*-*-*/")
    second.get_by_role("button", name="이 내용으로 작성").click()
    expect(second.get_by_role("alert")).to_contain_text("작성한 임시확인서가 이미 있습니다")
    assert Document.objects.count() == 1


def test_back_and_reload_after_issuing_issue_nothing_more(sit: Sit) -> None:
    at_counter = builders.counter()
    person, document = _at_a_prepared_document(sit, at_counter)
    with person.page.context.expect_page():
        person.press("i")
    person.sees_state("발급")
    person.page.reload()
    person.page.go_back()
    person.page.wait_for_load_state()
    person.go(f"/documents/{document.pk}/")
    person.press("x", "i", "a")
    person.page.wait_for_timeout(300)
    person.sees_state("발급")
    assert document.filing.papers.filter(series="P").count() == 1
