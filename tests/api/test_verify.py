"""Verdicts for programs."""

import json
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern

from issuance.api import urls
from issuance.domain.verdicts import Judgement, Verdict
from issuance.domain.verification import FAILURES_PER_ADDRESS
from issuance.models import Paper
from tests import builders
from tests.builders import NOW

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


@pytest.fixture
def paper(db: None) -> Paper:
    paper = builders.handed_over(builders.counter()).paper
    assert paper is not None
    return paper


def post(asked: Any, query: str = "") -> "Answer":
    content = asked if isinstance(asked, str) else json.dumps(asked)
    with time_machine.travel(NOW, tick=False):
        return Client(enforce_csrf_checks=True).post(
            f"/api/verify{query}", content, content_type="application/json"
        )


def test_a_mark_gets_the_verdict_json_of_the_format(paper: Paper) -> None:
    answer = post({"mark": paper.mark})
    assert (answer.status_code, list(answer.json())) == (200, list(Judgement(Verdict.VALID).as_json()))
    assert (answer.json()["verdict"], answer.json()["serial"]) == ("VALID", paper.serial)
    assert "no-store" in answer["Cache-Control"]


def test_a_number_with_its_second_factor_finds_the_paper(paper: Paper) -> None:
    number = f"{paper.check_number:016d}"
    assert post({"number": number, "birth": "850302"}).json()["serial"] == paper.serial
    assert post({"number": number, "birth": "850303"}).json() == Judgement(Verdict.NOT_FOUND).as_json()


def test_a_batch_is_answered_in_its_order(paper: Paper) -> None:
    answer = post({"marks": [paper.mark, "KD2:X", paper.mark]}).json()
    assert [(one["verdict"], one["seen_before"]) for one in answer["verdicts"]] == [
        ("VALID", 0), ("UNREADABLE", None), ("VALID", 1),
    ]  # fmt: skip
    assert len(post({"marks": ["KD1:"] * 100}).json()["verdicts"]) == 100


@pytest.mark.parametrize(
    "asked",
    ["", "{", "[]", "[" * 100_000, {}, {"mark": 1}, {"mark": "KD1:", "more": 1}, {"marks": "KD1:"}, {"marks": [1]},
     {"marks": ["KD1:"] * 101}, {"number": "1"}, {"number": 1, "birth": "850302"}],
)  # fmt: skip
def test_a_malformed_request_is_refused(db: None, asked: Any) -> None:
    answer = post(asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")


def test_a_mistyped_number_an_unknown_realm_and_too_many_tries_each_have_a_code(paper: Paper) -> None:
    mistyped = post({"number": "1234 5678 1234 5678", "birth": "850302"})
    realm = post({"mark": paper.mark}, "?realm=dev")
    for _ in range(FAILURES_PER_ADDRESS):
        post({"number": f"{paper.check_number:016d}", "birth": "850303"})
    held = post({"number": f"{paper.check_number:016d}", "birth": "850302"})
    assert [(answer.status_code, answer.json()["code"]) for answer in (mistyped, realm, held)] == [
        (422, "mistyped_number"), (400, "unknown_realm"), (429, "too_many_tries"),
    ]  # fmt: skip


def test_only_a_post_verifies() -> None:
    assert Client().get("/api/verify").status_code == 405


def test_every_address_for_programs_is_described_and_no_other() -> None:
    described = Client().get("/api/openapi.json").json()
    routes = {
        f"/{entry.pattern}".replace("<int:number>", "{number}")
        for entry in urls.urlpatterns
        if isinstance(entry, URLPattern)
    }
    assert set(described["paths"]) == routes - {"/api/docs", "/api/openapi.json"}


def test_the_described_verdict_is_the_verdict() -> None:
    verdict = Client().get("/api/openapi.json").json()["components"]["schemas"]["Verdict"]
    assert list(verdict["properties"]) == list(Judgement(Verdict.VALID).as_json()) == verdict["required"]
    assert verdict["properties"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]


def test_the_page_lists_every_address() -> None:
    page = Client().get("/api/docs").content.decode()
    assert [name in page for name in ("POST /api/verify", "GET /api/trust-list", "seen_before")] == [True] * 3
