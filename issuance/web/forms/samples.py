"""Forms and states as the page of components shows them: nothing here is ever sent."""

from dataclasses import dataclass
from typing import Any

from django import forms

from issuance.domain.states import (
    CaseState,
    DeliveryState,
    DocumentState,
    FilingState,
    OrderState,
    OutageState,
)
from issuance.web.forms.fields import DayField, MomentField, WordsField

MACHINES = (
    ("장애", OutageState),
    ("지침", OrderState),
    ("통보", DeliveryState),
    ("접수", FilingState),
    ("임시확인서", DocumentState),
    ("대조 건", CaseState),
)


@dataclass(frozen=True, slots=True)
class Samples:
    """What the page shows: a form as it comes and as it was refused, and the badges of each machine."""

    blank: forms.Form
    refused: forms.Form
    machines: list[tuple[str, list[Any]]]


class SampleForm(forms.Form):
    """One field of each kind that pages use."""

    name = forms.CharField(label="신청인 성명", help_text="신분증에 적힌 대로")
    day = DayField(label="생년월일", help_text="예: 1885-03-02")
    moment = MomentField(label="시행 시작", required=False)
    choice = forms.ChoiceField(label="용도", choices=[("", "선택"), ("1", "학교"), ("2", "취업")])
    radio = forms.ChoiceField(
        label="확인하는 사람", choices=[("1", "담당자"), ("2", "직무대리")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="훈련입니다", required=False, help_text="서류에 ‘훈련’이 찍힙니다.")
    words = WordsField()


def samples() -> Samples:
    refused = SampleForm({"name": "", "day": "1885-02-30", "words": "짧음"}, auto_id="refused_%s")
    return Samples(
        SampleForm(auto_id="blank_%s"), refused, [(label, list(machine)) for label, machine in MACHINES]
    )
