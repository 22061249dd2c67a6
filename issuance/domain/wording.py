"""The words of every paper: facts in, a sheet out, in the office's Korean."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from issuance.domain.matching import NAME
from issuance.domain.names import with_particle
from issuance.domain.papers import (
    Serial,
    Series,
    printed_check_number,
    printed_issue_number,
    printed_moment,
    printed_money,
)
from issuance.domain.reconciliation import NUMBER
from issuance.domain.sheets import RENDERER, Application, Form, Row, Sheet, Table, composed
from issuance.domain.sources import Origin, oldest, weakest

SEAL = "관인이 없으면 무효"
CITIZEN_COPY, OFFICE_COPY = "민원인 보관용", "기관 보관용"
HOUSEHOLD_FACT = "세대원"
_PLACEHOLDER_SALT = "0" * 32
_WATERMARK_BEGINS, _WATERMARK_ENDS = "임시확인서 · ", " 아님"
_ISO_DATE = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where and by whom a paper is made: what stands on it of the office."""

    office: str
    signed_by: str
    window: int
    contact: str
    drill: bool


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number that a paper took, with everything printed that depends on it."""

    serial: str
    check_number: str
    issue_number: str
    issued_at: datetime
    salt: str

    @classmethod
    def of(
        cls, serial: Serial, check_number: int, *, window: int, issued_at: datetime, salt: str
    ) -> "Numbering":
        return cls(
            serial=str(serial),
            check_number=printed_check_number(check_number),
            issue_number=printed_issue_number(window, issued_at, serial.sequence),
            issued_at=issued_at,
            salt=salt,
        )

    @classmethod
    def blank(
        cls, series: Series, office: str, *, window: int, issued_at: datetime, drill: bool
    ) -> "Numbering":
        """A number of the same shape as a real one, to see whether a sheet can be printed before one is taken."""
        serial = Serial(series, office, 0, 0, 0, drill)
        return cls.of(serial, 0, window=window, issued_at=issued_at, salt=_PLACEHOLDER_SALT)


Composer = Callable[[Numbering], Sheet]


@dataclass(frozen=True, slots=True)
class Request:
    """A filing, as it stands on paper."""

    what: str
    copies: int
    applicant: str
    applicant_birth: date
    relation: str
    subject: str
    subject_birth: date | None
    parcel: str
    purpose: str
    receiver: str
    handed_in: str
    moment: datetime
    deadline: str
    outage_number: str

    @property
    def subject_line(self) -> str:
        if self.parcel:
            return f"고유번호 {self.parcel}"
        return (
            f"{self.subject} ({printed_date(self.subject_birth)}생)" if self.subject_birth else self.subject
        )

    @property
    def applicant_line(self) -> str:
        return f"{self.applicant} ({printed_date(self.applicant_birth)}생) · {self.relation}"

    @property
    def purpose_line(self) -> str:
        return " · ".join(part for part in (self.purpose, self.receiver) if part) or "-"


@dataclass(frozen=True, slots=True)
class Provision:
    """A provisional document, as it stands on paper."""

    title: str
    formal_name: str
    law: str
    subject_number: str
    facts: tuple[tuple[str, str], ...]
    origin: Origin
    issued_at: datetime
    valid_until: datetime
    order_number: str
    identity: str
    fee_due: int
    fee_waived: int
    waiver_basis: str
    # Of single facts that were read elsewhere than the rest.
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def of_facts(self) -> dict[str, Origin]:
        """Where each fact was read, in the order of the paper."""
        return {name: self.origins.get(name, self.origin) for name, _ in self.facts}


def printed_date(day: date) -> str:
    return f"{day.year}. {day.month}. {day.day}."


def printed_fact(value: str) -> str:
    """A fact as it stands on paper: each item of a list on its own line, dates in the office's form."""
    items = [item.strip() for item in value.split(";")]
    return "\n".join(_ISO_DATE.sub(_office_date, item) for item in items if item)


def _office_date(found: re.Match[str]) -> str:
    """A date of the calendar in the office's form, anything else as it is."""
    try:
        return printed_date(date.fromisoformat(found.group()))
    except ValueError:
        return found.group()


