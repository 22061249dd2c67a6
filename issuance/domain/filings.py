"""Filings: who asks for what, and the moment that holds in law."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from issuance.domain.catalogue import OTHER_FILING
from issuance.domain.errors import IssuanceError
from issuance.domain.papers import SEOUL
from issuance.domain.resident_numbers import ensure_none_open
from issuance.domain.states import Labelled

FORM_HOLDS = timedelta(minutes=30)
REPEATED_WITHIN = timedelta(minutes=30)


class Relation(Labelled):
    SELF = "self", "본인"
    HOUSEHOLD = "household", "세대원"
    PROXY = "proxy", "대리인(위임장)"
    CREDITOR = "creditor", "채권자·이해관계인"
    THIRD_PARTY = "third_party", "그 밖의 제3자"


IN_PERSON = frozenset({Relation.SELF, Relation.HOUSEHOLD})


class IdKind(Labelled):
    RESIDENT_CARD = "resident_card", "주민등록증"
    MOBILE = "mobile", "모바일 신분증"
    LICENCE = "licence", "운전면허증"
    PASSPORT = "passport", "여권"
    ALIEN_CARD = "alien_card", "외국인등록증"
    DISABILITY_CARD = "disability_card", "장애인등록증"
    VETERAN_CARD = "veteran_card", "국가유공자증"
    YOUTH_CARD = "youth_card", "청소년증"


class Purpose(Labelled):
    """What the paper is for; its code goes into the mark."""

    FINANCE = "1", "금융(기존 거래)"
    SCHOOL = "2", "학교"
    WORK = "3", "취업"
    PUBLIC_OFFICE = "4", "관공서"
    INSURANCE = "5", "보험"
    HOUSING = "6", "주거"
    WELFARE = "7", "복지"
    OTHER = "8", "기타"
    PROPERTY_SALE = "11", "부동산 처분"
    NEW_CREDIT = "12", "신규 여신"
    COURT = "13", "법원·등기"


REFUSED_PURPOSES = frozenset({Purpose.PROPERTY_SALE, Purpose.NEW_CREDIT, Purpose.COURT})


class SettlementReason(Labelled):
    """How a filing ends that the main system does not register."""

    WITHDRAWN = "withdrawn", "취하"
    TRANSFERRED = "transferred", "이송"
    REFUSED = "refused", "반려"
    ALREADY_DONE = "already_done", "이미 처리됨"


class TitleMissing(IssuanceError):
    code = "title_missing"
    sentence = "목록에 없는 민원입니다. 어떤 민원인지 제목을 적어 주세요."


class SubjectMissing(IssuanceError):
    code = "subject_missing"
    sentence = "{what}를 적어 주세요."


class ApplicantBirthMissing(IssuanceError):
    code = "applicant_birth_missing"
    sentence = "신청인의 생년월일을 적어 주세요. 접수증의 진위 확인에 쓰입니다."


class CopiesOutOfRange(IssuanceError):
    code = "copies_out_of_range"
    sentence = "통수는 1부터 20까지입니다. 더 필요하면 나누어 접수해 주세요."


class FormFromTheFuture(IssuanceError):
    code = "form_from_the_future"
    sentence = "작성 시작 시각이 지금보다 뒤입니다. PC 시계를 확인하고 다시 접수해 주세요."


class OtherContentUnderToken(IssuanceError):
    code = "other_content_under_token"
    sentence = (
        "같은 화면에서 다른 내용이 다시 들어왔습니다. 먼저 접수한 건을 확인하고 새 화면에서 접수해 주세요."
    )


class TakenAlready(IssuanceError):
    """Its fact `earlier` is the filing that was taken, an `Earlier`."""

    code = "taken_already"
    sentence = (
        "방금 같은 신청을 접수했습니다: {earlier.serial}, {earlier.time}, {earlier.taken_by}."
        " 그 접수를 열어 이어서 처리해 주세요. 따로 접수할 일이면 ‘다시 접수합니다’에 표시하고 다시 보내 주세요."
    )


class SettlementReasonMissing(IssuanceError):
    code = "settlement_reason_missing"
    sentence = "종결 사유를 다섯 글자 이상 적어 주세요."


class SettlementNotProposed(IssuanceError):
    code = "settlement_not_proposed"
    sentence = "먼저 다른 사람이 종결안을 올려야 합니다."


class NotOfAnOutage(IssuanceError):
    code = "not_of_an_outage"
    sentence = "장애에 속하지 않은 접수입니다. 장애가 선언되면 함께 처리됩니다."


@dataclass(frozen=True, slots=True)
class NewFiling:
    """What a clerk types at the counter. `number` is a resident number, or a parcel's for the kinds of land.

    `interest` is the clerk's own word that it is a matter of theirs or their family's; `device_moment` what
    the clock of the window's machine said, as far as it told; `again` that the clerk knows of the same filing of a
    moment ago.
    """

    kind: str
    number: str
    subject_name: str
    applicant_name: str
    applicant_birth: date | None
    relation: Relation
    begun_at: datetime
    token: str
    title: str = ""
    applicant_phone: str = ""
    id_kind: str = ""
    id_last4: str = ""
    id_issued_on: date | None = None
    purpose: str = ""
    receiver: str = ""
    copies: int = 1
    handed_in: str = ""
    waiver: str = ""
    interest: bool = False
    device_moment: datetime | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same request as the office took it before: which filing, and who took it when."""

    filing: UUID
    serial: str
    taken_at: datetime
    taken_by: str

    @property
    def time(self) -> str:
        return f"{self.taken_at.astimezone(SEOUL):%H:%M}"


