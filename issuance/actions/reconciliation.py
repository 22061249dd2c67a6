"""Compare papers with the ledger, and let two people say what becomes of each."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from issuance.actions import documents, journal, papers
from issuance.actions.access import opened
from issuance.actions.filings import request_of
from issuance.actions.journal import Change
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import matching, wording
from issuance.domain import reconciliation as rules
from issuance.domain.access import Reason
from issuance.domain.documents import ensure_reason
from issuance.domain.matching import CaseVerdict, LedgerState, OfficialIssue, PaperFacts
from issuance.domain.papers import Series
from issuance.domain.reconciliation import Decision
from issuance.domain.states import DocumentState
from issuance.domain.verdicts import Standing
from issuance.models import Case, CorrectionNotice, Document, Office, Outage, User
from issuance.permissions import Deed, ensure
from issuance.queries import ledger as ledger_queries
from issuance.queries.reconciliation import to_compare


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact side by side: as printed, and as the ledger has it."""

    fact: str
    printed: str
    ledger: str

    @property
    def differs(self) -> bool:
        return self.printed != self.ledger


def compare(outage: Outage, *, office: Office, by: User, at: datetime) -> int:
    """Open a case for each paper of the office that was handed over and has none; returns how many.

    Facts are compared by their keyed fingerprints, so nothing sealed is opened. Each case is a
    transaction of its own, so what was compared before a fault stays compared.
    """
    ensure(by, Deed.RECONCILE, office)
    if not ledger_queries.has_extract(outage):
        raise rules.SourceMissing
    count = 0
    for document in to_compare(outage, office):
        _compared(document, outage, by=by, at=at)
        count += 1
    return count


@transaction.atomic
def evidence(case: Case, *, by: User, at: datetime) -> tuple[Evidence, ...]:
    """The paper's facts beside the ledger's; opens both, which leaves access records."""
    ensure(by, Deed.RECONCILE, case.document.office_id)
    return _side_by_side(case, by=by, at=at)


def _side_by_side(case: Case, *, by: User, at: datetime) -> tuple[Evidence, ...]:
    document = case.document
    printed = documents.facts_of(document, by=by, at=at, reason=Reason.REVIEW)
    ledger: dict[str, str] = {}
    if case.entry is not None:
        text = opened(
            case.entry, "facts", by=by, at=at, reason=Reason.REVIEW, subject_key=case.entry.subject_key
        )
        ledger = json.loads(text)
    return tuple(Evidence(name, printed.get(name, ""), ledger.get(name, "")) for name in document.kind.facts)


@transaction.atomic
def propose(case: Case, *, decision: Decision, reason: str, by: User, at: datetime) -> Case:
    """Say what should become of a paper; another person decides."""
    ensure(by, Deed.RECONCILE, case.document.office_id)
    ensure_reason(reason)
    case = _locked(case)
    rules.ensure_decision_fits(
        decision,
        has_ledger_facts=case.entry_id is not None,
        differs=bool(case.differing) or case.verdict == CaseVerdict.NOT_FOUND,
        also_issued=case.issued_entry_id is not None,
        official_number=case.official_number,
    )
    case.decision, case.reason, case.proposed_by, case.proposed_at = decision, reason.strip(), by, at
    return _stepped(
        case, "propose", "decision", "reason", "proposed_by", "proposed_at", by=by, at=at, decision=decision
    )


@transaction.atomic
def send_back(case: Case, *, words: str, by: User, at: datetime) -> Case:
    """The second person does not agree; the case waits for another proposal."""
    ensure(by, Deed.DECIDE, case.document.office_id)
    ensure_reason(words)
    case = _locked(case)
    _ensure_second(case, by)
    case.reason = words.strip()
    return _stepped(case, "send_back", "reason", by=by, at=at)


@transaction.atomic
def decide(case: Case, *, by: User, at: datetime) -> Case:
    """A second person agrees; what harms the paper's standing is suspended until the hold is over."""
    ensure(by, Deed.DECIDE, case.document.office_id)
    case = _locked(case)
    _ensure_second(case, by)
    case.decided_by, case.decided_at = by, at
    case.takes_effect_at = at + timedelta(minutes=settings.IEUM_DECISION_HOLD_MINUTES)
    case = _stepped(case, "decide", "decided_by", "decided_at", "takes_effect_at", by=by, at=at)
    if case.decision != Decision.CONFIRM and case.document.paper is not None:
        papers.set_status(case.document.paper, Standing.SUSPENDED)
    return case


@transaction.atomic
def withdraw_decision(case: Case, *, by: User, at: datetime) -> Case:
    """Take a decision back while it is on hold; the case is open again, its candidates kept."""
    ensure(by, Deed.DECIDE, case.document.office_id)
    case = _locked(case)
    if case.takes_effect_at is not None and at >= case.takes_effect_at:
        raise rules.HoldIsOver
    case.decision, case.decided_by, case.decided_at, case.takes_effect_at = "", None, None, None
    case.proposed_by, case.proposed_at = None, None
    case = _stepped(
        case,
        "withdraw_decision",
        "decision",
        "decided_by",
        "decided_at",
        "takes_effect_at",
        "proposed_by",
        "proposed_at",
        by=by,
        at=at,
    )
    if case.document.paper is not None:
        corrected = case.document.state == DocumentState.CORRECTED
        papers.set_status(case.document.paper, Standing.SUPERSEDED if corrected else Standing.VALID)
    return case


