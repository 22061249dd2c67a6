"""Keys are made where they are due, and lists say what became of every paper."""

from datetime import timedelta
from typing import Any

import jwt
import pytest

from issuance.actions import documents, keys
from issuance.actions.offices import locked_book
from issuance.domain.documents import VoidReason
from issuance.models import Paper, PublishedList, SigningKey
from issuance.models.keys import KeyUse
from issuance.sealing.lists import Realm
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def claims_of(published: PublishedList) -> dict[str, Any]:
    return dict(jwt.decode(published.text, options={"verify_signature": False}))


def test_a_book_signs_with_one_key_for_thirty_days() -> None:
    book = locked_book(builders.TOWN, at=NOW)
    key = keys.book_key(book, at=NOW)
    assert (key.use, key.realm, key.expires_at - key.not_before) == (
        KeyUse.BOOK,
        Realm.LIVE,
        timedelta(days=30),
    )
    assert keys.book_key(book, at=key.expires_at - timedelta(seconds=1)) == key
    assert keys.book_key(book, at=key.expires_at) != key


def test_a_revoked_key_signs_no_more_and_stays_revoked() -> None:
    book = locked_book(builders.TOWN, at=NOW)
    key = keys.revoke(keys.book_key(book, at=NOW), at=NOW, from_sequence=9)
    assert keys.book_key(book, at=NOW) != key
    later = keys.revoke(key, at=NOW + timedelta(hours=1), from_sequence=20)
    assert (later.revoked_at, later.revoked_from) == (NOW, 9)
    assert keys.revoke(key, at=NOW, from_sequence=0).revoked_from == 0


def test_a_realm_has_one_root_and_one_list_key() -> None:
    root = keys.realm_key(Realm.LIVE, KeyUse.ROOT, at=NOW)
    assert keys.realm_key(Realm.LIVE, KeyUse.ROOT, at=NOW + timedelta(days=400)) == root
    assert keys.realm_key(Realm.LIVE, KeyUse.LIST, at=NOW) != root
    assert keys.realm_key(Realm.DRILL, KeyUse.ROOT, at=NOW) != root
    assert {key.book for key in SigningKey.objects.exclude(use=KeyUse.BOOK)} == {None}


def test_the_trust_list_names_every_book_key_and_is_renewed_only_by_a_change() -> None:
    builders.filing()
    first = keys.publish_trust_list(Realm.LIVE, at=NOW)
    again = keys.publish_trust_list(Realm.LIVE, at=NOW + timedelta(minutes=1))
    builders.filing(by=builders.clerk(builders.FAR_TOWN))
    changed = keys.publish_trust_list(Realm.LIVE, at=NOW + timedelta(minutes=2))
    assert [published.version for published in (first, again, changed)] == [1, 1, 2]
    assert sorted((key["office"], key["book"]) for key in claims_of(changed)["keys"]) == [
        (builders.TOWN, "26-001"),
        (builders.FAR_TOWN, "26-001"),
    ]
    assert claims_of(changed)["realm"] == "live"
    assert PublishedList.objects.get().version == 2


def test_a_revoked_key_stays_on_the_trust_list() -> None:
    builders.filing()
    key = keys.revoke(SigningKey.objects.get(use=KeyUse.BOOK), at=NOW, from_sequence=7)
    (listed,) = claims_of(keys.publish_trust_list(Realm.LIVE, at=NOW))["keys"]
    assert (listed["kid"], listed["revoked_at"], listed["revoked_from"]) == (key.kid, int(NOW.timestamp()), 7)


def test_publishing_all_writes_a_list_for_every_book_that_has_papers() -> None:
    counter = builders.counter()
    document = builders.issued_document(counter)
    documents.void(document, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW)
    builders.filing(by=builders.clerk(builders.FAR_TOWN))
    published = keys.publish_all(at=NOW)
    lists = sorted({f"status-{number}" for number in Paper.objects.values_list("status_list", flat=True)})
    assert sorted(one.name for one in published) == [*lists, "trust-list"]
    assert {one.realm for one in published} == {Realm.LIVE}


def test_nothing_is_published_before_the_first_paper() -> None:
    assert keys.publish_all(at=NOW) == []
