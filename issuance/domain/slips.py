"""오기: obvious slips of a filing, put right with the applicant's consent (민원처리법 시행령 §6⑤)."""

from collections.abc import Collection
from dataclasses import dataclass, fields

from issuance.domain.errors import IssuanceError
from issuance.domain.resident_numbers import ensure_none_open
from issuance.domain.states import DocumentState

LONGEST = {"applicant_phone": 20, "receiver": 80, "handed_in": 300}
GIVEN_UP = frozenset({DocumentState.REFUSED, DocumentState.WITHDRAWN, DocumentState.VOIDED})

_LABELS = {"applicant_phone": "연락처", "receiver": "제출처", "handed_in": "제출서류"}


class ConsentMissing(IssuanceError):
    code = "consent_missing"
    sentence = "신청인의 동의를 받은 뒤 고칠 수 있습니다. 동의를 확인하고 표시해 주세요."


class NothingChanged(IssuanceError):
    code = "nothing_changed"
    sentence = "달라진 내용이 없습니다. 고칠 칸을 확인해 주세요."


class UnknownPurpose(IssuanceError):
    code = "unknown_purpose"
    sentence = "목록에 없는 용도입니다. 용도를 다시 골라 주세요."


class SlipTooLong(IssuanceError):
    code = "slip_too_long"
    sentence = "‘{field}’은(는) {most}자까지 적을 수 있습니다. 줄여서 적어 주세요."


class AlreadyOnPaper(IssuanceError):
    code = "already_on_paper"
    sentence = (
        "임시확인서를 이미 발급하여 접수 내용을 고칠 수 없습니다."
        " 교부 전이면 폐기하고 다시 발급하고, 교부했으면 대조 때 정정해 주세요."
    )


class DocumentUnderWay(IssuanceError):
    code = "document_under_way"
    sentence = "작성 중인 임시확인서가 이 내용으로 만들어졌습니다. 먼저 취하하거나 반송받은 뒤 고쳐 주세요."


class FilingChanged(IssuanceError):
    code = "filing_changed"
    sentence = "그 사이 접수 내용이 고쳐졌습니다. 미리보기를 다시 확인하고 발급해 주세요."


@dataclass(frozen=True, slots=True)
class Changes:
    """What a filing should have said; None leaves a field as it is. The moment and the people never change."""

    applicant_phone: str | None = None
    receiver: str | None = None
    handed_in: str | None = None
    purpose: str | None = None
    copies: int | None = None

    def given(self) -> dict[str, str | int]:
        """The fields that are to change, with outer spaces taken off."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value.strip() if isinstance(value, str) else value
            for name, value in said.items()
            if value is not None
        }


def ensure_consent(*, consent: bool) -> None:
    if not consent:
        raise ConsentMissing


def ensure_fits(changes: Changes) -> None:
    """Refuse more than a field of the filing holds, and an open resident number in any."""
    texts = {name: str(value) for name, value in changes.given().items() if name in LONGEST}
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            raise SlipTooLong(field=_LABELS[name], most=LONGEST[name])
    ensure_none_open({_LABELS[name]: text for name, text in texts.items()})


def ensure_same_request(same: bool) -> None:
    """Refuse to issue what nobody has looked at since the filing was put right."""
    if not same:
        raise FilingChanged


def ensure_correctable(documents: Collection[str], changes: Changes) -> None:
    """Refuse what a paper already says, what a supervisor is asked about, and copies that a fee was counted by.

    `documents` are the states of the filing's documents.
    """
    live = [DocumentState(state) for state in documents if state not in GIVEN_UP]
    if any(state not in (DocumentState.PREPARED, DocumentState.AWAITING_APPROVAL) for state in live):
        raise AlreadyOnPaper
    if DocumentState.AWAITING_APPROVAL in live or (live and changes.copies is not None):
        raise DocumentUnderWay
