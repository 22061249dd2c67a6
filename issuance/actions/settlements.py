"""Let a decision take effect: paper, status, notice, money and messages follow from it in one step."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from issuance.actions import journal, messages, papers, staging
from issuance.actions.access import opened
from issuance.actions.documents import facts_of, masked_number
from issuance.actions.filings import request_of
from issuance.actions.journal import Change
from issuance.actions.messages import News, hand_of
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import reconciliation as rules
from issuance.domain import wording
from issuance.domain.access import Reason
from issuance.domain.filings import Relation
from issuance.domain.matching import NAME
from issuance.domain.messages import Occasion, address_in
from issuance.domain.outages import WrongState
from issuance.domain.papers import Series
from issuance.domain.reconciliation import Decision
from issuance.domain.settlements import STANDINGS, ensure_ends, refund_of
from issuance.domain.states import CaseState, DocumentState
from issuance.models import Case, CorrectionNotice, Document, Filing, Paper, User

_RELATED = ("document__filing", "document__paper__book", "entry", "issued_entry", "decided_by__office", "proposed_by__office")  # fmt: skip


@transaction.atomic
def settle(case: Case, *, at: datetime) -> Case:
    """The hold is over: document, paper, status, money, notice and messages follow from the decision.

    A fault in any of it leaves all of it as it was, and the next sweep meets the case again.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related(*_RELATED).get(pk=case.pk)
    _ensure_over(case, at=at)
    decision = ensure_ends(case.decision)
    Document.objects.select_for_update(of=("self",)).get(pk=case.document_id)
    document = messages.document_of(case)
    assert document.paper is not None
    assert case.decided_by is not None
    before = transit(case, "settle")
    case.settled_at = at
    case.save(update_fields=("state", "settled_at"))
    changes = [Change(case, "settle", before, case.state, {})]
    if decision != Decision.KEEP:
        changes.append(_ended(case, document, decision))
    if decision in (Decision.CORRECT, Decision.REVOKE):
        changes += _told(case, document, decision, by=case.decided_by, at=at)
    book = locked_book(document.office_id, at=at, drill=document.paper.book.drill)
    journal.record_all(book, changes, by=case.decided_by, at=at)
    return case


@transaction.atomic
def settle_confirmed(cases: Iterable[Case], *, at: datetime) -> int:
    """Settle many confirmations of one book's office at once; returns how many.

    Nothing but the state changes for these, so that it is one statement a table. All or none: where one cannot be
    settled the caller settles each by itself.
    """
    keys = [case.pk for case in cases]
    locked = list(
        Case.objects.select_for_update(of=("self",))
        .select_related("decided_by")
        .filter(pk__in=keys, decision=Decision.CONFIRM)
        .order_by("pk")
    )
    documents = {
        document.pk: document
        for document in Document.objects.select_for_update(of=("self",))
        .select_related("paper__book")
        .filter(pk__in=[case.document_id for case in locked])
        .order_by("pk")
    }
    changes: dict[User, list[Change]] = defaultdict(list)
    for case in locked:
        _ensure_over(case, at=at)
        document = documents[case.document_id]
        assert case.decided_by is not None
        before_case, before = transit(case, "settle"), transit(document, Decision.CONFIRM.value)
        changes[case.decided_by] += [
            Change(case, "settle", before_case, case.state, {}),
            Change(document, "confirm", before, document.state, {"case": case.pk, "refund": 0}),
        ]
    if not locked:
        return 0
    _write_confirmed(locked, documents, at=at)
    first = next(iter(documents.values()))
    assert first.paper is not None
    book = locked_book(first.office_id, at=at, drill=first.paper.book.drill)
    for person, told in changes.items():
        journal.record_all(book, told, by=person, at=at)
    return len(locked)


def _ended(case: Case, document: Document, decision: Decision) -> Change:
    """The document's own edge, its money, and the bits of its paper."""
    assert document.paper is not None
    before, booked = transit(document, decision.value), document.fee_to_refund
    document.fee_to_refund = _refund(case, document, decision)
    document.save(update_fields=("state", "fee_to_refund"))
    papers.set_status(document.paper, STANDINGS[decision])
    detail = {"case": case.pk, "refund": document.fee_to_refund - booked}
    return Change(document, decision.value, before, document.state, detail)


def _write_confirmed(cases: list[Case], documents: Mapping[object, Document], *, at: datetime) -> None:
    standing = STANDINGS[Decision.CONFIRM]
    papers_of = [document.paper.pk for document in documents.values() if document.paper is not None]
    Paper.objects.filter(pk__in=papers_of).exclude(status=standing).update(status=standing)
    Document.objects.filter(pk__in=list(documents)).update(state=DocumentState.CONFIRMED)
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(state=CaseState.SETTLED, settled_at=at)


