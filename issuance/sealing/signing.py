"""Signing keys: ES256 over P-256, behind a protocol that a hardware module can fill."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from issuance.sealing import vault

Jwk = Mapping[str, str]

KID_BYTES = 8
SIGNATURE_BYTES = 64
_COORDINATE_BYTES = 32


class Signer(Protocol):
    """Whatever holds a private key."""

    @property
    def kid(self) -> bytes:
        """8 bytes."""

    def sign(self, message: bytes) -> bytes:
        """r and s, 32 bytes each (RFC 8152 §8.1, RFC 7518 §3.4)."""


@dataclass(frozen=True, slots=True)
class SoftwareSigner:
    """A key in this process; its nonces are RFC 6979's, so that bad randomness gives no key away."""

    kid: bytes
    _key: ec.EllipticCurvePrivateKey = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True)))
        return r.to_bytes(_COORDINATE_BYTES, "big") + s.to_bytes(_COORDINATE_BYTES, "big")


def new_signing_key() -> tuple[dict[str, str], bytes]:
    """A new key: its public JWK with `kid`, and its private part sealed under the master key."""
    key = ec.generate_private_key(ec.SECP256R1())
    jwk = _public_jwk(key)
    private = key.private_numbers().private_value.to_bytes(_COORDINATE_BYTES, "big")
    return jwk, vault.wrap_key(private, kid=kid_of(jwk))


def open_signer(public_jwk: Jwk, sealed_private: bytes) -> SoftwareSigner:
    """Refuses, with `SealBroken`, a private part that is not this key's; an opened key stays in memory."""
    signer = _opened(kid_of(public_jwk), bytes(sealed_private))
    if _coordinates(signer) != (public_jwk["x"], public_jwk["y"]):
        raise vault.SealBroken
    return signer


def forget() -> None:
    """Drop the signers that are held in memory."""
    _opened.cache_clear()


def kid_of(jwk: Jwk) -> bytes:
    """The 8 bytes that the JWK gives as its kid; for keys made here, the head of the RFC 7638 thumbprint."""
    kid = from_base64url(jwk["kid"])
    if len(kid) != KID_BYTES:
        raise ValueError("a kid has 8 bytes")
    return kid


def public_part(jwk: Jwk) -> dict[str, str]:
    """What of a JWK may be published: never `d`, and no `use`."""
    return {name: jwk[name] for name in ("kty", "crv", "x", "y", "kid")}


def verifies(public_jwk: Jwk, message: bytes, signature: bytes) -> bool:
    """Whether an ES256 signature holds, with a low or a high s; ValueError if the JWK is no P-256 key."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    r = int.from_bytes(signature[:_COORDINATE_BYTES], "big")
    s = int.from_bytes(signature[_COORDINATE_BYTES:], "big")
    try:
        _key_of(public_jwk).verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def ensure_verifies(public_jwk: Jwk) -> None:
    """ValueError unless the JWK is a P-256 key with a kid of 8 bytes."""
    kid_of(public_jwk)
    _key_of(public_jwk)


def base64url(raw: bytes) -> str:
    """Without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Strict: ValueError for padding, a stray character or unused bits that are set."""
    raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if base64url(raw) != text:
        raise ValueError("not base64url")
    return raw


@lru_cache(maxsize=1024)
def _opened(kid: bytes, sealed_private: bytes) -> SoftwareSigner:
    private = int.from_bytes(vault.unwrap_key(sealed_private, kid=kid), "big")
    return SoftwareSigner(kid, ec.derive_private_key(private, ec.SECP256R1()))


def _key_of(jwk: Jwk) -> ec.EllipticCurvePublicKey:
    return _public_key(jwk["kty"], jwk["crv"], jwk["x"], jwk["y"])


@lru_cache(maxsize=1024)
def _public_key(kty: str, crv: str, x: str, y: str) -> ec.EllipticCurvePublicKey:
    if (kty, crv) != ("EC", "P-256"):
        raise ValueError("not a P-256 key")
    across, up = from_base64url(x), from_base64url(y)
    if len(across) != _COORDINATE_BYTES or len(up) != _COORDINATE_BYTES:
        raise ValueError("a coordinate has 32 bytes")
    numbers = ec.EllipticCurvePublicNumbers(
        int.from_bytes(across, "big"), int.from_bytes(up, "big"), ec.SECP256R1()
    )
    return numbers.public_key()


def _public_jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    members = {
        "crv": "P-256",
        "kty": "EC",
        "x": base64url(numbers.x.to_bytes(_COORDINATE_BYTES, "big")),
        "y": base64url(numbers.y.to_bytes(_COORDINATE_BYTES, "big")),
    }
    thumbprint = hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest()
    return {**members, "kid": base64url(thumbprint[:KID_BYTES])}


def _coordinates(signer: SoftwareSigner) -> tuple[str, str]:
    jwk = _public_jwk(signer._key)
    return jwk["x"], jwk["y"]
