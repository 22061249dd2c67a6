"""What a match run reads: papers as narrow rows, the ledger as pages of keys, what the main system issued."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby, islice
from struct import Struct
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Sum

from issuance.domain.ledger import FileKind
from issuance.domain.match_runs import RunState
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.staging import DIGEST_BYTES
from issuance.domain.states import CaseState, DocumentState, ImportState
from issuance.models import (
    Case,
    Document,
    Finding,
    IssuedEntry,
    LedgerImport,
    MatchRun,
    Office,
    Outage,
    StagedBlock,
    User,
)

BATCH = 500
# A block is some hundred thousand bytes.
BLOCKS_AT_A_TIME = 20
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
_COPY_ROW = Struct(">6x16s4x16s")

Row = TypeVar("Row")
Key = str | bytes
"""A document's key as the database writes it: 32 hex digits on SQLite, 16 bytes on PostgreSQL."""


@dataclass(slots=True)
class Papers:
    """Papers and their digests, in the same order; a paper made before there were digests has none."""

    keys: list[Key] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)

    def extend(self, other: "Papers") -> None:
        self.keys += other.keys
        self.digests += other.digests


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A paper that its digest alone does not decide."""

    key: Key
    issued_at: datetime
    digest: bytes
    serial: str
    subject_key: str
    kind: str
    name: str
    filing: str
    subject: bytes
    """Subject and kind, as a key of the ledger has them."""


@dataclass(frozen=True, slots=True)
class SealedPaper:
    """A paper and its filing, each with its key and its sealed field."""

    key: Key
    document: UUID
    facts: bytes
    filing: UUID
    number: bytes | None
    office: str
    fingerprints: dict[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """Where one page of keys comes from."""

    source: int
    block: int


def uuid_of(key: Key) -> UUID:
    return UUID(bytes=key) if isinstance(key, bytes) else UUID(key)


def waiting(outage: Outage, office: Office | None, *, run: MatchRun | None = None) -> QuerySet[Document]:
    """Papers in somebody's hands with neither a case under way nor a finding of `run`; of an office, or of all."""
    papers = _of(outage, office).filter(state=DocumentState.HANDED_OVER).exclude(_under_way())
    if run is not None:
        papers = papers.exclude(Exists(Finding.objects.filter(run=run, document=OuterRef("pk"))))
    return papers


def numbered(outage: Outage) -> QuerySet[Document]:
    """Every paper that was made in the outage and is not void."""
    return _of(outage, None).filter(state__in=NUMBERED)


def narrow(papers: QuerySet[Document]) -> Papers:
    """Key and digest of each, past Django's converters: a million of them in a second, in the order of keys."""
    without = papers.filter(row_digest__isnull=True).values_list("pk", flat=True)
    found = _narrow(papers.filter(row_digest__isnull=False).order_by("pk"))
    # A digest that no row has: such a paper is compared fact by fact.
    found.extend(Papers([_key(pk) for pk in without], [pk.bytes + b"-" for pk in without]))
    return found


def rivals(outage: Outage, papers: QuerySet[Document], own: Papers) -> Papers:
    """The outage's other numbered papers that may be a second one of the same subject and kind."""
    every = numbered(outage)
    found = Papers()
    if len(own.keys) > MANY:
        if every.count() == len(own.keys):
            return found
        others = narrow(every)
        both: Iterable[tuple[Key, bytes]] = zip(others.keys, others.digests, strict=True)
    else:
        both = _of_subjects(every, set(papers.values_list("filing__subject_key", flat=True)))
    mine = set(own.keys)
    for key, digest in both:
        if key not in mine:
            found.keys.append(key)
            found.digests.append(digest)
    return found


def first_issue(outage: Outage) -> datetime | None:
    earliest: datetime | None = numbered(outage).aggregate(first=Min("issued_at"))["first"]
    return earliest


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
    )
    for some in batches(keys):
        rows = _bare(Document.objects.filter(pk__in=[uuid_of(key) for key in some]).values_list(*names))
        for pk, issued_at, digest, serial, subject_key, kind, name, parcel, filing in rows:
            # Whose name a parcel's paper bears is one of its facts.
            whose = "" if parcel else name
            yield Doubtful(
                pk if isinstance(pk, str) else pk.bytes,
                _moment(issued_at),
                bytes(digest or b""),
                serial,
                subject_key,
                kind,
                whose,
                str(filing),
                _subject(subject_key, kind),
            )


def sealed_papers(keys: Collection[Key]) -> Iterator[SealedPaper]:
    """The papers with what is sealed in them and in their filings."""
    names = ("pk", "filing", "facts", "filing__subject_number", "office", "fingerprints")
    rows = Document.objects.filter(pk__in=[uuid_of(key) for key in keys]).values_list(*names)
    for pk, filing, facts, number, office, marks in rows:
        yield SealedPaper(_key(pk), pk, facts, filing, number, office, marks)


def fingerprints(keys: Collection[Key]) -> dict[Key, dict[str, str]]:
    rows = Document.objects.filter(pk__in=[uuid_of(key) for key in keys])
    return {_key(pk): marks for pk, marks in rows.values_list("pk", "fingerprints")}


def extracts(outage: Outage) -> QuerySet[LedgerImport]:
    """The extracts that were brought in for this outage, whole; a snapshot of peacetime is none."""
    return LedgerImport.objects.filter(
        outage=outage, snapshot=False, file_kind=FileKind.EXTRACT, state=ImportState.DONE
    ).order_by("pk")


