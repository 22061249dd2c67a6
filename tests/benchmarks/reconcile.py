"""Reconciliation: from the extract as a file to a stored verdict for each paper, beside Splink and beside a usual loop.

A named benchmark runs at full size: a million papers against a million rows (`reconcile_5m`: five); without a name all
run at a twentieth. Each side has a process of its own, so its memory is its own too. SQLite always; PostgreSQL on
the server that DATABASE_URL names, and the line says so where there is none.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import outage_papers
from tests.benchmarks.comparison import Comparison, Figures
from tests.benchmarks.reconcile_sides import EXTRACT, PAPERS

FULL, MODEST, FIVE = 1_000_000, 50_000, 5
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
ROOT = Path(__file__).resolve().parent.parent.parent
GIGABYTE = 1e9

Sides = dict[str, dict[str, float]]
Lines = tuple[Comparison | Figures, ...]


def bench_reconcile_vs_splink() -> Lines:
    """Seconds; Splink's are of reading the same two files, estimating its model and predicting."""
    return _beside("reconcile_vs_splink", "splink", "seconds", "Splink on DuckDB", "s")


def bench_reconcile_memory_vs_splink() -> Lines:
    """Bytes at the peak; ours with the processes that read the file."""
    return _beside("reconcile_memory_vs_splink", "splink", "bytes", "Splink on DuckDB", "bytes")


def bench_reconcile_vs_bulk() -> Lines:
    """Seconds; the loop looks at exact keys alone, and stores a verdict for each paper as ours does."""
    return _beside("reconcile_vs_bulk", "bulk", "seconds", "a dictionary and bulk_create", "s")


def bench_reconcile_5m() -> Lines:
    """Seconds of five times the papers; the peer is ours with as many as the other rows have. And its bytes."""
    count = _count()
    lines: list[Comparison | Figures] = []
    for database in _databases():
        one = _ours(database, count)
        five = _ours(database, FIVE * count)
        lines += [
            Comparison(
                "reconcile_5m", five["seconds"], one["seconds"], f"ours, {count:,} papers", f"s, {database}"
            ),
            Figures("reconcile_5m", {"database": database, "papers": FIVE * count, "bytes": five["bytes"]}),
        ]
    return (*lines, *_left_out("reconcile_5m"))


def _beside(bench: str, side: str, figure: str, peer_name: str, unit: str) -> Lines:
    lines = [
        Comparison(bench, sides["ours"][figure], sides[side][figure], peer_name, f"{unit}, {database}")
        for database in _databases()
        for sides in (_measured(database, _count()),)
    ]
    return (*lines, *_left_out(bench))


def _count() -> int:
    return FULL if len(sys.argv) > 1 else MODEST


def _databases() -> tuple[str, ...]:
    return (SQLITE, POSTGRESQL) if _server() else (SQLITE,)


def _server() -> str:
    address = os.environ.get("DATABASE_URL", "")
    return address if address.startswith(("postgresql:", "postgres:")) else ""


def _left_out(bench: str) -> Lines:
    if _server():
        return ()
    return (Figures(bench, {"left_out": f"{POSTGRESQL}: DATABASE_URL names no server"}),)


@lru_cache
def _measured(database: str, count: int) -> Sides:
    """Every side's figures, one after another, over the same papers."""
    with _filled(database, count) as (folder, environment):
        return {side: _side(side, folder, environment) for side in ("ours", "splink", "bulk")}


@lru_cache
def _ours(database: str, count: int) -> dict[str, float]:
    with _filled(database, count) as (folder, environment):
        return _side("ours", folder, environment)


@contextmanager
def _filled(database: str, count: int) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with the files, and the environment of a process that finds the filled database."""
    with TemporaryDirectory(prefix="ieum-reconcile-") as name, _database(database, Path(name)) as address:
        folder = Path(name)
        environment = {
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "IEUM_TEST_VAR": str(folder / "var"),
        }
        outage_papers.write_extract(folder / EXTRACT, count)
        outage_papers.write_papers(folder / PAPERS, count)
        _process(environment, "tests.benchmarks.outage_database", str(count))
        yield folder, environment


@contextmanager
def _database(database: str, folder: Path) -> Iterator[str]:
    """The address of an empty database, which is gone afterwards."""
    if database == SQLITE:
        yield f"sqlite:///{folder / 'papers.sqlite3'}"
        return
    import psycopg

    name = f"ieum_bench_{os.getpid()}"
    with psycopg.connect(_server(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            before, _, options = _server().partition("?")
            yield f"{before.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _side(side: str, folder: Path, environment: dict[str, str]) -> dict[str, float]:
    figures: dict[str, float] = json.loads(
        _process(environment, "tests.benchmarks.reconcile_sides", side, str(folder)).splitlines()[-1]
    )
    return figures


def _process(environment: dict[str, str], module: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
