"""Let two people say what becomes of a paper that was compared with the ledger."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from issuance.actions import journal, messages, papers
from issuance.actions.case_choices import ensure_fits
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import reconciliation as rules
from issuance.domain.case_files import NoteKind
from issuance.domain.case_queue import ANSWER_DAYS, WORKING_DAYS, Urgency
from issuance.domain.documents import ensure_reason
from issuance.domain.matching import CaseVerdict
from issuance.domain.names import composed
from issuance.domain.reconciliation import HARMFUL, INQUIRIES, Decision, Grounds
from issuance.domain.staff import OtherOffice
from issuance.domain.states import CaseState, DocumentState
from issuance.domain.verdicts import Standing
from issuance.models import Case, CaseNote, Document, Inquiry, Office, User
from issuance.permissions import Deed, ensure
from issuance.printing.characters import ensure_characters
from issuance.queries.reconciliation import due_on, office_above

# What a proposal says.
PROPOSAL = ("decision", "grounds", "reason", "above", "proposed_by", "proposed_at")


@transaction.atomic
def propose(
    case: Case,
    *,
    decision: Decision,
    grounds: Grounds = Grounds.OTHER,
    reason: str,
    ask_above: bool = False,
    by: User,
    at: datetime,
) -> Case:
    """Say what should become of a paper; another person decides.

    A revocation is decided by the office above; `ask_above` sends anything else there too, for an office that has
    nobody left who may decide.
    """
    ensure(by, Deed.RECONCILE, case.document.office_id)
    ensure_reason(reason)
    case = locked(case)
    _proposed(case, decision, grounds, reason, ask_above=ask_above, by=by, at=at)
    case.follow_up_on = None
    _note(case, NoteKind.PROPOSAL, reason, by=by, at=at)
    return _stepped(case, "propose", *PROPOSAL, "follow_up_on", by=by, at=at, **_said(case))


@transaction.atomic
def take_back(case: Case, *, by: User, at: datetime) -> Case:
    """Whoever proposed thinks better of it before anybody has decided."""
    ensure(by, Deed.RECONCILE)
    case = locked(case)
    if case.proposed_by_id != by.pk:
        raise rules.NotTheProposer
    _without_proposal(case)
    return _stepped(case, "take_back", *PROPOSAL, by=by, at=at)


@transaction.atomic
def send_back(case: Case, *, words: str, by: User, at: datetime) -> Case:
    """The second person does not agree; the case waits for another proposal, its words kept beside the old ones."""
    ensure_reason(words)
    case = locked(case)
    ensure_decides(case, by)
    ensure_second(case, by)
    case.reason = words.strip()
    _note(case, NoteKind.RETURN, words, by=by, at=at)
    return _stepped(case, "send_back", "reason", by=by, at=at)


@transaction.atomic
def overrule(
    case: Case, *, decision: Decision, grounds: Grounds = Grounds.OTHER, reason: str, by: User, at: datetime
) -> Case:
    """The second person proposes something else instead; it takes a further one, or the first agreeing, to decide it."""
    ensure_reason(reason)
    case = locked(case)
    ensure_decides(case, by)
    ensure_second(case, by)
    if decision == case.decision:
        raise rules.SameDecision
    _proposed(case, decision, grounds, reason, ask_above=False, by=by, at=at)
    _note(case, NoteKind.OVERRULE, reason, by=by, at=at)
    return _stepped(case, "overrule", *PROPOSAL, by=by, at=at, **_said(case))


@transaction.atomic
def decide(case: Case, *, by: User, at: datetime) -> Case:
    """A second person agrees; what harms the paper's standing is suspended until the hold is over.

    What asks somebody outside ends nothing: the case is open again, with the day by which an answer is due.
    """
    case = locked(case)
    ensure_decides(case, by)
    ensure_second(case, by)
    if case.decision in INQUIRIES:
        return _inquired(case, by=by, at=at)
    case.decided_by, case.decided_at = by, at
    case.takes_effect_at = at + timedelta(minutes=settings.IEUM_DECISION_HOLD_MINUTES)
    case = _stepped(case, "decide", "decided_by", "decided_at", "takes_effect_at", by=by, at=at)
    if case.decision in HARMFUL and case.document.paper is not None:
        papers.set_status(case.document.paper, Standing.SUSPENDED)
    return case


@transaction.atomic
def withdraw_decision(case: Case, *, by: User, at: datetime) -> Case:
    """Take a decision back while it is on hold; the case is open again, its candidates kept."""
    case = locked(case)
    ensure_decides(case, by)
    if case.takes_effect_at is not None and at >= case.takes_effect_at:
        raise rules.HoldIsOver
    case.decided_by, case.decided_at, case.takes_effect_at = None, None, None
    _without_proposal(case)
    case = _stepped(
        case, "withdraw_decision", "decided_by", "decided_at", "takes_effect_at", *PROPOSAL, by=by, at=at
    )
    if case.document.paper is not None:
        corrected = case.document.state == DocumentState.CORRECTED
        papers.set_status(case.document.paper, Standing.SUPERSEDED if corrected else Standing.VALID)
    return case


@transaction.atomic
def answer(inquiry: Inquiry, *, words: str, by: User, at: datetime) -> Inquiry:
    """What the citizen or the auditors said; the case is proposed anew with it."""
    ensure(by, Deed.RECONCILE, inquiry.case.document.office_id)
    ensure_reason(words)
    case = locked(inquiry.case)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    if inquiry.answered_at is not None:
        raise rules.AlreadyAnswered
    inquiry.answer, inquiry.answered_by, inquiry.answered_at = words.strip(), by, at
    inquiry.save(update_fields=("answer", "answered_by", "answered_at"))
    case.follow_up_on = None
    case.save(update_fields=("follow_up_on",))
    _note(case, NoteKind.ANSWER, words, by=by, at=at)
    recorded(case, "answer", by=by, at=at, inquiry=inquiry.pk)
    return inquiry


@transaction.atomic
def open_anew(document: Document, *, reason: str, by: User, at: datetime) -> Case:
    """A new case on a paper that had its end: what has taken effect is changed by nothing else.

    What the last case rested on is kept. Also after the outage is closed.
    """
    ensure(by, Deed.RECONCILE, document.office_id)
    ensure_reason(reason)
    return _opened_anew(document, reason=reason, by=by, at=at)


@transaction.atomic
def followed(case: Case, *, reason: str, by: User, at: datetime) -> Case | None:
    """A new case after a second look that judged otherwise; the one that is under way already is left to go on."""
    try:
        return _opened_anew(case.document, reason=reason, by=by, at=at)
    except (rules.CaseUnderWay, rules.NothingMoreToChange):
        return None


def _opened_anew(document: Document, *, reason: str, by: User, at: datetime) -> Case:
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    cases = document.cases.order_by("pk")
    under_way = cases.exclude(state=CaseState.SETTLED).exists()
    rules.ensure_may_open_anew(paper=document.state, under_way=under_way)
    last = cases.last()
    case = Case.objects.create(
        document=document,
        follows=last,
        verdict=last.verdict if last else CaseVerdict.UNDECIDABLE,
        differing=last.differing if last else [],
        entry=last.entry if last else None,
        issued_entry=last.issued_entry if last else None,
        official_number=last.official_number if last else "",
        candidates=last.candidates if last else [],
        changed_since=last.changed_since if last else [],
        urgency=last.urgency if last else Urgency.PAPERS,
        opened_at=at,
        due_on=due_on(at, days=WORKING_DAYS),
    )
    _note(case, NoteKind.OPENED_ANEW, reason, by=by, at=at)
    book = locked_book(by.office_id, at=at, drill=case.is_drill)
    follows = last.pk if last else None
    journal.record(book, case, "open_anew", before="", after=case.state, by=by, at=at, follows=follows)
    return case


def ensure_reason_prints(reason: str) -> None:
    """It stands on the notice and in the letter: what paper cannot carry is refused before it is decided."""
    ensure_characters("사유", composed(reason.strip()))


def ensure_sees(case: Case, by: User) -> None:
    """A case is seen by its own office, and by the one above where that decides it."""
    if case.above_id is not None and case.above_id == by.office_id:
        ensure(by, Deed.DECIDE_ABOVE)
    else:
        ensure(by, Deed.RECONCILE, case.document.office_id)


def ensure_decides(case: Case, by: User) -> None:
    if case.above is None:
        ensure(by, Deed.DECIDE, case.document.office_id)
        return
    ensure(by, Deed.DECIDE_ABOVE)
    if by.office_id not in (case.above_id, case.document.office_id):
        raise OtherOffice
    if by.office_id != case.above_id:
        raise rules.DecidedAbove(office=case.above.full_name)


def ensure_second(case: Case, by: User) -> None:
    rules.ensure_second_person(proposer=case.proposed_by_id, decider=by.pk, hands=case.hands)


def above_for(case: Case, decision: Decision, *, ask_above: bool = False) -> Office | None:
    """Where a proposal is decided, if not in the own office: a revocation above it, always."""
    return office_above(case.document.office) if ask_above or decision == Decision.REVOKE else None


def recorded(case: Case, verb: str, *, by: User, at: datetime, **detail: str | int | None) -> None:
    """Journal a deed that leaves the state of the case as it is."""
    book = locked_book(by.office_id, at=at, drill=case.is_drill)
    journal.record(book, case, verb, before=case.state, after=case.state, by=by, at=at, **detail)


def locked(case: Case) -> Case:
    # Not with its row of the ledger, nor with who decides it: a case that had to be waited for is read anew, what is
    # joined to it is not.
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related(
            "document__filing", "document__kind", "document__office__parent", "document__paper__book"
        )
        .get(pk=case.pk)
    )


def _proposed(
    case: Case,
    decision: Decision,
    grounds: Grounds,
    reason: str,
    *,
    ask_above: bool,
    by: User,
    at: datetime,
) -> None:
    ensure_fits(case, decision)
    rules.ensure_grounds(decision, grounds)
    ensure_reason_prints(reason)
    case.decision, case.grounds, case.reason = decision, grounds, reason.strip()
    case.above = above_for(case, decision, ask_above=ask_above)
    case.proposed_by, case.proposed_at = by, at


def _without_proposal(case: Case) -> None:
    case.decision, case.grounds, case.reason = "", "", ""
    case.above, case.proposed_by, case.proposed_at = None, None, None


def _inquired(case: Case, *, by: User, at: datetime) -> Case:
    """Two people ask somebody outside: the question is a row of its own, and the case is open again."""
    assert case.proposed_by is not None
    case.follow_up_on = due_on(at, days=ANSWER_DAYS)
    inquiry = Inquiry.objects.create(
        case=case,
        decision=case.decision,
        grounds=case.grounds,
        reason=case.reason,
        proposed_by=case.proposed_by,
        decided_by=by,
        at=at,
        answer_by=case.follow_up_on,
    )
    if inquiry.decision == Decision.ASK:
        messages.ask_citizen(inquiry, by=by, at=at)
    _note(case, NoteKind.INQUIRY, case.reason, by=by, at=at)
    detail: dict[str, str | int | None] = {"inquiry": inquiry.pk, "decision": case.decision}
    _without_proposal(case)
    return _stepped(case, "inquire", *PROPOSAL, "follow_up_on", by=by, at=at, **detail)


def _note(case: Case, kind: NoteKind, words: str, *, by: User, at: datetime) -> None:
    CaseNote.objects.create(
        case=case, kind=kind, decision=case.decision, grounds=case.grounds, words=words.strip(), by=by, at=at
    )


def _said(case: Case) -> Mapping[str, str | None]:
    return {"decision": case.decision, "grounds": case.grounds, "above": case.above_id}


def _stepped(case: Case, verb: str, *fields: str, by: User, at: datetime, **detail: str | int | None) -> Case:
    before = transit(case, verb)
    case.save(update_fields=("state", *fields))
    book = locked_book(by.office_id, at=at, drill=case.is_drill)
    journal.record(book, case, verb, before=before, after=case.state, by=by, at=at, **detail)
    return case
