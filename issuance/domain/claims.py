"""Which ledger row each paper claims by its digest, and what else the ledger says of the subjects in doubt.

Works on the packed records of staged blocks alone, one page of them a block, so that nothing sealed is opened.
What the papers need is held in memory; the ledger streams by.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from issuance.domain import digests
from issuance.domain.digests import NONE, Array, Index, Places
from issuance.domain.staging import RECORD

_RECORDS = np.dtype([("digest", ">u8", 2), ("subject", ">u8", 2), ("as_of", ">i8"), ("kind", ">u4")])
_PLACE_BITS = 16
_PLACES = 1 << _PLACE_BITS
_ROWS_AT_ONCE = 1 << 17
_ODD = np.uint64(0x9E3779B97F4A7C15)

Pages = Callable[[], Iterable[bytes]]
"""Reads the pages of keys from the first on."""
Marks = NDArray[np.uint64]


class KeyedState(NamedTuple):
    """One ledger row of a subject, by its key: `page` and `place` find the row again."""

    page: int
    place: int
    as_of: int
    digest: bytes


@dataclass(slots=True)
class Claims:
    """For each paper, in the papers' order: the row that it claims (see `position`; `NONE` without one), a mark of
    that row's subject and kind, and whether it needs a closer look. `kinds` are those that the ledger has any row of.
    """

    where: Places
    subjects: Marks
    doubtful: NDArray[np.bool_]
    kinds: set[bytes] = field(default_factory=set)

    @staticmethod
    def at(page: int, place: int) -> int:
        """A row's position as `where` has it."""
        return (page << _PLACE_BITS) + place

    @staticmethod
    def position(where: Places) -> tuple[Places, Places]:
        """Pages and places of positions."""
        return where >> _PLACE_BITS, where & (_PLACES - 1)

    def claimed(self, positions: Collection[int]) -> set[int]:
        """Those of the positions that a paper claims."""
        asked = np.sort(np.fromiter(positions, np.uint64))
        return set(self.where[digests.are_among(asked, self.where.astype(np.uint64))].tolist())


def claims(papers: Array, pages: Pages, *, not_after: int) -> Claims:
    """Find the row of each paper, given the papers' digests. Doubtful is a paper whose digest is no row's or another
    paper's too, and one whose row holds only from after `not_after` on (seconds: the earliest issue of any paper).

    One look into the sorted papers for each row of the ledger.
    """
    count = len(papers)
    found = Claims(np.full(count, NONE, np.int64), np.zeros(count, np.uint64), np.zeros(count, bool))
    index = Index(papers)
    # Two papers of one digest are the same kind and facts of the same subject: perhaps a duplicate.
    found.doubtful[index.repeated] = True
    for rows, positions in _rows(pages()):
        found.kinds.update(kind.to_bytes(4, "big") for kind in digests.once(rows["kind"]).tolist())
        paper = index.places_of(rows["digest"].astype(np.uint64))
        mine = paper != NONE
        paper, claimed = paper[mine], rows[mine]
        found.where[paper] = positions[mine]
        found.subjects[paper] = _marks(claimed)
        found.doubtful[paper[claimed["as_of"] > not_after]] = True
    found.doubtful |= found.where == NONE
    return found


def states_of(subjects: Collection[bytes], pages: Pages, found: Claims) -> dict[bytes, list[KeyedState]]:
    """Every row of the given subjects (digest and kind), and of those that have several rows and a paper that claims one.

    A paper that claims any of these rows becomes doubtful.
    """
    given = _marks_of(subjects)
    claimed = found.where != NONE
    wanted = digests.once(np.concatenate((given, _several(found.subjects[claimed], pages))))
    found.doubtful |= claimed & digests.are_among(wanted, found.subjects)
    states: dict[bytes, list[KeyedState]] = defaultdict(list)
    if not len(wanted):
        return states
    for rows, positions in _rows(pages()):
        hits = digests.are_among(wanted, _marks(rows))
        page, place = Claims.position(positions[hits])
        for one, two, row in zip(page.tolist(), place.tolist(), _unpacked(rows[hits]), strict=True):
            digest, subject, as_of, kind = row
            states[subject + kind].append(KeyedState(one, two, as_of, digest))
    return states


def rows_again(pages: Iterable[bytes], earlier: Iterable[bytes]) -> int:
    """How many rows of these pages stand in earlier ones too: the same person and facts, from the same moment on."""
    said = [_said(rows) for rows, _ in _rows(pages)]
    if not said:
        return 0
    own = np.sort(np.concatenate(said))
    again = np.zeros(len(own), bool)
    for rows, _ in _rows(earlier):
        again |= digests.are_among(digests.once(_said(rows)), own)
    return int(again.sum())


def _said(rows: np.ndarray) -> Marks:
    """Digest and moment of each row in one number."""
    return rows["digest"][:, 0].astype(np.uint64) ^ (rows["as_of"].astype(np.uint64) * _ODD)


def _several(claimed: Marks, pages: Pages) -> Marks:
    """The subjects among these that have more than one row."""
    subjects = digests.once(claimed)
    if not len(subjects):
        return subjects
    counts = np.zeros(len(subjects), np.int64)
    for rows, _positions in _rows(pages()):
        marks = np.sort(_marks(rows))
        at = np.minimum(np.searchsorted(subjects, marks), len(subjects) - 1)
        counts += np.bincount(at[subjects[at] == marks], minlength=len(subjects))
    return subjects[counts > 1]


def _marks(rows: np.ndarray) -> Marks:
    """Subject and kind of each row in one number; two that share one are only looked at more closely."""
    return rows["subject"][:, 0].astype(np.uint64) ^ (rows["kind"].astype(np.uint64) * _ODD)


def _marks_of(subjects: Collection[bytes]) -> Marks:
    size = digests.BYTES
    packed = b"".join(bytes(size) + subject[:size] + bytes(8) + subject[size:] for subject in subjects)
    return _marks(np.frombuffer(packed, _RECORDS))


def _unpacked(rows: np.ndarray) -> Iterator[tuple[bytes, bytes, int, bytes]]:
    return RECORD.iter_unpack(rows.tobytes())


def _rows(pages: Iterable[bytes]) -> Iterator[tuple[np.ndarray, Places]]:
    """The rows of many pages at a time, and the position of each."""
    some: list[bytes] = []
    places: list[Places] = []
    count = 0
    for page, keys in enumerate(pages):
        rows = len(keys) // RECORD.size
        some.append(keys)
        places.append(np.arange(rows, dtype=np.int64) + Claims.at(page, 0))
        count += rows
        if count >= _ROWS_AT_ONCE:
            yield np.frombuffer(b"".join(some), _RECORDS), np.concatenate(places)
            some, places, count = [], [], 0
    if some:
        yield np.frombuffer(b"".join(some), _RECORDS), np.concatenate(places)
