"""Finding resident numbers in bytes, however they were written: as text, encoded, compressed, or one in the other."""

import base64
import binascii
import re
import zlib
from collections.abc import Collection, Iterator

from issuance.sealing import base45

DEPTH = 3  # a number in JSON, in a zlib stream, in base64: as sessions are stored
LONGEST = 64 * 1024 * 1024

_TEXT = re.compile(rb"(?=(\d{6}-?\d{7}))")
_WIDE_TEXT = re.compile(rb"(?=((?:\d\0){6}(?:-\0)?(?:\d\0){7}))")
_HEX = re.compile(rb"(?=((?:3\d){6}(?:2[dD])?(?:3\d){7}))")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{18,}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_MARK = re.compile(rb"KD1:([0-9A-Z $%*+./:-]+)")
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)~>\s*endstream", re.DOTALL)
_COMPRESSED = (
    ("zlib", re.compile(rb"\x78[\x01\x5e\x9c\xda]"), zlib.MAX_WBITS),
    ("gzip", re.compile(rb"\x1f\x8b\x08"), 16 + zlib.MAX_WBITS),
)
_ZIP_ENTRY = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)


def leaks(content: bytes, numbers: Collection[str]) -> set[str]:
    """How the content holds any of these numbers (13 digits each), such as `base64 > zlib > text`."""
    known = {form.encode() for number in numbers for form in (number, number[::-1])}
    integers = [int(number).to_bytes(6, "big") for number in numbers]
    found = set(_found(content, known, DEPTH))
    if any(integer in content for integer in integers):
        found.add("integer")
    for mark in _marks(content):
        if any(integer in mark for integer in integers):
            found.add("mark > integer")
        found |= {f"mark > {way}" for way in _found(mark, known, 1)}
    return found


def _found(content: bytes, known: set[bytes], depth: int) -> Iterator[str]:
    for name, pattern in (("text", _TEXT), ("wide text", _WIDE_TEXT)):
        # Backwards the hyphen stands elsewhere, but there is none where a number was turned round by a machine.
        if any(re.sub(rb"[-\0]", b"", found[1]) in known for found in pattern.finditer(content)):
            yield name
    if any(binascii.unhexlify(found[1]).replace(b"-", b"") in known for found in _HEX.finditer(content)):
        yield "hex"
    if depth > 0:
        for name, inner in _inside(content):
            yield from (f"{name} > {way}" for way in _found(inner, known, depth - 1))


def _inside(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What the content holds in another form, by the name of the form."""
    for run in _BASE64.finditer(content):
        letters = run[0].translate(_URL_SAFE)
        for start in range(4):
            part = letters[start:]
            part = part[: len(part) - (len(part) % 4 == 1)]
            yield "base64", binascii.a2b_base64(part + b"=" * (-len(part) % 4))
    for name, start_of, window in _COMPRESSED:
        for found in start_of.finditer(content):
            yield name, _inflated(content[found.start() :], window)
    for found in _ZIP_ENTRY.finditer(content):
        begin = found.end() + sum(int.from_bytes(length, "little") for length in found.groups())
        yield "zip", _inflated(content[begin:], -zlib.MAX_WBITS)
    for found in _PDF_STREAM.finditer(content):
        yield "ascii85", base64.a85decode(found[1].strip())


def _inflated(content: bytes, window: int) -> bytes:
    """As much as unfolds; what only looks like a stream unfolds to nothing."""
    try:
        return zlib.decompressobj(window).decompress(content, LONGEST)
    except zlib.error:
        return b""


def _marks(content: bytes) -> Iterator[bytes]:
    for found in _MARK.finditer(content):
        try:
            yield base45.decode(found[1].decode())
        except ValueError:
            continue
