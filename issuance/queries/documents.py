"""Which documents of an office wait for whom, and what stands against a provisional one."""

from datetime import datetime

from django.db.models import Q, QuerySet

from issuance.domain import documents as rules
from issuance.domain.errors import IssuanceError
from issuance.domain.filings import Purpose
from issuance.domain.orders import NoOrder, Terms, ensure_covers
from issuance.domain.states import DocumentState
from issuance.models import Certificate, Delivery, Document, Filing, Office
from issuance.queries.ledger import restricted
from issuance.queries.orders import delivery_of, terms_of


def of_office(office: Office | str) -> QuerySet[Document]:
    code = office.code if isinstance(office, Office) else office
    return Document.objects.filter(office_id=code).select_related(
        "filing__kind",
        "filing__outage",
        "kind",
        "order__outage",
        "paper",
        "prepared_by",
        "approved_by",
        "issued_by",
    )


def certificates_of(office: Office | str) -> QuerySet[Certificate]:
    code = office.code if isinstance(office, Office) else office
    return Certificate.objects.filter(office_id=code).select_related(
        "paper", "filing__kind", "filing__outage"
    )


def to_submit(office: Office | str) -> QuerySet[Document]:
    """Prepared, or sent back, and in need of a supervisor."""
    return of_office(office).filter(state=DocumentState.PREPARED, needs_approval=True)


def to_approve(office: Office | str) -> QuerySet[Document]:
    return of_office(office).filter(state=DocumentState.AWAITING_APPROVAL, approved_by__isnull=True)


def to_issue(office: Office | str) -> QuerySet[Document]:
    """Prepared where nobody need approve, or approved."""
    return of_office(office).filter(
        Q(state=DocumentState.PREPARED, needs_approval=False)
        | Q(state=DocumentState.AWAITING_APPROVAL, approved_by__isnull=False)
    )


def to_hand_over(office: Office | str) -> QuerySet[Document]:
    return of_office(office).filter(state=DocumentState.ISSUED)


def allowance(filing: Filing, *, at: datetime) -> tuple[Delivery, Terms]:
    """The order's delivery at the filing's office with its terms, or the first rule that stands against a P."""
    rules.ensure_may_be_provisional(
        kind=filing.kind.name,
        output_class=filing.kind.output_class,
        alternative=filing.kind.alternative,
        relation=filing.relation,
        purpose=filing.purpose,
        purpose_label=Purpose(filing.purpose).label if filing.purpose else "",
    )
    rules.ensure_identity(id_kind=filing.id_kind, id_last4=filing.id_last4)
    if not filing.purpose:
        raise rules.FactMissing(fact="용도")
    if filing.outage is None:
        raise NoOrder
    delivery = delivery_of(filing.office_id, outage=filing.outage, at=at)
    if delivery is None:
        raise NoOrder
    terms = ensure_covers(terms_of(delivery), kind=filing.kind.code, at=at)
    if restricted(filing.subject_key, at=at):
        raise rules.Restricted
    return delivery, terms


def against_provisional(filing: Filing, *, at: datetime) -> IssuanceError | None:
    """What stands against a provisional document for this filing now, as preparing it would say."""
    try:
        allowance(filing, at=at)
    except IssuanceError as refusal:
        return refusal
    return None
