"""The mark: the published example to the byte, its size, and every other way of writing one refused."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.verdicts import Reason
from issuance.sealing import base45
from issuance.sealing.claims import Claims, to_map
from issuance.sealing.mark import UnreadableMark, fitted, read_mark, verify_mark, write_mark
from issuance.sealing.signing import SoftwareSigner

KID = bytes.fromhex("b2328996157e7ef8")
HEADER = {1: -7, 4: KID}


def reason_of(text: str) -> Reason | None:
    try:
        read_mark(text)
    except UnreadableMark as unreadable:
        return unreadable.reason
    return None


def as_text(cose: bytes) -> str:
    return "KD1:" + base45.encode(cose)


def signed(
    signer: SoftwareSigner, payload: bytes, protected: bytes = cbor2.dumps(HEADER), unprotected: Any = None
) -> list[Any]:
    """The four parts of a COSE_Sign1 with a signature that holds, whatever else is wrong with it."""
    signature = signer.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return [protected, unprotected or {}, payload, signature]


def test_the_published_example_is_written_to_the_byte(
    claims: Claims, signer: SoftwareSigner, example: dict[str, Any]
) -> None:
    assert write_mark(claims, signer) == example["text"]


def test_the_published_example_is_read(claims: Claims, example: dict[str, Any]) -> None:
    mark = read_mark(example["text"])
    assert (mark.kid, mark.claims) == (KID, claims)
    assert mark.to_be_signed.hex() == example["to_be_signed_hex"]
    assert mark.signature.hex() == example["signature_hex"]
    assert mark.claims.serial == example["serial"]
    assert verify_mark(mark, example["jwk"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("KD2:RRQT", Reason.NEWER),
        ("KD10:", Reason.NEWER),
        ("KD0:RRQT", Reason.NOT_A_MARK),
        ("HC1:RRQT", Reason.NOT_A_MARK),
        ("kd1:RRQT", Reason.NOT_A_MARK),
        (" KD1:RRQT", Reason.NOT_A_MARK),
        ("https://example.go.kr/v?d=1", Reason.NOT_A_MARK),
        ("", Reason.NOT_A_MARK),
        ("KD1:", Reason.ENCODING),
        ("KD1:rrqt", Reason.ALPHABET),
        ("KD1:" + "0" * 900, Reason.ENCODING),
        ("KD1:" + "0" * 901, Reason.TOO_LONG),
    ],
)
def test_a_text_that_is_no_mark_is_refused_with_its_reason(text: str, reason: Reason) -> None:
    assert reason_of(text) == reason


@pytest.mark.parametrize(
    ("protected", "unprotected", "reason"),
    [
        ({4: KID}, {}, Reason.HEADER),
        ({1: 0, 4: KID}, {}, Reason.HEADER),
        ({1: 5, 4: KID}, {}, Reason.HEADER),
        ({1: -8, 4: KID}, {}, Reason.HEADER),
        ({1: "ES256", 4: KID}, {}, Reason.HEADER),
        ({1: -7}, {4: KID}, Reason.HEADER),
        ({1: -7, 4: KID}, {4: KID}, Reason.HEADER),
        ({4: KID}, {1: -7}, Reason.HEADER),
        ({1: -7, 2: [5], 4: KID, 5: b"iv"}, {}, Reason.HEADER),
        ({1: -7, 3: 0, 4: KID}, {}, Reason.HEADER),
        ({1: -7, 4: KID[:7]}, {}, Reason.HEADER),
        ({1: -7, 4: KID.hex()[:8]}, {}, Reason.HEADER),
        ([-7, KID], {}, Reason.HEADER),
        ({4: KID, 1: -7}, {}, Reason.ENCODING),
    ],
)
def test_a_header_with_anything_but_es256_and_the_kid_is_refused(
    signer: SoftwareSigner, claims: Claims, protected: Any, unprotected: Any, reason: Reason
) -> None:
    parts = signed(signer, cbor2.dumps(to_map(claims)), cbor2.dumps(protected), unprotected)
    assert reason_of(as_text(b"\xd2" + cbor2.dumps(parts))) == reason


@pytest.mark.parametrize(
    "spoil",
    [
        lambda cose: cose[1:],
        lambda cose: b"\xd2" + cose,
        lambda cose: b"\xd8\x3d" + cose,
        lambda cose: b"\xd9\xd9\xf7" + cose,
        lambda cose: b"\xd8\x12" + cose[1:],
        lambda cose: b"\xd1" + cose[1:],
        lambda cose: cose + b"\x00",
        lambda cose: cose[:-1],
        lambda cose: b"\xd2\x98\x04" + cose[2:],
        lambda cose: b"\xd2\x9f" + cose[2:] + b"\xff",
        lambda cose: cose.replace(b"\x4d\xa2", b"\x58\x0d\xa2", 1),
        lambda cose: b"\xd2\x85" + cose[2:] + b"\x00",
    ],
    ids=[
        "no tag",
        "tag twice",
        "CWT tag",
        "self-described",
        "long tag",
        "other tag",
        "trailing byte",
        "cut off",
        "long length",
        "indefinite list",
        "long header length",
        "five parts",
    ],
)
def test_another_envelope_around_a_good_signature_is_refused(
    example: dict[str, Any], spoil: Callable[[bytes], bytes]
) -> None:
    assert reason_of(as_text(spoil(bytes.fromhex(example["cose_hex"])))) == Reason.ENCODING


def test_a_signature_of_another_length_is_refused(example: dict[str, Any]) -> None:
    parts = cbor2.loads(bytes.fromhex(example["cose_hex"])).value
    for signature in (parts[3][:-1], parts[3] + b"\x00", b""):
        cose = b"\xd2" + cbor2.dumps([*parts[:3], signature])
        assert reason_of(as_text(cose)) == Reason.HEADER


@pytest.mark.parametrize(
    "spoil",
    [
        lambda payload: payload + b"\x00",
        lambda payload: b"\xbf" + payload[1:] + b"\xff",
        lambda payload: payload.replace(b"\x08\x01\x09", b"\x08\x18\x01\x09", 1),
        lambda payload: payload.replace(b"\x0a\x01\x0b", b"\x0b\x01\x0a", 1),
        lambda payload: payload.replace(b"\x0a\x01\x0b", b"\x0a\xf5\x0b", 1),
        lambda payload: payload.replace(b"\x0a\x01\x0b", b"\x0a\xc1\x01\x0b", 1),
    ],
    ids=["trailing byte", "indefinite map", "long integer", "keys out of order", "boolean", "tag inside"],
)
def test_a_payload_that_is_not_deterministic_is_refused_though_signed(
    signer: SoftwareSigner, example: dict[str, Any], spoil: Callable[[bytes], bytes]
) -> None:
    payload = spoil(bytes.fromhex(example["payload_hex"]))
    assert payload.hex() != example["payload_hex"]
    assert reason_of(as_text(b"\xd2" + cbor2.dumps(signed(signer, payload)))) == Reason.ENCODING


def test_a_claim_that_is_not_known_is_ignored(signer: SoftwareSigner, claims: Claims) -> None:
    payload = to_map(claims)
    payload[-70001][14] = "later"
    cose = b"\xd2" + cbor2.dumps(signed(signer, cbor2.dumps({**payload, -70002: {1: 2}})))
    assert read_mark(as_text(cose)).claims == claims


def test_a_receipt_a_certificate_and_a_correction_carry_their_own_claims(
    signer: SoftwareSigner, claims: Claims
) -> None:
    bare = replace(claims, expires_at=None, purpose=None, flags=0, key_fact=None)
    papers = [
        replace(bare, series="R", filing_moment=1795400000),
        replace(bare, series="TE", flags=2, filing_moment=1795400000),
        replace(bare, series="C", corrects=(26, 1, 122)),
    ]
    for paper in papers:
        assert read_mark(write_mark(paper, signer)).claims == paper


def test_a_mark_at_every_limit_keeps_a_name_of_five_syllables_and_its_fact(
    signer: SoftwareSigner, claims: Claims
) -> None:
    largest = replace(
        claims,
        series="TP",
        flags=7,
        year=99,
        book=999,
        sequence=999_999,
        check_number=10**16 - 1,
        name="𠮷" * 5,
        key_fact="가나다라마바사아",
        status_list=2**32 - 1,
        status_index=2**32 - 1,
        issued_at=2**33,
        expires_at=2**33,
        purpose=99,
    )
    correction = replace(largest, series="TC", expires_at=None, purpose=None, corrects=(99, 999, 999_999))
    for paper in (largest, correction):
        mark = write_mark(paper, signer)
        assert (read_mark(mark).claims.name, len(mark) <= 352) == ("𠮷" * 5, True)
    assert read_mark(write_mark(replace(largest, name="남궁길동이"), signer)).claims.name == "남궁길동이"


@pytest.mark.parametrize(
    ("fact", "kept"),
    [
        ("가나다라마바사아", "가나다라마바사아"),
        ("가나다라마바사아자", "가나다라마바사아"),
        ("a가나다라마바사아", "a가나다라마바사"),
        ("", None),
        (unicodedata.normalize("NFD", "청운효자동"), "청운효자동"),
    ],
)
def test_a_fact_is_cut_at_a_character(claims: Claims, fact: str, kept: str | None) -> None:
    assert fitted(replace(claims, key_fact=fact)).key_fact == kept


def test_the_fact_gives_way_before_the_name(claims: Claims) -> None:
    long, longer = (fitted(replace(claims, name="가" * syllables)) for syllables in (25, 40))
    assert (long.name, long.key_fact) == ("가" * 25, "청운")
    assert (longer.name, longer.key_fact) == ("가" * 28, None)


@given(name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_with_any_name_a_mark_has_at_most_400_characters(name: str) -> None:
    claims = Claims(
        office="11110515",
        series="R",
        year=26,
        book=1,
        sequence=123,
        check_number=1748291350782,
        name=name,
        birth=18850302,
        key_fact="주민등록정보시스템",
        sheet_digest=bytes(16),
        flags=0,
        status_list=12,
        status_index=5,
        kind="RR01",
        issued_at=1795400712,
        filing_moment=1795400712,
    )
    text = write_mark(claims, Unsigned())
    assert len(text) <= (352 if len(unicodedata.normalize("NFC", name)) <= 5 else 400)
    kept = read_mark(text).claims.name
    assert unicodedata.normalize("NFC", name).startswith(kept)


class Unsigned:
    kid = KID

    def sign(self, message: bytes) -> bytes:
        return bytes(64)


@pytest.mark.parametrize(
    "changes",
    [
        {"office": "1111051"},
        {"office": "1111051５"},
        {"series": "X"},
        {"series": "TP"},
        {"flags": 3},
        {"year": 100},
        {"book": 0},
        {"sequence": 0},
        {"sequence": 1_000_000},
        {"check_number": 10**16},
        {"check_number": -1},
        {"name": ""},
        {"birth": 18850230},
        {"birth": 850302},
        {"sheet_digest": bytes(15)},
        {"status_index": -1},
        {"kind": "RR1"},
        {"kind": "등본01"},
        {"issued_at": 253_402_300_800},
        {"expires_at": None},
        {"purpose": None},
        {"purpose": 0},
        {"filing_moment": 1795400000},
        {"corrects": (26, 1, 122)},
        {"series": "R"},
        {"series": "C", "expires_at": None, "purpose": None},
    ],
    ids=str,
)
def test_claims_of_no_known_shape_are_neither_written_nor_read(
    signer: SoftwareSigner, claims: Claims, changes: dict[str, Any]
) -> None:
    wrong = replace(claims, **changes)
    with pytest.raises(ValueError, match="is not of the format"):
        write_mark(wrong, signer)
    cose = b"\xd2" + cbor2.dumps(signed(signer, cbor2.dumps(to_map(wrong))))
    assert reason_of(as_text(cose)) == Reason.CLAIMS


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (1, 1),
        (2, [26, 1]),
        (2, [26, 1, "123"]),
        (2, "26-001-000123"),
        (3, "1748291350782"),
        (4, "홍길동".encode()),
        (4, unicodedata.normalize("NFD", "홍길동")),
        (5, "18850302"),
        (6, ""),
        (6, "가나다라마바사아자"),
        (7, "78af7bdb5626eb0a"),
        (9, [12]),
        (9, [12, 1, 1]),
        (10, [1]),
        (13, [26, 1]),
    ],
)
def test_a_claim_of_another_type_is_refused(
    signer: SoftwareSigner, claims: Claims, key: int, value: Any
) -> None:
    payload = to_map(claims)
    payload[-70001] = dict(sorted({**payload[-70001], key: value}.items()))
    cose = b"\xd2" + cbor2.dumps(signed(signer, cbor2.dumps(payload)))
    assert reason_of(as_text(cose)) == Reason.CLAIMS


@pytest.mark.parametrize("payload", [1, [1], "claims", {}, {1: "11110515"}, {-70001: 1}], ids=str)
def test_a_payload_that_is_no_claims_map_is_refused(signer: SoftwareSigner, payload: Any) -> None:
    cose = b"\xd2" + cbor2.dumps(signed(signer, cbor2.dumps(payload)))
    assert reason_of(as_text(cose)) == Reason.CLAIMS


@given(st.text(max_size=60))
def test_any_text_is_refused_as_unreadable_and_in_no_other_way(text: str) -> None:
    with pytest.raises(UnreadableMark):
        read_mark(text)


@given(st.binary(max_size=200))
def test_any_bytes_under_the_prefix_are_refused_as_unreadable_and_in_no_other_way(raw: bytes) -> None:
    with pytest.raises(UnreadableMark):
        read_mark(as_text(raw))
    with pytest.raises(UnreadableMark):
        read_mark(as_text(b"\xd2\x84\x4d\xa2\x01\x26\x04\x48" + KID + b"\xa0" + raw))
