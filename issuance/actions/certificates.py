"""Give a 전산장애 사실확인서, and void one that was spoiled."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from issuance.actions import journal, near_misses, papers
from issuance.actions.filings import drill_of, request_of
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import wording
from issuance.domain.documents import VoidReason, ensure_reason
from issuance.domain.filings import OtherContentUnderToken
from issuance.domain.outages import OutageIsClosed, ensure_down
from issuance.domain.papers import Series
from issuance.domain.states import CertificateState, OutageState
from issuance.models import Certificate, Filing, Outage, User
from issuance.permissions import Deed, ensure
from issuance.queries.outages import down_for


def certify(filing: Filing, *, by: User, at: datetime, token: str) -> Certificate:
    """Give a 전산장애 사실확인서, free: it needs no order, only a system that is marked down."""
    ensure(by, Deed.CERTIFY, filing.office_id)
    drill = drill_of(filing) is not None
    with near_misses.watched(Series.CERTIFICATE, subject=str(filing.pk), by=by, at=at, drill=drill):
        return _certify(filing, by=by, at=at, token=token)


def _certify(filing: Filing, *, by: User, at: datetime, token: str) -> Certificate:
    system, since = down_for(filing.kind, office=by.office, at=at, drill=drill_of(filing))
    ensure_down(system.name, is_down=since is not None)
    desk = papers.desk_of(by, drill=drill_of(filing) is not None)
    compose = wording.certificate(request_of(filing), desk, system=system.name, down_since=since)
    papers.ensure_paper(Series.CERTIFICATE, compose, desk, office=by.office_id, at=at)
    with transaction.atomic():
        filing = Filing.objects.select_for_update(of=("self",)).select_related("kind").get(pk=filing.pk)
        book = locked_book(by.office, at=at, drill=desk.drill)
        before = Certificate.objects.filter(
            Q(filing=filing, state=CertificateState.ISSUED) | Q(token=token)
        ).first()
        if before is not None:
            if before.filing_id != filing.pk:
                raise OtherContentUnderToken
            return before
        _ensure_not_closed(filing)
        paper = papers.write(
            book,
            Series.CERTIFICATE,
            compose,
            papers.MarkFacts(
                name=filing.applicant_name,
                birth=filing.applicant_birth,
                key_fact=system.name,
                filing_moment=filing.moment,
            ),
            filing=filing,
            by=by,
            at=at,
        )
        certificate = Certificate.objects.create(
            filing=filing, office=filing.office, paper=paper, token=token, issued_at=paper.issued_at
        )
        journal.record(
            book,
            certificate,
            "certify",
            before="",
            after=certificate.state,
            by=by,
            at=at,
            serial=paper.serial,
        )
    return certificate


@transaction.atomic
def void(certificate: Certificate, *, reason: VoidReason, words: str, by: User, at: datetime) -> Certificate:
    """A spoiled certificate keeps its number; another may then be given."""
    ensure(by, Deed.VOID, certificate.office_id)
    ensure_reason(words)
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    book = locked_book(by.office, at=at, drill=drill_of(certificate.filing) is not None)
    _ensure_not_closed(certificate.filing)
    certificate.voided_at, certificate.void_reason = at, reason
    before = transit(certificate, "void")
    certificate.save(update_fields=("state", "voided_at", "void_reason"))
    papers.void(certificate.paper, reason=f"{reason.label}: {words.strip()}", at=at)
    journal.record(book, certificate, "void", before=before, after=certificate.state, by=by, at=at)
    return certificate


def _ensure_not_closed(filing: Filing) -> None:
    """Refuse what would change the sums of a closed outage; the caller's book keeps it from being closed now."""
    if Outage.objects.filter(pk=filing.outage_id, state=OutageState.CLOSED).exists():
        raise OutageIsClosed
