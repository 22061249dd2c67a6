"""Plain lines of an extract, which nearly all are: taken as they stand by one pattern instead of cell by cell."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat

from issuance.domain.clues import clue_of
from issuance.domain.ledger import KindColumns
from issuance.domain.names import LONGEST_NAME
from issuance.domain.profiles import ADDRESSES
from issuance.domain.resident_numbers import PARCEL_LENGTH, RESIDENT_LENGTH, ResidentNumber
from issuance.domain.spellings import name_text
from issuance.domain.staging import RECORD
from issuance.main_system.cells import LONGEST_FACT, LONGEST_NUMBER, NotAMoment, moment
from issuance.main_system.layouts import KIND, NAME, PARCEL, RESIDENT_NUMBER, Catalogue, fact_columns

Digests = Callable[[Iterable[bytes]], list[bytes]]
Match = Callable[[str, int], re.Match[str] | None]

LEDGER_NUMBER, MOMENT = "원장번호", "기준일시"

# Beside what prints of ASCII: syllables and the basic ideographs, each its own NFC whatever stands beside it.
PLAIN_LETTERS = (("가", "힣"), ("一", "鿿"))

_RESIDENT, _PARCEL = r"[0-9]{6}-?[0-9]{7}", r"[0-9]{19}"
_MOST_MOMENTS = 65_536
# Summer time came and went in Seoul until 1988; in a day since then every hour has its place.
_MOMENT = (
    r"(?:1989|199[0-9]|20[0-9]{2})-[0-9]{2}-[0-9]{2}(?: (?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)?"
)


@dataclass(slots=True)
class Taken:
    """What lines gave: of each the packed record and the clues, how many there are of a kind, and the moments they reach
    from and to.
    """

    keys: bytearray = field(default_factory=bytearray)
    clues: bytearray = field(default_factory=bytearray)
    kinds: dict[str, int] = field(default_factory=dict)
    oldest: int | None = None
    newest: int | None = None

    @property
    def row_count(self) -> int:
        return len(self.keys) // RECORD.size

    def add(
        self,
        kind: str,
        rows: Iterable[bytes],
        subjects: Iterable[bytes],
        moments: Sequence[int],
        clues: Iterable[bytes],
    ) -> None:
        """Pack rows of one kind; of each digest the first bytes are kept."""
        if moments:
            self.clues += b"".join(clues)
            self.keys += b"".join(map(RECORD.pack, rows, subjects, moments, repeat(kind.encode())))
            self.kinds[kind] = self.kinds.get(kind, 0) + len(moments)
            self.reach(min(moments), max(moments))

    def reach(self, oldest: int, newest: int) -> None:
        self.oldest = oldest if self.oldest is None else min(self.oldest, oldest)
        self.newest = newest if self.newest is None else max(self.newest, newest)


@dataclass(frozen=True, slots=True)
class _Line:
    """The pattern of a whole line of one kind, and its groups: number, moment, name, then the kind's facts in order.

    `address` is the place among these facts of the one that says where a person lives.
    """

    kind: str
    is_person: bool
    match: Match
    groups: tuple[int, ...]
    address: int | None


class PlainLines:
    """Takes lines that the slow reader would take with the very same values, and leaves all others to it."""

    def __init__(
        self,
        columns: Sequence[str],
        separator: str,
        *,
        catalogue: Catalogue,
        today: date,
        row_digests: Digests,
        subject_digests: Digests,
    ) -> None:
        self._row_digests, self._subject_digests = row_digests, subject_digests
        self._today = today
        self._births: dict[str, bool] = {}
        self._days: dict[str, int] = {}
        self._moments: dict[str, int] = {}
        self._lines = {
            code: _line(code, kind, columns, separator, fact_columns(catalogue))
            for code, kind in catalogue.items()
            if set(kind.facts) <= set(columns)
        }
        self._kind_at = _kind_pattern(columns, separator)
        self._last = next(iter(self._lines.values()), None)

    def take(self, text: str, position: int, taken: Taken) -> int:
        """Take lines from `position` on until one is not plain or the text ends; returns where it stopped."""
        while self._last is not None:
            position = self._run(self._last, text, position, taken)
            found = self._kind_at(text, position) if position < len(text) else None
            line = self._lines.get(found[1]) if found else None
            if line is None or line is self._last:
                break
            self._last = line
        return position

    def _run(self, line: _Line, text: str, position: int, taken: Taken) -> int:
        """Take lines of one kind, in a loop that does nothing but what it must: it sees every row of a nation."""
        kind, match, groups, is_person = line.kind, line.match, line.groups, line.is_person
        births, moments, address = self._births.get, self._moments.get, line.address
        said: list[bytes] = []
        subjects: list[bytes] = []
        seconds: list[int] = []
        clues: list[bytes] = []
        while (found := match(text, position)) is not None:
            number, written, name, *facts = found.group(*groups)
            if len(number) != RESIDENT_LENGTH:
                number = number.replace('"', "").replace("-", "")
            second = moments(written) or self._second(written)
            if not second or (not births(number[:7]) and not self._is_subject(number)):
                break
            if not is_person:
                name = ""
            elif not name.isalpha() or name.isascii() or name != name.upper():
                name = name_text(name.strip('"'))
            row = "\x1f".join((kind, number, name, *facts))
            if '"' in row:
                row = row.replace('"', "")
            said.append(row.encode())
            subjects.append(number.encode())
            seconds.append(second)
            home = "" if address is None else facts[address]
            clues.append(clue_of(number, name, home.strip('"')))
            position = found.end()
        taken.add(kind, self._row_digests(said), self._subject_digests(subjects), seconds, clues)
        return position

    def _second(self, written: str) -> int:
        """Seconds since 1970 of a moment that fits the pattern, 0 where the calendar has no such day."""
        bare = written.strip('"')
        day, time = bare[:10], bare[10:]
        if day not in self._days:
            try:
                self._days[day] = int(moment(day).timestamp())
            except NotAMoment:
                return 0
        if len(self._moments) >= _MOST_MOMENTS:
            self._moments.clear()
        second = self._days[day] + int(time[1:3] or 0) * 3600 + int(time[4:6] or 0) * 60 + int(time[7:9] or 0)
        self._moments[written] = second
        return second

    def _is_subject(self, number: str) -> bool:
        """Whether a parcel, or a person born on a day that there was; what tells is kept by the first seven digits."""
        if len(number) == PARCEL_LENGTH:
            return True
        try:
            born = ResidentNumber(number).birth <= self._today
        except ValueError:
            born = False
        if born:
            self._births[number[:7]] = True
        return born


def _line(
    code: str, kind: KindColumns, columns: Sequence[str], separator: str, facts: frozenset[str]
) -> _Line:
    bare, quoted = _classes(separator)
    anything, nothing = _either(f"{bare}*", f"{quoted}*"), '(?:"")?'
    subject, other = (PARCEL, RESIDENT_NUMBER) if kind.is_parcel else (RESIDENT_NUMBER, PARCEL)
    named = f"{{{0 if kind.is_parcel else 1},{LONGEST_NAME}}}(?<! )"
    trimmed = f"{{0,{LONGEST_FACT}}}(?<! )"
    known = {
        LEDGER_NUMBER: _either(f"(?! ){bare}{{1,{LONGEST_NUMBER}}}", f"(?! ){quoted}{{1,{LONGEST_NUMBER}}}"),
        KIND: _either(code, code),
        subject: f"({_either(*[_PARCEL if kind.is_parcel else _RESIDENT] * 2)})",
        other: nothing,
        NAME: f"({_either(f'(?! ){bare}{named}', f'(?! ){quoted}{named}')})",
        MOMENT: f"({_either(_MOMENT, _MOMENT)})",
        **dict.fromkeys(facts, nothing),
        **dict.fromkeys(kind.facts, f"({_either(f'(?! ){bare}{trimmed}', f'(?! ){quoted}{trimmed}')})"),
    }
    cells = [known.get(column, anything) for column in columns]
    wanted = (subject, MOMENT, NAME, *kind.facts)
    captured = [column for column in columns if column in wanted]
    pattern = re.compile(separator.join(cells) + r"(?:\r?\n|\Z)")
    return _Line(
        code,
        not kind.is_parcel,
        pattern.match,
        tuple(captured.index(column) + 1 for column in wanted),
        next((kind.facts.index(name) for name in ADDRESSES if name in kind.facts), None),
    )


def _kind_pattern(columns: Sequence[str], separator: str) -> Match:
    bare, quoted = _classes(separator)
    before = f"{_either(f'{bare}*', f'{quoted}*')}{separator}" * list(columns).index(KIND)
    return re.compile(before + '"?([A-Z]{2}[0-9]{2})').match


def _classes(separator: str) -> tuple[str, str]:
    """The character classes of a bare cell and of one in quotation marks, which may hold the separator."""
    return _class('"' + separator), _class('"')


def _class(without: str) -> str:
    """One character class: a pattern looks a character up in it at once, where alternatives would be tried in turn."""
    ascii_signs = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in without)
    return f"[{re.escape(ascii_signs)}{''.join(f'{first}-{last}' for first, last in PLAIN_LETTERS)}]"


def _either(bare: str, quoted: str) -> str:
    return f'(?:"{quoted}"|{bare})'
