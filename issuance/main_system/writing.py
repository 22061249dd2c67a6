"""Writing files: the back-entry file for the main system, the list of faults for the office."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from issuance.domain.ledger import BackEntryRow, RowFault
from issuance.domain.papers import SEOUL
from issuance.main_system.layouts import BACK_ENTRY_COLUMNS

FAULT_COLUMNS = ("행", "칸", "오류코드", "설명", "값")

_BOM = "\ufeff"
# What makes a spreadsheet take a cell for a formula, also typed in full width.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """UTF-8 with BOM, comma, CRLF: a piece for the header and one for each row, nothing held back."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    line.write(_BOM)
    for cells in chain((columns,), rows):
        writer.writerow(cells)
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def harmless(text: str) -> str:
    """The cell behind an apostrophe if a spreadsheet would calculate it."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def written_moment(moment: datetime) -> str:
    """`2026-11-23 14:05:09` in Asia/Seoul."""
    return f"{moment.astimezone(SEOUL):%Y-%m-%d %H:%M:%S}"


def back_entry_csv(rows: Iterable[BackEntryRow]) -> Iterator[bytes]:
    """The 등록 요청 file; the resident number stands in it plain, so it is streamed and never stored."""
    return csv_bytes(
        BACK_ENTRY_COLUMNS,
        (
            (
                str(row.receipt),
                row.kind,
                written_moment(row.moment),
                row.office,
                row.resident_number.digits if row.resident_number else "",
                harmless(row.name),
                harmless(row.outcome),
                row.effective_date.isoformat(),
                harmless(row.clerk),
            )
            for row in rows
        ),
    )


def faults_csv(faults: Iterable[RowFault]) -> Iterator[bytes]:
    """The rows that were left out, each with its column and why; no number in it is whole."""
    return csv_bytes(
        FAULT_COLUMNS,
        (
            (str(fault.row), harmless(fault.column), fault.code, fault.sentence, harmless(fault.shown))
            for fault in faults
        ),
    )
