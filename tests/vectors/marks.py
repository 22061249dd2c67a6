"""Every way in which a mark can be right or wrong, each with its stages and the verdict that it must get."""

import unicodedata
import zlib
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tests.vectors import lists
from tests.vectors.lists import EXPIRES, ISSUED, NOW
from tests.vectors.writing import CHARACTERS, Key, Raw, base45, cbor, cose, head, sign1

OWN = -70_001
DIGEST = bytes.fromhex("78af7bdb5626eb0a046772b3edda705c")

__all__ = ["CHARACTERS", "Vector", "groups"]


@dataclass(frozen=True, slots=True)
class Vector:
    """A text with the lists and the clock (in seconds) that a verifier has, and what it must say."""

    name: str
    text: str
    verdict: str
    reason: str | None = None
    clock: int = NOW
    trust: str = "live"
    statuses: tuple[str, ...] = ("now",)
    claims: dict[Any, Any] | None = None
    payload: bytes | None = None
    cose: bytes | None = None

    def described(self, picture: str | None) -> dict[str, Any]:
        return {
            "name": self.name,
            "trust_list": self.trust,
            "status_lists": list(self.statuses),
            "clock": self.clock,
            "claims": None if self.claims is None else _readable(self.claims),
            "cbor": None if self.payload is None else self.payload.hex(),
            "cose": None if self.cose is None else self.cose.hex(),
            "text": self.text,
            "picture": picture,
            "expected": {"verdict": self.verdict, "reason": self.reason},
        }


def claims(series: str = "P", sequence: int = 123, **own: Any) -> dict[Any, Any]:
    """The claims of a good paper on place `sequence` of list 12; `own` replaces (`k4=…`) or, None, drops one."""
    paper = series[-1]
    outer: dict[Any, Any] = {1: lists.OFFICE, 6: ISSUED}
    inner: dict[Any, Any] = {
        1: series, 2: [26, 1, sequence], 3: 1_748_291_350_782, 4: "홍길동", 5: 18_850_302, 6: "청운효자동",
        7: DIGEST, 8: (paper == "P") | 2 * series.startswith("T"), 9: [12, sequence], 11: "RR01",
    }  # fmt: skip
    if paper == "P":
        outer[4], inner[10] = EXPIRES, 1
    if paper in "RE":
        inner[12] = ISSUED
    if paper == "C":
        inner[13] = [26, 1, 122]
    for name, value in own.items():
        place, key = (inner, int(name[1:])) if name.startswith("k") else (outer, int(name[1:]))
        if value is None:
            del place[key]
        else:
            place[key] = value
    return {**outer, OWN: inner}


def signed(name: str, said: dict[Any, Any], verdict: str, reason: str | None = None, *, key: Key = lists.GOOD,
           tags: bytes = b"\xd2", facts: dict[str, Any] | None = None, **header: Any) -> Vector:  # fmt: skip
    """A mark of these claims; `header` changes how it is signed, `facts` what the verifier has."""
    payload = cbor(said)
    return sealed(name, payload, cose(sign1(payload, key, **header), tags=tags), verdict, reason, said, facts)


def sealed(
    name: str, payload: bytes, raw: bytes, verdict: str, reason: str | None = None,
    said: dict[Any, Any] | None = None, facts: dict[str, Any] | None = None,
) -> Vector:  # fmt: skip
    return Vector(
        name, "KD1:" + base45(raw), verdict, reason, claims=said, payload=payload, cose=raw, **facts or {}
    )


def groups() -> dict[str, list[Vector]]:
    return {
        "valid": _valid(), "standing": _standing(), "keys": _keys(), "signature": _signature(),
        "encoding": _encoding(), "claims": _claims(), "text": _text(),
    }  # fmt: skip


