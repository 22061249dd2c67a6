"""The counter's pages with a hundred thousand filings in the office's book: the slowest page's p95 against the promise."""

import copy
import gc
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import time_machine
from django.test import Client
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from issuance.actions import seeds
from issuance.models import Book, Filing, Paper
from tests import builders
from tests.benchmarks.comparison import Comparison

FILINGS, A_DAY, BATCH, TIMES = 100_000, 300, 2_000, 40
PROMISED_MS = 150.0


def bench_counter_pages() -> Comparison:
    """Milliseconds in the server; ours is the p95 of the slowest page, the peer is what is promised."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    try:
        with time_machine.travel(builders.NOW, tick=True), TemporaryDirectory() as folder:
            seeds.load(builders.seed_folder(Path(folder)), at=builders.BEGAN)
            measured = {page[1:]: _p95(*page) for page in _pages()}
    finally:
        teardown_databases(databases, verbosity=0)
    for (path, words), taken in sorted(measured.items(), key=lambda one: -one[1]):
        sys.stderr.write(f"  {taken:7.1f} ms  {path} {words}".rstrip() + "\n")
    return Comparison(
        "counter_pages", max(measured.values()), PROMISED_MS, "the promised p95 of any counter page", "ms"
    )


def _pages() -> list[tuple[Client, str, str]]:
    at_counter = builders.counter()
    filing = builders.filing(by=at_counter.clerk)
    builders.in_snapshot(filing)
    document = builders.issued_document(at_counter)
    _fill(filing)
    clerk, supervisor = Client(), Client()
    clerk.force_login(at_counter.clerk)
    supervisor.force_login(at_counter.supervisor)
    pages = [
        (clerk, path, "")
        for path in (
            "/",
            "/waiting/",
            "/standing/",
            "/filings/",
            "/filings/?day=2026-10-01",
            "/filings/new/",
            "/filings/new/?q=ㄷㅂ",
            "/filings/new/RR01/",
            f"/filings/{filing.pk}/",
            f"/filings/{filing.pk}/documents/1/",
            f"/documents/{document.pk}/",
            "/book/?day=2026-11-20",
            "/book/?day=2026-11-20&series=R&page=5",
            "/filings/drill/",
        )
    ]
    pages += [(clerk, "/filings/", words) for words in ("홍길동", "길동", "18850302", "000123")]
    return [*pages, (supervisor, "/", ""), (supervisor, "/cases/", ""), (supervisor, "/book/voids/", "")]


def _fill(filing: Filing) -> None:
    """Copies of one filing and of its receipt, three hundred a day, backwards from today."""
    receipt = filing.papers.get()
    book = Book.objects.get(pk=receipt.book_id)
    first = book.last_sequence
    for begin in range(0, FILINGS, BATCH):
        filings, papers = [], []
        for number in range(begin, begin + BATCH):
            back = timedelta(days=1 + number // A_DAY, minutes=number % A_DAY)
            made, paper = copy.copy(filing), copy.copy(receipt)
            made.pk, paper.pk, made.token = uuid.uuid4(), uuid.uuid4(), uuid.uuid4().hex
            made.moment = made.begun_at = made.sent_at = filing.moment - back
            made.applicant_name = made.subject_name = f"홍길{chr(ord('가') + number % 5000)}"
            made.applicant_birth = made.subject_birth = filing.applicant_birth + timedelta(
                days=number % 30_000
            )
            paper.filing, paper.issued_at = made, receipt.issued_at - back
            paper.sequence = first + 1 + number
            paper.serial = f"{receipt.serial[:-6]}{paper.sequence:06d}"
            paper.check_number = number + 1
            paper.status_list, paper.status_index = 10_000, number
            filings.append(made)
            papers.append(paper)
        Filing.objects.bulk_create(filings)
        Paper.objects.bulk_create(papers)
    book.last_sequence = first + FILINGS
    book.save(update_fields=("last_sequence",))


def _p95(browser: Client, path: str, words: str) -> float:
    taken: list[float] = []
    # What filling the tables left behind is no work of the page.
    gc.collect()
    for _ in range(TIMES + 1):
        began = perf_counter()
        answer = browser.post(path, {"words": words}) if words else browser.get(path)
        taken.append((perf_counter() - began) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    # The first call finds templates that are not read yet.
    return quantiles(taken[1:], n=20)[-1]
