"""Names of people as they are stored, searched, masked and spoken of."""

import re
import unicodedata

from issuance.domain.errors import IssuanceError

LONGEST_NAME = 100

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
_SYLLABLES_AN_INITIAL = 588
_FINALS = 28
_FINAL_RIEUL = 8

# NFC would turn these into other ideographs: a family that writes 金 as U+F90A keeps it.
_COMPATIBILITY_IDEOGRAPHS = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")

# Control, format (zero width, direction), surrogate, unassigned, and the separators of lines.
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
# Letters and marks by category, but nothing is seen of them.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")

_PARTICLES = {
    "이/가": ("이", "가", "이(가)"),
    "은/는": ("은", "는", "은(는)"),
    "을/를": ("을", "를", "을(를)"),
    "과/와": ("과", "와", "과(와)"),
    "으로/로": ("으로", "로", "(으)로"),
}
_WITH_FINAL, _WITHOUT_FINAL, _UNKNOWN = range(3)
_SILENT = "」』】》〉”’\"'.,!?·… "
_PARENTHESES = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]\s*$")
# 영 일 삼 육 칠 팔 end in a consonant; those of 일 칠 팔 in ㄹ.
_DIGITS_WITH_FINAL, _DIGITS_WITH_RIEUL = "013678", "178"


class NameMissing(IssuanceError):
    code = "name_missing"
    sentence = "성명을 적어 주세요."


class NameTooLong(IssuanceError):
    code = "name_too_long"
    sentence = "성명은 100자까지 적을 수 있습니다. 다른 내용이 함께 들어가지 않았는지 확인해 주세요."


class NameHasHiddenCharacter(IssuanceError):
    code = "name_has_hidden_character"
    sentence = "성명의 {position}번째 자리에 보이지 않거나 쓸 수 없는 글자가 있습니다. 성명을 지우고 다시 적어 주세요."


def clean_name(text: str) -> str:
    """The name as it is stored: NFC, trimmed, with CJK compatibility ideographs kept as given.

    Refuses nothing at all, more than 100 characters, and whatever cannot be seen on paper or turns the
    reading direction.
    """
    name = composed(text).strip()
    if not name:
        raise NameMissing
    position = hidden_position(name)
    if position is not None:
        raise NameHasHiddenCharacter(position=position)
    if len(name) > LONGEST_NAME:
        raise NameTooLong
    return name


def choseong(text: str) -> str:
    """The initial consonants, for search: 홍길동 → ㅎㄱㄷ; other characters stand as they are."""
    return "".join(
        _INITIALS[(ord(character) - _FIRST_SYLLABLE) // _SYLLABLES_AN_INITIAL]
        if _is_syllable(character)
        else character
        for character in unicodedata.normalize("NFC", text)
    )


def spoken_initials(initials: str) -> re.Pattern[str]:
    """Finds text whose syllables begin with these consonants: ㅎㄱㄷ finds 홍길동."""
    return re.compile("".join(_beginning_with(initial) for initial in initials))


def masked_name(name: str) -> str:
    """홍*동, 홍*, 남**수; Hanja in parentheses are left out."""
    shown = name.partition("(")[0].strip() or name
    if len(shown) < 3:
        return shown[:1] + "*"
    return shown[0] + "*" * (len(shown) - 2) + shown[-1]


def with_particle(word: str, pair: str) -> str:
    """The word with the particle that its last sound takes: `pair` is 이/가, 은/는, 을/를, 과/와 or 으로/로.

    Words in closing parentheses are not spoken, so the word before them decides (국립국어원). Where the
    sound cannot be known (Hanja, signs) both particles are written: 이(가).
    """
    return word + _PARTICLES[pair][_sound(_spoken(word), before_euro=pair == "으로/로")]


def composed(text: str) -> str:
    """NFC, but for CJK compatibility ideographs, which stay as they are."""
    parts = _COMPATIBILITY_IDEOGRAPHS.split(text)
    return "".join(
        part if place % 2 else unicodedata.normalize("NFC", part) for place, part in enumerate(parts)
    )


def hidden_position(text: str) -> int | None:
    """The place, counted from 1, of the first character that nobody sees or that paper cannot carry."""
    for position, character in enumerate(text, start=1):
        if unicodedata.category(character) in _REFUSED_CATEGORIES or character in _INVISIBLE:
            return position
    return None


def _beginning_with(initial: str) -> str:
    place = _INITIALS.find(initial)
    if place < 0:
        return re.escape(initial)
    first = _FIRST_SYLLABLE + place * _SYLLABLES_AN_INITIAL
    return f"[{initial}{chr(first)}-{chr(first + _SYLLABLES_AN_INITIAL - 1)}]"


def _is_syllable(character: str) -> bool:
    return _FIRST_SYLLABLE <= ord(character) <= _LAST_SYLLABLE


def _spoken(word: str) -> str:
    before = _PARENTHESES.sub("", word)
    return (before or word.rstrip(")）]")).rstrip(_SILENT)


def _sound(word: str, *, before_euro: bool) -> int:
    """Index into a row of `_PARTICLES`; ㄹ counts as no final before 으로/로."""
    last = unicodedata.normalize("NFC", word)[-1:]
    if last and _is_syllable(last):
        final = (ord(last) - _FIRST_SYLLABLE) % _FINALS
        ends_in_consonant, ends_in_rieul = final != 0, final == _FINAL_RIEUL
    elif last in tuple("0123456789"):
        ends_in_consonant, ends_in_rieul = last in _DIGITS_WITH_FINAL, last in _DIGITS_WITH_RIEUL
    elif last.isascii() and last.isalpha():
        ends_in_consonant, ends_in_rieul = _latin(word)
    else:
        return _UNKNOWN
    return _WITH_FINAL if ends_in_consonant and not (before_euro and ends_in_rieul) else _WITHOUT_FINAL


def _latin(word: str) -> tuple[bool, bool]:
    """Capitals are spelled (엘 엠 엔 알 end in a consonant); small letters are read as a word would be."""
    if word[-1].isupper():
        return word[-1] in "LMNR", word[-1] in "LR"
    return word.endswith(("l", "m", "n", "ng")), word.endswith("l")
