"""Batches of equal cases: which wait, and what became of each line."""

from django.db.models import Count, Q, QuerySet

from issuance.domain.case_batches import LineOutcome
from issuance.models import Case, CaseBatch, CaseBatchLine, CaseBatchSample, Office, User

# Where a line waits for the server to go on.
TO_PROPOSE = Q(lines__outcome=LineOutcome.WAITING)
TO_DECIDE = Q(lines__outcome=LineOutcome.PROPOSED, decided_at__isnull=False) | Q(
    lines__outcome=LineOutcome.PROPOSED, returned_at__isnull=False
)


def batches_at(office: Office | str) -> QuerySet[CaseBatch]:
    """Those of an office, and those that it decides for another."""
    code = office.code if isinstance(office, Office) else office
    return CaseBatch.objects.filter(Q(office_id=code) | Q(above_id=code)).select_related(
        "office", "above", "proposed_by", "decided_by", "returned_by"
    )


def counted(batch: CaseBatch) -> dict[str, int]:
    """How many lines came out how, by outcome; those that none has are 0."""
    found = dict(batch.lines.order_by().values_list("outcome").annotate(Count("pk")))
    return {outcome.value: found.get(outcome, 0) for outcome in LineOutcome}


def to_carry_on() -> QuerySet[CaseBatch]:
    """Batches that were asked for and whose lines have not all been done, the oldest first."""
    return CaseBatch.objects.filter(TO_PROPOSE | TO_DECIDE).distinct().order_by("proposed_at", "pk")


def lines_of(batch: CaseBatch, outcome: str = "") -> QuerySet[CaseBatchLine]:
    rows = batch.lines.select_related("case__document__paper", "case__document__kind").order_by("case")
    return rows.filter(outcome=outcome) if outcome else rows


def sample_of(batch: CaseBatch, person: User) -> QuerySet[CaseBatchSample]:
    """What one person has to look at before deciding; nothing before it was drawn for them."""
    return batch.samples.filter(person=person).select_related("case__document__paper").order_by("pk")


def in_sample(case: Case, person: User) -> CaseBatchSample | None:
    """The case as one of those that this person looks at before deciding a batch that still waits."""
    rows = CaseBatchSample.objects.filter(
        case=case, person=person, batch__decided_at__isnull=True, batch__returned_at__isnull=True
    )
    return rows.select_related("batch").first()


def next_unseen(batch: CaseBatch, person: User) -> CaseBatchSample | None:
    return sample_of(batch, person).filter(looked_at__isnull=True).first()
