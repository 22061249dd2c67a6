"""Filings: choose the kind, take it, find it again, and bring it to its end."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from issuance.actions import certificates, documents, filings, paper_filings, registrations, slips
from issuance.actions.access import look_at, looked_up
from issuance.domain.errors import IssuanceError
from issuance.domain.filings import TakenAlready
from issuance.domain.ledger import AnswerCode
from issuance.domain.outages import ensure_played
from issuance.domain.papers import Series
from issuance.domain.resident_numbers import (
    PARCEL_LENGTH,
    RESIDENT_LENGTH,
    ResidentNumber,
    WrongLength,
    check_digit_fits,
)
from issuance.domain.search import digits_of
from issuance.domain.slips import Changes
from issuance.domain.states import CertificateState, FilingState
from issuance.domain.wording import age_of
from issuance.models import DocumentKind, Filing, Outage, User
from issuance.permissions import Deed, may
from issuance.queries import filings as queries
from issuance.queries.catalogue import kind_at, most_used, search
from issuance.queries.documents import against_provisional
from issuance.queries.outages import covering, drills
from issuance.queries.paper_filings import evidence_of
from issuance.queries.registrations import open_doubts
from issuance.web.forms.fields import Beginning
from issuance.web.forms.filings import (
    CertifyForm,
    FilingForm,
    FilterForm,
    PaperFilingForm,
    SearchForm,
    SettlementForm,
    SlipForm,
)
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page
from issuance.web.verbs import Bound, Verb, Verbs, offers
from issuance.web.views.papers import pdf
from issuance.web.views.registrations import to_resend

ROWS = 50


@deed(Deed.TAKE_FILING)
def choose(request: StaffRequest) -> HttpResponse:
    """Choose the kind from one search box; its words are no personal data and may stand in the address."""
    return _choose(request, {"drills": drills(at=timezone.now())})


@deed(Deed.TAKE_FILING)
def drill_choose(request: StaffRequest) -> HttpResponse:
    """Choose the kind of a filing that is played in a drill."""
    return _choose(request, {"in_drill": True, "playing": drills(at=timezone.now())})


@deed(Deed.TAKE_FILING)
def paper_choose(request: StaffRequest) -> HttpResponse:
    """Choose the kind of a filing that was taken on paper."""
    return _choose(request, {"on_paper": True})


def _choose(request: StaffRequest, more: dict[str, Any]) -> HttpResponse:
    context = kinds_to_choose(request, request.GET.get("q", "").strip()) | more
    if request.headers.get("HX-Request"):
        return render(request, "filings/kinds.html", context)
    return page(request, "filings/choose.html", context)


def kinds_to_choose(request: StaffRequest, words: str) -> dict[str, Any]:
    """The kinds that the words fit; without words the ten that the office takes most stand first."""
    now = timezone.now()
    usual = [] if words else most_used(request.user.office, now)
    return {"words": words, "kinds": search(words, now), "usual": usual}


@deed(Deed.TAKE_FILING)
def number(request: StaffRequest) -> HttpResponse:
    """What is to be said of a resident number as it is typed; the number itself is never in the answer."""
    typed = re.sub(r"[\s-]", "", request.POST.get("number", ""))
    context: dict[str, Any] = {}
    try:
        parsed = ResidentNumber.parse(typed, today=timezone.localdate())
    except WrongLength as refusal:
        left = RESIDENT_LENGTH - len(typed)
        context = {"left": left} if left > 0 else {"fault": refusal.message}
    except IssuanceError as refusal:
        context = {"fault": refusal.message}
    else:
        context = {"birth": parsed.birth, "fits": check_digit_fits(parsed)}
    return render(request, "filings/number.html", context)


@deed(Deed.TAKE_FILING)
def new(request: StaffRequest, code: str) -> HttpResponseBase:
    """Take a filing; it has its receipt when this returns to its page."""
    now = timezone.now()
    return _take(request, _kind(code, at=now), None, at=now)


@deed(Deed.TAKE_FILING)
def drill_new(request: StaffRequest, code: str) -> HttpResponseBase:
    """Take a filing that is played in a drill: its numbers, its book and its papers are the drill's own."""
    now = timezone.now()
    kind = _kind(code, at=now)
    drill = covering(kind.home_system, at=now, drill=True)
    ensure_played(played=drill is not None)
    return _take(request, kind, drill, at=now)


def _take(
    request: StaffRequest, kind: DocumentKind, drill: Outage | None, *, at: datetime
) -> HttpResponseBase:
    form = FilingForm(kind, request.POST or None)
    if form.is_valid():
        with _refusals(form):
            filing = filings.receive(form.filing(), by=request.user, at=at, outage=drill)
            played = "훈련 접수를 했습니다." if drill else "접수했습니다."
            messages.success(request, f"{played} 접수번호 {filings.receipt_of(filing).serial}")
            return redirect("filing", filing.pk)
    context = {"form": form, "kind": kind, "in_drill": drill is not None, "playing": [drill] if drill else []}
    return page(request, "filings/new.html", context, status=REFUSED if form.is_bound else 200)


