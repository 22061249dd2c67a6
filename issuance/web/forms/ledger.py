"""Bringing in a file of the main system."""

from typing import Any

from django import forms

from issuance.domain.ledger import FileKind
from issuance.domain.states import OutageState
from issuance.models import Outage


class ImportForm(forms.Form):
    """What a file is; it is read at once into a preview, and not kept as it came."""

    file_kind = forms.TypedChoiceField(label="파일 종류", choices=FileKind.choices(), coerce=FileKind)
    outage = forms.ModelChoiceField(
        label="장애", queryset=Outage.objects.none(), required=False, empty_label="장애와 관계없음(평상시)"
    )
    snapshot = forms.BooleanField(
        label="평상시 지역사본입니다", required=False, help_text="원부 추출 파일일 때만 고르세요."
    )
    content = forms.FileField(
        label="파일",
        help_text="CSV, XLSX(16MB까지), JSON Lines. 60MB까지. 더 큰 파일은 운영 담당이 import_ledger 명령으로 불러옵니다.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        outage = self.fields["outage"]
        assert isinstance(outage, forms.ModelChoiceField)
        outage.queryset = Outage.objects.exclude(state__in=(OutageState.CLOSED, OutageState.DISMISSED))
