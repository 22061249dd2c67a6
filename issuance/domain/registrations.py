"""Registering filings in the main system: in which order, what an answer does, and what is refused."""

from datetime import date, datetime, timedelta
from enum import Enum, auto

from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import AnswerCode
from issuance.domain.papers import SEOUL
from issuance.domain.states import FilingState, Labelled

# A batch is one transaction and one file that a person can look through.
MOST_LINES = 1_000
# What was told to try again is sent by itself no sooner than this.
TRY_AGAIN_AFTER = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


class Manner(Labelled):
    """How a batch reaches the main system."""

    FILE = "file", "파일"
    FEED = "feed", "직접 전송"


class Group(Labelled):
    """Where a filing stands on its way into the main system; the codes are those of its last answer."""

    UNCHECKED = "unchecked", "종이 확인 전"
    WAITING = "waiting", "보낼 것"
    LOST = "lost", "주 시스템이 잃어 다시 보낼 것"
    SENT = "sent", "답 기다림"
    DOUBT = "doubt", "답이 엇갈림"
    SUBJECT_NOT_FOUND = "2001", "대상자 없음"
    FACTS_DIFFER = "2002", "내용 불일치"
    NOT_ALLOWED = "2003", "처리할 수 없는 서류"
    TRY_AGAIN = "3001", "잠시 뒤 다시"
    OTHER = "9999", "기타"
    REGISTERED = "0000", "등록됨"
    ALREADY_THERE = "1001", "이미 등록됨"

    @property
    def next_step(self) -> str:
        """What a clerk does now."""
        return _GROUP_STEPS[self] if self in _GROUP_STEPS else AnswerCode(self.value).next_step

    @property
    def words(self) -> str:
        """The label, with the code where there is one."""
        return f"{self.value} {self.label}" if self.value.isdigit() else self.label

    @property
    def needs_person(self) -> bool:
        return self in _FOR_A_PERSON


_GROUP_STEPS = {
    Group.UNCHECKED: "다른 담당자가 종이와 맞춰 보면 다음 묶음에 들어갑니다.",
    Group.WAITING: "등록 요청 묶음을 만들어 보내 주세요.",
    Group.LOST: "주 시스템이 등록을 잃었습니다. 다음 묶음에 저절로 들어가며, 소급일자는 그대로입니다.",
    Group.SENT: "주 시스템의 답을 기다립니다. 보낸 파일이 사라졌으면 묶음 화면에서 다시 받거나 거두어 주세요.",
    Group.DOUBT: "주 시스템 화면에서 번호를 확인하고, 접수 화면에서 어느 답이 맞는지 정해 주세요.",
}
_FOR_A_PERSON = frozenset(
    {
        Group.UNCHECKED,
        Group.DOUBT,
        Group.SUBJECT_NOT_FOUND,
        Group.FACTS_DIFFER,
        Group.NOT_ALLOWED,
        Group.OTHER,
    }
)


class NothingToRegister(IssuanceError):
    code = "nothing_to_register"
    sentence = "지금 보낼 접수가 없습니다. 답을 기다리는 묶음과 사람이 볼 건을 등록 화면에서 확인해 주세요."


class UnknownReceipt(IssuanceError):
    code = "unknown_receipt"
    sentence = (
        "이 장애에 그 임시번호의 접수가 없습니다. 다른 사무소나 다른 장애의 등록 결과인지 확인해 주세요."
    )


class NotInBatch(IssuanceError):
    code = "not_in_batch"
    sentence = "보낸 묶음에 없는 임시번호의 답입니다. 주 시스템 담당자에게 알려 주세요."


class AnswerAfterClosing(IssuanceError):
    code = "answer_after_closing"
    sentence = (
        "장애가 종결된 뒤에 온, 접수와 다른 답입니다. 답은 적어 두었고 접수는 바꾸지 않았습니다."
        " 주 시스템 담당자와 확인해 주세요."
    )


