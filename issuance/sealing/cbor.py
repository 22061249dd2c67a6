"""Deterministic CBOR (RFC 8949 §4.2.1), in the few types that a mark is made of."""

from typing import Any

import cbor2

MAX_DEPTH = 4
_LARGEST = 2**64 - 1


def encode(value: Any) -> bytes:
    """ValueError for anything but 64-bit integers, text, bytes, lists and maps: no tags, floats or nulls."""
    return cbor2.dumps(_ordered(value))


def decode(raw: bytes) -> Any:
    """Strict: ValueError for any bytes that `encode` does not make, trailing ones too."""
    try:
        value = cbor2.loads(raw, max_depth=MAX_DEPTH, allow_indefinite=False, allow_duplicate_keys=False)
    except cbor2.CBORError:
        raise ValueError("not CBOR") from None
    if encode(value) != raw:
        raise ValueError("not deterministic CBOR")
    return value


def _ordered(value: Any) -> Any:
    """Maps in the bytewise order of their encoded keys; the order of cbor2 itself is by length first."""
    match value:
        case bool():
            raise ValueError("not in a mark")
        case str() | bytes():
            return value
        case int() if -_LARGEST - 1 <= value <= _LARGEST:
            return value
        case list():
            return [_ordered(item) for item in value]
        case dict():
            return {
                key: _ordered(value[key]) for key in sorted(value, key=lambda key: cbor2.dumps(_ordered(key)))
            }
    raise ValueError("not in a mark")
