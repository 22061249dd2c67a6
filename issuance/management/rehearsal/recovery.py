"""Acts six to eight: the systems return, papers are reconciled by two people, filings registered, the outage closed."""

from datetime import timedelta

from issuance.actions import (
    closing_statements,
    closings,
    filings,
    ledger,
    matching,
    orders,
    outages,
    reconciliation,
    registrations,
    settlements,
)
from issuance.domain.filings import SettlementReason
from issuance.domain.ledger import AnswerCode, FileKind
from issuance.domain.matching import CaseVerdict
from issuance.domain.outages import OutageHasOpenMatters
from issuance.domain.reconciliation import Decision, Grounds
from issuance.domain.states import CaseState, ClosingState, FilingState
from issuance.management.rehearsal.counters import Planned
from issuance.management.rehearsal.declaration import DOWN
from issuance.management.rehearsal.stage import Counter, Stage
from issuance.models import Case, FallbackOrder, Filing, Outage
from issuance.queries.closings import closing_of
from issuance.queries.registrations import sendable

SNAPSHOT_AT = -6.0  # hours: the night before, as a nightly copy is
NEW_ADDRESS_AT = -1.0  # hours: it moved in the main register after the snapshot and before the outage

_PROPOSALS = {
    CaseVerdict.MATCH: (Decision.CONFIRM, Grounds.SAME, "원장과 모든 내용이 일치함"),
    CaseVerdict.DIFFERS: (Decision.CORRECT, Grounds.MOVED, "지역사본 뒤에 바뀐 내용이 원장에 있음"),
    CaseVerdict.NOT_FOUND: (Decision.REVOKE, Grounds.NOT_IN_LEDGER, "원장에 없는 대상으로 확인됨"),
    CaseVerdict.ALSO_ISSUED: (Decision.CORRECT, Grounds.OFFICIAL_STANDS, "주 시스템에서 정식 서류가 나감"),
}


def systems_return(stage: Stage, outage: Outage, order: FallbackOrder) -> Outage:
    """They come back one by one; then no more paper is made."""
    stage.title("6. 복구: 주 시스템이 하나씩 돌아옴")
    for place, code in enumerate(reversed(DOWN)):
        at = stage.at(50 + place * 1.5)
        outages.bring_back(outage, stage.system(code), by=stage.watch, at=at)
        stage.say(at, f"{stage.system(code).name} 복구")
    outage = outages.restore(outage, by=stage.drafter, at=stage.at(53.1))
    orders.lift(order, by=stage.approver, at=stage.at(53.2))
    stage.say(stage.at(53.2), f"지침 {order.number} 해제, 장애 {outage.number} 복구 선언")
    return outage


def plant(stage: Stage, planned: Planned) -> None:
    """Make the main system say what a real one would: one fact that moved, one subject unknown, one paper of its own."""
    person = planned.differs.person
    address = stage.register.facts_of(person, "RR01")["주소"]
    moved = f"{address.split(' (')[0].rsplit(' ', 1)[0]} 77-1"
    stage.register.change_fact(person, "RR01", "주소", moved, at=stage.at(NEW_ADDRESS_AT))
    stage.register.forget(planned.unknown.person)
    one = planned.also_issued
    issued_at = one.document.issued_at or stage.begins
    stage.register.issue(
        one.person,
        one.document.kind.code,
        at=issued_at + timedelta(minutes=40),
        office=one.counter.office.code,
    )


def compare(stage: Stage, outage: Outage) -> None:
    """Import what the main system says, and compare every paper that was handed over."""
    stage.title("7. 대조: 임시확인서마다 원장과 견줌")
    files = (
        (
            FileKind.EXTRACT,
            "원부추출.csv",
            stage.register.extract(since=stage.at(SNAPSHOT_AT), until=stage.at(53.5)),
        ),
        (FileKind.ISSUED, "교부대장.csv", stage.register.issued()),
    )
    for file_kind, name, content in files:
        made = ledger.import_file(
            content,
            file_name=name,
            file_kind=file_kind,
            snapshot=False,
            outage=outage,
            by=stage.watch,
            at=stage.at(53.6),
        )
        stage.say(stage.at(53.6), f"{file_kind.label} {made.row_count:,}행을 불러옴 ({made.encoding})")
    for counter in stage.counters:
        matching.compare(outage, office=counter.office, by=counter.supervisor, at=stage.at(53.8))
    found = {
        verdict: Case.objects.filter(document__order__outage=outage, verdict=verdict).count()
        for verdict in CaseVerdict
    }
    words = ", ".join(f"{verdict.label} {count}" for verdict, count in found.items() if count)
    stage.say(stage.at(53.8), f"대조 결과: {words}")


def decide(stage: Stage, outage: Outage) -> None:
    """A supervisor proposes, the head decides, the office above what is revoked; ten minutes later it takes effect."""
    for counter in stage.counters:
        for case in Case.objects.filter(document__order__outage=outage, document__office=counter.office):
            verdict = CaseVerdict(case.verdict)
            decision, grounds, reason = _PROPOSALS[verdict]
            case = reconciliation.propose(
                case,
                decision=decision,
                grounds=grounds,
                reason=reason,
                by=counter.supervisor,
                at=stage.at(54.2),
            )
            decider = counter.head if case.above is None else stage.approver
            case = reconciliation.decide(case, by=decider, at=stage.at(54.8))
            case = settlements.settle(case, at=stage.at(55.0))
            if verdict != CaseVerdict.MATCH:
                _told(stage, case, counter.supervisor.name, decider.name)
    settled = Case.objects.filter(document__order__outage=outage, state=CaseState.SETTLED).count()
    stage.say(stage.at(55.0), f"대조 건 {settled}건 모두 두 사람의 결정으로 끝남")