def _valid() -> list[Vector]:
    return [
        signed("a provisional document", claims(), "VALID"),
        signed("a receipt", claims("R"), "VALID"),
        signed("an outage certificate", claims("E"), "VALID"),
        signed("a correction notice", claims("C"), "VALID"),
        signed("a receipt years later", claims("R"), "NOT_YET_SYNCED", "list_out_of_date", facts={"clock": ISSUED + 900 * lists.DAY}),
        signed("without a key fact", claims(k6=None), "VALID"),
        signed("of land", claims(k11="LD02", k6="1-2"), "VALID"),
        signed("a low s", claims(), "VALID", high_s=False),
        signed("a high s is the same document", claims(), "VALID", high_s=True),
        signed("a name of rare syllables", claims(k4="똠방각하"), "VALID"),
        signed("a name of one letter", claims(k4="Q"), "VALID"),
        signed("a name of 40 Latin letters", claims(k4="MARIA GUADALUPE FERNANDEZ DE LA CRUZ YZA"), "VALID"),
        signed("a name outside the basic plane", claims(k4="𠮷田"), "VALID"),
        signed("a claim that is not known", claims(k90="new"), "VALID"),
        signed("the first number of a book", claims(sequence=4, k2=[26, 1, 1]), "VALID"),
        signed("the last but one place of a list", claims(k9=[12, 65_534]), "VALID"),
        signed("a check number beyond 53 bits", claims(k3=9_999_999_999_999_999), "VALID"),
        signed("the clock is suspect", claims(k8=5), "VALID"),
        signed("the last second of its validity", claims(), "VALID", facts={"clock": EXPIRES - 1}),
        signed("issued in the second of the list", claims(), "VALID", facts={"statuses": ("at-issue",)}),
        signed("of a drill, against the drill's list", claims("TP"), "VALID", key=lists.DRILL, facts={"trust": "drill"}),
    ]  # fmt: skip


def _standing() -> list[Vector]:
    voided, suspended, superseded = (claims(sequence=number) for number in (1, 2, 3))
    return [
        signed("voided", voided, "VOIDED"),
        signed("voided at the last place of a list", claims(k9=[12, 65_535]), "VOIDED"),
        signed("suspended", suspended, "SUSPENDED"),
        signed("corrected", superseded, "SUPERSEDED"),
        signed("expired", claims(), "EXPIRED", facts={"clock": EXPIRES}),
        signed("both expired and voided", voided, "VOIDED", facts={"clock": EXPIRES}),
        signed("both expired and suspended", suspended, "SUSPENDED", facts={"clock": EXPIRES}),
        signed("both expired and corrected", superseded, "SUPERSEDED", facts={"clock": EXPIRES}),
        signed("issued after the list", claims(), "NOT_YET_SYNCED", "later_than_list", facts={"statuses": ("before-issue",)}),
        signed("voided, by an older list", voided, "VOIDED", facts={"statuses": ("before-issue",)}),
        signed("no status list", claims(), "NOT_YET_SYNCED", "no_status_list", facts={"statuses": ()}),
        signed("only another status list", claims(), "NOT_YET_SYNCED", "no_status_list", facts={"statuses": ("another",)}),
        signed("a place that no list has", claims(k9=[12, 65_536]), "NOT_YET_SYNCED", "no_status_list"),
        signed("a status list out of date", claims(), "NOT_YET_SYNCED", "list_out_of_date", facts={"statuses": ("out-of-date",)}),
        signed("voided, by a list out of date", voided, "VOIDED", facts={"statuses": ("out-of-date",)}),
        signed("a trust list out of date", claims(), "NOT_YET_SYNCED", "list_out_of_date", facts={"trust": "out-of-date"}),
    ]  # fmt: skip


