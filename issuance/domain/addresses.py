"""Addresses: which of the two systems one is written in, and the one spelling of each within its system."""

import re
from dataclasses import dataclass

from issuance.domain.states import Labelled


class AddressSystem(Labelled):
    """도로명주소법 §2: by road and building number, or by district and lot."""

    ROAD = "road", "도로명주소"
    LOT = "lot", "지번주소"
    UNKNOWN = "", "알 수 없음"


@dataclass(frozen=True, slots=True)
class Address:
    """`place` ends with the road or the legal district, `number` is the building's or the lot's."""

    system: AddressSystem
    place: str
    number: str
    detail: str

    @property
    def canonical(self) -> str:
        """The same for every spelling of one address within its system, and for no other address."""
        return " ".join(part for part in (self.place, self.number, self.detail) if part)

    @property
    def region(self) -> str:
        """Enough of the beginning to tell provinces apart, and most cities."""
        return self.place[:_REGION_LETTERS]

    @property
    def building(self) -> str:
        """Without what stands within the building; empty where no number was found."""
        return f"{self.place} {self.number}" if self.number else ""


_REGION_LETTERS = 6

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
# Written without a space before the 시군구 only where nothing else begins so: 제주시 is a city, 제주도 is not.
_JOINED = re.compile("|".join(short for short in _PROVINCE_OF if short.endswith(("시", "도"))))

_POSTCODE = re.compile(r"^\(?\d{5}\)? ?(?=[가-힣])", re.ASCII)
_DASH = re.compile(r"(?<=\d) ?[-‐‑‒–—―−] ?(?=\d)")
_OF_LOT = re.compile(r"(?<=\d)(?:번지)? ?의 ?(?=\d)")
_LOT_WORD = re.compile(r"(?<=\d) ?번지")
_ORDINAL = re.compile(r"(?<![가-힣\d])제 ?(?=\d+ ?[동층호])")
_UNIT = re.compile(r"(?<=\d) (?=[동층호](?![가-힣]))")
# A space parts only what would run together without it: two numbers, two words of Latin letters.
_IDLE_SPACE = re.compile(r"(?<![0-9A-Z]) | (?![0-9A-Z])")

_ROAD = re.compile(
    r"^(?P<place>.*?[가-힣]\d*(?:로|길)(?: \d+(?:번?가?|번안)길)?) ?(?P<number>(?:지하 ?)?\d+(?:-\d+)?)(?=[ ()]|$)",
    re.ASCII,
)
_LOT = re.compile(
    r"^(?P<place>(?:.*?[가-힣](?:동|리|\d가)|.*?종로구 ?세종로)) ?(?P<number>(?:산 ?)?\d+(?:-\d+)?)(?=[ ()]|$)",
    re.ASCII,
)
_UNIT_IN_PARENTHESES = re.compile(
    r"(?:^|[ ,])\d+ ?[동층호](?![가-힣])|^[A-Za-z가나다라마바사아자차카타파하]동$", re.ASCII
)
_DISTRICT = re.compile(r"[가-힣]+\d*(?:동|가|리|로|읍|면)(?:,.*)?")


def address(text: str) -> Address:
    """Read an address that is NFC, half-width, with single spaces and none around parentheses and commas.

    Not differences: the short form of the 시도, 번지, 참고항목 in parentheses (도로명주소법 시행령 §6), the comma
    before the 상세주소, spaces and 제 at 동, 층 and 호, a postcode in front. A parenthesis that holds a unit stays.
    """
    spelled = _province(_POSTCODE.sub("", text.strip(" ,")))
    bare = _without_references(spelled).replace(",", " ").upper()
    for pattern, instead in ((_OF_LOT, "-"), (_LOT_WORD, " "), (_DASH, "-"), (_ORDINAL, ""), (_UNIT, "")):
        bare = pattern.sub(instead, bare)
    bare = " ".join(bare.split())
    road, lot = _ROAD.match(bare), _LOT.match(bare)
    # 세종로 of 종로구 is the one legal district whose name ends as a road's does.
    if road and lot and lot["place"].endswith("세종로"):
        road = None
    if road and (lot is None or road.start("number") < lot.start("number")):
        return _read(AddressSystem.ROAD, bare, road)
    if lot:
        return _read(AddressSystem.LOT, bare, lot)
    closed = _closed_up(bare)
    # What was parted by a stray space may be an address after all.
    return Address(AddressSystem.UNKNOWN, closed, "", "") if closed == bare else address(closed)


def _read(system: AddressSystem, text: str, found: re.Match[str]) -> Address:
    return Address(
        system,
        _closed_up(found["place"]),
        found["number"].replace(" ", ""),
        _closed_up(text[found.end() :].strip()),
    )


def _closed_up(text: str) -> str:
    return _IDLE_SPACE.sub("", text)


def _province(text: str) -> str:
    first, space, rest = text.partition(" ")
    if first in _PROVINCE_OF:
        return _PROVINCE_OF[first] + space + rest
    joined = _JOINED.match(text)
    return _PROVINCE_OF[joined[0]] + text[joined.end() :] if joined else text


def _without_references(text: str) -> str:
    """Without 참고항목: parentheses at the end, or elsewhere around a legal district, unless a unit is in them."""
    parts = _parted(text)
    last_words = max(
        (place for place, (inside, words) in enumerate(parts) if not inside and words.strip()), default=0
    )
    kept = "".join(
        _reference(words, closes=place > last_words) if inside else words
        for place, (inside, words) in enumerate(parts)
    )
    return kept.strip() or text


def _parted(text: str) -> list[tuple[bool, str]]:
    """The text in pieces, each with whether it stood in parentheses; what is never closed is plain text."""
    parts, depth, began = [], 0, 0
    for place, sign in enumerate(text):
        if sign == "(":
            if depth == 0:
                parts.append((False, text[began:place]))
                began = place
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
            if depth == 0:
                parts.append((True, text[began + 1 : place]))
                began = place + 1
    parts.append((False, text[began:]))
    return parts


def _reference(inside: str, *, closes: bool) -> str:
    if _UNIT_IN_PARENTHESES.search(inside):
        return f" {inside} "
    return " " if closes or _DISTRICT.fullmatch(inside) else f"({inside})"
