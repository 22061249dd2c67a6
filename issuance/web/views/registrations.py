"""Registering in the main system: what waits, batches and their answers, and the list of effective dates."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issuance import tasks
from issuance.actions import answers, connections, registrations
from issuance.domain.ledger import AnswerCode
from issuance.domain.registrations import Group
from issuance.domain.states import OutageState
from issuance.models import AnswerDoubt, BackEntryBatch, Filing, MainSystem, Outage, User
from issuance.permissions import Deed
from issuance.queries import registrations as queries
from issuance.web.forms.registrations import DoubtForm, WithdrawForm
from issuance.web.guards import REFUSED, StaffRequest, deed
from issuance.web.pages import page, paged
from issuance.web.verbs import Bound, Verb, Verbs, offers

ROWS = 100
BATCHES = 20
_CSV = "text/csv; charset=utf-8"


@deed(Deed.EXPORT_BACK_ENTRY)
def index(request: StaffRequest) -> HttpResponse:
    """The outages that still have something to register, each with what waits for a person."""
    office = request.user.office_id
    outages = Outage.objects.exclude(state__in=(OutageState.SUSPECTED, OutageState.DISMISSED))
    rows = [
        {"outage": outage, "tallies": {one.group: one.count for one in queries.tallies(outage, office)}}
        for outage in outages[:BATCHES]
    ]
    for row in rows:
        counts: dict[Group, int] = row["tallies"]
        row["waiting"] = counts[Group.WAITING] + counts[Group.LOST] + counts[Group.TRY_AGAIN]
        row["sent"] = counts[Group.SENT]
        row["persons"] = sum(count for group, count in counts.items() if group.needs_person)
        row["registered"] = counts[Group.REGISTERED] + counts[Group.ALREADY_THERE]
    return page(request, "registrations/index.html", {"rows": rows})


def load(request: StaffRequest, pk: int) -> Outage:
    return get_object_or_404(Outage.objects.exclude(state=OutageState.DISMISSED), pk=pk)


def _show(request: StaffRequest, outage: Outage, *, bound: Bound | None = None) -> HttpResponse:
    office = request.user.office_id
    context = {
        "outage": outage,
        "tallies": queries.tallies(outage, office),
        "batches": queries.batches(outage, office)[:BATCHES],
        "consent": queries.consent(outage, office),
        "connected": MainSystem.objects.filter(code__in=connections.connected()).order_by("name"),
        "offers": offers("registration", VERBS.verbs, outage, request.user, bound=bound),
    }
    return page(request, "registrations/show.html", context, status=REFUSED if bound else 200)


@deed(Deed.EXPORT_BACK_ENTRY)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    return _show(request, load(request, pk))


@deed(Deed.EXPORT_BACK_ENTRY)
def group(request: StaffRequest, pk: int, group: str) -> HttpResponse:
    """The filings of one group, each with what a clerk does now."""
    if group not in list(Group):
        raise Http404
    outage = load(request, pk)
    context = {
        "outage": outage,
        "group": Group(group),
        "rows": paged(request, queries.of_group(outage, request.user.office_id, Group(group)), ROWS),
        "query": "",
    }
    return page(request, "registrations/group.html", context)


@deed(Deed.EXPORT_BACK_ENTRY)
def effective(request: StaffRequest, pk: int) -> HttpResponse:
    """The 소급 목록 on screen: each date beside the moment that its receipt was signed with."""
    outage = load(request, pk)
    rows = Paginator(queries.effective(outage, request.user.office_id), ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "outage": outage,
        "rows": rows,
        "lines": [queries.effective_line(filing) for filing in rows],
        "query": "",
    }
    return page(request, "registrations/effective.html", context)


@deed(Deed.EXPORT_BACK_ENTRY)
def effective_csv(request: StaffRequest, pk: int) -> HttpResponseBase:
    outage = load(request, pk)
    chunks = registrations.effective_file(
        outage, office=request.user.office, by=request.user, at=timezone.now()
    )
    return _download(chunks, name=f"effective-{outage.number}-{request.user.office_id}.csv")


@deed(Deed.EXPORT_BACK_ENTRY)
def back_entry(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Make the next batch and hand its file out at once; asked for by POST, since it holds numbers."""
    outage = load(request, pk)
    if request.method != "POST":
        return redirect("registration", pk)
    batch = registrations.make_batch(outage, office=request.user.office, by=request.user, at=timezone.now())
    return _file(request, batch)


def load_batch(request: StaffRequest, pk: int) -> BackEntryBatch:
    return get_object_or_404(queries.batches_of(request.user.office_id), pk=pk)


def _show_batch(request: StaffRequest, batch: BackEntryBatch, *, bound: Bound | None = None) -> HttpResponse:
    rows = Paginator(queries.lines_of(batch), ROWS).get_page(request.GET.get("page"))
    for line in rows:
        given = list(line.answers.all())
        line.answer = given[-1] if given else None  # type: ignore[attr-defined]
        line.label = AnswerCode(given[-1].code).label if given else ""  # type: ignore[attr-defined]
    context = {
        "batch": batch,
        "rows": rows,
        "query": "",
        "open_lines": batch.lines.filter(closed_at__isnull=True).count(),
        "offers": offers("batch", BATCH_VERBS.verbs, batch, request.user, bound=bound),
    }
    return page(request, "registrations/batch.html", context, status=REFUSED if bound else 200)


