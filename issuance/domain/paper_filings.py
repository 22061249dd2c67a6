"""Filings taken on paper and entered later: their own moment, who took them, and the evidence."""

from datetime import datetime

from issuance.domain.errors import IssuanceError
from issuance.domain.names import clean_name
from issuance.domain.resident_numbers import ensure_none_open
from issuance.domain.states import Labelled

MOST_EVIDENCE_BYTES = 5 * 1024 * 1024


class EvidenceType(Labelled):
    """A photo or a scan; the value is its media type."""

    JPEG = "image/jpeg", "사진(JPEG)"
    PNG = "image/png", "그림(PNG)"
    PDF = "application/pdf", "스캔(PDF)"


_BEGINNINGS = {
    EvidenceType.JPEG: b"\xff\xd8\xff",
    EvidenceType.PNG: b"\x89PNG\r\n\x1a\n",
    EvidenceType.PDF: b"%PDF-",
}


class PaperMomentInFuture(IssuanceError):
    code = "paper_moment_in_future"
    sentence = "수기 접수증의 접수일시가 지금보다 뒤입니다. 종이에 적힌 날짜와 시각을 확인해 주세요."


class NoOutageAtMoment(IssuanceError):
    code = "no_outage_at_moment"
    sentence = (
        "그 시각에 이 민원의 시스템이 멈춘 장애가 없습니다. 종이에 적힌 일시와 민원 종류를 확인해 주세요."
        " 장애가 없을 때 받은 민원은 창구에서 새로 접수해 주세요."
    )


class TakerMissing(IssuanceError):
    code = "taker_missing"
    sentence = "종이로 접수한 담당자를 고르거나 성명을 적어 주세요."


class EvidenceUnknown(IssuanceError):
    code = "evidence_unknown"
    sentence = "사진(JPEG·PNG)이나 스캔(PDF) 파일만 붙일 수 있습니다. 다른 형식으로 저장해 다시 붙여 주세요."


class EvidenceTooLarge(IssuanceError):
    code = "evidence_too_large"
    sentence = "근거 파일은 5MB까지 붙일 수 있습니다. 해상도를 낮춰 다시 찍거나 스캔해 주세요."


class NoEvidence(IssuanceError):
    code = "no_evidence"
    sentence = "이 접수에는 붙인 근거 파일이 없습니다. 보관한 종이 원본을 확인해 주세요."


class PaperNotChecked(IssuanceError):
    code = "paper_not_checked"
    sentence = "나중에 입력한 수기 접수입니다. 다른 담당자가 종이와 맞춰 본 뒤 발급해 주세요."


class NotOnPaper(IssuanceError):
    code = "not_on_paper"
    sentence = "창구에서 바로 입력한 접수입니다. 종이와 맞춰 볼 것이 없습니다."


class PaperAlreadyChecked(IssuanceError):
    code = "paper_already_checked"
    sentence = "이미 다른 담당자가 종이와 맞춰 본 접수입니다. 그대로 처리해 주세요."


def ensure_past(moment: datetime, *, at: datetime) -> None:
    if moment > at:
        raise PaperMomentInFuture


def taker_name(name: str) -> str:
    """The name of whoever took the paper without an account here."""
    if not name.strip():
        raise TakerMissing
    ensure_none_open({"종이로 접수한 사람의 성명": name})
    return clean_name(name)


def evidence_type(content: bytes) -> EvidenceType:
    """What the file is by its first bytes, whatever it is called; refuses others and more than 5 MB."""
    if len(content) > MOST_EVIDENCE_BYTES:
        raise EvidenceTooLarge
    for found, beginning in _BEGINNINGS.items():
        if content.startswith(beginning):
            return found
    raise EvidenceUnknown


def ensure_paper_checked(*, on_paper: bool, checked: bool) -> None:
    if on_paper and not checked:
        raise PaperNotChecked


def ensure_checkable(*, on_paper: bool, checked: bool) -> None:
    """Refuse to check what was never on paper, or was checked before."""
    if not on_paper:
        raise NotOnPaper
    if checked:
        raise PaperAlreadyChecked
