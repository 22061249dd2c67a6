"""Append what a match run finds, by the million, and open the cases that follow from it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from struct import Struct
from typing import Any

from django.db import connection, transaction

from issuance.actions import journal
from issuance.actions.journal import Change
from issuance.actions.offices import locked_book
from issuance.actions.staging import entries_from
from issuance.domain.case_queue import WORKING_DAYS
from issuance.domain.match_runs import RunState
from issuance.domain.matching import CaseVerdict
from issuance.domain.states import CaseState, DocumentState
from issuance.models import Case, Document, Finding, LedgerEntry, MatchRun
from issuance.queries import matching as queries
from issuance.queries.matching import Key, Page
from issuance.queries.reconciliation import due_on, urgencies

CASES_AT_A_TIME = 500

_COLUMNS = ("run_id", "document_id", "verdict", "source_id", "block", "place", "detail")
_INSERT = (
    f"INSERT INTO {Finding._meta.db_table} ({', '.join(_COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one paper; `page` and `place` are of the ledger row that it rests on."""

    key: Key
    verdict: CaseVerdict
    page: Page | None = None
    place: int | None = None
    detail: dict[str, Any] | None = None

    @property
    def row(self) -> "Row":
        source, block = (self.page.source, self.page.block) if self.page else (None, None)
        return self.key, self.verdict.value, source, block, self.place, self.detail


Place = tuple[int, int, int]
"""File, block of the file, place in the block."""
Row = tuple[Key, str, int | None, int | None, int | None, dict[str, Any] | None]


def append(run: MatchRun, rows: Iterable[Row]) -> None:
    """Store findings of a run that the caller holds locked; one document has one finding in a run."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(_INSERT, [_written(run.pk, row) for row in rows])
            return
        with cursor.copy(_COPY) as copy:
            copy.write(_COPY_HEADER)
            copy.write(b"".join(_packed(run.pk, row) for row in rows))
            copy.write(_COPY_TRAILER)


def open_cases(run: MatchRun, *, at: datetime) -> int:
    """Open a case for each finding of a run that is done, what is no clean match first; returns how many.

    So many at a time are one transaction, and a run killed in between goes on where it stopped.
    """
    count = 0
    while (opened := _open_some(run, at=at)) is not None:
        count += opened
    return count


def entry_of(case: Case) -> LedgerEntry | None:
    """The ledger row that a case rests on; a clean match's is taken out of its block when it is first asked for."""
    if case.entry is not None or case.verdict != CaseVerdict.MATCH:
        return case.entry
    finding = (
        Finding.objects.filter(document=case.document_id, run__in=_runs_of(case), source__isnull=False)
        .order_by("-run")
        .first()
    )
    place = _place_of(finding) if finding else None
    if place is None:
        return None
    case.entry = _entries([place])[place]
    case.save(update_fields=("entry",))
    return case.entry


@transaction.atomic
def _open_some(run: MatchRun, *, at: datetime) -> int | None:
    """Open the cases of the next findings; None where there are no more."""
    run = MatchRun.objects.select_for_update(of=("self",)).select_related("by", "outage").get(pk=run.pk)
    if run.state != RunState.DONE or run.opened_at is not None:
        return None
    findings = _next_findings(run)
    if not findings:
        run.opened_at = at
        run.save(update_fields=("opened_at",))
        return None
    cases = _made(findings, at=at)
    last = findings[-1].document_id
    if findings[-1].detail is None:
        run.matches_through = last
    else:
        run.exceptions_through = last
    run.case_count += len(cases)
    run.save(update_fields=("matches_through", "exceptions_through", "case_count"))
    book = locked_book(run.by.office_id, at=at, drill=run.outage.drill)
    changes = [Change(case, "open", "", case.state, {"verdict": str(case.verdict)}) for case in cases]
    journal.record_all(book, changes, by=run.by, at=at)
    return len(cases)


def _next_findings(run: MatchRun) -> list[Finding]:
    """The next in the order of documents: all that is no clean match, then the clean ones."""
    for detail_is_null, through in ((False, run.exceptions_through), (True, run.matches_through)):
        rows = Finding.objects.filter(run=run, detail__isnull=detail_is_null).order_by("document")
        if through is not None:
            rows = rows.filter(document__gt=through)
        if findings := list(rows[:CASES_AT_A_TIME]):
            return findings
    return []


