"""Match runs: compare the papers of an outage with the ledger, a million at a time, and go on after a fault."""

import gc
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import ceil
from time import monotonic
from typing import Any, TypeVar

import numpy as np
from django.db import transaction

from issuance.actions import candidates, doubts, findings, journal
from issuance.actions.candidates import Ranked
from issuance.actions.offices import locked_book
from issuance.actions.processes import processes_with_database
from issuance.actions.states import transit
from issuance.domain import digests
from issuance.domain import match_runs as rules
from issuance.domain.claims import Claims, KeyedState, Pages, claims, states_of
from issuance.domain.digests import Index
from issuance.domain.match_runs import AT_ONCE, FOUND_ROWS, LEASE, ROWS_AT_ONCE, RunState
from issuance.domain.reconciliation import SourceMissing
from issuance.models import MatchRun, Office, Outage, User
from issuance.permissions import Deed, ensure
from issuance.queries import comparands
from issuance.queries import matching as queries
from issuance.queries.comparands import Key, Papers
from issuance.queries.matching import Page

CLEAN_AT_A_TIME = 50_000
FETCHED_AT_A_TIME = 5_000
# Of papers in doubt. Each slice lets the clues of the whole ledger pass by once, and holds some 5,000 bytes a paper.
SLICE, SLICES_A_WORKER = 125_000, 2
# From so many papers on, to begin other processes costs less than it brings.
SHARED_FROM = 50_000
SIGN_OF_LIFE = 5.0
"""Seconds of waiting for other processes until the lease is looked at."""

Outcome = TypeVar("Outcome")
States = Mapping[bytes, Sequence[KeyedState]]


def compare(outage: Outage, *, office: Office | None = None, by: User, at: datetime) -> MatchRun:
    """Compare now what few papers wait, and open their cases; many are left to the sweep, which shows its progress."""
    run = begin(outage, office=office, by=by, at=at)
    if run.paper_count <= AT_ONCE and queries.row_count(run.sources) <= ROWS_AT_ONCE:
        run = go_on(run, at=at)
        findings.open_cases(run, at=at)
        run.refresh_from_db()
    return run


@transaction.atomic
def begin(outage: Outage, *, office: Office | None = None, by: User, at: datetime) -> MatchRun:
    """Ask for a run over the papers of an office, or over the nation's; a sweep then carries it out.

    One that waits already for the same papers is shown instead; one that is at work refuses another.
    """
    if office is None:
        ensure(by, Deed.MATCH_NATION)
    else:
        ensure(by, Deed.RECONCILE, office)
    scope = office.code if office else None
    outage = Outage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
    for other in queries.runs_of(outage).filter(state=RunState.RUNNING):
        if not rules.overlaps(scope, other.office_id):
            continue
        rules.ensure_free(lease=other.lease, until=other.leased_until, at=at)
        if other.office_id == scope:
            return other
        _ended(other, "stop", by=by, at=at)
    sources = list(queries.extracts(outage).values_list("pk", flat=True))
    if not sources:
        raise SourceMissing
    run = MatchRun.objects.create(
        outage=outage,
        office=office,
        by=by,
        started_at=at,
        sources=sources,
        paper_count=comparands.waiting(outage, office).count(),
    )
    book = locked_book(by.office_id, at=at, drill=outage.drill)
    journal.record(book, run, "begin", before="", after=run.state, by=by, at=at, papers=run.paper_count)
    return run


@transaction.atomic
def stop(run: MatchRun, *, by: User, at: datetime) -> MatchRun:
    """End a run before its time; what it has found opens no case, and the papers wait for the next one."""
    ensure(by, Deed.STOP_MATCHING)
    if run.office_id is None:
        ensure(by, Deed.MATCH_NATION)
    else:
        ensure(by, Deed.RECONCILE, run.office_id)
    return _ended(_locked(run), "stop", by=by, at=at)


def go_on(run: MatchRun, *, at: datetime, workers: int = 0) -> MatchRun:
    """Carry a run out, or go on with one whose worker died: what it has found already is not looked at again.

    Findings are appended chunk by chunk, each chunk a transaction that also says that this worker lives. Of a large
    run the papers in doubt are looked at by so many processes more, which a web worker must not ask for.
    """
    work = _Work(run, at=at)
    with _no_collections():
        if work.run.paper_count < SHARED_FROM or workers < 2:
            work.carry_out()
        else:
            with processes_with_database(workers) as others:
                work.share_out(others, workers)
                work.carry_out()
    return work.run


