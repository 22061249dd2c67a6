"""Secrets at rest: sealing under a master key from outside the database, and keyed hashes to search by."""

import base64
import binascii
import os
import secrets
import tempfile
from functools import lru_cache
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


class MasterKeyMissing(IssuanceError):
    code = "master_key_missing"
    sentence = (
        "암호화 키 파일이 없거나 읽을 수 없습니다. 전산 담당에게 키 파일의 위치를 확인해 달라고 알려 주세요."
    )


class MasterKeyMalformed(IssuanceError):
    code = "master_key_malformed"
    sentence = "암호화 키 파일의 내용이 잘못되었습니다. 전산 담당에게 보관한 키로 되돌려 달라고 알려 주세요."


class MasterKeyExists(IssuanceError):
    code = "master_key_exists"
    sentence = "암호화 키 파일이 이미 있어 새로 만들지 않았습니다. 기존 키를 그대로 쓰세요."


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


def make_master_key(path: Path) -> None:
    """Write a new random key as base64 text, mode 0600; the file is there whole or not at all.

    Refuses to replace a file: everything sealed under the old key would be lost.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(MASTER_KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        # A hard link, unlike a rename, fails where the name is taken.
        os.link(draft, path)
    except FileExistsError:
        raise MasterKeyExists from None
    finally:
        Path(draft).unlink()


def forget() -> None:
    """Drop the keys that are held in memory; the next use reads the file again."""
    _derived.cache_clear()
    _master.cache_clear()


def _encrypted(label: str, plain: bytes, place: bytes) -> bytes:
    header = _VERSION + _key_id()
    nonce = os.urandom(_NONCE_BYTES)
    return header + nonce + AESGCM(_derived(_key_file(), label)).encrypt(nonce, plain, header + place)


def _decrypted(label: str, sealed: bytes, place: bytes) -> bytes:
    header, rest = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
    if header != _VERSION + _key_id() or len(rest) < _NONCE_BYTES:
        raise SealBroken
    nonce, ciphertext = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    try:
        return AESGCM(_derived(_key_file(), label)).decrypt(nonce, ciphertext, header + place)
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
