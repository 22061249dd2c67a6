"""The office's book for a day: every number, what became of it, and the sums."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from issuance.actions import books, documents
from issuance.domain.documents import VoidReason
from issuance.queries.books import Fees, day, lines
from tests import builders
from tests.builders import NOW, TOWN
from tests.refusals import refused

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def full_day() -> None:
    """R P (handed over), R P (waived), R P (void), R E: eight numbers."""
    counter = builders.counter(waived=("RR02",))
    builders.handed_over(counter, copies=2)
    builders.issued_document(counter, kind="LD02")
    spoiled = builders.issued_document(counter)
    documents.void(spoiled, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW)
    builders.certificate(builders.filing())


def test_every_number_of_the_day_stands_in_the_book_with_what_became_of_it() -> None:
    full_day()
    given = list(lines(TOWN, TODAY))
    assert [(line.serial[0] + line.serial[-1], line.state, line.remark) for line in given] == [
        ("R1", "유효", ""),
        ("P2", "교부", ""),
        ("R3", "유효", ""),
        ("P4", "발급", ""),
        ("R5", "유효", ""),
        ("P6", "폐기", "인쇄 훼손: 용지가 걸림"),
        ("R7", "유효", ""),
        ("E8", "유효", ""),
    ]
    line = given[1]
    assert (line.applicant, line.kind, line.purpose, line.copies, line.issued_by, line.fee_due) == (
        "홍*동",
        "주민등록표 등본",
        "금융(기존 거래)",
        2,
        "담당1",
        800,
    )


def test_the_totals_are_by_series_by_state_and_by_money() -> None:
    full_day()
    book = day(TOWN, TODAY)
    assert [(total.series, total.numbers, total.voided) for total in book.totals] == [
        ("R", 4, 0),
        ("E", 1, 0),
        ("P", 3, 1),
        ("C", 0, 0),
    ]
    assert (book.numbers, book.voided) == (8, 1)
    assert book.states == (("발급", 1), ("교부", 1), ("폐기", 1))
    land = builders.kind("LD02").fee_won
    assert book.fees == Fees(due=800 + land + 400, waived=0, to_refund=400)
    assert book.fees.kept == 800 + land


def test_another_day_and_another_office_have_books_of_their_own() -> None:
    full_day()
    elsewhere = ((TOWN, TODAY - timedelta(days=1)), (builders.NEIGHBOUR, TODAY))
    assert [(list(lines(office, date)), day(office, date).numbers) for office, date in elsewhere] == [
        ([], 0)
    ] * 2


def test_a_day_is_one_in_seoul() -> None:
    late = NOW.replace(hour=15)  # midnight in Seoul
    builders.filing(at=late, begun_at=late)
    assert (day(TOWN, TODAY).numbers, day(TOWN, TODAY + timedelta(days=1)).numbers) == (0, 1)


def test_a_book_is_read_at_once_however_long_it_is(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    full_day()
    with django_assert_num_queries(3):
        day(TOWN, TODAY)
    with django_assert_num_queries(1):
        list(lines(TOWN, TODAY))


def test_the_file_has_a_row_for_each_number_and_one_of_sums() -> None:
    full_day()
    content = b"".join(books.exported(builders.office(), TODAY, by=builders.clerk()))
    rows = content.decode("utf-8-sig").splitlines()
    assert (len(rows), rows[0].split(",")[:3]) == (10, ["문서번호", "발급번호", "발급일시"])
    assert rows[2].split(",")[0] == "P-11110515-26-001-000002"
    assert rows[2].endswith(",주민등록표 등본,홍*동,금융(기존 거래),2,800,0,,0,담당1,교부,")
    land = builders.kind("LD02").fee_won
    assert rows[-1] == f"합계,번호 8,폐기 1,,,,,,{1200 + land},0,,400,,,"


def test_no_cell_of_the_file_is_a_formula() -> None:
    builders.filing(kind="FL99", title="=HYPERLINK(1)", number="", applicant_name="@임꺽정")
    row = (
        b"".join(books.exported(builders.office(), TODAY, by=builders.clerk()))
        .decode("utf-8-sig")
        .splitlines()[1]
    )
    assert row.split(",")[4:6] == ["'=HYPERLINK(1)", "'@**정"]


def test_the_file_is_for_the_own_office() -> None:
    with refused("other_office"):
        books.exported(builders.office(), TODAY, by=builders.clerk(builders.NEIGHBOUR))
    with refused("not_permitted"):
        books.exported(builders.office(), TODAY, by=builders.headquarters_drafter())
