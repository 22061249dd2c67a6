"""Closing: what an office still lacks, its signature, how far the nation has come, and the statement."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from issuance.actions import closing_statements, closings
from issuance.domain.closings import Account, Matter
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.states import ClosingState, OutageState
from issuance.models import ClosingStatement, Office, OfficeClosing, Outage, User
from issuance.permissions import Deed, may
from issuance.queries import closings as queries
from issuance.queries.filings import in_order
from issuance.web.forms.closings import OfficesForm, ReasonForm
from issuance.web.guards import REFUSED, StaffRequest, deed
from issuance.web.pages import page, paged
from issuance.web.verbs import Bound, Verb, Verbs, offers
from issuance.web.views.papers import pdf

ROWS, OFFICES, OUTAGES = 100, 50, 20
# Where the rows of a matter are worked off: the name of a page, and whether it is the outage's own.
_QUEUES = {
    Matter.TO_COMPARE: ("cases", False),
    Matter.OPEN_CASES: ("cases", False),
    Matter.TO_REGISTER: ("registration", True),
    Matter.AWAITED: ("registration", True),
    Matter.DOUBTS: ("registration", True),
}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def closable() -> QuerySet[Outage]:
    return Outage.objects.filter(
        state__in=(OutageState.DECLARED, OutageState.RESTORED, OutageState.CLOSED)
    ).order_by("-suspected_at", "-pk")


@deed(Deed.SEE_OWN_OFFICE, Deed.WATCH_NATION)
def index(request: StaffRequest) -> HttpResponse:
    """The outages, each with the office's own part in it, and that of the offices below where there are any."""
    office = request.user.office
    below = queries.below(office) if _sees_others(request.user) else Office.objects.none()
    rows = []
    for outage in closable()[:OUTAGES]:
        own = queries.closing_of(outage, office) if queries.is_concerned(outage, office) else None
        matters = queries.matters_at(outage, office) if own else {}
        progress = queries.progress(outage, below)
        rows.append({"outage": outage, "own": own, "left": sum(matters.values()), "below": progress})
    return page(request, "closings/index.html", {"rows": rows})


@deed(Deed.SEE_OWN_OFFICE, Deed.WATCH_NATION)
def closing(request: StaffRequest, pk: int) -> HttpResponseBase:
    """An outage's closing as it concerns the person who asks: the own office, or at headquarters the nation."""
    outage = get_object_or_404(closable(), pk=pk)
    if request.user.office_id == HEADQUARTERS:
        return redirect("outage_offices", outage.pk)
    return redirect("closing", queries.key_of(outage, request.user.office))


def load(request: StaffRequest, pk: str) -> OfficeClosing:
    """The own office's part, or that of an office below; to anybody else it does not exist."""
    number, _, code = pk.partition("-")
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    outage = get_object_or_404(closable(), pk=int(number))
    office = get_object_or_404(Office.objects.exclude(pk=HEADQUARTERS).select_related("parent"), pk=code)
    person = request.user
    if office.code == person.office_id and may(person, Deed.SEE_OWN_OFFICE):
        return queries.closing_of(outage, office)
    if _sees_others(person) and queries.is_above(person.office, office):
        return queries.closing_of(outage, office)
    raise Http404


def _sees_others(person: User) -> bool:
    return may(person, Deed.SIGN_ON_BEHALF) or may(person, Deed.WATCH_NATION)


def _show(request: StaffRequest, closing: OfficeClosing, *, bound: Bound | None = None) -> HttpResponse:
    outage, office = closing.outage, closing.office
    matters = queries.matters_at(outage, office)
    account = _account(closing)
    own = office.code == request.user.office_id
    context: dict[str, Any] = {
        "closing": closing,
        "outage": outage,
        "office": office,
        "concerned": queries.is_concerned(outage, office),
        "own": own,
        "matters": [{"matter": matter, "count": count} for matter, count in matters.items()],
        "left": sum(matters.values()),
        "account": account,
        "total": account.total,
        "faults": account.faults(),
        "overtaken": _overtaken(closing, account, sum(matters.values())),
        "later": _later(outage, office),
    }
    if request.headers.get("HX-Request"):
        return render(request, "closings/numbers.html", context)
    context["offers"] = offers("closing", VERBS.verbs, closing, request.user, bound=bound)
    return page(request, "closings/show.html", context, status=REFUSED if bound else 200)


def _account(closing: OfficeClosing) -> Account:
    """The sums: as they are counted now, or of a closed outage as they were signed."""
    if closing.outage.state == OutageState.CLOSED:
        return closing.account
    return queries.account(closing.outage, closing.office)


def _overtaken(closing: OfficeClosing, account: Account, left: int) -> bool:
    signed, closed = closing.state == ClosingState.SIGNED, closing.outage.state == OutageState.CLOSED
    return signed and not closed and (left > 0 or account.digest() != closing.sums_digest)


def _later(outage: Outage, office: Office | None = None) -> list[Any]:
    """추록: what was opened after the closing."""
    if not ClosingStatement.objects.filter(outage=outage).exists():
        return []
    cases = queries.later_cases(outage)
    return list(cases.filter(document__office=office) if office else cases[:ROWS])


@deed(Deed.SEE_OWN_OFFICE, Deed.SIGN_ON_BEHALF, Deed.WATCH_NATION)
def show(request: StaffRequest, pk: str) -> HttpResponse:
    return _show(request, load(request, pk))


