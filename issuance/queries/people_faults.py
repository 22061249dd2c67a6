"""What is wrong with who did what and when: two deeds of one person, and another person or moment than the journal's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import compress

from django.db import models
from django.db.models import F, Q

from issuance.models import (
    Case,
    Certificate,
    Delivery,
    Document,
    FallbackOrder,
    Filing,
    Inquiry,
    JournalEntry,
    Message,
    OfficeClosing,
    Outage,
    Paper,
    SecondLook,
)
from issuance.queries.closing_faults import Fault


@dataclass(frozen=True, slots=True)
class Signature:
    """Who a row says did something, and when: by which verbs they come to be named, and which take the name off.

    `of` are the rows to which it applies.
    """

    person: str
    moment: str
    verbs: tuple[str, ...]
    taken_off: tuple[str, ...] = ()
    of: Q = field(default_factory=Q)

    @property
    def names(self) -> list[str]:
        return [name for name in (self.person, self.moment) if name]


SIGNED: tuple[tuple[type[models.Model], tuple[Signature, ...]], ...] = (
    (
        Outage,
        (
            Signature("suspected_by", "suspected_at", ("suspect",)),
            Signature("", "declared_at", ("declare",)),
            Signature("", "restored_at", ("restore",)),
            Signature("", "closed_at", ("close",)),
        ),
    ),
    (
        FallbackOrder,
        (
            Signature("drafted_by", "drafted_at", ("draft",)),
            Signature("approved_by", "approved_at", ("approve",)),
            Signature("", "ended_at", ("supersede", "lift", "expire")),
        ),
    ),
    (
        Delivery,
        (
            Signature("", "sent_at", ("send",)),
            Signature("acknowledged_by", "acknowledged_at", ("acknowledge",)),
        ),
    ),
    (
        Filing,
        (
            Signature("taken_by", "sent_at", ("receive",), of=Q(entered_by__isnull=True)),
            Signature("entered_by", "sent_at", ("enter_paper", "rebuild"), of=Q(entered_by__isnull=False)),
            Signature("confirmed_by", "confirmed_at", ("confirm_interest",)),
            Signature("checked_by", "checked_at", ("check_paper",)),
            Signature("settlement_proposed_by", "", ("propose_settlement",)),
            Signature("settled_by", "settled_at", ("settle",)),
        ),
    ),
    (
        Document,
        (
            Signature("prepared_by", "prepared_at", ("prepare",)),
            Signature("approved_by", "approved_at", ("approve",), ("send_back",)),
            Signature("issued_by", "issued_at", ("issue",)),
            Signature("", "handed_over_at", ("hand_over",)),
            Signature("", "voided_at", ("void",)),
        ),
    ),
    (Certificate, (Signature("", "voided_at", ("void",)),)),
    (Paper, (Signature("void_checked_by", "void_checked_at", ("check_void",)),)),
    (
        Case,
        (
            Signature("picked_by", "picked_at", ("pick",)),
            Signature(
                "proposed_by",
                "proposed_at",
                ("propose", "overrule"),
                ("take_back", "withdraw_decision", "inquire"),
            ),
            Signature("decided_by", "decided_at", ("decide",), ("withdraw_decision",)),
            Signature("", "settled_at", ("settle",)),
        ),
    ),
    (SecondLook, (Signature("by", "done_at", ("judge",), of=Q(done_at__isnull=False)),)),
    (OfficeClosing, (Signature("signed_by", "signed_at", ("sign",), ("withdraw", "lapse")),)),
    (
        Message,
        (
            Signature("drafted_by", "drafted_at", ("draft",)),
            Signature("sent_by", "sent_at", ("deliver", "send")),
        ),
    ),
)
# Who had a hand in a paper, and in its filing.
_PAPER = ("prepared_by", "approved_by", "issued_by")
_FILING = tuple(f"document__filing__{one}" for one in ("entered_by", "confirmed_by", "checked_by"))


def people_faults() -> Iterator[Fault]:
    """Two people stand behind what is risky."""
    pairs: tuple[tuple[type[models.Model], Q], ...] = (
        (FallbackOrder, Q(approved_by=F("drafted_by"))),
        (Document, Q(approved_by=F("prepared_by")) | Q(approved_by=F("issued_by"))),
        (Case, _of_the_case("decided_by") | _with_a_hand("decided_by")),
        # Whoever agreed to ask may propose with the answer, so the case's own proposer says nothing here.
        (Inquiry, Q(decided_by=F("proposed_by")) | _with_a_hand("decided_by", "case__")),
        (
            SecondLook,
            _of_the_case("by", "case__") | Q(by=F("case__decided_by")) | _with_a_hand("by", "case__"),
        ),
        (Paper, Q(void_checked_by=F("issued_by"))),
        (
            Filing,
            Q(settled_by=F("settlement_proposed_by"))
            | Q(confirmed_by=F("taken_by"))
            | Q(confirmed_by=F("entered_by"))
            | Q(checked_by=F("entered_by")),
        ),
    )
    for model, same in pairs:
        for row in model._default_manager.filter(same):
            yield Fault(
                "same_person", f"{model._meta.model_name} {row.pk}", "두 사람이 할 일을 한 사람이 했습니다"
            )


def _of_the_case(person: str, case: str = "") -> Q:
    """Somebody who proposed or picked; `case` leads to the case."""
    return Q(**{person: F(f"{case}proposed_by")}) | Q(**{person: F(f"{case}picked_by")})


def _with_a_hand(person: str, case: str = "") -> Q:
    """Somebody who had a hand in the paper or its filing; `case` leads to the case."""
    hands = Q()
    for hand in (*(f"document__{one}" for one in _PAPER), *_FILING):
        hands |= Q(**{person: F(f"{case}{hand}")})
    return hands | Q(
        **{f"{case}document__filing__taken_by_name": "", person: F(f"{case}document__filing__taken_by")}
    )


def actor_faults() -> Iterator[Fault]:
    """Whom a row names for a deed, and when, is what the journal says, so that nobody puts another in the own place."""
    for model, signatures in SIGNED:
        for signature in signatures:
            yield from _signature_faults(model, signature)


def _signature_faults(model: type[models.Model], signature: Signature) -> Iterator[Fault]:
    noun, wanted = str(model._meta.model_name), (bool(signature.person), bool(signature.moment))
    last: dict[str, tuple[object, ...]] = {}
    entries = JournalEntry.objects.filter(noun=noun, verb__in=(*signature.verbs, *signature.taken_off))
    for subject, verb, *said in (
        entries.order_by("id").values_list("subject", "verb", "actor", "at").iterator()
    ):
        last.pop(subject, None)
        if verb in signature.verbs:
            last[subject] = tuple(compress(said, wanted))
    nobody = (None,) * len(signature.names)
    rows = model._default_manager.filter(signature.of).values_list("pk", *signature.names)
    for pk, *named in rows.iterator():
        for name, known, true in zip(signature.names, named, last.get(str(pk), nobody), strict=True):
            if known == true:
                continue
            if name == signature.person:
                words = f"{name}이(가) 처리 기록에 적힌 사람과 다릅니다"
                yield Fault("another_person", f"{noun} {pk}", words)
            else:
                words = f"{name}이(가) 처리 기록에 적힌 때와 다릅니다"
                yield Fault("another_moment", f"{noun} {pk}", words)
