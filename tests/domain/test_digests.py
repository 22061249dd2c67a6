"""Very many 16-byte values: sorted, found, and told apart where they begin alike."""

from hypothesis import given
from hypothesis import strategies as st

from issuance.domain import digests
from issuance.domain.digests import NONE, Index

HALVES = st.sampled_from([bytes(8), b"\x00" * 7 + b"\x01", b"\x80" * 8, b"\xff" * 8])
VALUES = st.lists(st.builds(bytes.__add__, HALVES, HALVES), max_size=12)


def packed(values: list[bytes]) -> digests.Array:
    return digests.packed(b"".join(values))


@given(values=VALUES)
def test_values_come_back_and_rise_as_bytes_do(values: list[bytes]) -> None:
    array = packed(values)
    assert digests.unpacked(array) == b"".join(values)
    assert [values[place] for place in digests.rising(array)] == sorted(values)


@given(values=VALUES, wanted=VALUES)
def test_a_value_is_found_at_its_first_place_or_nowhere(values: list[bytes], wanted: list[bytes]) -> None:
    found = Index(packed(values)).places_of(packed(wanted))
    assert found.tolist() == [values.index(one) if one in values else NONE for one in wanted]


@given(values=VALUES)
def test_whatever_is_there_twice_is_repeated(values: list[bytes]) -> None:
    found = Index(packed(values)).repeated
    assert sorted(found.tolist()) == [place for place, value in enumerate(values) if values.count(value) > 1]
