"""Mark systems down, suspect, declare, restore and close an outage."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from issuance.actions import closing_statements, closings, journal
from issuance.actions.offices import hold_books, locked_book
from issuance.actions.states import transit
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.outages import (
    INTAKE_SYSTEM,
    NoSystems,
    NotOfThisOutage,
    OutageHasOpenMatters,
    ensure_all_restored,
    ensure_nothing_open,
)
from issuance.domain.papers import SEOUL
from issuance.domain.states import FilingState, SystemState
from issuance.models import Filing, MainSystem, Outage, OutageSystem, SystemReport, User
from issuance.permissions import Deed, ensure
from issuance.queries import outages as queries


@transaction.atomic
def report(system: MainSystem, state: SystemState, *, by: User, at: datetime) -> SystemReport:
    """Say how a main system is: for one's own office at a counter, for the nation at headquarters."""
    ensure(by, Deed.REPORT_SYSTEM)
    office = None if by.office_id == HEADQUARTERS else by.office
    book = locked_book(by.office, at=at)
    made = SystemReport.objects.create(system=system, office=office, state=state, at=at, by=by)
    journal.record(book, made, "report", before="", after=state, by=by, at=at, system=system.code)
    return made


@transaction.atomic
def suspect(
    title: str,
    systems: Iterable[MainSystem],
    *,
    began_at: datetime,
    by: User,
    at: datetime,
    drill: bool = False,
) -> Outage:
    """Open an outage of named systems in suspicion; a drill stays a drill."""
    ensure(by, Deed.DECLARE_OUTAGE)
    named = list(systems)
    if not named:
        raise NoSystems
    # Headquarters' book is locked before the number is looked up, so two outages never share one.
    book = locked_book(HEADQUARTERS, at=at)
    outage = Outage.objects.create(
        number=queries.next_number(at.astimezone(SEOUL).year),
        title=title,
        drill=drill,
        began_at=began_at,
        suspected_at=at,
        suspected_by=by,
    )
    OutageSystem.objects.bulk_create(
        OutageSystem(outage=outage, system=system, down_since=began_at) for system in named
    )
    journal.record(book, outage, "suspect", before="", after=outage.state, by=by, at=at)
    return outage


@transaction.atomic
def declare(outage: Outage, *, by: User, at: datetime) -> Outage:
    """Declare an outage, mark its systems down for the nation, and let the filings since its start join it.

    A drill marks nothing down and takes in nobody's real filing.
    """
    ensure(by, Deed.DECLARE_OUTAGE)
    outage = Outage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
    outage.declared_at = at
    before = transit(outage, "declare")
    outage.save(update_fields=("state", "declared_at"))
    if outage.drill:
        book = locked_book(HEADQUARTERS, at=at, drill=True)
        journal.record(book, outage, "declare", before=before, after=outage.state, by=by, at=at, joined=0)
        return outage
    joined = _joined(outage, at=at)
    # A filing that was being taken has not seen the declaration: wait for it and let it join too.
    hold_books(drill=False)
    joined += _joined(outage, at=at)
    book = locked_book(HEADQUARTERS, at=at)
    for system in [row.system for row in outage.outage_systems.select_related("system")]:
        made = SystemReport.objects.create(system=system, state=SystemState.DOWN, at=outage.began_at, by=by)
        journal.record(
            book, made, "report", before="", after=SystemState.DOWN, by=by, at=at, system=system.code
        )
    journal.record(book, outage, "declare", before=before, after=outage.state, by=by, at=at, joined=joined)
    return outage


@transaction.atomic
def dismiss(outage: Outage, *, by: User, at: datetime) -> Outage:
    """A suspicion that was wrong."""
    ensure(by, Deed.DECLARE_OUTAGE)
    outage = Outage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
    before = transit(outage, "dismiss")
    outage.save(update_fields=("state",))
    journal.record(
        locked_book(HEADQUARTERS, at=at), outage, "dismiss", before=before, after=outage.state, by=by, at=at
    )
    return outage


@transaction.atomic
def bring_back(outage: Outage, system: MainSystem, *, by: User, at: datetime) -> OutageSystem:
    """One system of an outage is up again; the others may still be down."""
    ensure(by, Deed.DECLARE_OUTAGE)
    row = OutageSystem.objects.select_for_update(of=("self",)).filter(outage=outage, system=system).first()
    if row is None:
        raise NotOfThisOutage(system=system.name)
    row.restored_at = at
    row.save(update_fields=("restored_at",))
    made = SystemReport.objects.create(system=system, state=SystemState.UP, at=at, by=by)
    journal.record(
        locked_book(HEADQUARTERS, at=at),
        made,
        "report",
        before="",
        after=SystemState.UP,
        by=by,
        at=at,
        system=system.code,
    )
    return row


@transaction.atomic
def restore(outage: Outage, *, by: User, at: datetime) -> Outage:
    """Every system is back: from here on papers are reconciled, and none is made any more."""
    ensure(by, Deed.DECLARE_OUTAGE)
    outage = Outage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
    ensure_all_restored(
        [row.system.name for row in outage.outage_systems.select_related("system") if row.restored_at is None]
    )
    outage.restored_at = at
    before = transit(outage, "restore")
    outage.save(update_fields=("state", "restored_at"))
    journal.record(
        locked_book(HEADQUARTERS, at=at), outage, "restore", before=before, after=outage.state, by=by, at=at
    )
    return outage


@transaction.atomic
def close(outage: Outage, *, by: User, at: datetime) -> Outage:
    """Close an outage in which nothing is open and for which every office has signed; refuses with what is missing.

    Offices that have nothing in it are signed off on the way. The statement is frozen in the same transaction.
    """
    ensure(by, Deed.CLOSE_OUTAGE)
    outage = closings.held(outage)
    hold_books(drill=outage.drill)
    before = transit(outage, "close")
    ensure_nothing_open(queries.open_matters(outage))
    closings.sign_untouched(outage, at=at)
    accounts = closing_statements.ensure_signed(outage)
    sums = queries.sums(outage)
    faults = (*sums.faults(), *(words for one in accounts.values() for words in one.faults()))
    if faults or sums.open:
        raise OutageHasOpenMatters(matters=", ".join(dict.fromkeys(faults)) or f"임시확인서 {sums.open}건")
    statement = closing_statements.freeze(outage, by=by, at=at)
    outage.closed_at, outage.sums = at, asdict(sums)
    outage.save(update_fields=("state", "closed_at", "sums"))
    book = locked_book(HEADQUARTERS, at=at)
    journal.record(
        book,
        outage,
        "close",
        before=before,
        after=outage.state,
        by=by,
        at=at,
        statement=statement.sheet_digest,
    )
    return outage


def _joined(outage: Outage, *, at: datetime) -> int:
    """Let the filings since the outage's start, for one of its systems, join it; how many there were."""
    stopped = Q(kind__home_system__in=outage.systems.all())
    if outage.systems.filter(code=INTAKE_SYSTEM).exists():
        stopped = Q()
    return Filing.objects.filter(
        stopped,
        outage__isnull=True,
        state=FilingState.RECEIVED,
        moment__gte=outage.began_at,
        moment__lte=at,
    ).update(outage=outage)
