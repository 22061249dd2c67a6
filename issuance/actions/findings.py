"""Append what a match run finds, clean matches by the page, and open the cases that follow from it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from time import sleep
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from issuance.actions import journal
from issuance.actions.journal import Change
from issuance.actions.offices import locked_book
from issuance.actions.staging import entries_from
from issuance.domain.case_queue import WORKING_DAYS
from issuance.domain.match_runs import FOUND, KEY_BYTES, MATCHES_A_PAGE, RunState, row_found
from issuance.domain.matching import CaseVerdict
from issuance.domain.states import CaseState, DocumentState
from issuance.models import Case, Document, Finding, FindingPage, LedgerEntry, MatchRun
from issuance.queries import matching as queries
from issuance.queries.comparands import Key
from issuance.queries.matching import Page
from issuance.queries.reconciliation import due_on, urgencies

# The row of a clean match stays in its block; whatever else is found opens a block for each of its rows.
CASES_AT_A_TIME, EXCEPTIONS_AT_A_TIME = 500, 100
# On SQLite whoever waits for the lock looks again every tenth of a second; a loop without a pause would starve the counters.
BREATH = 0.15

_COLUMNS = ("run_id", "document_id", "verdict", "source_id", "block", "place", "detail")
_INSERT = (
    f"INSERT INTO {Finding._meta.db_table} ({', '.join(_COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
)


class Found(NamedTuple):
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
    """Store what is no clean match of a run that the caller holds locked; one document has one finding in a run.

    In the order of the ledger's blocks, so that each is opened few times when cases are.
    """
    rows = sorted(rows, key=_where)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(_INSERT, [_written(run.pk, row) for row in rows])
            return
        with cursor.copy(_COPY) as copy:
            copy.write(_COPY_HEADER)
            copy.write(b"".join(_packed(run.pk, row) for row in rows))
            copy.write(_COPY_TRAILER)


def append_clean(run: MatchRun, documents: bytes, rows: bytes) -> None:
    """Store clean matches of a run that the caller holds locked, as its next pages.

    `documents` are keys of 16 bytes that rise and stand in no page of the run yet; `rows` are packed in the same order.
    """
    index = run.pages.count()
    for start in range(0, len(documents) // KEY_BYTES, MATCHES_A_PAGE):
        end = start + MATCHES_A_PAGE
        keys = documents[start * KEY_BYTES : end * KEY_BYTES]
        FindingPage.objects.create(
            run=run,
            index=index + start // MATCHES_A_PAGE,
            count=len(keys) // KEY_BYTES,
            first=UUID(bytes=keys[:KEY_BYTES]),
            last=UUID(bytes=keys[-KEY_BYTES:]),
            documents=keys,
            rows=rows[start * FOUND.size : end * FOUND.size],
        )


def open_cases(run: MatchRun, *, at: datetime) -> int:
    """Open a case for each finding of a run that is done, what is no clean match first; returns how many.

    So many at a time are one transaction, and a run killed in between goes on where it stopped.
    """
    count = 0
    while (opened := _open_some(run, at=at)) is not None:
        count += opened
        if connection.vendor == "sqlite" and opened >= EXCEPTIONS_AT_A_TIME:
            sleep(BREATH)
    return count


def entry_of(case: Case) -> LedgerEntry | None:
    """The ledger row that a case rests on; a clean match's is taken out of its block when it is first asked for."""
    if case.entry is not None or case.verdict != CaseVerdict.MATCH:
        return case.entry
    place = _newest_place(case)
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
    if findings := _next_exceptions(run):
        run.exceptions_through = findings[-1].document_id
    elif findings := _next_matches(run):
        run.matches_through += len(findings)
    else:
        run.opened_at = at
        run.save(update_fields=("opened_at",))
        return None
    cases = _made(findings, at=at)
    run.case_count += len(cases)
    run.save(update_fields=("matches_through", "exceptions_through", "case_count"))
    book = locked_book(run.by.office_id, at=at, drill=run.outage.drill)
    changes = [Change(case, "open", "", case.state, {"verdict": str(case.verdict)}) for case in cases]
    journal.record_all(book, changes, by=run.by, at=at)
    return len(cases)


def _next_exceptions(run: MatchRun) -> list[Finding]:
    """In the order in which they were stored."""
    rows = Finding.objects.filter(run=run).order_by("pk")
    if run.exceptions_through is not None:
        rows = rows.filter(pk__gt=rows.get(document=run.exceptions_through).pk)
    return list(rows[:EXCEPTIONS_AT_A_TIME])


def _next_matches(run: MatchRun) -> list[Finding]:
    """The next of the pages, as rows would say it."""
    documents = queries.clean_after(run, run.matches_through, limit=CASES_AT_A_TIME)
    return [Finding(run=run, document_id=document, verdict=CaseVerdict.MATCH) for document in documents]


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
    found = urgencies(
        {case.document_id: (case.verdict, bool(case.differing)) for case in cases},
        rows={case.document_id: case.entry.subject_key for case in cases if case.entry is not None},
    )
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
    by_file: dict[int, dict[int, list[int]]] = {}
    for source, block, place in sorted(wanted):
        by_file.setdefault(source, {}).setdefault(block, []).append(place)
    return {
        (source, *place): entry
        for source, places in by_file.items()
        for place, entry in entries_from(
            queries.blocks_of([Page(source, block) for block in places]), places
        ).items()
    }


def _newest_place(case: Case) -> Place | None:
    """Where the newest run that found the case's paper found its row, as a row of its own or in a page."""
    document, runs = case.document_id, _runs_of(case)
    finding = (
        Finding.objects.filter(document=document, run__in=runs, source__isnull=False)
        .order_by("-run_id")
        .first()
    )
    pages = FindingPage.objects.filter(run__in=runs, first__lte=document, last__gte=document)
    if finding is not None:
        pages = pages.filter(run__gt=finding.run_id)
    for page in pages.order_by("-run_id").iterator(chunk_size=1):
        if place := row_found(document.bytes, bytes(page.documents), bytes(page.rows)):
            return place
    return _place_of(finding) if finding else None


def _place_of(finding: Finding) -> Place | None:
    if finding.source_id is None or finding.block is None or finding.place is None:
        return None
    return finding.source_id, finding.block, finding.place


def _candidate_places(finding: Finding) -> list[Place]:
    return [tuple(one["row"]) for one in (finding.detail or {}).get("candidates", [])]


def _where(row: Row) -> Place:
    """The ledger row that a finding rests on, or the first that may be meant; before all others where there is none."""
    _key, _verdict, source, block, place, detail = row
    if source is not None and block is not None and place is not None:
        return source, block, place
    candidates = (detail or {}).get("candidates")
    return tuple(candidates[0]["row"]) if candidates else (0, 0, 0)


def _runs_of(case: Case) -> Any:
    return MatchRun.objects.filter(outage__orders=case.document.order_id).values("pk")


def _written(run: int, row: Row) -> tuple[Any, ...]:
    key, *rest, detail = row
    return run, key.hex(), *rest, None if detail is None else _json(detail)


def _packed(run: int, row: Row) -> bytes:
    """One row in the binary form of COPY."""
    key, verdict, source, block, place, detail = row
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
_COPY = f"COPY {Finding._meta.db_table} ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT binary)"
_COPY_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_COPY_TRAILER = b"\xff\xff"
