"""Look at issued papers again: draw them, read them as a stranger would, and hold them against their rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from issuance.actions.journal import noun_of
from issuance.actions.papers import mark_words, sheet_of
from issuance.domain import lint
from issuance.domain.access import Reason
from issuance.domain.errors import IssuanceError
from issuance.domain.sheets import canonical, digest
from issuance.domain.verdicts import Standing
from issuance.models import AccessRecord, Paper
from issuance.printing.paper import draw
from issuance.printing.proofs import flaws
from issuance.queries.samples import sample_of_papers

SIGNATURE = "부호의 서명이 맞지 않음"


@dataclass(frozen=True, slots=True)
class Checked:
    """A paper that was looked at again, and in words what was found; nothing where it is as it should be."""

    serial: str
    found: tuple[str, ...]


def check_sample(size: int, *, at: datetime) -> Iterator[Checked]:
    """Check papers drawn by chance, one after the other."""
    for paper in sample_of_papers(size):
        yield check(paper, at=at)


@transaction.atomic
def check(paper: Paper, *, at: datetime) -> Checked:
    """Open the sheet of a paper, with an access record that names nobody, and check sheet, mark and PDF."""
    AccessRecord.objects.create(
        at=at,
        by=None,
        office_id=paper.office_id,
        subject_key=paper.filing.subject_key,
        noun=noun_of(paper),
        subject=str(paper.pk),
        reason=Reason.CHECK,
    )
    try:
        found = tuple(_found(paper))
    except IssuanceError as refusal:
        found = (refusal.message,)
    return Checked(paper.serial, found)


def _found(paper: Paper) -> Iterator[str]:
    sheet = sheet_of(paper.unsealed("sheet"))
    void = paper.status == Standing.VOIDED
    words = mark_words(paper.read_mark().claims)
    for rule in lint.sheet_hits(sheet, formal_name=paper.kind.formal_name):
        yield rule.label
    for rule in lint.mark_hits(sheet, words, digest=digest(canonical(sheet))):
        yield rule.label
    if not paper.mark_holds():
        yield SIGNATURE
    pdf = draw(sheet, paper.mark, void=void)
    for flaw in flaws(pdf, sheet, paper.mark, void=void):
        yield flaw.label
