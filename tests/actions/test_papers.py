"""Numbered paper: its number, its frozen sheet, its mark, and what is printed of it."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import pytest
import zxingcpp

from issuance.actions import documents, filings, offices, papers
from issuance.domain import wording
from issuance.domain.access import Reason
from issuance.domain.documents import VoidReason
from issuance.domain.papers import check_number_holds, status_position
from issuance.domain.sheets import canonical, digest
from issuance.domain.verdicts import Standing
from issuance.models import AccessRecord, Book, NearMiss, Office, Paper
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def receipt() -> Paper:
    return filings.receipt_of(builders.filing())


def test_numbers_of_all_series_are_one_sequence() -> None:
    counter = builders.counter()
    builders.certificate(builders.filing())
    builders.issued_document(counter)
    assert [paper.serial[:1] + paper.serial[-6:] for paper in Paper.objects.order_by("sequence")] == [
        "R000001",
        "E000002",
        "R000003",
        "P000004",
    ]
    assert builders.last_sequence() == 4


def test_every_office_counts_by_itself() -> None:
    builders.filing()
    assert filings.receipt_of(builders.filing(by=builders.clerk(builders.FAR_TOWN))).serial == (
        "R-26350510-26-001-000001"
    )


def test_a_number_carries_a_check_number_and_a_place_in_a_status_list() -> None:
    paper = receipt()
    assert check_number_holds(paper.check_number)
    assert paper.check_number // 10**11 == paper.book.registry_number
    assert (paper.status_list, paper.status_index) == status_position(paper.book.registry_number, 1)


def test_the_mark_is_signed_by_the_key_of_the_book_and_says_what_the_sheet_says() -> None:
    paper = receipt()
    sheet = papers.sheet_of(paper.unsealed("sheet"))
    claims = paper.read_mark().claims
    assert paper.mark_holds()
    assert paper.key.book == paper.book
    assert (claims.serial, claims.sheet_digest) == (sheet.serial, digest(canonical(sheet))[:16])
    assert paper.sheet_digest == digest(canonical(sheet)).hex()


def test_the_frozen_sheet_is_sealed() -> None:
    paper = Paper.objects.get(pk=receipt().pk)
    assert "홍길동" in paper.unsealed("sheet")
    assert "홍길동".encode() not in bytes(paper.sheet)


def test_a_reprint_is_byte_for_byte_the_same() -> None:
    paper, clerk = receipt(), builders.clerk()
    first = papers.printed(paper, by=clerk, at=NOW)
    # Neither the clock nor what the office is called by then comes into it.
    Office.objects.filter(pk=builders.TOWN).update(full_name="다른 이름", phone="1")
    again = papers.printed(
        Paper.objects.get(pk=paper.pk), by=builders.supervisor(), at=NOW + timedelta(days=3)
    )
    assert first[:5] == b"%PDF-"
    assert again == first


def test_every_print_leaves_an_access_record() -> None:
    paper = receipt()
    papers.printed(paper, by=builders.clerk(), at=NOW)
    papers.printed(paper, by=builders.supervisor(), at=NOW)
    records = AccessRecord.objects.filter(noun="paper", subject=str(paper.pk))
    assert [(record.reason, record.by, record.subject_key) for record in records] == [
        (Reason.FIRST_PRINT, builders.clerk(), paper.filing.subject_key),
        (Reason.REPRINT, builders.supervisor(), paper.filing.subject_key),
    ]


def test_another_office_prints_nothing() -> None:
    paper = receipt()
    with refused("other_office"):
        papers.printed(paper, by=builders.clerk(builders.NEIGHBOUR), at=NOW)
    with refused("not_permitted"):
        papers.printed(paper, by=builders.headquarters_drafter(), at=NOW)
    assert AccessRecord.objects.count() == 0


def marks_on(pdf: bytes) -> list[str]:
    """What a reader finds on the pages."""
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [page.render(scale=2).to_pil() for page in document]
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]


def test_a_voided_paper_is_printed_without_its_mark() -> None:
    counter = builders.counter()
    document = builders.issued_document(counter)
    assert document.paper is not None
    before = papers.printed(document.paper, by=counter.clerk, at=NOW)
    documents.void(document, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW)
    after = papers.printed(Paper.objects.get(pk=document.paper.pk), by=counter.clerk, at=NOW)
    assert (marks_on(before), marks_on(after)) == ([document.paper.mark], [])


def test_void_is_for_ever() -> None:
    paper = receipt()
    papers.void(paper, reason="훼손", at=NOW)
    papers.set_status(paper, Standing.VALID)
    paper.refresh_from_db()
    assert (paper.status, paper.void_reason, paper.voided_at) == (Standing.VOIDED, "훼손", NOW)


def test_a_full_book_gives_no_number() -> None:
    builders.filing()
    Book.objects.filter(office=builders.TOWN).update(last_sequence=999_999)
    with refused("book_is_full"):
        builders.filing()
    offices.open_books([builders.office()], at=NOW, another=True)
    assert receipt().serial == "R-11110515-26-002-000001"


def test_a_clock_that_goes_back_is_told_in_the_mark() -> None:
    builders.filing()
    earlier = NOW - timedelta(hours=1)
    flags = [
        filings.receipt_of(builders.filing(at=at, begun_at=at)).read_mark().claims.flags
        for at in (earlier, NOW)
    ]
    assert flags == [papers.CLOCK_SUSPECT, 0]


def test_a_drill_is_told_in_number_and_mark() -> None:
    outage = builders.suspected_outage(drill=True)
    filing = filings.receive(builders.new_filing(), by=builders.clerk(), at=NOW, outage=outage)
    paper = filings.receipt_of(filing)
    assert paper.serial == "TR-11110515-26-901-000001"
    assert paper.read_mark().claims.flags == papers.DRILL
    assert json.loads(paper.unsealed("sheet"))["drill"] is True
    assert filings.receipt_of(builders.filing()).serial == "R-11110515-26-001-000001"


def test_moments_on_paper_have_whole_seconds() -> None:
    at = NOW.replace(microsecond=654_321)
    assert filings.receipt_of(builders.filing(at=at, begun_at=at)).issued_at == NOW


def test_a_number_left_open_in_what_a_clerk_wrote_refuses_the_receipt_and_takes_no_number() -> None:
    builders.filing()
    with refused("open_number"):
        builders.filing(handed_in="신분증 사본 850302-9000001")
    assert (builders.last_sequence(), NearMiss.objects.count()) == (1, 0)


def test_a_document_whose_banner_names_another_one_is_not_issued(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    before = builders.last_sequence()
    monkeypatch.setattr(wording, "banner_of", lambda formal_name: "이 문서는 주민등록표 초본이 아닙니다")
    with refused("lint_hit"):
        documents.issue(document, by=counter.clerk, at=NOW)
    document.refresh_from_db()
    assert (document.state, document.paper, builders.last_sequence()) == ("prepared", None, before)
    assert list(NearMiss.objects.values_list("code", flat=True)) == ["lint_hit"]


def test_a_document_that_would_outlive_its_order_is_not_issued(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    monkeypatch.setattr(documents, "_valid_until", lambda document, at: at + timedelta(days=8))
    with refused("lint_hit"):
        documents.issue(document, by=counter.clerk, at=NOW)
    assert not Paper.objects.filter(series="P").exists()


def test_a_mark_that_says_another_name_rolls_the_number_back(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    before = builders.last_sequence()
    original = papers.mark_words
    monkeypatch.setattr(papers, "mark_words", lambda claims: replace(original(claims), name="김영희"))
    with refused("lint_hit"):
        documents.issue(document, by=counter.clerk, at=NOW)
    assert builders.last_sequence() == before


def test_large_print_is_another_file_of_the_same_paper_and_counts_as_a_copy() -> None:
    paper, clerk = receipt(), builders.clerk()
    usual = papers.printed(paper, by=clerk, at=NOW)
    large = papers.printed(paper, by=clerk, at=NOW, large=True)
    assert large != usual
    assert set(marks_on(large)) == {paper.mark}
    assert [record.reason for record in AccessRecord.objects.order_by("id")] == [
        Reason.FIRST_PRINT,
        Reason.REPRINT,
    ]


def test_the_book_of_a_day_names_every_number_and_opens_nothing() -> None:
    counter = builders.counter()
    document = builders.issued_document(counter)
    documents.void(document, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW)
    opened = AccessRecord.objects.count()
    book = papers.day_book(builders.office(), date(2026, 11, 23), by=counter.clerk, at=NOW)
    with pypdfium2.PdfDocument(book) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert [text.count(paper.serial) for paper in Paper.objects.order_by("sequence")] == [1, 2]
    assert (text.count("홍*동"), text.count("홍길동"), "".join(text.split()).count("용지가걸림")) == (2, 0, 2)
    assert AccessRecord.objects.count() == opened


def test_another_office_gets_no_book() -> None:
    with refused("other_office"):
        papers.day_book(builders.office(), date(2026, 11, 23), by=builders.clerk(builders.NEIGHBOUR), at=NOW)
