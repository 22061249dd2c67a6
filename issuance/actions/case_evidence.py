"""Look at a case: the paper as it was printed beside the ledger's record, and the row that a person picks."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from issuance.actions import documents, reconciliation
from issuance.actions.access import opened
from issuance.actions.findings import entry_of
from issuance.actions.papers import sheet_of
from issuance.domain import matching
from issuance.domain import reconciliation as rules
from issuance.domain.access import Reason
from issuance.domain.case_files import NoteKind
from issuance.domain.documents import ensure_reason
from issuance.domain.matching import NAME, CaseVerdict, LedgerState, PaperFacts
from issuance.domain.outages import WrongState
from issuance.domain.reconciliation import NUMBER, PARCEL
from issuance.domain.second_looks import BlindLook
from issuance.domain.states import CaseState
from issuance.models import Case, CaseBatchSample, CaseNote, LedgerEntry, User
from issuance.permissions import Deed, ensure
from issuance.printing.preview import draw_review
from issuance.queries.reconciliation import OPEN
from issuance.queries.second_looks import blind_to

OTHER_NUMBER = "다른 번호"
AGREEMENTS = {"same": "같음", "close": "비슷함", "different": "다름", "missing": "비어 있음"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact side by side: as printed, and as the ledger has it."""

    fact: str
    printed: str
    ledger: str

    @property
    def differs(self) -> bool:
        return self.printed != self.ledger


@dataclass(frozen=True, slots=True)
class Agreement:
    """One field of a candidate, as the matcher explains it."""

    name: str
    agreement: str
    words: str

    @property
    def agreement_label(self) -> str:
        return AGREEMENTS.get(self.agreement, self.agreement)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the ledger that may be the paper's; its fields are read before its score."""

    entry: LedgerEntry
    fields: tuple[Agreement, ...]
    score: float
    facts: tuple[Evidence, ...]

    @property
    def percent(self) -> int:
        return round(self.score * 100)


@transaction.atomic
def evidence(case: Case, *, by: User, at: datetime) -> tuple[Evidence, ...]:
    """The paper's facts beside the ledger's; opens both, which leaves access records.

    Whoever decides a batch has looked at the case by this. Refuses somebody who is to look at it blind.
    """
    reconciliation.ensure_sees(case, by)
    if blind_to(by, case.document_id):
        raise BlindLook
    CaseBatchSample.objects.filter(case=case, person=by, looked_at__isnull=True).update(looked_at=at)
    return side_by_side(case, by=by, at=at)


def side_by_side(case: Case, *, by: User, at: datetime) -> tuple[Evidence, ...]:
    """Without asking who may see it."""
    printed = documents.facts_of(case.document, by=by, at=at, reason=Reason.REVIEW)
    entry = entry_of(case)
    return _beside(case, printed, entry, by=by, at=at)


@transaction.atomic
def candidates(case: Case, *, by: User, at: datetime) -> tuple[Candidate, ...]:
    """The rows that may be the paper's, each opened with an access record, their fields before their score."""
    reconciliation.ensure_sees(case, by)
    stored = [one for one in case.candidates if one.get("entry")]
    if not stored:
        return ()
    printed = documents.facts_of(case.document, by=by, at=at, reason=Reason.REVIEW)
    rows = {str(row.pk): row for row in LedgerEntry.objects.filter(pk__in=[one["entry"] for one in stored])}
    return tuple(
        Candidate(
            rows[one["entry"]],
            tuple(
                Agreement(line["name"], line["agreement"], line.get("words", ""))
                for line in one.get("fields", ())
            ),
            float(one.get("score", 0)),
            _beside(case, printed, rows[one["entry"]], by=by, at=at),
        )
        for one in stored
        if one["entry"] in rows
    )


@transaction.atomic
def printed_paper(case: Case, *, by: User, at: datetime) -> bytes:
    """The paper as it was printed, with 대조용 across it; opening it leaves an access record."""
    reconciliation.ensure_sees(case, by)
    return drawn_paper(case, by=by, at=at)


def drawn_paper(case: Case, *, by: User, at: datetime) -> bytes:
    """Without asking who may see it."""
    paper = case.document.paper
    assert paper is not None
    subject_key = case.document.filing.subject_key
    text = opened(paper, "sheet", by=by, at=at, reason=Reason.REVIEW, subject_key=subject_key)
    return draw_review(sheet_of(text), paper.mark)


@transaction.atomic
def pick(case: Case, *, entry: UUID, reason: str, by: User, at: datetime) -> Case:
    """Say which candidate is the paper's record; the facts are compared anew, and whoever picked does not decide."""
    ensure(by, Deed.RECONCILE, case.document.office_id)
    ensure_reason(reason)
    case = reconciliation.locked(case)
    if case.state not in OPEN:
        raise WrongState(state=CaseState(case.state).label)
    if str(entry) not in [one.get("entry") for one in case.candidates]:
        raise rules.NotACandidate
    row = LedgerEntry.objects.get(pk=entry)
    case.entry, case.picked_by, case.picked_at = row, by, at
    case.differing = list(_differing(case, row))
    if case.issued_entry_id is not None:
        case.verdict = CaseVerdict.ALSO_ISSUED
    else:
        case.verdict = CaseVerdict.DIFFERS if case.differing else CaseVerdict.MATCH
    case.save(update_fields=("entry", "picked_by", "picked_at", "differing", "verdict"))
    CaseNote.objects.create(case=case, kind=NoteKind.PICKED, words=reason.strip(), by=by, at=at)
    reconciliation.recorded(case, "pick", by=by, at=at, entry=str(entry), verdict=case.verdict)
    return case


def _differing(case: Case, row: LedgerEntry) -> Sequence[str]:
    """The facts that differ from this row, the number first where the row is another's."""
    document, filing = case.document, case.document.filing
    assert document.issued_at is not None
    found = matching.compare(
        PaperFacts(
            document.number, document.issued_at, document.fingerprints, filing.subject_name, str(filing.pk)
        ),
        states=[LedgerState(str(row.pk), row.as_of, row.fingerprints, row.name)],
        official=[],
    )
    if found.state is None:
        raise rules.EntryTooLate
    if row.subject_key != filing.subject_key:
        return (PARCEL if document.kind.is_parcel else NUMBER, *found.differing)
    return found.differing


def _beside(
    case: Case, printed: dict[str, str], entry: LedgerEntry | None, *, by: User, at: datetime
) -> tuple[Evidence, ...]:
    document, filing = case.document, case.document.filing
    ledger: dict[str, str] = {}
    if entry is not None:
        text = opened(entry, "facts", by=by, at=at, reason=Reason.REVIEW, subject_key=entry.subject_key)
        ledger = json.loads(text)
    rows = [Evidence(name, printed.get(name, ""), ledger.get(name, "")) for name in document.kind.facts]
    if document.kind.is_parcel:
        return tuple(rows)
    name = entry.name if entry is not None else ""
    rows.insert(0, Evidence(NAME, filing.subject_name, name))
    if entry is not None and entry.subject_key != filing.subject_key:
        rows.insert(1, Evidence(NUMBER, documents.masked_number(filing, by=by, at=at), OTHER_NUMBER))
    return tuple(rows)
