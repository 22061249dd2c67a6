"""A page of clean matches: its keys, and the row that was found for one of its documents."""

from itertools import pairwise

import pytest

from issuance.domain.match_runs import FOUND, keys_in, row_found

KEYS = [bytes([n]) * 16 for n in (2, 4, 6, 8, 10)]
PLACES = [(7, 0, 3), (2**40, 0, 65_535), (7, 2**31 - 1, 0), (8, 1, 1), (9, 1, 2)]


def page(count: int) -> tuple[bytes, bytes]:
    return b"".join(KEYS[:count]), b"".join(FOUND.pack(*place) for place in PLACES[:count])


def test_the_keys_of_a_page_are_those_that_it_was_made_of() -> None:
    assert list(keys_in(b"".join(KEYS))) == KEYS
    assert list(keys_in(b"")) == []


@pytest.mark.parametrize("count", [1, 2, 5])
def test_each_document_of_a_page_has_its_row_and_no_other_has_one(count: int) -> None:
    documents, rows = page(count)
    assert [row_found(key, documents, rows) for key in KEYS[:count]] == PLACES[:count]
    between = [bytes([(one[0] + two[0]) // 2]) * 16 for one, two in pairwise(KEYS)]
    others = [bytes(16), *between, *KEYS[count:], bytes([255]) * 16]
    assert [row_found(key, documents, rows) for key in others] == [None] * len(others)
