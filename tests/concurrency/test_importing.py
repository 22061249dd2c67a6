"""The command that brings a file in dies at any moment; typed again, it leaves what one that nobody killed leaves."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from issuance.domain.ledger import FileKind
from issuance.domain.states import ImportState
from issuance.models import ImportFault, LedgerEntry, LedgerImport, Outage, StagedBlock
from issuance.queries.faults import all_faults
from issuance.queries.ledger import READING_IS_DEAD_AFTER
from tests import builders
from tests.builders import resident_number
from tests.concurrency.sessions import PATIENCE, ROOT, address_of_database
from tests.ledger_files import extract_row, file_of

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]

ROWS, A_BAD_ONE_EVERY = 60_000, 100
# Blocks are stored by the sixteen.
READ_IN_PART, READ_FOR_THE_MOST_PART = 1, 40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rows = [
        extract_row(
            "1" if place % A_BAD_ONE_EVERY == 0 else resident_number(serial=place),
            ledger_number=f"원-{place}",
        )
        for place in range(ROWS)
    ]
    file = tmp_path / "지역사본.csv"
    file.write_bytes(file_of(FileKind.EXTRACT, rows))
    return file


def command(path: Path, outage: Outage, *more: str) -> subprocess.Popen[str]:
    by = builders.headquarters_drafter().username
    given = [str(path), "--file=extract", "--snapshot", f"--outage={outage.number}", f"--by={by}", *more]
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_ledger", *given],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": address_of_database(),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def last_line(process: subprocess.Popen[str]) -> str:
    said, errors = process.communicate(timeout=5 * PATIENCE)
    assert process.returncode == 0, errors
    return said.splitlines()[-1]


def killed(process: subprocess.Popen[str], once: Callable[[], bool]) -> None:
    """Kill it once something is so, which it must not have outrun."""
    ends = time.monotonic() + PATIENCE
    while not once():
        assert time.monotonic() < ends, "it does not come so far"
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def has_read(outage: Outage, blocks: int) -> bool:
    reading = StagedBlock.objects.filter(source__outage=outage, source__state=ImportState.STAGING)
    return reading.count() >= blocks


def taken_for_dead() -> None:
    """The ten minutes pass after which a reading that says nothing is nobody's."""
    for made in LedgerImport.objects.filter(state=ImportState.STAGING):
        LedgerImport.objects.filter(pk=made.pk).update(
            seen_at=made.seen_at - READING_IS_DEAD_AFTER - timedelta(seconds=1)
        )


def preview_of(outage: Outage) -> tuple[object, ...]:
    """All that a preview holds: what it counts, its blocks opened, and its faults."""
    made = LedgerImport.objects.get(outage=outage)
    blocks = [
        (
            block.index,
            block.first_row,
            block.row_count,
            block.skipped,
            bytes(block.keys),
            hashlib.sha256(block.unsealed("content").encode()).hexdigest(),
        )
        for block in made.blocks.order_by("index")
    ]
    faults = list(
        ImportFault.objects.filter(source=made).values_list("row", "column", "code", "sentence", "shown")
    )
    return made.state, made.row_count, made.fault_count, made.block_count, made.changes, blocks, faults


def entries_of(outage: Outage) -> list[tuple[object, ...]]:
    fields = ("row", "ledger_number", "kind_code", "subject_key", "name", "as_of", "fingerprints")
    return list(LedgerEntry.objects.filter(source__outage=outage).order_by("row", "pk").values_list(*fields))


def test_a_file_whose_reading_and_whose_coming_in_were_killed_is_in_as_if_nothing_had_been(
    path: Path,
) -> None:
    undisturbed, disturbed = (builders.declared_outage((system,)) for system in ("resident", "welfare"))
    assert last_line(command(path, undisturbed)).startswith("미리보기입니다.")
    for blocks in (READ_IN_PART, READ_FOR_THE_MOST_PART):
        killed(command(path, disturbed), partial(has_read, disturbed, blocks))
        assert LedgerImport.objects.filter(outage=disturbed).get().state == ImportState.STAGING
        taken_for_dead()
    assert last_line(command(path, disturbed)).startswith("미리보기입니다.")
    good, bad = ROWS - ROWS // A_BAD_ONE_EVERY, ROWS // A_BAD_ONE_EVERY
    assert preview_of(disturbed) == preview_of(undisturbed)
    assert preview_of(disturbed)[:3] == (ImportState.STAGED, good, bad)

    told = f"{good:,}행을 불러왔습니다."
    assert last_line(command(path, undisturbed, "--commit")) == told
    coming_in = LedgerImport.objects.filter(outage=disturbed, state=ImportState.CONFIRMED, blocks_done__gt=3)
    killed(command(path, disturbed, "--commit"), coming_in.exists)
    assert 0 < LedgerEntry.objects.filter(source__outage=disturbed).count() < good
    assert last_line(command(path, disturbed, "--commit")) == told
    assert preview_of(disturbed) == preview_of(undisturbed)
    assert entries_of(disturbed) == entries_of(undisturbed)
    assert (len(entries_of(disturbed)), StagedBlock.objects.count()) == (good, 0)
    assert list(all_faults()) == []
