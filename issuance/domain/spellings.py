"""The one spelling of each fact and name, so that two ways of writing it are never taken for a difference."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

from issuance.domain.addresses import AddressSystem, address
from issuance.domain.resident_numbers import RESIDENT_LENGTH

LIST_SEPARATOR = ";"

_ADDRESSES = frozenset({"주소", "소재지", "체류지", "주소변동"})
_LISTS_IN_ANY_ORDER = frozenset({"세대원"})
_DATED_ENDINGS = ("일", "일자", "일시", "기간", "변동", "이력")
_MEASURED_ENDINGS = ("면적", "가격", "금액")
_LATIN_STARTS = ("영문",)

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = frozenset("(),;")
_AROUND_SIGNS = re.compile(r"\s*([(),;])\s*")
# Nearly every value is even as it stands: syllables and ASCII, single spaces, each between two that are no signs.
_EVEN = re.compile(r"[가-힣0-9A-Za-z.~/(),;-]+(?:(?<![(),;]) (?![(),;])[가-힣0-9A-Za-z.~/(),;-]+)*")

_DATE = re.compile(
    r"(?<!\d)(\d{4})(?:\s*[.\-/]\s*|\s*년\s*)(\d{1,2})(?:\s*[.\-/]\s*|\s*월\s*)(\d{1,2})(?!\d)(?:\s*일|\.)?"
    r"|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)",
    re.ASCII,
)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FROM = re.compile(r"(?<=\d{4}-\d{2}-\d{2})\s*(?:[~∼〜–—-]|부터)\s*(?=\d|$)", re.ASCII)
_UNTIL = re.compile(r"(?<=\d{4}-\d{2}-\d{2})\s*까지$", re.ASCII)
_MEASURE = re.compile(r"0*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]*?)0*)?\s*(?:원/㎡|㎡|m2|m²|원)?")
_MOVED_ON = re.compile(r"\d{4}-\d{2}-\d{2} ", re.ASCII)
_SYLLABLES = re.compile("[가-힣]+")
_BETWEEN_SYLLABLES = re.compile(r"(?<=[가-힣]) (?=[가-힣])")
_BESIDE_SYLLABLE = re.compile(r"(?<=[가-힣]) | (?=[가-힣])")
_HANJA = re.compile(r" ?\([^()]*\)$")


def canonical_fact(name: str, value: str) -> str:
    """The one spelling of the value of the fact `name`.

    NFC; full-width signs as half-width; runs of space as one. Dates become ISO in facts that hold dates,
    areas and prices lose commas, unit and trailing zeros, an address gets the one spelling of its system; spaces
    beside syllables go, a household is sorted. Nothing is folded in a name: 류 and 유 are two people.
    """
    return spelled(name, value)[0]


def mark_ending(name: str, value: str) -> str:
    """What a fingerprint of the fact ends with, in clear: the system of an address, so that nothing need be opened
    to see that a 도로명 was compared with a 지번. Nothing for every other fact.
    """
    return spelled(name, value)[1]


def spelled(name: str, value: str) -> tuple[str, str]:
    """`canonical_fact` and `mark_ending` of one value."""
    parts = evened(value).split(LIST_SEPARATOR)
    for spell in _spellings_of(name):
        parts = [spell(part) for part in parts]
    ending = ""
    if name in _ADDRESSES:
        read = [_address(part) for part in parts if part]
        parts, systems = [text for text, _ in read], [system for _, system in read]
        ending = "".join(f"@{system.value}" for system in systems) if all(systems) else ""
    parts = [part for part in parts if part]
    if name in _LISTS_IN_ANY_ORDER:
        parts.sort()
    return LIST_SEPARATOR.join(parts), ending


def evened(value: str) -> str:
    """NFC, half-width, runs of space as one and none around parentheses, commas and semicolons."""
    if _EVEN.fullmatch(value):
        return value
    text = " ".join(unicodedata.normalize("NFC", value.translate(_HALF_WIDTH)).split())
    return text if _SIGNS.isdisjoint(text) else _AROUND_SIGNS.sub(r"\1", text).strip()


def name_text(name: str) -> str:
    """A person's name as two are compared: without Hanja in parentheses, which one side may lack.

    NFC and half-width; spaces between syllables and the case of Latin letters do not count. Nothing is folded:
    류 and 유 are two people.
    """
    if _SYLLABLES.fullmatch(name):
        return name
    text = unicodedata.normalize("NFC", name.translate(_HALF_WIDTH).replace(",", " "))
    text = _HANJA.sub("", " ".join(text.split())).upper()
    return _BETWEEN_SYLLABLES.sub("", unicodedata.normalize("NFC", text))


def row_text(kind: str, subject: str, facts: Iterable[str], *, name: str) -> str:
    """What one keyed digest is made over, of a paper and of a ledger row alike: kind, subject's digits, name, facts.

    `name` is the subject's as it stands in 성명; it does not count where a parcel is the subject. The facts are in
    the catalogue's order, NFC and without outer spaces, spelled as they stand. So equal digests mean the same
    person and facts, while unequal ones say nothing: then fact is compared with fact.
    """
    person = name_text(name) if len(subject) == RESIDENT_LENGTH else ""
    return "\x1f".join(
        (kind, subject, person, *(unicodedata.normalize("NFC", fact).strip() for fact in facts))
    )


@lru_cache
def _spellings_of(name: str) -> tuple[Callable[[str], str], ...]:
    return tuple(spell for applies, spell in _SPELLINGS if applies(name))


def _dated(text: str) -> str:
    if _ISO_DATE.fullmatch(text):
        return text
    return _UNTIL.sub("", _FROM.sub("~", _DATE.sub(_iso, text))).strip()


def _iso(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return found.group()


def _address(text: str) -> tuple[str, AddressSystem]:
    """The address in its one spelling, and its system; the date of a move may precede it."""
    moved = _MOVED_ON.match(text)
    start = moved.end() if moved else 0
    found = address(text[start:])
    return text[:start] + found.canonical, found.system


def _measured(text: str) -> str:
    found = _MEASURE.fullmatch(text)
    if found is None:
        return text
    whole, fraction = found[1].replace(",", ""), found[2]
    return f"{whole}.{fraction}" if fraction else whole


def _latin(text: str) -> str:
    return evened(text.replace(",", " ").upper())


def _unspaced(text: str) -> str:
    """홍 길동 is 홍길동, 지하 1층 is 지하1층."""
    return _BESIDE_SYLLABLE.sub("", text)


_SPELLINGS: tuple[tuple[Callable[[str], bool], Callable[[str], str]], ...] = (
    (lambda name: name not in _ADDRESSES, _unspaced),
    (lambda name: name.endswith(_DATED_ENDINGS), _dated),
    (lambda name: name.endswith(_MEASURED_ENDINGS), _measured),
    (lambda name: name.startswith(_LATIN_STARTS), _latin),
)
