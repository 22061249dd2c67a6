"""How well two values of one field agree, and how much each level speaks for one and the same person.

A weight is the base-2 logarithm of m/u (Fellegi and Sunter, 1969): how much more often the level is seen between two
records of one person than between two of different people. They are fixed and published (docs/decisions/0012): no
weight is learnt from the records at hand, so the same two records have the same score in every outage.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA, Hamming, JaroWinkler

from issuance.domain.addresses import Address, AddressSystem


class Agreement(StrEnum):
    SAME = "same"
    CLOSE = "close"
    DIFFERENT = "different"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One row of the published table; `words` are for the person who decides and hold nobody's value."""

    agreement: Agreement
    weight: float
    words: str


def _same(weight: float, words: str = "같음") -> Level:
    return Level(Agreement.SAME, weight, words)


def _close(weight: float, words: str) -> Level:
    return Level(Agreement.CLOSE, weight, words)


def _different(weight: float, words: str = "다름") -> Level:
    return Level(Agreement.DIFFERENT, weight, words)


MISSING = Level(Agreement.MISSING, 0.0, "한쪽에 없음")
OTHER_SYSTEM = Level(Agreement.MISSING, 0.0, "도로명주소와 지번주소라 비교할 수 없음")

NAME_SAME = _same(11.0)
NAME_REORDERED = _close(9.0, "순서가 다름")
NAME_CUT_SHORT = _close(7.0, "뒤가 잘림")
NAME_SLIP = _close(5.0, "한 글자 다름")
NAME_OTHER_INITIAL = _different(-6.0, "두음이 다름(류·유, 리·이는 다른 사람)")
NAME_DIFFERENT = _different(-6.0)
HANJA_SAME, HANJA_DIFFERENT = _same(4.0), _different(-4.0)
BIRTH_SAME = _same(12.0)
BIRTH_SLIP = _close(2.0, "한 자리 다름")
BIRTH_SWAPPED = _close(2.0, "두 자리가 바뀜")
BIRTH_DIFFERENT = _different(-6.0)
NUMBER_SAME = _same(26.0)
NUMBER_SLIP = _close(12.0, "한 자리 다름")
NUMBER_SWAPPED = _close(12.0, "이웃한 두 자리가 바뀜")
NUMBER_CHANGED = _different(-1.0, "생년월일·성별만 같음(번호 변경일 수 있음)")
NUMBER_DIFFERENT = _different(-5.0)
ADDRESS_SAME = _same(12.0)
ADDRESS_BUILDING = _close(6.0, "건물은 같고 상세주소가 다름")
ADDRESS_DIFFERENT = _different(-2.0, "다름(이사했을 수 있음)")
OFFICE_SAME, OFFICE_DIFFERENT = _same(1.0), _different(0.0)

_SPELLED = 0.85
"""Jaro–Winkler similarity from which two words of a western record are one word with a slip."""
_LONG_NAME, _LETTERS_A_SLIP = 16, 12
_HANGUL = re.compile("[가-힣]+")
_INITIAL_APART = 588
"""Code points from one syllable to that of the next initial with the same vowel and final."""
# 두음법칙: ㄹ and ㄴ at the start of a word are said, and by some families written, as ㄴ or ㅇ.
_ALIKE_INITIALS = (frozenset("ᄅᄂ"), frozenset("ᄅᄋ"), frozenset("ᄂᄋ"))


