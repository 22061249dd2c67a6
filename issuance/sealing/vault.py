"""Secrets at rest: sealing under a master key from outside the database, and keyed hashes to search by."""

import base64
import binascii
import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from issuance.domain.errors import IssuanceError

MASTER_KEY_BYTES = 32

_VERSION = b"\x01"
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_HEADER_BYTES = len(_VERSION) + _KEY_ID_BYTES

_SHA256_BLOCK_BYTES = 64
_KNOWN_LENGTHS = 1_024
_LENGTHS = tuple(size.to_bytes(4, "big") for size in range(_KNOWN_LENGTHS))
_INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))


class MasterKeyMissing(IssuanceError):
    code = "master_key_missing"
    sentence = (
        "암호화 키 파일이 없거나 읽을 수 없습니다. 전산 담당에게 키 파일의 위치를 확인해 달라고 알려 주세요."
    )


class MasterKeyMalformed(IssuanceError):
    code = "master_key_malformed"
    sentence = "암호화 키 파일의 내용이 잘못되었습니다. 전산 담당에게 보관한 키로 되돌려 달라고 알려 주세요."


class SealBroken(IssuanceError):
    code = "seal_broken"
    sentence = (
        "암호화하여 저장한 내용을 열 수 없습니다. 암호화 키가 다르거나 내용이 바뀌었습니다."
        " 발급을 멈추고 전산 담당에게 알려 주세요."
    )


def seal(plain: bytes, *, table: str, row: str, field: str) -> bytes:
    """Encrypt for one place only: what is moved to another row, field or table does not open there.

    AES-256-GCM: 1 byte of version, 4 of key id, 12 of nonce, then ciphertext and tag.
    """
    return _encrypted("field", plain, _bound(table, row, field))


def unseal(sealed: bytes, *, table: str, row: str, field: str) -> bytes:
    """Refuses, with `SealBroken`, whatever was not sealed for this place under the present master key."""
    return _decrypted("field", sealed, _bound(table, row, field))


def unsealer(table: str, field: str) -> Callable[[bytes, str], bytes]:
    """`unseal` of one field for thousands of rows: takes what is sealed and its row.

    What it returns holds a key, so it is never kept beyond the work for which it was made.
    """
    cipher, header = AESGCM(_derived(_key_file(), "field")), _VERSION + _key_id()
    before, after = header + _bound(table), _bound(field)
    return lambda sealed, row: _opened(cipher, sealed, header, before + _bound(row) + after)


def wrap_key(private: bytes, *, kid: bytes) -> bytes:
    """Seal a signing key for its kid, under a key of its own: who may open fields opens no signing key."""
    return _encrypted("wrapping", private, _bound(kid.hex()))


def unwrap_key(wrapped: bytes, *, kid: bytes) -> bytes:
    return _decrypted("wrapping", wrapped, _bound(kid.hex()))


def keyed_hash(purpose: str, value: str) -> str:
    """HMAC-SHA256 in 64 hex digits, the same for equal `value` and `purpose`; normalise the value first.

    The part of the purpose before a colon (`subject`, or `fact` of `fact:주소`) has a key of its own.
    """
    family = purpose.partition(":")[0]
    mac = HMAC(_derived(_key_file(), f"hash {family}"), SHA256())
    mac.update(_bound(purpose, value))
    return mac.finalize().hex()


def keyed_digests(purpose: str) -> Callable[[bytes], bytes]:
    """`keyed_hash` of one purpose for very many values: takes the value's UTF-8, gives the 32 bytes.

    What it returns holds what follows from a key, so it is never kept beyond the work for which it was made.
    """
    digests = digests_under(hash_key(purpose), purpose)
    return lambda value: digests((value,))[0]


def hash_key(purpose: str) -> bytes:
    """The key under which a purpose is hashed, for a process of our own that has no settings."""
    return _derived(_key_file(), f"hash {purpose.partition(':')[0]}")


def digests_under(key: bytes, purpose: str) -> Callable[[Iterable[bytes]], list[bytes]]:
    """`keyed_hash` of many values at once under a key that was handed over.

    HMAC (RFC 2104) with the states of both padded keys made once and copied for each value.
    """
    padded = key.ljust(_SHA256_BLOCK_BYTES, b"\0")
    inner, outer = sha256(padded.translate(_INNER_PAD)), sha256(padded.translate(_OUTER_PAD))
    inner.update(_bound(purpose))
    inner_copy, outer_copy, lengths = inner.copy, outer.copy, _LENGTHS

    def digests(values: Iterable[bytes]) -> list[bytes]:
        found = []
        for value in values:
            size = len(value)
            within = inner_copy()
            within.update((lengths[size] if size < _KNOWN_LENGTHS else size.to_bytes(4, "big")) + value)
            around = outer_copy()
            around.update(within.digest())
            found.append(around.digest())
        return found

    return digests


def forget() -> None:
    """Drop the keys that are held in memory; the next use reads the file again."""
    _derived.cache_clear()
    _master.cache_clear()


def _encrypted(label: str, plain: bytes, place: bytes) -> bytes:
    header = _VERSION + _key_id()
    nonce = os.urandom(_NONCE_BYTES)
    return header + nonce + AESGCM(_derived(_key_file(), label)).encrypt(nonce, plain, header + place)


def _decrypted(label: str, sealed: bytes, place: bytes) -> bytes:
    header = _VERSION + _key_id()
    return _opened(AESGCM(_derived(_key_file(), label)), sealed, header, header + place)


def _opened(cipher: AESGCM, sealed: bytes, header: bytes, place: bytes) -> bytes:
    rest = sealed[_HEADER_BYTES:]
    if sealed[:_HEADER_BYTES] != header or len(rest) < _NONCE_BYTES:
        raise SealBroken
    try:
        return cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], place)
    except InvalidTag:
        raise SealBroken from None


def _bound(*parts: str) -> bytes:
    """The parts, each after its length, so that no two lists of parts give the same bytes."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def _key_id() -> bytes:
    """Tells which master key sealed a value, so that keys can be changed one day; says nothing of the key."""
    return _derived(_key_file(), "key id")[:_KEY_ID_BYTES]


def _key_file() -> str:
    return str(settings.IEUM_MASTER_KEY_FILE)


@lru_cache
def _derived(key_file: str, label: str) -> bytes:
    """32 bytes by HKDF-SHA256 (RFC 5869): one key for each use."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"ieum 1 {label}".encode())
    return derivation.derive(_master(key_file))


@lru_cache
def _master(key_file: str) -> bytes:
    try:
        text = Path(key_file).read_bytes()
    except OSError:
        raise MasterKeyMissing from None
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        raise MasterKeyMalformed from None
    if len(key) != MASTER_KEY_BYTES:
        raise MasterKeyMalformed
    return key
