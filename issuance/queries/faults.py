"""What is wrong in the books: chains, numbers, states, marks, four eyes and sums."""

import re
from collections.abc import Callable, Iterator
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q

from issuance.domain.case_batches import drawn
from issuance.domain.documents import Source
from issuance.domain.errors import IssuanceError
from issuance.domain.journal import GENESIS, entry_hash
from issuance.domain.ledger import AnswerCode
from issuance.domain.match_runs import keys_in
from issuance.domain.orders import Manner
from issuance.domain.registrations import effective_date
from issuance.domain.second_looks import Stratum, pool_digest
from issuance.domain.states import DeliveryState, DocumentState, FilingState, OutageState
from issuance.models import (
    BackEntryBatch,
    Book,
    Case,
    Certificate,
    Delivery,
    Document,
    FallbackOrder,
    Filing,
    JournalEntry,
    LookDraw,
    MatchRun,
    Message,
    OfficeClosing,
    OrderKind,
    Outage,
    Paper,
    RegistrationAnswer,
)
from issuance.queries import outages, second_looks
from issuance.queries.closing_faults import Fault, closing_faults
from issuance.queries.paper_faults import key_faults, mark_faults, number_faults, paper_faults
from issuance.queries.people_faults import actor_faults, people_faults

MACHINES: tuple[type[models.Model], ...] = (
    Outage,
    FallbackOrder,
    Delivery,
    Filing,
    Document,
    Certificate,
    Case,
    MatchRun,
    Message,
    OfficeClosing,
)
_YES = [code for code in AnswerCode if code.is_registered]
_HASH = re.compile("[0-9a-f]{64}")
# A deed that leaves the state as it is has no edge of its own, but an entry all the same.
SAME_STATE_VERBS = frozenset(
    {
        "propose_settlement",
        "confirm_interest",
        "check_paper",
        "correct",
        "register_again",
        "resend",
        "settle_doubt",
        "assign",
        "take_over",
        "note",
        "attach",
        "pick",
        "answer",
    }
)


def all_faults() -> Iterator[Fault]:
    """Every fault of the whole ledger, one check after another."""
    for check in CHECKS:
        yield from check()


def chain_faults() -> Iterator[Fault]:
    """Each book's journal must hold every position once, and each hash must follow from the one before."""
    for book in Book.objects.all():
        head, expected = GENESIS, 1
        for entry in book.journal.order_by("position").iterator():
            entry.book = book
            row = f"journal {book} #{entry.position}"
            if entry.position != expected:
                yield Fault("journal_gap", row, f"처리 기록 {expected}번이 없습니다")
            digest = entry_hash(head, entry.chained())
            if digest != entry.digest:
                yield Fault("journal_changed", row, "처리 기록이 나중에 바뀌었습니다")
            # What was put in the place of a hash may be none.
            head, expected = entry.digest if _HASH.fullmatch(entry.digest) else digest, entry.position + 1
        if (head, expected - 1) != (book.journal_head, book.journal_length):
            yield Fault("journal_head", f"book {book}", "처리 기록의 머리와 발급대장이 다릅니다")


def state_faults() -> Iterator[Fault]:
    """Every state must be what its journal says, and every entry an edge of its machine."""
    for model in MACHINES:
        noun = str(model._meta.model_name)
        edges = edges_of(model)
        last: dict[str, str] = {}
        for entry in JournalEntry.objects.filter(noun=noun).order_by("id").iterator():
            row = f"{noun} {entry.subject}"
            if entry.before != last.get(entry.subject, ""):
                yield Fault("journal_jump", row, f"‘{entry.before}’에서 시작하지만 앞 기록은 그렇지 않습니다")
            if (
                entry.before
                and (entry.verb, entry.before, entry.after) not in edges
                and not (entry.verb in SAME_STATE_VERBS and entry.before == entry.after)
            ):
                yield Fault("impossible_edge", row, f"{entry.before} → {entry.after}는 없는 길입니다")
            last[entry.subject] = entry.after
        for pk, state in model._default_manager.values_list("pk", "state").iterator():
            said = last.pop(str(pk), None)
            if said is None:
                yield Fault("no_journal", f"{noun} {pk}", "처리 기록이 없습니다")
            elif said != state:
                yield Fault("state", f"{noun} {pk}", f"상태는 {state}인데 처리 기록은 {said}입니다")
        for subject in last:
            yield Fault("no_row", f"{noun} {subject}", "처리 기록은 있는데 대상이 없습니다")


