"""Who a record is about, in the fields by which two records are compared."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from issuance.domain.resident_numbers import RESIDENT_LENGTH, ResidentNumber
from issuance.domain.spellings import name_text

# Where a person lives stands in one of these facts, by kind.
ADDRESSES = ("주소", "체류지")

_TEN = "0123456789"
CENTURY = {digit: str(ResidentNumber(f"000101{digit}000000").birth.year // 100) for digit in _TEN}
_LEAP_YEAR = date(2000, 1, 1)
CALENDAR = frozenset((_LEAP_YEAR + timedelta(days=day)).strftime("%m%d") for day in range(366))

_FIRST_DIGIT = re.compile(r"\d")
LETTERS_OF_PLACE = 3
_SIGNS = b" ,-.~/"
_HANJA = re.compile(r"\(([^()]*)\)\s*$")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FIRST_SYLLABLE, _LAST_SYLLABLE = "가", "힣"
# A foreigner's surname may stand anywhere in the name, so it parts nobody.
_ANY_FAMILY = "~"


class Profile(NamedTuple):
    """One record; what it does not say is empty.

    `key` finds the record again; several rows of one `subject` are its states over time. `kind` parts the records:
    none is compared with one of another kind. `name` is as `name_text` spells it, `birth` is YYYYMMDD, `number` the
    13 digits, `place` what `place_of` makes of the address. The last eight fields are for records of other countries.
    """

    key: str
    subject: str
    kind: str = ""
    name: str = ""
    hanja: str = ""
    birth: str = ""
    number: str = ""
    address: str = ""
    place: str = ""
    office: str = ""
    given: str = ""
    surname: str = ""
    house: str = ""
    street: str = ""
    premises: str = ""
    suburb: str = ""
    postcode: str = ""
    state: str = ""

    def __repr__(self) -> str:
        """Nothing that a log must not hold."""
        return f"Profile({self.key})"

    @property
    def family(self) -> str:
        return family_of(self.name) or self.surname


def person(
    key: str,
    *,
    subject: str = "",
    kind: str = "",
    name: str,
    number: str,
    address: str = "",
    office: str = "",
) -> Profile:
    """The profile of a Korean record from what stands in it; `number` is 13 digits or empty."""
    return Profile(
        key,
        subject or key,
        kind,
        name_text(name),
        hanja_of(name),
        birth_of(number),
        number,
        address,
        place_of(address),
        office,
    )


def address_in(facts: Mapping[str, str]) -> str:
    return next((facts[name] for name in ADDRESSES if facts.get(name)), "")


def hanja_of(name: str) -> str:
    """What stands in closing parentheses, in the one form of each ideograph."""
    if name.isalpha():
        return ""
    found = _HANJA.search(unicodedata.normalize("NFC", name.translate(_FULL_WIDTH)))
    return found[1].strip() if found else ""


def birth_of(number: str) -> str:
    """YYYYMMDD of a resident number; empty where there is none, or a parcel's."""
    return CENTURY[number[6]] + number[:6] if len(number) == RESIDENT_LENGTH else ""


def family_of(name: str) -> str:
    """Enough of the surname to part families: its first syllable, and all foreigners together."""
    first = name[:1]
    return first if not first or _FIRST_SYLLABLE <= first <= _LAST_SYLLABLE else _ANY_FAMILY


def place_of(address: str) -> str:
    """The letters before the first number and every digit, without 참고항목: the same for nearly every spelling."""
    text = address.partition("(")[0]
    first = _FIRST_DIGIT.search(text)
    if first is None:
        return ""
    if not first[0].isascii() or not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text.translate(_FULL_WIDTH))
        first = _FIRST_DIGIT.search(text)
        assert first is not None
    before = text[: first.start()].rstrip().removesuffix("지하").removesuffix(" 산").rstrip()
    return before[-LETTERS_OF_PLACE:] + text.encode("ascii", "ignore").translate(None, _SIGNS).decode()


def may_hide(day: str, birth: str) -> bool:
    """Whether the birth date (YYYYMMDD) is one digit or one exchange away from a number's first seven digits.

    The seventh tells the century.
    """
    century, six = birth[:2], birth[2:]
    wrong = [place for place in range(6) if day[place] != six[place]] if birth else []
    if not wrong:
        return bool(birth)
    if century == CENTURY[day[6]]:
        one, other = wrong[0], wrong[-1]
        if one == other or (len(wrong) == 2 and other == one + 1 and six == exchanged(day[:6], one)):
            return True
    return birth == across_hyphen(day)


def across_hyphen(day: str) -> str:
    """The birth date (YYYYMMDD) of a number's first seven digits with the last two of them in each other's place."""
    return CENTURY[day[5]] + day[:5] + day[6]


def exchanged(digits: str, place: int) -> str:
    """With the digit at `place` and the one behind it in each other's place."""
    return digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
