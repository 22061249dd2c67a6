"""Cases: what may become of a paper that was compared with the ledger, and who may say so."""

from issuance.domain.errors import IssuanceError
from issuance.domain.staff import ensure_another_person
from issuance.domain.states import Labelled


class Decision(Labelled):
    CONFIRM = "confirm", "확인"
    CORRECT = "correct", "정정"
    REVOKE = "revoke", "취소"


class DecisionMissing(IssuanceError):
    code = "decision_missing"
    sentence = "확인, 정정, 취소 가운데 하나를 골라 주세요."


class OfficialNumberMissing(IssuanceError):
    code = "official_number_missing"
    sentence = "정식 발급번호가 없습니다. 교부대장을 확인해 주세요."


class DifferenceCannotBeConfirmed(IssuanceError):
    code = "difference_cannot_be_confirmed"
    sentence = "원장과 다른 내용이 있어 그대로 확인할 수 없습니다. 정정이나 취소를 골라 주세요."


class NothingToCorrect(IssuanceError):
    code = "nothing_to_correct"
    sentence = "원장에 맞는 내용이 없어 정정할 수 없습니다. 확인이나 취소를 골라 주세요."


class StillOnHold(IssuanceError):
    code = "still_on_hold"
    sentence = "결정 뒤 {minutes}분이 지나야 효력이 생깁니다. 그 전에는 결정을 거둘 수 있습니다."


class HoldIsOver(IssuanceError):
    code = "hold_is_over"
    sentence = "보류 시간이 지나 결정을 거둘 수 없습니다. 새 대조 건으로만 바꿀 수 있습니다."


class SourceMissing(IssuanceError):
    code = "ledger_missing"
    sentence = "원부 추출과 교부대장을 먼저 불러와 주세요."


def ensure_decision_fits(
    decision: str, *, has_ledger_facts: bool, differs: bool, also_issued: bool, official_number: str
) -> None:
    """Refuse to confirm a paper that differs, and to correct one where nothing says what is true."""
    if decision not in list(Decision):
        raise DecisionMissing
    if decision == Decision.CONFIRM and differs:
        raise DifferenceCannotBeConfirmed
    if decision == Decision.CORRECT:
        if also_issued and not official_number:
            raise OfficialNumberMissing
        if not also_issued and not (differs and has_ledger_facts):
            raise NothingToCorrect


def ensure_second_person(*, proposer: object, decider: object, issuer: object) -> None:
    """The decider is neither the proposer nor the one who issued the paper."""
    ensure_another_person(proposer, decider, first="처리안을 올린", second="결정할")
    ensure_another_person(issuer, decider, first="그 서류를 발급한", second="결정할")
