"""Sealing: bound to its place and its key; and keyed hashes, one key for each purpose."""

import stat
from pathlib import Path

import pytest
from pytest_django import Settings

from config import env
from issuance.sealing import vault
from issuance.sealing.vault import MasterKeyMalformed, MasterKeyMissing, SealBroken

PLACE = {"table": "filing", "row": "7f0c", "field": "resident_number"}
NUMBER = b"850302-9000001"

# Worked out with the standard library's HMAC, from the master key of bytes 0 to 31 and the nonce of bytes 0 to 11.
KNOWN_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
KNOWN_HASH = "3b2bb6453f8a2aad429da15332b5a9ec021b8a427cabf6b66301fb10459cce8f"
KNOWN_SEAL = "01685b50a4000102030405060708090a0b3ba188882b6c7cbb77f273711c58f3feba37b3c637408bf14cde0c797c31"


def test_what_was_sealed_opens_in_its_place() -> None:
    assert vault.unseal(vault.seal(NUMBER, **PLACE), **PLACE) == NUMBER


def test_a_seal_is_a_version_a_key_id_a_nonce_and_the_ciphertext_with_its_tag() -> None:
    first, second = vault.seal(NUMBER, **PLACE), vault.seal(NUMBER, **PLACE)
    assert (first[0], len(first)) == (1, 1 + 4 + 12 + len(NUMBER) + 16)
    assert first[:5] == second[:5]
    assert first[5:17] != second[5:17]


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"table": "document"},
        {"row": "7f0d"},
        {"field": "name"},
        {"table": "filing7", "row": "f0c"},
        {"row": "", "field": "7f0cresident_number"},
        {"table": "filing|7f0c", "row": "", "field": "resident_number"},
    ],
)
def test_a_seal_moved_to_another_place_does_not_open(elsewhere: dict[str, str]) -> None:
    sealed = vault.seal(NUMBER, **PLACE)
    with pytest.raises(SealBroken):
        vault.unseal(sealed, **{**PLACE, **elsewhere})


def test_a_seal_with_any_byte_changed_or_cut_off_does_not_open() -> None:
    sealed = vault.seal(NUMBER, **PLACE)
    changed = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    cut = [sealed[:length] for length in range(len(sealed))]
    for broken in changed + cut:
        with pytest.raises(SealBroken):
            vault.unseal(broken, **PLACE)


def test_another_master_key_opens_nothing_and_hashes_otherwise(settings: Settings, tmp_path: Path) -> None:
    sealed, wrapped = vault.seal(NUMBER, **PLACE), vault.wrap_key(b"private", kid=b"8 bytes.")
    mac = vault.keyed_hash("subject", "1")
    env.made_key_file(tmp_path / "other.key")
    settings.IEUM_MASTER_KEY_FILE = str(tmp_path / "other.key")
    with pytest.raises(SealBroken):
        vault.unseal(sealed, **PLACE)
    with pytest.raises(SealBroken):
        vault.unwrap_key(wrapped, kid=b"8 bytes.")
    assert vault.keyed_hash("subject", "1") != mac


def test_the_master_key_that_sealed_still_opens_after_a_restart() -> None:
    sealed = vault.seal(NUMBER, **PLACE)
    vault.forget()
    assert vault.unseal(sealed, **PLACE) == NUMBER


def test_a_wrapped_key_opens_for_its_kid_alone_and_not_as_a_field() -> None:
    wrapped = vault.wrap_key(b"private", kid=b"8 bytes.")
    assert vault.unwrap_key(wrapped, kid=b"8 bytes.") == b"private"
    with pytest.raises(SealBroken):
        vault.unwrap_key(wrapped, kid=b"another.")
    with pytest.raises(SealBroken):
        vault.unseal(wrapped, table="", row="", field="")


def test_a_keyed_hash_is_the_same_again_and_another_for_each_value_and_purpose() -> None:
    hashes = [
        vault.keyed_hash(purpose, value)
        for purpose, value in [
            ("subject", "8503029000001"),
            ("subject", "8503029000002"),
            ("fact:주소", "8503029000001"),
            ("fact:세대주", "8503029000001"),
            ("fact", ":주소8503029000001"),
        ]
    ]
    assert len(set(hashes)) == len(hashes)
    assert {len(mac) for mac in hashes} == {64}
    assert vault.keyed_hash("subject", "8503029000001") == hashes[0]


def test_the_master_key_and_what_is_derived_from_it_never_change(settings: Settings, tmp_path: Path) -> None:
    """What is stored under a key must open in every later release."""
    path = tmp_path / "known.key"
    path.write_text(f"{KNOWN_KEY}\n")
    settings.IEUM_MASTER_KEY_FILE = path
    assert vault.keyed_hash("subject", "8503029000001") == KNOWN_HASH
    assert vault.unseal(bytes.fromhex(KNOWN_SEAL), **PLACE) == NUMBER


def test_a_new_master_key_is_for_its_owner_alone_and_nothing_else_is_left(master_key: Path) -> None:
    assert stat.S_IMODE(master_key.stat().st_mode) == 0o600
    assert list(master_key.parent.iterdir()) == [master_key]


def test_without_a_master_key_everything_is_refused(master_key: Path) -> None:
    master_key.unlink()
    with pytest.raises(MasterKeyMissing):
        vault.seal(NUMBER, **PLACE)


@pytest.mark.parametrize("text", ["", "not base64!", "c2hvcnQ=", "A" * 88])
def test_a_master_key_file_with_something_else_in_it_is_refused(master_key: Path, text: str) -> None:
    master_key.write_text(text)
    with pytest.raises(MasterKeyMalformed):
        vault.keyed_hash("subject", "1")


@pytest.mark.parametrize("purpose", ["subject", "row", "fact:주소"])
@pytest.mark.parametrize("value", ["", "8503029012345", "가" * 340, "가" * 400, "x" * 70_000])
def test_digests_of_very_many_values_are_the_keyed_hashes_of_each(purpose: str, value: str) -> None:
    assert vault.keyed_digests(purpose)(value.encode()).hex() == vault.keyed_hash(purpose, value)
    many = vault.digests_under(vault.hash_key(purpose), purpose)
    assert [digest.hex() for digest in many([value.encode()] * 2)] == [vault.keyed_hash(purpose, value)] * 2
