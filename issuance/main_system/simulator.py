"""A main system in memory: what it knows, what it issued, and the files that it gives and takes."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from issuance.domain.ledger import AnswerCode, FileKind
from issuance.domain.papers import SEOUL, Serial
from issuance.main_system.layouts import BACK_ENTRY_COLUMNS, COLUMNS, OPTIONAL_COLUMNS
from issuance.main_system.population import Facts, Person
from issuance.main_system.writing import csv_bytes, written_moment

_BEFORE_EVERYTHING = datetime(1900, 1, 1, tzinfo=SEOUL)


@dataclass(frozen=True, slots=True)
class _State:
    since: datetime
    facts: Facts


@dataclass(frozen=True, slots=True)
class _Register:
    """One entry of the register: a subject in one kind, with its states in order of time."""

    number: str
    person: Person
    kind: str
    states: list[_State]


class MainSystem:
    """The register of the people handed in; a rehearsal plants in it what a recovery brings to light."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._entries: dict[tuple[Person, str], _Register] = {}
        for person in people:
            for holding in person.holdings:
                number = f"{person.office.code}-{len(self._entries) + 1:06d}"
                states = [_State(_BEFORE_EVERYTHING, holding.facts)]
                self._entries[person, holding.kind] = _Register(number, person, holding.kind, states)
        self._issued: list[tuple[str, ...]] = []
        self._restrictions: list[tuple[str, ...]] = []
        self._registered: dict[str, str] = {}

    def facts_of(self, person: Person, kind: str) -> dict[str, str]:
        """What the register says now; KeyError if it knows nothing of the person in that kind."""
        return dict(self._entries[person, kind].states[-1].facts)

    def change_fact(self, person: Person, kind: str, fact: str, value: str, *, at: datetime) -> None:
        """From `at` on, later than any change before, the fact has another value."""
        entry = self._entries[person, kind]
        now = dict(entry.states[-1].facts)
        if fact not in now or at <= entry.states[-1].since:
            raise ValueError("no such fact, or a change before the last one")
        entry.states.append(_State(at, tuple((now | {fact: value}).items())))

    def forget(self, person: Person) -> None:
        """No file of the register has the person any more."""
        for kind in person.kinds:
            del self._entries[person, kind]

    def issue(
        self, person: Person, kind: str, *, at: datetime, office: str, provisional: Serial | None = None
    ) -> str:
        """Issue an official paper, perhaps in place of a provisional one; its number in the issue ledger."""
        number = f"{at.astimezone(SEOUL).year}-발급-{len(self._issued) + 1:07d}"
        person_digits, parcel_digits = _subject(person, kind)
        self._issued.append(
            (
                number,
                kind,
                written_moment(at),
                office,
                person_digits,
                parcel_digits,
                person.name,
                "1",
                str(provisional or ""),
            )
        )
        return number

    def restrict(self, person: Person, *, what: str, at: datetime) -> None:
        """Put the person on the list of 교부제한, 인감보호, 분실 or 사망."""
        self._restrictions.append((what, person.number.digits, person.name, written_moment(at), ""))

    def register_snapshot(self, as_of: datetime) -> bytes:
        """The extract of peacetime: one row for each subject and kind, true at `as_of`."""
        return self.extract(since=as_of, until=as_of)

    def extract(self, *, since: datetime, until: datetime) -> bytes:
        """What was true at `since`, and each change after it up to `until`, as rows over time."""
        facts = tuple(
            dict.fromkeys(name for entry in self._entries.values() for name, _ in entry.states[-1].facts)
        )
        rows = []
        for entry in self._entries.values():
            then = max(
                (state for state in entry.states if state.since <= since), key=lambda state: state.since
            )
            rows.append(_extract_row(entry, since, then.facts, facts))
            rows.extend(
                _extract_row(entry, state.since, state.facts, facts)
                for state in entry.states
                if since < state.since <= until
            )
        return _file((*COLUMNS[FileKind.EXTRACT], *facts), rows)

    def issued(self) -> bytes:
        """The issue ledger (교부대장)."""
        kind = FileKind.ISSUED
        return _file((*COLUMNS[kind], *OPTIONAL_COLUMNS[kind]), self._issued)

    def restrictions(self) -> bytes:
        return _file(COLUMNS[FileKind.RESTRICTIONS], self._restrictions)

    def register(self, back_entry: bytes, *, refuse: Mapping[str, AnswerCode] | None = None) -> bytes:
        """Register each line of a back-entry file and answer with an answers file.

        `refuse` names by serial what is to be refused, and how. A serial that is registered already
        keeps its number and is answered with 1001.
        """
        refuse = refuse or {}
        answers = []
        for line in csv.DictReader(io.StringIO(back_entry.decode("utf-8-sig"), newline=""), strict=True):
            if tuple(line) != BACK_ENTRY_COLUMNS:
                raise ValueError("not a back-entry file")
            serial = line["임시번호"]
            code = refuse.get(serial)
            if code is None:
                code = AnswerCode.ALREADY_THERE if serial in self._registered else AnswerCode.REGISTERED
                year = line["접수일시"][:4]
                self._registered.setdefault(serial, f"{year}-신청-{len(self._registered) + 1:07d}")
            number = self._registered.get(serial, "") if code.is_registered else ""
            answers.append((serial, code.value, code.label, number))
        return _file(COLUMNS[FileKind.ANSWERS], answers)


def _subject(person: Person, kind: str) -> tuple[str, str]:
    """(resident number, parcel): the one that the kind is keyed by, the other empty."""
    if person.holding(kind).is_parcel:
        return "", person.parcel.digits if person.parcel else ""
    return person.number.digits, ""


def _extract_row(entry: _Register, as_of: datetime, facts: Facts, columns: Sequence[str]) -> tuple[str, ...]:
    values = dict(facts)
    return (
        entry.number,
        entry.kind,
        *_subject(entry.person, entry.kind),
        entry.person.name,
        written_moment(as_of),
        *(values.get(column, "") for column in columns),
    )


def _file(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    return b"".join(csv_bytes(columns, rows))
