"""Why an office is signed for by another, or its signature taken back; and which offices a list shows."""

from typing import ClassVar

from django import forms

from issuance.domain.offices import Level
from issuance.models import Office
from issuance.web.forms.fields import WordsField


class ReasonForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"reason_missing": "reason"}

    reason = WordsField("까닭")


class OfficesForm(forms.Form):
    """What of the offices is shown; what is empty or odd shows all."""

    ANY, UNSIGNED, SIGNED, LEFT = "", "unsigned", "signed", "left"

    show = forms.ChoiceField(
        label="보일 것",
        required=False,
        choices=(
            (UNSIGNED, "마감하지 않은 곳"),
            (LEFT, "남은 일이 있는 곳"),
            (SIGNED, "마감한 곳"),
            (ANY, "모두"),
        ),
    )
    region = forms.ModelChoiceField(
        label="지역",
        required=False,
        queryset=Office.objects.filter(level=Level.PROVINCE).order_by("code"),
        empty_label="모든 지역",
    )
    name = forms.CharField(label="기관 이름", required=False, max_length=60)
