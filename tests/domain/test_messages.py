"""The words of messages: who reads what, nothing of the person where a stranger may read it, right particles."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from issuance.domain import messages
from issuance.domain.letters import letter_to, restored
from issuance.domain.messages import Audience, Channel, Occasion, Occurrence, Way
from tests.refusals import refused

OCCURRENCE = Occurrence(
    occasion=Occasion.REVOKED,
    serial="P-11110515-26-001-000123",
    kind="주민등록표 등본",
    issued_at=datetime(2026, 11, 23, 5, 5, tzinfo=UTC),
    at=datetime(2026, 11, 26, 5, 0, tzinfo=UTC),
    office="서울특별시 종로구 청운효자동",
    telephone="02-2148-5432",
    realm_url="https://ieum.example",
    citizen="홍길동(洪吉童)",
    address="서울특별시 종로구 자하문로 100",
    receiver="한빛은행",
    differing=("주소",),
    reason="원장에 없음",
    correction_serial="",
    official_number="",
    refund=400,
    answer_by=None,
    drill=False,
)
OF_THE_PERSON = ("홍길동", "洪", "자하문로", "한빛은행", "원장에 없음")


def occurrence(occasion: Occasion, **over: Any) -> Occurrence:
    return replace(OCCURRENCE, occasion=occasion, **over)


@pytest.mark.parametrize("occasion", Occasion)
def test_a_text_or_a_mail_says_nothing_of_the_person(occasion: Occasion) -> None:
    said = occurrence(occasion, answer_by=date(2026, 12, 1))
    for text in (
        messages.text_message(said),
        *(messages.mail_text(audience, said) for audience in Audience),
        *(messages.subject_of(audience, said) for audience in Audience),
    ):
        assert [word for word in OF_THE_PERSON if word in text] == []
        assert said.serial in text


@pytest.mark.parametrize(
    ("occasion", "words"),
    [
        (
            Occasion.CORRECTED,
            "이 정정되었습니다. 종전 문서는 쓰지 마시고 정정 통지서를 받아 주세요. 내신 수수료를 돌려드립니다.",
        ),
        (
            Occasion.REPLACED,
            "이 정식 서류로 대체되었습니다. 임시확인서는 쓰지 마시고 정식 서류를 써 주세요."
            " 내신 수수료를 돌려드립니다.",
        ),
        (
            Occasion.REVOKED,
            "이 취소되었습니다. 이 문서는 쓰지 마시고 창구에 연락해 주세요. 내신 수수료를 돌려드립니다.",
        ),
        (
            Occasion.ASKED,
            "의 내용을 본인께 확인하려고 합니다. 12월 1일까지 신분증과 문서를 가지고 창구에 오시거나 전화해 주세요."
            " 전화나 문자로 주민등록번호를 묻지 않습니다.",
        ),
    ],
)
def test_a_text_says_what_happened_and_what_to_do(occasion: Occasion, words: str) -> None:
    said = messages.text_message(occurrence(occasion, answer_by=date(2026, 12, 1)))
    assert said == (
        f"[서울특별시 종로구 청운효자동] 임시확인서 P-11110515-26-001-000123{words} 문의 02-2148-5432"
    )


@pytest.mark.parametrize(
    ("last", "particle"), [("0", "이"), ("1", "이"), ("2", "가"), ("4", "가"), ("9", "가")]
)
def test_the_particle_follows_the_last_digit(last: str, particle: str) -> None:
    said = messages.text_message(occurrence(Occasion.REVOKED, serial=f"P-11110515-26-001-00012{last}"))
    assert f"{last}{particle} 취소되었습니다" in said


def test_an_office_without_a_telephone_names_none() -> None:
    assert messages.text_message(replace(OCCURRENCE, telephone="")).endswith("돌려드립니다.")


def test_a_drill_says_so_first() -> None:
    drill = replace(OCCURRENCE, drill=True)
    assert messages.text_message(drill).startswith("[훈련]")
    assert messages.subject_of(Audience.CITIZEN, drill).startswith("[훈련] ")
    assert messages.mail_text(Audience.CITIZEN, drill).startswith("이것은 훈련입니다.")


def test_a_letter_to_the_citizen_names_the_person_and_how_to_object() -> None:
    letter = letter_to(Audience.CITIZEN, OCCURRENCE, signed_by="청운효자동장", contact="담당 김민원")
    assert letter.recipient == ("서울특별시 종로구 자하문로 100", "홍길동(洪吉童) 귀하")
    assert [row.label for row in letter.rows] == [
        "문서번호",
        "서류",
        "발급일시",
        "취소 사유",
        "돌려드릴 수수료",
    ]
    assert letter.paragraphs[1:] == (
        "제출처로 적어 주신 한빛은행에는 저희가 따로 알립니다.",
        "내신 수수료 금400원(금사백원)을 돌려드립니다."
        " 신분증을 가지고 창구에 오시거나 아래 연락처로 받으실 방법을 알려 주세요.",
        "이 처리에 이의가 있으시면 「행정심판법」 제27조에 따라 처리가 있음을 아신 날부터 90일 안에 행정심판을"
        " 청구하실 수 있습니다.",
    )
    assert letter.dated == "2026. 11. 26."


def test_a_letter_to_the_receiver_masks_the_person_and_says_neither_why_nor_what_is_refunded() -> None:
    letter = letter_to(Audience.RECEIVER, OCCURRENCE, signed_by="청운효자동장", contact="담당 김민원")
    assert letter.recipient == ("한빛은행 귀중",)
    assert {row.label: row.value for row in letter.rows} == {
        "문서번호": "임시확인서 P-11110515-26-001-000123",
        "서류": "주민등록표 등본",
        "신청인": "홍*동",
        "발급일시": "2026. 11. 23. 14:05",
        "바뀐 상태": "취소",
        "바뀐 때": "2026. 11. 26. 14:00",
    }
    whole = " ".join((letter.opening, *letter.paragraphs))
    assert [word for word in ("홍길동", "원장에 없음", "자하문로") if word in whole] == []


def test_what_is_confirmed_with_the_citizen_is_asked_for_by_a_day_and_never_by_a_number() -> None:
    asked = occurrence(Occasion.ASKED, answer_by=date(2026, 12, 1), refund=0)
    letter = letter_to(Audience.CITIZEN, asked, signed_by="청운효자동장", contact="담당 김민원")
    assert {row.label: row.value for row in letter.rows}["확인 기한"] == "2026. 12. 1."
    assert letter.paragraphs[-1] == "저희는 전화나 문자로 주민등록번호나 계좌 비밀번호를 묻지 않습니다."


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("occasion", Occasion)
def test_a_letter_is_what_it_was_when_it_is_read_again(audience: Audience, occasion: Occasion) -> None:
    letter = letter_to(audience, occurrence(occasion), signed_by="청운효자동장", contact="담당 김민원")
    assert restored(letter.as_json()) == letter
    assert len(fields(letter)) == len(letter.as_json())


@pytest.mark.parametrize(
    ("phone", "mobile"),
    [
        ("010-1234-5678", "01012345678"),
        (" 010 1234 5678 ", "01012345678"),
        ("+82 10-1234-5678", "01012345678"),
        ("０１０-1234-5678", "01012345678"),
        ("011-123-4567", "0111234567"),
        ("02-1234-5678", ""),
        ("010-1234-567", ""),
        ("010-1234-5678 / 010-9999-9999", ""),
        ("", ""),
    ],
)
def test_a_mobile_number_is_told_from_any_other(phone: str, mobile: str) -> None:
    assert messages.mobile_of(phone) == mobile


def test_a_list_shows_an_address_masked() -> None:
    assert messages.masked_recipient(Channel.SMS, "01012345678") == "010-****-5678"
    assert messages.masked_recipient(Channel.SMS, "0111234567") == "011-****-4567"
    assert messages.masked_recipient(Channel.EMAIL, "a@bank.example") == "a*@bank.example"


def test_a_way_by_hand_needs_words_and_the_systems_own_is_none() -> None:
    assert messages.ensure_by_hand("post", " 등기로 보냄 ") == Way.POST
    with refused("not_by_hand"):
        messages.ensure_by_hand("system", "자동으로 나감")
    with refused("not_by_hand"):
        messages.ensure_by_hand("pigeon", "비둘기로 보냄")
    with refused("way_not_said"):
        messages.ensure_by_hand("post", "    보냄")
    with refused("open_number"):
        messages.ensure_by_hand("post", "850302-9012345 에게 보냄")


def test_the_pause_grows_with_each_try() -> None:
    pauses = [messages.pause_after(tries) for tries in range(1, messages.MOST_TRIES + 1)]
    assert pauses == sorted(set(pauses))
    assert pauses[0] >= timedelta(minutes=1)


def test_the_address_is_where_the_facts_say_that_somebody_lives() -> None:
    assert messages.address_in({"주소": "가", "체류지": "나"}) == "가"
    assert messages.address_in({"체류지": "나"}) == "나"
    assert messages.address_in({"소재지": "다"}) == ""
