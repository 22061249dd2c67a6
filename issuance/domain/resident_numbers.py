"""Resident numbers and parcel numbers: read forgivingly, checked hard, shown masked."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from issuance.domain.errors import IssuanceError

RESIDENT_LENGTH = 13
PARCEL_LENGTH = 19

_CENTURIES = {
    "9": 1800, "0": 1800,
    "1": 1900, "2": 1900, "5": 1900, "6": 1900,
    "3": 2000, "4": 2000, "7": 2000, "8": 2000,
}  # fmt: skip
_FOREIGN = frozenset("5678")
_CHECK_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)

_FULL_WIDTH_DIGITS = {ord("０") + digit: ord("0") + digit for digit in range(10)}
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−－]+")
_DIGITS = re.compile(r"[0-9]+")
# Six digits and seven, together or with any one sign or spaces between, and no further digit on either side.
_THIRTEEN_DIGITS = re.compile(r"(?<![0-9])([0-9]{6})[\s\-‐‑‒–—―−－.·]{0,3}([0-9]{7})(?![0-9])")


class WrongLength(IssuanceError):
    code = "wrong_length"
    sentence = "주민등록번호는 숫자 13자리입니다. 빠지거나 더 적힌 숫자가 없는지 확인해 주세요."


class NotDigits(IssuanceError):
    code = "not_digits"
    sentence = "주민등록번호에 숫자가 아닌 글자가 있습니다. 숫자만 다시 적어 주세요."


class ImpossibleDate(IssuanceError):
    code = "impossible_date"
    sentence = "주민등록번호 앞 일곱 자리가 달력에 없는 생년월일입니다. 신분증을 보고 다시 적어 주세요."


class BornInFuture(IssuanceError):
    code = "born_in_future"
    sentence = "주민등록번호의 생년월일이 오늘보다 뒤입니다. 뒷자리 첫 숫자를 확인해 주세요."


class ParcelWrongLength(IssuanceError):
    code = "parcel_wrong_length"
    sentence = "토지·건물 고유번호는 숫자 19자리입니다. 앞의 0이 빠지지 않았는지 확인해 주세요."


class ParcelNotDigits(IssuanceError):
    code = "parcel_not_digits"
    sentence = "토지·건물 고유번호에 숫자가 아닌 글자가 있습니다. 숫자만 다시 적어 주세요."


class OpenNumber(IssuanceError):
    code = "open_number"
    sentence = (
        "‘{field}’ 칸에 주민등록번호가 그대로 있습니다. 그 번호를 지우고 다시 보내 주세요."
        " 주민등록번호는 대상자 번호 칸에만 적습니다."
    )


@dataclass(frozen=True, slots=True, repr=False)
class ResidentNumber:
    """Thirteen digits; every way of turning it into text is masked but `digits` itself."""

    digits: str

    def __post_init__(self) -> None:
        if len(self.digits) != RESIDENT_LENGTH or _DIGITS.fullmatch(self.digits) is None:
            raise ValueError("a resident number has 13 digits")

    def __repr__(self) -> str:
        return f"ResidentNumber({self.masked})"

    def __str__(self) -> str:
        return self.masked

    @classmethod
    def parse(cls, text: str, *, today: date) -> Self:
        """Read what a person typed; spaces, hyphens and full-width digits are forgiven.

        Refuses the wrong length, other characters, a date that the calendar lacks and a birth after
        `today`. The check digit is not asked: numbers given since 2020-10-05 have none.
        """
        digits = _bare(text)
        if digits and _DIGITS.fullmatch(digits) is None:
            raise NotDigits
        if len(digits) != RESIDENT_LENGTH:
            raise WrongLength
        number = cls(digits)
        try:
            birth = number.birth
        except ValueError:
            raise ImpossibleDate from None
        if birth > today:
            raise BornInFuture
        return number

    @property
    def birth(self) -> date:
        year = _CENTURIES[self.digits[6]] + int(self.digits[:2])
        return date(year, int(self.digits[2:4]), int(self.digits[4:6]))

    @property
    def masked(self) -> str:
        """`850302-9******`."""
        return f"{self.digits[:6]}-{self.digits[6]}******"


@dataclass(frozen=True, slots=True)
class ParcelNumber:
    """PNU, 19 digits: 10 of the legal district, 1 of the register, 4 and 4 of the lot."""

    digits: str

    def __str__(self) -> str:
        return self.digits

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed; spaces, hyphens and full-width digits are forgiven."""
        digits = _bare(text)
        if digits and _DIGITS.fullmatch(digits) is None:
            raise ParcelNotDigits
        if len(digits) != PARCEL_LENGTH:
            raise ParcelWrongLength
        return cls(digits)


def check_digit_fits(number: ResidentNumber) -> bool:
    """Whether the last digit is the check digit of old numbers: a reason to look again, never to refuse."""
    total = sum(weight * int(digit) for weight, digit in zip(_CHECK_WEIGHTS, number.digits, strict=False))
    offset = 13 if number.digits[6] in _FOREIGN else 11
    return (offset - total % 11) % 10 == int(number.digits[-1])


def shows_number(text: str) -> bool:
    """Whether thirteen digits stand open in a text that could be a resident number."""
    runs = _THIRTEEN_DIGITS.findall(unicodedata.normalize("NFKC", text))
    return any(_has_birth(ResidentNumber(front + back)) for front, back in runs)


def ensure_none_open(texts: Mapping[str, str]) -> None:
    """Refuse free text with a resident number in it; `texts` are what was typed, by the label of its field."""
    for field, text in texts.items():
        if shows_number(text):
            raise OpenNumber(field=field)


def _has_birth(number: ResidentNumber) -> bool:
    try:
        return number.birth is not None
    except ValueError:
        return False


def _bare(text: str) -> str:
    return _SEPARATORS.sub("", text).translate(_FULL_WIDTH_DIGITS)
