"""Messages of one's own office: what waits to be printed or sent by hand, and what went out."""

from typing import Any
from uuid import UUID

from django.contrib.messages import error, success
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issuance.actions import letters, messages, senders
from issuance.domain.messages import LETTERS_AT_ONCE, Channel
from issuance.domain.states import MessageState
from issuance.models import Message, User
from issuance.permissions import Deed
from issuance.queries import messages as queries
from issuance.web.forms.messages import AddressForm, DeliveryForm, PostedForm
from issuance.web.guards import REFUSED, StaffRequest, deed
from issuance.web.pages import page
from issuance.web.verbs import Bound, Verb, Verbs, offers
from issuance.web.views.papers import pdf

ROWS = 50


@deed(Deed.SEND_MESSAGE)
def index(request: StaffRequest) -> HttpResponse:
    return _list(request, PostedForm(chosen=[]))


@deed(Deed.SEND_MESSAGE)
def posted(request: StaffRequest) -> HttpResponseBase:
    """Say of the letters that are ticked that they went to the post."""
    if request.method != "POST":
        return redirect("messages")
    form = PostedForm(request.POST, chosen=request.POST.getlist("message"))
    if not form.is_valid():
        return _list(request, form)
    chosen = queries.letters_waiting(request.user.office_id).filter(pk__in=form.chosen())
    count, refused = messages.posted(
        chosen, words=form.cleaned_data["words"], by=request.user, at=timezone.now()
    )
    if not count:
        for message in refused or ["보낸 편지를 하나도 고르지 않았습니다. 목록에서 골라 주세요."]:
            form.add_error(None, message)
        return _list(request, form)
    for message in refused:
        error(request, message)
    success(request, f"편지 {count}통을 우편으로 보냈다고 적었습니다.")
    return redirect("messages")


@deed(Deed.SEND_MESSAGE)
def all_letters(request: StaffRequest) -> HttpResponse:
    """The letters that wait as one PDF, the oldest first; each leaves an access record."""
    waiting = queries.letters_waiting(request.user.office_id)[:LETTERS_AT_ONCE]
    return pdf(letters.printed(waiting, by=request.user, at=timezone.now()), name="letters")


@deed(Deed.SEND_MESSAGE)
def letter(request: StaffRequest, pk: UUID) -> HttpResponse:
    message = load(request, pk)
    return pdf(letters.printed([message], by=request.user, at=timezone.now()), name=f"letter-{message.pk}")


def _list(request: StaffRequest, form: PostedForm) -> HttpResponse:
    office, served = request.user.office_id, senders.channels_served()
    sent = request.GET.get("sent") == "1"
    rows = queries.sent_from(office) if sent else queries.waiting_at(office, served=served)
    context = {
        "sent": sent,
        "rows": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "letters": min(queries.letters_waiting(office).count(), LETTERS_AT_ONCE),
        "on_the_way": queries.on_the_way(office, served=served).count(),
        "form": form,
    }
    return page(request, "messages/index.html", context, status=REFUSED if form.is_bound else 200)


def load(request: StaffRequest, pk: UUID) -> Message:
    return get_object_or_404(queries.of_office(request.user.office_id), pk=pk)


def _show(request: StaffRequest, message: Message, *, bound: Bound | None = None) -> HttpResponse:
    """The message as it is sent; opened for it, which leaves an access record."""
    context: dict[str, Any] = {
        "message": message,
        "document": message.case.document,
        "opened": letters.opened_message(message, by=request.user, at=timezone.now()),
        "served": message.channel in senders.channels_served() and not message.drill,
        "offers": offers("message", VERBS.verbs, message, request.user, bound=bound),
    }
    return page(request, "messages/show.html", context, status=REFUSED if bound else 200)


@deed(Deed.SEND_MESSAGE)
def show(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _show(request, load(request, pk))


def _may_be_mailed(message: Message, person: User) -> bool:
    return (
        message.channel == Channel.LETTER
        and message.state == MessageState.DRAFTED
        and not message.drill
        and Channel.EMAIL in senders.channels_served()
    )


VERBS = Verbs(
    "message",
    load,
    _show,
    (
        Verb(
            "deliver",
            "보냈다고 적기",
            Deed.SEND_MESSAGE,
            messages.deliver,
            "보낸 방법을 적었습니다.",
            form=DeliveryForm,
            look="primary",
            key="a",
        ),
        Verb(
            "mail",
            "전자우편으로도 보내기",
            Deed.SEND_MESSAGE,
            messages.mail,
            "전자우편을 보낼 것에 넣었습니다. 곧 나갑니다.",
            form=AddressForm,
            when=_may_be_mailed,
            key="e",
        ),
    ),
)
