"""Finding a filing again within the own office, and the order of the 처리부."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from issuance.actions import filings
from issuance.models import Filing
from issuance.queries.filings import register_of, search
from tests import builders
from tests.builders import NOW, TOWN

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def found(text: str) -> list[Filing]:
    return [Filing.objects.get(pk=one.pk) for one in search(TOWN, text)]


def test_a_filing_is_found_by_all_that_people_say_of_it() -> None:
    filing = builders.filing(subject_name="홍길동(洪吉童)", applicant_name="임꺽정", applicant_birth=date(1890, 1, 5), relation="household")  # fmt: skip
    builders.filing(
        subject_name="김영희", applicant_name="김영희", number=builders.resident_number(date(1870, 7, 7))
    )
    receipt = filings.receipt_of(filing)
    number = f"{receipt.check_number:016d}"
    for text in (
        receipt.serial,
        receipt.serial.lower().replace("-", " "),
        receipt.serial[-6:],
        "1",
        number,
        f"{number[:4]}-{number[4:8]} {number[8:12]} {number[12:]}",
        "1885-03-02",
        "1885. 3. 2.",
        "850302",
        "18900105",
        "홍길동",
        "홍 길 동",
        "임꺽정",
        "꺽정",
        "임껵정",
        "ㅇㄲㅈ",
    ):
        assert found(text) == [filing], text


def test_what_is_not_there_is_not_found() -> None:
    builders.filing()
    for text in (
        "",
        " ",
        "-",
        "성춘향",
        "R-11110515-26-001-000009",
        "9",
        "1999-01-01",
        "0001234567890123",
        "850302-9000001",
    ):
        assert search(TOWN, text) == (), text


def test_another_office_finds_nothing() -> None:
    filing = builders.filing()
    receipt = filings.receipt_of(filing)
    for text in ("홍길동", receipt.serial, f"{receipt.check_number:016d}", "850302"):
        assert search(builders.NEIGHBOUR, text) == ()


def test_results_are_masked() -> None:
    filing = builders.filing(subject_name="홍길동(洪吉童)", applicant_name="남궁민수", relation="household")
    one = search(TOWN, "홍길동")[0]
    assert (
        one.serial,
        one.what,
        one.applicant,
        one.subject,
        one.subject_birth,
        one.moment,
        one.state_label,
    ) == (
        filings.receipt_of(filing).serial,
        "주민등록표 등본",
        "남**수",
        "홍*동",
        date(1885, 3, 2),
        filing.moment,
        "접수",
    )


def test_a_slip_is_forgiven_only_where_nobody_bears_the_name() -> None:
    exact = builders.filing(subject_name="홍길돈", applicant_name="홍길돈")
    near = builders.filing()
    assert found("홍길돈") == [exact]
    assert set(found("홍길돔")) == {exact, near}


def test_the_newest_stands_first_and_fifty_are_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("issuance.queries.filings.MOST_FOUND", 2)
    made = [
        builders.filing(at=NOW + timedelta(hours=hour), begun_at=NOW + timedelta(hours=hour))
        for hour in range(3)
    ]
    assert found("홍길동") == [made[2], made[1]]


def test_a_search_asks_the_database_a_few_times_whatever_it_finds(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        builders.filing()
    with django_assert_num_queries(5):
        search(TOWN, "홍길동")
    with django_assert_num_queries(4):
        search(TOWN, "850302")


def test_the_register_is_by_moment_then_serial() -> None:
    builders.declared_outage()
    first = builders.filing(at=NOW, begun_at=NOW)
    second = builders.filing(at=NOW, begun_at=NOW)
    paper = builders.paper_filing(moment=NOW - timedelta(hours=2))
    builders.paper_filing(moment=NOW - timedelta(hours=2), by=builders.clerk(builders.FAR_TOWN))
    in_order = [(one.pk, one.receipt_serial) for one in register_of(TOWN, TODAY)]  # type: ignore[attr-defined]
    assert in_order == [
        (paper.pk, "R-11110515-26-001-000003"),
        (first.pk, "R-11110515-26-001-000001"),
        (second.pk, "R-11110515-26-001-000002"),
    ]
    assert list(register_of(TOWN, TODAY - timedelta(days=1))) == []
