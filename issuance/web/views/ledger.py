"""Files of the main system: read into a preview, look at it, then bring it in or drop it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django_fsm import can_proceed

from issuance import tasks
from issuance.actions import ledger, staging
from issuance.domain.ledger import FileKind
from issuance.domain.papers import SEOUL
from issuance.domain.staging import words_of_changes
from issuance.domain.states import ImportState
from issuance.models import LedgerImport, User
from issuance.permissions import Deed
from issuance.queries.ledger import imports_of
from issuance.web.forms.ledger import ImportForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page
from issuance.web.verbs import Bound, Verb, Verbs, offers

SHOWN_IMPORTS = 20
SHOWN_FAULTS = 50
# Few enough blocks that whoever pressed the button waits for them.
BLOCKS_AT_ONCE = 3
TOO_LARGE = "파일이 너무 큽니다. 60MB가 넘으면 운영 담당에게 import_ledger 명령으로 불러 달라고 해 주세요."


@deed(Deed.IMPORT_LEDGER)
def index(request: StaffRequest) -> HttpResponseBase:
    form = ImportForm(request.POST or None, request.FILES or None)
    if _is_too_large(request):
        form = ImportForm(request.POST)
        form.errors["content"] = form.error_class([TOO_LARGE])
    if form.is_valid():
        with refusals(form):
            return _staged(request, **form.cleaned_data)
    context = {"form": form, "imports": imports_of(request.user)[:SHOWN_IMPORTS]}
    return page(request, "ledger/index.html", context, status=REFUSED if form.is_bound else 200)


def load(request: StaffRequest, pk: int) -> LedgerImport:
    return get_object_or_404(imports_of(request.user).select_related("confirmed_by"), pk=pk)


def _show(request: StaffRequest, made: LedgerImport, *, bound: Bound | None = None) -> HttpResponse:
    context = {
        "made": made,
        "offers": offers("import", VERBS.verbs, made, request.user, bound=bound),
        "changes": words_of_changes(FileKind(made.file_kind), made.changes),
        "faults": made.faults.all()[:SHOWN_FAULTS],
        "under_way": made.state == ImportState.CONFIRMED,
    }
    return page(request, "ledger/show.html", context, status=REFUSED if bound else 200)


@deed(Deed.IMPORT_LEDGER)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    return _show(request, load(request, pk))


@deed(Deed.IMPORT_LEDGER)
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The part of the page that moves; when all is in, the page is asked for anew."""
    made = load(request, pk)
    under_way = made.state == ImportState.CONFIRMED
    answer = render(request, "ledger/progress.html", {"made": made, "under_way": under_way})
    if not under_way:
        answer["HX-Refresh"] = "true"
    return answer


@deed(Deed.IMPORT_LEDGER)
def faults(request: StaffRequest, pk: int) -> HttpResponseBase:
    made = load(request, pk)
    return StreamingHttpResponse(
        ledger.error_file(made, by=request.user),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="faults-{made.pk}.csv"',
            "Cache-Control": "no-store, private",
        },
    )


def _is_too_large(request: StaffRequest) -> bool:
    """A body beyond the cap is read by nobody, so its form would only seem to lack a file."""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    return request.method == "POST" and size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def _staged(request: StaffRequest, *, content: Any, **typed: Any) -> HttpResponseBase:
    made = staging.stage(
        content.file,
        file_name=content.name,
        **typed,
        by=request.user,
        at=timezone.now(),
        limits=staging.ON_A_PAGE,
    )
    if made.found_again:
        messages.warning(request, _before(made))
    return redirect("import", made.pk) if imports_of(request.user).filter(pk=made.pk) else redirect("ledger")


def _before(made: LedgerImport) -> str:
    when = f"{made.imported_at.astimezone(SEOUL):%Y. %-m. %-d. %H:%M}"
    who = f"{made.imported_by.office.name} {made.imported_by.name}"
    if made.state == ImportState.STAGED:
        return f"같은 파일의 미리보기가 이미 있습니다({who}, {when}). 새로 만들지 않았습니다."
    return f"이미 불러온 파일입니다({who}, {when}). 바뀐 것은 없습니다."


def _bring_in(made: LedgerImport, *, by: User, at: datetime) -> None:
    """Bring a small file in at once; a larger one is swept, and with the broker dead that begins a minute later."""
    made = ledger.confirm(made, by=by, at=at)
    if made.block_count <= BLOCKS_AT_ONCE:
        ledger.apply_rest(made, at=at)
    else:
        transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    tasks.apply_imports.apply_async(retry=False)


def _may_confirm(made: LedgerImport, person: User) -> bool:
    return can_proceed(made.confirm) and made.scope in ("", person.office_id)


def _may_drop(made: LedgerImport, person: User) -> bool:
    return can_proceed(made.drop) and made.scope in ("", person.office_id)


VERBS = Verbs(
    "import",
    load,
    _show,
    (
        Verb(
            "confirm",
            "불러오기",
            Deed.IMPORT_LEDGER,
            _bring_in,
            "파일을 불러옵니다. 오류 행은 빼고 들어갑니다.",
            when=_may_confirm,
            look="primary",
            key="a",
        ),
        Verb(
            "drop",
            "버리기",
            Deed.IMPORT_LEDGER,
            ledger.drop,
            "미리보기를 버렸습니다. 봉인해 둔 행을 모두 지웠습니다.",
            when=_may_drop,
            key="x",
        ),
    ),
)
