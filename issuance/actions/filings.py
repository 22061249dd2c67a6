"""Take a filing with its receipt, and bring it to its end in the main system."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

import rfc8785
from django.db import transaction

from issuance.actions import journal, near_misses, papers
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import wording
from issuance.domain.catalogue import Flow
from issuance.domain.fees import ensure_waiver
from issuance.domain.filings import (
    ApplicantBirthMissing,
    NewFiling,
    NotOfAnOutage,
    OtherContentUnderToken,
    Purpose,
    Relation,
    SettlementNotProposed,
    SettlementReason,
    clock_skew,
    ensure_complete,
    ensure_not_repeated,
    ensure_settlement_words,
    preserved_moment,
)
from issuance.domain.interests import ensure_confirmable, ensure_not_own_matter, names_meet
from issuance.domain.names import clean_name
from issuance.domain.outages import WrongState
from issuance.domain.papers import SEOUL, Series
from issuance.domain.resident_numbers import ParcelNumber, ResidentNumber
from issuance.domain.staff import ensure_another_person
from issuance.domain.states import FilingState, OutageState
from issuance.models import Book, DocumentKind, Evidence, Filing, Outage, Paper, User
from issuance.permissions import Deed, ensure
from issuance.queries.catalogue import kind_at
from issuance.queries.filings import same_before
from issuance.queries.outages import covering, down_for
from issuance.sealing.vault import keyed_hash


def receive(new: NewFiling, *, by: User, at: datetime, outage: Outage | None = None) -> Filing:
    """Take a filing and give it its receipt in one transaction; neither outage nor order is needed.

    The filing joins the declared outage that covers the kind's home system, unless one is named that
    is not closed.
    The same form sent again shows the filing that it made; other content under its token is refused, and so is
    the same request typed anew a moment later, unless it is said to be meant.
    """
    ensure(by, Deed.TAKE_FILING)
    ensure_complete(new)
    kind = kind_at(new.kind, at=at)
    ensure_waiver(new.waiver, bases=kind.waivers)
    filing = filled(new, kind, by=by, at=at)
    return keep(
        filing, lambda: _outage_of(kind, outage, at=at), verb="receive", again=new.again, by=by, at=at
    )


def keep(
    filing: Filing,
    outage_of: Callable[[], Outage | None],
    *,
    verb: str,
    again: bool,
    by: User,
    at: datetime,
    evidence: Evidence | None = None,
) -> Filing:
    """Store a filled filing with its receipt, or show the one that its token made before.

    `outage_of` is asked before the book is locked and again under its lock.
    """
    while True:
        filing.outage = outage_of()
        drill = filing.outage is not None and filing.outage.drill
        with near_misses.watched(Series.RECEIPT, subject=str(filing.pk), by=by, at=at, drill=drill):
            kept = _kept(filing, outage_of, verb=verb, again=again, by=by, at=at, evidence=evidence)
        if kept is not None:
            return kept


def _kept(
    filing: Filing,
    outage_of: Callable[[], Outage | None],
    *,
    verb: str,
    again: bool,
    by: User,
    at: datetime,
    evidence: Evidence | None,
) -> Filing | None:
    """The filing as it stands now, or nothing where its outage changed in between."""
    drill = drill_of(filing)
    stopped, since = down_for(filing.kind, office=by.office, at=filing.paper_moment or at, drill=drill)
    desk = papers.desk_of(by, drill=drill is not None)
    compose = wording.receipt(request_of(filing), desk)
    papers.ensure_paper(Series.RECEIPT, compose, desk, office=by.office_id, at=at)
    with transaction.atomic():
        book = locked_book(by.office, at=at, drill=desk.drill)
        before = Filing.objects.filter(token=filing.token).select_related("kind", "outage").first()
        if before is not None:
            if before.content_digest != filing.content_digest:
                raise OtherContentUnderToken
            return before
        # Declaring and closing an outage hold every book, so what is read now stands until the commit.
        if outage_of() != filing.outage:
            return None
        ensure_not_repeated(same_before(filing), again=again, at=at)
        filing.save(force_insert=True)
        if evidence is not None:
            evidence.save(force_insert=True)
        paper = papers.write(
            book,
            Series.RECEIPT,
            compose,
            papers.MarkFacts(
                name=filing.applicant_name,
                birth=filing.applicant_birth,
                key_fact=stopped.name if since else "",
                filing_moment=filing.moment,
            ),
            filing=filing,
            by=by,
            at=at,
        )
        journal.record(book, filing, verb, before="", after=filing.state, by=by, at=at, serial=paper.serial)
    return filing


def receipt_of(filing: Filing) -> Paper:
    return filing.papers.get(series=Series.RECEIPT, voided_at__isnull=True)


@transaction.atomic
def confirm_interest(filing: Filing, *, by: User, at: datetime) -> Filing:
    """Another clerk, whose own matter it is not, stands for a filing in which its taker has an interest."""
    ensure(by, Deed.CONFIRM_INTEREST, filing.office_id)
    filing = locked(filing)
    ensure_received(filing)
    ensure_confirmable(interest=filing.has_interest, confirmed=filing.confirmed_by_id is not None)
    for first in (filing.taken_by_id, filing.entered_by_id):
        ensure_another_person(first, by.pk, first="접수한", second="이해관계를 확인할")
    ensure_not_own_matter(by.name, filing.applicant_name, filing.subject_name)
    filing.confirmed_by, filing.confirmed_at = by, at
    filing.save(update_fields=("confirmed_by", "confirmed_at"))
    return noted(filing, "confirm_interest", by=by, at=at)


@transaction.atomic
def propose_settlement(
    filing: Filing, *, reason: SettlementReason, words: str, by: User, at: datetime
) -> Filing:
    """Propose to end a filing that the main system does not register; another person settles it."""
    ensure(by, Deed.SETTLE_FILING, filing.office_id)
    ensure_settlement_words(words)
    filing = locked(filing)
    ensure_received(filing)
    if filing.outage_id is None:
        raise NotOfAnOutage
    filing.settlement_reason, filing.settlement_words, filing.settlement_proposed_by = (
        reason,
        words.strip(),
        by,
    )
    filing.save(update_fields=("settlement_reason", "settlement_words", "settlement_proposed_by"))
    return noted(filing, "propose_settlement", by=by, at=at, reason=reason.value)


@transaction.atomic
def settle(filing: Filing, *, by: User, at: datetime) -> Filing:
    """A second person ends the filing otherwise."""
    ensure(by, Deed.SETTLE_FILING, filing.office_id)
    filing = locked(filing)
    if filing.settlement_proposed_by_id is None:
        raise SettlementNotProposed
    ensure_another_person(
        filing.settlement_proposed_by_id, by.pk, first="종결안을 올린", second="종결을 결정할"
    )
    filing.settled_by, filing.settled_at = by, at
    before = transit(filing, "settle")
    filing.save(update_fields=("state", "settled_by", "settled_at"))
    journal.record(
        _book(filing, by=by, at=at), filing, "settle", before=before, after=filing.state, by=by, at=at
    )
    return filing


def ensure_received(filing: Filing) -> None:
    """Refuse a filing that has come to its end."""
    if filing.state != FilingState.RECEIVED:
        raise WrongState(state=FilingState(filing.state).label)


def noted(filing: Filing, verb: str, *, by: User, at: datetime, **detail: str | int | None) -> Filing:
    """Journal a deed that leaves the state of a locked filing as it is."""
    journal.record(
        _book(filing, by=by, at=at),
        filing,
        verb,
        before=filing.state,
        after=filing.state,
        by=by,
        at=at,
        **detail,
    )
    return filing


def request_of(filing: Filing) -> wording.Request:
    """A filing as it stands on paper."""
    return wording.Request(
        what=filing.what,
        copies=filing.copies,
        applicant=filing.applicant_name,
        applicant_birth=filing.applicant_birth,
        relation=Relation(filing.relation).label,
        subject=filing.subject_name or filing.applicant_name,
        subject_birth=filing.subject_birth,
        parcel=filing.parcel,
        purpose=Purpose(filing.purpose).label if filing.purpose else "",
        receiver=filing.receiver,
        handed_in=filing.handed_in,
        moment=filing.moment,
        deadline=filing.kind.deadline if filing.kind.flow == Flow.FILING else "",
        outage_number=filing.outage.number if filing.outage else "",
    )


def drill_of(filing: Filing) -> Outage | None:
    """The drill in which a filing is played; nothing for a real one."""
    return filing.outage if filing.outage is not None and filing.outage.drill else None


def subject_hash(number: str) -> str:
    """The keyed hash by which a person or parcel is found; the number itself is never compared."""
    return keyed_hash("subject", number)


def _outage_of(kind: DocumentKind, named: Outage | None, *, at: datetime) -> Outage | None:
    if named is not None:
        named = Outage.objects.filter(pk=named.pk).exclude(state=OutageState.CLOSED).first()
    return named or covering(kind.home_system, at=at)


def filled(new: NewFiling, kind: DocumentKind, *, by: User, at: datetime) -> Filing:
    """A filing as it was typed, not stored yet."""
    moment = preserved_moment(begun_at=new.begun_at, sent_at=at)
    filing = Filing(
        office=by.office,
        window=by.window,
        taken_by=by,
        kind=kind,
        title=new.title.strip(),
        applicant_name=clean_name(new.applicant_name),
        applicant_phone=new.applicant_phone.strip(),
        relation=new.relation,
        id_kind=new.id_kind,
        id_last4=new.id_last4.strip(),
        id_issued_on=new.id_issued_on,
        purpose=new.purpose,
        receiver=new.receiver.strip(),
        copies=new.copies,
        handed_in=new.handed_in.strip(),
        waiver=new.waiver,
        begun_at=new.begun_at,
        sent_at=at,
        moment=moment.at,
        clock_skew=clock_skew(new.device_moment, sent_at=at),
        interest=new.interest,
        token=new.token,
        content_digest=_content_digest(new),
    )
    birth = new.applicant_birth
    if kind.is_parcel and new.number.strip():
        parcel = ParcelNumber.parse(new.number)
        filing.parcel, filing.subject_key = parcel.digits, subject_hash(parcel.digits)
    elif new.number.strip():
        number = ResidentNumber.parse(new.number, today=at.astimezone(SEOUL).date())
        filing.seal("subject_number", number.digits)
        filing.subject_key, filing.subject_birth = subject_hash(number.digits), number.birth
        filing.subject_name = clean_name(new.subject_name or new.applicant_name)
        if new.relation == Relation.SELF:
            birth = number.birth
    if birth is None:
        raise ApplicantBirthMissing
    filing.applicant_birth = birth
    filing.interest_found = names_meet(by.name, filing.applicant_name, filing.subject_name)
    return filing


def _content_digest(new: NewFiling) -> str:
    """A keyed hash of what was typed, so that a resend is told from other content without keeping the number."""
    # A form sent again comes a moment later: the clock beside it is no content, nor is what was said of a repeat.
    beside = ("token", "device_moment", "again")
    facts = {name: str(value) for name, value in asdict(new).items() if name not in beside}
    return keyed_hash("form", hashlib.sha256(rfc8785.dumps(facts)).hexdigest())


def locked(filing: Filing) -> Filing:
    # No key of it changes, so a paper that names it can be written meanwhile by whoever holds its document.
    # Not with its outage: a row that had to be waited for is read anew, what is joined to it is not.
    return (
        Filing.objects.select_for_update(of=("self",), no_key=True).select_related("kind").get(pk=filing.pk)
    )


def _book(filing: Filing, *, by: User, at: datetime) -> Book:
    return locked_book(by.office_id, at=at, drill=filing.outage is not None and filing.outage.drill)
