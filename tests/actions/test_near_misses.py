"""A fault at the last moment rolls the issue back, is written down, and the third in a row stops the office."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from issuance.actions import documents, near_misses, papers
from issuance.domain.documents import MarkDoesNotReadBack
from issuance.domain.states import DocumentState
from issuance.models import Document, Filing, IssuingStop, JournalEntry, NearMiss
from issuance.queries.faults import all_faults
from issuance.queries.near_misses import standing_stop
from tests import builders
from tests.builders import NOW, Counter
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def broken(patch: pytest.MonkeyPatch, fault: Exception) -> None:
    """Every paper fails once its number is taken."""

    def write(*args: Any, **options: Any) -> None:
        papers_write(*args, **options)
        raise fault

    papers_write = papers.write
    patch.setattr(papers, "write", write)


def missed(counter: Counter, document: Document, *, at: datetime = NOW) -> None:
    """One issue that goes wrong."""
    with pytest.MonkeyPatch.context() as patch:
        broken(patch, MarkDoesNotReadBack())
        with refused("mark_does_not_read_back"):
            documents.issue(document, by=counter.clerk, at=at)


def stopped(counter: Counter) -> IssuingStop:
    document = builders.prepared_document(counter)
    for _ in range(3):
        missed(counter, document)
    return IssuingStop.objects.get()


def test_a_refused_mark_is_a_near_miss_and_uses_no_number() -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    missed(counter, document)
    miss = NearMiss.objects.get()
    assert (miss.office_id, miss.series, miss.code, miss.subject, miss.by, miss.at, miss.drill) == (
        builders.TOWN,
        "P",
        "mark_does_not_read_back",
        str(document.pk),
        counter.clerk,
        NOW,
        False,
    )
    assert miss.words == MarkDoesNotReadBack().message
    assert (builders.last_sequence(), Document.objects.get().state) == (1, DocumentState.PREPARED)
    assert list(all_faults()) == []


def test_of_an_unexpected_fault_only_its_kind_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    broken(monkeypatch, ZeroDivisionError("홍길동 850302"))
    with pytest.raises(ZeroDivisionError):
        documents.issue(document, by=counter.clerk, at=NOW)
    miss = NearMiss.objects.get()
    assert (miss.code, miss.words) == ("unexpected", "builtins.ZeroDivisionError")


def test_a_refusal_to_the_clerk_is_no_near_miss() -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    builders.restriction(document.filing)
    with refused("restricted"):
        documents.issue(document, by=counter.clerk, at=NOW)
    assert NearMiss.objects.count() == 0


def test_a_busy_database_is_no_near_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    broken(monkeypatch, OperationalError("database is locked"))
    with pytest.raises(OperationalError):
        documents.issue(document, by=counter.clerk, at=NOW)
    assert NearMiss.objects.count() == 0


def test_what_cannot_be_written_down_does_not_hide_the_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)

    def record(*args: Any, **options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(near_misses, "record", record)
    missed(counter, document)
    assert [line.message for line in caplog.records] == ["a near-miss could not be written down"]


def test_a_receipt_and_a_certificate_have_their_near_misses_too(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.declared_outage()
    filing = builders.filing()
    broken(monkeypatch, MarkDoesNotReadBack())
    for _ in range(3):
        with refused("mark_does_not_read_back"):
            builders.filing()
        with refused("mark_does_not_read_back"):
            builders.certificate(filing)
    assert list(NearMiss.objects.values_list("series", flat=True)) == ["R", "E"] * 3
    assert (Filing.objects.count(), builders.last_sequence(), standing_stop(builders.TOWN)) == (1, 1, None)


def test_three_in_a_row_stop_the_office_and_no_other() -> None:
    counter = builders.counter()
    stop = stopped(counter)
    document = Document.objects.get()
    with refused("issuing_stopped"):
        documents.issue(document, by=counter.clerk, at=NOW)
    assert builders.told(stop) == [("stop", "", "stopped", "")]
    assert (standing_stop(builders.TOWN), standing_stop(builders.FAR_TOWN)) == (stop, None)
    assert (standing_stop(builders.TOWN, drill=True), NearMiss.objects.count()) == (None, 3)


def test_receipts_and_certificates_go_on() -> None:
    stopped(builders.counter())
    assert builders.certificate(builders.filing()).state == "issued"


def test_a_paper_that_came_out_ends_the_row() -> None:
    counter = builders.counter()
    document, good = builders.prepared_document(counter), builders.prepared_document(counter)
    for minute in (0, 1):
        missed(counter, document, at=NOW + timedelta(minutes=minute))
    documents.issue(good, by=counter.clerk, at=NOW + timedelta(minutes=2))
    for minute in (3, 4):
        missed(counter, document, at=NOW + timedelta(minutes=minute))
    assert IssuingStop.objects.count() == 0
    missed(counter, document, at=NOW + timedelta(minutes=5))
    assert IssuingStop.objects.count() == 1


def test_three_over_more_than_an_hour_stop_nothing() -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    for minute in (0, 30, 61):
        missed(counter, document, at=NOW + timedelta(minutes=minute))
    assert IssuingStop.objects.count() == 0


def test_a_supervisor_lets_the_office_issue_again() -> None:
    counter = builders.counter()
    stop = stopped(counter)
    later = NOW + timedelta(minutes=10)
    stop = near_misses.resume(stop, words=" 프린터 드라이버 교체 ", by=counter.supervisor, at=later)
    assert (stop.cleared_by, stop.cleared_at, stop.words) == (
        counter.supervisor,
        later,
        "프린터 드라이버 교체",
    )
    assert builders.told(stop)[1:] == [("resume", "stopped", "cleared", counter.supervisor.username)]
    document = Document.objects.get()
    missed(counter, document, at=later + timedelta(minutes=1))
    issued = documents.issue(document, by=counter.clerk, at=later + timedelta(minutes=2))
    assert (issued.state, IssuingStop.objects.count()) == (DocumentState.ISSUED, 1)
    assert list(all_faults()) == []


def test_a_clerk_resumes_nothing_and_nobody_without_words_or_twice() -> None:
    counter = builders.counter()
    stop = stopped(counter)
    for by, words, code in (
        (counter.clerk, "점검을 마쳤음", "not_permitted"),
        (builders.supervisor(builders.NEIGHBOUR), "점검을 마쳤음", "other_office"),
        (counter.supervisor, "점검", "reason_missing"),
    ):
        with refused(code):
            near_misses.resume(stop, words=words, by=by, at=NOW)
    near_misses.resume(stop, words="점검을 마쳤음", by=counter.supervisor, at=NOW)
    with refused("not_stopped"):
        near_misses.resume(stop, words="점검을 마쳤음", by=counter.supervisor, at=NOW)
    assert JournalEntry.objects.filter(noun="issuingstop").count() == 2
