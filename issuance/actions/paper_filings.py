"""Enter a filing that was taken on paper, with its own moment, and let a second clerk compare the two."""

import uuid
from datetime import datetime

from django.db import transaction

from issuance.actions import filings
from issuance.actions.access import leave_record
from issuance.domain import paper_filings as rules
from issuance.domain.access import Reason
from issuance.domain.filings import NewFiling, ensure_complete
from issuance.domain.interests import names_meet
from issuance.domain.paper_filings import EvidenceType
from issuance.domain.staff import ensure_another_person
from issuance.domain.states import OutageState
from issuance.models import DocumentKind, Evidence, Filing, Outage, User
from issuance.permissions import Deed, ensure
from issuance.queries.catalogue import kind_at
from issuance.queries.paper_filings import evidence_of, outage_at
from issuance.sealing.vault import keyed_hash


def enter(
    new: NewFiling,
    *,
    moment: datetime,
    taken_by: User | None = None,
    taken_by_name: str = "",
    evidence: bytes | None = None,
    by: User,
    at: datetime,
    outage: Outage | None = None,
) -> Filing:
    """Enter a filing later, at the moment that stands on the paper; it has its number R like any other.

    Who took it is a person with an account here, or a name. The moment lies in an outage that is not
    closed, in which the kind's system was down. Until another clerk has checked it, it has no P.
    """
    ensure(by, Deed.TAKE_FILING)
    ensure_complete(new)
    rules.ensure_past(moment, at=at)
    kind = kind_at(new.kind, at=at)
    _outage_of(kind, outage, moment=moment)
    filing = filings.filled(new, kind, by=by, at=at)
    if taken_by is None:
        filing.taken_by_name = rules.taker_name(taken_by_name)
    else:
        filing.taken_by = taken_by
    concerned = (filing.applicant_name, filing.subject_name)
    filing.interest_found = names_meet(by.name, *concerned) or names_meet(filing.taken_by_whom, *concerned)
    filing.entered_by = by
    filing.moment = filing.paper_moment = moment
    scan = scan_of(filing, evidence) if evidence is not None else None
    filing.content_digest = _digest(filing, evidence)
    return filings.keep(
        filing,
        lambda: _outage_of(kind, outage, moment=moment),
        verb="enter_paper",
        again=new.again,
        by=by,
        at=at,
        evidence=scan,
    )


@transaction.atomic
def check(filing: Filing, *, by: User, at: datetime) -> Filing:
    """A second clerk has compared what was entered with the paper."""
    ensure(by, Deed.CHECK_PAPER_FILING, filing.office_id)
    filing = filings.locked(filing)
    filings.ensure_received(filing)
    rules.ensure_checkable(on_paper=filing.on_paper, checked=filing.checked_by_id is not None)
    ensure_another_person(filing.entered_by_id, by.pk, first="입력한", second="종이와 맞춰 볼")
    filing.checked_by, filing.checked_at = by, at
    filing.save(update_fields=("checked_by", "checked_at"))
    return filings.noted(filing, "check_paper", by=by, at=at)


@transaction.atomic
def evidence(filing: Filing, *, by: User, at: datetime) -> tuple[bytes, EvidenceType]:
    """The photo or scan as it was handed in; leaves an access record."""
    ensure(by, Deed.SEE_OWN_OFFICE, filing.office_id)
    found = evidence_of(filing)
    if found is None:
        raise rules.NoEvidence
    leave_record(found, by=by, at=at, reason=Reason.EVIDENCE, subject_key=filing.subject_key)
    return found.unsealed_bytes("content"), EvidenceType(found.media_type)


def _outage_of(kind: DocumentKind, named: Outage | None, *, moment: datetime) -> Outage | None:
    """The outage that the filing joins now; nothing while it is only suspected."""
    outage = outage_at(kind.home_system, moment=moment, named=named)
    if outage is None:
        raise rules.NoOutageAtMoment
    return None if outage.state == OutageState.SUSPECTED else outage


def scan_of(filing: Filing, content: bytes) -> Evidence:
    """The evidence of a filing, sealed and not stored yet; refuses what is no photo or scan."""
    found = rules.evidence_type(content)
    row = Evidence(id=uuid.uuid4(), filing=filing, media_type=found, byte_count=len(content))
    row.seal_bytes("content", content)
    return row


def _digest(filing: Filing, content: bytes | None) -> str:
    """The form's own digest with what only the paper says, so that a resend is told from other content."""
    paper = (filing.moment.isoformat(), str(filing.taken_by_id), filing.taken_by_name)
    scan = keyed_hash("form", (content or b"").hex())
    return keyed_hash("form", "\n".join((filing.content_digest, *paper, scan)))