@dataclass(frozen=True, slots=True)
class Moment:
    """The moment of a filing, and whether it is the form's beginning or its sending."""

    at: datetime
    from_form: bool


def preserved_moment(*, begun_at: datetime, sent_at: datetime) -> Moment:
    """The moment that counts: the form's beginning for 30 minutes, else its sending; both are kept."""
    if begun_at > sent_at:
        raise FormFromTheFuture
    if sent_at - begun_at <= FORM_HOLDS:
        return Moment(begun_at, from_form=True)
    return Moment(sent_at, from_form=False)


def clock_skew(device: datetime | None, *, sent_at: datetime) -> int | None:
    """How many seconds the window's clock goes ahead of the server's (behind: negative), where it is known."""
    return None if device is None else round((device - sent_at).total_seconds())


def ensure_complete(filing: NewFiling) -> None:
    """Refuse a filing that lacks what its receipt must say.

    A request that is in no list may come from somebody who shows no number.
    """
    if filing.kind == OTHER_FILING and not filing.title.strip():
        raise TitleMissing
    if not filing.applicant_name.strip():
        raise SubjectMissing(what="신청인 성명")
    if not filing.number.strip() and filing.kind != OTHER_FILING:
        raise SubjectMissing(what="대상 번호")
    ensure_copies(filing.copies)
    ensure_none_open(
        {
            "민원 제목": filing.title,
            "신청인 성명": filing.applicant_name,
            "대상자 성명": filing.subject_name,
            "신청인 연락처": filing.applicant_phone,
            "제출처": filing.receiver,
            "제출서류": filing.handed_in,
        }
    )


def ensure_not_repeated(earlier: Earlier | None, *, again: bool, at: datetime) -> None:
    """Ask once before the same request is taken within half an hour: an answer was lost, and it is typed anew."""
    if earlier is not None and not again and at - earlier.taken_at < REPEATED_WITHIN:
        raise TakenAlready(earlier=earlier)


def ensure_copies(copies: int) -> None:
    if not 1 <= copies <= 20:
        raise CopiesOutOfRange


def ensure_settlement_words(words: str) -> None:
    if len(words.strip()) < 5:
        raise SettlementReasonMissing
    ensure_none_open({"종결 사유": words})
