"""Rebuilding a filing from the receipt in a citizen's hand, where our own record of it is gone."""

from dataclasses import dataclass
from datetime import date, datetime

from issuance.domain.errors import IssuanceError


class ReceiptUnreadable(IssuanceError):
    code = "receipt_unreadable"
    sentence = (
        "접수증의 부호를 읽을 수 없습니다. {explanation} 부호 전체가 나오게 다시 찍어 주세요."
        " 끝내 읽히지 않으면 수기 접수로 입력하고 접수증을 근거로 붙여 주세요."
    )


class ReceiptForged(IssuanceError):
    code = "receipt_forged"
    sentence = (
        "우리 기관의 서명이 아닙니다. 이 접수증으로는 되살릴 수 없습니다."
        " 접수증의 사본을 남기고 팀장과 감사 부서에 알려 주세요."
    )


class ReceiptKeyUnknown(IssuanceError):
    code = "receipt_key_unknown"
    sentence = (
        "이 접수증에 서명한 열쇠를 모릅니다. 발급기관의 대장이 새것이면 운영 담당에게 열쇠 목록을 확인해 달라고 하고,"
        " 그래도 모르면 위조로 보고 팀장에게 알려 주세요."
    )


class ReceiptKeyRevoked(IssuanceError):
    code = "receipt_key_revoked"
    sentence = (
        "이 접수증에 서명한 열쇠는 폐지되었습니다. 누가 만들었는지 믿을 수 없어 되살리지 않습니다."
        " 발급기관에 접수 사실을 확인하고, 맞으면 수기 접수로 입력해 주세요."
    )


class NotAReceipt(IssuanceError):
    code = "not_a_receipt"
    sentence = "접수증이 아닙니다. 문서번호가 R로 시작하는 접수증의 부호를 찍어 주세요."


class ReceiptOfDrill(IssuanceError):
    code = "receipt_of_drill"
    sentence = (
        "훈련 접수증입니다. 실제 접수가 아니므로 되살리지 않습니다. 민원인에게 새로 접수해 드려 주세요."
    )


class ReceiptKnown(IssuanceError):
    code = "receipt_known"
    sentence = (
        "접수번호 {serial}의 접수가 이미 우리 대장에 있습니다. 접수 목록에서 그 번호로 찾아 처리해 주세요."
    )


class ReceiptRebuilt(IssuanceError):
    code = "receipt_rebuilt"
    sentence = (
        "접수번호 {serial}의 접수를 {office}에서 이미 되살렸습니다. 다시 만들지 말고 그 접수로 처리해 주세요."
    )


class OtherApplicant(IssuanceError):
    code = "other_applicant"
    sentence = (
        "접수증에 서명된 신청인의 성명이나 생년월일과 다릅니다. 신분증과 접수증을 다시 확인해 주세요."
        " 다른 사람의 접수증이면 되살릴 수 없습니다."
    )


class ReceiptEvidenceMissing(IssuanceError):
    code = "receipt_evidence_missing"
    sentence = "접수증의 사진이나 스캔을 붙여 주세요. 다른 담당자가 그것과 맞춰 봅니다."


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a genuine receipt says of its filing: all that is left of it."""

    serial: str
    office: str
    kind: str
    applicant: str
    applicant_birth: date
    moment: datetime
    system: str
    issued_at: datetime
    beyond_its_book: bool


def ensure_evidence(evidence: bytes | None) -> bytes:
    if not evidence:
        raise ReceiptEvidenceMissing
    return evidence
