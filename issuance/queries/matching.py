"""What a match run reads of the ledger, as pages of keys; what the main system issued; and the runs themselves."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db.models import BinaryField, Q, QuerySet, Sum
from django.db.models.functions import Substr

from issuance.domain.ledger import FileKind
from issuance.domain.match_runs import KEY_BYTES, RunState, keys_in
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.staging import subject_of
from issuance.domain.states import ImportState
from issuance.models import (
    FindingPage,
    IssuedEntry,
    LedgerImport,
    MatchRun,
    Office,
    Outage,
    StagedBlock,
    User,
)
from issuance.queries.comparands import batches

# A block is some hundred thousand bytes.
BLOCKS_AT_A_TIME = 20


class ClueBlock(NamedTuple):
    """A block without its content."""

    block: UUID
    row_count: int
    keys: bytes
    clues: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Where one page of keys comes from."""

    source: int
    block: int


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


def clue_blocks(pages: Iterable[Page]) -> Iterator[ClueBlock]:
    """What tells of these pages which rows may be near a paper, in their order, which is `pages`'."""
    for source, of_source in groupby(pages, lambda page: page.source):
        blocks = StagedBlock.objects.filter(source=source, index__in=[page.block for page in of_source])
        for pk, rows, keys, clues in blocks.order_by("index").values_list("pk", "row_count", "keys", "clues"):
            yield ClueBlock(pk, rows, bytes(keys), bytes(clues))


def issued_subjects(outage: Outage) -> set[bytes]:
    """Subject and kind of each paper that the main system issued in the outage, as a key has them."""
    rows = IssuedEntry.objects.filter(source__outage=outage).values_list("subject_key", "kind_code")
    return {subject_of(subject, kind) for subject, kind in rows.iterator()}


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


def clean_after(run: MatchRun, passed: int, *, limit: int) -> list[UUID]:
    """The next clean matches of a run in the order of its pages after so many of them, all of one page; none at the end."""
    pages = FindingPage.objects.filter(run=run)
    for page, count in pages.values_list("pk", "count"):
        if passed < count:
            part = Substr("documents", passed * KEY_BYTES + 1, limit * KEY_BYTES, output_field=BinaryField())
            documents = bytes(pages.values_list(part, flat=True).get(pk=page))
            return [UUID(bytes=key) for key in keys_in(documents)]
        passed -= count
    return []


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
