"""The chain of the journal."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
import rfc8785

from issuance.domain.journal import GENESIS, Entry, entry_hash

ENTRY = Entry(
    book="11110515-26-001",
    position=1,
    at="2026-11-23T05:00:00.000000+00:00",
    actor="7",
    office="11110515",
    window=1,
    noun="filing",
    subject="0b7f",
    verb="receive",
    before="",
    after="received",
    detail={"serial": "R-11110515-26-001-000001"},
)


def test_an_entry_is_hashed_over_the_one_before_and_its_json() -> None:
    said = {name: getattr(ENTRY, name) for name in ENTRY.__slots__}
    expected = hashlib.sha256(bytes(32) + rfc8785.dumps(said)).hexdigest()
    assert entry_hash(GENESIS, ENTRY) == expected


@pytest.mark.parametrize("name", ENTRY.__slots__)
def test_no_word_of_an_entry_can_be_changed_unseen(name: str) -> None:
    value: Any = getattr(ENTRY, name)
    other = {"serial": "x"} if name == "detail" else value + 1 if isinstance(value, int) else value + "x"
    change: dict[str, Any] = {name: other}
    assert entry_hash(GENESIS, replace(ENTRY, **change)) != entry_hash(GENESIS, ENTRY)


def test_the_same_entry_after_another_has_another_hash() -> None:
    first = entry_hash(GENESIS, ENTRY)
    assert entry_hash(first, ENTRY) != first