def _told(stage: Stage, case: Case, proposer: str, decider: str) -> None:
    document = case.document
    assert document.paper is not None
    words = f"{document.paper.serial} {CaseVerdict(case.verdict).label}: {proposer} 처리안, {decider} 결정 → "
    words += Decision(case.decision).label
    for notice in document.corrections.select_related("paper__filing"):
        stage.print(notice.paper, notice.paper.issued_by, at=stage.at(55.1))
        words += f", 정정 통지 {notice.paper.serial}"
    if case.official_number:
        words += f", 정식 발급번호 {case.official_number}"
    stage.say(stage.at(55.0), words)


def register(stage: Stage, outage: Outage, other: Filing) -> None:
    """The back-entry file goes out and the answers come in; what is refused is settled by two people."""
    stage.title("8. 등록: 받은 접수를 주 시스템에 소급해 넣음")
    refused = filings.receipt_of(other).serial
    sent, answers = 0, []
    for counter in stage.counters:
        if not sendable(outage, counter.office).exists():
            continue
        batch = registrations.make_batch(
            outage, office=counter.office, by=counter.supervisor, at=stage.at(55.5)
        )
        content = b"".join(registrations.file_of(batch, by=counter.supervisor, at=stage.at(55.5)))
        sent += batch.row_count
        answers.append(stage.register.register(content, refuse={refused: AnswerCode.NOT_ALLOWED}))
    stage.say(stage.at(55.5), f"등록 요청 파일로 접수 {sent}건을 보냄")
    for place, content in enumerate(answers):
        ledger.import_file(
            content,
            file_name=f"등록결과-{place + 1}.csv",
            file_kind=FileKind.ANSWERS,
            snapshot=False,
            outage=outage,
            by=stage.watch,
            at=stage.at(56),
        )
    registered = outage.filings.filter(state=FilingState.REGISTERED)
    example = registered.order_by("moment").first()
    assert example is not None
    stage.say(
        stage.at(56),
        f"{registered.count()}건 등록. 예: {example.main_system_number}, 소급일자 {example.effective_date}",
    )
    for filing in outage.filings.filter(state=FilingState.RECEIVED).select_related("office"):
        counter = next(c for c in stage.counters if c.office.code == filing.office_id)
        filings.propose_settlement(
            filing,
            reason=SettlementReason.TRANSFERRED,
            words="일괄 등록이 되지 않아 도로과로 이송",
            by=counter.supervisor,
            at=stage.at(56.4),
        )
        filings.settle(filing, by=counter.head, at=stage.at(56.7))
        stage.say(
            stage.at(56.7),
            f"{filing.what}: 주 시스템이 거절({filing.last_answer}), 두 사람이 이송으로 종결",
        )


def refuse_to_close(stage: Stage, outage: Outage) -> None:
    """While anything is open the outage stays open, and the refusal says what."""
    try:
        outages.close(outage, by=stage.drafter, at=stage.at(53.3))
    except OutageHasOpenMatters as refusal:
        stage.say(stage.at(53.3), f"종결 거절({refusal.code}): {refusal.facts['matters']}")


def may_sign(outage: Outage, counter: Counter) -> bool:
    """Whether the office had anything, and so has not been closed by itself."""
    return closing_of(outage, counter.office).state == ClosingState.OPEN


def close(stage: Stage, outage: Outage) -> Outage:
    """Nothing is open: every office signs for its sums, and the outage closes with them."""
    stage.title("9. 종결: 남은 것이 없을 때만")
    untouched = closings.sign_untouched(outage, at=stage.at(56.8))
    waiting = [counter for counter in stage.counters if may_sign(outage, counter)]
    for counter in waiting:
        closings.sign(closing_of(outage, counter.office), by=counter.supervisor, at=stage.at(57))
    stage.say(
        stage.at(57), f"사무소 {len(waiting)}곳이 마감하고, 접수가 없던 {untouched:,}곳은 저절로 마감됨"
    )
    outage = outages.close(outage, by=stage.drafter, at=stage.at(57.2))
    sums = outage.sums or {}
    stage.say(
        stage.at(57.2),
        "장애 {number} 종결: 임시확인서 {documents} = 발급 {issued} + 폐기 {voided},"
        " 발급 {issued} = 확인 {confirmed} + 정정 {corrected} + 취소 {revoked} + 미결 {open}".format(
            number=outage.number, **sums
        ),
    )
    statement = outage.statement
    (stage.out / f"closing-{outage.number}.pdf").write_bytes(
        closing_statements.printed(statement, by=stage.drafter)
    )
    workbook = b"".join(closing_statements.rows(outage, by=stage.drafter))
    (stage.out / f"closing-{outage.number}.xlsx").write_bytes(workbook)
    stage.say(stage.at(57.2), f"종결 조서에 서명: 지면 해시 {statement.sheet_digest[:16]}…")
    return outage
