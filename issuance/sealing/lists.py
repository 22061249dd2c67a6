"""The lists that verifiers take along: which keys count (trust list), which papers do (status lists)."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from issuance.domain.errors import IssuanceError
from issuance.sealing import signing
from issuance.sealing.jws import UntrustedList, opened, signed
from issuance.sealing.signing import Jwk, Signer, base64url, from_base64url, kid_of, public_part

ENTRIES = 65_536
BITS = 2
_PER_BYTE = 8 // BITS
_PACKED_BYTES = ENTRIES // _PER_BYTE
_TRUST_TYP = "trust-list+jwt"
_STATUS_TYP = "statuslist+jwt"
_STATUS_SUBJECT = "urn:ieum:status:"


class Realm(StrEnum):
    LIVE = "live"
    DRILL = "drill"


class OlderList(IssuanceError):
    """A verifier never goes back: an older list may leave out a revocation."""

    code = "older_list"
    sentence = (
        "이미 받은 것보다 오래된 신뢰목록입니다({version}판). 공식 주소에서 최신 목록을 다시 받아 주세요."
    )


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A public key with the book that it signs for (`26-001`) and its times, in seconds.

    A key that signs status lists has no book; one that signs marks without an office and a book is of no use.
    It counts for what was issued from `not_before` until before `expires_at`. `revoked_from` is the first
    sequence that is not trusted, 0 for all.
    """

    jwk: Jwk
    office: str | None
    book: str | None
    not_before: int
    expires_at: int
    revoked_at: int | None = None
    revoked_from: int | None = None

    def counts_at(self, issued_at: int) -> bool:
        return self.not_before <= issued_at < self.expires_at


@dataclass(frozen=True, slots=True)
class TrustList:
    """A trust list whose signature was verified; keys by their kid."""

    realm: Realm
    version: int
    issued_at: int
    expires_at: int
    keys: Mapping[bytes, ListedKey]
    list_keys: Mapping[bytes, ListedKey]


