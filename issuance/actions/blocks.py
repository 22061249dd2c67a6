"""Seal and store what was read of a file: its good rows as blocks, its bad ones as faults."""

import uuid

from django.db import connection, transaction
from django.utils import timezone

from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import RowFault
from issuance.main_system.pieces import Piece
from issuance.models import ImportFault, LedgerImport, StagedBlock

_COPY = (
    "COPY issuance_stagedblock (id, source_id, index, first_row, row_count, skipped, keys, clues, content)"
    " FROM STDIN (FORMAT BINARY)"
)
_COPY_TYPES = ("uuid", "int8", "int4", "int4", "int4", "jsonb", "bytea", "bytea", "bytea")


class ReadingErased(IssuanceError):
    code = "reading_erased"
    sentence = (
        "파일을 읽던 작업이 너무 오래 멈춰 있어, 읽은 것이 지워졌습니다. 같은 파일을 다시 불러와 주세요."
    )


def block_of(made: LedgerImport, piece: Piece) -> StagedBlock:
    block = StagedBlock(
        id=uuid.uuid4(),
        source=made,
        index=made.block_count,
        first_row=piece.first_row,
        row_count=piece.row_count,
        skipped=piece.skipped,
        keys=bytes(piece.taken.keys),
    )
    block.seal_bytes("clues", bytes(piece.taken.clues))
    block.seal("content", piece.text)
    return block


def fault_of(made: LedgerImport, found: RowFault) -> ImportFault:
    return ImportFault(
        source=made,
        row=found.row,
        column=found.column[:60],
        code=found.code,
        sentence=found.sentence[:300],
        shown=found.shown[:60],
    )


def _insert(blocks: list[StagedBlock]) -> None:
    """PostgreSQL takes the bytes as they are by COPY; as a statement's values each would be written out in digits."""
    if connection.vendor != "postgresql":
        StagedBlock.objects.bulk_create(blocks)
        return
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_COPY_TYPES)
        for block in blocks:
            copy.write_row(
                (
                    block.pk,
                    block.source_id,
                    block.index,
                    block.first_row,
                    block.row_count,
                    block.skipped,
                    block.keys,
                    bytes(block.clues),
                    bytes(block.content),
                )
            )


def ensure_not_erased(made: LedgerImport) -> None:
    """Hold the file while something is stored of it; refuses one that was taken for dead and erased meanwhile."""
    held = LedgerImport.objects.select_for_update(of=("self",)).filter(pk=made.pk)
    if not list(held.values_list("pk")):
        raise ReadingErased


@transaction.atomic
def store(made: LedgerImport, blocks: list[StagedBlock], faults: list[ImportFault]) -> None:
    ensure_not_erased(made)
    _insert(blocks)
    ImportFault.objects.bulk_create(faults, batch_size=500)
    made.seen_at = timezone.now()
    made.save(update_fields=("seen_at",))
