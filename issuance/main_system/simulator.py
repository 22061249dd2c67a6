"""A main system in memory: what it knows, what it issued, and the files and pages that it gives and takes."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from issuance.domain.ledger import AnswerCode, FileKind
from issuance.domain.papers import SEOUL, Serial
from issuance.domain.resident_numbers import ResidentNumber
from issuance.domain.states import SystemState
from issuance.main_system.layouts import BACK_ENTRY_COLUMNS, COLUMNS, OPTIONAL_COLUMNS
from issuance.main_system.population import Facts, Holding, Person
from issuance.main_system.protocol import MainSystemRefused, Page, Span, Status
from issuance.main_system.writing import csv_bytes, written_moment

PAGE_ROWS = 500
# Before anything that a file is asked for.
_ALWAYS = datetime(1900, 1, 1, tzinfo=SEOUL)


@dataclass(frozen=True, slots=True)
class _State:
    since: datetime
    facts: Facts


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the register: a subject in one kind, its states in order of time."""

    number: str
    person: Person
    kind: str
    subject: tuple[str, str]
    states: list[_State]


class MainSystem:
    """The register of the people handed in; a rehearsal plants in it what a recovery brings to light."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._entries: dict[tuple[ResidentNumber, str], _Entry] = {}
        for person in people:
            for holding in person.holdings:
                number = f"{person.office.code}-{len(self._entries) + 1:06d}"
                self._entries[person.number, holding.kind] = _Entry(
                    number, person, holding.kind, _subject(person, holding), [_State(_ALWAYS, holding.facts)]
                )
        self._issued: list[tuple[datetime, tuple[str, ...]]] = []
        self._restrictions: list[tuple[datetime, tuple[str, ...]]] = []
        self._registered: dict[str, tuple[datetime, str]] = {}
        self._given = 0
        self.complete_until: datetime | None = None

    def facts_of(self, person: Person, kind: str) -> dict[str, str]:
        """What the register says now; KeyError if it does not know the person in that kind."""
        return dict(self._entries[person.number, kind].states[-1].facts)

    def change_fact(self, person: Person, kind: str, fact: str, value: str, *, at: datetime) -> None:
        """From `at` on, later than any change before, the fact has another value."""
        states = self._entries[person.number, kind].states
        facts = dict(states[-1].facts)
        if fact not in facts or at <= states[-1].since:
            raise ValueError("no such fact, or a change before the last one")
        states.append(_State(at, tuple((facts | {fact: value}).items())))

    def forget(self, person: Person) -> None:
        """No file of the register has the person any more."""
        for holding in person.holdings:
            self._entries.pop((person.number, holding.kind), None)

    def issue(
        self, person: Person, kind: str, *, at: datetime, office: str, provisional: Serial | None = None
    ) -> str:
        """Issue an official paper, perhaps in place of a provisional one; its number in the issue ledger."""
        number = f"{at.astimezone(SEOUL).year}-발급-{len(self._issued) + 1:07d}"
        subject = self._entries[person.number, kind].subject
        replaced = str(provisional) if provisional else ""
        row = (number, kind, written_moment(at), office, *subject, person.name, "1", replaced)
        self._issued.append((at, row))
        return number

    def restrict(self, person: Person, *, what: str, at: datetime) -> None:
        """Put the person on the list of 교부제한, 인감보호, 분실 or 사망."""
        row = (what, person.number.digits, person.name, written_moment(at), "")
        self._restrictions.append((at, row))

    def lose(self, after: datetime) -> None:
        """Come back as it was at a moment: what it registered, issued and changed after that is gone."""
        for entry in self._entries.values():
            entry.states[1:] = [state for state in entry.states[1:] if state.since <= after]
        self._issued = [one for one in self._issued if one[0] <= after]
        self._restrictions = [one for one in self._restrictions if one[0] <= after]
        self._registered = {serial: one for serial, one in self._registered.items() if one[0] <= after}
        self.complete_until = after

    def register_snapshot(self, as_of: datetime) -> bytes:
        """The extract of peacetime: one row for each subject and kind, as it was at `as_of`."""
        return self.extract(since=as_of, until=as_of)

    def extract(self, *, since: datetime, until: datetime) -> bytes:
        """What was true at `since`, and each change after it up to `until`, as rows over time."""
        return _file(*self._extracted(Span(since, until)))

    def _extracted(self, span: Span) -> tuple[Sequence[str], list[tuple[str, ...]]]:
        columns = tuple(
            dict.fromkeys(name for entry in self._entries.values() for name, _ in entry.states[0].facts)
        )
        since, until = span.since, span.until
        rows: list[tuple[str, ...]] = []
        for entry in self._entries.values():
            at_first = [state.facts for state in entry.states if state.since <= since][-1]
            changes = [(state.since, state.facts) for state in entry.states if since < state.since <= until]
            rows.extend(
                _extract_row(entry, as_of, facts, columns) for as_of, facts in [(since, at_first), *changes]
            )
        return (*COLUMNS[FileKind.EXTRACT], *columns), rows

    def issued(self) -> bytes:
        """The issue ledger (교부대장)."""
        return _file(*self._listed(FileKind.ISSUED))

    def restrictions(self) -> bytes:
        return _file(*self._listed(FileKind.RESTRICTIONS))

    def _listed(self, kind: FileKind) -> tuple[Sequence[str], list[tuple[str, ...]]]:
        rows = self._issued if kind == FileKind.ISSUED else self._restrictions
        return (*COLUMNS[kind], *OPTIONAL_COLUMNS.get(kind, ())), [row for _, row in rows]

    def status(self) -> Status:
        return Status(SystemState.UP, self.complete_until)

    def page(self, kind: FileKind, span: Span, *, cursor: str) -> Page:
        """A page of five hundred rows; the cursor is the place of its first."""
        columns, rows = self._extracted(span) if kind == FileKind.EXTRACT else self._listed(kind)
        if cursor and not (cursor.isascii() and cursor.isdigit()):
            raise MainSystemRefused(why="cursor")
        first = int(cursor or 0)
        wanted = rows[first : first + PAGE_ROWS]
        lines = (
            json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n" for row in wanted
        )
        later = first + PAGE_ROWS
        return Page("".join(lines).encode(), len(wanted), str(later) if later < len(rows) else "")

    def register(
        self,
        back_entry: bytes,
        *,
        refuse: Mapping[str, AnswerCode] | Callable[[str], AnswerCode | None] | None = None,
        at: datetime | None = None,
    ) -> bytes:
        """Register each line of a back-entry file and answer with an answers file.

        `refuse` says by serial what is to be answered whatever is there. A serial that is registered already
        keeps its number and is answered with 1001.
        """
        refused = refuse if callable(refuse) else (refuse or {}).get
        moment = at or datetime.now(UTC)
        lines = csv.reader(io.StringIO(back_entry.decode("utf-8-sig"), newline=""), strict=True)
        if tuple(next(lines, ())) != BACK_ENTRY_COLUMNS:
            raise ValueError("not a back-entry file")
        answers = []
        for cells in lines:
            line = dict(zip(BACK_ENTRY_COLUMNS, cells, strict=True))
            serial = line["임시번호"]
            code = refused(serial)
            if code is None or code.is_registered:
                entered = self._entered(serial, year=line["접수일시"][:4], at=moment)
                code = code or entered
            number = self._registered[serial][1] if code.is_registered else ""
            answers.append((serial, code.value, code.label, number))
        return _file(COLUMNS[FileKind.ANSWERS], answers)

    def _entered(self, serial: str, *, year: str, at: datetime) -> AnswerCode:
        if serial in self._registered:
            return AnswerCode.ALREADY_THERE
        self._given += 1
        self._registered[serial] = (at, f"{year}-신청-{self._given:07d}")
        return AnswerCode.REGISTERED


def _extract_row(entry: _Entry, as_of: datetime, facts: Facts, columns: Sequence[str]) -> tuple[str, ...]:
    values = dict(facts)
    return (
        entry.number,
        entry.kind,
        *entry.subject,
        entry.person.name,
        written_moment(as_of),
        *(values.get(column, "") for column in columns),
    )


def _subject(person: Person, holding: Holding) -> tuple[str, str]:
    """(resident number, parcel): the one that the kind is keyed by, the other empty."""
    if holding.is_parcel:
        return "", person.parcel.digits if person.parcel else ""
    return person.number.digits, ""


def _file(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    return b"".join(csv_bytes(columns, rows))