def rule_faults() -> Iterator[Fault]:
    """No document without an order that allowed it, acknowledged before, and approved where it must be."""
    acknowledged = dict(
        Delivery.objects.filter(state=DeliveryState.ACKNOWLEDGED).values_list("pk", "acknowledged_at")
    )
    deliveries = {
        (order, office): acknowledged.get(pk)
        for pk, order, office in Delivery.objects.filter(order__documents__isnull=False)
        .values_list("pk", "order", "office")
        .distinct()
    }
    for document in Document.objects.filter(issued_at__isnull=False):
        moment = deliveries.get((document.order_id, document.office_id))
        if moment is None or document.issued_at is None or moment > document.issued_at:
            yield Fault(
                "not_acknowledged",
                f"document {document.pk}",
                "지침을 확인하지 않은 사무소에서 발급되었습니다",
            )
    allowed = OrderKind.objects.filter(order=OuterRef("order"), code=OuterRef("kind__code"))
    within = Q(issued_at__gte=F("order__starts_at"), issued_at__lt=F("order__ends_at"))
    issued = Document.objects.filter(issued_at__isnull=False)
    for document in issued.exclude(within & Exists(allowed)):
        yield Fault(
            "outside_order", f"document {document.pk}", "지침이 허용하지 않은 서류나 때에 발급되었습니다"
        )
    numbered = Document.objects.filter(paper__isnull=False)
    for document in numbered.filter(
        Q(filing__interest=True) | Q(filing__interest_found=True), filing__confirmed_by__isnull=True
    ):
        yield Fault(
            "interest_not_confirmed",
            f"document {document.pk}",
            "이해관계를 확인한 사람 없이 발급되었습니다",
        )
    for document in numbered.filter(
        ~Q(source=Source.SNAPSHOT) | Q(kind__supervisor_approves=True), approved_by__isnull=True
    ):
        yield Fault("not_approved", f"document {document.pk}", "결재 없이 발급되었습니다")
    for document in numbered.filter(filing__paper_moment__isnull=False, filing__checked_by__isnull=True):
        yield Fault(
            "paper_not_checked", f"document {document.pk}", "종이와 맞춰 보지 않은 접수로 발급되었습니다"
        )
    for filing in Filing.objects.filter(paper_moment__isnull=False, outage__began_at__gt=F("paper_moment")):
        yield Fault("paper_before_outage", f"filing {filing.pk}", "종이 접수일시가 장애 시작보다 앞섭니다")
    for delivery in Delivery.objects.filter(manner=Manner.TELEPHONE, spoken_with=""):
        yield Fault("telephone", f"delivery {delivery.pk}", "전화로 확인한 사람의 이름이 없습니다")
    for filing in Filing.objects.filter(state=FilingState.REGISTERED, main_system_number=""):
        yield Fault("no_main_number", f"filing {filing.pk}", "등록되었는데 주 시스템 번호가 없습니다")
    for document in Document.objects.exclude(fee_due=F("fee_waived") + F("fee_to_refund")).filter(
        state__in=(DocumentState.VOIDED, DocumentState.REVOKED)
    ):
        yield Fault("refund", f"document {document.pk}", "환급할 금액이 적히지 않았습니다")
    for case in Case.objects.filter(
        Q(takes_effect_at__lt=F("decided_at")) | Q(settled_at__lt=F("takes_effect_at"))
    ):
        yield Fault("hold", f"case {case.pk}", "보류 시간이 지나기 전에 효력이 생겼습니다")


