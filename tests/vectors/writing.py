"""A writer of marks and lists that shares no code with the product: what it writes may also be wrong on purpose."""

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LIST_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Raw:
    """CBOR bytes that are put in as they are."""

    content: bytes


def head(major: int, number: int) -> bytes:
    """The shortest head of a CBOR item (RFC 8949 §3)."""
    if number < 24:
        return bytes([major << 5 | number])
    for short, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * size:
            return bytes([major << 5 | short]) + number.to_bytes(size, "big")
    raise ValueError(number)


def cbor(value: Any) -> bytes:
    """Deterministic, but for what is `Raw`."""
    if isinstance(value, Raw):
        return value.content
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(cbor(item) for item in value)
    if isinstance(value, dict):
        pairs = sorted((cbor(key), cbor(item)) for key, item in value.items())
        return head(5, len(pairs)) + b"".join(key + item for key, item in pairs)
    raise TypeError(type(value))


def base45(raw: bytes) -> str:
    text = ""
    for at in range(0, len(raw) - 1, 2):
        number = raw[at] * 256 + raw[at + 1]
        text += CHARACTERS[number % 45] + CHARACTERS[number // 45 % 45] + CHARACTERS[number // 2025]
    if len(raw) % 2:
        text += CHARACTERS[raw[-1] % 45] + CHARACTERS[raw[-1] // 45]
    return text


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Key:
    """A key for vectors alone, made from a word; under the kid of another where `called` names one."""

    word: str
    curve: type[ec.EllipticCurve] = ec.SECP256R1
    called: str = ""

    @property
    def private(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(
            int.from_bytes(hashlib.sha256(f"vectors: {self.word}".encode()).digest(), "big"), self.curve()
        )

    @property
    def kid(self) -> bytes:
        return hashlib.sha256(f"kid: {self.called or self.word}".encode()).digest()[:8]

    @property
    def jwk(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        x, y = (base64url(part.to_bytes(32, "big")) for part in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": base64url(self.kid)}

    def sign(self, message: bytes, *, high_s: bool | None = None) -> bytes:
        """r and s; with the low or the high s where asked for, both of which hold."""
        r, s = decode_dss_signature(
            self.private.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True))
        )
        if high_s is not None and (s > P256_ORDER // 2) != high_s:
            s = P256_ORDER - s
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def sign1(
    payload: bytes,
    key: Key,
    *,
    protected: bytes | None = None,
    unprotected: Any = None,
    external_aad: bytes = b"",
    context: str = "Signature1",
    high_s: bool | None = None,
) -> list[Any]:
    """The four parts of a COSE_Sign1 (RFC 9052 §4.2, §4.4)."""
    header = cbor({1: -7, 4: key.kid}) if protected is None else protected
    message = cbor([context, header, external_aad, payload])
    return [header, {} if unprotected is None else unprotected, payload, key.sign(message, high_s=high_s)]


def cose(parts: list[Any], *, tags: bytes = b"\xd2") -> bytes:
    return tags + cbor(parts)


def jws(typ: str, claims: dict[str, Any], key: Key, **header: Any) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64url(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())

    message = f"{part({'alg': 'ES256', 'typ': typ, 'kid': base64url(key.kid), **header})}.{part(claims)}"
    return f"{message}.{base64url(key.sign(message.encode()))}"


def trust_list(
    keys: list[dict[str, Any]], list_keys: list[dict[str, Any]], key: Key, *, realm: str, version: int,
    issued_at: int, expires_at: int,
) -> str:  # fmt: skip
    claims = {"realm": realm, "version": version, "iat": issued_at, "exp": expires_at, "keys": keys}
    return jws("trust-list+jwt", {**claims, "list_keys": list_keys}, key)


def status_list(
    number: int,
    statuses: dict[int, int],
    key: Key,
    *,
    issued_at: int,
    expires_at: int,
    packed: bytes | None = None,
) -> str:
    """Two bits a paper, the first in the lowest bits of the first byte (IETF Token Status List)."""
    bits = bytearray(LIST_BYTES)
    for index, status in statuses.items():
        bits[index // 4] |= status << 2 * (index % 4)
    lst = base64url(zlib.compress(bytes(bits) if packed is None else packed, 9))
    claims: dict[str, Any] = {"sub": f"urn:ieum:status:{number}", "iat": issued_at, "exp": expires_at}
    return jws("statuslist+jwt", {**claims, "status_list": {"bits": 2, "lst": lst}}, key)
