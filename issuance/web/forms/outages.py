"""Suspecting an outage, and saying how a main system is."""

from django import forms

from issuance.domain.states import SystemState
from issuance.models import MainSystem
from issuance.web.forms.fields import MomentField


class SuspectForm(forms.Form):
    title = forms.CharField(label="제목", max_length=120, help_text="예: 지방행정시스템 로그인 장애")
    began_at = MomentField(label="장애 시작")
    systems = forms.ModelMultipleChoiceField(
        label="멈춘 시스템", queryset=MainSystem.objects.order_by("name"), widget=forms.CheckboxSelectMultiple
    )
    drill = forms.BooleanField(
        label="훈련입니다",
        required=False,
        help_text="훈련은 다른 대장과 열쇠를 쓰고, 모든 서류에 ‘훈련’이 찍힙니다.",
    )


class ReportForm(forms.Form):
    state = forms.TypedChoiceField(label="상태", choices=SystemState.choices(), coerce=SystemState)


class BringBackForm(forms.Form):
    """Which system of an outage is up again."""

    system = forms.ModelChoiceField(label="시스템", queryset=MainSystem.objects.all())


class CloseForm(forms.Form):
    """Nothing opens a closed outage again, so one key alone does not close it."""

    is_sure = forms.BooleanField(
        label="되돌릴 수 없음을 알고 종결합니다",
        help_text="종결한 뒤에는 접수와 발급, 결정을 바꿀 수 없고, 새 대조 건으로만 바로잡습니다.",
        error_messages={"required": "종결하려면 이 칸에 표시한 뒤 다시 눌러 주세요."},
    )