def row_count(sources: Sequence[int]) -> int:
    return LedgerImport.objects.filter(pk__in=sources).aggregate(rows=Sum("row_count"))["rows"] or 0


def pages(sources: Sequence[int]) -> list[Page]:
    """The pages of keys of these extracts, in the order in which `keys_of` streams them."""
    rows = StagedBlock.objects.filter(source__in=sources).order_by("source", "index")
    return [Page(source, index) for source, index in rows.values_list("source_id", "index")]


def keys_of(sources: Sequence[int]) -> Iterator[bytes]:
    rows = StagedBlock.objects.filter(source__in=sources).order_by("source", "index")
    for keys in rows.values_list("keys", flat=True).iterator(chunk_size=50):
        yield bytes(keys)


def blocks_of(pages: Iterable[Page]) -> Iterator[StagedBlock]:
    """The blocks of these pages, in their order, which is `pages`', some at a time in memory."""
    for source, of_source in groupby(pages, lambda page: page.source):
        file = LedgerImport.objects.get(pk=source)
        for some in batches([page.block for page in of_source], BLOCKS_AT_A_TIME):
            for block in StagedBlock.objects.filter(source=source, index__in=some).order_by("index"):
                block.source = file
                yield block


def block_of(page: Page) -> StagedBlock:
    return StagedBlock.objects.select_related("source").get(source=page.source, index=page.block)


def issued_subjects(outage: Outage) -> set[bytes]:
    """Subject and kind of each paper that the main system issued in the outage, as a key has them."""
    rows = IssuedEntry.objects.filter(source__outage=outage).values_list("subject_key", "kind_code")
    return {_subject(subject, kind) for subject, kind in rows.iterator()}


def named_papers(outage: Outage) -> set[Key]:
    """Papers of ours that an issue of the main system names by 임시번호."""
    serials = IssuedEntry.objects.filter(source__outage=outage).exclude(provisional_serial="")
    named = numbered(outage).filter(paper__serial__in=serials.values("provisional_serial"))
    return {_key(pk) for pk in named.values_list("pk", flat=True)}


def issued_entries(
    outage: Outage, *, subjects: Collection[str], serials: Collection[str]
) -> list[IssuedEntry]:
    """What the main system issued to these subjects, or in place of these papers."""
    found: dict[int, IssuedEntry] = {}
    of_outage = IssuedEntry.objects.filter(source__outage=outage)
    if not of_outage.exists():
        return []
    for keys in batches(subjects):
        found |= {entry.pk: entry for entry in of_outage.filter(subject_key__in=keys)}
    for some in batches(serials):
        found |= {entry.pk: entry for entry in of_outage.filter(provisional_serial__in=some)}
    return sorted(found.values(), key=lambda entry: (entry.issued_at, entry.number))


def runs_of(outage: Outage) -> QuerySet[MatchRun]:
    return MatchRun.objects.filter(outage=outage).select_related("office", "by", "outage")


def runs_for(person: User) -> QuerySet[MatchRun]:
    """The runs that a person may follow: headquarters all, others those over their own office."""
    runs = MatchRun.objects.select_related("office", "by", "outage")
    return runs if person.office_id == HEADQUARTERS else runs.filter(office=person.office_id)


def to_go_on(*, at: datetime) -> QuerySet[MatchRun]:
    """Runs that nobody is at work on: asked for, or left by one that died."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    return MatchRun.objects.filter(free, state=RunState.RUNNING).order_by("started_at", "pk")


def to_open() -> QuerySet[MatchRun]:
    """Runs that are done and whose cases are not all open yet."""
    return MatchRun.objects.filter(state=RunState.DONE, opened_at__isnull=True).order_by("started_at", "pk")


def seen_by(office: Office, outage: Outage) -> MatchRun | None:
    """The newest run that looked at the papers of an office: its own, or the nation's."""
    return runs_of(outage).filter(Q(office=office) | Q(office__isnull=True)).first()


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


def _of_subjects(every: QuerySet[Document], subjects: Collection[str]) -> Iterator[tuple[Key, bytes]]:
    for keys in batches(subjects):
        for pk, digest in every.filter(filing__subject_key__in=keys).values_list("pk", "row_digest"):
            yield _key(pk), bytes(digest or pk.bytes + b"-")


def _subject(key: str, kind: str) -> bytes:
    return bytes.fromhex(key)[:DIGEST_BYTES] + kind.encode()


def _key(pk: UUID) -> Key:
    return pk.bytes if connection.vendor == "postgresql" else pk.hex


def _bare(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """What the database's driver gives, past Django's converters."""
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _moment(value: datetime) -> datetime:
    """SQLite keeps a moment in UTC without saying so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _narrow(papers: QuerySet[Document]) -> Papers:
    sql, parameters = papers.values_list("pk", "row_digest").query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            rows = cursor.execute(sql, parameters).fetchall()
            return Papers([row[0] for row in rows], [row[1] for row in rows])
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT binary)", parameters) as copy:
            copied = b"".join(copy)
    rows = list(_COPY_ROW.iter_unpack(copied[_COPY_HEADER:-_COPY_TRAILER]))
    return Papers([row[0] for row in rows], [row[1] for row in rows])
