"""The words of the notice for the hall."""

from dataclasses import replace
from datetime import datetime

from issuance.domain.notices import Situation, hall_notice
from issuance.domain.papers import SEOUL

AT = datetime(2026, 11, 23, 14, 5, tzinfo=SEOUL)
SITUATION = Situation(
    outage_number="2026-001",
    drill=False,
    systems=(("주민등록정보시스템", datetime(2026, 11, 23, 8, 40, tzinfo=SEOUL)),),
    channels=("정부24, 무인민원발급기", "정부24, 우편"),
    allowed=("주민등록표 등본",),
    alternative="",
    deadline_relief="",
    legal_basis="민원 처리에 관한 법률 시행령 §6의2",
    office="서울특별시 종로구 청운효자동",
    signed_by="서울특별시 종로구 청운효자동장",
    telephone="02-0000-0100",
)


def text_of(situation: Situation, label: str) -> str:
    return {row.label: row.value for row in hall_notice(situation, at=AT).sections}[label]


def test_a_notice_says_all_that_the_decree_asks_for() -> None:
    notice = hall_notice(SITUATION, at=AT)
    assert [row.label for row in notice.sections] == [
        "장애 현황",
        "접수 방법",
        "지금 할 수 있는 일",
        "지금 할 수 없는 일",
        "납부·신고 기한",
        "문의",
    ]
    assert (notice.issued_at, notice.signed_by) == ("2026. 11. 23. 14:05", SITUATION.signed_by)


def test_each_system_stands_with_the_moment_since_which_it_is_down() -> None:
    assert (
        text_of(SITUATION, "장애 현황").splitlines()[0] == "주민등록정보시스템: 2026. 11. 23. 08:40부터 중단"
    )


def test_other_channels_are_named_once_each_where_the_order_names_none() -> None:
    assert text_of(SITUATION, "접수 방법").splitlines()[1] == "다른 방법: 정부24, 무인민원발급기, 우편"


def test_the_orders_own_words_go_before_the_general_ones() -> None:
    told = replace(
        SITUATION, alternative="가까운 구청 민원실", deadline_relief="지방세 납부 11. 30.까지 연장"
    )
    assert text_of(told, "접수 방법").splitlines()[1] == "다른 방법: 가까운 구청 민원실"
    assert text_of(told, "납부·신고 기한") == "지방세 납부 11. 30.까지 연장"


def test_without_an_order_only_receipts_and_certificates_are_promised() -> None:
    nothing = replace(SITUATION, allowed=())
    assert text_of(nothing, "지금 할 수 있는 일") == "모든 민원의 접수와 접수증, 전산장애 사실확인서(무료)"
