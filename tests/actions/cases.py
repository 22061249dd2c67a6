"""Cases as a match run opens them, in any number and without the run."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from issuance.actions import (
    case_batches,
    case_evidence,
    documents,
    journal,
    matching,
    reconciliation,
    settlements,
)
from issuance.actions.offices import locked_book
from issuance.domain.ledger import FileKind
from issuance.domain.matching import CaseVerdict
from issuance.domain.reconciliation import Decision, Grounds
from issuance.models import Case, CaseBatch, Document, LedgerEntry, User
from tests import builders
from tests.builders import FACTS, NOW, Counter
from tests.ledger_files import RECOVERED, bring_in, extract_row, file_of

# As somebody typed it, and what is right: another of the digits that paper masks, or the birth date.
TYPED, HIDDEN, BIRTH = "8503029000017", "8503029000018", "8503209000017"
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


def mistyped(counter: Counter, *rows: dict[str, Any], **filing: Any) -> Case:
    """The case of a paper of 독고탁, compared with a ledger whose rows say what it says but for what is given."""
    said = {"number": TYPED, "subject_name": "독고탁", "applicant_name": "독고탁"} | filing
    document = builders.handed_over(counter, **said)
    extract = [
        extract_row(**{"number": TYPED, "name": "독고탁", "ledger_number": f"원-{place}"} | row)
        for place, row in enumerate(rows)
    ]
    bring_in(file_of(FileKind.EXTRACT, extract), outage=counter.outage)
    matching.compare(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    return Case.objects.get(document=document)


def picked(case: Case, *, place: int = 0) -> Case:
    """The candidate at `place` is the paper's row, says the supervisor."""
    by = builders.supervisor(case.document.office_id)
    entry = case.candidates[place]["entry"]
    return case_evidence.pick(case, entry=entry, reason="같은 사람임", by=by, at=RECOVERED)


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


def batched(counter: Counter, **over: Any) -> CaseBatch:
    """The office's waiting matches proposed together; `carry_on` has yet to do so case by case."""
    terms: dict[str, Any] = {
        "verdict": CaseVerdict.MATCH,
        "differing": [],
        "decision": Decision.CONFIRM,
        "grounds": Grounds.SAME,
        "reason": REASON,
        "by": counter.supervisor,
        "at": RECOVERED,
    }
    return case_batches.propose(counter.office, **terms | over)


def with_password(user: User) -> User:
    """Somebody who can log in, and so is asked by the offices below."""
    user.set_password("a good long word")
    user.save(update_fields=("password",))
    return user
