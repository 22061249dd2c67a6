"""What people add to a case: whose it is, notes, attachments, and answers from outside."""

from issuance.domain.errors import IssuanceError
from issuance.domain.states import Labelled

MOST_ATTACHMENTS = 20


class NoteKind(Labelled):
    """A note, or the words that went with a step of the case."""

    NOTE = "note", "메모"
    PROPOSAL = "proposal", "처리안"
    RETURN = "return", "반송"
    OVERRULE = "overrule", "다른 처리안"
    TAKEN_BACK = "taken_back", "처리안 거둠"
    WITHDRAWN = "withdrawn", "결정 거둠"
    TAKEN_OVER = "taken_over", "넘겨받음"
    PICKED = "picked", "원장 행 고름"
    INQUIRY = "inquiry", "의뢰·확인 요청"
    ANSWER = "answer", "회신"
    OPENED_ANEW = "opened_anew", "새 대조 건"


class TooManyAttachments(IssuanceError):
    code = "too_many_attachments"
    sentence = "첨부는 {most}개까지 둘 수 있습니다. 여러 장은 한 파일로 묶어 주세요."


class NoAttachment(IssuanceError):
    code = "no_attachment"
    sentence = "붙일 파일을 골라 주세요."


class AssignedAlready(IssuanceError):
    code = "assigned_already"
    sentence = "{name} 님이 맡은 건입니다. 사유를 적고 ‘넘겨받기’를 눌러 주세요."


class AssignedToSelf(IssuanceError):
    code = "assigned_to_self"
    sentence = "이미 그 사람이 맡은 건입니다. 다른 담당자를 골라 주세요."


class NotAColleague(IssuanceError):
    code = "not_a_colleague"
    sentence = "우리 사무소의 대조 담당자에게만 맡길 수 있습니다. 목록에서 골라 주세요."


class CaseIsSettled(IssuanceError):
    code = "case_is_settled"
    sentence = "이미 끝난 대조 건입니다. 바꾸려면 새 대조 건을 열어 주세요."


def ensure_room(count: int) -> None:
    if count >= MOST_ATTACHMENTS:
        raise TooManyAttachments(most=MOST_ATTACHMENTS)
