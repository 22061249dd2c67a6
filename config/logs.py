"""Logs without resident numbers, whoever wrote them: in a message, an argument or a traceback."""

import logging
import re

# Digits of any script; the two halves may be split by a hyphen, a dash or a space.
_RESIDENT_NUMBER = re.compile(r"\d{6}[-\u2010-\u2015\u2212\uff0d ]?\d{7}")
_MASK = "******-*******"


def masked(text: str) -> str:
    """The text with everything that looks like a resident number hidden, part of a longer number or not."""
    return _RESIDENT_NUMBER.sub(_MASK, text)


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, so that no filter has to know where a number could hide."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
