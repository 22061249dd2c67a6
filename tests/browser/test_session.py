"""The end of a log-in: warned of, put off by a key, and past it what was typed is there for the same person alone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from issuance.models import Filing, User
from tests import builders
from tests.browser.conftest import Sit
from tests.browser.people import PASSWORD, Person

NUMBER = "8503029012345"


@pytest.fixture
def few_seconds(settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 8


def _types_a_filing(person: Person) -> None:
    person.has_cursor("#id_number")
    person.type(NUMBER)
    person.press("Tab")
    person.type("홍길동")


def _logs_in_elsewhere(page: Page, user: User) -> None:
    """In the window that the dialog opens."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="로그인(새 창)").click()
    elsewhere = opened.value
    elsewhere.get_by_label("아이디").fill(user.username)
    elsewhere.get_by_label("비밀번호").fill(PASSWORD)
    elsewhere.keyboard.press("Enter")
    elsewhere.get_by_role("heading", name="로그인되어 있습니다").wait_for()
    elsewhere.close()


def test_the_end_is_told_before_it_comes_and_a_key_puts_it_off(
    sit: Sit, screenshots: Path, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 30
    builders.counter()
    person = sit(builders.clerk())
    person.log_in("/filings/new/RR01/")
    _types_a_filing(person)
    dialog = person.page.get_by_role("alertdialog")
    dialog.wait_for(timeout=20_000)
    expect(dialog.get_by_role("button", name="계속하기")).to_be_focused()
    expect(dialog).to_contain_text("1분 뒤에 로그아웃됩니다")
    assert person.barriers() == []
    person.show(screenshots / "session-near.png")
    person.press("Enter")
    dialog.wait_for(state="hidden")
    assert person.page.locator("#id_applicant_name").input_value() == "홍길동"
    person.page.locator("#id_applicant_name").focus()
    person.press("Enter")
    person.comes_to("**/filings/*-*-*-*-*/")
    assert Filing.objects.count() == 1


def test_past_the_end_nothing_is_shown_and_the_same_person_goes_on_where_they_were(
    sit: Sit, screenshots: Path, few_seconds: None
) -> None:
    builders.counter()
    person = sit(builders.clerk())
    person.log_in("/filings/new/RR01/")
    _types_a_filing(person)
    page = person.page
    page.get_by_role("alertdialog").wait_for()
    expect(page.locator("#ending-said")).to_contain_text("로그아웃되었습니다", timeout=15_000)
    expect(page.locator("#main")).to_be_hidden()
    expect(page.locator("header")).to_be_hidden()
    assert person.barriers() == []
    person.show(screenshots / "session-over.png")
    person.press("Escape")
    page.get_by_role("button", name="이어서 쓰기").click()
    expect(page.locator("#ending-said")).to_contain_text("아직 로그인하지 않았습니다")
    _logs_in_elsewhere(page, builders.clerk())
    page.get_by_role("button", name="이어서 쓰기").click()
    page.get_by_role("alertdialog").wait_for(state="hidden")
    page.get_by_role("button", name="접수하고").click()
    person.comes_to("**/filings/*-*-*-*-*/")
    assert Filing.objects.get().applicant_name == "홍길동"


def test_another_person_does_not_see_what_the_first_one_typed(sit: Sit, few_seconds: None) -> None:
    builders.counter()
    second = builders.clerk(number=2)
    second.set_password(PASSWORD)
    second.save(update_fields=("password",))
    person = sit(builders.clerk())
    person.log_in("/filings/new/RR01/")
    _types_a_filing(person)
    page = person.page
    expect(page.locator("#ending-said")).to_contain_text("로그아웃되었습니다", timeout=15_000)
    _logs_in_elsewhere(page, second)
    page.get_by_role("button", name="이어서 쓰기").click()
    expect(page.locator("h1")).to_have_text("첫 화면")
    assert "홍길동" not in page.content()
