"""What is down, since when, and what an outage still has open."""

from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from issuance.domain.outages import INTAKE_SYSTEM, Sums
from issuance.domain.papers import Series
from issuance.domain.states import (
    CaseState,
    DeliveryState,
    DocumentState,
    FilingState,
    OrderState,
    OutageState,
    SystemState,
)
from issuance.models import (
    AnswerDoubt,
    Case,
    Delivery,
    Document,
    DocumentKind,
    FallbackOrder,
    Filing,
    MainSystem,
    Office,
    Outage,
    Paper,
    SystemReport,
)
from issuance.queries.registrations import awaited

ENDED = (
    DocumentState.CONFIRMED,
    DocumentState.CORRECTED,
    DocumentState.REVOKED,
)
UNFINISHED = (
    DocumentState.PREPARED,
    DocumentState.AWAITING_APPROVAL,
    DocumentState.ISSUED,
    DocumentState.HANDED_OVER,
)

# After closing these may be open again: a new case on a paper, and what a main system has lost since.
OPEN_CASES = "끝나지 않은 대조 건"
AWAITED = "끝냈지만 주 시스템의 답을 기다리는 접수"
AFTER_CLOSING = (OPEN_CASES, AWAITED)


def standing() -> QuerySet[Outage]:
    """Outages that are not over, the newest first."""
    return Outage.objects.filter(
        state__in=(OutageState.SUSPECTED, OutageState.DECLARED, OutageState.RESTORED)
    ).prefetch_related("outage_systems__system")


def covering(system: MainSystem, *, at: datetime, drill: bool = False) -> Outage | None:
    """The declared outage to which a filing for this system belongs at this moment.

    An outage of the intake system covers every kind, whatever its home. Of several, the newest that has
    an order in force comes first, so that a second failure does not take away what the first allows.
    A drill covers nothing but what is played: its filings name it.
    """
    in_force = FallbackOrder.objects.filter(outage=OuterRef("pk"), state=OrderState.IN_FORCE)
    return (
        Outage.objects.filter(
            Q(outage_systems__restored_at__isnull=True) | Q(outage_systems__restored_at__gt=at),
            drill=drill,
            state=OutageState.DECLARED,
            declared_at__lte=at,
            outage_systems__system__in=(system.code, INTAKE_SYSTEM),
        )
        .annotate(has_order=Exists(in_force))
        .order_by("-has_order", "-declared_at")
        .first()
    )


def down_since(system: MainSystem, *, office: Office, at: datetime) -> datetime | None:
    """Since when the system has been marked down, for the nation or by this office; None while it is up."""
    since = None
    for report in SystemReport.objects.filter(
        Q(office=office) | Q(office__isnull=True), system=system, at__lte=at
    ).order_by("at", "id"):
        if report.state == SystemState.DOWN:
            since = since or report.at
        elif report.state == SystemState.UP:
            since = None
    return since


def drills(*, at: datetime) -> QuerySet[Outage]:
    """The drills that are being played, the newest first."""
    return Outage.objects.filter(drill=True, state=OutageState.DECLARED, declared_at__lte=at).order_by(
        "-declared_at"
    )


def down_for(
    kind: DocumentKind, *, office: Office, at: datetime, drill: Outage | None = None
) -> tuple[MainSystem, datetime | None]:
    """The system whose failure stops a kind at an office, and since when; the moment is None while it works.

    In a drill what counts is what the drill says is down, whatever works in truth.
    """
    if drill is not None:
        return _played_down(kind, drill)
    since = down_since(kind.home_system, office=office, at=at)
    if since is None and kind.home_system_id != INTAKE_SYSTEM:
        intake = MainSystem.objects.filter(code=INTAKE_SYSTEM).first()
        if intake is not None and (since := down_since(intake, office=office, at=at)) is not None:
            return intake, since
    return kind.home_system, since


