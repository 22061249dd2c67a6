"""The journal of a case and its paper in a clerk's words."""

from issuance.domain.states import CaseState, DocumentState

NOUNS = {"case": "대조 건", "document": "문서"}
VERBS = {
    "prepare": "작성",
    "submit": "결재 올림",
    "approve": "승인",
    "refuse": "반려",
    "withdraw": "취하",
    "issue": "발급",
    "hand_over": "교부",
    "void": "폐기",
    "open": "대조 건 열림",
    "open_anew": "새 대조 건 열림",
    "assign": "맡김",
    "take_over": "넘겨받음",
    "note": "메모",
    "attach": "첨부",
    "pick": "원장 행 고름",
    "propose": "처리안 올림",
    "take_back": "처리안 거둠",
    "overrule": "다른 처리안으로 바꿈",
    "send_back": "돌려보냄",
    "inquire": "의뢰·확인 요청 결정",
    "answer": "회신 적음",
    "decide": "결정",
    "withdraw_decision": "결정 거둠",
    "settle": "효력 발생",
    "confirm": "확인 완료",
    "correct": "정정",
    "revoke": "취소",
}
_STATES = {"case": dict(CaseState.choices()), "document": dict(DocumentState.choices())}


def told(noun: str, verb: str, after: str) -> tuple[str, str, str]:
    """What it was about, what was done, and the state that it has now."""
    return NOUNS[noun], VERBS.get(verb, verb), _STATES[noun].get(after, after)
