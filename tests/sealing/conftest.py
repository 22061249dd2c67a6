"""A master key of its own for each test, and the published example: its key, its claims, lists that know it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django import Settings

from config import env
from issuance.sealing import signing, vault
from issuance.sealing.claims import Claims
from issuance.sealing.lists import ListedKey, Realm, StatusList, TrustList
from issuance.sealing.signing import SoftwareSigner, from_base64url, public_part

EXAMPLE: dict[str, Any] = json.loads(Path(__file__).with_name("mark-example.json").read_text())
ISSUED_AT = 1795400712
EXPIRES_AT = 1796000000


@pytest.fixture(autouse=True)
def master_key(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "keys" / "master.key"
    env.made_key_file(path)
    settings.IEUM_MASTER_KEY_FILE = str(path)
    vault.forget()
    signing.forget()
    yield path
    vault.forget()
    signing.forget()


@pytest.fixture
def example() -> dict[str, Any]:
    return EXAMPLE


@pytest.fixture
def signer() -> SoftwareSigner:
    jwk = EXAMPLE["jwk"]
    private = ec.derive_private_key(int.from_bytes(from_base64url(jwk["d"]), "big"), ec.SECP256R1())
    return SoftwareSigner(from_base64url(jwk["kid"]), private)


@pytest.fixture
def claims() -> Claims:
    return Claims(
        office="11110515",
        series="P",
        year=26,
        book=1,
        sequence=123,
        check_number=1748291350782,
        name="홍길동",
        birth=18850302,
        key_fact="청운효자동",
        sheet_digest=bytes.fromhex("78af7bdb5626eb0a046772b3edda705c"),
        flags=1,
        status_list=12,
        status_index=70123,
        kind="RR01",
        issued_at=ISSUED_AT,
        expires_at=EXPIRES_AT,
        purpose=1,
    )


@pytest.fixture
def listed_key(signer: SoftwareSigner) -> Callable[..., ListedKey]:
    def build(**changes: Any) -> ListedKey:
        facts: dict[str, Any] = {
            "jwk": public_part(EXAMPLE["jwk"]),
            "office": "11110515",
            "book": "26-001",
            "not_before": ISSUED_AT - 86_400,
            "expires_at": ISSUED_AT + 86_400,
        }
        return ListedKey(**(facts | changes))

    return build


@pytest.fixture
def trust(signer: SoftwareSigner, listed_key: Callable[..., ListedKey]) -> Callable[..., TrustList]:
    def build(*, realm: Realm = Realm.LIVE, list_expires_at: int = EXPIRES_AT * 2, **key: Any) -> TrustList:
        return TrustList(realm, 7, ISSUED_AT, list_expires_at, {signer.kid: listed_key(**key)}, {})

    return build


@pytest.fixture
def statuses() -> Callable[..., dict[int, StatusList]]:
    def build(
        status: int = 0, *, issued_at: int = ISSUED_AT + 60, expires_at: int = EXPIRES_AT * 2
    ) -> dict[int, StatusList]:
        """List 12, where every paper stands alike."""
        packed = bytes([status * 0b01010101]) * 16_384
        return {12: StatusList(12, issued_at, expires_at, packed)}

    return build
