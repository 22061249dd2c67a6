"""Every number of a closed outage with what became of it, row by row: nobody's name or number is among them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from issuance.domain.filings import SettlementReason
from issuance.domain.matching import CaseVerdict
from issuance.domain.papers import Series
from issuance.domain.reconciliation import Decision
from issuance.domain.states import CaseState, DocumentState, FilingState
from issuance.models import ClosingStatement, Outage, Paper

AT_ONCE = 2_000
DECIDED = (CaseState.DECIDED, CaseState.SETTLED)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One number: what its last case found and decided, and `addendum` where that case came after the closing."""

    serial: str
    office: str
    office_name: str
    series: str
    kind: str
    issued_at: datetime
    state: str
    official_number: str
    verdict: str
    decision: str
    corrections: tuple[str, ...]
    addendum: str


@dataclass(frozen=True, slots=True)
class FilingRow:
    """One filing by its receipt; `rebuilt_from` is the receipt that its citizen holds, where that is another."""

    receipt: str
    office: str
    office_name: str
    moment: datetime
    state: str
    main_system_number: str
    rebuilt_from: str


def papers_of(outage: Outage) -> Iterator[PaperRow]:
    """By book and number; a receipt that stands is the row of its filing instead."""
    last_case = ClosingStatement.objects.get(outage=outage).last_case
    found = (
        Paper.objects.filter(filing__outage=outage)
        .exclude(series=Series.RECEIPT, voided_at__isnull=True)
        .order_by("book_id", "sequence", "document__cases__pk", "document__corrections__paper__serial")
        .values_list(
            "serial", "document__corrections__paper__serial", "office_id", "office__full_name", "series", "kind__name", "issued_at",
            "voided_at", "document__state", "document__cases__pk", "document__cases__state",
            "document__cases__verdict", "document__cases__decision", "document__cases__official_number",
        )
    )  # fmt: skip
    # A paper comes once for each of its cases and corrections.
    for serial, rows in groupby(found.iterator(chunk_size=AT_ONCE), key=itemgetter(0)):
        several = list(rows)
        (
            _, _, office, office_name, series, kind, issued_at,
            voided_at, state, case, case_state, verdict, decision, official_number,
        ) = several[-1]  # fmt: skip
        if not state:
            state = DocumentState.ISSUED if voided_at is None else DocumentState.VOIDED
        yield PaperRow(
            serial,
            office,
            office_name,
            Series(series).label,
            kind,
            issued_at,
            DocumentState(state).label,
            official_number or "",
            CaseVerdict(verdict).label if verdict else "",
            Decision(decision).label if case_state in DECIDED else "",
            tuple(dict.fromkeys(row[1] for row in several if row[1])),
            f"추록 {CaseState(case_state).label}" if case is not None and case > last_case else "",
        )


def filings_of(outage: Outage) -> Iterator[FilingRow]:
    """By the book and number of the receipt that stands."""
    found = (
        Paper.objects.filter(filing__outage=outage, series=Series.RECEIPT, voided_at__isnull=True)
        .order_by("book_id", "sequence")
        .values_list(
            "serial", "office_id", "office__full_name", "filing__moment", "filing__state",
            "filing__settlement_reason", "filing__main_system_number", "filing__rebuilt_from",
        )
    )  # fmt: skip
    for receipt, office, office_name, moment, state, reason, number, rebuilt in found.iterator(
        chunk_size=AT_ONCE
    ):
        label = FilingState(state).label
        if state == FilingState.SETTLED and reason:
            label = f"{label}({SettlementReason(reason).label})"
        yield FilingRow(receipt, office, office_name, moment, label, number, rebuilt)
