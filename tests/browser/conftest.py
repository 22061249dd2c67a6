"""A served product at a fixed moment, and people with a keyboard in front of Debian's Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from pytest_django.live_server_helper import LiveServer

from issuance.models import User
from tests.browser.people import PASSWORD, Person
from tests.builders import NOW

# Playwright keeps a loop of its own in this thread; the tests themselves ask the database in turn, not at once.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).resolve().parent
SCREENSHOTS = HERE.parent.parent / "var" / "screenshots"
OFFICE_MONITOR: ViewportSize = {"width": 1280, "height": 720}

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Sit = Callable[..., Person]
Start = Callable[..., Browser]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs Debian's chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def started() -> Iterator[Start]:
    """Start Debian's Chromium, with flags beside those that keep it at home."""
    path = shutil.which("chromium")
    assert path is not None, "these tests need Debian's chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        yield lambda *flags: playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])


@pytest.fixture(scope="session")
def chromium(started: Start) -> Iterator[Browser]:
    browser = started()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def served(django_db_setup: None) -> Iterator[str]:
    """The address of the product. Not pytest-django's own fixture: that one empties the tables before the triggers go."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(autouse=True)
def _a_monday_afternoon(committed_db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def sit(chromium: Browser, served: str) -> Iterator[Sit]:
    """Seat a person before a browser of their own; nothing may be asked of any other host."""
    contexts = []

    def seated(user: User | None = None, *, scripts: bool = True, dark: bool = False) -> Person:
        context = chromium.new_context(
            base_url=served,
            viewport=OFFICE_MONITOR,
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            locale="ko-KR",
            timezone_id="Asia/Seoul",
        )
        contexts.append(context)
        page: Page = context.new_page()
        page.set_default_timeout(8000)
        person = Person(page, user)
        context.on("request", lambda request: person.asked.append(request.url))
        page.on("pageerror", lambda error: person.faults.append(str(error)))
        page.on("console", person.heard)
        if user is not None:
            user.set_password(PASSWORD)
            user.save(update_fields=("password",))
        return person

    yield seated
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS
