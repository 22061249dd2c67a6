"""Prepare, approve, issue, hand over and void a provisional document."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from issuance.actions import journal, near_misses, papers
from issuance.actions.access import opened
from issuance.actions.filings import receipt_of, request_of
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import documents as rules
from issuance.domain import wording
from issuance.domain.access import Reason
from issuance.domain.documents import Source, VoidReason
from issuance.domain.fees import ensure_waiver, fee_of
from issuance.domain.filings import IdKind, OtherContentUnderToken
from issuance.domain.interests import ensure_interest_confirmed, ensure_not_own_matter
from issuance.domain.orders import NoOrder, ensure_acknowledged
from issuance.domain.outages import WrongState
from issuance.domain.paper_filings import ensure_paper_checked
from issuance.domain.papers import Series
from issuance.domain.resident_numbers import ResidentNumber, ensure_none_open
from issuance.domain.slips import ensure_same_request
from issuance.domain.sources import Origin, ensure_origins, restored, weakest
from issuance.domain.spellings import row_text, spelled
from issuance.domain.staff import ensure_another_person
from issuance.domain.states import DocumentState, FilingState
from issuance.models import Book, Delivery, Document, Filing, User
from issuance.permissions import Deed, ensure
from issuance.printing.paper import draw_application
from issuance.printing.preview import draw_preview
from issuance.queries import ledger as ledger_queries
from issuance.queries.documents import allowance
from issuance.sealing.vault import keyed_hash


@transaction.atomic
def snapshot_facts(filing: Filing, *, by: User, at: datetime) -> tuple[dict[str, str], datetime]:
    """What the register snapshot says of the filing's subject, and as of when; leaves an access record."""
    ensure(by, Deed.PREPARE, filing.office_id)
    if ledger_queries.restricted(filing.subject_key, at=at):
        raise rules.Restricted
    entry = ledger_queries.snapshot_entry(filing, at=at)
    if entry is None:
        raise rules.NotInSnapshot
    text = opened(entry, "facts", by=by, at=at, reason=Reason.SNAPSHOT, subject_key=entry.subject_key)
    facts: dict[str, str] = json.loads(text)
    return facts, entry.as_of


def prepare(
    filing: Filing,
    *,
    source: Source,
    facts: Mapping[str, str] | None = None,
    as_of: datetime | None = None,
    source_note: str = "",
    origins: Mapping[str, Origin] | None = None,
    waiver: str | None = None,
    by: User,
    at: datetime,
    token: str,
) -> Document:
    """Prepare a provisional document from one of the four sources.

    From the snapshot the facts are the snapshot's and none are handed in; from paper they are
    what the clerk read there, with the moment at which the paper was true. `origins` are of single facts that
    were read elsewhere: the weakest of all sources then stands for the document. `waiver` is the basis on which
    the fee is waived, by a proof that the clerk has seen; None takes the one that the filing names.
    """
    ensure(by, Deed.PREPARE, filing.office_id)
    delivery, terms = allowance(filing, at=at)
    if source == Source.SNAPSHOT:
        facts, as_of = snapshot_facts(filing, by=by, at=at)
    clean = {name: value.strip() for name, value in (facts or {}).items()}
    as_of = as_of or at
    single = dict(origins or {})
    waiver = filing.waiver if waiver is None else waiver
    content = _content_digest(filing, source, clean, as_of, single, waiver)
    rules.ensure_facts(clean, expected=filing.kind.facts)
    ensure_waiver(waiver, bases=filing.kind.waivers)
    most = Origin(source, as_of, source_note.strip())
    ensure_none_open({"근거 문서": most.note})
    ensure_origins(single, of_most=source, facts=filing.kind.facts)
    for origin in (most, *single.values()):
        rules.ensure_source(origin.source, as_of=origin.as_of, at=at, snapshot_age=terms.snapshot_age)
    of_facts = {name: single.get(name, most) for name in filing.kind.facts}
    stands = weakest(list(of_facts.values()))
    with transaction.atomic():
        filing = Filing.objects.select_for_update(of=("self",)).select_related("kind").get(pk=filing.pk)
        before = Document.objects.filter(token=token).first()
        if before is not None:
            if before.content_digest != content:
                raise OtherContentUnderToken
            return before
        if filing.state != FilingState.RECEIVED:
            raise WrongState(state=FilingState(filing.state).label)
        rules.ensure_none_standing(filing.documents.values_list("state", flat=True))
        waived = delivery.order.kinds.filter(code=filing.kind.code, fee_waived=True).exists()
        fee = fee_of(
            each=filing.kind.fee_won,
            copies=filing.copies,
            by_order=f"지침 {delivery.order.number}" if waived else "",
            waiver=waiver,
        )
        document = Document(
            id=uuid.uuid4(),
            filing=filing,
            kind=filing.kind,
            order=delivery.order,
            office=filing.office,
            token=token,
            content_digest=content,
            source=stands.source,
            source_as_of=stands.as_of,
            source_note=stands.note,
            fact_sources={name: origin.stored() for name, origin in of_facts.items() if origin != stands},
            fingerprints=fingerprints_of(clean),
            row_digest=_row_digest(filing, clean, by=by, at=at),
            needs_approval=rules.needs_approval(
                source=stands.source, kind_needs_it=filing.kind.supervisor_approves
            ),
            fee_due=fee.due,
            fee_waived=fee.waived,
            waiver_basis=fee.basis,
            prepared_by=by,
            prepared_at=at,
        )
        document.seal("facts", json.dumps(clean, ensure_ascii=False))
        document.save(force_insert=True)
        book = locked_book(by.office, at=at, drill=_drill(filing))
        journal.record(book, document, "prepare", before="", after=document.state, by=by, at=at)
    return document


