"""A counter at a fixed moment, and browsers of the people who come to it."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from issuance.models import User
from tests import builders
from tests.builders import NOW, Counter

LogIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _a_monday_afternoon(db: None) -> Iterator[None]:
    """Views ask the clock: it stands where the builders are."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def log_in() -> LogIn:
    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return browser


@pytest.fixture
def at_counter() -> Counter:
    return builders.counter()


@pytest.fixture
def clerk_browser(at_counter: Counter, log_in: LogIn) -> Client:
    return log_in(at_counter.clerk)


@pytest.fixture
def supervisor_browser(at_counter: Counter, log_in: LogIn) -> Client:
    return log_in(at_counter.supervisor)
