"""Who asks for what, and the moment that holds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from issuance.domain.filings import (
    IN_PERSON,
    REFUSED_PURPOSES,
    Earlier,
    Moment,
    NewFiling,
    Purpose,
    Relation,
    TakenAlready,
    clock_skew,
    ensure_complete,
    ensure_not_repeated,
    ensure_settlement_words,
    preserved_moment,
)
from tests.refusals import refused

BEGUN = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
EARLIER = Earlier(UUID(int=1), "R-11110515-26-001-000001", BEGUN, "김민원")
HALF_AN_HOUR, A_TICK = timedelta(minutes=30), timedelta(microseconds=1)


def new(**over: Any) -> NewFiling:
    facts: dict[str, Any] = {
        "kind": "RR01",
        "number": "8503029000001",
        "subject_name": "홍길동",
        "applicant_name": "홍길동",
        "applicant_birth": date(1885, 3, 2),
        "relation": Relation.SELF,
        "begun_at": BEGUN,
        "token": "t",
    }
    return NewFiling(**facts | over)


@pytest.mark.parametrize("taken", [timedelta(0), timedelta(minutes=5), HALF_AN_HOUR])
def test_the_beginning_of_the_form_holds_for_thirty_minutes(taken: timedelta) -> None:
    assert preserved_moment(begun_at=BEGUN, sent_at=BEGUN + taken) == Moment(BEGUN, from_form=True)


@pytest.mark.parametrize("late", [A_TICK, timedelta(hours=5)])
def test_after_thirty_minutes_the_sending_counts(late: timedelta) -> None:
    sent = BEGUN + HALF_AN_HOUR + late
    assert preserved_moment(begun_at=BEGUN, sent_at=sent) == Moment(sent, from_form=False)


def test_a_form_from_the_future_is_refused() -> None:
    with refused("form_from_the_future"):
        preserved_moment(begun_at=BEGUN + A_TICK, sent_at=BEGUN)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"kind": "FL99"}, "title_missing"),
        ({"kind": "FL99", "title": "  "}, "title_missing"),
        ({"applicant_name": " "}, "subject_missing"),
        ({"number": ""}, "subject_missing"),
        ({"copies": 0}, "copies_out_of_range"),
        ({"copies": 21}, "copies_out_of_range"),
    ],
)
def test_what_the_receipt_must_say_is_asked_for(over: dict[str, Any], code: str) -> None:
    with refused(code):
        ensure_complete(new(**over))


@pytest.mark.parametrize(
    "over", [{}, {"copies": 1}, {"copies": 20}, {"kind": "FL99", "title": "농기계 임대 신청", "number": ""}]
)
def test_a_whole_filing_is_taken(over: dict[str, Any]) -> None:
    ensure_complete(new(**over))


def test_only_the_subject_and_the_household_count_as_in_person() -> None:
    assert {Relation.SELF, Relation.HOUSEHOLD} == IN_PERSON


def test_property_new_credit_and_court_are_refused_purposes() -> None:
    assert {Purpose.PROPERTY_SALE, Purpose.NEW_CREDIT, Purpose.COURT} == REFUSED_PURPOSES
    assert sorted(REFUSED_PURPOSES) == ["11", "12", "13"]


@pytest.mark.parametrize("words", ["", "네 글자", "    취하    "])
def test_a_settlement_without_words_is_refused(words: str) -> None:
    with refused("settlement_reason_missing"):
        ensure_settlement_words(words)


def test_five_letters_are_a_reason() -> None:
    ensure_settlement_words("본인 취하")


@pytest.mark.parametrize(
    ("ahead", "skew"),
    [
        (timedelta(0), 0),
        (timedelta(minutes=3), 180),
        (timedelta(hours=-1), -3600),
        (timedelta(seconds=1.6), 2),
    ],
)
def test_a_windows_clock_is_ahead_or_behind_by_whole_seconds(ahead: timedelta, skew: int) -> None:
    assert clock_skew(BEGUN + ahead, sent_at=BEGUN) == skew


def test_a_clock_that_said_nothing_has_no_skew() -> None:
    assert clock_skew(None, sent_at=BEGUN) is None


@pytest.mark.parametrize("since", [timedelta(0), HALF_AN_HOUR - A_TICK])
def test_the_same_request_within_half_an_hour_is_asked_about_once(since: timedelta) -> None:
    with refused("taken_already"):
        ensure_not_repeated(EARLIER, again=False, at=BEGUN + since)
    ensure_not_repeated(EARLIER, again=True, at=BEGUN + since)


def test_the_question_names_the_filing_its_time_and_who_took_it() -> None:
    assert TakenAlready(earlier=EARLIER).message == (
        "방금 같은 신청을 접수했습니다: R-11110515-26-001-000001, 14:00, 김민원. 그 접수를 열어 이어서 처리해"
        " 주세요. 따로 접수할 일이면 ‘다시 접수합니다’에 표시하고 다시 보내 주세요."
    )


def test_a_request_after_half_an_hour_is_another_one() -> None:
    ensure_not_repeated(EARLIER, again=False, at=BEGUN + HALF_AN_HOUR)
    ensure_not_repeated(None, again=False, at=BEGUN)
