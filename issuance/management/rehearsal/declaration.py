"""Acts one to three: the first citizens, the declaration, the order and the offices that acknowledge it."""

from datetime import datetime, timedelta

from django.db import transaction

from issuance.actions import orders, outages
from issuance.domain.catalogue import OutputClass
from issuance.domain.names import with_particle
from issuance.domain.orders import Manner
from issuance.domain.outages import SystemIsUp
from issuance.domain.staff import Role
from issuance.domain.states import DeliveryState, SystemState
from issuance.management.rehearsal.stage import Stage
from issuance.models import Delivery, FallbackOrder, Filing, Outage, User
from issuance.queries.catalogue import provisional_kinds

DOWN = ("saeol", "resident", "gov24")
LEGAL_BASIS = "「민원 처리에 관한 법률 시행령」 제6조의2, 「행정절차법」 제16조제1항"
WAIVED = ("RR01", "RR02")
SILENT_OFFICES = 3
BATCH = 250


def first_citizens(stage: Stage) -> list[Filing]:
    """They come before anyone has declared anything: receipts at once, certificates once a clerk marks it down."""
    stage.title("1. 첫 민원인: 선언보다 먼저")
    counter = stage.demo
    taken = []
    for minute, kind, receiver in ((0, "RR01", "한빛은행"), (6, "RR02", "새빛상사"), (11, "FL01", "")):
        person = stage.next_person("RR01", counter.office)
        filing = stage.file(person, kind, counter, at=stage.at(minute / 60), outage=None, receiver=receiver)
        taken.append(filing)
    stage.say(stage.at(0), f"{counter.office.name}: 접수 {len(taken)}건에 접수증을 바로 드림")
    try:
        stage.certify(taken[0], counter, at=stage.at(0.2))
    except SystemIsUp as refusal:
        stage.say(stage.at(0.2), f"사실확인서는 아직 거절됨({refusal.code}): 중단 표시가 없음")
    else:
        stage.say(stage.at(0.2), "먼저 있던 중단 표시에 따라 사실확인서를 드림")
    for code in DOWN[:2]:
        outages.report(stage.system(code), SystemState.DOWN, by=counter.clerk, at=stage.at(0.25))
    stage.say(stage.at(0.25), f"{counter.clerk.name} {counter.clerk.title}이 새올·주민등록 중단을 표시")
    for filing in taken[:2]:
        stage.certify(filing, counter, at=stage.at(0.3))
    stage.say(stage.at(0.3), "전산장애 사실확인서 2건(무료)을 드림")
    return taken


def declare(stage: Stage, title: str, *, began_at: datetime, at: datetime) -> Outage:
    """Headquarters suspects and, ten minutes later, declares; what came in since the beginning joins."""
    outage = outages.suspect(
        title, [stage.system(code) for code in DOWN], began_at=began_at, by=stage.drafter, at=at
    )
    stage.say(at, f"본부가 장애 {with_particle(outage.number, '을/를')} 의심: 새올·주민등록·정부24")
    at += timedelta(minutes=10)
    outage = outages.declare(outage, by=stage.drafter, at=at)
    joined = outage.filings.count()
    stage.say(at, f"장애 {outage.number} 선언: 먼저 받은 접수 {joined}건이 함께 묶임")
    return outage


