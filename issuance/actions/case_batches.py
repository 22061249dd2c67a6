"""Propose and decide equal cases together: some hundred a transaction, one bad row stops no other."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from issuance.actions import journal, reconciliation
from issuance.actions.case_choices import ensure_fits
from issuance.actions.journal import Change
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import case_batches as rules
from issuance.domain import reconciliation as case_rules
from issuance.domain.case_batches import LineOutcome
from issuance.domain.documents import ensure_reason
from issuance.domain.errors import IssuanceError
from issuance.domain.matching import CaseVerdict
from issuance.domain.reconciliation import HARMFUL, Decision, Grounds
from issuance.domain.staff import OtherOffice, ensure_another_person
from issuance.domain.verdicts import Standing
from issuance.models import Case, CaseBatch, CaseBatchLine, CaseBatchSample, Office, Paper, User
from issuance.permissions import Deed, ensure
from issuance.queries.case_batches import sample_of
from issuance.queries.reconciliation import equal, office_above

AT_A_TIME = 500

Step = Callable[[CaseBatch, Case, datetime], None]


@transaction.atomic
def propose(
    office: Office,
    *,
    verdict: CaseVerdict,
    differing: Sequence[str],
    drill: bool = False,
    decision: Decision,
    grounds: Grounds,
    reason: str,
    by: User,
    at: datetime,
) -> CaseBatch:
    """Put every waiting case of one verdict and the same differing facts under one proposal; `carry_on` does the rest."""
    ensure(by, Deed.RECONCILE, office)
    ensure_reason(reason)
    rules.ensure_together(decision)
    case_rules.ensure_grounds(decision, grounds)
    reconciliation.ensure_reason_prints(reason)
    cases = equal(office, verdict=verdict, differing=differing, drill=drill)
    keys = list(cases.order_by("pk").values_list("pk", flat=True))
    if not keys:
        raise rules.NothingToBatch
    batch = CaseBatch.objects.create(
        office=office,
        drill=drill,
        verdict=verdict,
        differing=list(differing),
        decision=decision,
        grounds=grounds,
        reason=reason.strip(),
        above=office_above(office) if decision == Decision.REVOKE else None,
        proposed_by=by,
        proposed_at=at,
    )
    CaseBatchLine.objects.bulk_create(
        [CaseBatchLine(batch=batch, case_id=key) for key in keys], batch_size=1000
    )
    book = locked_book(by.office_id, at=at, drill=drill)
    journal.record(
        book, batch, "propose_together", before="", after="proposed", by=by, at=at,
        decision=decision.value, count=len(keys),
    )  # fmt: skip
    return batch


def carry_on(batch: CaseBatch, *, at: datetime, most: int | None = None) -> int:
    """Do what was asked for on the next lines, at most so many; returns how many were tried.

    Each `AT_A_TIME` lines are one transaction, so that a batch killed half-way goes on where it stopped.
    """
    done = 0
    while most is None or done < most:
        tried = _carry_some(batch, at=at)
        if not tried:
            break
        done += tried
    return done


@transaction.atomic
def draw_sample(batch: CaseBatch, *, by: User, at: datetime) -> list[CaseBatchSample]:
    """Draw the cases that this person looks at before deciding; drawn once, with a stored seed."""
    batch = _locked(batch)
    _ensure_decides(batch, by)
    known = list(sample_of(batch, by))
    if known:
        return known
    waiting = batch.lines.filter(outcome=LineOutcome.WAITING).count()
    rules.ensure_ready(waiting=waiting, over=batch.is_over)
    keys = list(batch.lines.filter(outcome=LineOutcome.PROPOSED).values_list("case", flat=True))
    seed = secrets.token_hex(16)
    CaseBatchSample.objects.bulk_create(
        [
            CaseBatchSample(batch=batch, person=by, seed=seed, pool_size=len(keys), case_id=key, drawn_at=at)
            for key in rules.drawn(keys, seed=seed, count=rules.sample_size(len(keys)))
        ]
    )
    return list(sample_of(batch, by))


@transaction.atomic
def decide(batch: CaseBatch, *, by: User, at: datetime) -> CaseBatch:
    """A second person agrees to all of it, having looked at the sample; `carry_on` then decides case by case."""
    batch = _to_judge(batch, by)
    sample = batch.samples.filter(person=by)
    if not sample.exists():
        raise rules.SampleNotSeen(
            left=rules.sample_size(batch.lines.filter(outcome=LineOutcome.PROPOSED).count())
        )
    rules.ensure_seen(sample.filter(looked_at__isnull=True).count())
    batch.decided_by, batch.decided_at = by, at
    batch.save(update_fields=("decided_by", "decided_at"))
    return _journalled(batch, "decide_together", "decided", by=by, at=at)


@transaction.atomic
def send_back(batch: CaseBatch, *, words: str, by: User, at: datetime) -> CaseBatch:
    """The second person does not agree; `carry_on` returns every case to its own queue."""
    ensure_reason(words)
    batch = _to_judge(batch, by)
    batch.returned_by, batch.returned_at, batch.return_words = by, at, words.strip()
    batch.save(update_fields=("returned_by", "returned_at", "return_words"))
    return _journalled(batch, "return_together", "returned", by=by, at=at)


@transaction.atomic
def _carry_some(batch: CaseBatch, *, at: datetime) -> int:
    batch = _locked(batch)
    if batch.decided_by is not None:
        return _each_line(batch, LineOutcome.PROPOSED, _decide, by=batch.decided_by, at=at)
    if batch.returned_by is not None:
        return _each_line(batch, LineOutcome.PROPOSED, _send_back, by=batch.returned_by, at=at)
    return _each_line(batch, LineOutcome.WAITING, _propose, by=batch.proposed_by, at=at)


def _each_line(batch: CaseBatch, waiting: LineOutcome, step: Step, *, by: User, at: datetime) -> int:
    """Take one step with the next lines: rules are asked case by case, rows are written together."""
    lines = list(batch.lines.filter(outcome=waiting).order_by("case")[:AT_A_TIME])
    cases = {
        case.pk: case
        for case in Case.objects.select_for_update(of=("self",))
        .select_related("document__filing", "document__paper__book", "entry")
        .filter(pk__in=[line.case_id for line in lines])
        .order_by("pk")
    }
    moved, changes = [], []
    for line in lines:
        case = cases[line.case_id]
        before = str(case.state)
        try:
            step(batch, case, at)
        except IssuanceError as refusal:
            line.outcome, line.code, line.words = _LEFT[step], refusal.code, refusal.message[:300]
            continue
        line.outcome = _DONE[step]
        moved.append(case)
        verb = _VERBS[step]
        changes.append(
            Change(case, verb, before, str(case.state), {"batch": batch.pk, "decision": case.decision})
        )
    if moved:
        _written(moved, step)
    CaseBatchLine.objects.bulk_update(lines, ("outcome", "code", "words"), batch_size=AT_A_TIME)
    if changes:
        journal.record_all(locked_book(by.office_id, at=at, drill=batch.drill), changes, by=by, at=at)
    return len(lines)


def _propose(batch: CaseBatch, case: Case, at: datetime) -> None:
    if (case.verdict, case.differing) != (batch.verdict, batch.differing) or case.picked_by_id is not None:
        raise rules.NotEqual
    decision = Decision(batch.decision)
    ensure_fits(case, decision)
    case.decision, case.grounds, case.reason = decision, batch.grounds, batch.reason
    case.above, case.proposed_by, case.proposed_at = batch.above, batch.proposed_by, at
    transit(case, "propose")


def _decide(batch: CaseBatch, case: Case, at: datetime) -> None:
    _ensure_of_batch(batch, case)
    assert batch.decided_by is not None
    reconciliation.ensure_second(case, batch.decided_by)
    case.decided_by, case.decided_at = batch.decided_by, at
    case.takes_effect_at = at + timedelta(minutes=settings.IEUM_DECISION_HOLD_MINUTES)
    transit(case, "decide")


def _send_back(batch: CaseBatch, case: Case, at: datetime) -> None:
    _ensure_of_batch(batch, case)
    case.reason = batch.return_words
    transit(case, "send_back")


_VERBS: dict[Step, str] = {_propose: "propose", _decide: "decide", _send_back: "send_back"}
_DONE: dict[Step, LineOutcome] = {
    _propose: LineOutcome.PROPOSED,
    _decide: LineOutcome.DECIDED,
    _send_back: LineOutcome.RETURNED,
}
_LEFT: dict[Step, LineOutcome] = {
    _propose: LineOutcome.LEFT,
    _decide: LineOutcome.REFUSED,
    _send_back: LineOutcome.REFUSED,
}
_FIELDS: dict[Step, tuple[str, ...]] = {
    _propose: ("state", *reconciliation.PROPOSAL),
    _decide: ("state", "decided_by", "decided_at", "takes_effect_at"),
    _send_back: ("state", "reason"),
}


def _written(cases: Sequence[Case], step: Step) -> None:
    """Every case of a step has the same values in these fields, so that one statement writes them all."""
    values = {name: getattr(cases[0], name) for name in _FIELDS[step]}
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(**values)
    if step is _decide and cases[0].decision in HARMFUL:
        papers = Paper.objects.filter(document__in=[case.document_id for case in cases])
        papers.exclude(status=Standing.VOIDED).update(status=Standing.SUSPENDED)


def _ensure_of_batch(batch: CaseBatch, case: Case) -> None:
    """Somebody may have taken a case out of the batch and proposed something else."""
    said = (case.decision, case.grounds, case.reason, case.above_id, case.proposed_by_id)
    if said != (batch.decision, batch.grounds, batch.reason, batch.above_id, batch.proposed_by_id):
        raise rules.NotEqual


def _to_judge(batch: CaseBatch, by: User) -> CaseBatch:
    batch = _locked(batch)
    _ensure_decides(batch, by)
    waiting = batch.lines.filter(outcome=LineOutcome.WAITING).count()
    rules.ensure_ready(waiting=waiting, over=batch.is_over)
    return batch


def _ensure_decides(batch: CaseBatch, by: User) -> None:
    if batch.above is None:
        ensure(by, Deed.DECIDE, batch.office_id)
    else:
        ensure(by, Deed.DECIDE_ABOVE)
        if by.office_id not in (batch.above_id, batch.office_id):
            raise OtherOffice
        if by.office_id != batch.above_id:
            raise case_rules.DecidedAbove(office=batch.above.full_name)
    ensure_another_person(batch.proposed_by_id, by.pk, first="처리안을 올린", second="결정할")


def _journalled(batch: CaseBatch, verb: str, after: str, *, by: User, at: datetime) -> CaseBatch:
    book = locked_book(by.office_id, at=at, drill=batch.drill)
    journal.record(book, batch, verb, before="proposed", after=after, by=by, at=at)
    return batch


def _locked(batch: CaseBatch) -> CaseBatch:
    return CaseBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