def banner_of(formal_name: str) -> str:
    """The banner of every provisional document: what the paper is not."""
    return f"이 문서는 {with_particle(formal_name, '이/가')} 아닙니다"


def watermark_of(formal_name: str) -> str:
    """What stands behind every provisional document."""
    return f"{_WATERMARK_BEGINS}{formal_name}{_WATERMARK_ENDS}"


def formal_name_in(sheet: Sheet) -> str:
    """The formal name that a provisional sheet says it is not; empty where it says none."""
    return sheet.watermark.removeprefix(_WATERMARK_BEGINS).removesuffix(_WATERMARK_ENDS)


def pledge_of() -> str:
    return (
        "위 내용이 사실과 다를 경우 임시확인서가 취소되고 제출처에 통보되며,"
        " 관계 법령에 따른 책임을 질 수 있음을 확인합니다."
    )


def receipt(request: Request, desk: Desk) -> Composer:
    """접수증 in two copies with a tally seal (민원처리법 시행령 §6, §6의2 ②)."""
    outage = f"정보시스템 장애(장애번호 {request.outage_number})로" if request.outage_number else "창구에서"
    rows = [
        Row("민원명", f"{request.what} ({request.copies}통)"),
        Row("신청인", request.applicant_line),
        Row("대상", request.subject_line),
        Row("용도·제출처", request.purpose_line),
        Row("제출서류", request.handed_in or "없음"),
        Row("접수일시", printed_moment(request.moment)),
    ]
    if request.deadline:
        rows.append(Row("기한·효력", request.deadline))

    def compose(numbering: Numbering) -> Sheet:
        return _sheet(
            Form.RECEIPT,
            numbering,
            desk,
            title="접수증",
            rows=tuple(rows),
            statements=(
                f"위 민원을 {outage} 수기 접수하였음을 증명합니다."
                f" 접수일시는 {printed_moment(request.moment)}이며, 복구 후 「민원 처리에 관한 법률 시행령」"
                " 제6조의2제3항에 따라 정보시스템에 등록합니다.",
            ),
            notes=(
                "이 접수증은 등록이 끝날 때까지 보관해 주세요. 접수 사실을 증명하는 유일한 서류일 수 있습니다.",
            ),
            copies=(CITIZEN_COPY, OFFICE_COPY),
        )

    return compose


def certificate(request: Request, desk: Desk, *, system: str, down_since: datetime | None) -> Composer:
    """전산장애 사실확인서, free, for relief from a deadline (행정절차법 §16①)."""
    rows = (
        Row("신청인", request.applicant_line),
        Row("신청한 민원", f"{request.what} ({request.copies}통)"),
        Row("대상", request.subject_line),
        Row("신청일시", printed_moment(request.moment)),
        Row("멈춘 시스템", system),
        Row("중단 시작", printed_moment(down_since) if down_since else "확인 중"),
        Row("장애번호", request.outage_number or "선언 전"),
        Row("수수료", "무료"),
    )

    def compose(numbering: Numbering) -> Sheet:
        return _sheet(
            Form.CERTIFICATE,
            numbering,
            desk,
            title="전산장애 사실확인서",
            rows=rows,
            statements=(
                f"위 사람은 {printed_moment(request.moment)}에 {desk.office}에 {request.what} {request.copies}통의"
                f" 발급(신고)을 신청하였으나, {system} 장애로 처리할 수 없었음을 확인합니다.",
                "「행정절차법」 제16조제1항에 따른 기간·기한의 특례 적용 등에 참고하시기 바랍니다.",
            ),
            notes=("이 확인서는 신청한 서류를 대신하지 않으며, 신청한 사실과 장애 사실만 확인합니다.",),
        )

    return compose


