"""Cases: what may become of a paper that was compared with the ledger, on what grounds, and who may say so."""

from collections.abc import Collection
from enum import Enum

from issuance.domain.errors import IssuanceError
from issuance.domain.names import with_particle
from issuance.domain.staff import ensure_another_person
from issuance.domain.states import DocumentState, Labelled


class Decision(Labelled):
    """Refer and ask end nothing: the case waits for an answer and is proposed anew; keep is for a paper that ended."""

    CONFIRM = "confirm", "확인"
    CORRECT = "correct", "정정"
    REVOKE = "revoke", "취소"
    KEEP = "keep", "그대로 둠"
    REFER = "refer", "감사 의뢰"
    ASK = "ask", "본인 확인 요청"


INQUIRIES = (Decision.REFER, Decision.ASK)
ENDING = (Decision.CONFIRM, Decision.CORRECT, Decision.REVOKE, Decision.KEEP)
HARMFUL = (Decision.CORRECT, Decision.REVOKE)


class Grounds(Labelled):
    """The list from which a reason is taken; words say the rest."""

    SAME = "same", "원장과 같음"
    SEEN_ORIGINAL = "seen_original", "원본을 보고 같음을 확인"
    ANSWERED = "answered", "본인·감사 회신으로 확인"
    MOVED = "moved", "근거 자료 뒤에 바뀐 내용"
    SOURCE_WRONG = "source_wrong", "근거 자료가 틀림"
    COPIED_WRONG = "copied_wrong", "옮겨 적기 오류"
    OFFICIAL_STANDS = "official_stands", "정식 서류가 나감"
    NOT_IN_LEDGER = "not_in_ledger", "원장에 없는 대상"
    OTHER_PERSON = "other_person", "다른 사람의 내용으로 발급"
    RESTRICTED = "restricted", "교부제한 대상"
    FALSE_FILING = "false_filing", "거짓 신청이나 위조 근거"
    GIVEN_TWICE = "given_twice", "두 번 발급"
    FIRST_WAS_RIGHT = "first_was_right", "먼저 결정이 맞음"
    SUSPECTED = "suspected", "허위 발급 의심"
    REPEATED = "repeated", "같은 일이 되풀이됨"
    WHICH_PERSON = "which_person", "누구의 내용인지 확인"
    WHICH_FACT = "which_fact", "어느 내용이 맞는지 확인"
    OTHER = "other", "그 밖(사유에 적음)"


GROUNDS: dict[Decision, tuple[Grounds, ...]] = {
    Decision.CONFIRM: (Grounds.SAME, Grounds.SEEN_ORIGINAL, Grounds.ANSWERED, Grounds.OTHER),
    Decision.CORRECT: (
        Grounds.MOVED,
        Grounds.SOURCE_WRONG,
        Grounds.COPIED_WRONG,
        Grounds.OFFICIAL_STANDS,
        Grounds.ANSWERED,
        Grounds.OTHER,
    ),
    Decision.REVOKE: (
        Grounds.NOT_IN_LEDGER,
        Grounds.OTHER_PERSON,
        Grounds.RESTRICTED,
        Grounds.FALSE_FILING,
        Grounds.GIVEN_TWICE,
        Grounds.ANSWERED,
        Grounds.OTHER,
    ),
    Decision.KEEP: (Grounds.FIRST_WAS_RIGHT, Grounds.ANSWERED, Grounds.OTHER),
    Decision.REFER: (Grounds.SUSPECTED, Grounds.REPEATED, Grounds.FALSE_FILING, Grounds.OTHER),
    Decision.ASK: (Grounds.WHICH_PERSON, Grounds.WHICH_FACT, Grounds.OTHER),
}

# What may become of a paper that had its end already, through a new case; what is revoked is so for ever.
AFTER_THE_END: dict[str, tuple[Decision, ...]] = {
    DocumentState.CONFIRMED: (Decision.KEEP, Decision.CORRECT, Decision.REVOKE, *INQUIRIES),
    DocumentState.CORRECTED: (Decision.KEEP, Decision.REVOKE, *INQUIRIES),
}
# Beside the facts of a kind: the number of the subject, where paper prints it otherwise than the ledger's row has it.
NUMBER, PARCEL = "주민등록번호", "고유번호"
BEFORE_THE_END = (Decision.CONFIRM, Decision.CORRECT, Decision.REVOKE, *INQUIRIES)