def _keys() -> list[Vector]:
    return [
        signed("a key in no list", claims(), "UNKNOWN_KEY", "no_such_key", key=lists.STRANGER),
        signed("a key past its time", claims(), "UNKNOWN_KEY", "key_out_of_time", key=lists.RETIRED),
        signed("a key before its time", claims(), "UNKNOWN_KEY", "key_out_of_time", key=lists.EARLY),
        signed("a revoked key, before the number in doubt", claims(sequence=199), "KEY_REVOKED", key=lists.REVOKED),
        signed("a revoked key, from the number in doubt", claims(sequence=200), "KEY_REVOKED", key=lists.REVOKED),
        signed("a revoked key and a voided paper", claims(sequence=1), "KEY_REVOKED", key=lists.REVOKED),
        signed("the key of another office", claims(), "INVALID", "other_book", key=lists.NEIGHBOUR),
        signed("the key of another book", claims(k2=[26, 2, 123]), "INVALID", "other_book"),
        signed("the key of another year", claims(k2=[25, 1, 123]), "INVALID", "other_book"),
        signed("of a drill, against the live list", claims("TP"), "UNKNOWN_KEY", "no_such_key", key=lists.DRILL),
        signed("of a drill, by a live key", claims("TP"), "INVALID", "other_realm"),
        signed("live, by a drill's key", claims(), "INVALID", "other_realm", key=lists.DRILL, facts={"trust": "drill"}),
        signed("another key under a known kid", claims(), "INVALID", "signature", key=Key("thief", called="book")),
        signed("a key on another curve", claims(), "INVALID", "signature", key=Key("k1", ec.SECP256K1, "book")),
    ]  # fmt: skip


def _signature() -> list[Vector]:
    said = claims()
    payload = cbor(said)
    protected, empty, _, signature = sign1(payload, lists.GOOD)
    other = cbor(claims(k4="홍길순"))
    flipped = [
        (part, bytes(byte ^ (at == where) for at, byte in enumerate(content)))
        for part, content, where in (
            ("r", signature, 0),
            ("s", signature, 63),
            ("payload", payload, len(payload) - 1),
        )
    ]
    made = [
        sealed(
            f"a bit flipped in {part}",
            payload,
            cose(
                [
                    protected,
                    empty,
                    content if part == "payload" else payload,
                    signature if part == "payload" else content,
                ]
            ),
            "INVALID",
            "signature",
        )
        for part, content in flipped
    ]
    return [
        *made,
        sealed("the name changed", other, cose([protected, empty, other, signature]), "INVALID", "signature"),
        sealed("a signature of zeros", payload, cose([protected, empty, payload, bytes(64)]), "INVALID", "signature"),
        sealed("a signature of all ones", payload, cose([protected, empty, payload, b"\xff" * 64]), "INVALID", "signature"),
        signed("signed with an external_aad", said, "INVALID", "signature", external_aad=b"x"),
        signed("signed for another context", said, "INVALID", "signature", context="Signature"),
        sealed("a signature of 63 bytes", payload, cose([protected, empty, payload, signature[:63]]), "UNREADABLE", "header"),
        sealed("a signature as DER would have it", payload, cose([protected, empty, payload, b"\x30\x44\x02\x20" + signature]), "UNREADABLE", "header"),
        signed("alg EdDSA", said, "UNREADABLE", "header", protected=_header({1: -8})),
        signed("alg ES384", said, "UNREADABLE", "header", protected=_header({1: -35})),
        signed("alg HMAC 256", said, "UNREADABLE", "header", protected=_header({1: 5})),
        signed("alg by name", said, "UNREADABLE", "header", protected=_header({1: "ES256"})),
        signed("no alg", said, "UNREADABLE", "header", protected=cbor({4: lists.GOOD.kid})),
        signed("kid only in the unprotected header", said, "UNREADABLE", "header", protected=cbor({1: -7}), unprotected={4: lists.GOOD.kid}),
        signed("kid in both headers", said, "UNREADABLE", "header", unprotected={4: lists.GOOD.kid}),
        signed("kid of four bytes", said, "UNREADABLE", "header", protected=_header({4: b"abcd"})),
        signed("kid as a text", said, "UNREADABLE", "header", protected=_header({4: "abcdefgh"})),
        signed("a critical header", said, "UNREADABLE", "header", protected=_header({2: [4]})),
        signed("a content type in the header", said, "UNREADABLE", "header", protected=_header({3: 60})),
        signed("an empty protected header", said, "UNREADABLE", "encoding", protected=b""),
        signed("a protected header that is a list", said, "UNREADABLE", "header", protected=cbor([-7, lists.GOOD.kid])),
    ]  # fmt: skip


