"""Bringing in a file of the main system."""

from typing import Any

from django import forms

from issuance.domain.ledger import FileKind
from issuance.domain.states import OutageState
from issuance.models import Outage


class ImportForm(forms.Form):
    """The file itself is held only while the request lasts, so it is chosen again for the second button."""

    file_kind = forms.TypedChoiceField(label="파일 종류", choices=FileKind.choices(), coerce=FileKind)
    outage = forms.ModelChoiceField(
        label="장애", queryset=Outage.objects.none(), required=False, empty_label="장애와 관계없음(평상시)"
    )
    snapshot = forms.BooleanField(
        label="평상시 지역사본입니다", required=False, help_text="원부 추출 파일일 때만 고르세요."
    )
    content = forms.FileField(label="파일", help_text="CSV, XLSX, JSON Lines. 60MB까지")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        outage = self.fields["outage"]
        assert isinstance(outage, forms.ModelChoiceField)
        outage.queryset = Outage.objects.exclude(state__in=(OutageState.CLOSED, OutageState.DISMISSED))
