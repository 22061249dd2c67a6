"""What a fallback order allows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from issuance.domain.orders import (
    Terms,
    ensure_acknowledged,
    ensure_allowable,
    ensure_covers,
    ensure_terms,
)
from tests.refusals import refused

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
A_TICK, A_DAY = timedelta(microseconds=1), timedelta(days=1)
TERMS = Terms(
    in_force=True,
    starts_at=NOW - A_DAY,
    ends_at=NOW + A_DAY,
    kinds=frozenset({"RR01"}),
    acknowledged=True,
    validity=timedelta(days=7),
    snapshot_age=timedelta(hours=96),
)


def test_an_order_that_covers_kind_and_moment_is_returned() -> None:
    assert ensure_covers(TERMS, kind="RR01", at=NOW) == TERMS


@pytest.mark.parametrize("at", [TERMS.starts_at, TERMS.ends_at - A_TICK])
def test_an_order_holds_from_its_first_moment_up_to_its_last(at: datetime) -> None:
    assert ensure_covers(TERMS, kind="RR01", at=at) == TERMS


@pytest.mark.parametrize(
    ("terms", "kind", "at"),
    [
        (None, "RR01", NOW),
        (replace(TERMS, in_force=False), "RR01", NOW),
        (TERMS, "RR01", TERMS.starts_at - A_TICK),
        (TERMS, "RR01", TERMS.ends_at),
        (TERMS, "RR02", NOW),
    ],
)
def test_whatever_no_order_covers_is_refused(terms: Terms | None, kind: str, at: datetime) -> None:
    with refused("no_order"):
        ensure_covers(terms, kind=kind, at=at)


def test_an_office_that_has_not_acknowledged_does_not_issue() -> None:
    ensure_acknowledged(TERMS)
    with refused("not_acknowledged"):
        ensure_acknowledged(replace(TERMS, acknowledged=False))


@pytest.mark.parametrize("output_class", ["R", "S", "X"])
def test_an_order_may_name_class_p_alone(output_class: str) -> None:
    ensure_allowable({"RR01": "P"})
    with refused("kind_not_allowed"):
        ensure_allowable({"RR01": "P", "TX01": output_class})


def test_an_order_that_allows_nothing_is_refused() -> None:
    with refused("nothing_allowed"):
        ensure_allowable({})


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"validity": A_DAY - A_TICK}, "bad_validity"),
        ({"validity": 7 * A_DAY + A_TICK}, "bad_validity"),
        ({"ends_at": NOW}, "bad_validity"),
        ({"legal_basis": " "}, "no_legal_basis"),
    ],
)
def test_terms_that_cannot_hold_are_refused(over: dict[str, Any], code: str) -> None:
    terms: dict[str, Any] = {
        "starts_at": NOW,
        "ends_at": NOW + A_TICK,
        "validity": A_DAY,
        "legal_basis": "민원처리법 시행령 §6의2",
    }
    ensure_terms(**terms)
    ensure_terms(**terms | {"validity": 7 * A_DAY})
    with refused(code):
        ensure_terms(**terms | over)
