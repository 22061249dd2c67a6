"""A verb of a row on its page: the button that is offered, and the view that does it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django_fsm import can_proceed

from issuance.models import User
from issuance.permissions import Deed, may
from issuance.web.guards import SomebodyWasQuicker, StaffRequest, View, deed, refusals

Load = Callable[[StaffRequest, Any], Any]
Bound = dict[str, Form]
Show = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that may be done to a row.

    `act` is called with the row, what the form holds, `by` and `at`. Offered where the machine can
    proceed, or where `when` says so for what is no edge of it. `key` is its key on the page. `then` may answer with
    something else than the page of the row. `narrow` takes out of the form what this row cannot carry. `seen` spells
    what the person read who agrees to it: where that is another by the time they press the button, they are told.
    """

    name: str
    label: str
    deed: Deed
    act: Callable[..., object]
    done: str
    form: type[Form] = Form
    when: Callable[[Any, User], bool] | None = None
    look: str = "secondary"
    key: str = ""
    then: Callable[[StaffRequest, Any], HttpResponseBase | None] | None = None
    narrow: Callable[[Any, Any], None] | None = None
    seen: Callable[[Any], str] | None = None

    def blank(self, typed: QueryDict | None = None) -> Form:
        """The form of the verb; its ids carry the verb's name, since a page has several forms."""
        return self.form(typed, auto_id=f"{self.name}_%s")

    def is_open(self, row: Model, person: User) -> bool:
        return self.when(row, person) if self.when else can_proceed(getattr(row, self.name))

    def ensure_seen(self, row: Model, typed: QueryDict) -> None:
        if self.seen is not None and typed.get("seen", self.seen(row)) != self.seen(row):
            raise SomebodyWasQuicker


@dataclass(frozen=True, slots=True)
class Offer:
    """A verb as a page shows it, with its form, empty or as it was refused."""

    verb: Verb
    form: Form
    url: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs of one noun: `noun` names the URL of its page, `noun_<verb>` each verb's own."""

    noun: str
    load: Load
    show: Show
    verbs: tuple[Verb, ...]

    def paths(self, prefix: str) -> list[URLPattern]:
        return [
            path(f"{prefix}{verb.name.replace('_', '-')}/", self._view(verb), name=f"{self.noun}_{verb.name}")
            for verb in self.verbs
        ]

    def _view(self, verb: Verb) -> View:
        @deed(verb.deed)
        def view(request: StaffRequest, pk: Any) -> HttpResponseBase:
            row = self.load(request, pk)
            if request.method != "POST":
                return redirect(self.noun, row.pk)
            form = verb.blank(request.POST)
            if form.is_valid():
                with refusals(form):
                    verb.ensure_seen(row, request.POST)
                    done = verb.act(row, **form.cleaned_data, by=request.user, at=timezone.now())
                    messages.success(request, verb.done)
                    answer = verb.then(request, done) if verb.then else None
                    return answer or redirect(self.noun, row.pk)
            return self.show(request, self.load(request, pk), bound={verb.name: form})

        return view


def offers(
    noun: str, verbs: Iterable[Verb], row: Model, user: User, *, bound: Bound | None = None
) -> list[Offer]:
    """What this person may do to the row now; a verb that was just refused stays, with its form."""
    refused, found = bound or {}, []
    for verb in verbs:
        if may(user, verb.deed) and (verb.name in refused or verb.is_open(row, user)):
            form = refused.get(verb.name) or verb.blank()
            if verb.narrow is not None:
                verb.narrow(form, row)
            address = reverse(f"{noun}_{verb.name}", args=(row.pk,))
            found.append(Offer(verb, form, address, verb.seen(row) if verb.seen else ""))
    return found
