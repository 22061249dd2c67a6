"""Which decisions may take effect together."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, islice

from issuance.domain.reconciliation import Decision
from issuance.domain.states import CaseState
from issuance.models import Case

TOGETHER = 500


def confirmations_by_book(*, at: datetime) -> Iterator[list[Case]]:
    """Confirmations whose hold is over, in heaps of one office and one realm, which share a book."""
    waiting = (
        Case.objects.filter(state=CaseState.DECIDED, decision=Decision.CONFIRM, takes_effect_at__lte=at)
        .order_by("document__office", "document__paper__book__drill", "takes_effect_at", "pk")
        .values_list("document__office", "document__paper__book__drill", "pk")
    )
    for _, rows in groupby(waiting.iterator(), key=lambda row: row[:2]):
        while heap := [Case(pk=pk) for *_, pk in islice(rows, TOGETHER)]:
            yield heap
