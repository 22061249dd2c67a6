"""Second looks that wait, and what an auditor needs to draw them again."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet, Sum

from issuance.domain.access import Reason
from issuance.domain.matching import CaseVerdict
from issuance.domain.second_looks import MARGIN, Stratum
from issuance.domain.states import CaseState
from issuance.models import AccessRecord, Case, LookDraw, Office, Outage, SecondLook, User


def looks_at(office: Office | str) -> QuerySet[SecondLook]:
    """The second looks that people of an office may take: of its own cases, and of those below."""
    code = office.code if isinstance(office, Office) else office
    return SecondLook.objects.filter(Q(office_id=code) | Q(above_id=code)).select_related(
        "case__document__filing__kind",
        "case__document__kind",
        "case__document__office",
        "case__document__paper__book",
        "case__entry",
        "draw__outage",
        "office",
        "by",
    )


def blind_to(person: User, document: UUID) -> bool:
    """Whether somebody is about to look at a paper without having seen the first judgement."""
    return SecondLook.objects.filter(case__document=document, by=person, done_at__isnull=True).exists()


def has_looked(person: User, case: Case) -> bool:
    """Whether somebody has opened the paper of a case before."""
    return AccessRecord.objects.filter(
        noun="document", subject=str(case.document_id), by=person, reason=Reason.REVIEW
    ).exists()


def pool(
    outage: Outage, office: Office, stratum: Stratum, *, since: datetime | None, until: datetime
) -> QuerySet[Case]:
    """The cases from which is drawn: settled after `since` and not after `until`."""
    rows = Case.objects.filter(
        document__office=office,
        document__order__outage=outage,
        state=CaseState.SETTLED,
        settled_at__lte=until,
        verdict__in=[CaseVerdict.MATCH]
        if stratum == Stratum.MATCHES
        else [one for one in CaseVerdict if one != CaseVerdict.MATCH],
    )
    if since is not None:
        rows = rows.filter(settled_at__gt=since)
    return rows.order_by("pk")


def drawn_until(outage: Outage, office: Office, stratum: Stratum) -> datetime | None:
    until: datetime | None = LookDraw.objects.filter(outage=outage, office=office, stratum=stratum).aggregate(
        last=Max("until")
    )["last"]
    return until


def drawn_so_far(outage: Outage, office: Office, stratum: Stratum | None = None) -> tuple[int, int]:
    """How many cases stood in pools, and how many were drawn; of one stratum, or of both."""
    rows = LookDraw.objects.filter(outage=outage, office=office)
    if stratum is not None:
        rows = rows.filter(stratum=stratum)
    sums = rows.aggregate(seen=Sum("pool_size"), drawn=Sum("count"))
    return sums["seen"] or 0, sums["drawn"] or 0


def to_draw(*, at: datetime) -> list[tuple[Outage, Office]]:
    """Outages and offices with cases settled since the last draw there."""
    last = {
        (outage, office): moment
        for outage, office, moment in LookDraw.objects.order_by()
        .values_list("outage", "office")
        .annotate(last=Max("until"))
    }
    newest = (
        Case.objects.filter(state=CaseState.SETTLED, settled_at__lte=at - MARGIN)
        .order_by()
        .values_list("document__order__outage", "document__office")
        .annotate(newest=Max("settled_at"))
    )
    due = [
        (outage, office)
        for outage, office, moment in newest
        if (outage, office) not in last or moment > last[outage, office]
    ]
    outages = Outage.objects.in_bulk([outage for outage, _ in due])
    offices = Office.objects.in_bulk([office for _, office in due])
    return [(outages[outage], offices[office]) for outage, office in due]


def free_for(person: User) -> QuerySet[SecondLook]:
    """What this person may take: nobody has it, and they neither dealt with it nor opened its paper before."""
    looked = AccessRecord.objects.filter(noun="document", by=person, reason=Reason.REVIEW).values("subject")
    seen = [UUID(subject) for subject in looked.distinct().values_list("subject", flat=True)]
    document, filing = "case__document", "case__document__filing"
    own = Q(case__proposed_by=person) | Q(case__decided_by=person) | Q(case__picked_by=person)
    for hand in ("prepared_by", "approved_by", "issued_by"):
        own |= Q(**{f"{document}__{hand}": person})
    for hand in ("taken_by", "entered_by", "confirmed_by", "checked_by"):
        own |= Q(**{f"{filing}__{hand}": person})
    rows = looks_at(person.office).filter(by__isnull=True)
    mine = rows.filter(own).values("pk")
    return rows.exclude(pk__in=mine).exclude(case__document__in=seen).order_by("pk")


def draws_seen_by(office: Office, *, nation: bool) -> QuerySet[LookDraw]:
    rows = LookDraw.objects.select_related("outage", "office").order_by("-at", "-pk")
    return rows if nation else rows.filter(office=office)
