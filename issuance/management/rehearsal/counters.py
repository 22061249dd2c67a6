"""Acts four and five: what clerks take at their windows, and the provisional documents that they issue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from issuance.actions import documents
from issuance.domain.documents import NotProvisional, OnlyInPerson, Source, VoidReason
from issuance.domain.errors import IssuanceError
from issuance.domain.filings import Purpose, Relation
from issuance.domain.orders import NotAcknowledged
from issuance.domain.papers import SEOUL
from issuance.main_system.population import Person
from issuance.management.rehearsal.stage import Counter, Stage
from issuance.models import Document, Filing, Outage

# How often each kind is asked for at a counter, of a hundred.
ASKED = {
    "RR01": 40,
    "RR02": 20,
    "LD01": 8,
    "LD02": 8,
    "LD05": 6,
    "WF01": 4,
    "WF02": 3,
    "WF03": 4,
    "IM01": 4,
    "ID01": 3,
}
FIRST_AT_DEMO, HOUSEHOLD_FIRST, SPOILED, MOST_TOLD = 6, range(5), 1, 60
ALLOWED_PURPOSES = tuple(purpose for purpose in Purpose if int(purpose) < 10)
RECEIVERS = ("한빛은행", "새빛초등학교", "가온건설", "나라보험", "다솜복지관", "라온부동산", "마루대학교")


@dataclass(slots=True)
class Issued:
    """A document that stands in somebody's hands, and whose it is."""

    document: Document
    person: Person
    counter: Counter


@dataclass(slots=True)
class Planned:
    """Which papers the main system will say something else of: made up before its files are written."""

    differs: Issued
    unknown: Issued
    also_issued: Issued


def before_the_order_is_read(stage: Stage, outage: Outage) -> None:
    """An office that has not acknowledged the order issues nothing; receipt and certificate it gives all the same."""
    counter, at = stage.demo, stage.at(1.32)
    person = stage.next_person("RR01", counter.office)
    filing = stage.file(person, "RR01", counter, at=at, outage=outage, purpose=Purpose.WORK)
    document = stage.prepare(filing, person, counter, source=Source.SNAPSHOT, at=at)
    try:
        documents.issue(document, by=counter.clerk, at=at)
    except NotAcknowledged as refusal:
        stage.say(at, f"{counter.office.name}: 지침을 아직 확인하지 않아 발급 거절({refusal.code})")
    stage.certify(filing, counter, at=at)
    documents.withdraw(document, words="사실확인서만 받고 돌아감", by=counter.clerk, at=at)


def take_filings(stage: Stage, outage: Outage) -> list[Filing]:
    """The requests that are not simply a paper: a proxy, a date that matters, what may never be provisional."""
    stage.title("4. 창구: 무엇이든 접수하고 접수증을 드림")
    counter, hours = stage.demo, 2.0
    someone = stage.next_person("RR01", counter.office)
    proxy = stage.file(
        someone,
        "RR02",
        counter,
        at=stage.at(hours),
        outage=outage,
        relation=Relation.PROXY,
        applicant="마도윤",
        purpose=Purpose.FINANCE,
        receiver="한빛은행",
        handed_in="위임장 1부, 위임인 신분증 사본 1부",
    )
    _refused(stage, proxy, counter, someone, at=stage.at(hours + 0.1), expected=OnlyInPerson)
    stage.certify(proxy, counter, at=stage.at(hours + 0.15))
    moving = stage.file(
        stage.next_person("RR01", counter.office),
        "FL01",
        counter,
        at=stage.at(hours + 0.3),
        outage=outage,
        handed_in="전입신고서 1부",
    )
    stage.say(stage.at(hours + 0.3), "전입신고: 접수일시가 그대로 신고일이 됨")
    taxpayer = stage.next_person("RR01", counter.office)
    tax = stage.file(
        taxpayer, "TX01", counter, at=stage.at(hours + 0.5), outage=outage, purpose=Purpose.PUBLIC_OFFICE
    )
    _refused(stage, tax, counter, taxpayer, at=stage.at(hours + 0.55), expected=NotProvisional)
    stage.certify(tax, counter, at=stage.at(hours + 0.6))
    other = stage.file(
        stage.next_person("RR01", counter.office),
        "FL99",
        counter,
        at=stage.at(hours + 0.8),
        outage=outage,
        title="골목 가로등 고장 신고",
    )
    stage.say(stage.at(hours + 0.8), f"목록에 없는 민원(FL99)도 접수: {other.title}")
    return [proxy, moving, tax, other]


