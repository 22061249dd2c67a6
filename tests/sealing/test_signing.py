"""Signing keys: deterministic ES256, private parts sealed, JWKs read strictly."""

import hashlib
import json

import pytest

from issuance.sealing import signing
from issuance.sealing.signing import SoftwareSigner, new_signing_key, open_signer, verifies
from issuance.sealing.vault import SealBroken

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def test_a_new_key_signs_and_its_public_part_verifies() -> None:
    jwk, sealed = new_signing_key()
    signature = open_signer(jwk, sealed).sign(b"paper")
    assert (len(signature), verifies(jwk, b"paper", signature)) == (64, True)
    assert not verifies(jwk, b"other paper", signature)


def test_the_kid_is_the_head_of_the_jwk_thumbprint() -> None:
    jwk, sealed = new_signing_key()
    members = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    assert signing.kid_of(jwk) == hashlib.sha256(members.encode()).digest()[:8]
    assert open_signer(jwk, sealed).kid == signing.kid_of(jwk)
    assert set(jwk) == {"kty", "crv", "x", "y", "kid"}


def test_the_same_message_has_the_same_signature_and_another_message_another_nonce(
    signer: SoftwareSigner,
) -> None:
    signatures = [signer.sign(message) for message in (b"a", b"a", b"b")]
    assert signatures[0] == signatures[1]
    assert signatures[0][:32] != signatures[2][:32]


def test_a_signature_holds_with_a_low_and_with_a_high_s(
    signer: SoftwareSigner, example: dict[str, dict[str, str]]
) -> None:
    signature = signer.sign(b"paper")
    mirrored = signature[:32] + (ORDER - int.from_bytes(signature[32:], "big")).to_bytes(32, "big")
    assert [verifies(example["jwk"], b"paper", one) for one in (signature, mirrored)] == [True, True]


@pytest.mark.parametrize("signature", [b"", bytes(64), bytes(63), bytes(65), b"\xff" * 64])
def test_a_signature_of_no_point_does_not_hold(signature: bytes, example: dict[str, dict[str, str]]) -> None:
    assert not verifies(example["jwk"], b"paper", signature)


def test_a_private_part_opens_for_its_own_public_key_alone() -> None:
    (first, first_sealed), (second, _) = new_signing_key(), new_signing_key()
    with pytest.raises(SealBroken):
        open_signer(second, first_sealed)
    with pytest.raises(SealBroken):
        open_signer({**second, "kid": first["kid"]}, first_sealed)


def test_an_opened_key_is_opened_once() -> None:
    jwk, sealed = new_signing_key()
    assert open_signer(jwk, sealed) is open_signer(dict(jwk), bytes(sealed))


def test_a_signer_shows_nothing_of_its_key(signer: SoftwareSigner) -> None:
    assert repr(signer) == f"SoftwareSigner(kid={signer.kid!r})"


@pytest.mark.parametrize(
    "changes",
    [
        {"kty": "oct"},
        {"crv": "P-384"},
        {"kid": "AAAA"},
        {"kid": "sjKJlhV-fvg="},
        {"kid": "sjKJlhV-fvh"},
        {"x": "AAAA"},
        {"x": "ZaPjD_YJRCMSfJrE7QVpv6bdY2HPSJNlgiy8L4urQUk"},
    ],
    ids=str,
)
def test_a_jwk_that_is_no_p256_key_is_refused(
    changes: dict[str, str], example: dict[str, dict[str, str]]
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        signing.ensure_verifies({**example["jwk"], **changes})


def test_what_is_published_of_a_jwk_has_no_private_part(example: dict[str, dict[str, str]]) -> None:
    published = signing.public_part({**example["jwk"], "use": "sig"})
    assert set(published) == {"kty", "crv", "x", "y", "kid"}