@deed(Deed.EXPORT_BACK_ENTRY)
def show_batch(request: StaffRequest, pk: int) -> HttpResponse:
    return _show_batch(request, load_batch(request, pk))


@deed(Deed.EXPORT_BACK_ENTRY)
def batch_file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The file of a batch again, the same bytes; asked for by POST, since it holds numbers."""
    batch = load_batch(request, pk)
    return _file(request, batch) if request.method == "POST" else redirect("batch", pk)


def load_doubt(request: StaffRequest, pk: int) -> AnswerDoubt:
    return get_object_or_404(queries.doubts_of(request.user.office_id), pk=pk)


def _show_doubt(request: StaffRequest, doubt: AnswerDoubt, *, bound: Bound | None = None) -> HttpResponse:
    context = {
        "doubt": doubt,
        "filing": doubt.filing,
        "answer": AnswerCode(doubt.answer.code),
        "offers": offers("doubt", DOUBT_VERBS.verbs, doubt, request.user, bound=bound),
    }
    return page(request, "registrations/doubt.html", context, status=REFUSED if bound else 200)


@deed(Deed.SETTLE_FILING)
def show_doubt(request: StaffRequest, pk: int) -> HttpResponse:
    return _show_doubt(request, load_doubt(request, pk))


def to_resend(filing: Filing, person: User) -> bool:
    """Whether the main system refused it and a person may send it once more."""
    refused = filing.last_answer and not AnswerCode(filing.last_answer).is_registered
    return bool(refused) and not filing.resend and filing.state != "settled"


def _file(request: StaffRequest, batch: BackEntryBatch) -> HttpResponseBase:
    chunks = registrations.file_of(batch, by=request.user, at=timezone.now())
    return _download(chunks, name=f"back-entry-{batch.number}.csv")


def _download(chunks: Iterator[bytes], *, name: str) -> HttpResponseBase:
    # The first piece is made here, so that a refusal still becomes a page.
    first = next(chunks, b"")
    return StreamingHttpResponse(
        chain([first], chunks),
        content_type=_CSV,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store, private",
        },
    )


def _make(outage: Outage, *, by: User, at: datetime) -> None:
    registrations.make_batch(outage, office=by.office, by=by, at=at)


def _consent(outage: Outage, *, by: User, at: datetime) -> None:
    """Say yes, and nudge the queue: with the broker dead the sweep sends a minute later."""
    registrations.consent(outage, office=by.office, by=by, at=at)
    transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    tasks.register_waiting.apply_async(retry=False)


def _withdraw_consent(outage: Outage, *, by: User, at: datetime) -> None:
    registrations.withdraw_consent(outage, office=by.office, by=by, at=at)


def _has_something(outage: Outage, person: User) -> bool:
    return queries.sendable(outage, person.office_id).exists()


def _may_consent(outage: Outage, person: User) -> bool:
    if outage.drill or outage.state == OutageState.CLOSED or not connections.connected():
        return False
    return queries.consent(outage, person.office_id) is None


def _has_consent(outage: Outage, person: User) -> bool:
    return queries.consent(outage, person.office_id) is not None


def _is_open(batch: BackEntryBatch, person: User) -> bool:
    return batch.withdrawn_at is None and batch.lines.filter(closed_at__isnull=True).exists()


def _is_doubtful(doubt: AnswerDoubt, person: User) -> bool:
    return doubt.settled_at is None


VERBS = Verbs(
    "registration",
    load,
    _show,
    (
        Verb(
            "make",
            "등록 요청 묶음 만들기",
            Deed.EXPORT_BACK_ENTRY,
            _make,
            "묶음을 만들었습니다. 아래 목록에서 파일을 받아 주 시스템에 올려 주세요.",
            when=_has_something,
            look="primary",
            key="k",
        ),
        Verb(
            "consent",
            "주 시스템으로 직접 보내기 허락",
            Deed.EXPORT_BACK_ENTRY,
            _consent,
            "허락했습니다. 이제부터 기다리는 접수를 저절로 보냅니다.",
            when=_may_consent,
            key="y",
        ),
        Verb(
            "withdraw_consent",
            "직접 보내기 그만두기",
            Deed.EXPORT_BACK_ENTRY,
            _withdraw_consent,
            "그만두었습니다. 이미 보낸 묶음의 답은 그대로 받습니다.",
            when=_has_consent,
            look="danger",
        ),
    ),
)
BATCH_VERBS = Verbs(
    "batch",
    load_batch,
    _show_batch,
    (
        Verb(
            "withdraw",
            "묶음 거두기",
            Deed.EXPORT_BACK_ENTRY,
            registrations.withdraw,
            "거두었습니다. 답이 없던 접수는 다음 묶음에 다시 들어갑니다.",
            form=WithdrawForm,
            when=_is_open,
            look="danger",
        ),
    ),
)
DOUBT_VERBS = Verbs(
    "doubt",
    load_doubt,
    _show_doubt,
    (
        Verb(
            "settle",
            "정하기",
            Deed.SETTLE_FILING,
            answers.settle_doubt,
            "정했습니다. 두 답이 모두 기록에 남습니다.",
            form=DoubtForm,
            when=_is_doubtful,
            look="primary",
        ),
    ),
)