def issue_documents(stage: Stage, outage: Outage, *, number: int) -> Planned:
    """Issue `number` provisional documents at the counters; one is spoiled and made anew, one is reprinted."""
    stage.title("5. 임시확인서: 번호와 부호가 있는 종이")
    moments, beat = _moments(stage, number)
    issued: list[Issued] = []
    with stage.progress(number, "발급", "통") as bar:
        for place, at in enumerate(moments):
            counter = stage.counters[0 if place < FIRST_AT_DEMO else place % len(stage.counters)]
            kind = "RR01" if place in HOUSEHOLD_FIRST else _asked(stage)
            one = _one(stage, outage, counter, kind, place, at=at, beat=beat)
            if place == SPOILED:
                one = _spoil_and_make_anew(stage, one, at=at + 5 * beat, beat=beat)
                bar.update()
            documents.hand_over(one.document, by=counter.clerk, at=at + 9 * beat)
            issued.append(one)
            bar.update()
    stage.say(stage.at(49.2), f"임시확인서 {number}통에 번호를 매김, {len(issued)}통 교부")
    _reprint(stage, issued[0])
    return Planned(differs=issued[2], unknown=issued[3], also_issued=issued[4])


def _moments(stage: Stage, number: int) -> tuple[list[datetime], timedelta]:
    """When each of the people comes, spread over the hours in which a counter is open, and the beat of the work.

    Between two people at the counters there are twelve beats, each a minute at most.
    """
    minutes = [
        minute for minute in range(180, 2_950) if 9 <= stage.at(minute / 60).astimezone(SEOUL).hour < 18
    ]
    visitors = number - 1
    spacing = len(minutes) / visitors
    beat = timedelta(minutes=min(1.0, spacing / 12))
    return [
        stage.at(minutes[int(place * spacing)] / 60) + timedelta(minutes=place * spacing % 1)
        for place in range(visitors)
    ], beat


def _one(
    stage: Stage,
    outage: Outage,
    counter: Counter,
    kind: str,
    place: int,
    *,
    at: datetime,
    beat: timedelta,
) -> Issued:
    person = stage.next_person(kind, counter.office)
    first = place == 0
    filing = stage.file(
        person,
        kind,
        counter,
        at=at,
        outage=outage,
        purpose=Purpose.FINANCE if first else stage.random.choice(ALLOWED_PURPOSES),
        receiver="한빛은행 대출계(오늘 만기 연장)" if first else stage.random.choice(RECEIVERS),
        copies=1 if first else stage.random.choice((1, 1, 1, 2)),
    )
    other_source = place >= FIRST_AT_DEMO and stage.random.random() < 0.15
    source = stage.random.choice(tuple(Source)[1:]) if other_source else Source.SNAPSHOT
    document = stage.prepare(filing, person, counter, source=source, at=at + beat)
    document = stage.issue(document, counter, at=at + 2 * beat, beat=beat)
    if first:
        stage.say(at, f"대출 만기가 오늘인 등본: {document.number} 발급(지역사본 근거)")
    elif document.approved_by is not None and place < MOST_TOLD:
        stage.say(
            at,
            f"{counter.office.name} {document.kind.name}({Source(document.source).label}):"
            f" {document.approved_by.name} 결재 뒤 {document.number} 발급",
        )
    return Issued(document, person, counter)


def _spoil_and_make_anew(stage: Stage, spoiled: Issued, *, at: datetime, beat: timedelta) -> Issued:
    document, counter = spoiled.document, spoiled.counter
    documents.void(document, reason=VoidReason.SPOILED, words="프린터 용지 걸림", by=counter.clerk, at=at)
    anew = stage.prepare(document.filing, spoiled.person, counter, source=Source.SNAPSHOT, at=at + beat)
    anew = stage.issue(anew, counter, at=at + beat, beat=beat)
    stage.say(at, f"인쇄 훼손: {document.number} 폐기(번호는 남김), {anew.number} 새로 발급")
    return Issued(anew, spoiled.person, counter)


def _reprint(stage: Stage, one: Issued) -> None:
    paper = one.document.paper
    assert paper is not None
    again = stage.print(paper, one.counter.second_clerk, at=stage.at(49.3))
    if again != stage.printed[paper.serial]:
        raise AssertionError(f"{paper.serial} did not print the same again")
    stage.say(stage.at(49.3), f"{paper.serial} 재출력: 한 바이트도 다르지 않음")


def _refused(
    stage: Stage,
    filing: Filing,
    counter: Counter,
    person: Person,
    *,
    at: datetime,
    expected: type[IssuanceError],
) -> None:
    try:
        stage.prepare(filing, person, counter, source=Source.SNAPSHOT, at=at)
    except expected as refusal:
        stage.say(at, f"{filing.what}: 임시확인서 거절({refusal.code}), 접수증과 사실확인서를 드림")


def _asked(stage: Stage) -> str:
    return stage.random.choices(list(ASKED), weights=list(ASKED.values()))[0]