@transaction.atomic
def submit(document: Document, *, by: User, at: datetime) -> Document:
    """Ask a supervisor to approve."""
    ensure(by, Deed.PREPARE, document.office_id)
    document = _locked(document)
    if not document.needs_approval:
        raise rules.ApprovalNotNeeded
    return _stepped(document, "submit", by=by, at=at)


@transaction.atomic
def approve(document: Document, *, by: User, at: datetime) -> Document:
    """A supervisor who did not prepare it approves; the clerk then issues."""
    ensure(by, Deed.APPROVE, document.office_id)
    document = _locked(document)
    ensure_another_person(document.prepared_by_id, by.pk, first="서류를 작성한", second="결재할")
    if document.approved_by_id is not None:
        raise rules.AlreadyApproved
    document.approved_by, document.approved_at = by, at
    return _stepped(document, "approve", "approved_by", "approved_at", by=by, at=at)


@transaction.atomic
def send_back(document: Document, *, words: str, by: User, at: datetime) -> Document:
    """Return it to the clerk with a reason; an approval given before no longer counts."""
    ensure(by, Deed.APPROVE, document.office_id)
    rules.ensure_reason(words)
    document = _locked(document)
    document.words, document.approved_by, document.approved_at = words.strip(), None, None
    return _stepped(document, "send_back", "words", "approved_by", "approved_at", by=by, at=at)


@transaction.atomic
def refuse(document: Document, *, words: str, by: User, at: datetime) -> Document:
    ensure(by, Deed.APPROVE, document.office_id)
    rules.ensure_reason(words)
    document = _locked(document)
    document.words = words.strip()
    return _stepped(document, "refuse", "words", by=by, at=at)


@transaction.atomic
def withdraw(document: Document, *, words: str, by: User, at: datetime) -> Document:
    """The applicant no longer wants it; no number was used."""
    ensure(by, Deed.PREPARE, document.office_id)
    rules.ensure_reason(words)
    document = _locked(document)
    document.words = words.strip()
    return _stepped(document, "withdraw", "words", by=by, at=at)


def issue(document: Document, *, by: User, at: datetime) -> Document:
    """Issue: one transaction takes the number, freezes the sheet and signs the mark, or none of it happens.

    What can refuse is asked before any lock, and asked again under the lock, where the office's
    delivery is held so that an order cannot end between the question and the commit. A repeat of
    an issue that was done shows that document. A fault of the program is written down as a near-miss.
    """
    ensure(by, Deed.ISSUE, document.office_id)
    drill = _drill(document.filing)
    with near_misses.watched(Series.PROVISIONAL, subject=str(document.pk), by=by, at=at, drill=drill):
        return _issue(document, by=by, at=at)


