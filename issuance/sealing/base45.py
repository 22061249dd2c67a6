"""Base45 (RFC 9285): bytes as the characters that a QR code packs best."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}


def encode(raw: bytes) -> str:
    """Two bytes are three characters, a last single byte two."""
    text = []
    for start in range(0, len(raw), 2):
        pair = raw[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            text.append(_ALPHABET[digit])
    return "".join(text)


def decode(text: str) -> bytes:
    """Strict: ValueError for any text that `encode` does not make."""
    raw = bytearray()
    for start in range(0, len(text), 3):
        digits = text[start : start + 3]
        try:
            number = sum(_VALUE[digit] * 45**place for place, digit in enumerate(digits))
            raw += number.to_bytes(len(digits) - 1, "big")
        except (KeyError, OverflowError):
            raise ValueError("not base45") from None
        if len(digits) == 1:
            raise ValueError("not base45")
    return bytes(raw)
