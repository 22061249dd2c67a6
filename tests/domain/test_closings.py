"""The sums that an office signs for, and what refuses a signature."""

from dataclasses import replace

import pytest

from issuance.domain.closings import (
    Account,
    BookLine,
    Line,
    Matter,
    OfficeHasOpenMatters,
    OfficesNotSigned,
    added,
    ensure_above,
    ensure_all_signed,
    ensure_nothing_left,
    ensure_signable,
)
from tests.refusals import refused

LINE = Line(
    day="2026-11-23",
    kind="RR01",
    filings=3,
    registered=2,
    settled=1,
    documents=4,
    voided=1,
    confirmed=1,
    corrected=1,
    revoked=1,
    due=1600,
    waived=400,
    to_refund=400,
)
BOOK = BookLine(
    book="11110515-26-001",
    first=1,
    last=8,
    numbers=8,
    voided=1,
    receipts=3,
    certificates=0,
    documents=3,
    corrections=1,
)
WHOLE = Account((LINE,), (BOOK,))


def test_the_sums_of_a_line_follow_from_its_counts() -> None:
    assert (LINE.issued, LINE.kept, BOOK.papers) == (3, 800, 7)
    assert WHOLE.faults() == ()


@pytest.mark.parametrize(
    ("account", "fault"),
    [
        (replace(WHOLE, lines=(replace(LINE, documents=5),)), "임시확인서 = 발급 + 폐기"),
        (replace(WHOLE, lines=(replace(LINE, filings=4, settled=1),), books=(replace(BOOK, receipts=4, numbers=9),)), "접수 = 등록 + 기타 종결 + 남음"),
        (replace(WHOLE, books=(replace(BOOK, receipts=2, numbers=7),)), "접수증 ≥ 접수"),
        (replace(WHOLE, books=(replace(BOOK, documents=2, numbers=7),)), "발급한 임시확인서 = 대장의 임시확인서"),
        (replace(WHOLE, books=(replace(BOOK, numbers=9),)), "번호 = 종이 + 폐기 번호"),
        (replace(WHOLE, lines=(replace(LINE, to_refund=1300),)), "부과 ≥ 면제 + 환급"),
    ],
)  # fmt: skip
def test_each_sum_that_does_not_hold_is_named_and_refuses_the_signature(account: Account, fault: str) -> None:
    assert account.faults() == (fault,)
    with refused("sums_do_not_hold"):
        ensure_nothing_left(dict.fromkeys(Matter, 0), account)


def test_an_account_comes_back_from_its_json_as_it_was() -> None:
    assert Account.restored(WHOLE.as_json()) == WHOLE
    assert Account.restored(WHOLE.as_json()).digest() == WHOLE.digest()
    assert replace(WHOLE, lines=(replace(LINE, kind="RR02"),)).digest() != WHOLE.digest()


def test_lines_are_added_count_by_count() -> None:
    assert added("", "", (LINE, LINE)).documents == 8
    assert WHOLE.total == replace(LINE, day="", kind="")


def test_whatever_is_open_refuses_the_signature_with_its_count() -> None:
    with pytest.raises(OfficeHasOpenMatters) as refusal:
        ensure_nothing_left({Matter.OPEN_CASES: 2, Matter.TO_REGISTER: 0, Matter.DOUBTS: 1}, Account())
    assert refusal.value.facts == {"matters": "끝나지 않은 대조 건 2건, 답이 엇갈린 접수 1건"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"restored": False, "closed": False, "concerned": True}, "not_yet_restored"),
        ({"restored": False, "closed": True, "concerned": True}, "closed_for_good"),
        ({"restored": True, "closed": False, "concerned": False}, "office_not_concerned"),
    ],
)
def test_only_an_office_of_a_restored_outage_signs(facts: dict[str, bool], code: str) -> None:
    with refused(code):
        ensure_signable(**facts)


def test_only_an_office_above_signs_for_another() -> None:
    ensure_above(is_above=True)
    with refused("not_above"):
        ensure_above(is_above=False)


def test_an_outage_with_an_office_that_has_not_signed_names_it() -> None:
    ensure_all_signed({}, count=0)
    with pytest.raises(OfficesNotSigned) as refusal:
        ensure_all_signed({"청운효자동": "마감하지 않음"}, count=2)
    assert refusal.value.facts == {"count": "2", "offices": "청운효자동: 마감하지 않음 등"}