def registration_faults() -> Iterator[Fault]:
    """What was sent is whole, what is registered counts from its receipt's day, what was rebuilt says so itself."""
    batches = BackEntryBatch.objects.annotate(count=Count("lines"), last=Max("lines__number"))
    for batch in batches.exclude(count=F("row_count"), last=F("row_count")):
        yield Fault("batch_lines", f"batch {batch.number}", "등록 요청 묶음의 줄 수가 다릅니다")
    registered = Filing.objects.filter(state=FilingState.REGISTERED)
    for pk, moment, day in registered.values_list("pk", "moment", "effective_date").iterator():
        if day != effective_date(moment):
            yield Fault("effective_date", f"filing {pk}", "소급일자가 접수일시의 날이 아닙니다")
    answers = RegistrationAnswer.objects.filter(filing=OuterRef("pk"))
    yes = answers.filter(code__in=_YES, number=OuterRef("main_system_number"))
    for filing in registered.filter(Exists(answers), ~Exists(yes)):
        yield Fault("main_number", f"filing {filing.pk}", "주 시스템 번호가 받은 답에 없습니다")
    rebuilt = Filing.objects.exclude(rebuilt_from="").select_related("kind")
    for filing in rebuilt:
        try:
            claims = filing.rebuilt_mark_claims
        except IssuanceError:
            yield Fault("rebuilt_mark", f"filing {filing.pk}", "되살린 접수증의 부호를 읽을 수 없습니다")
            continue
        said = (claims.serial, claims.kind, claims.filing_moment)
        if said != (filing.rebuilt_from, filing.kind.code, int(filing.moment.timestamp())):
            yield Fault("rebuilt_differs", f"filing {filing.pk}", "되살린 접수가 옛 접수증과 다릅니다")
    twice = Paper.objects.filter(serial__in=rebuilt.values("rebuilt_from")).values_list("serial", flat=True)
    for serial in twice:
        yield Fault("rebuilt_twice", f"paper {serial}", "되살린 접수의 옛 접수증이 우리 대장에도 있습니다")


def sum_faults() -> Iterator[Fault]:
    """The sums of every outage must hold; `closing_faults` looks at what a closed one was closed with."""
    for outage in Outage.objects.all():
        for words in outages.sums(outage).faults():
            yield Fault("sums", f"outage {outage.number}", f"{words} 식이 맞지 않습니다")
        if outage.state != OutageState.CLOSED:
            continue
        for noun, count in outages.open_matters(outage).items():
            if count and noun not in outages.AFTER_CLOSING:
                yield Fault(
                    "closed_open", f"outage {outage.number}", f"종결되었는데 {noun} {count}건이 있습니다"
                )


def finding_faults() -> Iterator[Fault]:
    """A run finds a paper once, in a row of its own or in a page; each page's papers rise, so that they are found in it."""
    for run in MatchRun.objects.filter(pages__isnull=False).distinct():
        found = {pk.bytes for pk in run.findings.values_list("document", flat=True).iterator()}
        for page in run.pages.defer("rows").iterator(chunk_size=1):
            keys = list(keys_in(bytes(page.documents)))
            if keys != sorted(keys) or keys[:1] + keys[-1:] != [page.first.bytes, page.last.bytes]:
                yield Fault("page_order", f"findingpage {page.pk}", "묶어 둔 문서의 차례가 맞지 않습니다")
            for key in keys:
                if key in found:
                    yield Fault(
                        "found_twice", f"document {UUID(bytes=key)}", "한 번의 대조에서 두 번 나온 문서입니다"
                    )
                found.add(key)


def draw_faults() -> Iterator[Fault]:
    """Whoever draws again from the same pool with the stored seed must draw the same cases."""
    for draw in LookDraw.objects.select_related("outage", "office"):
        cases = second_looks.pool(
            draw.outage, draw.office, Stratum(draw.stratum), since=draw.since, until=draw.until
        )
        keys = list(cases.values_list("pk", flat=True))
        looks = list(draw.looks.order_by("pk").values_list("case", flat=True))
        if pool_digest(keys) != draw.pool_digest or drawn(keys, seed=draw.seed, count=draw.count) != looks:
            yield Fault("draw", f"draw {draw.pk}", "두 번째 확인의 추첨을 다시 해 보면 다릅니다")


def edges_of(model: type[models.Model]) -> set[tuple[str, str, str]]:
    """Every (verb, from, to) of a machine."""
    field = model._meta.get_field("state")
    return {
        (transition.name, str(transition.source), str(transition.target))
        for transition in field.get_all_transitions(model)  # type: ignore[union-attr]
    }


CHECKS: tuple[Callable[[], Iterator[Fault]], ...] = (
    chain_faults,
    number_faults,
    state_faults,
    mark_faults,
    key_faults,
    paper_faults,
    people_faults,
    actor_faults,
    rule_faults,
    registration_faults,
    finding_faults,
    draw_faults,
    sum_faults,
    closing_faults,
)
