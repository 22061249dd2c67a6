"""Deterministic CBOR: one way to write a value, and no other is read."""

from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuance.sealing import cbor

integers = st.integers(-(2**64), 2**64 - 1)
leaves = integers | st.text(max_size=8) | st.binary(max_size=8)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(leaves, inner, max_size=3),
    max_leaves=6,
)


def test_maps_are_in_the_bytewise_order_of_their_keys() -> None:
    """RFC 8949 §4.2.1's own list, as far as its types go: 10, 100, -1, "z", "aa"."""
    assert list(cbor.decode(cbor.encode({"aa": 0, "z": 0, -1: 0, 100: 0, 10: 0}))) == [10, 100, -1, "z", "aa"]


@settings(max_examples=50)
@given(values)
def test_what_is_written_is_read_by_us_and_by_others(value: Any) -> None:
    assert cbor2.loads(cbor.encode(value)) == value


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("1801", "an integer in more bytes than it needs"),
        ("5f4101ff", "a string of indefinite length"),
        ("9f01ff", "a list of indefinite length"),
        ("a2040101 01", "keys out of order"),
        ("a201010102", "a key twice"),
        ("0101", "bytes left over"),
        ("", "nothing"),
        ("8201", "a list that ends early"),
        ("f5", "a boolean"),
        ("f6", "a null"),
        ("f93c00", "a float"),
        ("c11a6b03a408", "a tag"),
        ("c249010000000000000000", "an integer of more than 64 bits"),
        ("61ff", "a text that is not UTF-8"),
        ("8181818181 01", "too deep"),
        ("a1800 1", "a list as a key"),
    ],
)
def test_another_way_of_writing_is_refused(raw: str, why: str) -> None:
    with pytest.raises(ValueError, match="not"):
        cbor.decode(bytes.fromhex(raw.replace(" ", "")))


@given(st.binary(max_size=40))
def test_any_bytes_are_refused_or_are_the_only_way_to_write_their_value(raw: bytes) -> None:
    try:
        value = cbor.decode(raw)
    except ValueError:
        return
    assert cbor.encode(value) == raw


@pytest.mark.parametrize("value", [None, True, 1.5, {1: None}, [False], {None: 1}, 2**64, -(2**64) - 1, (1,)])
def test_a_value_that_has_no_place_in_a_mark_is_not_written(value: Any) -> None:
    with pytest.raises(ValueError, match="not in a mark"):
        cbor.encode(value)
