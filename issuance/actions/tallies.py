"""Count, while a file is read, what would change if it were brought in."""

from collections.abc import Sequence

from issuance.domain.claims import rows_again
from issuance.domain.ledger import AnswerRow, FileKind, IssuedRow, LedgerRow, RestrictionRow, in_force
from issuance.main_system.pieces import Piece
from issuance.models import LedgerImport
from issuance.queries import ledger as queries
from issuance.queries import registrations
from issuance.queries.matching import keys_of


class Tally:
    """What a preview says beyond its rows and faults: numbers alone, of nobody."""

    def __init__(self, made: LedgerImport) -> None:
        self._made = made
        self._kinds: dict[str, int] = {}
        self._oldest: int | None = None
        self._newest: int | None = None
        self._counts: dict[str, int] = {}

    def add(self, piece: Piece) -> None:
        taken = piece.taken
        for kind, rows in taken.kinds.items():
            self._kinds[kind] = self._kinds.get(kind, 0) + rows
        if taken.oldest is not None and taken.newest is not None:
            self._oldest = min(taken.oldest, self._oldest if self._oldest is not None else taken.oldest)
            self._newest = max(taken.newest, self._newest if self._newest is not None else taken.newest)
        if piece.rows:
            self._add_rows(piece.rows)

    def changes(self) -> dict[str, object]:
        """By name: rows of each kind and the span of an extract; of any other file how many rows would do what."""
        if self._made.file_kind != FileKind.EXTRACT:
            return dict(self._counts)
        earlier = queries.earlier_extracts(self._made)
        again = None
        # Of a snapshot that is in, no block is left to compare with.
        if earlier and not self._made.snapshot:
            again = rows_again(keys_of([self._made.pk]), keys_of(earlier))
        return {
            "kinds": dict(sorted(self._kinds.items())),
            "oldest": self._oldest,
            "newest": self._newest,
            "earlier": len(earlier),
            "again": again,
        }

    def _add_rows(self, rows: Sequence[LedgerRow]) -> None:
        made = self._made
        issued = [row for row in rows if isinstance(row, IssuedRow)]
        if issued and made.outage is not None:
            self._count("known", queries.known_issues(made.outage, [row.number for row in issued]))
            self._count("ours", sum(row.provisional is not None for row in issued))
        limits = [row for row in rows if isinstance(row, RestrictionRow)]
        if limits:
            at = made.imported_at
            self._count("in_force", sum(in_force(row.starts_at, row.lifted_at, at=at) for row in limits))
        answers = [row for row in rows if isinstance(row, AnswerRow)]
        if answers and made.outage is not None:
            self._add_answers(answers)

    def _add_answers(self, rows: Sequence[AnswerRow]) -> None:
        assert self._made.outage is not None
        office = self._made.scope or None
        found = registrations.by_receipt(self._made.outage, [str(row.receipt) for row in rows], office=office)
        registering = {str(row.receipt) for row in rows if row.code.is_registered}
        self._count("unknown", sum(str(row.receipt) not in found for row in rows))
        self._count(
            "would_register",
            registrations.would_register(self._made.outage, registering, office=office),
        )
        self._count("refused", sum(not row.code.is_registered and str(row.receipt) in found for row in rows))

    def _count(self, name: str, number: int) -> None:
        self._counts[name] = self._counts.get(name, 0) + number
