"""Filings: choose the kind, take it, find it again, and bring it to its end."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issuance.actions import documents, filings
from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import AnswerCode
from issuance.domain.papers import Series
from issuance.domain.resident_numbers import ResidentNumber
from issuance.domain.states import CertificateState, FilingState
from issuance.models import Filing, User
from issuance.permissions import Deed, may
from issuance.queries import filings as queries
from issuance.queries.catalogue import kind_at
from issuance.queries.documents import against_provisional
from issuance.web.forms.fields import Beginning
from issuance.web.forms.filings import CertifyForm, FilingForm, SearchForm, SettlementForm
from issuance.web.guards import REFUSED, StaffRequest, deed, refusals
from issuance.web.pages import page
from issuance.web.verbs import Bound, Verb, Verbs, offers
from issuance.web.views.papers import pdf

ROWS = 50


@deed(Deed.TAKE_FILING)
def choose(request: StaffRequest) -> HttpResponse:
    """Choose the kind from one search box; its words are no personal data and may stand in the address."""
    words = request.GET.get("q", "").strip()
    kinds = queries.kinds_found(words, at=timezone.now())
    return page(request, "filings/choose.html", {"words": words, "kinds": kinds})


@deed(Deed.TAKE_FILING)
def new(request: StaffRequest, code: str) -> HttpResponseBase:
    """Take a filing; it has its receipt when this returns to its page."""
    now = timezone.now()
    kind = _kind(code, at=now)
    form = FilingForm(kind, request.POST or None)
    if form.is_valid():
        with refusals(form):
            filing = filings.receive(form.filing(), by=request.user, at=now)
            messages.success(request, f"접수했습니다. 접수번호 {filings.receipt_of(filing).serial}")
            return redirect("filing", filing.pk)
    return page(
        request, "filings/new.html", {"form": form, "kind": kind}, status=REFUSED if form.is_bound else 200
    )


@deed(Deed.SEE_OWN_OFFICE)
def index(request: StaffRequest) -> HttpResponse:
    """Today's filings, or what was searched for; the words of a search are not shown again."""
    office = request.user.office_id
    form = SearchForm(request.POST or None)
    rows = queries.taken_on(office, timezone.localdate())
    searched = form.is_valid()
    if searched:
        words = form.cleaned_data["words"]
        rows = queries.found(office, words, subject_key=_subject_key(words))
    # A search is not paged: its words stand in no address by which a second page could be asked for.
    shown = Paginator(rows, ROWS).get_page(1 if searched else request.GET.get("page"))
    return page(request, "filings/index.html", {"form": form, "rows": shown, "searched": searched})


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
        "answer": AnswerCode(filing.last_answer) if filing.last_answer else None,
        "offers": offers("filing", VERBS.verbs, filing, request.user, bound=bound),
    }
    return page(request, "filings/show.html", context, status=REFUSED if bound else 200)


@deed(Deed.SEE_OWN_OFFICE)
def show(request: StaffRequest, pk: str) -> HttpResponse:
    return _show(request, load(request, pk))


@deed(Deed.PRINT)
def application(request: StaffRequest, pk: str) -> HttpResponse:
    """The 신청서 with the pledge, for the applicant to sign."""
    filing = load(request, pk)
    content = documents.application(filing, by=request.user, at=timezone.now())
    return pdf(content, name=f"application-{filing.pk}")


def _kind(code: str, *, at: datetime) -> Any:
    try:
        return kind_at(code, at=at)
    except IssuanceError as fault:
        raise Http404 from fault


def _subject_key(words: str) -> str:
    """The keyed hash of what was typed, where it is a resident number."""
    try:
        number = ResidentNumber.parse(words, today=timezone.localdate())
    except IssuanceError:
        return ""
    return filings.subject_hash(number.digits)


def _certify(filing: Filing, *, beginning: Beginning, by: User, at: datetime) -> None:
    documents.certify(filing, by=by, at=at, token=beginning.token)


def _may_be_certified(filing: Filing, person: User) -> bool:
    return not filing.certificates.filter(state=CertificateState.ISSUED).exists()


def _may_end_otherwise(filing: Filing, person: User) -> bool:
    return filing.state == FilingState.RECEIVED and filing.outage_id is not None


def _awaits_second_person(filing: Filing, person: User) -> bool:
    return _may_end_otherwise(filing, person) and filing.settlement_proposed_by_id is not None


VERBS = Verbs(
    "filing",
    load,
    _show,
    (
        Verb(
            "certify",
            "전산장애 사실확인서 발급",
            Deed.CERTIFY,
            _certify,
            "전산장애 사실확인서를 발급했습니다. 무료입니다.",
            form=CertifyForm,
            when=_may_be_certified,
        ),
        Verb(
            "propose_settlement",
            "기타 종결안 올리기",
            Deed.SETTLE_FILING,
            filings.propose_settlement,
            "종결안을 올렸습니다. 다른 담당자가 결정합니다.",
            form=SettlementForm,
            when=_may_end_otherwise,
        ),
        Verb(
            "settle",
            "기타 종결 결정",
            Deed.SETTLE_FILING,
            filings.settle,
            "접수를 종결했습니다.",
            when=_awaits_second_person,
            look="danger",
        ),
    ),
)