def _issue(document: Document, *, by: User, at: datetime) -> Document:
    document = Document.objects.select_related("filing__kind", "filing__outage", "kind", "order").get(
        pk=document.pk
    )
    if document.paper_id is not None and document.state == DocumentState.ISSUED:
        return document
    _ensure_issuable(document, by=by, at=at)
    desk = papers.desk_of(by, drill=_drill(document.filing))
    request = request_of(document.filing)
    with transaction.atomic():
        facts = facts_of(document, by=by, at=at, reason=Reason.PREPARATION)
        compose = _composer(document, facts, desk, by=by, at=at)
    papers.ensure_paper(Series.PROVISIONAL, compose, desk, office=document.office_id, at=at)
    with transaction.atomic():
        document = _locked(document)
        if document.state == DocumentState.ISSUED:
            return document
        Delivery.objects.select_for_update(of=("self",)).get(
            order=document.order_id, office=document.office_id
        )
        ensure_same_request(request == request_of(document.filing))
        _ensure_issuable(document, by=by, at=at)
        book = locked_book(by.office, at=at, drill=desk.drill)
        # A third near-miss stops the office under the lock of its book.
        near_misses.ensure_going_on(document.office_id, drill=desk.drill)
        subject = document.filing
        of_applicant = document.kind.is_parcel
        paper = papers.write(
            book,
            Series.PROVISIONAL,
            compose,
            papers.MarkFacts(
                name=subject.applicant_name if of_applicant else subject.subject_name,
                birth=subject.applicant_birth
                if of_applicant
                else subject.subject_birth or subject.applicant_birth,
                key_fact=wording.key_fact_of(document.kind.key_fact, facts),
                expires_at=_valid_until(document, at),
                purpose=int(subject.purpose),
            ),
            filing=subject,
            by=by,
            at=at,
        )
        document.paper, document.issued_by, document.issued_at = paper, by, at
        return _stepped(
            document, "issue", "paper", "issued_by", "issued_at", by=by, at=at, book=book, serial=paper.serial
        )


@transaction.atomic
def preview(document: Document, *, by: User, at: datetime) -> bytes:
    """The paper as it would be issued now, with 미리보기 across it, no number and no mark.

    The facts are opened for it, which leaves an access record as issuing does.
    """
    ensure(by, Deed.PREPARE, document.office_id)
    if document.paper_id is not None:
        raise WrongState(state=DocumentState(document.state).label)
    desk = papers.desk_of(by, drill=_drill(document.filing))
    reason = Reason.APPROVAL if document.prepared_by_id != by.pk else Reason.PREPARATION
    facts = facts_of(document, by=by, at=at, reason=reason)
    compose = _composer(document, facts, desk, by=by, at=at)
    blank = wording.Numbering.blank(
        Series.PROVISIONAL, document.office_id, window=desk.window, issued_at=at, drill=desk.drill
    )
    return draw_preview(compose(blank))


@transaction.atomic
def hand_over(document: Document, *, by: User, at: datetime) -> Document:
    ensure(by, Deed.HAND_OVER, document.office_id)
    document = _locked(document)
    document.handed_over_at = at
    return _stepped(document, "hand_over", "handed_over_at", by=by, at=at)


@transaction.atomic
def void(document: Document, *, reason: VoidReason, words: str, by: User, at: datetime) -> Document:
    """Spoiled or not collected, before hand-over; the number is kept with its reason."""
    ensure(by, Deed.VOID, document.office_id)
    rules.ensure_reason(words)
    document = _locked(document)
    document.voided_at, document.void_reason, document.words = at, reason, words.strip()
    document.fee_to_refund = document.fee_due - document.fee_waived
    document = _stepped(document, "void", "voided_at", "void_reason", "words", "fee_to_refund", by=by, at=at)
    assert document.paper is not None
    papers.void(document.paper, reason=f"{reason.label}: {words.strip()}", at=at)
    return document


@transaction.atomic
def application(filing: Filing, *, by: User, at: datetime) -> bytes:
    """The 신청서 with the pledge, as a PDF for the applicant to sign."""
    ensure(by, Deed.PRINT, filing.office_id)
    desk = papers.desk_of(by, drill=_drill(filing))
    return draw_application(
        wording.application(
            request_of(filing),
            desk,
            receipt_serial=receipt_of(filing).serial,
            identity=_identity(filing),
            moment=at,
        )
    )


def facts_of(document: Document, *, by: User, at: datetime, reason: Reason) -> dict[str, str]:
    """The opened facts of a document, in the catalogue's order."""
    text = opened(document, "facts", by=by, at=at, reason=reason, subject_key=document.filing.subject_key)
    facts: dict[str, str] = json.loads(text)
    return facts


def masked_number(filing: Filing, *, by: User, at: datetime, reason: Reason = Reason.PREPARATION) -> str:
    """`850302-9******`, or nothing for a parcel."""
    if filing.subject_number is None:
        return ""
    digits = opened(filing, "subject_number", by=by, at=at, reason=reason, subject_key=filing.subject_key)
    return ResidentNumber(digits).masked


def fingerprints_of(facts: Mapping[str, str]) -> dict[str, str]:
    """Keyed fingerprints by which facts are compared with the ledger without being opened."""
    found = {}
    for name, value in facts.items():
        canonical, ending = spelled(name, value)
        found[name] = keyed_hash(f"fact:{name}", canonical)[:32] + ending
    return found