def _ensure_over(case: Case, *, at: datetime) -> None:
    if case.state != CaseState.DECIDED:
        raise WrongState(state=case.get_state_display())
    if case.takes_effect_at is not None and at < case.takes_effect_at:
        raise rules.StillOnHold(minutes=settings.IEUM_DECISION_HOLD_MINUTES)


def _refund(case: Case, document: Document, decision: Decision) -> int:
    official = case.issued_entry.copies if case.issued_entry and case.official_number else 0
    return refund_of(
        decision,
        due=document.fee_due,
        waived=document.fee_waived,
        copies=document.filing.copies,
        official_copies=official,
        booked=document.fee_to_refund,
    )


def _told(case: Case, document: Document, decision: Decision, *, by: User, at: datetime) -> list[Change]:
    """The notice, where one is due, and what citizen and receiver are told; opens the facts for it."""
    assert case.decided_at is not None
    printed = facts_of(document, by=by, at=at, reason=Reason.NOTICE) | {NAME: document.filing.subject_name}
    ledger = _ledger_facts(case, by=by, at=at)
    changes, notice = [], None
    if decision == Decision.CORRECT and not case.official_number:
        notice = _notice(case, document, printed, ledger, by=by, at=at)
        changes.append(Change(notice, "notify", "", "issued", {"serial": notice.paper.serial}))
    news = News(
        _occasion(decision, notice),
        case.decided_at.isoformat(),
        # Where the ledger knows the person, it knows better where the person lives.
        address=address_in(ledger) or address_in(printed),
        refund=document.fee_to_refund,
        notice=notice,
    )
    return changes + messages.drafted(case, document, news, by=by, at=at)


def _occasion(decision: Decision, notice: CorrectionNotice | None) -> Occasion:
    if decision == Decision.REVOKE:
        return Occasion.REVOKED
    return Occasion.CORRECTED if notice else Occasion.REPLACED


def _ledger_facts(case: Case, *, by: User, at: datetime) -> dict[str, str]:
    if case.entry is None:
        return {}
    entry = case.entry
    text = opened(entry, "facts", by=by, at=at, reason=Reason.NOTICE, subject_key=entry.subject_key)
    facts: dict[str, str] = json.loads(text)
    return facts | {NAME: entry.name}


def _notice(
    case: Case,
    document: Document,
    printed: Mapping[str, str],
    ledger: Mapping[str, str],
    *,
    by: User,
    at: datetime,
) -> CorrectionNotice:
    """정정 통지 in the book of the office that issued the paper, in the name of the person who decided.

    Where name or number were wrong it is about the person whom the ledger names, in its mark too.
    """
    assert document.paper is not None
    assert case.entry is not None
    request = request_of(document.filing)
    if NAME in case.differing:
        request = _of_subject(request, document.filing, name=ledger[NAME])
    if rules.NUMBER in case.differing:
        number = staging.number_of(case.entry, by=by, at=at, reason=Reason.NOTICE)
        assert number is not None
        wrong = masked_number(document.filing, by=by, at=at, reason=Reason.NOTICE)
        printed, ledger = {**printed, rules.NUMBER: wrong}, {**ledger, rules.NUMBER: number.masked}
        request = _of_subject(request, document.filing, birth=number.birth)
    change = wording.Correction(
        corrected_serial=document.paper.serial,
        corrected_issued_at=document.paper.issued_at,
        differences=tuple((name, printed.get(name, ""), ledger.get(name, "")) for name in case.differing),
        ledger_as_of=case.entry.as_of,
        reason=case.reason,
    )
    # What is decided above is still the issuing office's paper.
    desk = papers.desk_of(hand_of(case, document), drill=document.paper.book.drill)
    compose = wording.correction(request, change, desk)
    papers.ensure_paper(Series.CORRECTION, compose, desk, office=document.office_id, at=at)
    of_applicant = document.kind.is_parcel
    paper = papers.write(
        locked_book(document.office_id, at=at, drill=desk.drill),
        Series.CORRECTION,
        compose,
        papers.MarkFacts(
            name=request.applicant if of_applicant else request.subject,
            birth=request.applicant_birth
            if of_applicant
            else request.subject_birth or request.applicant_birth,
            corrects=document.paper,
        ),
        filing=document.filing,
        by=by,
        at=at,
    )
    return CorrectionNotice.objects.create(document=document, paper=paper, issued_at=paper.issued_at)


def _of_subject(
    request: wording.Request, filing: Filing, *, name: str = "", birth: date | None = None
) -> wording.Request:
    """The request with its subject as the ledger has it; whoever asked for their own paper is that person."""
    name, birth = name or request.subject, birth or request.subject_birth
    if filing.relation == Relation.SELF:
        request = replace(request, applicant=name, applicant_birth=birth or request.applicant_birth)
    return replace(request, subject=name, subject_birth=birth)