class AnswerWordsMissing(IssuanceError):
    code = "answer_words_missing"
    sentence = "어떻게 확인했는지 다섯 글자 이상 적어 주세요."


class NoDoubt(IssuanceError):
    code = "no_doubt"
    sentence = "이미 정한 건입니다. 접수 화면에서 지금 번호를 확인해 주세요."


class NoRefusalToRepeat(IssuanceError):
    code = "no_refusal_to_repeat"
    sentence = "주 시스템이 거절한 접수만 다시 보낼 수 있습니다. 접수의 상태를 확인해 주세요."


class BatchEnded(IssuanceError):
    code = "batch_ended"
    sentence = "모두 답을 받았거나 이미 거둔 묶음입니다. 남은 접수는 새 묶음에 담아 주세요."


class SystemNotConnected(IssuanceError):
    code = "system_not_connected"
    sentence = "바로 이어진 주 시스템이 없습니다. 파일로 주고받거나 운영 담당에게 연결을 요청해 주세요."


class DrillNotSent(IssuanceError):
    code = "drill_not_sent"
    sentence = "훈련 접수는 주 시스템에 직접 보내지 않습니다. 등록 요청 파일로 연습해 주세요."


class ConsentGiven(IssuanceError):
    code = "consent_given"
    sentence = "이미 직접 전송을 허락했습니다. 등록 화면에서 보낸 묶음을 확인해 주세요."


class NoConsent(IssuanceError):
    code = "no_consent"
    sentence = "직접 전송을 허락한 적이 없습니다. 등록 화면을 새로 열어 확인해 주세요."


class LossInFuture(IssuanceError):
    code = "loss_in_future"
    sentence = "‘여기까지 있음’ 시각이 지금보다 뒤입니다. 주 시스템 담당자가 알려 준 시각을 확인해 주세요."


class LossWithdrawn(IssuanceError):
    code = "loss_withdrawn"
    sentence = "이미 거둔 기록입니다. 화면을 새로 열어 확인해 주세요."


class Effect(Enum):
    """What one answer does to its filing."""

    REGISTER = auto()
    REGISTER_AGAIN = auto()
    REFUSE = auto()
    DOUBT = auto()
    NOTHING = auto()


def effect_of(code: AnswerCode, number: str, *, state: str, standing: str, again: bool) -> Effect:
    """`standing` is the number that the filing has; `again` says that the main system has lost it.

    A number that differs from the one that stands, or a no after a yes, is for a person.
    """
    if state == FilingState.RECEIVED:
        return Effect.REGISTER if code.is_registered else Effect.REFUSE
    if again:
        return Effect.REGISTER_AGAIN if code.is_registered else Effect.REFUSE
    if state == FilingState.SETTLED:
        return Effect.DOUBT if code.is_registered else Effect.NOTHING
    if code.is_registered:
        return Effect.NOTHING if number == standing else Effect.DOUBT
    return Effect.NOTHING if code == AnswerCode.TRY_AGAIN else Effect.DOUBT


def batch_number(outage: str, office: str, sequence: int) -> str:
    return f"{outage}-{office}-{sequence:04d}"


def effective_date(moment: datetime) -> date:
    """소급일자: the Korean day of the receipt's moment, whenever it is registered (민원처리법 시행령 §6의2 ③)."""
    return moment.astimezone(SEOUL).date()


def pause_after(tries: int) -> timedelta:
    """How long a batch waits that could not be sent: twice as long each time, an hour at most."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(tries, 10)
    return min(doubled, LONGEST_PAUSE)


def ensure_words(words: str) -> str:
    if len(words.strip()) < 5:
        raise AnswerWordsMissing
    return words.strip()


def ensure_not_a_drill(*, drill: bool) -> None:
    """What was made up for a drill never reaches a real system."""
    if drill:
        raise DrillNotSent


def ensure_past(complete_until: datetime, *, at: datetime) -> None:
    if complete_until >= at:
        raise LossInFuture
