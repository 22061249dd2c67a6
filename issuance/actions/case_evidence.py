"""Look at a case: the paper as it was printed beside the ledger's record, and the row that a person picks."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from issuance.actions import documents, reconciliation, staging
from issuance.actions.access import opened
from issuance.actions.findings import entry_of
from issuance.actions.papers import sheet_of
from issuance.domain import matching
from issuance.domain import reconciliation as rules
from issuance.domain.access import Reason
from issuance.domain.case_files import NoteKind
from issuance.domain.cautions import Caution
from issuance.domain.documents import ensure_reason
from issuance.domain.matching import (
    NAME,
    CaseVerdict,
    Comparison,
    LedgerState,
    OfficialIssue,
    PaperFacts,
)
from issuance.domain.outages import WrongState
from issuance.domain.reconciliation import NUMBER, PARCEL
from issuance.domain.second_looks import BlindLook
from issuance.domain.states import CaseState
from issuance.models import Case, CaseBatchSample, CaseNote, Document, IssuedEntry, LedgerEntry, User
from issuance.permissions import Deed, ensure
from issuance.printing.preview import draw_review
from issuance.queries import comparands
from issuance.queries import matching as matches
from issuance.queries.reconciliation import OPEN, urgencies
from issuance.queries.second_looks import blind_to

OTHER_NUMBER = "다른 번호"
HIDDEN_DIGITS = "가린 자리가 다름"
AGREEMENTS = {"same": "같음", "close": "비슷함", "different": "다름", "missing": "비어 있음"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact side by side: as printed, and as the ledger has it; `note` is what neither text shows."""

    fact: str
    printed: str
    ledger: str
    note: str = ""

    @property
    def differs(self) -> bool:
        return self.printed != self.ledger


@dataclass(frozen=True, slots=True)
class Agreement:
    """One field of a candidate, as the matcher explains it."""

    name: str
    agreement: str
    words: str
    weight: float

    @property
    def agreement_label(self) -> str:
        return AGREEMENTS.get(self.agreement, self.agreement)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the ledger that may be the paper's; its fields are read before its score.

    `cautions` say why no program joined the two; `scored_at` is of the row of that person that was scored, where
    another was true at the issue.
    """

    entry: LedgerEntry
    fields: tuple[Agreement, ...]
    score: float
    facts: tuple[Evidence, ...]
    cautions: tuple[str, ...] = ()
    scored_at: datetime | None = None

    @property
    def weight(self) -> float:
        """What the fields add up to; with how many rows the ledger has, it makes the score."""
        return sum(line.weight for line in self.fields)

    @property
    def percent(self) -> int:
        """Of one candidate by itself: beside a namesake it says nothing of the choice between the two. Never 100: what a
        person is asked is not certain.
        """
        return min(99, round(self.score * 100))


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
                Agreement(line["name"], line["agreement"], line.get("words", ""), line["weight"])
                for line in one.get("fields", ())
            ),
            float(one.get("score", 0)),
            _beside(case, printed, rows[one["entry"]], by=by, at=at),
            tuple(Caution(caution).label for caution in one.get("cautions", ())),
            datetime.fromisoformat(one["scored_at"]) if "scored_at" in one else None,
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
    """Say which candidate is the paper's record; the facts are compared anew, and whoever picked does not decide.

    What the main system issued, and our other papers, are from then on those of the row's subject. A block on that
    person makes the case as urgent as any.
    """
    ensure(by, Deed.RECONCILE, case.document.office_id)
    ensure_reason(reason)
    case = reconciliation.locked(case)
    if case.state not in OPEN:
        raise WrongState(state=CaseState(case.state).label)
    if str(entry) not in [one.get("entry") for one in case.candidates]:
        raise rules.NotACandidate
    row = LedgerEntry.objects.get(pk=entry)
    found = _compared(case, row)
    case.entry, case.picked_by, case.picked_at = row, by, at
    case.differing = [*_other_number(case, row, by=by, at=at), *found.differing]
    case.verdict = found.verdict
    if case.differing and case.verdict == CaseVerdict.MATCH:
        case.verdict = CaseVerdict.DIFFERS
    issued = IssuedEntry.objects.get(pk=int(found.official.key)) if found.official else None
    case.issued_entry, case.official_number = issued, issued.number if issued else ""
    urgent = urgencies(
        {case.document_id: (case.verdict, bool(case.differing))}, rows={case.document_id: row.subject_key}
    )
    case.urgency = min(case.urgency, urgent[case.document_id])
    case.save(update_fields=_PICKED)
    CaseNote.objects.create(case=case, kind=NoteKind.PICKED, words=reason.strip(), by=by, at=at)
    reconciliation.recorded(case, "pick", by=by, at=at, entry=str(entry), verdict=case.verdict)
    return case


_PICKED = (
    "entry",
    "picked_by",
    "picked_at",
    "differing",
    "verdict",
    "issued_entry",
    "official_number",
    "urgency",
)


def _compared(case: Case, row: LedgerEntry) -> Comparison:
    """The paper with this row, as if its number were the row's."""
    document, outage = case.document, case.document.order.outage
    issued = matches.issued_entries(outage, subjects={row.subject_key}, serials={document.number})
    others = comparands.numbered(outage).filter(filing__subject_key=row.subject_key, kind__code=row.kind_code)
    found = matching.compare(
        _facts_of(document),
        states=[LedgerState(str(row.pk), row.as_of, row.fingerprints, row.name)],
        official=[
            OfficialIssue(str(one.pk), one.issued_at, one.provisional_serial)
            for one in issued
            if one.kind_code == row.kind_code
        ],
        siblings=[_facts_of(one) for one in others.select_related("paper", "filing", "kind")],
    )
    if found.state is None:
        raise rules.EntryTooLate
    return found


def _facts_of(document: Document) -> PaperFacts:
    assert document.issued_at is not None
    filing = document.filing
    marks = matching.in_order(document.fingerprints, document.kind.facts)
    return PaperFacts(document.number, document.issued_at, marks, filing.subject_name, str(filing.pk))


def _other_number(case: Case, row: LedgerEntry, *, by: User, at: datetime) -> Sequence[str]:
    """The number, where the row is another's and paper would print the two otherwise; opens both.

    Digits that paper masks are nothing that it says wrongly.
    """
    filing = case.document.filing
    if row.subject_key == filing.subject_key:
        return ()
    if case.document.kind.is_parcel:
        return (PARCEL,)
    theirs = staging.number_of(row, by=by, at=at, reason=Reason.REVIEW)
    ours = documents.masked_number(filing, by=by, at=at, reason=Reason.REVIEW)
    return () if theirs is not None and theirs.masked == ours else (NUMBER,)


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
        ours = documents.masked_number(filing, by=by, at=at, reason=Reason.REVIEW)
        number = staging.number_of(entry, by=by, at=at, reason=Reason.REVIEW)
        theirs = number.masked if number is not None else OTHER_NUMBER
        rows.insert(1, Evidence(NUMBER, ours, theirs, HIDDEN_DIGITS if ours == theirs else ""))
    return tuple(rows)
