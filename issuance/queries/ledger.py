"""What the main system said: the snapshot of peacetime, the extract, the issue ledger, restrictions."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Max, QuerySet

from issuance.domain.ledger import in_force
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.staff import Role
from issuance.domain.states import ImportState
from issuance.models import Filing, IssuedEntry, LedgerEntry, LedgerImport, Outage, Restriction, User
from issuance.models.ledger import STANDING

PREVIEW_STANDS_FOR = timedelta(days=1)
READING_IS_DEAD_AFTER = timedelta(minutes=10)


def snapshot_entry(filing: Filing, *, at: datetime) -> LedgerEntry | None:
    """The newest state of the filing's subject in a register snapshot."""
    return (
        LedgerEntry.objects.filter(
            source__snapshot=True,
            source__state=ImportState.DONE,
            subject_key=filing.subject_key,
            kind_code=filing.kind.code,
            as_of__lte=at,
        )
        .order_by("-as_of")
        .first()
    )


def snapshot_as_of() -> datetime | None:
    """The moment of the newest snapshot file, for the line on every page; a file's rows never change, so it is kept."""
    newest = (
        LedgerImport.objects.filter(snapshot=True, state=ImportState.DONE).order_by("-imported_at").first()
    )
    if newest is None:
        return None
    name = f"snapshot-as-of-{newest.sha256}"
    as_of: datetime | None = cache.get(name)
    if as_of is None:
        as_of = LedgerEntry.objects.filter(source=newest).aggregate(newest=Max("as_of"))["newest"]
        cache.set(name, as_of, timeout=None)
    return as_of


def restricted(subject_key: str, *, at: datetime) -> bool:
    spans = restrictions_of((subject_key,)).get(subject_key, [])
    return any(in_force(starts, lifted, at=at) for starts, lifted in spans)


def restrictions_of(subjects: Collection[str]) -> dict[str, list[tuple[datetime, datetime | None]]]:
    """From when until when each of these subjects is restricted, by what the newest file says of each restriction.

    A later list tells the same restriction again, with the moment when it was lifted.
    """
    rows = Restriction.objects.filter(subject_key__in=subjects).order_by("source", "pk")
    newest: dict[tuple[str, str, datetime], tuple[int, list[datetime | None]]] = {}
    for subject, kind, starts, lifted, source in rows.values_list(
        "subject_key", "kind", "starts_at", "lifted_at", "source"
    ):
        told = newest.get((subject, kind, starts))
        if told is None or told[0] != source:
            told = newest[subject, kind, starts] = source, []
        told[1].append(lifted)
    found: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for (subject, _, starts), (_, ends) in newest.items():
        found.setdefault(subject, []).extend((starts, lifted) for lifted in ends)
    return found


def issued_entries(outage: Outage, *, subject_key: str, kind: str) -> QuerySet[IssuedEntry]:
    """What the main system itself issued to the subject in that kind."""
    return IssuedEntry.objects.filter(
        source__outage=outage, subject_key=subject_key, kind_code=kind
    ).order_by("issued_at")


def same_file(
    *, sha256: str, file_kind: str, snapshot: bool, outage: Outage | None, scope: str = ""
) -> LedgerImport | None:
    """What these very bytes made before: a preview that waits, or an import."""
    return LedgerImport.objects.filter(
        sha256=sha256,
        file_kind=file_kind,
        snapshot=snapshot,
        outage=outage,
        scope__in=("", scope),
        state__in=STANDING,
    ).first()


def imports_of(person: User) -> QuerySet[LedgerImport]:
    """The files that a person may see: their own office's, all at headquarters."""
    seen = LedgerImport.objects.exclude(state=ImportState.STAGING).select_related("outage", "imported_by")
    if person.office_id != HEADQUARTERS:
        seen = seen.filter(imported_by__office=person.office_id)
    return seen.order_by("-imported_at", "-pk")


def who_may_import() -> QuerySet[User]:
    """The people of headquarters who bring files in, the first account first."""
    return User.objects.filter(role=Role.HEADQUARTERS, is_active=True).select_related("office").order_by("pk")


def to_apply() -> QuerySet[LedgerImport]:
    """Files that somebody confirmed and that are not all in yet, the oldest first."""
    return LedgerImport.objects.filter(state=ImportState.CONFIRMED).order_by("confirmed_at", "pk")


def left_behind(*, at: datetime) -> QuerySet[LedgerImport]:
    """Files whose reading ended without an end: nothing was read of them for a while."""
    return LedgerImport.objects.filter(state=ImportState.STAGING, seen_at__lt=at - READING_IS_DEAD_AFTER)


def old_previews(*, at: datetime) -> QuerySet[LedgerImport]:
    """Previews that nobody confirmed within a day."""
    return LedgerImport.objects.filter(state=ImportState.STAGED, imported_at__lt=at - PREVIEW_STANDS_FOR)


def earlier_extracts(made: LedgerImport) -> list[int]:
    """The files of the same kind that are in already; their rows stay beside the new ones."""
    files = LedgerImport.objects.filter(
        file_kind=made.file_kind, snapshot=made.snapshot, outage=made.outage, state=ImportState.DONE
    )
    return list(files.exclude(pk=made.pk).values_list("pk", flat=True))


def known_issues(outage: Outage, numbers: Collection[str]) -> int:
    """How many of these issues another file of the outage has told already."""
    return (
        IssuedEntry.objects.filter(source__outage=outage, number__in=numbers)
        .values("number")
        .distinct()
        .count()
    )
