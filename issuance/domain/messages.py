"""Messages (통지) that leave the house: to whom, by which way, how often they are tried, and their words."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from issuance.domain.errors import IssuanceError
from issuance.domain.names import masked_name, with_particle
from issuance.domain.resident_numbers import ensure_none_open
from issuance.domain.states import Labelled

# After the first and the second try that failed; after the third a person takes over.
PAUSES = (timedelta(minutes=2), timedelta(minutes=20), timedelta(hours=1))
MOST_TRIES = len(PAUSES)
LETTERS_AT_ONCE = 200
LONGEST_ADDRESS = 254

# 010 has eight digits after it; the older ones seven or eight.
_MOBILE = re.compile(r"(010(?=[0-9]{8}$)|01[16789])([0-9]{3,4})([0-9]{4})")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Audience(Labelled):
    CITIZEN = "citizen", "신청인"
    RECEIVER = "receiver", "제출처"


class Channel(Labelled):
    LETTER = "letter", "편지"
    SMS = "sms", "문자"
    EMAIL = "email", "전자우편"


class Occasion(Labelled):
    """Why somebody is told; a paper that is confirmed is no news."""

    CORRECTED = "corrected", "정정"
    REPLACED = "replaced", "정식 서류로 대체"
    REVOKED = "revoked", "취소"
    ASKED = "asked", "본인 확인 요청"


class Way(Labelled):
    """How a message left; all but the first are done by a person, who says so."""

    SYSTEM = "system", "자동 발송"
    POST = "post", "우편 발송"
    HANDED = "handed", "직접 전달"
    TELEPHONE = "telephone", "전화로 알림"
    FAX = "fax", "팩스 발송"
    TEXT = "text", "문자 발송"
    OFFICIAL = "official", "공문 발송"


BY_HAND = tuple(way for way in Way if way is not Way.SYSTEM)


class MalformedEmail(IssuanceError):
    code = "malformed_email"
    sentence = "전자우편 주소의 모양이 맞지 않습니다. 예: counter@bank.example 처럼 적어 주세요."


class NotByHand(IssuanceError):
    code = "not_by_hand"
    sentence = "보낸 방법을 골라 주세요. 자동 발송은 시스템이 적습니다."


class WayNotSaid(IssuanceError):
    code = "way_not_said"
    sentence = "언제 누구에게 어떻게 보냈는지 다섯 글자 이상 적어 주세요."


class NoLetter(IssuanceError):
    code = "no_letter"
    sentence = "인쇄할 편지가 없습니다. 통지 목록에서 편지를 골라 주세요."


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What happened to a paper, as its holder and its receiver are told; empty where it does not apply.

    `refund` in won; `telephone` is that of the person in charge; `answer_by` is only of a request.
    """

    occasion: Occasion
    serial: str
    kind: str
    issued_at: datetime
    at: datetime
    office: str
    telephone: str
    realm_url: str
    citizen: str
    address: str
    receiver: str
    differing: tuple[str, ...]
    reason: str
    correction_serial: str
    official_number: str
    refund: int
    answer_by: date | None
    drill: bool


def mobile_of(phone: str) -> str:
    """The digits of a Korean mobile number; empty for any other telephone."""
    digits = re.sub(r"[\s.()-]", "", unicodedata.normalize("NFKC", phone))
    digits = re.sub(r"^\+82", "0", digits)
    return digits if _MOBILE.fullmatch(digits) else ""


def ensure_email(text: str) -> str:
    """The address without outer spaces; refuses what no mail server would take, a second line above all."""
    address = text.strip()
    if len(address) > LONGEST_ADDRESS or not _EMAIL.fullmatch(address):
        raise MalformedEmail
    return address


def masked_recipient(channel: Channel, recipient: str) -> str:
    """What a list shows of an address: 010-****-5678, t*****@bank.example."""
    if channel == Channel.SMS:
        found = _MOBILE.fullmatch(recipient)
        return f"{found[1]}-****-{found[3]}" if found else "****"
    person, _, host = recipient.partition("@")
    return f"{person[:1]}{'*' * max(len(person) - 1, 1)}@{host}"


def address_in(facts: Mapping[str, str]) -> str:
    """Where the holder of a paper lives by its facts; empty for a kind that does not say."""
    return facts.get("주소", "") or facts.get("체류지", "")


def shown_citizen(name: str, address: str) -> str:
    """What a list shows of a letter to a citizen."""
    return masked_name(name) if address else f"{masked_name(name)} (주소를 적어 보내 주세요)"


