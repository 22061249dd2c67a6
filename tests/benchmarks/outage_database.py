"""Fill an empty database with the papers of a whole outage, straight into its tables: `… COUNT`."""

import json
import secrets
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Model  # noqa: E402

from issuance.actions import seeds  # noqa: E402
from issuance.actions.offices import open_books  # noqa: E402
from issuance.domain.spellings import canonical_fact, mark_ending, row_text  # noqa: E402
from issuance.models import Book, Document, Filing, Paper, triggers  # noqa: E402
from issuance.sealing import vault  # noqa: E402
from tests import builders  # noqa: E402
from tests.benchmarks.outage_papers import KIND, Pair, pairs  # noqa: E402

A_BOOK, AT_ONCE = 900_000, 20_000
FACTS = ("주소", "세대주", "세대원", "전입일")

Row = dict[str, Any]


def fill(count: int) -> None:
    """One outage, and so many papers of it in people's hands."""
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        seeds.load(builders.seed_folder(Path(folder)), at=builders.BEGAN)
    counter = builders.counter()
    document = builders.handed_over(counter)
    books = [Book.objects.get(pk=document.paper.book_id)] if document.paper else []
    books += [open_books([counter.office], at=builders.NOW, another=True)[0] for _ in range(count // A_BOOK)]
    writers = {model: _Writer(model, pk) for model, pk in (
        (Filing, document.filing_id), (Paper, document.paper_id), (Document, document.pk)
    )}  # fmt: skip
    triggers.drop(connection)
    made = _rows(count, books)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-1000000", "secure_delete=OFF"):
                cursor.execute(f"PRAGMA {pragma}")
        else:
            cursor.execute("SET session_replication_role = replica")
        indexes = _indexes(cursor, [writer.table for writer in writers.values()])
        for name in indexes:
            cursor.execute(f"DROP INDEX {name}")
        while some := list(islice(made, AT_ONCE)):
            for place, writer in enumerate(writers.values()):
                writer.write(cursor, [rows[place] for rows in some])
        for definition in indexes.values():
            cursor.execute(definition)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
    # The paper that the others were copied from is no part of the data.
    Document.objects.filter(pk=document.pk).delete()
    triggers.create(connection)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _indexes(cursor: Any, tables: list[str]) -> dict[str, str]:
    """Name and definition of each index that no constraint stands on: at the end it is made in one go."""
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
    else:
        cursor.execute(
            "SELECT indexname, indexdef, tablename FROM pg_indexes WHERE schemaname = 'public' AND indexname"
            " NOT IN (SELECT conname FROM pg_constraint)"
        )
    return {name: definition for name, definition, table in cursor.fetchall() if table in tables}


class _Writer:
    """Copies of one row of a table, each with some columns of its own."""

    def __init__(self, model: type[Model], pk: uuid.UUID | None) -> None:
        self.table = model._meta.db_table
        with connection.cursor() as cursor:
            key = pk.hex if pk and connection.vendor == "sqlite" else pk
            cursor.execute(f"SELECT * FROM {self.table} WHERE id = %s", [key])  # noqa: S608
            self.columns = [column[0] for column in cursor.description]
            self.template = dict(zip(self.columns, cursor.fetchone(), strict=True))

    def write(self, cursor: Any, rows: list[Row]) -> None:
        names = ", ".join(connection.ops.quote_name(column) for column in self.columns)
        if connection.vendor == "sqlite":
            places = ", ".join(["%s"] * len(self.columns))
            cursor.executemany(
                f"INSERT INTO {self.table} ({names}) VALUES ({places})",  # noqa: S608
                [tuple((self.template | row).values()) for row in rows],
            )
            return
        constant = {name: _copied(value) for name, value in self.template.items()}
        with cursor.copy(f"COPY {self.table} ({names}) FROM STDIN") as copy:
            for row in rows:
                own = {name: _copied(value) for name, value in row.items()}
                copy.write("\t".join((constant | own).values()) + "\n")


def _copied(value: Any) -> str:
    """A value in the text form of COPY."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _rows(count: int, books: list[Book]) -> Iterator[tuple[Row, Row, Row]]:
    subject, row = vault.keyed_digests("subject"), vault.keyed_digests("row")
    marks = {name: vault.keyed_digests(f"fact:{name}") for name in FACTS}
    for place, pair in enumerate(pairs(count)):
        book, sequence = books[place // A_BOOK], place % A_BOOK + 10
        # The run reads documents in the order of their keys, which is no order of theirs.
        filing, paper, document = uuid.UUID(int=place + 1), uuid.UUID(int=place + 1), uuid.uuid4()
        printed, facts = pair.paper, dict(zip(FACTS, pair.paper.facts, strict=True))
        text = json.dumps(facts, ensure_ascii=False)
        filed = {
            "id": _key(filing),
            "token": filing.hex,
            "subject_number": _sealed(pair, printed.number, "issuance_filing", filing, "subject_number"),
            "subject_key": subject(printed.number.encode()).hex(),
            "subject_name": printed.name,
            "applicant_name": printed.name,
            "subject_birth": printed.birth.isoformat(),
            "applicant_birth": printed.birth.isoformat(),
        }
        numbered = {
            "id": _key(paper),
            "filing_id": _key(filing),
            "book_id": book.pk,
            "sequence": sequence,
            "serial": f"P-{book.office_id}-{book.label}-{sequence:06d}",
            "check_number": 10**15 + place,
            "status_list": 10_000,
            "status_index": place,
            "sheet": b"",
            "mark": "",
        }
        digest = row(row_text(KIND, printed.number, printed.facts, name=printed.name).encode())
        yield (
            filed,
            numbered,
            {
                "id": _key(document),
                "filing_id": _key(filing),
                "paper_id": _key(paper),
                "token": filing.hex,
                "facts": _sealed(pair, text, "issuance_document", document, "facts"),
                "fingerprints": json.dumps(
                    {name: _mark(pair, name, value, marks[name]) for name, value in facts.items()}
                ),
                "row_digest": digest[:16],
            },
        )


def _mark(pair: Pair, name: str, value: str, keyed: Callable[[bytes], bytes]) -> str:
    """The fingerprint of a fact; what no run looks at is as long, and as good as noise."""
    if pair.truth == "match":
        return secrets.token_hex(16)
    return keyed(canonical_fact(name, value).encode()).hex()[:32] + mark_ending(name, value)


def _key(key: uuid.UUID) -> Any:
    return key.hex if connection.vendor == "sqlite" else key


def _sealed(pair: Pair, text: str, table: str, row: uuid.UUID, field: str) -> bytes:
    """Sealed where a run opens it; what none opens is as long, and as good as noise."""
    if pair.truth in ("mistyped", "nobody"):
        return vault.seal(text.encode(), table=table, row=str(row), field=field)
    return secrets.token_bytes(len(text.encode()) + 33)


if __name__ == "__main__":
    fill(int(sys.argv[1]))
