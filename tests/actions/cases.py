"""Cases as a match run opens them, in any number and without the run."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from issuance.actions import documents, journal, reconciliation, settlements
from issuance.actions.offices import locked_book
from issuance.domain.reconciliation import Decision
from issuance.models import Case, Document, LedgerEntry, User
from tests import builders
from tests.builders import FACTS, NOW, Counter
from tests.ledger_files import RECOVERED

EFFECT = RECOVERED + timedelta(minutes=10)
REASON = "원장을 확인함"


@transaction.atomic
def opened(
    counter: Counter, verdict: str = "match", *, document: Document | None = None, **over: Any
) -> Case:
    """A case of a paper in somebody's hands, with its entry in the journal."""
    document = document or builders.handed_over(counter)
    case = Case.objects.create(document=document, verdict=verdict, **{"opened_at": RECOVERED, **over})
    book = locked_book(document.office_id, at=RECOVERED)
    journal.record(book, case, "open", before="", after="open", by=counter.supervisor, at=RECOVERED)
    return case


def entry_of(
    document: Document, *, name: str = "홍길동", as_of: datetime = NOW, **changed: str
) -> LedgerEntry:
    """A row of the ledger about the subject of a paper, its facts as printed but for those that changed."""
    facts = {**FACTS[document.kind.code], **changed}
    entry = LedgerEntry(
        id=uuid.uuid4(),
        source=builders._imported("extract"),
        ledger_number="원-0001",
        kind_code=document.kind.code,
        subject_key=document.filing.subject_key,
        name=name,
        as_of=as_of,
        fingerprints=documents.fingerprints_of(facts),
    )
    entry.seal("facts", json.dumps(facts, ensure_ascii=False))
    entry.save(force_insert=True)
    return entry


def proposed(
    case: Case, decision: Decision = Decision.CONFIRM, *, by: User | None = None, **over: Any
) -> Case:
    by = by or builders.supervisor(case.document.office_id)
    return reconciliation.propose(
        case, **{"decision": decision, "reason": REASON, "by": by, "at": RECOVERED, **over}
    )


def decided(case: Case, decision: Decision = Decision.CONFIRM) -> Case:
    case = proposed(case, decision)
    return reconciliation.decide(case, by=builders.decider(case), at=RECOVERED)


def settled(case: Case, decision: Decision = Decision.CONFIRM) -> Case:
    return settlements.settle(decided(case, decision), at=EFFECT)


def with_password(user: User) -> User:
    """Somebody who can log in, and so is asked by the offices below."""
    user.set_password("a good long word")
    user.save(update_fields=("password",))
    return user
