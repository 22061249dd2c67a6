"""What a verifier may say of a mark, and why; and what a status list may say of a paper."""

from dataclasses import asdict, dataclass
from enum import IntEnum

from issuance.domain.states import Labelled


class Verdict(Labelled):
    """In the order in which they apply: the first that is true is the answer."""

    UNREADABLE = "UNREADABLE", "읽을 수 없음"
    UNKNOWN_KEY = "UNKNOWN_KEY", "모르는 서명키"
    INVALID = "INVALID", "위조 또는 변조"
    KEY_REVOKED = "KEY_REVOKED", "폐지된 서명키"
    VOIDED = "VOIDED", "폐기·취소된 문서"
    SUPERSEDED = "SUPERSEDED", "정정된 문서"
    SUSPENDED = "SUSPENDED", "결정 보류 중"
    NOT_YET_SYNCED = "NOT_YET_SYNCED", "아직 확인할 수 없음"
    EXPIRED = "EXPIRED", "유효기간 지남"
    VALID = "VALID", "유효"
    NOT_FOUND = "NOT_FOUND", "없는 번호"


class Reason(Labelled):
    """What lies behind a verdict, where the verdict alone does not tell a person what to do next."""

    NEWER = "newer", "더 새로운 판의 부호입니다. 확인 프로그램을 최신판으로 바꿔 주세요."
    NOT_A_MARK = "not_a_mark", "이 제품의 진위확인 부호가 아닙니다."
    TOO_LONG = "too_long", "부호가 너무 깁니다."
    ALPHABET = "alphabet", "부호의 글자가 잘못되었습니다."
    ENCODING = "encoding", "부호의 짜임이 잘못되었습니다."
    HEADER = "header", "부호의 서명 방식이 정해진 것과 다릅니다."
    CLAIMS = "claims", "부호의 내용이 정해진 모양과 다릅니다."
    NO_SUCH_KEY = "no_such_key", "신뢰목록에 없는 서명키입니다. 신뢰목록을 새로 받아 주세요."
    KEY_OUT_OF_TIME = "key_out_of_time", "발급 시각이 서명키의 사용 기간 밖입니다."
    SIGNATURE = "signature", "서명이 내용과 맞지 않습니다."
    OTHER_BOOK = "other_book", "그 사무소나 발급대장의 서명키가 아닙니다."
    OTHER_REALM = "other_realm", "훈련용과 실제용이 섞여 있습니다."
    NO_STATUS_LIST = "no_status_list", "이 문서의 상태목록이 없습니다. 상태목록을 새로 받아 주세요."
    LATER_THAN_LIST = "later_than_list", "상태목록보다 나중에 발급된 문서입니다. 상태목록을 새로 받아 주세요."
    LIST_OUT_OF_DATE = "list_out_of_date", "신뢰목록이나 상태목록의 기한이 지났습니다. 새로 받아 주세요."
    NOT_IN_LEDGER = "not_in_ledger", "서명은 맞지만 원장에 아직 없습니다. 발급기관에 전화로 확인해 주세요."
    NOT_THE_LEDGERS = "not_the_ledgers", "같은 번호로 원장에 있는 문서와 내용이 다릅니다."
    NO_MARK = "no_mark", "그림에서 부호를 찾지 못했습니다. 부호가 모두 보이게 다시 찍어 주세요."
    SEVERAL_MARKS = "several_marks", "부호가 둘 이상입니다. 한 문서의 부호만 보이게 다시 찍어 주세요."


class Standing(IntEnum):
    """The two bits of a paper in its status list."""

    VALID = 0
    VOIDED = 1
    SUSPENDED = 2
    SUPERSEDED = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with what the mark says; what does not apply is None.

    Claims stand here only once their signature has been verified. Times are ISO 8601 in Asia/Seoul, `birth`
    an ISO date, `office` and `kind` codes; `list_version` is the trust list's.
    """

    verdict: Verdict
    reason: Reason | None = None
    serial: str | None = None
    series: str | None = None
    kind: str | None = None
    office: str | None = None
    name: str | None = None
    birth: str | None = None
    issued_at: str | None = None
    expires_at: str | None = None
    status_as_of: str | None = None
    list_version: int | None = None
    superseded_by: str | None = None
    seen_before: int | None = None

    def as_json(self) -> dict[str, str | int | None]:
        """The JSON object of the API and of every command, its keys in the published order."""
        return asdict(self)