def put_order_in_force(stage: Stage, outage: Outage, *, at: datetime) -> FallbackOrder:
    """One person drafts, another approves; a delivery stands for every office that the order reaches."""
    kinds = [kind.code for kind in provisional_kinds(at=at) if kind.output_class == OutputClass.PROVISIONAL]
    order = orders.draft(
        outage,
        kinds=kinds,
        waived=WAIVED,
        starts_at=at,
        ends_at=at + timedelta(days=14),
        validity_days=7,
        snapshot_age_hours=96,
        legal_basis=LEGAL_BASIS,
        text="본인이나 세대원이 직접 오신 경우에만 임시확인서를 드립니다. 부동산 처분·신규 여신·법원 제출용은 제외합니다.",
        alternative="가족관계증명서는 대법원 전자가족관계등록시스템에서 발급됩니다.",
        deadline_relief="장애 기간에 끝나는 신고·납부 기한은 복구 다음 날까지 연장됩니다.",
        by=stage.drafter,
        at=at,
    )
    orders.submit(order, by=stage.drafter, at=at)
    order = orders.approve(order, by=stage.approver, at=at + timedelta(minutes=5))
    stage.say(
        at,
        f"{stage.drafter.name} 작성, {stage.approver.name} 승인: 임시발급 지침 {order.number} 시행"
        f" (서류 {len(kinds)}종, 유효 {order.validity_days}일)",
    )
    sent = orders.send_pending(order, at=at + timedelta(minutes=6))
    stage.say(at + timedelta(minutes=6), f"사무소 {sent:,}곳에 통보")
    return order


def hang_notice(stage: Stage, order: FallbackOrder, *, at: datetime) -> None:
    """The notice for the hall, in the demo office's name, into the folder."""
    content = orders.hall_notice(order, by=stage.demo.head, at=at)
    (stage.out / "notice.pdf").write_bytes(content)
    stage.say(at, "민원실 게시 안내문(notice.pdf) 인쇄")


def acknowledge(
    stage: Stage,
    order: FallbackOrder,
    *,
    begins: datetime,
    within: timedelta,
    share: float = 1.0,
    leave: frozenset[str] = frozenset(),
) -> None:
    """Most offices answer by a person of their own, some by a deputy, some by telephone; a few stay silent."""
    heads = {
        user.office_id: user
        for user in User.objects.filter(is_active=True, role=Role.HEAD).select_related("office")
    }
    answering = _answering(stage, order, share=share, leave=leave)
    counts = dict.fromkeys(Manner, 0)
    with stage.progress(len(answering), "지침 확인", "곳") as bar:
        for start in range(0, len(answering), BATCH):
            batch = answering[start : start + BATCH]
            # One commit for many answers, so that a rehearsal does not wait for four thousand of them.
            with transaction.atomic():
                for place, delivery in enumerate(batch, start=start):
                    at = begins + within * place / len(answering)
                    counts[
                        _acknowledged(stage, delivery, heads, first=place < len(stage.counters), at=at)
                    ] += 1
            bar.update(len(batch))
    words = " · ".join(f"{manner.label} {counts[manner]:,}" for manner in Manner)
    silent = order.deliveries.filter(state=DeliveryState.SENT).count()
    stage.say(begins + within, f"확인 {len(answering):,}곳 ({words}), 아직 답이 없는 곳 {silent:,}")


def _answering(stage: Stage, order: FallbackOrder, *, share: float, leave: frozenset[str]) -> list[Delivery]:
    """The deliveries that will be answered: the counters' first, then the others in any order."""
    ours = {counter.office.code for counter in stage.counters} - leave
    waiting = list(order.deliveries.exclude(office__in=leave).select_related("office").order_by("office"))
    first = [delivery for delivery in waiting if delivery.office_id in ours]
    others = [delivery for delivery in waiting if delivery.office_id not in ours]
    stage.random.shuffle(others)
    return first + others[: max(0, int(len(others) * share) - SILENT_OFFICES)]


def _acknowledged(
    stage: Stage, delivery: Delivery, heads: dict[str, User], *, first: bool, at: datetime
) -> Manner:
    chance, head = 0.0 if first else stage.random.random(), heads[delivery.office_id]
    if chance > 0.97:
        orders.acknowledge(delivery, by=stage.watch, at=at, manner=Manner.TELEPHONE, spoken_with=head.name)
        return Manner.TELEPHONE
    manner = Manner.DEPUTY if chance > 0.92 else Manner.OFFICER
    orders.acknowledge(delivery, by=head, at=at, manner=manner)
    return manner
