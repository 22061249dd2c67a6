"""Trust lists and status lists: read back by an independent reader, and refused where anything is off."""

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from issuance.domain.verdicts import Standing
from issuance.sealing.jws import UntrustedList, signed
from issuance.sealing.lists import (
    ListedKey,
    OlderList,
    Realm,
    StatusList,
    TrustList,
    read_status_list,
    read_trust_list,
    status_list,
    trust_list,
)
from issuance.sealing.signing import SoftwareSigner, new_signing_key, open_signer

ISSUED_AT, EXPIRES_AT = 1795400800, 1795487200
Key = tuple[dict[str, str], SoftwareSigner]


def new_key() -> Key:
    jwk, sealed = new_signing_key()
    return jwk, open_signer(jwk, sealed)


@pytest.fixture
def root() -> Key:
    return new_key()


def published(root: Key, keys: list[ListedKey], list_keys: list[ListedKey], version: int = 7) -> str:
    return trust_list(
        realm="live",
        version=version,
        issued_at=ISSUED_AT,
        expires_at=EXPIRES_AT,
        keys=keys,
        list_keys=list_keys,
        signer=root[1],
    )


def independently_read(text: str, jwk: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    key = jwt.PyJWK(jwk, algorithm="ES256").key
    options: Any = {"verify_exp": False, "verify_iat": False}
    return jwt.get_unverified_header(text), jwt.decode(text, key, algorithms=["ES256"], options=options)


def test_an_independent_reader_finds_the_whole_trust_list(
    root: Key, listed_key: Callable[..., ListedKey], example: dict[str, Any]
) -> None:
    good = listed_key(jwk=example["jwk"])
    revoked = listed_key(jwk=new_key()[0], revoked_at=1795400900, revoked_from=124)
    lists = listed_key(jwk=new_key()[0], office="00000000", book=None)
    header, claims = independently_read(published(root, [good, revoked], [lists]), root[0])
    times = {"nbf": good.not_before, "exp": good.expires_at}
    public = {name: example["jwk"][name] for name in ("kty", "crv", "x", "y", "kid")}
    office = {"office": "11110515", "book": "26-001"}
    assert header == {"alg": "ES256", "typ": "trust-list+jwt", "kid": root[0]["kid"]}
    assert claims == {
        "realm": "live",
        "version": 7,
        "iat": ISSUED_AT,
        "exp": EXPIRES_AT,
        "keys": [
            {**public, **office, **times},
            {**revoked.jwk, **office, **times, "revoked_at": 1795400900, "revoked_from": 124},
        ],
        "list_keys": [{**lists.jwk, "office": "00000000", **times}],
    }


def test_a_trust_list_is_read_as_it_was_published(
    root: Key, signer: SoftwareSigner, listed_key: Callable[..., ListedKey]
) -> None:
    key, lists = (
        listed_key(revoked_at=5, revoked_from=0),
        listed_key(jwk=new_key()[0], office=None, book=None),
    )
    trust = read_trust_list(published(root, [key], [lists]), root[0], highest_version_seen=7)
    assert (trust.realm, trust.version, trust.keys) == (Realm.LIVE, 7, {signer.kid: key})
    assert (trust.issued_at, trust.expires_at, list(trust.list_keys.values())) == (
        ISSUED_AT,
        EXPIRES_AT,
        [lists],
    )


def test_a_key_revoked_as_a_whole_is_published_so(root: Key, listed_key: Callable[..., ListedKey]) -> None:
    text = published(root, [listed_key(revoked_at=5)], [])
    [key] = independently_read(text, root[0])[1]["keys"]
    assert (key["revoked_at"], key["revoked_from"]) == (5, 0)


def test_a_trust_list_older_than_the_highest_seen_is_refused(root: Key) -> None:
    text = published(root, [], [], version=6)
    with pytest.raises(OlderList):
        read_trust_list(text, root[0], highest_version_seen=7)


def test_a_trust_list_under_another_root_is_refused(root: Key) -> None:
    text = published(root, [], [])
    with pytest.raises(UntrustedList):
        read_trust_list(text, new_key()[0], highest_version_seen=0)
    with pytest.raises(UntrustedList):
        read_trust_list(text, {**new_key()[0], "kid": root[0]["kid"]}, highest_version_seen=0)


def test_a_trust_list_that_names_a_kid_twice_is_refused(
    root: Key, listed_key: Callable[..., ListedKey]
) -> None:
    twice = published(root, [listed_key(), listed_key(office="11110530")], [])
    with pytest.raises(UntrustedList):
        read_trust_list(twice, root[0], highest_version_seen=0)


@pytest.mark.parametrize(
    "changes",
    [
        {"realm": "other"},
        {"version": "7"},
        {"version": True},
        {"iat": None},
        {"keys": 1},
        {"keys": [{}]},
        {"keys": [1]},
    ],
    ids=str,
)
def test_a_trust_list_of_another_shape_is_refused_though_signed(root: Key, changes: dict[str, Any]) -> None:
    claims = {"realm": "live", "version": 7, "iat": 1, "exp": 2, "keys": [], "list_keys": []}
    text = signed("trust-list+jwt", {**claims, **changes}, root[1])
    with pytest.raises(UntrustedList):
        read_trust_list(text, root[0], highest_version_seen=0)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "trust-list+jwt"},
        {"alg": "HS256", "typ": "trust-list+jwt"},
        {"alg": "ES256", "typ": "statuslist+jwt"},
        {"alg": "ES256"},
        {"alg": "ES256", "typ": "trust-list+jwt", "crit": ["b64"], "b64": False},
        {"alg": "ES256", "typ": "trust-list+jwt", "jwk": {}},
        {"alg": "ES256", "typ": "trust-list+jwt", "kid": "AAAAAAAAAAA"},
        {"alg": "ES256", "typ": "trust-list+jwt", "kid": ["a"]},
    ],
    ids=str,
)
def test_a_jws_with_another_header_is_refused_though_signed(root: Key, header: dict[str, Any]) -> None:
    body = published(root, [], []).split(".")[1]
    head = json.dumps({"kid": root[0]["kid"], **header}).encode()
    message = base64.urlsafe_b64encode(head).rstrip(b"=").decode() + "." + body
    tail = base64.urlsafe_b64encode(root[1].sign(message.encode())).rstrip(b"=").decode()
    with pytest.raises(UntrustedList):
        read_trust_list(f"{message}.{tail}", root[0], highest_version_seen=0)


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "..", "W10..", "é.b.c", "a.b.c.d", "e30.e30.e30"])
def test_a_text_that_is_no_jws_is_refused(root: Key, text: str) -> None:
    with pytest.raises(UntrustedList):
        read_trust_list(text, root[0], highest_version_seen=0)


