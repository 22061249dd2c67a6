"""What people add to a case: whose it is, notes and attachments; none of it changes its state."""

import uuid
from datetime import datetime

from django.db import transaction

from issuance.actions import reconciliation
from issuance.actions.access import leave_record
from issuance.domain import case_files as rules
from issuance.domain.access import Reason
from issuance.domain.case_files import NoteKind
from issuance.domain.documents import ensure_reason
from issuance.domain.paper_filings import EvidenceType, evidence_type
from issuance.domain.resident_numbers import ensure_none_open
from issuance.domain.states import CaseState
from issuance.models import Case, CaseAttachment, CaseNote, User
from issuance.permissions import Deed, ensure
from issuance.queries.reconciliation import colleagues


@transaction.atomic
def assign(case: Case, *, to: User, by: User, at: datetime) -> Case:
    """Give a case that nobody has, or that is one's own, to oneself or to a colleague of the office."""
    ensure(by, Deed.RECONCILE, case.document.office_id)
    case = _standing(case)
    if case.assigned_to_id not in (None, by.pk):
        assert case.assigned_to is not None
        raise rules.AssignedAlready(name=case.assigned_to.name)
    return _assigned(case, to, "assign", by=by, at=at)


@transaction.atomic
def take_over(case: Case, *, words: str, by: User, at: datetime) -> Case:
    """Take a case from a colleague, who reads why."""
    ensure(by, Deed.RECONCILE, case.document.office_id)
    ensure_reason(words)
    case = _standing(case)
    CaseNote.objects.create(case=case, kind=NoteKind.TAKEN_OVER, words=words.strip(), by=by, at=at)
    return _assigned(case, by, "take_over", by=by, at=at)


@transaction.atomic
def note(case: Case, *, words: str, by: User, at: datetime) -> CaseNote:
    """Add what others should know; it is never changed. Also to a case that has ended."""
    reconciliation.ensure_sees(case, by)
    ensure_reason(words)
    case = reconciliation.locked(case)
    row = CaseNote.objects.create(case=case, kind=NoteKind.NOTE, words=words.strip(), by=by, at=at)
    reconciliation.recorded(case, "note", by=by, at=at, note=row.pk)
    return row


@transaction.atomic
def attach(case: Case, *, title: str, content: bytes, by: User, at: datetime) -> CaseAttachment:
    """Keep a photo or a scan with the case, sealed; refuses other files and more than 5 MB."""
    ensure(by, Deed.RECONCILE, case.document.office_id)
    if not content:
        raise rules.NoAttachment
    media_type = evidence_type(content)
    ensure_none_open({"첨부 이름": title})
    case = _standing(case)
    rules.ensure_room(case.attachments.count())
    row = CaseAttachment(
        id=uuid.uuid4(),
        case=case,
        title=title.strip() or media_type.label,
        media_type=media_type,
        byte_count=len(content),
        by=by,
        at=at,
    )
    row.seal_bytes("content", content)
    row.save(force_insert=True)
    reconciliation.recorded(case, "attach", by=by, at=at, attachment=str(row.pk))
    return row


@transaction.atomic
def attachment(row: CaseAttachment, *, by: User, at: datetime) -> tuple[bytes, EvidenceType]:
    """The file as it was handed in; leaves an access record."""
    reconciliation.ensure_sees(row.case, by)
    subject_key = row.case.document.filing.subject_key
    leave_record(row, by=by, at=at, reason=Reason.EVIDENCE, subject_key=subject_key)
    return row.unsealed_bytes("content"), EvidenceType(row.media_type)


def _assigned(case: Case, to: User, verb: str, *, by: User, at: datetime) -> Case:
    if not colleagues(case.document.office_id).filter(pk=to.pk).exists():
        raise rules.NotAColleague
    if case.assigned_to_id == to.pk:
        raise rules.AssignedToSelf
    case.assigned_to = to
    case.save(update_fields=("assigned_to",))
    reconciliation.recorded(case, verb, by=by, at=at, to=str(to.pk))
    return case


def _standing(case: Case) -> Case:
    case = reconciliation.locked(case)
    if case.state == CaseState.SETTLED:
        raise rules.CaseIsSettled
    return case
