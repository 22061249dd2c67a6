"""What a verifier fetches."""

import pytest
from django.test import Client

from issuance.actions import keys
from issuance.models import PublishedList
from issuance.sealing.lists import Realm
from tests import builders
from tests.builders import NOW


@pytest.fixture
def published(db: None) -> list[PublishedList]:
    document = builders.issued_document(builders.counter())
    assert document.paper is not None
    return [
        keys.publish_status_list(Realm.LIVE, document.paper.status_list, at=NOW),
        keys.publish_trust_list(Realm.LIVE, at=NOW),
    ]


def test_the_lists_are_handed_out_to_anybody_as_they_were_signed(published: list[PublishedList]) -> None:
    status, trust = published
    number = status.name.removeprefix("status-")
    answers = [Client().get("/api/trust-list"), Client().get(f"/api/status/{number}")]
    assert [(answer.content.decode(), answer["Content-Type"]) for answer in answers] == [
        (trust.text, "application/trust-list+jwt"),
        (status.text, "application/statuslist+jwt"),
    ]


@pytest.mark.parametrize(
    "path", ["/api/trust-list?realm=drill", "/api/status/99999", "/api/trust-list?realm=x"]
)
def test_a_list_that_was_not_published_is_refused_in_json(published: list[PublishedList], path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404
    assert answer.json() == {
        "code": "not_published",
        "message": "아직 발행된 목록이 없습니다. 잠시 뒤 다시 받아 주세요.",
    }


def test_the_machine_says_that_it_is_well(db: None) -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}


def test_a_list_is_only_read(published: list[PublishedList]) -> None:
    assert Client().post("/api/trust-list").status_code == 405
