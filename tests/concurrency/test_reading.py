"""Processes that read a file go with the one that asked them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.concurrency.sessions import ROOT

SECONDS = 20.0


@pytest.mark.slow
def test_whoever_reads_ends_when_the_one_that_asked_is_killed() -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tests.concurrency.reading"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        readers = [int(pid) for pid in process.stdout.readline().split()]
        process.send_signal(signal.SIGKILL)
    until = time.monotonic() + SECONDS
    while any(map(is_there, readers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert (len(readers), [pid for pid in readers if is_there(pid)]) == (2, [])


def is_there(pid: int) -> bool:
    """One that has ended and that nobody has asked for is empty."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except (FileNotFoundError, ProcessLookupError):
        return False
