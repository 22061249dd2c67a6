"""Which characters may stand on a paper, and the refusals for those that may not."""

import unicodedata
from enum import StrEnum
from functools import cache

from issuance.domain.errors import IssuanceError
from issuance.printing.typefaces import has_glyph

# Controls, format characters (bidi, zero-width), surrogates, private use, unassigned, line and
# paragraph separators; and combining marks, which nothing here would place above their letter.
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Mc", "Me"})
# Fillers and blanks that count as letters or symbols but leave the paper white.
_INVISIBLE = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Old Hangul out of single jamo needs shaping: the fonts have the pieces, but they would not join.
_UNJOINED_JAMO = (range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xD7B0, 0xD800))


class _Standing(StrEnum):
    SOUND = "sound"
    FORBIDDEN = "forbidden"
    MISSING = "missing"


class MissingGlyph(IssuanceError):
    code = "missing_glyph"
    sentence = (
        "‘{field}’ 칸의 ‘{character}’({code_point}) 글자는 인쇄 글꼴에 없습니다."
        " 한글 음이나 다른 표기로 바꾸고, 본래 글자는 접수증 여백에 손으로 적어 주세요."
    )


class ForbiddenCharacter(IssuanceError):
    code = "forbidden_character"
    sentence = (
        "‘{field}’ 칸에 인쇄할 수 없는 문자({code_point})가 섞여 있습니다. 칸을 지우고 다시 입력해 주세요."
    )


class NotComposed(IssuanceError):
    """Text on paper is in NFC, as the canonical sheet is, so that what is hashed is what is printed."""

    code = "not_composed"
    sentence = "‘{field}’ 칸의 글자가 자모로 풀어져 있습니다. 칸을 지우고 다시 입력해 주세요."


def ensure_characters(field: str, text: str) -> None:
    """Refuse text that would print otherwise than it reads; a newline is allowed."""
    if not unicodedata.is_normalized("NFC", text):
        raise NotComposed(field=field)
    for character in text:
        match _standing_of(character):
            case _Standing.FORBIDDEN:
                raise ForbiddenCharacter(field=field, code_point=_code_point(character))
            case _Standing.MISSING:
                raise MissingGlyph(field=field, character=character, code_point=_code_point(character))


@cache
def _standing_of(character: str) -> _Standing:
    if character == "\n":
        return _Standing.SOUND
    if character in _INVISIBLE or unicodedata.category(character) in _FORBIDDEN_CATEGORIES:
        return _Standing.FORBIDDEN
    if any(ord(character) in block for block in _UNJOINED_JAMO) or not has_glyph(character):
        return _Standing.MISSING
    return _Standing.SOUND


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"
