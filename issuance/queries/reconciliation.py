"""Cases that wait, in the order of their urgency, and those that have ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Count, F, Q, QuerySet, When

from issuance.domain.case_queue import Urgency, urgency_of, working_day_after
from issuance.domain.case_story import told
from issuance.domain.ledger import in_force
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.papers import SEOUL
from issuance.domain.search import check_number_of, fitting, serial_ending
from issuance.domain.staff import Role
from issuance.domain.states import CaseState, Labelled
from issuance.models import Case, Document, Holiday, JournalEntry, Office, User
from issuance.queries.comparands import numbered
from issuance.queries.filings import day_of
from issuance.queries.ledger import restrictions_of

OPEN = (CaseState.OPEN, CaseState.RETURNED)
DECIDERS = (Role.SUPERVISOR, Role.HEAD)
# Longer than any row of holidays and weekends.
HORIZON = timedelta(days=60)


class Turn(Labelled):
    """What a case waits for, as the counts above a queue have it; each is a condition of its own."""

    TO_PROPOSE = "to_propose", "처리안을 올릴 건"
    TO_DECIDE = "to_decide", "여기서 결정할 건"
    LATE = "late", "기한 지남"

    def condition(self, office: str, *, today: date) -> Q:
        if self == Turn.TO_DECIDE:
            return Q(state=CaseState.PROPOSED) & (Q(above__isnull=True) | Q(above=office))
        return Q(state__in=OPEN, due_on__lt=today) if self == Turn.LATE else Q(state__in=OPEN)


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the queue is shown; what is empty shows all. `state` is one of a case, or a turn.

    `office` is its code, or words of its name; `number` is the end of a serial, or a check number.
    `today` is the Korean day that tells what is late.
    """

    state: str = ""
    verdict: str = ""
    kind: str = ""
    urgency: int | None = None
    differing: str = ""
    office: str = ""
    whose: str = ""
    number: str = ""
    today: date = date.min


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a paper's story; `by` is empty for what time itself does."""

    at: datetime
    noun: str
    verb: str
    after: str
    by: str


@dataclass(frozen=True, slots=True)
class Group:
    """Equal cases that wait for a proposal: one verdict, the same differing facts."""

    verdict: str
    label: str
    differing: tuple[str, ...]
    drill: bool
    count: int


def past_their_hold(*, at: datetime) -> QuerySet[Case]:
    """Decisions that nobody withdrew in time."""
    return Case.objects.filter(state=CaseState.DECIDED, takes_effect_at__lte=at).order_by("takes_effect_at")


def cases_at(office: Office | str) -> QuerySet[Case]:
    """Every case that an office may see: those of its own papers, and those that it decides for another."""
    code = office.code if isinstance(office, Office) else office
    return Case.objects.filter(Q(document__office_id=code) | Q(above_id=code)).select_related(
        "document__filing__kind",
        "document__filing__outage",
        "document__kind",
        "document__office",
        "document__paper__book",
        "document__issued_by",
        "entry",
        "issued_entry",
        "above",
        "assigned_to",
        "follows",
        "picked_by",
        "proposed_by",
        "decided_by",
    )


def waiting_at(office: Office) -> QuerySet[Case]:
    """Every case of an office, and of those that it decides for, that is not settled, the most urgent first."""
    return (
        cases_at(office)
        .exclude(state=CaseState.SETTLED)
        .order_by("urgency", F("due_on").asc(nulls_last=True), "opened_at", "pk")
    )


def to_decide_at(office: Office) -> QuerySet[Case]:
    """Proposals that are decided in this office: its own, and those of offices below."""
    return waiting_at(office).filter(state=CaseState.PROPOSED).filter(Q(above__isnull=True) | Q(above=office))


def queue(person: User, filters: Filters) -> QuerySet[Case]:
    """The queue as one person sees it: their own cases first, then by urgency and due date."""
    rows = _filtered(waiting_at(person.office), person, filters)
    own_first = models.Case(
        When(assigned_to=person, then=0), When(assigned_to__isnull=True, then=1), default=2
    )
    return rows.alias(own=own_first).order_by(
        "own", "urgency", F("due_on").asc(nulls_last=True), "opened_at", "pk"
    )


