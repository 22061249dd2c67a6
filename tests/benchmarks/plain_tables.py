"""Two tables as one would make them without a thought of a million: a paper with its facts in the clear, and its verdict."""

import csv
from pathlib import Path
from typing import ClassVar

from django.db import connection, models

FACTS = ("name", "address", "household", "moved_in")
COLUMNS = {"name": "성명", "address": "주소", "household": "세대원", "moved_in": "전입일"}


class PlainPaper(models.Model):
    kind = models.CharField(max_length=4, default="RR01")
    number = models.CharField(max_length=13)
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200)
    household = models.CharField(max_length=200)
    moved_in = models.CharField(max_length=10)

    objects: ClassVar[models.Manager["PlainPaper"]] = models.Manager()

    class Meta:
        app_label = "issuance"

    @classmethod
    def fill(cls, papers: Path) -> None:
        """Make both tables anew and put the papers in."""
        with connection.schema_editor() as editor:
            for table in (cls, PlainVerdict):
                editor.create_model(table)
        with papers.open(encoding="utf-8", newline="") as file:
            rows = (
                cls(number=row["number"], **{name: row[name] for name in FACTS})
                for row in csv.DictReader(file)
            )
            cls.objects.bulk_create(rows, batch_size=2_000)

    def compared_with(self, row: dict[str, str] | None, *, again: bool) -> str:
        if row is None:
            return "not_found"
        if any(row[column] != getattr(self, name) for name, column in COLUMNS.items()):
            return "differs"
        return "duplicate" if again else "match"


class PlainVerdict(models.Model):
    paper = models.ForeignKey(PlainPaper, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12)

    objects: ClassVar[models.Manager["PlainVerdict"]] = models.Manager()

    class Meta:
        app_label = "issuance"
