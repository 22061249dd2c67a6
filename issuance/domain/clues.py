"""A ledger row's clues: a few packed numbers that tell, for a whole nation at once, which rows may be near a paper.

What the clues let pass is opened and looked at by `neighbours` and `scores`; what they hold back would have had no part there.
"""

from collections.abc import Iterator, Sequence
from struct import Struct
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from issuance.domain import digests
from issuance.domain.digests import Numbers, Places
from issuance.domain.profiles import CALENDAR, CENTURY, Profile, place_of
from issuance.domain.resident_numbers import RESIDENT_LENGTH
from issuance.domain.staging import RECORD

CLUE = Struct(">Q16sI")
"""Resident number (0 for a parcel), the name's first eight units of UTF-16, CRC-32 of `place_of` the address."""

_CLUES = np.dtype([("number", ">u8"), ("name", ">u2", 8), ("place", ">u4")])
_RECORDS = np.dtype([("", f"V{RECORD.size - 4}"), ("kind", ">u4")])
_FIRST_SYLLABLE, _LAST_SYLLABLE = ord("가"), ord("힣")
# A foreigner's surname may stand anywhere in the name, so it parts nobody (`profiles.family_of`).
_ANY_FAMILY = 1
_CENTURIES = np.array([int(CENTURY[str(digit)]) for digit in range(10)], np.uint64)
_IS_DAY = np.array([f"{day:04}" in CALENDAR for day in range(10_000)])
_FAMILIES = np.uint64(1 << 16)
_ODD = tuple(np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
# One digit wrong, or two exchanged.
_DIGITS_NEAR = 2
_PAPERS_AT_ONCE = 10_000
_PAIRS_AT_ONCE = 1_000_000

Marks = NDArray[np.bool_]


def clue_of(number: str, name: str, address: str) -> bytes:
    """The clues of one row; `name` as `name_text` spells it."""
    return _packed(number, name, place_of(address))


def _packed(number: str, name: str, place: str) -> bytes:
    return CLUE.pack(
        int(number) if len(number) == RESIDENT_LENGTH else 0,
        name.encode("utf-16-be"),
        crc32(place.encode()) if place else 0,
    )


def number_in(clues: bytes, place: int) -> str:
    """The resident number of the row at `place`; empty for a parcel."""
    number: int = CLUE.unpack_from(clues, place * CLUE.size)[0]
    return f"{number:0{RESIDENT_LENGTH}}" if number else ""


class _People:
    """Clues of many, column by column, with the keys by which `neighbours` finds a record."""

    def __init__(self, clues: bytes, kinds: NDArray[np.uint32]) -> None:
        packed = np.frombuffer(clues, _CLUES)
        self.kind = kinds.astype(np.uint64)
        self.number = packed["number"].astype(np.uint64)
        self.place = packed["place"].astype(np.uint64)
        self.name = packed["name"].astype(np.int32)
        units = self.name
        syllables = (units >= _FIRST_SYLLABLE) & (units <= _LAST_SYLLABLE)
        # Whether all of the name is known, and all of it Hangul: then two can be compared by syllables.
        self.is_hangul = (syllables | (units == 0)).all(axis=1) & (units[:, 0] != 0) & (units[:, -1] == 0)
        first = np.where(syllables[:, 0], units[:, 0], _ANY_FAMILY)
        self.family = np.where(units[:, 0] != 0, first, 0).astype(np.uint64)
        self.birth = _births(self.number // 1_000_000)

    def parts(self) -> tuple[Numbers, ...]:
        """Two of the three parts of the number: the tail without the birth date, without the place, the head."""
        number = self.number
        mine = number > 0
        values = number % 10**7, number // 10**7 * 1_000 + number % 1_000, number // 1_000
        return tuple(self._key(value, mine, sign) for sign, value in enumerate(values, 1))

    def families(self) -> tuple[Numbers, ...]:
        """Surname with birth date, surname with place."""
        return tuple(
            self._key(value * _FAMILIES + self.family, (value > 0) & (self.family > 0), sign)
            for sign, value in ((4, self.birth), (5, self.place))
        )

    def namesakes(self, births: Numbers) -> Numbers:
        """Name with each of these birth dates, of shape (people, any)."""
        halves = np.ascontiguousarray(self.name.astype(">u2")).view(">u8").astype(np.uint64)
        name = (halves[:, 0] * _ODD[0] ^ halves[:, 1] * _ODD[1]) + self.kind * _ODD[2]
        keys = (name[:, None] ^ births * _ODD[1]) * _ODD[0]
        return np.where((births > 0) & (self.family > 0)[:, None], keys | np.uint64(1), np.uint64(0))

    def slipped_births(self) -> Numbers:
        """The birth dates that a slip of the number may have hidden (`profiles.may_hide`), and its own."""
        day = self.number // 1_000_000
        found = [day]
        digits = [day // 10**place % 10 for place in range(7)]
        for place, digit in enumerate(digits):
            bare = day - digit * np.uint64(10**place)
            found += [bare + np.uint64(other * 10**place) for other in range(10)]
            if place:
                left, right = digits[place], digits[place - 1]
                swap = np.uint64(10**place - 10 ** (place - 1))
                found.append(day + (right - left) * swap)
        return np.where((self.number > 0)[:, None], _births(np.stack(found, axis=1)), np.uint64(0))

    def _key(self, value: Numbers, has_one: Marks, sign: int) -> Numbers:
        """Kind and value in one number that is never 0; two that share one are only looked at more closely."""
        key = value * _ODD[0] ^ (self.kind + np.uint64(sign)) * _ODD[1]
        return np.where(has_one, key | np.uint64(1), np.uint64(0))


class _Lookup:
    """Keys of papers, sorted, to find the papers that share one."""

    def __init__(self, keys: Numbers) -> None:
        order = np.argsort(keys, kind="stable")
        self._papers = order[keys[order] > 0]
        self._keys = keys[self._papers]

    def pairs(self, keys: Numbers, rows: Places) -> Iterator[tuple[Places, Places]]:
        """Each of `rows` with each paper that shares its key, as two arrays of one length, so many pairs at a time that
        a number which thousands have, such as a stopgap, does not fill the memory.
        """
        rows = rows[np.argsort(keys[rows])]
        first = np.searchsorted(self._keys, keys[rows], "left")
        counts = np.searchsorted(self._keys, keys[rows], "right") - first
        some = np.flatnonzero(counts)
        breaks = np.flatnonzero(np.diff(np.cumsum(counts[some]) // _PAIRS_AT_ONCE)) + 1
        for part in np.split(some, breaks):
            many = counts[part]
            within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
            yield np.repeat(rows[part], many), self._papers[np.repeat(first[part], many) + within]


class Clues:
    """The clues of some papers, before which the rows of a ledger pass by some ten thousand at a time."""

    def __init__(self, papers: Sequence[Profile]) -> None:
        self._papers = _people(papers)
        self._parts = [_Lookup(keys) for keys in self._papers.parts()]
        keys = list(self._papers.families())
        for start in range(0, len(papers), _PAPERS_AT_ONCE):
            some = _people(papers[start : start + _PAPERS_AT_ONCE])
            keys.append(digests.once(some.namesakes(some.slipped_births())))
        self._keys = digests.once(np.concatenate(keys))

    def near(self, clues: bytes, keys: bytes) -> Places:
        """The places of the rows that may be near some paper; `keys` are the rows' packed records, `clues` theirs.

        Near are the rows of `neighbours`, without those that share no more than parts of the number with a paper and
        are strangers to it: more than two digits are others, and so are name and place (`scores`).
        """
        rows = _People(clues, np.frombuffer(keys, _RECORDS)["kind"])
        found = np.zeros(len(rows.number), bool)
        for key in (*rows.families(), rows.namesakes(rows.birth[:, None])[:, 0]):
            found |= digests.are_among(self._keys, key) & (key > 0)
        for key, lookup in zip(rows.parts(), self._parts, strict=True):
            for row, paper in lookup.pairs(key, np.flatnonzero(~found & (key > 0))):
                found[row[_may_be_one(rows, row, self._papers, paper)]] = True
        return np.flatnonzero(found)


def _people(papers: Sequence[Profile]) -> _People:
    return _People(
        b"".join(_packed(paper.number, paper.name, paper.place) for paper in papers),
        np.frombuffer(b"".join(paper.kind.encode() for paper in papers), ">u4"),
    )


def _births(days: Numbers) -> Numbers:
    """YYYYMMDD of a number's first seven digits, 0 where the calendar has no such day."""
    births = _CENTURIES[days % 10] * 1_000_000 + days // 10
    return np.where(_IS_DAY[days // 10 % 10_000], births, np.uint64(0))


def _may_be_one(rows: _People, row: Places, papers: _People, paper: Places) -> Marks:
    """Whether each pair, of which the kind and a part of the number are the same, has more in common."""
    one, other = rows.name[row], papers.name[paper]
    wrong = (one != other).sum(axis=1)
    exchanged = (wrong == 2) & (one.sum(axis=1) == other.sum(axis=1))
    may: Marks = (wrong <= 1) | exchanged | ~rows.is_hangul[row] | ~papers.is_hangul[paper]
    may |= rows.place[row] == papers.place[paper]
    rest = np.flatnonzero(~may)
    apart, mine, theirs = 0, rows.number[row[rest]], papers.number[paper[rest]]
    for place in range(RESIDENT_LENGTH):
        apart += mine // 10**place % 10 != theirs // 10**place % 10
    may[rest] = apart <= _DIGITS_NEAR
    return may