def _encoding() -> list[Vector]:
    said = claims()
    payload = cbor(said)
    parts = sign1(payload, lists.GOOD)
    long_head = Raw(b"\x1b" + (123).to_bytes(8, "big"))
    deep: Any = 1
    for _ in range(300):
        deep = [deep]
    own = said[OWN]
    doubled = (
        head(5, 4)
        + cbor(1)
        + cbor(lists.OFFICE)
        + cbor(1)
        + cbor(lists.OFFICE)
        + cbor(6)
        + cbor(ISSUED)
        + cbor(OWN)
        + cbor(own)
    )
    disordered = (
        head(5, 3)
        + cbor(6)
        + cbor(ISSUED)
        + cbor(1)
        + cbor(lists.OFFICE)
        + cbor(OWN)
        + cbor(claims("R")[OWN])
    )
    endless = b"\xbf" + payload[1:] + b"\xff"
    return [
        sealed("no tag", payload, cbor(parts), "UNREADABLE", "encoding"),
        sealed("a double tag", payload, cose(parts, tags=b"\xd2\xd2"), "UNREADABLE", "encoding"),
        sealed("the CWT tag before it", payload, cose(parts, tags=b"\xd8\x3d\xd2"), "UNREADABLE", "encoding"),
        sealed("the tag of COSE_Sign", payload, cose(parts, tags=b"\xd8\x62"), "UNREADABLE", "encoding"),
        sealed("the tag in a longer form", payload, cose(parts, tags=b"\xd8\x12"), "UNREADABLE", "encoding"),
        sealed("a byte after the end", payload, cose(parts) + b"\x00", "UNREADABLE", "encoding"),
        sealed("cut short", payload, cose(parts)[:-1], "UNREADABLE", "encoding"),
        sealed("three parts", payload, cose(parts[:3]), "UNREADABLE", "encoding"),
        sealed("five parts", payload, cose([*parts, b""]), "UNREADABLE", "encoding"),
        sealed("a detached payload", payload, cose([*parts[:2], Raw(b"\xf6"), parts[3]]), "UNREADABLE", "encoding"),
        sealed("a payload that is a map", payload, cose([*parts[:2], said, parts[3]]), "UNREADABLE", "encoding"),
        _payload("a number in a longer form", cbor(claims(k2=[26, 1, long_head])), "encoding"),
        _payload("a key that stands twice", doubled, "encoding"),
        _payload("keys out of order", disordered, "encoding"),
        _payload("a map without a length", endless, "encoding"),
        _payload("a float", cbor(claims(k8=Raw(b"\xf9\x3c\x00"))), "encoding"),
        _payload("a boolean", cbor(claims(k8=Raw(b"\xf5"))), "encoding"),
        _payload("a null", cbor(claims(k6=Raw(b"\xf6"))), "encoding"),
        _payload("a big number by its tag", cbor(claims(k3=Raw(b"\xc2\x41\x05"))), "encoding"),
        _payload("text that is not UTF-8", cbor(claims(k4=Raw(b"\x62\xff\xfe"))), "encoding"),
        _payload("a length beyond the end", cbor(claims(k7=Raw(b"\x5b" + b"\x7f" * 8))), "encoding"),
        _payload("deep CBOR", cbor(claims(k90=deep)), "encoding"),
        _payload("an empty payload", b"", "encoding"),
        _payload("a payload that is a list", cbor([1, 2]), "claims"),
        sealed("zlib around the mark", payload, zlib.compress(cose(parts), 9), "UNREADABLE", "encoding"),
        sealed("a zip bomb", b"", zlib.compress(bytes(500_000), 9), "UNREADABLE", "encoding"),
    ]  # fmt: skip


