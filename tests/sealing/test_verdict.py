"""The offline verdict: the first that applies, and never VALID for what was touched."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from issuance.domain.verdicts import Judgement, Reason, Standing, Verdict
from issuance.sealing import base45
from issuance.sealing.claims import Claims
from issuance.sealing.lists import Realm, StatusList, TrustList
from issuance.sealing.mark import write_mark
from issuance.sealing.signing import SoftwareSigner, new_signing_key
from issuance.sealing.verdict import judge

ISSUED_AT, EXPIRES_AT = 1795400712, 1796000000
SOON = datetime.fromtimestamp(ISSUED_AT + 3600, UTC)
TOO_LATE = datetime.fromtimestamp(EXPIRES_AT, UTC)

Trust = Callable[..., TrustList]
Statuses = Callable[..., dict[int, StatusList]]


@pytest.fixture
def paper(claims: Claims) -> Claims:
    """The example on a place that its list has."""
    return replace(claims, status_index=123)


@pytest.fixture
def text(paper: Claims, signer: SoftwareSigner) -> str:
    return write_mark(paper, signer)


def told(judgement: Judgement) -> tuple[Verdict, Reason | None]:
    return judgement.verdict, judgement.reason


def test_a_good_mark_is_valid_and_tells_what_it_says(text: str, trust: Trust, statuses: Statuses) -> None:
    assert judge_json(text, trust(), statuses(), SOON) == {
        "verdict": "VALID",
        "reason": None,
        "serial": "P-11110515-26-001-000123",
        "series": "P",
        "kind": "RR01",
        "office": "11110515",
        "name": "홍길동",
        "birth": "1885-03-02",
        "issued_at": "2026-11-23T11:25:12+09:00",
        "expires_at": "2026-11-30T09:53:20+09:00",
        "status_as_of": "2026-11-23T11:26:12+09:00",
        "list_version": 7,
        "superseded_by": None,
        "seen_before": None,
    }


def judge_json(*arguments: Any) -> dict[str, str | int | None]:
    return judge(*arguments).as_json()


@pytest.mark.parametrize(
    ("of_trust", "of_status", "at", "expected"),
    [
        ({"list_expires_at": ISSUED_AT}, {}, SOON, (Verdict.NOT_YET_SYNCED, Reason.LIST_OUT_OF_DATE)),
        ({}, {"expires_at": ISSUED_AT + 3600}, SOON, (Verdict.NOT_YET_SYNCED, Reason.LIST_OUT_OF_DATE)),
        ({}, {"issued_at": ISSUED_AT - 1}, SOON, (Verdict.NOT_YET_SYNCED, Reason.LATER_THAN_LIST)),
        ({}, {"issued_at": ISSUED_AT}, SOON, (Verdict.VALID, None)),
        ({}, {}, TOO_LATE, (Verdict.EXPIRED, None)),
        ({}, {"issued_at": ISSUED_AT - 1}, TOO_LATE, (Verdict.NOT_YET_SYNCED, Reason.LATER_THAN_LIST)),
        ({}, {"status": Standing.SUSPENDED}, TOO_LATE, (Verdict.SUSPENDED, None)),
        ({}, {"status": Standing.SUPERSEDED}, TOO_LATE, (Verdict.SUPERSEDED, None)),
        ({}, {"status": Standing.VOIDED, "issued_at": ISSUED_AT - 1}, SOON, (Verdict.VOIDED, None)),
        ({}, {"status": Standing.VOIDED, "expires_at": ISSUED_AT}, SOON, (Verdict.VOIDED, None)),
        ({"revoked_at": ISSUED_AT, "revoked_from": 124}, {"status": 1}, SOON, (Verdict.KEY_REVOKED, None)),
        ({"office": "11110530"}, {}, SOON, (Verdict.INVALID, Reason.OTHER_BOOK)),
        ({"book": "26-002"}, {}, SOON, (Verdict.INVALID, Reason.OTHER_BOOK)),
        ({"book": None}, {}, SOON, (Verdict.INVALID, Reason.OTHER_BOOK)),
        ({"realm": Realm.DRILL}, {}, SOON, (Verdict.INVALID, Reason.OTHER_REALM)),
        ({"expires_at": ISSUED_AT}, {}, SOON, (Verdict.UNKNOWN_KEY, Reason.KEY_OUT_OF_TIME)),
        ({"not_before": ISSUED_AT + 1}, {}, SOON, (Verdict.UNKNOWN_KEY, Reason.KEY_OUT_OF_TIME)),
        ({"not_before": ISSUED_AT}, {}, SOON, (Verdict.VALID, None)),
    ],
)
def test_the_first_verdict_that_applies_is_the_answer(
    text: str,
    trust: Trust,
    statuses: Statuses,
    of_trust: dict[str, Any],
    of_status: dict[str, Any],
    at: datetime,
    expected: tuple[Verdict, Reason | None],
) -> None:
    assert told(judge(text, trust(**of_trust), statuses(**of_status), at)) == expected


def test_without_its_status_list_a_paper_cannot_be_confirmed(
    text: str, trust: Trust, statuses: Statuses
) -> None:
    judgement = judge(text, trust(), {13: statuses()[12]}, SOON)
    assert told(judgement) == (Verdict.NOT_YET_SYNCED, Reason.NO_STATUS_LIST)
    assert (judgement.serial, judgement.status_as_of) == ("P-11110515-26-001-000123", None)


def test_a_paper_at_a_place_that_its_list_has_not_cannot_be_confirmed(
    trust: Trust, statuses: Statuses, example: dict[str, Any]
) -> None:
    judgement = judge(example["text"], trust(), statuses(), SOON)
    assert told(judgement) == (Verdict.NOT_YET_SYNCED, Reason.NO_STATUS_LIST)


def test_a_receipt_does_not_expire(
    paper: Claims, signer: SoftwareSigner, trust: Trust, statuses: Statuses
) -> None:
    receipt = replace(
        paper, series="R", flags=0, expires_at=None, purpose=None, filing_moment=ISSUED_AT, key_fact=None
    )
    judgement = judge(write_mark(receipt, signer), trust(), statuses(), TOO_LATE)
    assert (told(judgement), judgement.expires_at) == ((Verdict.VALID, None), None)


def test_a_drill_paper_is_valid_in_the_drill_realm_alone(
    paper: Claims, signer: SoftwareSigner, trust: Trust, statuses: Statuses
) -> None:
    text = write_mark(replace(paper, series="TP", flags=3), signer)
    assert told(judge(text, trust(realm=Realm.DRILL), statuses(), SOON)) == (Verdict.VALID, None)
    assert told(judge(text, trust(), statuses(), SOON)) == (Verdict.INVALID, Reason.OTHER_REALM)


def test_a_mark_that_is_not_authentic_tells_nothing_of_its_claims(
    paper: Claims, text: str, trust: Trust, statuses: Statuses, signer: SoftwareSigner
) -> None:
    jwk, _ = new_signing_key()
    cases = [
        (judge("KD2:" + text[4:], trust(), statuses(), SOON), Verdict.UNREADABLE, Reason.NEWER),
        (judge(text, replace(trust(), keys={}), statuses(), SOON), Verdict.UNKNOWN_KEY, Reason.NO_SUCH_KEY),
        (judge(text, trust(jwk=jwk), statuses(), SOON), Verdict.INVALID, Reason.SIGNATURE),
        (judge(text, trust(office="11110530"), statuses(), SOON), Verdict.INVALID, Reason.OTHER_BOOK),
    ]
    for judgement, verdict, reason in cases:
        assert judgement == Judgement(verdict, reason, list_version=7)


def test_a_mark_with_any_bit_flipped_is_never_valid(
    paper: Claims, text: str, trust: Trust, statuses: Statuses
) -> None:
    known, standing = trust(), statuses()
    assert judge(text, known, standing, SOON).verdict == Verdict.VALID
    cose = base45.decode(text.removeprefix("KD1:"))
    found = set()
    for bit in range(len(cose) * 8):
        flipped = bytearray(cose)
        flipped[bit // 8] ^= 1 << bit % 8
        found.add(judge("KD1:" + base45.encode(bytes(flipped)), known, standing, SOON).verdict)
    assert found == {Verdict.UNREADABLE, Verdict.UNKNOWN_KEY, Verdict.INVALID}


def test_a_mark_with_any_character_changed_is_never_valid(
    text: str, trust: Trust, statuses: Statuses
) -> None:
    known, standing = trust(), statuses()
    for at, character in enumerate(text):
        changed = text[:at] + ("0" if character != "0" else "1") + text[at + 1 :]
        assert judge(changed, known, standing, SOON).verdict != Verdict.VALID
