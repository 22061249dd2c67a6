"""What is wrong with who did what: two deeds of one person, and a person other than the journal's."""

from collections.abc import Iterator, Mapping

from django.db import models
from django.db.models import F, Q

from issuance.models import Case, Document, FallbackOrder, Filing, JournalEntry
from issuance.queries.closing_faults import Fault

# For each person that a row names: the verbs by which one comes to be named, and those that take the name off.
Signatures = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
SIGNED: tuple[tuple[type[models.Model], Signatures], ...] = (
    (
        Document,
        {
            "prepared_by": (("prepare",), ()),
            "approved_by": (("approve",), ("send_back",)),
            "issued_by": (("issue",), ()),
        },
    ),
    (
        Filing,
        {
            "confirmed_by": (("confirm_interest",), ()),
            "checked_by": (("check_paper",), ()),
            "settled_by": (("settle",), ()),
        },
    ),
    (
        Case,
        {
            "picked_by": (("pick",), ()),
            "proposed_by": (("propose", "overrule"), ("take_back", "withdraw_decision", "inquire")),
            "decided_by": (("decide",), ("withdraw_decision",)),
        },
    ),
)


def people_faults() -> Iterator[Fault]:
    """Two people stand behind what is risky."""
    pairs: tuple[tuple[type[models.Model], Q], ...] = (
        (FallbackOrder, Q(approved_by=F("drafted_by"))),
        (Document, Q(approved_by=F("prepared_by")) | Q(approved_by=F("issued_by"))),
        (Case, _one_person_decided()),
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


def _one_person_decided() -> Q:
    hands = Q(decided_by=F("proposed_by")) | Q(decided_by=F("picked_by"))
    for hand in ("prepared_by", "approved_by", "issued_by"):
        hands |= Q(decided_by=F(f"document__{hand}"))
    for hand in ("entered_by", "confirmed_by", "checked_by"):
        hands |= Q(decided_by=F(f"document__filing__{hand}"))
    return hands | Q(document__filing__taken_by_name="", decided_by=F("document__filing__taken_by"))


def actor_faults() -> Iterator[Fault]:
    """Whom a row names for a deed is whom the journal names, so that nobody puts another in the own place."""
    for model, signatures in SIGNED:
        noun = str(model._meta.model_name)
        for name, (named, taken_off) in signatures.items():
            last: dict[str, int | None] = {}
            entries = JournalEntry.objects.filter(noun=noun, verb__in=(*named, *taken_off)).order_by("id")
            for subject, verb, actor in entries.values_list("subject", "verb", "actor").iterator():
                last[subject] = actor if verb in named else None
            for pk, person in model._default_manager.values_list("pk", name).iterator():
                if last.get(str(pk), person) != person:
                    yield Fault(
                        "another_person", f"{noun} {pk}", f"{name}이(가) 처리 기록에 적힌 사람과 다릅니다"
                    )