@dataclass(frozen=True, slots=True)
class StatusList:
    """A status list whose signature was verified."""

    number: int
    issued_at: int
    expires_at: int
    packed: bytes

    def status(self, index: int) -> int:
        """0 valid, 1 voided, 2 suspended, 3 superseded; IndexError outside the list."""
        if not 0 <= index < ENTRIES:
            raise IndexError(index)
        return self.packed[index // _PER_BYTE] >> index % _PER_BYTE * BITS & 0b11


def trust_list(
    *,
    realm: str,
    version: int,
    issued_at: int,
    expires_at: int,
    keys: Iterable[ListedKey],
    list_keys: Iterable[ListedKey],
    signer: Signer,
) -> str:
    """The trust list as a compact JWS by the realm's root key; private parts of a JWK are left out."""
    claims = {
        "realm": Realm(realm),
        "version": version,
        "iat": issued_at,
        "exp": expires_at,
        "keys": [_published(key) for key in keys],
        "list_keys": [_published(key) for key in list_keys],
    }
    return signed(_TRUST_TYP, claims, signer)


def read_trust_list(text: str, root_jwk: Jwk, *, highest_version_seen: int) -> TrustList:
    """Refuses, with `UntrustedList`, what the root did not sign, and with `OlderList` a version gone back.

    A list past its `expires_at` is read all the same: what it says against a key stays true.
    """
    _, claims = opened(text, _TRUST_TYP, {root_jwk["kid"]: root_jwk})
    try:
        trust = TrustList(
            realm=Realm(claims["realm"]),
            version=_integer(claims["version"]),
            issued_at=_integer(claims["iat"]),
            expires_at=_integer(claims["exp"]),
            keys=_by_kid(claims["keys"]),
            list_keys=_by_kid(claims["list_keys"]),
        )
    except (ValueError, TypeError, KeyError):
        raise UntrustedList from None
    if trust.version < highest_version_seen:
        raise OlderList(version=trust.version)
    return trust


def status_list(
    number: int, statuses: Mapping[int, int], *, issued_at: int, expires_at: int, signer: Signer
) -> str:
    """An IETF Token Status List as a JWT, always of 65,536 entries; what is not in `statuses` is valid."""
    claims = {
        "sub": f"{_STATUS_SUBJECT}{number}",
        "iat": issued_at,
        "exp": expires_at,
        "status_list": {"bits": BITS, "lst": base64url(zlib.compress(_packed(statuses), level=9))},
    }
    return signed(_STATUS_TYP, claims, signer)


def read_status_list(text: str, list_keys: Mapping[bytes, ListedKey]) -> StatusList:
    """Refuses, with `UntrustedList`, what no list key signed that counted then and is not revoked.

    A list past its `expires_at` is read all the same: what it says against a paper stays true.
    """
    trusted = {key.jwk["kid"]: key for key in list_keys.values() if key.revoked_at is None}
    kid, claims = opened(text, _STATUS_TYP, {kid: key.jwk for kid, key in trusted.items()})
    try:
        issued_at = _integer(claims["iat"])
        if not trusted[kid].counts_at(issued_at):
            raise UntrustedList
        return StatusList(
            number=_numbered(claims["sub"]),
            issued_at=issued_at,
            expires_at=_integer(claims["exp"]),
            packed=_unpacked(claims["status_list"]),
        )
    except (ValueError, TypeError, KeyError, zlib.error):
        raise UntrustedList from None


def _published(key: ListedKey) -> dict[str, Any]:
    """The JWK with what the list says of it; what does not apply to the key is left out."""
    entry = {
        **public_part(key.jwk),
        "office": key.office,
        "book": key.book,
        "nbf": key.not_before,
        "exp": key.expires_at,
        "revoked_at": key.revoked_at,
        "revoked_from": None if key.revoked_at is None else key.revoked_from or 0,
    }
    return {name: value for name, value in entry.items() if value is not None}


def _by_kid(entries: list[dict[str, Any]]) -> dict[bytes, ListedKey]:
    """ValueError for a kid that stands twice: which key is meant would be a matter of order."""
    keys = {kid_of(entry): _listed(entry) for entry in entries}
    if len(keys) != len(entries):
        raise ValueError("a kid stands twice")
    return keys


def _listed(entry: dict[str, Any]) -> ListedKey:
    revoked = "revoked_at" in entry
    jwk = public_part(entry)
    signing.ensure_verifies(jwk)
    return ListedKey(
        jwk=jwk,
        office=_text(entry["office"]) if "office" in entry else None,
        book=_text(entry["book"]) if "book" in entry else None,
        not_before=_integer(entry["nbf"]),
        expires_at=_integer(entry["exp"]),
        revoked_at=_integer(entry["revoked_at"]) if revoked else None,
        revoked_from=_integer(entry["revoked_from"]) if revoked else None,
    )


def _packed(statuses: Mapping[int, int]) -> bytes:
    """Two bits an entry, the first entry in the lowest bits of the first byte."""
    packed = bytearray(_PACKED_BYTES)
    for index, status in statuses.items():
        if not 0 <= index < ENTRIES or not 0 <= status < 1 << BITS:
            raise ValueError(f"no status {status} at {index}")
        packed[index // _PER_BYTE] |= status << index % _PER_BYTE * BITS
    return bytes(packed)


def _unpacked(claim: dict[str, Any]) -> bytes:
    """The list's bytes; ValueError unless they are exactly one list's, however far they would unfold."""
    if claim["bits"] != BITS:
        raise ValueError("not two bits an entry")
    unfolding = zlib.decompressobj()
    packed = unfolding.decompress(from_base64url(claim["lst"]), _PACKED_BYTES + 1)
    if len(packed) != _PACKED_BYTES or not unfolding.eof or unfolding.unused_data:
        raise ValueError("not the bytes of one list")
    return packed


def _numbered(subject: Any) -> int:
    number = int(_text(subject).removeprefix(_STATUS_SUBJECT))
    if subject != f"{_STATUS_SUBJECT}{number}":
        raise ValueError("not the name of a status list")
    return number


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("not an integer")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value