def test_a_jws_with_a_changed_character_is_refused(root: Key) -> None:
    text = published(root, [], [])
    for at, character in enumerate(text):
        changed = text[:at] + ("A" if character != "A" else "B") + text[at + 1 :]
        with pytest.raises(UntrustedList):
            read_trust_list(changed, root[0], highest_version_seen=0)


def of_lists(key: Key, **changes: Any) -> dict[bytes, ListedKey]:
    facts = {"office": None, "book": None, "not_before": ISSUED_AT - 1, "expires_at": EXPIRES_AT}
    return {key[1].kid: ListedKey(jwk=key[0], **(facts | changes))}


def published_statuses(key: Key, statuses: dict[int, int]) -> str:
    return status_list(12, statuses, issued_at=ISSUED_AT, expires_at=EXPIRES_AT, signer=key[1])


def test_the_draft_s_two_bit_example_has_its_published_bytes(root: Key) -> None:
    """draft-ietf-oauth-status-list §4.1: 12 statuses of two bits are c9 44 f9."""
    statuses = dict(enumerate([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]))
    text = published_statuses(root, statuses)
    assert read_status_list(text, of_lists(root)).packed == bytes.fromhex("c944f9") + bytes(16_381)


def test_an_independent_reader_finds_the_whole_status_list(root: Key) -> None:
    text = published_statuses(root, {5: Standing.VOIDED, 65_535: Standing.SUPERSEDED})
    header, claims = independently_read(text, root[0])
    status = claims.pop("status_list")
    packed = zlib.decompress(base64.urlsafe_b64decode(status["lst"] + "=" * (-len(status["lst"]) % 4)))
    assert header == {"alg": "ES256", "typ": "statuslist+jwt", "kid": root[0]["kid"]}
    assert claims == {"sub": "urn:ieum:status:12", "iat": ISSUED_AT, "exp": EXPIRES_AT}
    assert (status.keys(), status["bits"], len(packed)) == ({"bits", "lst"}, 2, 65_536 * 2 // 8)
    assert {at: byte for at, byte in enumerate(packed) if byte} == {1: 0b0100, 16_383: 0b11000000}


def test_a_status_list_is_read_as_it_was_published(root: Key) -> None:
    statuses = {0: 1, 1: 2, 4: 3, 65_535: 1}
    listed = read_status_list(published_statuses(root, statuses), of_lists(root))
    assert (listed.number, listed.issued_at, listed.expires_at) == (12, ISSUED_AT, EXPIRES_AT)
    assert {at: listed.status(at) for at in range(65_536) if listed.status(at)} == statuses


@pytest.mark.parametrize("index", [-1, 65_536])
def test_there_is_no_status_outside_the_list(root: Key, index: int) -> None:
    listed = StatusList(12, ISSUED_AT, EXPIRES_AT, bytes(16_384))
    with pytest.raises(IndexError):
        listed.status(index)
    with pytest.raises(ValueError, match="no status"):
        published_statuses(root, {index: 1})


@pytest.mark.parametrize("status", [-1, 4])
def test_a_status_of_more_than_two_bits_is_not_published(root: Key, status: int) -> None:
    with pytest.raises(ValueError, match="no status"):
        published_statuses(root, {0: status})


@pytest.mark.parametrize(
    "changes",
    [{"not_before": ISSUED_AT + 1}, {"expires_at": ISSUED_AT}, {"revoked_at": ISSUED_AT + 1}],
    ids=str,
)
def test_a_status_list_by_a_key_that_did_not_count_is_refused(root: Key, changes: dict[str, int]) -> None:
    with pytest.raises(UntrustedList):
        read_status_list(published_statuses(root, {}), of_lists(root, **changes))


def test_a_status_list_by_a_key_that_signs_marks_is_refused(
    root: Key, trust: Callable[..., TrustList]
) -> None:
    with pytest.raises(UntrustedList):
        read_status_list(published_statuses(root, {}), trust().list_keys)


def lst(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": "urn:ieum:status:012"},
        {"sub": "urn:ieum:status:"},
        {"sub": "urn:other:status:12"},
        {"sub": "12"},
        {"sub": 12},
        {"exp": "never"},
        {"iat": 1.5},
        {"status_list": {"bits": 1, "lst": lst(zlib.compress(bytes(16_384)))}},
        {"status_list": {"bits": 2, "lst": lst(zlib.compress(bytes(16_383)))}},
        {"status_list": {"bits": 2, "lst": lst(zlib.compress(bytes(16_385)))}},
        {"status_list": {"bits": 2, "lst": lst(zlib.compress(bytes(16_384)) + b"\x00")}},
        {"status_list": {"bits": 2, "lst": lst(zlib.compress(bytes(16_384))[:-1])}},
        {"status_list": {"bits": 2, "lst": lst(b"not zlib")}},
        {"status_list": []},
    ],
    ids=lambda changes: str(changes)[:60],
)
def test_a_status_list_of_another_shape_is_refused_though_signed(root: Key, changes: dict[str, Any]) -> None:
    good = {"bits": 2, "lst": lst(zlib.compress(bytes(16_384)))}
    claims = {"sub": "urn:ieum:status:12", "iat": ISSUED_AT, "exp": EXPIRES_AT, "status_list": good}
    assert read_status_list(signed("statuslist+jwt", claims, root[1]), of_lists(root)).number == 12
    with pytest.raises(UntrustedList):
        read_status_list(signed("statuslist+jwt", {**claims, **changes}, root[1]), of_lists(root))
