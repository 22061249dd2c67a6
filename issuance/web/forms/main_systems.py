"""Asking a main system for files, and noting that it came back without its last day."""

from typing import Any, ClassVar

from django import forms

from issuance.domain.feeds import FETCHED_KINDS
from issuance.domain.ledger import FileKind
from issuance.domain.states import OutageState
from issuance.models import MainSystem, Outage
from issuance.web.forms.fields import MomentField


class FetchForm(forms.Form):
    outage = forms.ModelChoiceField(label="장애", queryset=Outage.objects.none(), empty_label=None)
    kinds = forms.TypedMultipleChoiceField(
        label="가져올 것",
        choices=[(kind.value, kind.label) for kind in FETCHED_KINDS],
        coerce=FileKind,
        widget=forms.CheckboxSelectMultiple,
        initial=[kind.value for kind in FETCHED_KINDS],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        outage = self.fields["outage"]
        assert isinstance(outage, forms.ModelChoiceField)
        outage.queryset = Outage.objects.filter(
            state__in=(OutageState.DECLARED, OutageState.RESTORED), drill=False
        )


class LossForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"loss_in_future": "complete_until"}

    system = forms.ModelChoiceField(
        label="주 시스템", queryset=MainSystem.objects.order_by("name"), empty_label=None
    )
    complete_until = MomentField(
        label="여기까지 있음", help_text="주 시스템 담당자가 알려 준, 내용이 온전한 마지막 시각"
    )