@transaction.atomic
def settle(case: Case, *, at: datetime) -> Case:
    """The hold is over: document, paper, status and correction notice follow from the decision in one step."""
    case = _locked(case)
    if case.takes_effect_at is not None and at < case.takes_effect_at:
        raise rules.StillOnHold(minutes=settings.IEUM_DECISION_HOLD_MINUTES)
    document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("filing__kind", "filing__outage", "kind", "order", "paper__book", "office")
        .get(pk=case.document_id)
    )
    before_case = transit(case, "settle")
    assert document.paper is not None
    assert case.decided_by is not None
    case.settled_at = at
    case.save(update_fields=("state", "settled_at"))
    decision = Decision(case.decision)
    before = transit(document, decision.value)
    if decision == Decision.REVOKE:
        document.fee_to_refund = document.fee_due - document.fee_waived
    document.save(update_fields=("state", "fee_to_refund"))
    notice = None
    if decision == Decision.CORRECT and not case.official_number:
        notice = _notice(case, document, by=case.decided_by, at=at)
    papers.set_status(document.paper, _STANDINGS[decision])
    book = locked_book(document.office_id, at=at, drill=document.paper.book.drill)
    changes = [
        Change(case, "settle", before_case, case.state, {}),
        Change(document, decision.value, before, document.state, {"case": case.pk}),
    ]
    if notice is not None:
        changes.append(Change(notice, "notify", "", "issued", {"serial": notice.paper.serial}))
    journal.record_all(book, changes, by=case.decided_by, at=at)
    return case


_STANDINGS = {
    Decision.CONFIRM: Standing.VALID,
    Decision.CORRECT: Standing.SUPERSEDED,
    Decision.REVOKE: Standing.VOIDED,
}


def _notice(case: Case, document: Document, *, by: User, at: datetime) -> CorrectionNotice:
    """정정 통지 in the book of the office that issued the paper, in the name of the person who decided."""
    assert document.paper is not None
    assert case.entry is not None
    facts = {row.fact: row for row in _side_by_side(case, by=by, at=at)}
    request = request_of(document.filing)
    change = wording.Correction(
        corrected_serial=document.paper.serial,
        corrected_issued_at=document.paper.issued_at,
        differences=tuple((name, facts[name].printed, facts[name].ledger) for name in case.differing),
        ledger_as_of=case.entry.as_of,
        reason=case.reason,
    )
    desk = papers.desk_of(by, drill=document.paper.book.drill)
    compose = wording.correction(request, change, desk)
    papers.ensure_paper(Series.CORRECTION, compose, desk, office=document.office_id, at=at)
    filing = document.filing
    of_applicant = document.kind.is_parcel
    paper = papers.write(
        locked_book(document.office_id, at=at, drill=desk.drill),
        Series.CORRECTION,
        compose,
        papers.MarkFacts(
            name=filing.applicant_name if of_applicant else filing.subject_name,
            birth=filing.applicant_birth if of_applicant else filing.subject_birth or filing.applicant_birth,
            corrects=document.paper,
        ),
        filing=filing,
        by=by,
        at=at,
    )
    return CorrectionNotice.objects.create(document=document, paper=paper, issued_at=paper.issued_at)


@transaction.atomic
def _compared(document: Document, outage: Outage, *, by: User, at: datetime) -> Case:
    assert document.issued_at is not None
    assert document.paper is not None
    key, kind = document.filing.subject_key, document.kind.code
    entries = {
        str(entry.pk): entry for entry in ledger_queries.extract_entries(outage, subject_key=key, kind=kind)
    }
    issued = {
        str(entry.pk): entry for entry in ledger_queries.issued_entries(outage, subject_key=key, kind=kind)
    }
    found = matching.compare(
        PaperFacts(document.paper.serial, document.issued_at, document.fingerprints),
        states=[LedgerState(pk, entry.as_of, entry.fingerprints) for pk, entry in entries.items()],
        official=[
            OfficialIssue(pk, entry.issued_at, entry.provisional_serial) for pk, entry in issued.items()
        ],
    )
    official = issued[found.official.key] if found.official else None
    case = Case.objects.create(
        document=document,
        verdict=found.verdict,
        differing=list(found.differing),
        entry=entries[found.state.key] if found.state else None,
        issued_entry=official,
        official_number=official.number if official else "",
        opened_at=at,
    )
    book = locked_book(by.office_id, at=at, drill=document.paper.book.drill)
    journal.record(book, case, "open", before="", after=case.state, by=by, at=at, verdict=found.verdict.value)
    return case


def _ensure_second(case: Case, by: User) -> None:
    rules.ensure_second_person(proposer=case.proposed_by_id, decider=by.pk, issuer=case.document.issued_by_id)


def _stepped(case: Case, verb: str, *fields: str, by: User, at: datetime, **detail: str | int | None) -> Case:
    before = transit(case, verb)
    case.save(update_fields=("state", *fields))
    drill = case.document.paper is not None and case.document.paper.book.drill
    book = locked_book(by.office_id, at=at, drill=drill)
    journal.record(book, case, verb, before=before, after=case.state, by=by, at=at, **detail)
    return case


def _locked(case: Case) -> Case:
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related("document__filing", "document__kind", "document__paper__book", "entry")
        .get(pk=case.pk)
    )