def _row_digest(filing: Filing, facts: Mapping[str, str], *, by: User, at: datetime) -> bytes:
    """What a ledger row that says the same has too; the number is opened for it, which leaves an access record."""
    subject = filing.parcel or opened(
        filing, "subject_number", by=by, at=at, reason=Reason.PREPARATION, subject_key=filing.subject_key
    )
    return row_digest(
        filing.kind.code, subject, (facts[name] for name in filing.kind.facts), name=filing.subject_name
    )


def row_digest(kind: str, subject: str, facts: Iterable[str], *, name: str) -> bytes:
    """The keyed digest of a paper or of a ledger row: 16 bytes, over the facts in the catalogue's order."""
    return bytes.fromhex(keyed_hash("row", row_text(kind, subject, facts, name=name)))[:16]


def _valid_until(document: Document, at: datetime) -> datetime:
    return at.replace(microsecond=0) + timedelta(days=document.order.validity_days)


def _composer(
    document: Document, facts: Mapping[str, str], desk: wording.Desk, *, by: User, at: datetime
) -> wording.Composer:
    """The words of the paper; the masked number is opened for it, which leaves an access record."""
    provision = wording.Provision(
        title=document.kind.provisional_title,
        formal_name=document.kind.formal_name,
        law=document.kind.law,
        subject_number=masked_number(document.filing, by=by, at=at),
        facts=tuple((name, facts[name]) for name in document.kind.facts),
        origin=Origin(Source(document.source), document.source_as_of, document.source_note),
        origins=restored(document.fact_sources),
        issued_at=at.replace(microsecond=0),
        valid_until=_valid_until(document, at),
        order_number=document.order.number,
        identity=_identity(document.filing),
        fee_due=document.fee_due,
        fee_waived=document.fee_waived,
        waiver_basis=document.waiver_basis,
    )
    return wording.provisional(request_of(document.filing), provision, desk)


def _ensure_issuable(document: Document, *, by: User, at: datetime) -> None:
    if document.filing.state != FilingState.RECEIVED:
        raise WrongState(state=FilingState(document.filing.state).label)
    delivery, terms = allowance(document.filing, at=at)
    if delivery.order_id != document.order_id:
        raise NoOrder
    ensure_acknowledged(terms)
    filing = document.filing
    ensure_paper_checked(on_paper=filing.on_paper, checked=filing.checked_by_id is not None)
    ensure_interest_confirmed(interest=filing.has_interest, confirmed=filing.confirmed_by_id is not None)
    if by.pk != filing.taken_by_id:
        ensure_not_own_matter(by.name, filing.applicant_name, filing.subject_name)
    near_misses.ensure_going_on(document.office_id, drill=_drill(filing))
    # What stands for all is the weakest: none but a document of the snapshot alone has an age that ends.
    rules.ensure_source(document.source, as_of=document.source_as_of, at=at, snapshot_age=terms.snapshot_age)
    rules.ensure_approved(needed=document.needs_approval, approved=document.approved_by_id is not None)
    if document.approved_by_id is not None:
        ensure_another_person(document.approved_by_id, by.pk, first="결재한", second="발급할")


def _stepped(
    document: Document,
    verb: str,
    *fields: str,
    by: User,
    at: datetime,
    book: Book | None = None,
    **detail: str | int | None,
) -> Document:
    before = transit(document, verb)
    document.save(update_fields=("state", *fields))
    book = book or locked_book(by.office_id, at=at, drill=_drill(document.filing))
    journal.record(book, document, verb, before=before, after=document.state, by=by, at=at, **detail)
    return document


def _locked(document: Document) -> Document:
    # Not with its paper or filing: a row that had to be waited for is read anew, what is joined to it is not.
    document = (
        Document.objects.select_for_update(of=("self",)).select_related("kind", "order").get(pk=document.pk)
    )
    document.filing = Filing.objects.select_related("kind", "outage").get(pk=document.filing_id)
    return document


def _drill(filing: Filing) -> bool:
    return filing.outage is not None and filing.outage.drill


def _identity(filing: Filing) -> str:
    label = IdKind(filing.id_kind).label if filing.id_kind else ""
    return wording.identity_line(label=label, last4=filing.id_last4, issued_on=filing.id_issued_on)


def _content_digest(
    filing: Filing,
    source: Source,
    facts: Mapping[str, str],
    as_of: datetime,
    origins: Mapping[str, Origin],
    waiver: str,
) -> str:
    single = sorted((fact, origin.stored()) for fact, origin in origins.items())
    parts = [str(filing.pk), source, sorted(facts.items()), as_of.isoformat(), single, waiver]
    text = json.dumps(parts, ensure_ascii=False)
    return keyed_hash("form", hashlib.sha256(text.encode()).hexdigest())
