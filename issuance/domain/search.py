"""Tolerant search: spaces, hyphens and case do not count, a slip of a letter is forgiven."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from issuance.domain.names import spoken_initials
from issuance.domain.papers import Serial, Series

EXACT, BEGINS, CONTAINS, SLIPPED = range(4)

_IGNORED = str.maketrans("", "", " \t\u3000\u00a0-\u2010\u2011\u2012\u2013\u2014\u2212.,·/()")
_INITIALS = re.compile("[ㄱ-ㅎ]+")
_SERIAL = re.compile(r"(T?)([REPC])(\d{8})(\d{2})(\d{3})(\d{6})", re.ASCII)
_DATE = re.compile(r"\s*(\d{4})[.\-/\s]+(\d{1,2})[.\-/\s]+(\d{1,2})[.\s]*", re.ASCII)
_CENTURIES = (18, 19, 20)
# How much of a serial is left after its series, office, year and book.
_SERIAL_CUTS = (19, 11, 9, 6)
_CHECK_NUMBER_DIGITS = 16


def folded(text: str) -> str:
    """The text without what people leave out or add: spaces, hyphens, dots, parentheses, case, full width."""
    return unicodedata.normalize("NFKC", text).translate(_IGNORED).casefold()


def digits_of(text: str) -> str:
    """The digits, where nothing else was typed beside separators; else nothing."""
    bare = folded(text)
    return bare if bare.isascii() and bare.isdigit() else ""


def serial_of(text: str) -> str:
    """A full serial typed with or without its hyphens and spaces; nothing where it is none."""
    found = _SERIAL.fullmatch(folded(text).upper())
    if found is None:
        return ""
    drill, series, office, year, book, sequence = found.groups()
    return str(Serial(Series(series), office, int(year), int(book), int(sequence), bool(drill)))


def serial_ending(text: str) -> str:
    """The end of a serial as it is stored, typed with or without hyphens and spaces, in small letters or full width."""
    bare = folded(text).upper()
    cuts = [0, *(max(0, len(bare) - left) for left in _SERIAL_CUTS), len(bare)]
    return "-".join(bare[begin:end] for begin, end in pairwise(cuts) if begin < end)


def check_number_of(text: str) -> int | None:
    """A whole check number, with or without its hyphens."""
    digits = digits_of(text)
    return int(digits) if len(digits) == _CHECK_NUMBER_DIGITS else None


def births_of(text: str) -> tuple[date, ...]:
    """The birth dates that were meant: `1985. 3. 2.`, eight digits, or six (YYMMDD) of any century."""
    digits = digits_of(text)
    if written := _DATE.fullmatch(text):
        days = [written.groups()]
    elif len(digits) == 8:
        days = [(digits[:4], digits[4:6], digits[6:])]
    elif len(digits) == 6:
        days = [(f"{century}{digits[:2]}", digits[2:4], digits[4:]) for century in _CENTURIES]
    else:
        return ()
    found = []
    for year, month, day in days:
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return tuple(found)


def closest(wanted: str, names: Iterable[str]) -> dict[str, int]:
    """The names that fit what was typed, each with how well: exact, begins, contains, or with a slip.

    Consonants alone (`ㄷㅂ`) are looked for among the initial consonants. A slip is one letter of a
    syllable (one jamo, two in a long word) that is wrong, missing, too many, or exchanged with the next.
    """
    plain = "".join(unicodedata.normalize("NFC", wanted).split())
    if _INITIALS.fullmatch(plain):
        pattern = spoken_initials(plain)
        return {name: rank for name in names if (rank := _rank_of_initials(pattern, name)) is not None}
    key = folded(wanted)
    if not key:
        return {}
    ranks: dict[str, int] = {}
    others: dict[str, str] = {}
    for name in names:
        spelled = folded(name)
        rank = _rank(key, spelled)
        if rank is None:
            others[name] = unicodedata.normalize("NFD", folded(name.partition("(")[0]))
        else:
            ranks[name] = rank
    letters = unicodedata.normalize("NFD", key)
    most = _slips_forgiven(len(letters))
    if most:
        for _, _, name in process.extract(
            letters, others, scorer=OSA.distance, score_cutoff=most, limit=None
        ):
            ranks[name] = SLIPPED
    return ranks


def fitting(wanted: str, names: Iterable[str]) -> set[str]:
    """The names that fit as they were typed; those with a slip only where no other does."""
    ranks = closest(wanted, names)
    return {name for name, rank in ranks.items() if rank < SLIPPED} or set(ranks)


def _rank(key: str, spelled: str) -> int | None:
    if spelled == key:
        return EXACT
    if spelled.startswith(key):
        return BEGINS
    return CONTAINS if key in spelled else None


def _rank_of_initials(pattern: re.Pattern[str], name: str) -> int | None:
    if pattern.fullmatch(name):
        return EXACT
    if pattern.match(name):
        return BEGINS
    return CONTAINS if pattern.search(name) else None


def _slips_forgiven(letters: int) -> int:
    """None in a single syllable, where one letter more or less is another word."""
    if letters < 4:
        return 0
    return 1 if letters < 12 else 2
