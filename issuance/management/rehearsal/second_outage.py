"""The last act: another outage stands open, so that a visitor finds work to do."""

from datetime import timedelta

from issuance.actions import documents
from issuance.domain.documents import Source
from issuance.domain.filings import Purpose
from issuance.management.rehearsal import declaration
from issuance.management.rehearsal.stage import Stage
from issuance.models import Outage

WAITING = ("RR01", "RR02", "WF03", "RR01", "FL01", "TX01")
NOT_IN_REGISTER = ("FL01", "TX01")
TO_APPROVE = (1, 2)


def leave_open(stage: Stage) -> Outage:
    """Order in force, the demo office yet to acknowledge it, filings and two approvals waiting."""
    stage.title("10. 지금: 두 번째 장애가 열려 있음")
    outage = declaration.declare(
        stage,
        "주민등록정보시스템 접속 지연에 이은 중단",
        began_at=stage.before_the_end(95),
        at=stage.before_the_end(90),
    )
    order = declaration.put_order_in_force(stage, outage, at=stage.before_the_end(70))
    declaration.acknowledge(
        stage,
        order,
        begins=stage.before_the_end(60),
        within=timedelta(minutes=50),
        share=0.4,
        leave=frozenset({stage.demo.office.code}),
    )
    counter, approvals = stage.demo, 0
    for place, kind in enumerate(WAITING):
        at = stage.before_the_end(45 - 6 * place)
        person = stage.next_person("RR01" if kind in NOT_IN_REGISTER else kind, counter.office)
        filing = stage.file(
            person, kind, counter, at=at, outage=outage, purpose=Purpose.SCHOOL, receiver="새빛초등학교"
        )
        if place in TO_APPROVE:
            document = stage.prepare(
                filing, person, counter, source=Source.RECENT_COPY, at=at + timedelta(minutes=1)
            )
            documents.submit(document, by=counter.clerk, at=at + timedelta(minutes=2))
            approvals += 1
    stage.say(
        stage.before_the_end(5),
        f"{counter.office.name}: 지침 확인 전, 접수 {len(WAITING)}건, 결재 대기 {approvals}건이 기다림",
    )
    return outage