def provisional(request: Request, provision: Provision, desk: Desk) -> Composer:
    """임시확인서: never looks like the official document, and says what it is not on every page."""
    household = dict(provision.facts).get(HOUSEHOLD_FACT, "")
    fee = printed_money(provision.fee_due - provision.fee_waived)
    if provision.fee_waived:
        fee += f" · 면제 {printed_money(provision.fee_waived)} ({provision.waiver_basis})"
    rows = (
        Row("대상", _subject_of(request, provision)),
        *(Row(name, printed_fact(value)) for name, value in provision.facts if name != HOUSEHOLD_FACT),
        Row("신청인", request.applicant_line),
        Row("신분 확인", provision.identity),
        Row("용도·제출처", f"{request.purpose_line} ({request.copies}통)"),
        Row("근거 자료", _source_lines(provision)),
        Row("유효기한", printed_moment(provision.valid_until)),
        Row("발급 근거", f"임시발급 지침 {provision.order_number} · 장애번호 {request.outage_number}"),
        Row("수수료", fee),
    )

    def compose(numbering: Numbering) -> Sheet:
        return _sheet(
            Form.PROVISIONAL,
            numbering,
            desk,
            title=provision.title,
            banner=banner_of(provision.formal_name),
            watermark=watermark_of(provision.formal_name),
            rows=rows,
            table=_household(household) if household else None,
            statements=(
                f"{_standing_of(provision)} {printed_moment(provision.valid_until)}까지 유효합니다. 복구 후 정식 서류로 대체됩니다.",
                "정보시스템 장애로 주 시스템에서 확인하지 못한 내용이며,"
                " 복구 후 원장과 대조하여 확인·정정·취소될 수 있습니다.",
            ),
            notes=(
                "받으시는 분: 진위확인 부호나 문서확인번호로 상태를 확인하고, 지참인의 신분증을 함께 확인해 주세요.",
                "부동산 처분, 신규 여신, 법원·등기에는 쓸 수 없습니다.",
            ),
        )

    return compose


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction notice says: which paper, and each fact as printed and as the ledger has it."""

    corrected_serial: str
    corrected_issued_at: datetime
    differences: tuple[tuple[str, str, str], ...]
    ledger_as_of: datetime
    reason: str


def correction(request: Request, change: Correction, desk: Desk) -> Composer:
    """정정 통지서: points back to the paper that it corrects."""
    rows = (
        Row("정정 대상", f"임시확인서 {change.corrected_serial}"),
        Row("발급일시", printed_moment(change.corrected_issued_at)),
        Row("대상", request.subject_line),
        Row("신청인", request.applicant_line),
        Row("제출처", request.receiver or "-"),
        Row("원장 기준일시", printed_moment(change.ledger_as_of)),
        Row("정정 사유", change.reason),
    )
    notes = ["이미 제출하신 곳에는 이 통지서를 함께 내 주세요."]
    if whose := [name for name, _, _ in change.differences if name in (NAME, NUMBER)]:
        corrected = with_particle(", ".join(whose), "을/를")
        notes.append(f"받으시는 분: 정정된 {corrected} 지참인의 신분증과 맞춰 봐 주세요.")

    def compose(numbering: Numbering) -> Sheet:
        return _sheet(
            Form.CORRECTION,
            numbering,
            desk,
            title="정정 통지서",
            rows=rows,
            table=Table("정정 내용", ("항목", "임시확인서의 내용", "원장의 내용"), change.differences),
            statements=(
                "위 임시확인서의 내용을 원장과 대조한 결과 다른 점이 있어 위와 같이 정정하여 알려 드립니다.",
                "종전 임시확인서는 이 통지로 대체되어 더는 쓸 수 없습니다.",
            ),
            notes=tuple(notes),
        )

    return compose


def application(
    request: Request, desk: Desk, *, receipt_serial: str, identity: str, moment: datetime
) -> Application:
    """신청서 with the pledge, for the applicant to sign (민원처리법 시행령 §10④); the office keeps it."""
    made: Application = composed(
        Application(
            title=f"{request.what} 임시 발급 신청서",
            receipt_serial=receipt_serial,
            rows=(
                Row("신청 서류", f"{request.what} ({request.copies}통)"),
                Row("대상", request.subject_line),
                Row("신청인", request.applicant_line),
                Row("신분 확인", identity),
                Row("용도·제출처", request.purpose_line),
                Row("제출서류", request.handed_in or "없음"),
            ),
            pledge=pledge_of(),
            applicant=request.applicant,
            dated=printed_date(moment.date()),
            office=desk.office,
            contact=desk.contact,
        )
    )
    return made


def identity_line(*, label: str, last4: str, issued_on: date | None) -> str:
    """What was seen of an identity card; without the main system nobody can check that it is genuine."""
    if not label:
        return "-"
    issued = f", 발급일 {printed_date(issued_on)}" if issued_on else ""
    return f"{label} 끝자리 {last4}{issued} (진위확인 미실시)"


def age_of(source_age: timedelta) -> str:
    """`3일 2시간`, `5시간`, `12분`."""
    minutes = int(source_age.total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{days}일 {hours}시간" if hours else f"{days}일"
    return f"{hours}시간" if hours else f"{minutes}분"


def key_fact_of(name: str, facts: Mapping[str, str]) -> str:
    """The one fact that goes into the mark: 읍면동 and 지번 are parts of an address, the rest stand as they are."""
    if name == "읍면동":
        return _town(facts.get("주소", ""))
    if name == "지번":
        return facts.get("소재지", "").split(" (")[0].split(" ")[-1]
    return facts.get(name, "")


def _town(address: str) -> str:
    in_parentheses = address.rpartition("(")[2].rstrip(")").split(",")[0].strip() if "(" in address else ""
    words = [in_parentheses, *address.replace("(", " ").split()]
    return next((word for word in words if word and word[-1] in "동읍면가"), "")


def _subject_of(request: Request, provision: Provision) -> str:
    return (
        f"{request.subject} · {provision.subject_number}"
        if provision.subject_number
        else request.subject_line
    )


def _source_lines(provision: Provision) -> str:
    """One line for the source of all facts, or a line for each source with the facts that were read there."""
    by_origin: dict[Origin, list[str]] = {}
    for fact, origin in provision.of_facts.items():
        by_origin.setdefault(origin, []).append(fact)
    if len(by_origin) == 1:
        return _source_line(next(iter(by_origin)), provision.issued_at)
    return "\n".join(
        f"{', '.join(facts)}: {_source_line(origin, provision.issued_at)}"
        for origin, facts in by_origin.items()
    )


def _source_line(origin: Origin, issued_at: datetime) -> str:
    note = f" · {origin.note}" if origin.note else ""
    age = age_of(issued_at - origin.as_of)
    return f"{origin.source.label}{note} · {printed_moment(origin.as_of)} 기준 (발급 {age} 전)"


def _standing_of(provision: Provision) -> str:
    """As of when the facts hold; where sources differ, the weakest and the oldest moment speak for all."""
    origins = set(provision.of_facts.values())
    if len(origins) == 1:
        origin = origins.pop()
        return f"{origin.source.label} {printed_moment(origin.as_of)} 현재의 내용이며,"
    return (
        f"{weakest(origins).source.label} 등 여러 자료의 내용으로 가장 오래된 것은"
        f" {printed_moment(oldest(origins))} 현재이며,"
    )


def _household(members: str) -> Table:
    rows = []
    for number, member in enumerate(filter(None, (part.strip() for part in members.split(";"))), start=1):
        name, _, relation = member.rpartition("(")
        rows.append((str(number), name or member, relation.rstrip(")") if name else ""))
    return Table("세대원", ("번호", "성명", "세대주와의 관계"), tuple(rows))


def _sheet(
    form: Form,
    numbering: Numbering,
    desk: Desk,
    *,
    title: str,
    rows: tuple[Row, ...],
    statements: tuple[str, ...],
    notes: tuple[str, ...],
    banner: str = "",
    watermark: str = "",
    table: Table | None = None,
    copies: tuple[str, ...] = (),
) -> Sheet:
    sheet: Sheet = composed(
        Sheet(
            form=form,
            renderer=RENDERER,
            drill=desk.drill,
            serial=numbering.serial,
            check_number=numbering.check_number,
            issue_number=numbering.issue_number,
            title=title,
            banner=banner,
            watermark=watermark,
            rows=rows,
            table=table,
            statements=statements,
            notes=notes,
            issued_at=printed_moment(numbering.issued_at),
            signed_by=desk.signed_by,
            seal=SEAL,
            contact=desk.contact,
            copies=copies,
            salt=numbering.salt,
        )
    )
    return sheet