def _played_down(kind: DocumentKind, drill: Outage) -> tuple[MainSystem, datetime | None]:
    rows = drill.outage_systems.filter(
        system__in=(kind.home_system_id, INTAKE_SYSTEM), restored_at__isnull=True
    ).select_related("system")
    found = {row.system_id: row for row in rows}
    row = found.get(kind.home_system_id) or found.get(INTAKE_SYSTEM)
    return (row.system, row.down_since) if row else (kind.home_system, None)


def latest_reports(office: Office, *, at: datetime) -> dict[str, SystemReport]:
    """The newest report on each system that this office or the nation made."""
    reports = SystemReport.objects.filter(Q(office=office) | Q(office__isnull=True), at__lte=at)
    return {report.system_id: report for report in reports.select_related("system").order_by("at", "id")}


def open_matters(outage: Outage) -> dict[str, int]:
    """What keeps an outage from being closed, each in Korean with its count."""
    documents = Document.objects.filter(order__outage=outage, state__in=UNFINISHED).aggregate(
        unnumbered=Count("pk", filter=Q(state__in=UNFINISHED[:2])),
        issued=Count("pk", filter=Q(state=DocumentState.ISSUED)),
        handed_over=Count("pk", filter=Q(state=DocumentState.HANDED_OVER)),
    )
    return {
        "발급을 마치지 않은 서류": documents["unnumbered"],
        "교부나 폐기를 기다리는 임시확인서": documents["issued"],
        "대조를 기다리는 임시확인서": documents["handed_over"],
        OPEN_CASES: Case.objects.filter(document__order__outage=outage)
        .exclude(state=CaseState.SETTLED)
        .count(),
        "등록이나 종결을 기다리는 접수": Filing.objects.filter(
            outage=outage, state=FilingState.RECEIVED
        ).count(),
        AWAITED: awaited(outage).count(),
        "답이 엇갈린 접수": AnswerDoubt.objects.filter(
            filing__outage=outage, settled_at__isnull=True
        ).count(),
        "시행 중인 지침": FallbackOrder.objects.filter(
            outage=outage, state__in=(OrderState.DRAFT, OrderState.SUBMITTED, OrderState.IN_FORCE)
        ).count(),
    }


def sums(outage: Outage) -> Sums:
    """The sums of one outage, counted from the rows."""
    documents = dict(
        Document.objects.filter(order__outage=outage, paper__isnull=False)
        .values_list("state")
        .annotate(Count("pk"))
        .order_by()
    )
    filings = dict(Filing.objects.filter(outage=outage).values_list("state").annotate(Count("pk")).order_by())
    papers = dict(
        Paper.objects.filter(filing__outage=outage, voided_at__isnull=True)
        .values_list("series")
        .annotate(Count("pk"))
        .order_by()
    )
    deliveries = Delivery.objects.filter(order__outage=outage)
    numbered = sum(documents.values())
    voided = documents.get(DocumentState.VOIDED, 0)
    ended = {state: documents.get(state, 0) for state in ENDED}
    return Sums(
        offices=deliveries.values("office").distinct().count(),
        deliveries=deliveries.count(),
        acknowledged=deliveries.filter(state=DeliveryState.ACKNOWLEDGED).count(),
        filings=sum(filings.values()),
        receipts=papers.get(Series.RECEIPT, 0),
        certificates=papers.get(Series.CERTIFICATE, 0),
        documents=numbered,
        issued=numbered - voided,
        voided=voided,
        confirmed=ended[DocumentState.CONFIRMED],
        corrected=ended[DocumentState.CORRECTED],
        revoked=ended[DocumentState.REVOKED],
        open=numbered - voided - sum(ended.values()),
        registered=filings.get(FilingState.REGISTERED, 0),
        settled=filings.get(FilingState.SETTLED, 0),
    )


def next_number(year: int) -> str:
    """The next outage number of a year: `2026-001`."""
    last = Outage.objects.filter(number__startswith=f"{year}-").aggregate(last=Max("number"))["last"]
    return f"{year}-{int(last[5:]) + 1 if last else 1:03d}"
