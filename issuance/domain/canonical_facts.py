"""One spelling for each fact, so that the same fact written in two ways is the same string."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

LIST_SEPARATOR = ";"

_ADDRESSES = frozenset({"주소", "소재지", "체류지", "주소변동"})
_LISTS_IN_ANY_ORDER = frozenset({"세대원"})
_DATED_ENDINGS = ("일", "일자", "일시", "기간", "변동", "이력")
_MEASURED_ENDINGS = ("면적", "가격", "금액")
_CAPITAL_STARTS = ("영문",)

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = re.compile(r"\s+")
_AROUND_SIGNS = re.compile(r"\s*([(),;])\s*")

_DATE = re.compile(
    r"(?<!\d)(\d{4})(?:\s*[.\-/]\s*|\s*년\s*)(\d{1,2})(?:\s*[.\-/]\s*|\s*월\s*)(\d{1,2})(?!\d)(?:\s*일|\.)?"
    r"|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)"
)
_PERIOD = re.compile(r"(?<=\d{4}-\d{2}-\d{2})\s*(?:[~∼〜–—]|부터|-)\s*(?=\d|$)")

_UNITS = re.compile(r"(?:㎡|m2|m²|원)$")

_PROVINCES = {
    "서울특별시": ("서울", "서울시"),
    "부산광역시": ("부산", "부산시"),
    "대구광역시": ("대구", "대구시"),
    "인천광역시": ("인천", "인천시"),
    # 광주시 is a city of 경기도 as well, so it stays what it is.
    "광주광역시": ("광주",),
    "대전광역시": ("대전", "대전시"),
    "울산광역시": ("울산", "울산시"),
    "세종특별자치시": ("세종", "세종시"),
    "경기도": ("경기",),
    "강원특별자치도": ("강원", "강원도"),
    "충청북도": ("충북",),
    "충청남도": ("충남",),
    "전북특별자치도": ("전북", "전라북도"),
    "전라남도": ("전남",),
    "경상북도": ("경북",),
    "경상남도": ("경남",),
    "제주특별자치도": ("제주", "제주도"),
}
_PROVINCE_OF = {short: full for full, shorts in _PROVINCES.items() for short in shorts}


def canonical_fact(name: str, value: str) -> str:
    """The one spelling of the value of the fact `name`.

    NFC; full-width signs as half-width; runs of space as one. Dates become ISO in facts that hold dates,
    areas and prices lose commas, unit and trailing zeros, an address its 참고항목 (도로명주소법 시행령 §6)
    and the short form of its 시도; a household is sorted. Nothing is folded in a name: 류 and 유 are two people.
    """
    text = unicodedata.normalize("NFC", value).translate(_HALF_WIDTH)
    text = _AROUND_SIGNS.sub(r"\1", _SPACES.sub(" ", text)).strip()
    parts = [_item(name, part.strip()) for part in text.split(LIST_SEPARATOR)]
    parts = [part for part in parts if part]
    if name in _LISTS_IN_ANY_ORDER:
        parts.sort()
    return LIST_SEPARATOR.join(parts)


def _item(name: str, text: str) -> str:
    for applies, spell in _SPELLINGS:
        if applies(name):
            text = spell(text)
    return text


def _dated(text: str) -> str:
    return _PERIOD.sub("~", _DATE.sub(_iso, text)).strip()


def _iso(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return found.group()


def _address(text: str) -> str:
    words = [_PROVINCE_OF.get(word, word) for word in _without_reference(text).split(" ")]
    return " ".join(words[:1] + words[1:])


def _without_reference(text: str) -> str:
    """The address without the parentheses that close it."""
    if not text.endswith(")"):
        return text
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == ")") - (text[place] == "(")
        if depth == 0:
            return text[:place].strip()
    return text


def _measured(text: str) -> str:
    bare = _UNITS.sub("", text).strip()
    try:
        number = Decimal(bare.replace(",", ""))
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    return format(number.normalize(), "f")


_SPELLINGS: tuple[tuple[Callable[[str], bool], Callable[[str], str]], ...] = (
    (lambda name: name.endswith(_DATED_ENDINGS), _dated),
    (lambda name: name in _ADDRESSES, _address),
    (lambda name: name.endswith(_MEASURED_ENDINGS), _measured),
    (lambda name: name.startswith(_CAPITAL_STARTS), str.upper),
)
