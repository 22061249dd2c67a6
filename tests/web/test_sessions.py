"""How long a log-in lasts: every use puts its end off, what a page asks for by itself does not."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.builders import NOW, Counter
from tests.web.conftest import LogIn
from tests.web.pages import text

POLL = {"HX-Request": "true", "HX-Trigger": "standing"}
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _ten_minutes(settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 600


def status(browser: Client, minutes: float, path: str = "/", **headers: str) -> int:
    with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        return browser.get(path, headers=headers).status_code


def test_whoever_works_is_not_logged_out(clerk_browser: Client) -> None:
    assert [status(clerk_browser, minutes) for minutes in (0, 8, 16, 24, 32)] == [200] * 5


def test_whoever_is_away_is_logged_out_although_the_page_went_on_asking(clerk_browser: Client) -> None:
    assert status(clerk_browser, 0) == 200
    assert [status(clerk_browser, minute, "/standing/", **POLL) for minute in range(1, 10)] == [200] * 9
    assert status(clerk_browser, 10, "/standing/", **POLL) == 302
    assert status(clerk_browser, 10.1) == 302


def test_typing_into_a_search_is_use(clerk_browser: Client) -> None:
    assert status(clerk_browser, 0) == 200
    typing = {"HX-Request": "true", "HX-Trigger-Name": "q"}
    assert status(clerk_browser, 8, "/filings/new/?q=등본", **typing) == 200
    assert status(clerk_browser, 15) == 200


def test_a_page_says_until_when_the_log_in_lasts_and_how_long_before_it_warns(clerk_browser: Client) -> None:
    page = text(clerk_browser.get("/"))
    assert 'id="session" data-left="600" data-warned="300">로그인 14:10까지' in page


def test_to_ask_is_to_stay_with_the_token_for_the_forms_that_stand_open(
    at_counter: Counter, clerk_browser: Client
) -> None:
    clerk_browser.get("/")
    with time_machine.travel(NOW + timedelta(minutes=9), tick=False):
        said = clerk_browser.get("/session/", headers=JSON).json()
    assert (said["left"], said["person"], len(said["token"])) == (600, str(at_counter.clerk.pk), 64)
    assert status(clerk_browser, 18) == 200


def test_who_is_logged_out_is_not_told_a_token() -> None:
    answer = Client().get("/session/", headers=JSON)
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/session/")


def test_who_came_back_is_told_to_go_on_in_the_first_window(clerk_browser: Client) -> None:
    assert "이어서 쓰기" in text(clerk_browser.get("/session/"))


def test_a_page_in_use_writes_its_end_down_only_now_and_then(log_in: LogIn, settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 8 * 60 * 60
    browser = log_in(builders.clerk())
    ends = []
    for minute in (0, 1, 4, 5, 6):
        status(browser, minute)
        ends.append(browser.session["ends_at"])
    assert ends == [(NOW + timedelta(hours=8, minutes=minute)).isoformat() for minute in (0, 0, 0, 5, 5)]