@contextmanager
def _refusals(form: FilingForm) -> Iterator[None]:
    """As any refusal; one that asks whether the filing is meant also shows the one of a moment ago."""
    with refusals(form):
        try:
            yield
        except TakenAlready as refusal:
            form.ask_again(refusal.facts["earlier"])
            raise


@deed(Deed.SEE_OWN_OFFICE)
def index(request: StaffRequest) -> HttpResponse:
    """The 처리부 of a day, or what was searched for; the words of a search are not shown again.

    A filter of a day holds no personal data and stands in the address, so that it can be kept.
    """
    office = request.user.office_id
    form = SearchForm(request.POST or None)
    if form.is_valid():
        with refusals(form):
            found = _found(request, form.cleaned_data["words"])
            return page(request, "filings/found.html", {"form": form, "found": found})
    filters = FilterForm(request.GET)
    rows, day = queries.register_of(office, timezone.localdate()), timezone.localdate()
    if filters.is_valid():
        wanted = filters.cleaned_data
        day = wanted["day"] or day
        rows = queries.register_of(office, day)
        if wanted["state"]:
            rows = rows.filter(state=wanted["state"])
        if wanted["mine"]:
            rows = rows.filter(taken_by=request.user)
    context = {
        "form": form,
        "filters": filters,
        "day": day,
        "rows": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "query": _address(request),
    }
    return page(request, "filings/index.html", context, status=REFUSED if form.is_bound else 200)


def _found(request: StaffRequest, words: str) -> tuple[queries.Found, ...]:
    """A resident or parcel number is looked up by a deed that leaves a record; the rest is asked for plainly."""
    if len(digits_of(words)) in (RESIDENT_LENGTH, PARCEL_LENGTH):
        return looked_up(words, by=request.user, at=timezone.now())
    return queries.search(request.user.office_id, words)


