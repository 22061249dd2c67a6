"""Cases on their way to an end: opened, proposed and decided by the people whom the rules allow."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from issuance.actions import journal, reconciliation
from issuance.actions.offices import locked_book
from issuance.domain.reconciliation import GROUNDS, Decision
from issuance.domain.verdicts import Standing
from issuance.models import Case, Document, IssuedEntry, User
from tests import builders
from tests.builders import FACTS, NOW, Counter

HOLD = timedelta(minutes=10)
EFFECT = NOW + HOLD
OTHER_ADDRESS = "서울특별시 종로구 자하문로 77-1"
REASON = "원장을 확인함"
MOBILE = "010-1234-5678"


@transaction.atomic
def opened(document: Document, verdict: str, *, at: datetime = NOW, **over: Any) -> Case:
    """A case as a comparison opens it, with its line in the journal."""
    case = Case.objects.create(document=document, verdict=verdict, opened_at=at, **over)
    book = locked_book(document.office_id, at=at, drill=case.is_drill)
    journal.record(book, case, "open", before="", after=case.state, by=builders.supervisor(), at=at)
    return case


def matching(document: Document, **over: Any) -> Case:
    return opened(document, "match", entry=builders.in_snapshot(document.filing), **over)


def differing(document: Document) -> Case:
    """The ledger knows the subject at another address."""
    facts = FACTS[document.kind.code] | {"주소": OTHER_ADDRESS}
    entry = builders.in_snapshot(document.filing, facts=facts)
    return opened(document, "differs", entry=entry, differing=["주소"])


def also_issued(document: Document, *, copies: int = 1) -> Case:
    """The main system gave an official paper of its own."""
    source = builders._imported("issued")
    entry = IssuedEntry.objects.create(
        source=source,
        number="2026-1111-000777",
        kind_code=document.kind.code,
        issued_at=NOW,
        office_code=document.office_id,
        subject_key=document.filing.subject_key,
        copies=copies,
    )
    return opened(
        document,
        "also_issued",
        entry=builders.in_snapshot(document.filing),
        issued_entry=entry,
        official_number=entry.number,
    )


def decider(case: Case) -> User:
    """Of the own office, or of headquarters where the decision goes above."""
    return builders.headquarters_approver() if case.above_id else builders.head(case.document.office_id)


def decided(case: Case, decision: Decision, *, reason: str = REASON, at: datetime = NOW) -> Case:
    by = builders.supervisor(case.document.office_id)
    case = reconciliation.propose(
        case, decision=decision, grounds=GROUNDS[decision][0], reason=reason, by=by, at=at
    )
    return reconciliation.decide(case, by=decider(case), at=at)


def handed_over(at_counter: Counter, **over: Any) -> Document:
    return builders.handed_over(at_counter, **{"applicant_phone": MOBILE} | over)


def standing(case: Case) -> tuple[str, str, Standing]:
    """The states of the case and its document, and what the status list says of the paper."""
    found = Case.objects.select_related("document__paper").get(pk=case.pk)
    assert found.document.paper is not None
    return found.state, found.document.state, Standing(found.document.paper.status)
