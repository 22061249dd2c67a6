"""What the main system said: the snapshot of peacetime, the extract, the issue ledger, restrictions."""

from datetime import datetime

from django.core.cache import cache
from django.db.models import Max, Q, QuerySet

from issuance.domain.ledger import FileKind
from issuance.models import Filing, IssuedEntry, LedgerEntry, LedgerImport, Outage, Restriction


def snapshot_entry(filing: Filing, *, at: datetime) -> LedgerEntry | None:
    """The newest state of the filing's subject in a register snapshot."""
    return (
        LedgerEntry.objects.filter(
            source__snapshot=True,
            subject_key=filing.subject_key,
            kind_code=filing.kind.code,
            as_of__lte=at,
        )
        .order_by("-as_of")
        .first()
    )


def newest_snapshot(*, at: datetime) -> LedgerEntry | None:
    """A row of the newest snapshot: its moment is the snapshot's age."""
    return LedgerEntry.objects.filter(source__snapshot=True, as_of__lte=at).order_by("-as_of").first()


def snapshot_as_of() -> datetime | None:
    """The moment of the newest snapshot file, for the line on every page; a file's rows never change, so it is kept."""
    newest = LedgerImport.objects.filter(snapshot=True).order_by("-imported_at").first()
    if newest is None:
        return None
    name = f"snapshot-as-of-{newest.sha256}"
    as_of: datetime | None = cache.get(name)
    if as_of is None:
        as_of = LedgerEntry.objects.filter(source=newest).aggregate(newest=Max("as_of"))["newest"]
        cache.set(name, as_of, timeout=None)
    return as_of


def restricted(subject_key: str, *, at: datetime) -> bool:
    return (
        Restriction.objects.filter(subject_key=subject_key, starts_at__lte=at)
        .filter(Q(lifted_at__isnull=True) | Q(lifted_at__gt=at))
        .exists()
    )


def extract_entries(outage: Outage, *, subject_key: str, kind: str) -> QuerySet[LedgerEntry]:
    """The states over time of one subject, as the extract for this outage has them."""
    return LedgerEntry.objects.filter(
        source__outage=outage, source__snapshot=False, subject_key=subject_key, kind_code=kind
    ).order_by("as_of")


def issued_entries(outage: Outage, *, subject_key: str, kind: str) -> QuerySet[IssuedEntry]:
    """What the main system itself issued to the subject in that kind."""
    return IssuedEntry.objects.filter(
        source__outage=outage, subject_key=subject_key, kind_code=kind
    ).order_by("issued_at")


def same_file(*, sha256: str, file_kind: str, snapshot: bool, outage: Outage | None) -> LedgerImport | None:
    """The import that these very bytes made before."""
    return LedgerImport.objects.filter(
        sha256=sha256, file_kind=file_kind, snapshot=snapshot, outage=outage
    ).first()


def has_extract(outage: Outage) -> bool:
    """Whether an extract for this outage was imported at all: without one nothing is 'not found'."""
    return LedgerImport.objects.filter(outage=outage, snapshot=False, file_kind=FileKind.EXTRACT).exists()
