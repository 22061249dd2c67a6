"""Why a sealed field is opened: the deeds that an access record names."""

from issuance.domain.states import Labelled


class Reason(Labelled):
    FIRST_PRINT = "first_print", "발급 출력"
    REPRINT = "reprint", "재출력"
    APPROVAL = "approval", "결재 검토"
    SNAPSHOT = "snapshot", "지역사본 조회"
    REVIEW = "review", "대조 검토"
    MATCHING = "matching", "원장 대조"
    BACK_ENTRY = "back_entry", "등록 요청"
    APPLICATION = "application", "신청서 출력"
    PREPARATION = "preparation", "발급 준비"
    LOOK_UP = "look_up", "번호 조회"
    OPENING = "opening", "접수·문서 조회"
    EVIDENCE = "evidence", "근거 확인"
    CHECK = "check", "야간 점검"
    NOTICE = "notice", "통지"
