"""One side of the reconciliation's comparison, in a process of its own: `… ours|bulk|splink FOLDER`; prints its figures.

Each begins with the extract as a CSV file and ends with a verdict for each paper. Ours and the bulk loop store them, in the
database that DATABASE_URL names; Splink keeps its pairs in memory.
"""

import csv
import json
import logging
import os
import resource
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

EXTRACT, PAPERS = "extract.csv", "papers.csv"
CHUNK = 1_000


def ours(folder: Path) -> dict[str, float]:
    """Stage the file (judged, hashed, sealed), confirm it, compare, and store a finding for each paper."""
    _django()
    from issuance.actions import ledger, matching, processes, staging
    from issuance.domain.ledger import FileKind
    from issuance.domain.matching import CaseVerdict
    from issuance.models import Finding, Outage
    from tests import builders

    outage, by = Outage.objects.get(), builders.headquarters_drafter()
    began = perf_counter()
    with (folder / EXTRACT).open("rb") as file:
        made = staging.stage(
            file,
            file_name=EXTRACT,
            file_kind=FileKind.EXTRACT,
            snapshot=False,
            outage=outage,
            by=by,
            at=builders.NOW,
            workers=processes.most(),
        )
    ledger.confirm(made, by=by, at=builders.NOW)
    staged = perf_counter()
    run = matching.go_on(
        matching.begin(outage, by=by, at=builders.NOW), at=builders.NOW, workers=processes.most()
    )
    ended = perf_counter()
    verdicts = Counter(Finding.objects.filter(run=run).values_list("verdict", flat=True))
    verdicts[CaseVerdict.MATCH] += sum(run.pages.values_list("count", flat=True))
    return {"seconds": ended - began, "staging": staged - began, "matching": ended - staged, **verdicts}


def bulk(folder: Path) -> dict[str, float]:
    """What is usually written: the file into a dictionary, a loop over the papers, and `bulk_create` of the verdicts."""
    _django()
    from django.db import connection

    from tests.benchmarks.plain_tables import PlainPaper, PlainVerdict

    PlainPaper.fill(folder / PAPERS)
    began = perf_counter()
    with (folder / EXTRACT).open(encoding="utf-8", newline="") as file:
        rows = {(row["서류코드"], row["주민등록번호"]): row for row in csv.DictReader(file)}
    seen: Counter[str] = Counter()
    verdicts: list[Any] = []
    for paper in PlainPaper.objects.iterator(chunk_size=2_000):
        row = rows.get((paper.kind, paper.number))
        seen[paper.number] += 1
        verdicts.append(
            PlainVerdict(paper=paper, verdict=paper.compared_with(row, again=seen[paper.number] > 1))
        )
        if len(verdicts) == CHUNK:
            PlainVerdict.objects.bulk_create(verdicts)
            verdicts.clear()
    PlainVerdict.objects.bulk_create(verdicts)
    ended = perf_counter()
    count = PlainVerdict.objects.count()
    with connection.schema_editor() as editor:
        for table in (PlainVerdict, PlainPaper):
            editor.delete_model(table)
    return {"seconds": ended - began, "verdicts": count}


def splink(folder: Path) -> dict[str, float]:
    """Splink on DuckDB: read both files, estimate the model as its guide does, and predict."""
    import duckdb
    import splink.comparison_library as levels
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    began = perf_counter()
    database = duckdb.connect()
    for table, file, columns in (
        ("papers", PAPERS, "paper AS unique_id, number, name, birth, address"),
        (
            "ledger",
            EXTRACT,
            '"원장번호" AS unique_id, "주민등록번호" AS number, "성명" AS name, "주소" AS address,'
            " concat('18', number[1:2], '-', number[3:4], '-', number[5:6]) AS birth",
        ),
    ):
        rows = f"read_csv('{folder / file}', all_varchar = true)"
        database.execute(f"CREATE TABLE {table} AS SELECT {columns} FROM {rows}")  # noqa: S608
    api = DuckDBAPI(connection=database)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            levels.DamerauLevenshteinAtThresholds("number", [1]),
            levels.JaroWinklerAtThresholds("name", [0.9, 0.7]),
            levels.ExactMatch("birth"),
            levels.JaroWinklerAtThresholds("address", [0.9]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("number"),
            block_on("birth", "address"),
            block_on("birth", "name"),
        ],
    )
    linker = Linker([api.register("papers"), api.register("ledger")], settings, log_level=logging.CRITICAL)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("number")], recall=0.95)
    training.estimate_u_using_random_sampling(max_pairs=1e6)
    training.estimate_parameters_using_expectation_maximisation(block_on("number"))
    training.estimate_parameters_using_expectation_maximisation(block_on("birth", "name"))
    trained = perf_counter()
    pairs = linker.inference.predict(threshold_match_probability=0.9)
    (count,) = database.execute(f"SELECT count(*) FROM {pairs.physical_name}").fetchone() or (0,)  # noqa: S608
    ended = perf_counter()
    return {
        "seconds": ended - began,
        "training": trained - began,
        "predicting": ended - trained,
        "pairs": count,
    }


SIDES: dict[str, Callable[[Path], dict[str, float]]] = {"ours": ours, "bulk": bulk, "splink": splink}


def _django() -> None:
    import django

    django.setup()


def _peak_bytes() -> float:
    """Of this process, and of the largest of those that it started and waited for, counted as often as it may start."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (os.cpu_count() or 1)
    return (own + children) * 1024


if __name__ == "__main__":
    figures = SIDES[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps(figures | {"bytes": _peak_bytes()}))
