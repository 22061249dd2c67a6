"""A process of its own that opens one file that was given to it, and says how it was refused and what that cost."""

import sys
from datetime import date
from pathlib import Path

from issuance.domain.ledger import FileKind
from issuance.main_system.encodings import Limits
from issuance.main_system.files import fingerprint, open_file
from issuance.main_system.pieces import PieceReader
from issuance.main_system.refusals import FileRefused
from tests.main_system.extracts import CATALOGUE


def main(path: Path) -> str:
    with path.open("rb") as content:
        try:
            fingerprint(content, file_name=path.name, limits=Limits())
            opened = open_file(
                content,
                file_name=path.name,
                kind=FileKind.EXTRACT,
                catalogue=CATALOGUE,
                today=date(2026, 11, 24),
                offices=frozenset(),
            )
            reader = PieceReader(opened.recipe, row_digests=list, subject_digests=list)
            return f"read {sum(piece.row_count for piece in opened.pieces(reader))}"
        except FileRefused as refusal:
            return refusal.code


def peak_megabytes() -> int:
    """What this program itself held at most; `getrusage` counts what the one that started it held as well."""
    status = Path("/proc/self/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    outcome = main(Path(sys.argv[1]))
    sys.stdout.write(f"{outcome}|{peak_megabytes()}")
