"""When a system counts as down, and when an outage may be closed."""

from dataclasses import fields, replace

import pytest

from issuance.domain.outages import (
    OutageHasOpenMatters,
    StillDown,
    Sums,
    ensure_all_restored,
    ensure_down,
    ensure_nothing_open,
)
from tests.refusals import refused

NOTHING = Sums(**{field.name: 0 for field in fields(Sums)})
SUMS = replace(
    NOTHING,
    filings=9,
    receipts=9,
    documents=7,
    issued=6,
    voided=1,
    confirmed=3,
    corrected=1,
    revoked=1,
    open=1,
)


def test_a_system_that_nobody_marked_down_counts_as_up() -> None:
    ensure_down("주민등록정보시스템", is_down=True)
    with refused("system_is_up"):
        ensure_down("주민등록정보시스템", is_down=False)


def test_the_refusal_names_every_system_that_is_still_down() -> None:
    ensure_all_restored([])
    with pytest.raises(StillDown) as caught:
        ensure_all_restored(["새올행정시스템", "정부24"])
    assert caught.value.facts == {"systems": "새올행정시스템, 정부24"}


def test_the_refusal_to_close_lists_what_is_open_with_its_count() -> None:
    ensure_nothing_open({"접수": 0, "지침": 0})
    with pytest.raises(OutageHasOpenMatters) as caught:
        ensure_nothing_open({"접수": 3, "지침": 0, "대조 건": 1})
    assert caught.value.facts == {"matters": "접수 3건, 대조 건 1건"}


@pytest.mark.parametrize("sums", [NOTHING, SUMS])
def test_sums_that_add_up_have_no_fault(sums: Sums) -> None:
    assert sums.faults() == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"documents": 8}, "documents = issued + voided"),
        ({"open": 0}, "issued = confirmed + corrected + revoked + open"),
        ({"receipts": 8}, "receipts >= filings"),
    ],
)
def test_a_sum_that_does_not_hold_is_named(change: dict[str, int], fault: str) -> None:
    assert replace(SUMS, **change).faults() == (fault,)
