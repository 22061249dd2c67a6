"""The rows of the files that come from the main system and go to it, and what its answers mean."""

from dataclasses import dataclass
from datetime import date, datetime

from issuance.domain.papers import Serial
from issuance.domain.resident_numbers import ParcelNumber, ResidentNumber
from issuance.domain.states import Labelled


class FileKind(Labelled):
    """The files that are read; the register snapshot of peacetime is an extract too."""

    EXTRACT = "extract", "원부 추출"
    ISSUED = "issued", "교부대장"
    RESTRICTIONS = "restrictions", "교부제한"
    ANSWERS = "answers", "등록 결과"


class AnswerCode(Labelled):
    """What the main system says to one line of the back-entry file."""

    REGISTERED = "0000", "등록됨"
    ALREADY_THERE = "1001", "이미 등록됨"
    SUBJECT_NOT_FOUND = "2001", "대상자 없음"
    FACTS_DIFFER = "2002", "내용 불일치"
    NOT_ALLOWED = "2003", "처리할 수 없는 서류"
    TRY_AGAIN = "3001", "잠시 뒤 다시"
    OTHER = "9999", "기타"

    @property
    def is_registered(self) -> bool:
        """Already there is a success too, with a flag."""
        return self in (AnswerCode.REGISTERED, AnswerCode.ALREADY_THERE)

    @property
    def next_step(self) -> str:
        """What a clerk does now."""
        return _NEXT_STEPS[self]


_NEXT_STEPS = {
    AnswerCode.REGISTERED: "할 일이 없습니다. 주 시스템 번호가 접수 건에 남았습니다.",
    AnswerCode.ALREADY_THERE: "주 시스템에 먼저 들어간 건입니다. 같은 민원이 맞는지 번호로 확인해 주세요.",
    AnswerCode.SUBJECT_NOT_FOUND: "신청서와 주 시스템의 주민등록번호를 확인하고 주 시스템에 올라온 뒤 다시 보내 주세요. 없으면 기타 종결을 올려 주세요.",
    AnswerCode.FACTS_DIFFER: "주 시스템의 내용과 신청서를 나란히 놓고 다른 곳을 확인한 뒤 다시 보내거나 기타 종결을 올려 주세요.",
    AnswerCode.NOT_ALLOWED: "이 서류는 일괄 등록이 되지 않습니다. 주 시스템 화면에서 직접 등록하거나 기타 종결을 올려 주세요.",
    AnswerCode.TRY_AGAIN: "할 일이 없습니다. 다음 등록 요청 묶음에 저절로 들어갑니다.",
    AnswerCode.OTHER: "처리내용을 읽고 주 시스템 담당자에게 문의해 주세요.",
}


@dataclass(frozen=True, slots=True)
class KindColumns:
    """What an extract holds of one document kind: its facts, and whether a parcel is its subject."""

    facts: tuple[str, ...]
    is_parcel: bool = False


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """What was true of one subject from `as_of` on; `facts` are the kind's, in its order."""

    row: int
    ledger_number: str
    kind: str
    resident_number: ResidentNumber | None
    parcel: ParcelNumber | None
    name: str
    as_of: datetime
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """A paper that the main system itself issued; `provisional` is the paper of ours that it replaces."""

    row: int
    number: str
    kind: str
    issued_at: datetime
    office: str
    resident_number: ResidentNumber | None
    parcel: ParcelNumber | None
    name: str
    copies: int
    provisional: Serial | None


def in_force(starts_at: datetime, lifted_at: datetime | None, *, at: datetime) -> bool:
    """Whether a restriction holds at a moment: from its first on, and no more at the one when it is lifted."""
    return starts_at <= at and (lifted_at is None or lifted_at > at)


@dataclass(frozen=True, slots=True)
class RestrictionRow:
    """교부제한, 인감보호, 분실 or 사망; not lifted while `lifted_at` is None."""

    row: int
    kind: str
    resident_number: ResidentNumber
    name: str
    starts_at: datetime
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The main system's answer to one filing; `number` is empty unless it is registered."""

    row: int
    receipt: Serial
    code: AnswerCode
    text: str
    number: str


LedgerRow = ExtractRow | IssuedRow | RestrictionRow | AnswerRow


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that is left out, with the column that is why; `shown` has no whole resident number in it."""

    row: int
    column: str
    code: str
    sentence: str
    shown: str


@dataclass(frozen=True, slots=True)
class BackEntryRow:
    """A filing that the main system is asked to register, with the date from which it counts."""

    receipt: Serial
    kind: str
    moment: datetime
    office: str
    resident_number: ResidentNumber | None
    name: str
    outcome: str
    effective_date: date
    clerk: str
