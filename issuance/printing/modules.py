"""A mark as the modules of a QR code (ISO/IEC 18004)."""

from dataclasses import dataclass
from math import isqrt

import zxingcpp

# Level Q survives a stamp or a stain on a fifth of the symbol.
_LEVEL = "Q"
_DARK_AS_ONE = bytes([ord("1")]) + bytes([ord("0")]) * 255


@dataclass(frozen=True, slots=True)
class Modules:
    """A square of `side` modules without its quiet zone; rows of bits in whole bytes, a dark module is 1."""

    side: int
    bits: bytes


def modules_of(mark: str) -> Modules:
    """The smallest QR code of level Q that holds a mark."""
    code = zxingcpp.create_barcode(mark, zxingcpp.BarcodeFormat.QRCode, ec_level=_LEVEL)
    picture = code.to_image(scale=1, add_quiet_zones=False)
    dots = bytes(memoryview(picture)).translate(_DARK_AS_ONE)  # type: ignore[arg-type] # its buffer is untyped
    side = isqrt(len(dots))
    spare = -side % 8
    rows = (int(dots[start : start + side], 2) << spare for start in range(0, side * side, side))
    return Modules(side, b"".join(row.to_bytes((side + spare) // 8, "big") for row in rows))
