"""The papers that a match run compares: narrow rows of very many, and a closer look at those in doubt."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, Min, OuterRef, QuerySet
from numpy.typing import NDArray

from issuance.domain import digests
from issuance.domain.digests import Array, Index, Places
from issuance.domain.match_runs import keys_in
from issuance.domain.matching import in_order
from issuance.domain.staging import subject_of
from issuance.domain.states import CaseState, DocumentState
from issuance.models import Case, Document, Finding, FindingPage, IssuedEntry, MatchRun, Office, Outage

BATCH = 500
# From so many papers on it is cheaper to read every paper of the outage than to ask for each subject.
MANY = 20_000
NUMBERED = (
    DocumentState.ISSUED,
    DocumentState.HANDED_OVER,
    DocumentState.CONFIRMED,
    DocumentState.CORRECTED,
    DocumentState.REVOKED,
)

_COPY_HEADER, _COPY_TRAILER = 19, 2
_COPY_ROW = np.dtype([("", "V6"), ("key", ">u8", 2), ("", "V4"), ("digest", ">u8", 2)])
_FETCHED_AT_ONCE = 50_000

Row = TypeVar("Row")
Key = bytes
"""A document's key, 16 bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Papers:
    """Keys and digests of papers, in the same order; a digest that no row has stands for a paper without one."""

    keys: Array
    digests: Array

    def __len__(self) -> int:
        return len(self.keys)

    def __add__(self, other: "Papers") -> "Papers":
        return Papers(np.concatenate((self.keys, other.keys)), np.concatenate((self.digests, other.digests)))

    def chosen(self, places: Places | NDArray[np.bool_] | slice) -> "Papers":
        return Papers(self.keys[places], self.digests[places])

    def names(self, places: Places | None = None) -> list[Key]:
        """The keys at `places`, or all."""
        return list(keys_in(digests.unpacked(self.keys if places is None else self.keys[places])))


NO_PAPERS = Papers(digests.packed(b""), digests.packed(b""))


class Doubtful(NamedTuple):
    """A paper that its digest alone does not decide; `document` and `filing` are UUIDs as text, and what is sealed in
    them is bound to these.
    """

    key: Key
    document: str
    issued_at: datetime
    digest: bytes
    serial: str
    subject_key: str
    kind: str
    name: str
    filing: str
    office: str
    fact_names: Sequence[str]
    marks: str
    facts: bytes
    number: bytes | None

    @property
    def subject(self) -> bytes:
        """Subject and kind, as a key of the ledger has them."""
        return subject_of(self.subject_key, self.kind)

    @property
    def fingerprints(self) -> dict[str, str]:
        return in_order(json.loads(self.marks), self.fact_names)

    def __repr__(self) -> str:
        """Nothing that a log must not hold."""
        return f"Doubtful({self.serial})"


def uuid_of(key: Key) -> UUID:
    return UUID(bytes=key)


def waiting(outage: Outage, office: Office | None, *, run: MatchRun | None = None) -> QuerySet[Document]:
    """Papers in somebody's hands without a case under way; of an office, or of all.

    With a run, those that it has a row of findings for are left out. What stands in its pages is left to `unpaged`.
    """
    papers = _of(outage, office).filter(state=DocumentState.HANDED_OVER).exclude(_under_way())
    if run is not None:
        papers = papers.exclude(Exists(Finding.objects.filter(run=run, document=OuterRef("pk"))))
    return papers


def numbered(outage: Outage) -> QuerySet[Document]:
    """Every paper that was made in the outage and is not void."""
    return _of(outage, None).filter(state__in=NUMBERED)


def narrow(papers: QuerySet[Document]) -> Papers:
    """Key and digest of each, past Django's converters, in the order of keys: a million of them in a second."""
    without = papers.filter(row_digest__isnull=True).values_list("pk", flat=True)
    # Its key is no row's digest: such a paper is compared fact by fact.
    bare = digests.packed(b"".join(pk.bytes for pk in without))
    found = _narrow(papers.filter(row_digest__isnull=False)) + Papers(bare, bare)
    return found.chosen(digests.rising(found.keys))


def paged(run: MatchRun) -> Iterator[bytes]:
    """The documents' keys, 16 bytes each, of each page of clean matches that a run has."""
    pages = FindingPage.objects.filter(run=run).values_list("documents", flat=True)
    for documents in pages.iterator(chunk_size=1):
        yield bytes(documents)


def unpaged(papers: Papers, run: MatchRun) -> Papers:
    """Without those that the run has found already as clean matches."""
    found = Index(digests.packed(b"".join(paged(run))))
    return papers.chosen(found.places_of(papers.keys) == digests.NONE)


def rivals(outage: Outage, papers: QuerySet[Document], own: Papers) -> Papers:
    """The outage's other numbered papers that may be a second one of the same subject and kind."""
    every = numbered(outage)
    if len(own) <= MANY:
        others = _of_subjects(every, set(papers.values_list("filing__subject_key", flat=True)))
    elif every.count() == len(own):
        return NO_PAPERS
    else:
        others = narrow(every)
    return others.chosen(Index(own.keys).places_of(others.keys) == digests.NONE)


