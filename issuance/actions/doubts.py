"""Papers in doubt, a slice of them at a time: compared fact by fact, and those without a row ranked with others' rows.

A slice holds all that concerns its papers, so that slices are looked at side by side, here or in processes of our own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from issuance.actions import candidates, comparisons
from issuance.actions.candidates import Ranked
from issuance.actions.comparisons import Alive, Ledger, Looked
from issuance.actions.findings import Row
from issuance.domain.claims import KeyedState
from issuance.models import MatchRun
from issuance.queries import comparands
from issuance.queries import matching as queries
from issuance.queries.comparands import Doubtful, Key
from issuance.queries.matching import Page

OFFICIAL_AT_A_TIME = 5_000


class Slice(NamedTuple):
    """Papers by their keys; the other papers of their subjects; every row of these, as the ledger's keys have it; the kinds
    that the ledger has any row of.
    """

    papers: Sequence[Key]
    others: Sequence[Key]
    states: Mapping[bytes, Sequence[KeyedState]]
    kinds: Collection[bytes]


class Looks(NamedTuple):
    """What came of a slice: findings, papers whose row hangs on what others claim, and how many no extract covers."""

    settled: list[Row]
    ranked: list[Ranked]
    left: int


def nobody_waits() -> None:
    """For who looks at a slice in a process of its own: the one who asked gives the sign of life."""


def subjects(keys: Collection[Key], *, alive: Alive = nobody_waits) -> list[tuple[Key, bytes]]:
    """The papers' keys, in any order, each with its subject."""
    alive()
    return list(comparands.subjects(keys))


def slices(
    papers: Collection[Key],
    subject_of: Mapping[Key, bytes],
    states: Mapping[bytes, Sequence[KeyedState]],
    kinds: Collection[bytes],
    *,
    size: int,
) -> Iterator[Slice]:
    """The papers, so many in each, those of one subject together; `subject_of` has others' papers in doubt too."""
    of_subject: dict[bytes, list[Key]] = defaultdict(list)
    for key, subject in subject_of.items():
        of_subject[subject].append(key)
    for some in comparands.batches(sorted(papers, key=subject_of.__getitem__), size):
        whose, own = {subject_of[key] for key in some}, set(some)
        others = [key for subject in whose for key in of_subject[subject] if key not in own]
        yield Slice(some, others, {subject: states[subject] for subject in whose if subject in states}, kinds)


def look(run: int, some: Slice, at: datetime, *, alive: Alive = nobody_waits) -> Looks:
    """Whatever is opened for it leaves an access record. `alive` is called now and then."""
    asked = MatchRun.objects.select_related("outage", "by").get(pk=run)
    pages = queries.pages(asked.sources)
    looked = _compared(some, pages, asked, at=at, alive=alive)
    # A parcel has no name by which another could be meant.
    strays = [one for one in looked if one.needs_candidates and one.paper.name]
    settled = [one.found.row for one in looked if not (one.needs_candidates and one.paper.name)]
    left = len(some.papers) - len(looked)
    # The others' papers are let go before the candidates take their room.
    del looked
    ranked = candidates.ranked(strays, pages, asked.outage, by=asked.by, at=at, alive=alive)
    return Looks(settled, ranked, left)


def _compared(
    some: Slice, pages: Sequence[Page], run: MatchRun, *, at: datetime, alive: Alive
) -> list[Looked]:
    of_subject: dict[bytes, list[Doubtful]] = defaultdict(list)
    for paper in comparands.doubtful((*some.papers, *some.others)):
        of_subject[paper.subject].append(paper)
    by_key = {paper.key: paper for of_one in of_subject.values() for paper in of_one}
    papers = [by_key[key] for key in some.papers]
    ledger = Ledger(pages, some.states, some.kinds, of_subject)
    comparisons.opened(papers, ledger, by=run.by, at=at, alive=alive)
    looked: list[Looked] = []
    for batch in comparands.batches(papers, OFFICIAL_AT_A_TIME):
        alive()
        looked += comparisons.compared(batch, ledger, run.outage)
    return looked
