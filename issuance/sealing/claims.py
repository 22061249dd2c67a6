"""What a mark claims, by readable names, and the CWT claims map (RFC 8392) that carries it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

Kind = TypeVar("Kind")

KEY_FACT_BYTES = 24
SHEET_DIGEST_BYTES = 16
DRILL_FLAG = 0b010

_ISSUER, _EXPIRES_AT, _ISSUED_AT, _OWN = 1, 4, 6, -70001
_LAST_SECOND = 253_402_300_799  # the end of the year 9999, past which no calendar reaches

_SERIES = re.compile("T?[REPC]")
_OFFICE = re.compile("[0-9]{8}")
_KIND = re.compile("[A-Z]{2}[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Claims:
    """`series` as printed, with a drill's `T`; `birth` YYYYMMDD; times in seconds since 1970.

    `corrects` is (YY, book, sequence) of the paper that a correction notice corrects; `flags` are bit 0
    provisional, bit 1 drill, bit 2 clock suspect.
    """

    office: str
    series: str
    year: int
    book: int
    sequence: int
    check_number: int
    name: str
    birth: int
    sheet_digest: bytes
    flags: int
    status_list: int
    status_index: int
    kind: str
    issued_at: int
    key_fact: str | None = None
    expires_at: int | None = None
    purpose: int | None = None
    filing_moment: int | None = None
    corrects: tuple[int, int, int] | None = None

    @property
    def serial(self) -> str:
        return f"{self.series}-{self.office}-{self.year:02d}-{self.book:03d}-{self.sequence:06d}"


def ensure_shape(claims: Claims) -> None:
    """ValueError, naming the first claim that the format does not allow."""
    paper = claims.series.removeprefix("T")
    rules = {
        "office": _OFFICE.fullmatch(claims.office),
        "series": _SERIES.fullmatch(claims.series),
        "serial": _is_serial(claims.year, claims.book, claims.sequence),
        "check_number": 0 <= claims.check_number < 10**16,
        "name": claims.name and unicodedata.is_normalized("NFC", claims.name),
        "birth": _is_date(claims.birth),
        "key_fact": claims.key_fact is None or _is_key_fact(claims.key_fact),
        "sheet_digest": len(claims.sheet_digest) == SHEET_DIGEST_BYTES,
        "flags": claims.flags >= 0 and bool(claims.flags & DRILL_FLAG) == claims.series.startswith("T"),
        "status": claims.status_list >= 0 and claims.status_index >= 0,
        "kind": _KIND.fullmatch(claims.kind),
        "issued_at": _is_moment(claims.issued_at),
        "expires_at": _is_on(claims.expires_at, paper == "P")
        and (claims.expires_at is None or _is_moment(claims.expires_at)),
        "purpose": _is_on(claims.purpose, paper == "P") and (claims.purpose is None or claims.purpose > 0),
        "filing_moment": _is_on(claims.filing_moment, paper in {"R", "E"})
        and (claims.filing_moment is None or _is_moment(claims.filing_moment)),
        "corrects": _is_on(claims.corrects, paper == "C")
        and (claims.corrects is None or _is_serial(*claims.corrects)),
    }
    for name, holds in rules.items():
        if not holds:
            raise ValueError(f"the claim {name} is not of the format")


def to_map(claims: Claims) -> dict[int, Any]:
    """The claims map; a claim that is None is left out."""
    own: dict[int, Any] = {
        1: claims.series,
        2: [claims.year, claims.book, claims.sequence],
        3: claims.check_number,
        4: claims.name,
        5: claims.birth,
        6: claims.key_fact,
        7: claims.sheet_digest,
        8: claims.flags,
        9: [claims.status_list, claims.status_index],
        10: claims.purpose,
        11: claims.kind,
        12: claims.filing_moment,
        13: None if claims.corrects is None else list(claims.corrects),
    }
    outer = {_ISSUER: claims.office, _EXPIRES_AT: claims.expires_at, _ISSUED_AT: claims.issued_at}
    return {**_without_none(outer), _OWN: _without_none(own)}


def from_map(claims: Any) -> Claims:
    """The claims of a decoded map; ValueError for a missing claim or one of the wrong shape.

    A claim that is not known is ignored (RFC 8392 §3), so that the format can grow; what must not be ignored
    comes under a new prefix.
    """
    own = _typed(_typed(claims, dict).get(_OWN), dict)
    year, book, sequence = _uints(own.get(2), 3)
    status_list, status_index = _uints(own.get(9), 2)
    corrects = own.get(13)
    read = Claims(
        office=_typed(claims.get(_ISSUER), str),
        series=_typed(own.get(1), str),
        year=year,
        book=book,
        sequence=sequence,
        check_number=_typed(own.get(3), int),
        name=_typed(own.get(4), str),
        birth=_typed(own.get(5), int),
        sheet_digest=_typed(own.get(7), bytes),
        flags=_typed(own.get(8), int),
        status_list=status_list,
        status_index=status_index,
        kind=_typed(own.get(11), str),
        issued_at=_typed(claims.get(_ISSUED_AT), int),
        key_fact=_optional(own.get(6), str),
        expires_at=_optional(claims.get(_EXPIRES_AT), int),
        purpose=_optional(own.get(10), int),
        filing_moment=_optional(own.get(12), int),
        corrects=None if corrects is None else _three(corrects),
    )
    ensure_shape(read)
    return read


def birth_date(birth: int) -> date:
    """Of YYYYMMDD; ValueError where there is no such day, or the year has not four digits."""
    if birth < 1000_00_00:
        raise ValueError("not YYYYMMDD")
    return date(birth // 10_000, birth // 100 % 100, birth % 100)


def _is_serial(year: int, book: int, sequence: int) -> bool:
    return 0 <= year <= 99 and 1 <= book <= 999 and 1 <= sequence <= 999_999


def _is_moment(seconds: int) -> bool:
    return 0 <= seconds <= _LAST_SECOND


def _is_on(claim: object, belongs: bool) -> bool:
    return (claim is not None) == belongs


def _is_key_fact(fact: str) -> bool:
    return fact != "" and len(fact.encode()) <= KEY_FACT_BYTES and unicodedata.is_normalized("NFC", fact)


def _is_date(birth: int) -> bool:
    try:
        birth_date(birth)
    except (ValueError, OverflowError):
        return False
    return True


def _without_none(claims: dict[int, Any]) -> dict[int, Any]:
    return {key: value for key, value in claims.items() if value is not None}


def _typed(value: Any, kind: type[Kind]) -> Kind:
    if not isinstance(value, kind):
        raise ValueError(f"a claim is not a {kind.__name__}")
    return value


def _optional(value: Any, kind: type[Kind]) -> Kind | None:
    return None if value is None else _typed(value, kind)


def _uints(value: Any, count: int) -> list[int]:
    numbers = [_typed(number, int) for number in _typed(value, list)]
    if len(numbers) != count:
        raise ValueError("a claim has too many or too few numbers")
    return numbers


def _three(value: Any) -> tuple[int, int, int]:
    first, second, third = _uints(value, 3)
    return first, second, third
