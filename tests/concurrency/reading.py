"""A process of its own that reads an extract with the help of two more, and after the first piece says which they are."""

import io
import multiprocessing
import time

import django

django.setup()

from datetime import date  # noqa: E402

from issuance.actions import readers  # noqa: E402
from issuance.domain.ledger import FileKind  # noqa: E402
from issuance.main_system.files import open_file  # noqa: E402
from tests.main_system.extracts import CATALOGUE, HEADER, ROW, csv_text  # noqa: E402


def main() -> None:
    opened = open_file(
        io.BytesIO(csv_text([HEADER, *[ROW] * 10_000]).encode()),
        file_name="원부.csv",
        kind=FileKind.EXTRACT,
        catalogue=CATALOGUE,
        today=date(2026, 11, 24),
        offices=frozenset(),
    )
    with readers.pieces(opened, workers=2) as pieces:
        next(pieces)
        print(*(child.pid for child in multiprocessing.active_children()))  # noqa: T201
        time.sleep(600)


if __name__ == "__main__":
    main()
