"""The states of every machine, with their Korean labels: the one place that names them."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A stored code with the Korean word that people read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(code, label) pairs, in the order of declaration, for a form or a column."""
        return [(member.value, member.label) for member in cls]


class SystemState(Labelled):
    UP = "up", "정상"
    DEGRADED = "degraded", "지연"
    DOWN = "down", "중단"


class OutageState(Labelled):
    SUSPECTED = "suspected", "의심"
    DECLARED = "declared", "선언"
    RESTORED = "restored", "복구"
    CLOSED = "closed", "종결"
    DISMISSED = "dismissed", "오인"


class OrderState(Labelled):
    DRAFT = "draft", "작성"
    SUBMITTED = "submitted", "상신"
    IN_FORCE = "in_force", "시행"
    SUPERSEDED = "superseded", "대체"
    LIFTED = "lifted", "해제"
    EXPIRED = "expired", "만료"
    REJECTED = "rejected", "반려"


class DeliveryState(Labelled):
    PENDING = "pending", "대기"
    SENT = "sent", "통보"
    ACKNOWLEDGED = "acknowledged", "확인"
    WITHDRAWN = "withdrawn", "철회"


class ImportState(Labelled):
    """A file of the main system; what is being read is seen by nobody."""

    STAGING = "staging", "읽는 중"
    STAGED = "staged", "미리보기"
    CONFIRMED = "confirmed", "반영 중"
    DONE = "done", "반영 완료"
    DROPPED = "dropped", "버림"


class ClosingState(Labelled):
    """An office's part in closing an outage."""

    OPEN = "open", "마감 전"
    SIGNED = "signed", "마감"


class FilingState(Labelled):
    RECEIVED = "received", "접수"
    REGISTERED = "registered", "등록"
    SETTLED = "settled", "기타 종결"


class DocumentState(Labelled):
    PREPARED = "prepared", "작성"
    AWAITING_APPROVAL = "awaiting_approval", "결재대기"
    ISSUED = "issued", "발급"
    HANDED_OVER = "handed_over", "교부"
    CONFIRMED = "confirmed", "확인 완료"
    CORRECTED = "corrected", "정정"
    REVOKED = "revoked", "취소"
    VOIDED = "voided", "폐기"
    REFUSED = "refused", "반려"
    WITHDRAWN = "withdrawn", "취하"


class CertificateState(Labelled):
    ISSUED = "issued", "발급"
    VOIDED = "voided", "폐기"


class CaseState(Labelled):
    OPEN = "open", "대기"
    PROPOSED = "proposed", "처리안"
    DECIDED = "decided", "결정"
    SETTLED = "settled", "완료"
    RETURNED = "returned", "반송"


class MessageState(Labelled):
    DRAFTED = "drafted", "보낼 것"
    SENT = "sent", "보냄"
    GIVEN_UP = "given_up", "보내지 못함"