def _made(findings: Sequence[Finding], *, at: datetime) -> list[Case]:
    """A paper that has a case already, or had its end meanwhile, gets none."""
    ids = [finding.document_id for finding in findings]
    standing = set(
        Document.objects.filter(pk__in=ids, state=DocumentState.HANDED_OVER).values_list("pk", flat=True)
    )
    standing -= set(
        Case.objects.filter(document__in=ids)
        .exclude(state=CaseState.SETTLED)
        .values_list("document_id", flat=True)
    )
    due = [finding for finding in findings if finding.document_id in standing]
    # A clean match's row stays in its block until somebody asks for it.
    looked_at = [finding for finding in due if finding.detail is not None]
    wanted = {place for finding in looked_at for place in _candidate_places(finding)}
    wanted |= {place for finding in looked_at if (place := _place_of(finding))}
    entries = _entries(wanted)
    cases = [_case(finding, entries, at=at) for finding in due]
    _place(cases, at=at)
    return Case.objects.bulk_create(cases, batch_size=500)


def _place(cases: Sequence[Case], *, at: datetime) -> None:
    """Say where each stands in the queue, and by when it should have its proposal."""
    found = urgencies({case.document_id: (case.verdict, bool(case.differing)) for case in cases})
    day = due_on(at, days=WORKING_DAYS)
    for case in cases:
        case.urgency, case.due_on = found[case.document_id], day


def _case(finding: Finding, entries: Mapping[Place, LedgerEntry], *, at: datetime) -> Case:
    detail = finding.detail or {}
    place = _place_of(finding)
    candidates = [
        {name: value for name, value in one.items() if name != "row"}
        | {"entry": str(entries[tuple(one["row"])].pk)}
        for one in detail.get("candidates", [])
    ]
    return Case(
        document_id=finding.document_id,
        verdict=finding.verdict,
        differing=detail.get("differing", []),
        entry=entries.get(place) if place else None,
        issued_entry_id=detail.get("issued"),
        official_number=detail.get("official", ""),
        candidates=candidates,
        changed_since=detail.get("changed_since", []),
        opened_at=at,
    )


def _entries(wanted: Iterable[Place]) -> dict[Place, LedgerEntry]:
    """The ledger's rows that cases rest on, each block opened once."""
    by_page: dict[Page, set[int]] = {}
    for source, block, place in wanted:
        by_page.setdefault(Page(source, block), set()).add(place)
    entries: dict[Place, LedgerEntry] = {}
    for page, places in by_page.items():
        rising = sorted(places)
        for place, entry in zip(rising, entries_from(queries.block_of(page), rising), strict=True):
            entries[page.source, page.block, place] = entry
    return entries


def _place_of(finding: Finding) -> Place | None:
    if finding.source_id is None or finding.block is None or finding.place is None:
        return None
    return finding.source_id, finding.block, finding.place


def _candidate_places(finding: Finding) -> list[Place]:
    return [tuple(one["row"]) for one in (finding.detail or {}).get("candidates", [])]


def _runs_of(case: Case) -> Any:
    return MatchRun.objects.filter(outage__orders=case.document.order_id).values("pk")


def _written(run: int, row: Row) -> tuple[Any, ...]:
    return (run, *row) if row[-1] is None else (run, *row[:-1], _json(row[-1]))


def _packed(run: int, row: Row) -> bytes:
    """One row in the binary form of COPY."""
    key, verdict, source, block, place, detail = row
    assert isinstance(key, bytes)
    if detail is None and source is not None and verdict == _MATCH:
        return _CLEAN_ROW.pack(7, 8, run, 16, key, 5, _MATCH_BYTES, 8, source, 4, block, 2, place, -1)
    fields = (
        run.to_bytes(8, "big"),
        key,
        verdict.encode(),
        None if source is None else source.to_bytes(8, "big"),
        None if block is None else block.to_bytes(4, "big"),
        None if place is None else place.to_bytes(2, "big"),
        None if detail is None else b"\x01" + _json(detail).encode(),
    )
    return b"\x00\x07" + b"".join(
        b"\xff\xff\xff\xff" if field is None else len(field).to_bytes(4, "big") + field for field in fields
    )


_json = json.JSONEncoder(ensure_ascii=False).encode
_MATCH = CaseVerdict.MATCH.value
_MATCH_BYTES = _MATCH.encode()
_CLEAN_ROW = Struct(">h iq i16s i5s iq ii ih i")
_COPY = f"COPY {Finding._meta.db_table} ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT binary)"
_COPY_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_COPY_TRAILER = b"\xff\xff"