def settled(person: User, filters: Filters) -> QuerySet[Case]:
    """Cases that have ended, the newest first; what somebody looks at blind is not among theirs."""
    rows = cases_at(person.office).filter(state=CaseState.SETTLED)
    rows = rows.exclude(second_look__by=person, second_look__done_at__isnull=True)
    return _filtered(rows, person, filters).order_by("-settled_at", "-pk")


def _filtered(rows: QuerySet[Case], person: User, filters: Filters) -> QuerySet[Case]:
    if filters.state in list(Turn):
        rows = rows.filter(Turn(filters.state).condition(person.office_id, today=filters.today))
    elif filters.state:
        rows = rows.filter(state=filters.state)
    wanted: dict[str, Any] = {
        "verdict": filters.verdict,
        "document__kind__code": filters.kind,
        "urgency": filters.urgency,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if filters.whose == "mine":
        rows = rows.filter(assigned_to=person)
    elif filters.whose == "nobody":
        rows = rows.filter(assigned_to__isnull=True)
    if filters.office.strip():
        rows = rows.filter(document__office__in=_offices_like(rows, filters.office))
    check_number = check_number_of(filters.number)
    if check_number is not None:
        rows = rows.filter(document__paper__check_number=check_number)
    elif filters.number.strip():
        rows = rows.filter(document__paper__serial__endswith=serial_ending(filters.number))
    if filters.differing.strip():
        rows = rows.filter(differing__in=_lists_with(rows, filters.differing))
    return rows


def _lists_with(rows: QuerySet[Case], words: str) -> list[list[str]]:
    """The lists of facts in which one fits: as it was typed where there is such a fact, else what is like it."""
    lists = list(rows.order_by().values_list("differing", flat=True).distinct())
    known = {name for names in lists for name in names}
    wanted = {words.strip()} & known or fitting(words, known)
    return [names for names in lists if wanted.intersection(names)]


def _offices_like(rows: QuerySet[Case], words: str) -> list[str]:
    """The offices of these cases that every word fits, by code, whole name, or one part of it (`종로 청운`)."""
    offices = rows.order_by().values_list("document__office", "document__office__full_name").distinct()
    spelled = {code: {code, full_name, *full_name.split()} for code, full_name in offices}
    known = {name for names in spelled.values() for name in names}
    wanted = [fitting(word, known) for word in words.split()]
    return [code for code, names in spelled.items() if all(names & found for found in wanted)]


def kinds_waiting(office: Office) -> dict[str, str]:
    """The kinds of the cases in an office's queue: name by code, by name."""
    rows = waiting_at(office).order_by("document__kind__name", "document__kind__version")
    return dict(rows.values_list("document__kind__code", "document__kind__name").distinct())


def counts(person: User, *, at: datetime) -> dict[str, int]:
    """How many cases wait: in all, for a proposal, for a decision, one's own, nobody's, and late."""
    today = at.astimezone(SEOUL).date()
    turns = {turn.value: turn.condition(person.office_id, today=today) for turn in Turn}
    found: dict[str, int] = (
        waiting_at(person.office)
        .order_by()
        .aggregate(
            waiting=Count("pk"),
            on_hold=Count("pk", filter=Q(state=CaseState.DECIDED)),
            mine=Count("pk", filter=Q(assigned_to=person)),
            nobodys=Count("pk", filter=Q(assigned_to__isnull=True)),
            **{turn: Count("pk", filter=condition) for turn, condition in turns.items()},
        )
    )
    return found


def groups(office: Office) -> list[Group]:
    """Equal cases of an office's own papers that wait for a proposal, the largest group first."""
    rows = (
        to_batch(office)
        .order_by()
        .values_list("verdict", "differing", "document__paper__book__drill")
        .annotate(count=Count("pk"))
    )
    labels = dict(Case._meta.get_field("verdict").flatchoices)
    found = [
        Group(verdict, str(labels[verdict]), tuple(differing), drill, count)
        for verdict, differing, drill, count in rows
        if count > 1
    ]
    return sorted(found, key=lambda group: (-group.count, group.verdict, group.differing))


def to_batch(office: Office) -> QuerySet[Case]:
    """Cases that may be proposed together: first cases in which nobody has picked a row of the ledger."""
    return Case.objects.filter(
        document__office=office,
        state__in=OPEN,
        picked_by__isnull=True,
        follows__isnull=True,
        follow_up_on__isnull=True,
    )


def equal(office: Office, *, verdict: str, differing: Sequence[str], drill: bool) -> QuerySet[Case]:
    """Those of one verdict in which the same facts differ."""
    return to_batch(office).filter(
        verdict=verdict, differing=list(differing), document__paper__book__drill=drill
    )


def next_after(person: User, case: Case) -> Case | None:
    """The next one that this person finds in their queue."""
    keys = list(queue(person, Filters()).values_list("pk", flat=True)[:500])
    after = keys.index(case.pk) + 1 if case.pk in keys else 0
    rest = [key for key in keys[after:] if key != case.pk]
    return Case.objects.get(pk=rest[0]) if rest else None


def colleagues(office: Office | str) -> QuerySet[User]:
    """Who of an office may be given a case."""
    code = office.code if isinstance(office, Office) else office
    return User.objects.filter(office_id=code, is_active=True, role__in=DECIDERS).order_by("name", "pk")


def office_above(office: Office) -> Office:
    """The nearest office above with somebody who can log in and decide; headquarters where there is none."""
    above = office.parent
    while above is not None and above.code != HEADQUARTERS:
        if colleagues(above).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists():
            return above
        above = above.parent
    return Office.objects.get(code=HEADQUARTERS)


def due_on(at: datetime, *, days: int) -> date:
    """So many working days after the Korean day of a moment."""
    day = at.astimezone(SEOUL).date()
    holidays = set(
        Holiday.objects.filter(date__gt=day, date__lte=day + HORIZON).values_list("date", flat=True)
    )
    return working_day_after(day, days, holidays=holidays)


def urgencies(
    verdicts: Mapping[Any, tuple[str, bool]], *, rows: Mapping[Any, str] | None = None
) -> dict[Any, Urgency]:
    """By document: how urgent its case is; `verdicts` are the verdict and whether facts differ.

    `rows` are the subjects of the ledger's rows where they are not the filing's: a block on either counts.
    """
    of_row = rows or {}
    found = list(
        Document.objects.filter(pk__in=verdicts).values_list(
            "pk", "kind__code", "filing__subject_key", "issued_at"
        )
    )
    blocked = restrictions_of({subject for _, _, subject, _ in found} | set(of_row.values()))
    return {
        pk: urgency_of(
            kind,
            verdicts[pk][0],
            differs=verdicts[pk][1],
            restricted=any(
                in_force(starts, lifted, at=issued_at)
                for key in (subject, of_row.get(pk, ""))
                for starts, lifted in blocked.get(key, ())
            ),
        )
        for pk, kind, subject, issued_at in found
        if issued_at is not None
    }


def beside(case: Case) -> QuerySet[Document]:
    """Other papers of the same subject, kind and Korean day in the outage, of any office: what a duplicate duplicates."""
    document = case.document
    if document.issued_at is None:
        return Document.objects.none()
    begin, end = day_of(document.issued_at.astimezone(SEOUL).date())
    subject = case.entry.subject_key if case.entry else document.filing.subject_key
    same = numbered(document.order.outage).filter(
        filing__subject_key=subject,
        kind__code=document.kind.code,
        issued_at__gte=begin,
        issued_at__lt=end,
    )
    others = same.exclude(filing=document.filing_id).select_related("paper", "office")
    return others.prefetch_related("cases").order_by("issued_at", "pk")


def story_of(case: Case) -> list[Step]:
    """What the journal says of a paper and of every case on it, oldest first."""
    cases = [str(pk) for pk in Case.objects.filter(document=case.document_id).values_list("pk", flat=True)]
    entries = JournalEntry.objects.filter(
        Q(noun="case", subject__in=cases) | Q(noun="document", subject=str(case.document_id))
    )
    return [
        Step(entry.at, *told(entry.noun, entry.verb, entry.after), entry.actor.name if entry.actor else "")
        for entry in entries.select_related("actor").order_by("id")
    ]
