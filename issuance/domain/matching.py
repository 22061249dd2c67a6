"""stub"""
from issuance.domain.states import Labelled
class CaseVerdict(Labelled):
    MATCH = "match", "일치"
    DIFFERS = "differs", "불일치"
    NOT_FOUND = "not_found", "원본 없음"
    ALSO_ISSUED = "also_issued", "정식 발급됨"
    AMBIGUOUS = "ambiguous", "여럿과 맞음"
    UNDECIDABLE = "undecidable", "판단 불가"
def canonical_fact(name, value):
    return value.strip()
