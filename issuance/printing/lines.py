"""Line breaking by words (keep-all): Korean legal text is broken at spaces, not inside a word."""

import re
from dataclasses import dataclass, replace

from issuance.domain.errors import IssuanceError
from issuance.printing import typefaces
from issuance.printing.typefaces import Weight

_POINT = 25.4 / 72
# A space, but for those inside a date: `2026. 11. 23. 14:05` stays in one piece.
_BREAK = re.compile(r" (?![0-9])|(?<![0-9]\.) ")


class DoesNotFit(IssuanceError):
    code = "does_not_fit"
    sentence = "‘{field}’ 칸의 내용이 종이의 자리보다 깁니다. 줄여서 다시 입력해 주세요."


@dataclass(frozen=True, slots=True)
class Style:
    """A size in points, a weight, a shade (0 black … 1 white) and a leading as a multiple of the size."""

    size: float
    weight: Weight = Weight.REGULAR
    grey: float = 0.0
    leading: float = 1.5

    @property
    def pitch(self) -> float:
        """From one baseline to the next, in millimetres."""
        return self.size * self.leading * _POINT

    @property
    def rise(self) -> float:
        """From the top of a line's pitch to its baseline, in millimetres: Hangul then stands in the middle."""
        return self.pitch / 2 + self.size * 0.36 * _POINT

    def scaled(self, factor: float) -> "Style":
        return replace(self, size=self.size * factor)

    def width(self, text: str) -> float:
        """The width of one line in millimetres."""
        return typefaces.width(text, self.weight, self.size)


def wrapped(text: str, style: Style, width: float) -> tuple[str, ...]:
    """The lines of a text in `width` millimetres; only a word or a date longer than a whole line is cut inside."""
    if "\n" not in text and style.width(text) <= width:
        return (text.rstrip(),)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _BREAK.split(paragraph):
            longer = f"{line} {word}" if line else word
            if style.width(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line.rstrip())
            *whole, line = _cut(word, style, width)
            lines.extend(whole)
        lines.append(line.rstrip())
    return tuple(lines)


def ensure_one_line(field: str, text: str, style: Style, width: float, *, spacing: float = 0.0) -> None:
    """Refuse a text that has a newline or is wider than `width` millimetres."""
    if "\n" in text or style.width(text) + spacing * max(len(text) - 1, 0) > width:
        raise DoesNotFit(field=field)


def _cut(word: str, style: Style, width: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and style.width(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