def first_issue(outage: Outage) -> datetime | None:
    earliest: datetime | None = numbered(outage).aggregate(first=Min("issued_at"))["first"]
    return earliest


def subjects(keys: Collection[Key]) -> Iterator[tuple[Key, bytes]]:
    """Of each of these papers its key, and subject and kind as a key of the ledger has them."""
    for pk, subject_key, kind in _rows_of(keys, "pk", "filing__subject_key", "kind__code"):
        yield _key(pk), subject_of(subject_key, kind)


def doubtful(keys: Collection[Key]) -> Iterator[Doubtful]:
    """What the closer look at each of these papers begins with."""
    names = (
        "pk",
        "issued_at",
        "row_digest",
        "paper__serial",
        "filing__subject_key",
        "kind__code",
        "filing__subject_name",
        "filing__parcel",
        "filing",
        "office",
        "kind__facts",
        "fingerprints",
        "facts",
        "filing__subject_number",
    )
    for row in _rows_of(keys, *names):
        (
            pk,
            issued_at,
            digest,
            serial,
            subject_key,
            kind,
            name,
            parcel,
            filing,
            office,
            fact_names,
            marks,
            facts,
            number,
        ) = row
        yield Doubtful(
            _key(pk),
            _dashed(pk),
            _moment(issued_at),
            bytes(digest or b""),
            serial,
            subject_key,
            kind,
            # Whose name a parcel's paper bears is one of its facts.
            "" if parcel else name,
            _dashed(filing),
            office,
            _names(fact_names),
            marks,
            facts,
            number,
        )


def named_papers(outage: Outage) -> set[Key]:
    """Papers of ours that an issue of the main system names by 임시번호."""
    serials = IssuedEntry.objects.filter(source__outage=outage).exclude(provisional_serial="")
    named = numbered(outage).filter(paper__serial__in=serials.values("provisional_serial"))
    return {pk.bytes for pk in named.values_list("pk", flat=True)}


def bearers(outage: Outage, subjects: Collection[str]) -> dict[tuple[str, str], set[Key]]:
    """The outage's numbered papers of these subjects, by subject and kind."""
    found: dict[tuple[str, str], set[Key]] = {}
    for some in batches(subjects):
        papers = numbered(outage).filter(filing__subject_key__in=some)
        for subject, kind, pk in papers.values_list("filing__subject_key", "kind__code", "pk"):
            found.setdefault((subject, kind), set()).add(pk.bytes)
    return found


def batches(rows: Collection[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """No question to the database names more rows than it takes in one."""
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def _of(outage: Outage, office: Office | None) -> QuerySet[Document]:
    # Its orders are few and are named one by one, so that the index over orders is used.
    papers = Document.objects.filter(order__in=list(outage.orders.values_list("pk", flat=True))).order_by()
    return papers if office is None else papers.filter(office=office)


def _under_way() -> Exists:
    return Exists(Case.objects.filter(document=OuterRef("pk")).exclude(state=CaseState.SETTLED))


def _of_subjects(every: QuerySet[Document], subjects: Collection[str]) -> Papers:
    found = NO_PAPERS
    for keys in batches(subjects):
        found += narrow(every.filter(filing__subject_key__in=keys))
    return found


def _rows_of(keys: Collection[Key], *names: str) -> Iterator[tuple[Any, ...]]:
    for some in batches(keys):
        yield from _bare(Document.objects.filter(pk__in=[uuid_of(key) for key in some]).values_list(*names))


def _bare(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """What the database's driver gives, past Django's converters."""
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _key(pk: UUID | str) -> Key:
    """SQLite keeps a UUID as 32 hex digits."""
    return bytes.fromhex(pk) if isinstance(pk, str) else pk.bytes


@lru_cache
def _names(text: str) -> list[str]:
    """A kind's facts from JSON, the same list for all papers of a kind."""
    found: list[str] = json.loads(text)
    return found


def _dashed(pk: UUID | str) -> str:
    return f"{pk[:8]}-{pk[8:12]}-{pk[12:16]}-{pk[16:20]}-{pk[20:]}" if isinstance(pk, str) else str(pk)


def _moment(value: datetime) -> datetime:
    """SQLite keeps a moment in UTC without saying so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _narrow(papers: QuerySet[Document]) -> Papers:
    try:
        sql, parameters = papers.values_list("pk", "row_digest").query.sql_with_params()
    except EmptyResultSet:
        # Of an outage without an order.
        return NO_PAPERS
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(sql, parameters)
            keys, found = bytearray(), bytearray()
            while rows := cursor.fetchmany(_FETCHED_AT_ONCE):
                keys += bytes.fromhex("".join([row[0] for row in rows]))
                found += b"".join([row[1] for row in rows])
            return Papers(digests.packed(bytes(keys)), digests.packed(bytes(found)))
        copied = bytearray()
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT binary)", parameters) as copy:
            # One by one: joined, each row's view would stand until the last has come.
            for row in copy:
                copied += row
    rows = np.frombuffer(copied[_COPY_HEADER:-_COPY_TRAILER], _COPY_ROW)
    return Papers(rows["key"].astype(np.uint64), rows["digest"].astype(np.uint64))
