"""What kinds of paper and filing there are, and what an outage allows of each."""

from issuance.domain.errors import IssuanceError
from issuance.domain.states import Labelled


class OutputClass(Labelled):
    RECEIPT_ONLY = "R", "접수"
    PROVISIONAL = "P", "임시확인서 가능"
    STATUTORY = "S", "법정 수기 발급"
    NEVER = "X", "임시 발급 불가"


class Flow(Labelled):
    DOCUMENT = "document", "서류 발급"
    FILING = "filing", "신고·신청"


class SubjectKey(Labelled):
    RESIDENT = "resident", "주민등록번호"
    PARCEL = "parcel", "고유번호"


OTHER_FILING = "FL99"


class UnknownKind(IssuanceError):
    code = "unknown_kind"
    sentence = "‘{kind}’ 서류코드가 목록에 없습니다. 목록에 없는 민원은 FL99(그 밖의 민원)로 접수해 주세요."


class BrokenSeed(IssuanceError):
    code = "broken_seed"
    sentence = "{file} {row}행 ‘{column}’ 칸을 읽을 수 없습니다: {reason}. 파일을 고친 뒤 다시 불러와 주세요."


class SeedColumnMissing(IssuanceError):
    code = "seed_column_missing"
    sentence = "{file} 1행에 ‘{column}’ 칸이 없습니다. 머리글을 고친 뒤 다시 불러와 주세요."
