"""The committed vectors, which a writer of their own made, and the COSE working group's published ones."""

import base64
import io
import time
from datetime import UTC, datetime
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from issuance.domain.errors import IssuanceError
from issuance.domain.verdicts import Judgement, Verdict
from issuance.sealing import base45, cbor, signing
from issuance.sealing.lists import StatusList, TrustList, read_status_list, read_trust_list
from issuance.sealing.mark import UnreadableMark, read_mark
from issuance.sealing.verdict import judge
from tests.vectors import make, reading

VECTORS = reading.vectors()
LISTS = reading.content("lists")
PUBLISHED = reading.content("cose-wg")["vectors"]


def trust_of(name: str) -> TrustList:
    return read_trust_list(LISTS["trust_lists"][name], LISTS["roots"][name], highest_version_seen=0)


def statuses_of(names: list[str], trust: TrustList) -> dict[int, StatusList]:
    read = [read_status_list(LISTS["status_lists"][name], trust.list_keys) for name in names]
    return {one.number: one for one in read}


def judged(vector: dict[str, Any], text: str) -> Judgement:
    trust = trust_of(vector["trust_list"])
    at = datetime.fromtimestamp(vector["clock"], UTC)
    return judge(text, trust, statuses_of(vector["status_lists"], trust), at)


@pytest.mark.parametrize("vector", VECTORS, ids=reading.names())
def test_each_vector_gets_its_verdict(vector: dict[str, Any]) -> None:
    begun = time.perf_counter()
    found = judged(vector, vector["text"])
    assert time.perf_counter() - begun < 0.05
    assert {"verdict": found.verdict, "reason": found.reason} == vector["expected"]


def test_the_files_are_what_the_script_writes_and_no_name_stands_twice() -> None:
    files = make.files()
    stored = {name: (make.FOLDER / name).read_text(encoding="utf-8") for name in files}
    assert {name: make.written(content) for name, content in files.items()} == stored
    assert len(VECTORS) == len(set(reading.names())) >= 60


def test_the_stages_of_a_vector_belong_together() -> None:
    for vector in VECTORS:
        if vector["cose"] is not None:
            assert base45.decode(vector["text"].removeprefix("KD1:")).hex() == vector["cose"], vector["name"]
            assert vector["cbor"] in vector["cose"] or vector["expected"]["verdict"] != "VALID", vector[
                "name"
            ]


def test_the_picture_of_a_vector_reads_as_its_text() -> None:
    shown = [vector for vector in VECTORS if vector["picture"] is not None]
    assert len(shown) > 60
    for vector in shown:
        picture = Image.open(io.BytesIO(base64.b64decode(vector["picture"])))
        found = zxingcpp.read_barcodes(
            picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
        )
        assert [code.text for code in found] == [vector["text"]], vector["name"]


@pytest.mark.parametrize("kind", ["trust_list_offers", "status_list_offers"])
def test_a_verifier_takes_or_refuses_each_list_that_it_is_offered(kind: str) -> None:
    trust = trust_of("live")
    outcomes = {}
    for offer in LISTS[kind]:
        try:
            if kind == "trust_list_offers":
                read_trust_list(offer["text"], LISTS["roots"]["live"], highest_version_seen=trust.version)
            else:
                read_status_list(offer["text"], trust.list_keys)
            outcomes[offer["name"]] = "taken"
        except IssuanceError as refusal:
            outcomes[offer["name"]] = refusal.code
    assert outcomes == {offer["name"]: offer["expected"] for offer in LISTS[kind]}


def test_a_valid_vector_with_any_bit_flipped_is_never_valid() -> None:
    vector = VECTORS[0]
    raw = bytes.fromhex(vector["cose"])
    trust = trust_of(vector["trust_list"])
    statuses = statuses_of(vector["status_lists"], trust)
    at = datetime.fromtimestamp(vector["clock"], UTC)
    found = set()
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        found.add(judge("KD1:" + base45.encode(bytes(changed)), trust, statuses, at).verdict)
    assert found == {Verdict.UNREADABLE, Verdict.UNKNOWN_KEY, Verdict.INVALID}


def published(vector: dict[str, Any]) -> tuple[bytes, bytes]:
    """What was signed, by our encoder from the parts, and the signature."""
    parts: Any = bytes.fromhex(vector["cose"])
    while parts[0] >> 5 == 6:
        parts = parts[{24: 2, 25: 3}.get(parts[0] & 31, 1) :]
    protected, _, payload, signature = cbor.decode(parts)
    # An empty map is signed as no bytes at all (RFC 9052 §3).
    header = b"" if protected == b"\xa0" else protected
    external = bytes.fromhex(vector["external"])
    return cbor.encode(["Signature1", header, external, payload]), signature


ONLY_ITS_TAG_IS_WRONG = "sign1-tests/sign-fail-01"
OF_OUR_ALGORITHM = [
    vector
    for vector in PUBLISHED
    if vector["key"]["crv"] == "P-256" and vector["name"] != "ecdsa-examples/ecdsa-sig-04"
]


@pytest.mark.parametrize("vector", OF_OUR_ALGORITHM, ids=[vector["name"] for vector in OF_OUR_ALGORITHM])
def test_published_signatures_hold_or_fail_as_published(vector: dict[str, Any]) -> None:
    message, signature = published(vector)
    holds = not vector["fails"] or vector["name"] == ONLY_ITS_TAG_IS_WRONG
    assert signing.verifies(vector["key"], message, signature) is holds
    if not vector["fails"]:
        assert message.hex() == vector["to_be_signed"]


@pytest.mark.parametrize("vector", PUBLISHED, ids=[vector["name"] for vector in PUBLISHED])
def test_no_published_message_is_a_mark(vector: dict[str, Any]) -> None:
    with pytest.raises(UnreadableMark):
        read_mark("KD1:" + base45.encode(bytes.fromhex(vector["cose"])))


def test_a_key_on_another_curve_is_refused() -> None:
    others = [vector for vector in PUBLISHED if vector["key"]["crv"] != "P-256"]
    assert len(others) == 2
    for vector in others:
        with pytest.raises(ValueError, match="P-256"):
            signing.verifies(vector["key"], b"", bytes(64))