def name_level(one: str, other: str) -> Level:
    """Of two names as `name_text` spells them: by jamo where both are Hangul, else by letters and by words."""
    if one == other:
        return NAME_SAME
    if _HANGUL.fullmatch(one) and _HANGUL.fullmatch(other):
        return _hangul_level(one, other)
    if sorted(one.split()) == sorted(other.split()):
        return NAME_REORDERED
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _LONG_NAME and longer.startswith(shorter):
        return NAME_CUT_SHORT
    slips = max(1, len(shorter) // _LETTERS_A_SLIP)
    return NAME_SLIP if OSA.distance(one, other, score_cutoff=slips) <= slips else NAME_DIFFERENT


def are_other_names(one: str, other: str) -> bool:
    """Whether `name_level` says different, at a glance for the thousands who share a surname."""
    if len(one) == len(other) and _HANGUL.fullmatch(one) and _HANGUL.fullmatch(other):
        wrong = Hamming.distance(one, other)
        if wrong > 2 or (wrong == 2 and sorted(one) != sorted(other)):
            return True
    return name_level(one, other).agreement == Agreement.DIFFERENT


def hanja_level(one: str, other: str) -> Level:
    return HANJA_SAME if one == other else HANJA_DIFFERENT


def birth_level(one: str, other: str) -> Level:
    """Of two dates as eight digits: one digit wrong, two neighbours or day and month exchanged are close."""
    if one == other:
        return BIRTH_SAME
    wrong = [place for place in range(len(one)) if one[place] != other[place : place + 1]]
    if len(wrong) == 1:
        return BIRTH_SLIP
    if _neighbours_swapped(one, other, wrong) or one == other[:4] + other[6:] + other[4:6]:
        return BIRTH_SWAPPED
    return BIRTH_DIFFERENT


def number_level(one: str, other: str) -> Level:
    """Of two numbers of 13 digits, opened for it: one digit wrong, or two neighbours exchanged."""
    if one == other:
        return NUMBER_SAME
    if Hamming.distance(one, other) > 2:
        return NUMBER_CHANGED if one[:7] == other[:7] else NUMBER_DIFFERENT
    wrong = wrong_places(one, other)
    if len(wrong) == 1:
        return NUMBER_SLIP
    if _neighbours_swapped(one, other, wrong):
        return NUMBER_SWAPPED
    return NUMBER_CHANGED if one[:7] == other[:7] else NUMBER_DIFFERENT


def wrong_places(one: str, other: str) -> list[int]:
    return [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]


def address_level(one: Address, other: Address) -> Level:
    """One address in both systems is neither same nor different: that is not to be seen from the text."""
    if one.canonical == other.canonical:
        return ADDRESS_SAME
    if one.system != other.system or AddressSystem.UNKNOWN in (one.system, other.system):
        return OTHER_SYSTEM if one.system and other.system else ADDRESS_DIFFERENT
    return ADDRESS_BUILDING if one.building == other.building else ADDRESS_DIFFERENT


def office_level(one: str, other: str) -> Level:
    return OFFICE_SAME if one == other else OFFICE_DIFFERENT


def words_level(same: Level, slip: Level, different: Level) -> Callable[[str, str], Level]:
    """Of two western words or phrases."""

    def level(one: str, other: str) -> Level:
        if one == other:
            return same
        return slip if JaroWinkler.similarity(one, other) >= _SPELLED else different

    return level


def digits_level(same: Level, slip: Level, different: Level) -> Callable[[str, str], Level]:
    """Of two short numbers: one digit wrong, missing or too many, or two neighbours exchanged."""

    def level(one: str, other: str) -> Level:
        if one == other:
            return same
        return slip if OSA.distance(one, other, score_cutoff=1) <= 1 else different

    return level


WESTERN: Mapping[str, Callable[[str, str], Level]] = {
    "given": words_level(_same(7.0), _close(4.0, "철자가 조금 다름"), _different(-3.0)),
    "surname": words_level(_same(8.0), _close(5.0, "철자가 조금 다름"), _different(-3.0)),
    "house": digits_level(_same(6.0), _close(2.0, "한 자리 다름"), _different(-2.0)),
    "street": words_level(_same(9.0), _close(6.0, "철자가 조금 다름"), _different(-3.0)),
    "premises": words_level(_same(7.0), _close(4.0, "철자가 조금 다름"), _different(-2.0)),
    "suburb": words_level(_same(8.0), _close(5.0, "철자가 조금 다름"), _different(-2.0)),
    "postcode": digits_level(_same(8.0), _close(3.0, "한 자리 다름"), _different(-3.0)),
    "state": words_level(_same(1.5), _close(0.5, "철자가 조금 다름"), _different(-1.0)),
}
"""Records of other countries, whose address comes in parts; measured on FEBRL."""


EXCHANGED = _close(5.0, "이름과 성이 바뀜")


def are_exchanged(given: str, surname: str, *, other_given: str, other_surname: str) -> bool:
    """Given name and surname stand in each other's place; nothing is said where one is missing."""
    if not (given and surname and other_given and other_surname) or given == other_given:
        return False
    crosswise = ((given, other_surname), (surname, other_given))
    return all(JaroWinkler.similarity(one, other) >= _SPELLED for one, other in crosswise)


def _hangul_level(one: str, other: str) -> Level:
    """A slip is one jamo of one syllable, or two neighbouring syllables exchanged; never ㄹ, ㄴ or ㅇ at the start."""
    if len(one) != len(other):
        return NAME_DIFFERENT
    wrong = wrong_places(one, other)
    if len(wrong) > 2 or (len(wrong) == 2 and not _neighbours_swapped(one, other, wrong)):
        return NAME_OTHER_INITIAL if _has_other_initial(one, other, wrong) else NAME_DIFFERENT
    if len(wrong) == 2:
        return NAME_SLIP
    if _has_other_initial(one, other, wrong):
        return NAME_OTHER_INITIAL
    (place,) = wrong
    return NAME_SLIP if _jamo_apart(one[place], other[place]) == 1 else NAME_DIFFERENT


def _jamo_apart(one: str, other: str) -> int:
    return OSA.distance(unicodedata.normalize("NFD", one), unicodedata.normalize("NFD", other))


def _has_other_initial(one: str, other: str, wrong: list[int]) -> bool:
    """Every syllable that differs does so in nothing but ㄹ, ㄴ or ㅇ at its start."""
    return all(_are_other_initials(one[place], other[place]) for place in wrong)


def _are_other_initials(one: str, other: str) -> bool:
    if (ord(one) - ord(other)) % _INITIAL_APART:
        return False
    return (
        frozenset(unicodedata.normalize("NFD", syllable)[0] for syllable in (one, other)) in _ALIKE_INITIALS
    )


def _neighbours_swapped(one: str, other: str, wrong: list[int]) -> bool:
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and one[wrong[0]] == other[wrong[1]]
        and one[wrong[1]] == other[wrong[0]]
    )
