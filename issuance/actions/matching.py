"""Match runs: compare the papers of an outage with the ledger, a million at a time, and go on after a fault."""

import gc
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from time import monotonic
from typing import TypeVar

import numpy as np
from django.db import transaction

from issuance.actions import candidates, comparisons, findings, journal
from issuance.actions.comparisons import Ledger, Looked
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import digests
from issuance.domain import match_runs as rules
from issuance.domain.claims import Claims, Pages, claims, states_of
from issuance.domain.digests import Index
from issuance.domain.match_runs import AT_ONCE, FOUND_ROWS, LEASE, ROWS_AT_ONCE, RunState
from issuance.domain.reconciliation import SourceMissing
from issuance.models import MatchRun, Office, Outage, User
from issuance.permissions import Deed, ensure
from issuance.queries import comparands
from issuance.queries import matching as queries
from issuance.queries.comparands import Doubtful, Papers
from issuance.queries.matching import Page

CLEAN_AT_A_TIME = 50_000
DOUBTFUL_AT_A_TIME = 5_000

Item = TypeVar("Item")


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


def go_on(run: MatchRun, *, at: datetime) -> MatchRun:
    """Carry a run out, or go on with one whose worker died: what it has found already is not looked at again.

    Findings are appended chunk by chunk, each chunk a transaction that also says that this worker lives.
    """
    work = _Work(run, at=at)
    with _no_collections():
        work.carry_out()
    return work.run


class _Work:
    """One worker's hold on a run: its lease, and the clock by which it is renewed."""

    def __init__(self, run: MatchRun, *, at: datetime) -> None:
        self.began, self.at = monotonic(), at
        self.lease = secrets.token_hex(16)
        with transaction.atomic():
            self.run = _locked(run)
            rules.ensure_running(self.run.state)
            rules.ensure_free(lease=self.run.lease, until=self.run.leased_until, at=at)
            self._renew()

    @property
    def now(self) -> datetime:
        return self.at + timedelta(seconds=monotonic() - self.began)

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
        doubtful, ledger = _ledger(run, papers, pages, found)
        self._append_clean(papers.chosen(slice(count)), pages, found)
        mine = [paper for number, paper in sorted(doubtful.items()) if number < count]
        comparisons.opened(mine, ledger, by=run.by, at=self.now, alive=self._stay)
        strays: list[Looked] = []
        for some in _chunks(mine, DOUBTFUL_AT_A_TIME):
            looked = list(comparisons.compared(some, ledger, run.outage))
            strays += (one for one in looked if one.needs_candidates)
            settled = [one.found.row for one in looked if not one.needs_candidates]
            self._append(settled, left=len(some) - len(looked))
        if strays:
            # One row is one paper's, so the papers are looked at together, and stored together.
            matched = candidates.matched(strays, ledger, found, by=run.by, at=self.now, alive=self._stay)
            self._append([one.row for one in matched])

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


def _ledger(
    run: MatchRun, papers: Papers, pages: Sequence[Page], found: Claims
) -> tuple[dict[int, Doubtful], Ledger]:
    """The papers in doubt by number, and every state of their subjects.

    In doubt are also a paper that the main system issued too, and one whose subject has another paper or
    several states.
    """
    named = digests.packed(b"".join(comparands.named_papers(run.outage)))
    known = Index(papers.keys).places_of(named)
    found.doubtful[known[known != digests.NONE]] = True
    before = found.doubtful.copy()
    doubtful = _doubtful(papers, np.flatnonzero(before))
    subjects = {paper.subject for paper in doubtful.values()} | queries.issued_subjects(run.outage)
    states = states_of(subjects, _keys_of(run), found)
    doubtful |= _doubtful(papers, np.flatnonzero(found.doubtful & ~before))
    return doubtful, Ledger(pages, states, found.kinds, comparisons.by_subject(doubtful.values()))


def _doubtful(papers: Papers, places: digests.Places) -> dict[int, Doubtful]:
    place_of = dict(zip(papers.names(places), places.tolist(), strict=True))
    return {place_of[paper.key]: paper for paper in comparands.doubtful(place_of)}


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


def _chunks(rows: Iterable[Item], size: int) -> Iterator[list[Item]]:
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


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
