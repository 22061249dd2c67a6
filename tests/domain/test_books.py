"""The words of the book of a day."""

from dataclasses import replace
from datetime import UTC, date, datetime

from issuance.domain.books import Entry, day_book
from issuance.domain.papers import Series
from issuance.domain.sheets import DayBook

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ENTRY = Entry(
    issued_at=datetime(2026, 11, 23, 5, 5, tzinfo=UTC),
    serial="P-11110515-26-001-000002",
    series=Series.PROVISIONAL,
    kind="주민등록표 등본",
    applicant="홍*동",
    purpose="금융(기존 거래)",
    fee_due=400,
    fee_waived=0,
    fee_to_refund=0,
    issued_by="김민원",
    void_reason="",
)


def book(*entries: Entry) -> DayBook:
    return day_book("종로구 청운효자동", date(2026, 11, 23), entries, printed_by="주무관 김민원", at=AT)


def sums(*entries: Entry) -> dict[str, str]:
    return {row.label: row.value for row in book(*entries).sums}


def test_a_line_has_the_number_with_whom_it_is_for_and_who_gave_it() -> None:
    assert book(ENTRY).table.rows[0] == (
        "1",
        "2026. 11. 23. 14:05",
        "P-11110515-26-001-000002",
        "임시확인서 · 주민등록표 등본",
        "홍*동",
        "금융(기존 거래)",
        "400원",
        "김민원",
        "",
    )


def test_a_fee_says_what_was_kept_waived_and_is_to_be_paid_back() -> None:
    fees = [
        book(replace(ENTRY, fee_due=due, fee_waived=waived, fee_to_refund=refund)).table.rows[0][6]
        for due, waived, refund in ((0, 0, 0), (400, 400, 0), (400, 0, 400), (800, 300, 100))
    ]
    assert fees == ["-", "면제 400원", "환급 400원", "400원 · 면제 300원 · 환급 100원"]


def test_a_spoiled_number_stays_in_its_place_with_its_reason() -> None:
    spoiled = replace(ENTRY, void_reason="인쇄 불량: 종이가 걸렸음")
    assert book(ENTRY, spoiled).table.rows[1][-1] == "폐기 · 인쇄 불량: 종이가 걸렸음"
    assert sums(ENTRY, spoiled)["훼손·폐기 번호"] == "P-11110515-26-001-000002 (인쇄 불량: 종이가 걸렸음)"
    assert sums(ENTRY)["훼손·폐기 번호"] == "없음"


def test_the_sums_are_those_of_the_lines() -> None:
    receipt = replace(ENTRY, series=Series.RECEIPT, fee_due=0)
    entries = (
        receipt,
        ENTRY,
        replace(ENTRY, fee_waived=400),
        replace(ENTRY, fee_to_refund=400, void_reason="폐기"),
    )
    assert book(*entries).table.rows[-1] == ("합계", "", "번호 4개", "", "", "", "400원", "", "폐기 1개")
    assert sums(*entries)["종류별 발급"] == "접수증 1 · 임시확인서 3 (폐기 1)"
    assert sums(*entries)["수수료"] == "부과 1,200원 = 받음 400원 + 면제 400원 + 환급할 금액 400원"


def test_a_certificate_is_not_named_twice() -> None:
    certificate = replace(ENTRY, series=Series.CERTIFICATE, kind="전산장애 사실확인서")
    assert book(certificate).table.rows[0][3] == "전산장애 사실확인서"


def test_a_day_without_a_number_has_its_sums_too() -> None:
    assert len(book().table.rows) == 1
    assert sums()["종류별 발급"] == "없음"


def test_the_book_says_when_and_by_whom_it_was_printed() -> None:
    assert book().printed == "출력 2026. 11. 23. 18:30 · 주무관 김민원"