class _Work:
    """One worker's hold on a run: its lease, and the clock by which it is renewed."""

    def __init__(self, run: MatchRun, *, at: datetime) -> None:
        self.began, self.at = monotonic(), at
        self.lease = secrets.token_hex(16)
        self.others: Executor | None = None
        self.workers = 0
        with transaction.atomic():
            self.run = _locked(run)
            rules.ensure_running(self.run.state)
            rules.ensure_free(lease=self.run.lease, until=self.run.leased_until, at=at)
            self._renew()

    @property
    def now(self) -> datetime:
        return self.at + timedelta(seconds=monotonic() - self.began)

    def share_out(self, others: Executor, workers: int) -> None:
        """Let other processes look at what is in doubt; they begin while the keys are read."""
        self.others, self.workers = others, workers
        for _ in range(workers):
            others.submit(doubts.subjects, ())

    def carry_out(self) -> None:
        run = self.run
        waiting = comparands.waiting(run.outage, run.office, run=run)
        own = comparands.unpaged(comparands.narrow(waiting), run)
        if len(own):
            self._compare(own + comparands.rivals(run.outage, waiting, own), len(own))
        with transaction.atomic():
            self.run = _locked(run)
            self._ensure_mine()
            self.run = _ended(self.run, "finish", by=self.run.by, at=self.now)

    def _compare(self, papers: Papers, count: int) -> None:
        run = self.run
        pages = queries.pages(run.sources)
        first = comparands.first_issue(run.outage)
        assert first is not None
        found = claims(papers.digests, _keys_of(run), not_after=int(first.timestamp()))
        subject_of, states = self._in_doubt(papers, found)
        mine = papers.names(np.flatnonzero(found.doubtful[:count]))
        size = min(SLICE, ceil(len(mine) / (self.workers * SLICES_A_WORKER or 1)) or 1)
        slices = doubts.slices(mine, subject_of, states, found.kinds, size=size)
        looked = self._each(doubts.look, ((run.pk, some, self.now) for some in slices))
        self._append_clean(papers.chosen(slice(count)), pages, found)
        ranked: list[Ranked] = []
        for looks in looked:
            self._append(looks.settled, left=looks.left)
            ranked += looks.ranked
        if ranked:
            # One row is one paper's, so these are judged together, and stored together.
            self._append(candidates.granted(ranked, found))

    def _in_doubt(self, papers: Papers, found: Claims) -> tuple[Mapping[Key, bytes], States]:
        """The subject of each paper in doubt, and every state of these subjects.

        In doubt are also a paper that the main system issued too, and one whose subject has another paper or
        several states.
        """
        run = self.run
        named = digests.packed(b"".join(comparands.named_papers(run.outage)))
        known = Index(papers.keys).places_of(named)
        found.doubtful[known[known != digests.NONE]] = True
        before = found.doubtful.copy()
        subject_of = self._subjects(papers, np.flatnonzero(before))
        wanted = set(subject_of.values()) | queries.issued_subjects(run.outage)
        states = states_of(wanted, _keys_of(run), found)
        return subject_of | self._subjects(papers, np.flatnonzero(found.doubtful & ~before)), states

    def _subjects(self, papers: Papers, places: digests.Places) -> dict[Key, bytes]:
        chunks = comparands.batches(papers.names(places), FETCHED_AT_A_TIME)
        return {
            key: subject
            for some in self._each(doubts.subjects, ((chunk,) for chunk in chunks))
            for key, subject in some
        }

    def _each(self, look: Callable[..., Outcome], arguments: Iterable[tuple[Any, ...]]) -> Iterator[Outcome]:
        """What comes of each, in their order: one after the other here, or side by side in other processes."""
        if self.others is None:
            return (look(*some, alive=self._stay) for some in arguments)
        return self._awaited([self.others.submit(look, *some) for some in arguments])

    def _awaited(self, futures: Iterable[Future[Outcome]]) -> Iterator[Outcome]:
        for future in futures:
            while not future.done():
                wait((future,), timeout=SIGN_OF_LIFE)
                self._stay()
            yield future.result()

    def _append_clean(self, papers: Papers, pages: Sequence[Page], found: Claims) -> None:
        """Papers whose row says the same and is in no doubt."""
        clean = np.flatnonzero(~found.doubtful[: len(papers)])
        page, place = Claims.position(found.where[clean])
        rows = np.empty(len(clean), FOUND_ROWS)
        rows["source"] = np.array([page.source for page in pages], np.int64)[page]
        rows["block"] = np.array([page.block for page in pages], np.int64)[page]
        rows["place"] = place
        for start in range(0, len(clean), CLEAN_AT_A_TIME):
            some = slice(start, start + CLEAN_AT_A_TIME)
            with self._chunk(len(clean[some])):
                findings.append_clean(
                    self.run, digests.unpacked(papers.keys[clean[some]]), rows[some].tobytes()
                )

    def _append(self, rows: Sequence[findings.Row], *, left: int = 0) -> None:
        with self._chunk(len(rows), left=left):
            findings.append(self.run, rows)

    @contextmanager
    def _chunk(self, count: int, *, left: int = 0) -> Iterator[None]:
        """One transaction: so many findings are appended, and this worker says that it lives."""
        with transaction.atomic():
            self.run = _locked(self.run)
            self._ensure_mine()
            yield
            self.run.found_count += count
            self.run.left_count += left
            self._renew("found_count", "left_count")

    def _stay(self) -> None:
        """In the middle of a long step: renew the lease before half of it is over."""
        until = self.run.leased_until
        if until is None or until - self.now < LEASE / 2:
            with self._chunk(0):
                pass

    def _ensure_mine(self) -> None:
        rules.ensure_running(self.run.state)
        rules.ensure_mine(self.run.lease, self.lease)

    def _renew(self, *changed: str) -> None:
        self.run.lease, self.run.leased_until = self.lease, self.now + LEASE
        self.run.save(update_fields=("lease", "leased_until", *changed))


def _keys_of(run: MatchRun) -> Pages:
    return lambda: queries.keys_of(run.sources)


def _ended(run: MatchRun, verb: str, *, by: User, at: datetime) -> MatchRun:
    before = transit(run, verb)
    run.finished_at, run.lease, run.leased_until = at, "", None
    run.save(update_fields=("state", "finished_at", "lease", "leased_until"))
    book = locked_book(by.office_id, at=at, drill=run.outage.drill)
    journal.record(
        book,
        run,
        verb,
        before=before,
        after=run.state,
        by=by,
        at=at,
        found=run.found_count,
        left=run.left_count,
    )
    return run


def _locked(run: MatchRun) -> MatchRun:
    return (
        MatchRun.objects.select_for_update(of=("self",))
        .select_related("outage", "office", "by__office")
        .get(pk=run.pk)
    )


@contextmanager
def _no_collections() -> Iterator[None]:
    """A million small tuples make the collector look at all of them again and again, and none is in a circle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