@deed(Deed.SEE_OWN_OFFICE, Deed.SIGN_ON_BEHALF, Deed.WATCH_NATION)
def left(request: StaffRequest, pk: str, matter: str) -> HttpResponse:
    """The very rows that a matter counts, by their numbers; nobody's name is among them."""
    closing = load(request, pk)
    if matter not in list(Matter):
        raise Http404
    what = Matter(matter)
    found = queries.left_at(what, closing.outage, closing.office)
    rows = paged(request, in_order(found) if what == Matter.TO_REGISTER else found, ROWS)
    own = closing.office_id == request.user.office_id
    name, of_outage = _QUEUES.get(what, ("filings", False))
    context = {
        "closing": closing,
        "matter": what,
        "rows": rows,
        "query": "",
        "own": own,
        "links": own and (what != Matter.OPEN_CASES or may(request.user, Deed.RECONCILE)),
        "queue": name if own and (what not in _QUEUES or may(request.user, Deed.RECONCILE)) else "",
        "queue_of_outage": of_outage,
    }
    return page(request, "closings/left.html", context)


@deed(Deed.SIGN_ON_BEHALF, Deed.WATCH_NATION)
def offices(request: StaffRequest, pk: int) -> HttpResponse:
    """The offices below the person who asks: who has not signed, and what each lacks."""
    outage = get_object_or_404(closable(), pk=pk)
    form = OfficesForm(request.GET if "show" in request.GET else {"show": OfficesForm.UNSIGNED})
    below = queries.below(request.user.office)
    found = queries.concerned(outage).filter(pk__in=below.values("pk")).order_by("pk")
    if form.is_valid():
        found = _filtered(found, outage, form.cleaned_data)
    rows = Paginator(found, OFFICES).get_page(request.GET.get("page"))
    codes = [office.pk for office in rows]
    matters = queries.matters(outage, codes)
    signed = {row.office_id: row for row in queries.signed(outage).filter(office__in=codes)}
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "outage": outage,
        "form": form,
        "rows": rows,
        "lines": [
            {
                "office": office,
                "key": queries.key_of(outage, office),
                "closing": signed.get(office.pk),
                "left": [(matter, count) for matter, count in matters[office.pk].items() if count],
            }
            for office in rows
        ],
        "progress": queries.progress(outage, below),
        "later": _later(outage) if may(request.user, Deed.WATCH_NATION) else [],
        "may_watch": may(request.user, Deed.WATCH_NATION),
        "query": f"{kept.urlencode()}&" if kept else "",
    }
    if request.headers.get("HX-Request"):
        return render(request, "closings/lines.html", context)
    return page(request, "closings/offices.html", context)


def _filtered(found: QuerySet[Office], outage: Outage, wanted: dict[str, Any]) -> QuerySet[Office]:
    if wanted["show"] == OfficesForm.UNSIGNED:
        found = found.filter(pk__in=queries.unsigned(outage).values("pk"))
    elif wanted["show"] == OfficesForm.SIGNED:
        found = found.filter(pk__in=queries.signed(outage).order_by().values("office"))
    elif wanted["show"] == OfficesForm.LEFT:
        found = found.filter(queries.with_something_left(outage))
    if wanted["region"]:
        found = found.filter(pk__in=queries.below(wanted["region"]).values("pk")) | found.filter(
            pk=wanted["region"].pk
        )
    return found.filter(full_name__icontains=wanted["name"].strip())


@deed(Deed.WATCH_NATION)
def statement(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The statement as paper; while there is none, the page that says what it waits for."""
    outage = get_object_or_404(closable(), pk=pk)
    found = ClosingStatement.objects.select_related("outage").filter(outage=outage).first()
    if found is None:
        return redirect("outage_offices", outage.pk)
    return pdf(closing_statements.printed(found, by=request.user), name=f"closing-{found.outage.number}")


@deed(Deed.WATCH_NATION)
def rows(request: StaffRequest, pk: int) -> HttpResponseBase:
    outage = get_object_or_404(closable(), pk=pk)
    if not ClosingStatement.objects.filter(outage=outage).exists():
        return redirect("outage_offices", outage.pk)
    return StreamingHttpResponse(
        closing_statements.rows(outage, by=request.user),
        content_type=_XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="closing-{outage.number}.xlsx"',
            "Cache-Control": "no-store, private",
        },
    )


def _to_sign(closing: OfficeClosing, person: User) -> bool:
    return _open(closing) and closing.office_id == person.office_id


def _to_sign_on_behalf(closing: OfficeClosing, person: User) -> bool:
    return _open(closing) and queries.is_above(person.office, closing.office)


def _open(closing: OfficeClosing) -> bool:
    restored = closing.outage.state == OutageState.RESTORED
    return (
        restored
        and closing.state == ClosingState.OPEN
        and queries.is_concerned(closing.outage, closing.office)
    )


def _to_withdraw(closing: OfficeClosing, person: User) -> bool:
    standing = closing.outage.state == OutageState.RESTORED and closing.state == ClosingState.SIGNED
    return standing and (
        closing.office_id == person.office_id or queries.is_above(person.office, closing.office)
    )


VERBS = Verbs(
    "closing",
    load,
    _show,
    (
        Verb(
            "sign",
            "마감하기",
            Deed.SIGN_CLOSING,
            closings.sign,
            "마감했습니다. 합계가 서명과 함께 굳었습니다.",
            when=_to_sign,
            look="primary",
            key="f",
        ),
        Verb(
            "sign_on_behalf",
            "대신 마감하기",
            Deed.SIGN_ON_BEHALF,
            closings.sign_on_behalf,
            "대신 마감했습니다.",
            form=ReasonForm,
            when=_to_sign_on_behalf,
        ),
        Verb(
            "withdraw",
            "마감 풀기",
            Deed.SIGN_ON_BEHALF,
            closings.withdraw,
            "마감을 풀었습니다.",
            form=ReasonForm,
            when=_to_withdraw,
        ),
    ),
)
