"""Numbers have no gap and no double, however many issue at once and whoever is killed."""

import random
import time
from functools import partial

import pytest

from issuance.actions import documents
from issuance.models import Document, Paper
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import NOW
from tests.concurrency.sessions import PATIENCE, issuing_process, together

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]


def sequences() -> list[int]:
    return list(
        Paper.objects.filter(office=builders.TOWN).order_by("sequence").values_list("sequence", flat=True)
    )


def test_twenty_threads_at_one_office_take_twenty_numbers() -> None:
    counter = builders.counter()
    prepared = [builders.prepared_document(counter) for _ in range(20)]
    issued = together([partial(documents.issue, document, by=counter.clerk, at=NOW) for document in prepared])
    assert {document.state for document in issued} == {"issued"}
    assert sequences() == list(range(1, 41))
    assert builders.last_sequence() == 40
    assert list(all_faults()) == []


def test_twenty_threads_take_filings_while_nothing_is_declared() -> None:
    clerks = [builders.clerk(number=number) for number in range(1, 21)]
    filings = together([partial(builders.filing, by=clerk) for clerk in clerks])
    assert {filing.state for filing in filings} == {"received"}
    assert sequences() == list(range(1, 21))
    assert list(all_faults()) == []


def test_four_processes_at_one_office_leave_no_gap_and_no_double() -> None:
    builders.counter()
    processes = [issuing_process(8) for _ in range(4)]
    outputs = [process.communicate(timeout=PATIENCE) for process in processes]
    assert [
        (process.returncode, errors) for process, (_, errors) in zip(processes, outputs, strict=True)
    ] == [(0, "")] * 4
    printed = [serial for output, _ in outputs for serial in output.split()]
    assert len(set(printed)) == len(printed) == 32
    assert set(printed) == set(Paper.objects.filter(series="P").values_list("serial", flat=True))
    assert sequences() == list(range(1, 65))
    assert list(all_faults()) == []


def test_a_process_killed_at_any_moment_leaves_a_whole_ledger() -> None:
    counter = builders.counter()
    moments = random.Random(2)
    for _ in range(4):
        process = issuing_process(10_000)
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline().strip()
        time.sleep(moments.uniform(0, 0.4))
        process.kill()
        told = [first, *process.stdout.read().split()]
        process.wait(PATIENCE)
        process.stdout.close()
        process.stderr.close()
        # The pipe may have been cut in the middle of a line.
        whole = [serial for serial in told if len(serial) == len(first)]
        assert Paper.objects.filter(serial__in=whole).count() == len(whole) > 0
        assert list(all_faults()) == []
    assert sequences() == list(range(1, builders.last_sequence() + 1))
    assert builders.issued_document(counter).state == "issued"
    assert Document.objects.filter(state="issued").count() == Paper.objects.filter(series="P").count()
