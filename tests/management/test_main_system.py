"""The simulated main system from the command line."""

import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from issuance.domain.ledger import FileKind
from issuance.domain.states import SystemState
from issuance.main_system.client import HttpFeed
from issuance.management.commands.main_system import Command
from tests.main_system.feeds import SPAN

pytestmark = pytest.mark.django_db

OPTIONS = {
    "port": 0,
    "state": "up",
    "delay": 0.0,
    "lose_last_day": True,
    "answer": ["3001:0.5", "R-11110515-26-001-000123=2002"],
    "seed": 20231117,
}


def test_it_serves_made_up_people_of_known_offices_and_says_what_it_has_lost() -> None:
    with Command().opened(OPTIONS) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            feed = HttpFeed(server.address)
            status = feed.status()
            page = feed.page(FileKind.EXTRACT, SPAN, cursor="")
        finally:
            server.shutdown()
            thread.join()
    assert (status.state, status.complete_until is not None) == (SystemState.UP, True)
    assert page.row_count == 500
    assert b"11110515" in page.content


def test_it_is_not_opened_with_the_settings_of_a_real_office(settings: Settings) -> None:
    settings.IEUM_REHEARSAL_ALLOWED = False
    with pytest.raises(CommandError, match="운영"):
        call_command("main_system", stdout=StringIO())


def test_an_answer_that_means_nothing_and_a_port_that_is_taken_are_refused() -> None:
    with pytest.raises(CommandError, match="--answer"):
        Command().opened(OPTIONS | {"answer": ["4711"]})
    with Command().opened(OPTIONS) as server, pytest.raises(CommandError, match="포트"):
        Command().opened(OPTIONS | {"port": server.server_address[1]})
