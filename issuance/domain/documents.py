"""Provisional documents: who may have one, from which source, with whose approval, and until when."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from issuance.domain.catalogue import OutputClass
from issuance.domain.errors import IssuanceError
from issuance.domain.filings import IN_PERSON, REFUSED_PURPOSES
from issuance.domain.resident_numbers import ensure_none_open
from issuance.domain.states import DocumentState, Labelled


class Source(Labelled):
    """Where the facts come from; what only the applicant declares is never a source."""

    SNAPSHOT = "1", "주민등록 등 지역사본"
    PAPER_REGISTER = "2", "종이대장"
    OFFICIAL_ORIGINAL = "3", "제시된 공문서 원본"
    RECENT_COPY = "4", "최근 발급된 정식 서류"


STANDING = frozenset(
    {
        DocumentState.PREPARED,
        DocumentState.AWAITING_APPROVAL,
        DocumentState.ISSUED,
        DocumentState.HANDED_OVER,
        DocumentState.CONFIRMED,
    }
)


class VoidReason(Labelled):
    SPOILED = "spoiled", "인쇄 훼손"
    NOT_COLLECTED = "not_collected", "미수령"
    MISTAKE = "mistake", "작성 오류"


class NotProvisional(IssuanceError):
    code = "not_provisional"
    sentence = (
        "‘{kind}’은(는) 임시확인서로 낼 수 없는 서류입니다. {alternative}"
        " 접수증과 전산장애 사실확인서(무료)를 드릴 수 있습니다."
    )


class OnlyInPerson(IssuanceError):
    """The dead system hides restrictions (주민등록법 §29⑥), so nobody but the subject's household gets one."""

    code = "only_in_person"
    sentence = (
        "임시확인서는 본인이나 세대원이 직접 오신 경우에만 낼 수 있습니다."
        " 접수증과 전산장애 사실확인서를 드리고, 복구 뒤 정식 발급을 안내해 주세요."
    )


class PurposeRefused(IssuanceError):
    code = "purpose_refused"
    sentence = "‘{purpose}’ 용도로는 임시확인서를 낼 수 없습니다. 전산장애 사실확인서를 안내해 주세요."


class IdentityNotChecked(IssuanceError):
    code = "identity_not_checked"
    sentence = "신분증을 확인하고 종류와 끝 네 자리를 적어 주세요."


class FactMissing(IssuanceError):
    code = "fact_missing"
    sentence = "‘{fact}’ 칸이 비었습니다. 근거 자료를 보고 적어 주세요."


class UnknownFact(IssuanceError):
    code = "unknown_fact"
    sentence = "‘{fact}’은(는) 이 서류에 적는 내용이 아닙니다."


class SourceFromTheFuture(IssuanceError):
    code = "source_from_the_future"
    sentence = "근거 자료의 기준일시가 지금보다 뒤입니다. 날짜를 확인해 주세요."


class SnapshotTooOld(IssuanceError):
    code = "snapshot_too_old"
    sentence = (
        "지역사본이 {hours}시간보다 오래되어 쓸 수 없습니다. 종이대장이나 제시된 원본으로 작성해 주세요."
    )


class NotInSnapshot(IssuanceError):
    code = "not_in_snapshot"
    sentence = "지역사본에 없는 사람(필지)입니다. 종이대장이나 제시된 원본으로 작성해 주세요."


class Restricted(IssuanceError):
    """교부제한, 분실, 사망: the reason is not told at the counter (주민등록법 §29⑥)."""

    code = "restricted"
    sentence = "이 건은 창구에서 발급할 수 없습니다. 접수증을 드리고 팀장에게 알려 주세요."


class AlreadyPrepared(IssuanceError):
    code = "already_prepared"
    sentence = (
        "이 접수로 작성한 임시확인서가 이미 있습니다. 접수 화면에서 그 서류를 열어 이어서 처리해 주세요."
        " 내용이 틀렸으면 취하하거나 폐기한 뒤 새로 작성합니다."
    )


class ApprovalMissing(IssuanceError):
    code = "approval_missing"
    sentence = "팀장 결재가 필요한 서류입니다. 결재를 올리고 승인된 뒤 발급해 주세요."


class ApprovalNotNeeded(IssuanceError):
    code = "approval_not_needed"
    sentence = "결재가 필요 없는 서류입니다. 바로 발급해 주세요."


class AlreadyApproved(IssuanceError):
    code = "already_approved"
    sentence = "이미 결재된 서류입니다. 바로 발급해 주세요."


class ReasonMissing(IssuanceError):
    code = "reason_missing"
    sentence = "사유를 다섯 글자 이상 적어 주세요."


class MarkDoesNotReadBack(IssuanceError):
    code = "mark_does_not_read_back"
    sentence = "진위확인 부호를 점검하지 못해 발급을 멈췄습니다. 번호는 쓰이지 않았습니다. 전산 담당에게 알려 주세요."


def ensure_may_be_provisional(
    *, kind: str, output_class: str, alternative: str, relation: str, purpose: str, purpose_label: str
) -> None:
    """Refuse a kind that is not of class P, a proxy or third party, and a purpose of high value."""
    if output_class != OutputClass.PROVISIONAL:
        raise NotProvisional(kind=kind, alternative=alternative)
    if relation not in IN_PERSON:
        raise OnlyInPerson
    if purpose in REFUSED_PURPOSES:
        raise PurposeRefused(purpose=purpose_label)


def ensure_identity(*, id_kind: str, id_last4: str) -> None:
    if not id_kind or len(id_last4.strip()) != 4:
        raise IdentityNotChecked


def ensure_facts(facts: Mapping[str, str], *, expected: Iterable[str]) -> None:
    """Refuse facts that are missing, that this kind does not have, or that hold an open resident number."""
    names = tuple(expected)
    for fact in names:
        if not facts.get(fact, "").strip():
            raise FactMissing(fact=fact)
    for fact in facts:
        if fact not in names:
            raise UnknownFact(fact=fact)
    ensure_none_open(facts)


def ensure_source(source: str, *, as_of: datetime, at: datetime, snapshot_age: timedelta) -> None:
    """Refuse a source that is dated later than now, and a snapshot older than the order allows."""
    if as_of > at:
        raise SourceFromTheFuture
    if source == Source.SNAPSHOT and at - as_of > snapshot_age:
        raise SnapshotTooOld(hours=int(snapshot_age.total_seconds() // 3600))


def ensure_none_standing(states: Iterable[str]) -> None:
    """Refuse a second document of one filing while the first is under way or in somebody's hands."""
    if any(state in STANDING for state in states):
        raise AlreadyPrepared


def needs_approval(*, source: str, kind_needs_it: bool) -> bool:
    """A supervisor approves the kinds that the catalogue names, and any source but the snapshot."""
    return kind_needs_it or source != Source.SNAPSHOT


def ensure_approved(*, needed: bool, approved: bool) -> None:
    if needed and not approved:
        raise ApprovalMissing


def ensure_reason(words: str) -> None:
    if len(words.strip()) < 5:
        raise ReasonMissing
    ensure_none_open({"사유": words})
