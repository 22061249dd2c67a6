"""Which ledger row each paper claims by its digest, and what else the ledger says of the subjects in doubt.

Works on the packed records of staged blocks alone, one page of them a block, so that nothing sealed is opened.
What the papers need is held in memory; the ledger streams by.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from struct import Struct

from issuance.domain.staging import RECORD

DIGEST = Struct(">16s28x")

NOWHERE = -1
_PLACE_BITS = 16
_PLACES = 1 << _PLACE_BITS


@dataclass(frozen=True, slots=True)
class KeyedState:
    """One ledger row of a subject, by its key: `page` and `place` find the row again."""

    page: int
    place: int
    as_of: int
    digest: bytes


@dataclass(slots=True)
class Claims:
    """For each paper, in the papers' order, the row that it claims; and the papers that need a closer look.

    `several` are subjects (digest and kind) with more than one row; `kinds` are those that the ledger
    has any row of.
    """

    where: "array[int]"
    doubtful: set[int] = field(default_factory=set)
    several: set[bytes] = field(default_factory=set)
    kinds: set[bytes] = field(default_factory=set)

    @staticmethod
    def at(page: int, place: int) -> int:
        """A row's position as `where` has it."""
        return (page << _PLACE_BITS) + place

    def position(self, paper: int) -> tuple[int, int]:
        """(page, place) of the row that a paper claims."""
        return divmod(self.where[paper], _PLACES)


def claims(digests: Sequence[bytes], pages: Iterable[bytes], *, not_after: int) -> Claims:
    """Find each paper's row. Doubtful is a paper whose digest is no row's or another paper's too, and one
    whose row holds only from after `not_after` on (seconds: the earliest issue of any paper).

    One look into a dictionary for each row of the ledger and one into a set: linear in rows and papers.
    """
    paper_of = dict(zip(digests, range(len(digests)), strict=True))
    found = Claims(array("q", [NOWHERE]) * len(digests))
    if len(paper_of) < len(digests):
        _doubt_repeats(digests, paper_of, found)
    seen: set[bytes] = set()
    for page, keys in enumerate(pages):
        _note_subjects(keys, seen, found)
        places = map(paper_of.get, chain.from_iterable(DIGEST.iter_unpack(keys)))
        base = page << _PLACE_BITS
        for place, paper in enumerate(places):
            if paper is not None:
                found.where[paper] = base + place
                if RECORD.unpack_from(keys, place * RECORD.size)[2] > not_after:
                    found.doubtful.add(paper)
    found.doubtful.update(paper for paper, place in enumerate(found.where) if place == NOWHERE)
    return found


def states_of(
    subjects: Collection[bytes], pages: Iterable[bytes], found: Claims
) -> dict[bytes, list[KeyedState]]:
    """Every row of the given subjects (digest and kind); a paper that claims one of them becomes doubtful."""
    states: dict[bytes, list[KeyedState]] = defaultdict(list)
    if not subjects:
        return states
    claimed: dict[int, list[bytes]] = defaultdict(list)
    for page, keys in enumerate(pages):
        for place, (digest, subject, as_of, kind) in enumerate(RECORD.iter_unpack(keys)):
            key = subject + kind
            if key in subjects:
                states[key].append(KeyedState(page, place, as_of, digest))
                claimed[(page << _PLACE_BITS) + place].append(key)
    found.doubtful.update(paper for paper, place in enumerate(found.where) if place in claimed)
    return states


def _doubt_repeats(digests: Sequence[bytes], paper_of: dict[bytes, int], found: Claims) -> None:
    """Two papers of one digest are the same kind and facts of the same subject: perhaps a duplicate."""
    for paper, digest in enumerate(digests):
        last = paper_of[digest]
        if last != paper:
            found.doubtful.update((paper, last))


def _note_subjects(keys: bytes, seen: set[bytes], found: Claims) -> None:
    fresh = set()
    for _digest, subject, _as_of, kind in RECORD.iter_unpack(keys):
        key = subject + kind
        if key in seen or key in fresh:
            found.several.add(key)
        fresh.add(key)
        found.kinds.add(kind)
    seen |= fresh
