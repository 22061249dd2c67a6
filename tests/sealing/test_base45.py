"""Base45: the vectors of RFC 9285, and a strict way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.sealing import base45


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"", ""),
    ],
)
def test_the_examples_of_the_rfc_hold_both_ways(raw: bytes, text: str) -> None:
    assert (base45.encode(raw), base45.decode(text)) == (text, raw)


@pytest.mark.parametrize(
    "text", ["0", "A", "BB80", "BB8A", "GGW", ":::", "::", "V5", "bb8", "B,8", "BB8\n", "ＢＢ8"]
)
def test_a_text_that_no_bytes_give_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not base45"):
        base45.decode(text)


@given(st.binary(max_size=80))
def test_any_bytes_come_back(raw: bytes) -> None:
    assert base45.decode(base45.encode(raw)) == raw