def _claims() -> list[Vector]:
    def wrong(name: str, series: str = "P", **changes: Any) -> Vector:
        return signed(name, claims(series, **changes), "UNREADABLE", "claims")

    return [
        wrong("a name in NFD", k4=unicodedata.normalize("NFD", "홍길동")),
        wrong("an empty name", k4=""),
        wrong("no name", k4=None),
        wrong("a name that is bytes", k4="홍길동".encode()),
        wrong("no office", o1=None),
        wrong("an office of seven digits", o1="1111051"),
        wrong("an office in other digits", o1="１１１１０５１５"),
        wrong("no moment of issue", o6=None),
        wrong("a moment before 1970", o6=-1),
        wrong("a moment beyond the year 9999", o6=253_402_300_800),
        wrong("a provisional document that never expires", o4=None),
        wrong("a receipt that expires", "R", o4=EXPIRES),
        wrong("a receipt without its moment", "R", k12=None),
        wrong("a provisional document without a purpose", k10=None),
        wrong("a correction of nothing", "C", k13=None),
        wrong("a series that is not one", k1="X"),
        wrong("a drill's series without the drill flag", "TP", k8=1),
        wrong("the drill flag on a live paper", k8=3),
        wrong("a book without a number", k2=[26, 0, 123]),
        wrong("a sequence of seven digits", k2=[26, 1, 1_000_000]),
        wrong("a serial of two numbers", k2=[26, 1]),
        wrong("a check number of 17 digits", k3=10**16),
        wrong("a birth date that is no day", k5=18_850_230),
        wrong("a birth date of six digits", k5=850_302),
        wrong("a key fact of 25 bytes", k6="A" * 25),
        wrong("a digest of 15 bytes", k7=DIGEST[:15]),
        wrong("a status place of one number", k9=[12]),
        wrong("a kind in small letters", k11="rr01"),
        sealed(
            "no claims of ours",
            cbor({1: "x"}),
            cose(sign1(cbor({1: "x"}), lists.GOOD)),
            "UNREADABLE",
            "claims",
        ),
    ]


def _text() -> list[Vector]:
    good = signed("", claims(), "VALID").text

    def wrong(name: str, text: str, reason: str) -> Vector:
        return Vector(name, text, "UNREADABLE", reason)

    return [
        wrong("nothing", "", "not_a_mark"),
        wrong("a web address", "HTTPS://EXAMPLE.INVALID/", "not_a_mark"),
        wrong("a prefix in small letters", "kd1:" + good[4:], "not_a_mark"),
        wrong("a space before the prefix", " " + good, "not_a_mark"),
        wrong("version 2", "KD2:" + good[4:], "newer"),
        wrong("version 10", "KD10:" + good[4:], "newer"),
        wrong("version 0", "KD0:" + good[4:], "not_a_mark"),
        wrong("a prefix alone", "KD1:", "encoding"),
        wrong("a small letter", good[:50] + "a" + good[51:], "alphabet"),
        wrong("a Hangul letter", good[:50] + "가" + good[51:], "alphabet"),
        wrong("a last character alone", "KD1:" + base45(b"\xd2\x84") + "0", "alphabet"),
        wrong("three characters beyond two bytes", "KD1:" + ":::" + good[7:], "alphabet"),
        wrong("two characters beyond one byte", "KD1:" + good[4:10] + "::", "alphabet"),
        wrong("oversize", "KD1:" + "0" * 901, "too_long"),
    ]


def _payload(name: str, payload: bytes, reason: str) -> Vector:
    return sealed(name, payload, cose(sign1(payload, lists.GOOD)), "UNREADABLE", reason)


def _header(changes: dict[int, Any]) -> bytes:
    return cbor({1: -7, 4: lists.GOOD.kid, **changes})


def _readable(value: Any) -> Any:
    """Claims as JSON: keys are text, and bytes as CBOR's diagnostic notation writes them."""
    if isinstance(value, dict):
        return {str(key): _readable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_readable(item) for item in value]
    return f"h'{value.hex()}'" if isinstance(value, bytes) else value