class Hand(Enum):
    """What somebody did on the way to the paper, as a refusal names it."""

    PREPARED = "그 서류를 작성한"
    APPROVED = "그 서류를 결재한"
    ISSUED = "그 서류를 발급한"
    TOOK = "그 민원을 접수한"
    ENTERED = "그 민원을 입력한"
    CONFIRMED = "그 민원의 이해관계를 확인한"
    CHECKED = "그 민원을 종이와 맞춰 본"
    PICKED = "원장 행을 고른"


class DecisionMissing(IssuanceError):
    code = "decision_missing"
    sentence = "처리를 하나 골라 주세요."


class GroundsDoNotFit(IssuanceError):
    code = "grounds_do_not_fit"
    sentence = "{grounds} ‘{decision}’의 사유가 아닙니다. 그 처리에 맞는 사유를 골라 주세요."


class OtherSubject(IssuanceError):
    code = "other_subject"
    sentence = (
        "문서의 번호가 원장의 번호와 다르고, 원장의 번호를 통지서에 적을 수 없어 정정할 수 없습니다."
        " 취소나 본인 확인 요청을 골라 주세요."
    )


class RowNotPicked(IssuanceError):
    code = "row_not_picked"
    sentence = (
        "비슷한 원장 행 가운데 어느 것이 이 문서의 것인지 아직 고르지 않았습니다. 맞는 행에서 ‘이 행이 맞음’을 먼저 눌러"
        " 주세요. 맞는 행이 없으면 취소나 본인 확인 요청을 골라 주세요."
    )


class AskFirst(IssuanceError):
    code = "ask_first"
    sentence = (
        "성명과 주민등록번호가 함께 달라 다른 사람의 문서일 수 있습니다. 본인 확인 요청을 올리고 회신을 적은 뒤에 정정해"
        " 주세요. 다른 사람의 문서이면 취소를 골라 주세요."
    )


class OfficialNumberMissing(IssuanceError):
    code = "official_number_missing"
    sentence = "정식 발급번호가 없습니다. 교부대장을 확인해 주세요."


class DifferenceCannotBeConfirmed(IssuanceError):
    code = "difference_cannot_be_confirmed"
    sentence = "원장과 다르거나 원장에 없어 그대로 확인할 수 없습니다. 정정이나 취소를 골라 주세요."


class NothingToCorrect(IssuanceError):
    code = "nothing_to_correct"
    sentence = "정정할 내용이 없습니다. 원장과 같으면 확인을, 원장에서 찾지 못했으면 취소나 본인 확인 요청을 골라 주세요."


class PaperHasEnded(IssuanceError):
    code = "paper_has_ended"
    sentence = "이 문서는 이미 {state} 끝났습니다. {choices} 가운데 하나를 골라 주세요."


class NothingToKeep(IssuanceError):
    code = "nothing_to_keep"
    sentence = (
        "‘그대로 둠’은 이미 끝난 문서의 새 대조 건에만 씁니다. 확인, 정정, 취소 가운데 하나를 골라 주세요."
    )


class PaperHasNotEnded(IssuanceError):
    code = "paper_has_not_ended"
    sentence = "아직 끝나지 않은 문서입니다. 지금 있는 대조 건에서 처리해 주세요."


class NothingMoreToChange(IssuanceError):
    code = "nothing_more_to_change"
    sentence = "‘{state}’된 문서는 되살릴 수 없어 새 대조 건을 열 수 없습니다. 필요하면 새로 접수해 주세요."


class CaseUnderWay(IssuanceError):
    code = "case_under_way"
    sentence = "이 문서에는 끝나지 않은 대조 건이 있습니다. 그 건에서 처리해 주세요."


class StillOnHold(IssuanceError):
    code = "still_on_hold"
    sentence = "결정 뒤 {minutes}분이 지나야 효력이 생깁니다. 그 전에는 결정을 거둘 수 있습니다."


class HoldIsOver(IssuanceError):
    code = "hold_is_over"
    sentence = "보류 시간이 지나 결정을 거둘 수 없습니다. 새 대조 건으로만 바꿀 수 있습니다."


class SourceMissing(IssuanceError):
    code = "ledger_missing"
    sentence = "원부 추출과 교부대장을 먼저 불러와 주세요."