def ensure_by_hand(way: str, words: str) -> Way:
    """Refuse a way that no person took, and one of which nobody says what was done."""
    if way not in BY_HAND:
        raise NotByHand
    if len(words.strip()) < 5:
        raise WayNotSaid
    ensure_none_open({"보낸 내용": words})
    return Way(way)


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries (from 1) before the next one."""
    return PAUSES[min(tries, MOST_TRIES) - 1]


def subject_of(audience: Audience, occurrence: Occurrence) -> str:
    """The subject in a list and of an e-mail: nothing of a person."""
    drill = "[훈련] " if occurrence.drill else ""
    named = {
        Occasion.CORRECTED: "임시확인서 정정 안내",
        Occasion.REPLACED: "임시확인서의 정식 서류 대체 안내",
        Occasion.REVOKED: "임시확인서 취소 안내",
        Occasion.ASKED: "임시확인서 내용 확인 요청",
    }
    what = "임시확인서 상태 변경 통보" if audience == Audience.RECEIVER else named[occurrence.occasion]
    return f"{drill}{what} ({occurrence.serial})"


def text_message(occurrence: Occurrence) -> str:
    """The SMS to a citizen: the serial, and what to do; nothing of the person (개인정보 최소화)."""
    drill = "[훈련]" if occurrence.drill else ""
    return f"{drill}[{occurrence.office}] {_told(occurrence)}{_ask_at(occurrence)}"


def mail_text(audience: Audience, occurrence: Occurrence) -> str:
    """The text of an e-mail; what the letter says of the person is not in it."""
    if audience == Audience.RECEIVER:
        told = (
            f"제출처로 귀 기관을 적은 임시확인서 {with_particle(occurrence.serial, '이/가')} "
            f"{_became(occurrence)}. 이 문서를 근거로 쓰지 마시고 신청인에게 {_instead(occurrence)}"
        )
    else:
        told = _told(occurrence)
    drill = "이것은 훈련입니다.\n\n" if occurrence.drill else ""
    return (
        f"{drill}{told}\n\n"
        f"지금 상태는 아래 주소에서 문서의 부호나 문서확인번호로 확인하실 수 있습니다.\n"
        f"{occurrence.realm_url}/verify/\n\n"
        f"{occurrence.office}{_ask_at(occurrence)}\n"
    )


def _told(occurrence: Occurrence) -> str:
    serial = occurrence.serial
    if occurrence.occasion == Occasion.ASKED:
        until = (
            f" {occurrence.answer_by.month}월 {occurrence.answer_by.day}일까지"
            if occurrence.answer_by
            else ""
        )
        return (
            f"임시확인서 {serial}의 내용을 본인께 확인하려고 합니다.{until} 신분증과 문서를 가지고 창구에 오시거나"
            " 전화해 주세요. 전화나 문자로 주민등록번호를 묻지 않습니다."
        )
    next_step = {
        Occasion.CORRECTED: "종전 문서는 쓰지 마시고 정정 통지서를 받아 주세요.",
        Occasion.REPLACED: "임시확인서는 쓰지 마시고 정식 서류를 써 주세요.",
        Occasion.REVOKED: "이 문서는 쓰지 마시고 창구에 연락해 주세요.",
    }[occurrence.occasion]
    refund = " 내신 수수료를 돌려드립니다." if occurrence.refund else ""
    return f"임시확인서 {with_particle(serial, '이/가')} {_became(occurrence)}. {next_step}{refund}"


def _became(occurrence: Occurrence) -> str:
    return {
        Occasion.CORRECTED: "정정되었습니다",
        Occasion.REPLACED: "정식 서류로 대체되었습니다",
        Occasion.REVOKED: "취소되었습니다",
        Occasion.ASKED: "확인을 기다리고 있습니다",
    }[occurrence.occasion]


def _instead(occurrence: Occurrence) -> str:
    return {
        Occasion.CORRECTED: "정정 통지서를 받아 주세요.",
        Occasion.REPLACED: "정식 서류를 받아 주세요.",
        Occasion.REVOKED: "정식 서류를 다시 받아 주세요.",
        Occasion.ASKED: "확인해 주세요.",
    }[occurrence.occasion]


def _ask_at(occurrence: Occurrence) -> str:
    return f" 문의 {occurrence.telephone}" if occurrence.telephone else ""
