"""The mark (진위확인 부호): signed claims as the text of a QR code, written, read and verified."""

import re
import unicodedata
from dataclasses import dataclass, replace

from issuance.domain.errors import IssuanceError
from issuance.domain.verdicts import Reason
from issuance.sealing import base45, cbor, signing
from issuance.sealing.claims import KEY_FACT_BYTES, Claims, ensure_shape, from_map, to_map
from issuance.sealing.signing import KID_BYTES, SIGNATURE_BYTES, Jwk, Signer

PREFIX = "KD1:"
MAX_BYTES = 600
SHORT_NAME = 5
SHORT_NAME_CHARACTERS = 352
CHARACTERS = 400

_NEWER = re.compile("KD([2-9]|[1-9][0-9]+):")
_SIGN1_TAG = b"\xd2"  # CBOR tag 18, COSE_Sign1 (RFC 9052 §4.2)
_ALGORITHM, _KID, _ES256 = 1, 4, -7


class UnreadableMark(IssuanceError):
    code = "unreadable_mark"
    sentence = "진위확인 부호를 읽을 수 없습니다. {explanation} 문서확인번호로 조회해 주세요."

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(explanation=reason.label)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that was read; nothing in it is to be believed before `verify_mark`."""

    kid: bytes
    claims: Claims
    to_be_signed: bytes
    signature: bytes


def write_mark(claims: Claims, signer: Signer) -> str:
    """The text of the QR code for the claims as `fitted` leaves them; ValueError for another shape."""
    fit = fitted(claims)
    ensure_shape(fit)
    protected = _protected(signer.kid)
    payload = cbor.encode(to_map(fit))
    return _text(protected, payload, signer.sign(_to_be_signed(protected, payload)))


def fitted(claims: Claims) -> Claims:
    """The claims as a mark holds them: NFC, and cut at a character until they fit.

    352 characters with a name of up to five syllables, 400 with any. The key fact gives way first, wholly if
    need be, then the end of the name: the name on the paper then begins with the name in the mark, and the
    sheet's digest still stands for all of it.
    """
    name = unicodedata.normalize("NFC", claims.name)
    limit = SHORT_NAME_CHARACTERS if len(name) <= SHORT_NAME else CHARACTERS
    fact = _cut(unicodedata.normalize("NFC", claims.key_fact or ""), KEY_FACT_BYTES)
    # Longer than the whole mark may be, so that the loop below stays short whatever comes in.
    name = _cut(name, MAX_BYTES)
    fit = replace(claims, name=name, key_fact=fact or None)
    while name and _length(fit) > limit:
        if fact:
            fact = fact[:-1]
        else:
            name = name[:-1]
        fit = replace(claims, name=name, key_fact=fact or None)
    return fit


def read_mark(text: str) -> Mark:
    """Take a mark apart, strictly: `UnreadableMark` for any text that `write_mark` could not have made.

    Only claims that are not known are forgiven. Says nothing of the signature.
    """
    if _NEWER.match(text):
        raise UnreadableMark(Reason.NEWER)
    if not text.startswith(PREFIX):
        raise UnreadableMark(Reason.NOT_A_MARK)
    body = text[len(PREFIX) :]
    if len(body) > MAX_BYTES // 2 * 3:
        raise UnreadableMark(Reason.TOO_LONG)
    try:
        raw = base45.decode(body)
    except ValueError:
        raise UnreadableMark(Reason.ALPHABET) from None
    protected, payload, signature = _parts(raw)
    kid = _kid(protected)
    try:
        claims = from_map(_decoded(payload))
    except ValueError:
        raise UnreadableMark(Reason.CLAIMS) from None
    return Mark(kid, claims, _to_be_signed(protected, payload), signature)


def verify_mark(mark: Mark, public_jwk: Jwk) -> bool:
    """Whether this key signed the mark; whose key it is, and whether it still counts, `judge` says."""
    return signing.verifies(public_jwk, mark.to_be_signed, mark.signature)


def _parts(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Protected header, payload and signature of a tagged COSE_Sign1."""
    if raw[:1] != _SIGN1_TAG:
        raise UnreadableMark(Reason.ENCODING)
    match _decoded(raw[1:]):
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)]:
            if unprotected or len(signature) != SIGNATURE_BYTES:
                raise UnreadableMark(Reason.HEADER)
            return protected, payload, signature
    raise UnreadableMark(Reason.ENCODING)


def _kid(protected: bytes) -> bytes:
    """The kid of a protected header that holds ES256 and a kid of 8 bytes, and nothing else."""
    header = _decoded(protected)
    kid = header.get(_KID) if isinstance(header, dict) else None
    if not isinstance(kid, bytes) or len(kid) != KID_BYTES or protected != _protected(kid):
        raise UnreadableMark(Reason.HEADER)
    return kid


def _decoded(raw: bytes) -> object:
    try:
        return cbor.decode(raw)
    except ValueError:
        raise UnreadableMark(Reason.ENCODING) from None


def _protected(kid: bytes) -> bytes:
    return cbor.encode({_ALGORITHM: _ES256, _KID: kid})


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """Sig_structure of RFC 9052 §4.4, with an empty external_aad."""
    return cbor.encode(["Signature1", protected, b"", payload])


def _text(protected: bytes, payload: bytes, signature: bytes) -> str:
    return PREFIX + base45.encode(_SIGN1_TAG + cbor.encode([protected, {}, payload, signature]))


def _length(claims: Claims) -> int:
    """Characters of the mark, which do not depend on the key."""
    return len(_text(_protected(bytes(KID_BYTES)), cbor.encode(to_map(claims)), bytes(SIGNATURE_BYTES)))


def _cut(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8, whole characters only."""
    return text.encode()[:limit].decode(errors="ignore")
