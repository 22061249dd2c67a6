"""How many questions each page of the counter asks the database: a number that may not grow with the rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.actions.cases import opened
from tests.builders import Counter


def _asked(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as questions:
        assert browser.get(path).status_code == 200
    return len(questions)


def test_pages_ask_as_many_questions_with_twelve_rows_as_with_nine(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    asked = []
    paths = (
        "/",
        "/waiting/",
        "/standing/",
        "/filings/",
        "/filings/new/",
        "/filings/new/RR01/",
        "/book/",
        "/cases/",
    )
    for rows in (9, 3):
        for _ in range(rows):
            builders.handed_over(at_counter)
            builders.awaiting_document(at_counter)
        supervisor_browser.get("/")
        asked.append({path: _asked(supervisor_browser, path) for path in paths})
    assert asked[0] == asked[1]
    assert asked[0] == {
        "/": 33,
        "/waiting/": 19,
        "/standing/": 9,
        "/filings/": 11,
        "/filings/new/": 14,
        "/filings/new/RR01/": 10,
        "/book/": 15,
        "/cases/": 19,
    }


@pytest.mark.parametrize("path", ["/waiting/", "/cases/", "/cases/?state=to_propose"])
def test_only_the_keys_of_a_long_queue_are_put_in_order(
    path: str, at_counter: Counter, supervisor_browser: Client
) -> None:
    for _ in range(2):
        opened(at_counter)
    with CaptureQueriesContext(connection) as questions:
        supervisor_browser.get(path)
    ordered = [sql for sql in (one["sql"] for one in questions) if "due_on" in sql and "LIMIT" in sql]
    assert {sql.partition(" FROM ")[0] for sql in ordered} == {'SELECT "issuance_case"."id" AS "pk"'}