def _address(request: StaffRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""


def load(request: StaffRequest, pk: str) -> Filing:
    return get_object_or_404(queries.of_office(request.user.office_id), pk=pk)


def _show(request: StaffRequest, filing: Filing, *, bound: Bound | None = None) -> HttpResponse:
    received = filing.state == FilingState.RECEIVED
    given = list(filing.documents.select_related("paper"))
    may_prepare = (
        received
        and may(request.user, Deed.PREPARE)
        and all(document.state in queries.GIVEN_UP for document in given)
    )
    context: dict[str, Any] = {
        "filing": filing,
        "receipt": filing.papers.filter(series=Series.RECEIPT, voided_at__isnull=True).first(),
        "certificates": filing.certificates.select_related("paper"),
        "documents": given,
        "may_prepare": may_prepare,
        "may_print": may(request.user, Deed.PRINT),
        "against": against_provisional(filing, at=timezone.now()) if may_prepare else None,
        "evidence": evidence_of(filing) if filing.on_paper else None,
        "skewed": _skew(filing.clock_skew),
        "slips": filing.slips.select_related("by"),
        "answer": AnswerCode(filing.last_answer) if filing.last_answer else None,
        "doubts": open_doubts(filing),
        "offers": offers("filing", VERBS.verbs, filing, request.user, bound=bound),
    }
    return page(request, "filings/show.html", context, status=REFUSED if bound else 200)


@deed(Deed.SEE_OWN_OFFICE)
def show(request: StaffRequest, pk: str) -> HttpResponse:
    """One filing; opening it leaves an access record and counts against the person's budget."""
    filing = load(request, pk)
    look_at(filing, of=filing, by=request.user, at=timezone.now())
    return _show(request, filing)


@deed(Deed.TAKE_FILING)
def paper_new(request: StaffRequest, code: str) -> HttpResponseBase:
    """Enter a filing that was taken on paper, at the moment that stands there."""
    now = timezone.now()
    kind = _kind(code, at=now)
    form = PaperFilingForm(kind, request.user.office, request.POST or None, request.FILES or None)
    if form.is_valid():
        with _refusals(form):
            filing = paper_filings.enter(form.filing(), **form.paper(), by=request.user, at=now)
            messages.success(
                request,
                f"수기 접수를 입력했습니다. 접수번호 {filings.receipt_of(filing).serial}."
                " 다른 담당자가 종이와 맞춰 봅니다.",
            )
            return redirect("filing", filing.pk)
    return page(
        request,
        "filings/new.html",
        {"form": form, "kind": kind, "on_paper": True},
        status=REFUSED if form.is_bound else 200,
    )


@deed(Deed.SEE_OWN_OFFICE)
def evidence(request: StaffRequest, pk: str) -> HttpResponse:
    """The photo or scan of the paper; looking at it leaves an access record."""
    content, media_type = paper_filings.evidence(load(request, pk), by=request.user, at=timezone.now())
    return HttpResponse(
        content,
        content_type=media_type.value,
        headers={"Content-Disposition": "inline", "Cache-Control": "no-store, private"},
    )


@deed(Deed.PRINT)
def application(request: StaffRequest, pk: str) -> HttpResponse:
    """The 신청서 with the pledge, for the applicant to sign."""
    filing = load(request, pk)
    content = documents.application(filing, by=request.user, at=timezone.now())
    return pdf(content, name=f"application-{filing.pk}")


def _skew(seconds: int | None) -> str:
    """How far the window's clock was off, in words; nothing below a minute."""
    if seconds is None or abs(seconds) < 60:
        return ""
    return f"{age_of(timedelta(seconds=abs(seconds)))} {'빠름' if seconds > 0 else '느림'}"


def _kind(code: str, *, at: datetime) -> DocumentKind:
    try:
        return kind_at(code, at=at)
    except IssuanceError as fault:
        raise Http404 from fault


def _correct(filing: Filing, *, consent: bool, reason: str, by: User, at: datetime, **fields: Any) -> None:
    """A field that was left empty stays as it is."""
    changes = Changes(**{name: value for name, value in fields.items() if value})
    slips.correct(filing, changes=changes, consent=consent, reason=reason, by=by, at=at)


def _to_confirm(filing: Filing, person: User) -> bool:
    return filing.state == FilingState.RECEIVED and filing.awaits_confirmation


def _to_check(filing: Filing, person: User) -> bool:
    return filing.state == FilingState.RECEIVED and filing.awaits_check


def _to_correct(filing: Filing, person: User) -> bool:
    return filing.state == FilingState.RECEIVED


def _certify(filing: Filing, *, beginning: Beginning, by: User, at: datetime) -> None:
    certificates.certify(filing, by=by, at=at, token=beginning.token)


def _may_be_certified(filing: Filing, person: User) -> bool:
    return not filing.certificates.filter(state=CertificateState.ISSUED).exists()


def _may_end_otherwise(filing: Filing, person: User) -> bool:
    return filing.state == FilingState.RECEIVED and filing.outage_id is not None


def _awaits_second_person(filing: Filing, person: User) -> bool:
    return _may_end_otherwise(filing, person) and filing.settlement_proposed_by_id is not None


def _proposal(filing: Filing) -> str:
    return f"{filing.settlement_proposed_by_id} {filing.settlement_reason} {filing.settlement_words}"


VERBS = Verbs(
    "filing",
    load,
    _show,
    (
        Verb(
            "confirm_interest",
            "이해관계 확인",
            Deed.CONFIRM_INTEREST,
            filings.confirm_interest,
            "이해관계를 확인했습니다. 이제 임시확인서를 발급할 수 있습니다.",
            when=_to_confirm,
            look="primary",
            key="y",
        ),
        Verb(
            "check_paper",
            "종이와 맞춰 봄",
            Deed.CHECK_PAPER_FILING,
            paper_filings.check,
            "종이와 맞춰 본 것으로 기록했습니다.",
            when=_to_check,
            look="primary",
            key="u",
        ),
        Verb(
            "certify",
            "전산장애 사실확인서 발급",
            Deed.CERTIFY,
            _certify,
            "전산장애 사실확인서를 발급했습니다. 무료입니다.",
            form=CertifyForm,
            when=_may_be_certified,
            key="e",
        ),
        Verb(
            "correct",
            "오기 고치기",
            Deed.CORRECT_FILING,
            _correct,
            "고쳤습니다. 고치기 전 내용도 남아 있습니다.",
            form=SlipForm,
            when=_to_correct,
            key="f",
        ),
        Verb(
            "resend",
            "확인했으니 다시 보내기",
            Deed.SETTLE_FILING,
            registrations.resend,
            "다음 등록 요청 묶음에 다시 담습니다.",
            when=to_resend,
        ),
        Verb(
            "propose_settlement",
            "기타 종결안 올리기",
            Deed.SETTLE_FILING,
            filings.propose_settlement,
            "종결안을 올렸습니다. 다른 담당자가 결정합니다.",
            form=SettlementForm,
            when=_may_end_otherwise,
            key="q",
        ),
        Verb(
            "settle",
            "기타 종결 결정",
            Deed.SETTLE_FILING,
            filings.settle,
            "접수를 종결했습니다.",
            when=_awaits_second_person,
            look="danger",
            key="a",
            seen=_proposal,
        ),
    ),
)
