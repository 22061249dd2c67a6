"""The public page where anybody checks a paper: by its mark, its check number, or a picture of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from issuance.actions import verification, watches
from issuance.actions.verification import Answer
from issuance.domain.catalogue import UnknownKind
from issuance.domain.papers import printed_check_number
from issuance.domain.verdicts import Judgement, Verdict
from issuance.queries.catalogue import kind_at
from issuance.queries.verification import by_key, office_name
from issuance.sealing.claims import birth_date
from issuance.sealing.lists import Realm
from issuance.web.forms.verify import MarkForm, NumberForm, PictureForm, WatchForm
from issuance.web.guards import REFUSED, refusals
from issuance.web.verdicts import SHOWN

_WATCH_SALT = "issuance.watch"
_WATCH_SECONDS = 60 * 60

_FORMS: dict[str, type[Form]] = {"picture": PictureForm, "number": NumberForm, "mark": MarkForm}


@dataclass(frozen=True, slots=True)
class Line:
    """Something to compare with the paper."""

    label: str
    value: str


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Three forms on one page; which was sent is told by its button, so that it works without any script."""
    way = request.POST.get("way", "")
    forms = {name: _form(kind, request if name == way else None) for name, kind in _FORMS.items()}
    form = forms.get(way)
    if form is not None and form.is_valid():
        at = timezone.now()
        with refusals(form):
            return _result(request, _asked(request, form, at=at), at=at)
    context = {"forms": forms, "sent": form, "realm": _realm(request)}
    return render(request, "verify/ask.html", context, status=200 if form is None else REFUSED)


@login_not_required
@never_cache
@require_POST
def watch(request: HttpRequest) -> HttpResponse:
    """Only somebody who has just verified a paper holds its signed name."""
    form = WatchForm(request.POST)
    try:
        named = signing.loads(request.POST.get("paper", ""), salt=_WATCH_SALT, max_age=_WATCH_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    paper = by_key(UUID(named))
    if paper is None:
        raise Http404
    if form.is_valid():
        with refusals(form):
            watches.ask(
                paper,
                email=form.cleaned_data["email"],
                at=timezone.now(),
                by_address=request.META["REMOTE_ADDR"],
            )
            return render(request, "verify/watched.html", {"serial": paper.serial, "until": paper.expires_at})
    return render(request, "verify/watch.html", {"form": form, "serial": paper.serial}, status=REFUSED)


def _form(kind: type[Form], request: HttpRequest | None) -> Form:
    return kind() if request is None else kind(request.POST, request.FILES)


def _asked(request: HttpRequest, form: Form, *, at: datetime) -> Answer:
    by_address, realm, said = request.META["REMOTE_ADDR"], _realm(request), form.cleaned_data
    if "number" in said:
        return verification.verify_number(
            said["number"], said["birth"], at=at, by_address=by_address, realm=realm
        )
    text: str | Judgement
    if "picture" in said:
        verification.count_picture(at=at, by_address=by_address)
        text = verification.mark_in_picture(said["picture"].read())
    else:
        text = said["mark"]
    if isinstance(text, Judgement):
        return Answer(text)
    return verification.verify_mark(text, at=at, by_address=by_address, realm=realm)


def _result(request: HttpRequest, answer: Answer, *, at: datetime) -> HttpResponse:
    judgement = answer.judgement
    shown = SHOWN[judgement.verdict]
    token = None
    if (
        answer.paper is not None
        and answer.paper.expires_at is not None
        and judgement.verdict == Verdict.VALID
    ):
        token = signing.dumps(str(answer.paper.pk), salt=_WATCH_SALT)
    context = {
        "judgement": judgement,
        "shown": shown,
        "lines": _compared(answer, at=at),
        "flags": answer.claims.flags if answer.claims else 0,
        "trail": answer.trail,
        "expires_at": answer.paper.expires_at if answer.paper else None,
        "seen": answer.seen,
        "watch_form": WatchForm(initial={"paper": token}) if token else None,
        "realm": _realm(request),
        "at": at,
    }
    return render(request, "verify/result.html", context)


def _compared(answer: Answer, *, at: datetime) -> list[Line]:
    """What the mark says that also stands on the paper."""
    claims = answer.claims
    if claims is None:
        return []
    try:
        kind = kind_at(claims.kind, at=at).name
    except UnknownKind:
        kind = claims.kind
    born = birth_date(claims.birth)
    lines = [
        Line("문서번호", claims.serial),
        Line("문서확인번호", printed_check_number(claims.check_number)),
        Line("서류", kind),
        Line("성명", claims.name),
        Line("생년월일", f"{born.year}. {born.month}. {born.day}."),
        Line("발급기관", office_name(claims.office) or claims.office),
    ]
    if claims.key_fact:
        lines.append(Line("주요 내용", claims.key_fact))
    return lines


def _realm(request: HttpRequest) -> Realm:
    return Realm.DRILL if request.GET.get("realm") == Realm.DRILL else Realm.LIVE