class DecidedAbove(IssuanceError):
    code = "decided_above"
    sentence = "이 처리안은 {office}에서 결정합니다. 그 기관의 담당자에게 알려 주세요."


class NotTheProposer(IssuanceError):
    code = "not_the_proposer"
    sentence = "처리안을 올린 사람만 거둘 수 있습니다. 결정할 사람은 돌려보내기를 써 주세요."


class SameDecision(IssuanceError):
    code = "same_decision"
    sentence = "올라온 처리안과 같은 처리입니다. ‘처리안대로 결정’을 눌러 주세요."


class NotACandidate(IssuanceError):
    code = "not_a_candidate"
    sentence = "이 대조 건의 후보가 아닙니다. 화면에 있는 후보에서 골라 주세요."


class EntryTooLate(IssuanceError):
    code = "entry_too_late"
    sentence = "발급한 뒤의 내용이어서 그때 무엇이 맞았는지 알 수 없습니다. 다른 후보를 고르거나 본인에게 확인해 주세요."


class AlreadyAnswered(IssuanceError):
    code = "already_answered"
    sentence = "회신을 이미 적은 건입니다. 처리안을 다시 올려 주세요."


def choices_of(paper: str) -> tuple[Decision, ...]:
    """What may become of a paper in this state."""
    return AFTER_THE_END.get(paper, BEFORE_THE_END)


def ensure_decision_fits(
    decision: str,
    *,
    has_ledger_facts: bool,
    differs: bool,
    also_issued: bool,
    official_number: str,
    unpicked: bool = False,
    other_subject: bool = False,
    unasked: bool = False,
    paper: str = DocumentState.HANDED_OVER,
) -> None:
    """Refuse to confirm a paper that differs, to correct one where nothing says what is true, and what comes too late.

    `unpicked`: there are candidates and nobody has said which is the paper's. `other_subject`: the row's number is
    another, and a notice could not print it. `unasked`: the row has another name and another number than the paper,
    and nobody outside has answered whose paper it is.
    """
    if decision not in list(Decision):
        raise DecisionMissing
    choices = choices_of(paper)
    if decision not in choices:
        if paper in AFTER_THE_END:
            names = ", ".join(choice.label for choice in choices)
            state = with_particle(f"‘{DocumentState(paper).label}’", "으로/로")
            raise PaperHasEnded(state=state, choices=names)
        raise NothingToKeep
    if unpicked and decision in (Decision.CONFIRM, Decision.CORRECT):
        raise RowNotPicked
    if decision == Decision.CONFIRM and differs:
        raise DifferenceCannotBeConfirmed
    if decision == Decision.CORRECT:
        if other_subject:
            raise OtherSubject
        if also_issued and not official_number:
            raise OfficialNumberMissing
        if not also_issued and not (differs and has_ledger_facts):
            raise NothingToCorrect
        if unasked:
            raise AskFirst


def ensure_grounds(decision: Decision, grounds: Grounds) -> None:
    if grounds not in GROUNDS[decision]:
        raise GroundsDoNotFit(grounds=with_particle(f"‘{grounds.label}’", "은/는"), decision=decision.label)


def ensure_second_person(
    *, proposer: object, decider: object, hands: Collection[tuple[Hand, object]]
) -> None:
    """The decider is neither the proposer nor anybody who had a hand in the paper or its filing.

    "The second clerk" is each of them: who prepared, approved and issued the paper, who took or entered the
    filing, who confirmed its interest or compared it with its paper, and who picked the ledger's row.
    """
    ensure_another_person(proposer, decider, first="처리안을 올린", second="결정할")
    for hand, person in hands:
        if person is not None:
            ensure_another_person(person, decider, first=hand.value, second="결정할")


def ensure_may_open_anew(*, paper: str, under_way: bool) -> None:
    """A paper that ended is changed by a new case alone, be its outage closed or not; one that is revoked never."""
    if under_way:
        raise CaseUnderWay
    if paper in AFTER_THE_END:
        return
    state = DocumentState(paper)
    if state in (DocumentState.REVOKED, DocumentState.VOIDED, DocumentState.REFUSED, DocumentState.WITHDRAWN):
        raise NothingMoreToChange(state=state.label)
    raise PaperHasNotEnded
