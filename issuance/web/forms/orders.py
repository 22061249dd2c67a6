"""Drafting a fallback order, acknowledging one, and noting a telephone call."""

from typing import Any, ClassVar

from django import forms

from issuance.domain.offices import Level
from issuance.domain.orders import Manner
from issuance.domain.states import OrderState
from issuance.models import DocumentKind, FallbackOrder, Office, Outage
from issuance.web.forms.fields import MomentField, WordsField

LEGAL_BASIS = "민원 처리에 관한 법률 시행령 §6의2"


class OrderForm(forms.Form):
    """Only kinds that the catalogue puts in class P can be chosen."""

    places: ClassVar[dict[str, str]] = {
        "bad_validity": "validity_days",
        "no_legal_basis": "legal_basis",
        "nothing_allowed": "kinds",
    }

    kinds = forms.MultipleChoiceField(label="임시 발급을 허용할 서류", widget=forms.CheckboxSelectMultiple)
    waived = forms.MultipleChoiceField(
        label="수수료를 면제할 서류",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="허용한 서류 가운데 면제할 것만 고르세요.",
    )
    scope = forms.ModelMultipleChoiceField(
        label="시행 지역",
        queryset=Office.objects.filter(level=Level.PROVINCE).order_by("code"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="고르지 않으면 전국입니다. 시도를 고르면 그 아래 모든 사무소에 통보합니다.",
    )
    supersedes = forms.ModelChoiceField(
        label="대체할 지침",
        queryset=FallbackOrder.objects.none(),
        required=False,
        empty_label="없음(새 지침)",
        help_text="시행 중인 지침은 고칠 수 없습니다. 새 지침이 승인되면 고른 지침이 끝납니다.",
    )
    starts_at = MomentField(label="시행 시작")
    ends_at = MomentField(label="시행 종료")
    validity_days = forms.IntegerField(
        label="서류 유효기간(일)", initial=7, min_value=1, max_value=7, help_text="1일부터 7일까지"
    )
    snapshot_age_hours = forms.IntegerField(
        label="지역사본 한도(시간)",
        initial=96,
        min_value=1,
        max_value=720,
        help_text="이보다 오래된 사본은 쓸 수 없습니다.",
    )
    legal_basis = forms.CharField(label="법적 근거", max_length=300, initial=LEGAL_BASIS)
    text = forms.CharField(label="내용", widget=forms.Textarea(attrs={"rows": 5}))
    alternative = forms.CharField(
        label="다른 접수 방법", max_length=300, required=False, help_text="창구 안내문에 실립니다."
    )
    deadline_relief = forms.CharField(
        label="납부·신고 기한", max_length=300, required=False, help_text="창구 안내문에 실립니다."
    )

    def __init__(self, outage: Outage, kinds: list[DocumentKind], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        replaced = self.fields["supersedes"]
        assert isinstance(replaced, forms.ModelChoiceField)
        replaced.queryset = outage.orders.filter(state=OrderState.IN_FORCE)
        choices = [(kind.code, f"{kind.name} ({kind.code})") for kind in kinds]
        for name in ("kinds", "waived"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices


class AcknowledgeForm(forms.Form):
    manner = forms.TypedChoiceField(
        label="확인하는 사람",
        choices=[(manner.value, manner.label) for manner in (Manner.OFFICER, Manner.DEPUTY)],
        coerce=Manner,
        initial=Manner.OFFICER.value,
        widget=forms.RadioSelect,
    )


class TelephoneForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"telephone_needs_a_name": "spoken_with"}

    spoken_with = forms.CharField(label="통화한 사람", max_length=40)


class RejectForm(forms.Form):
    reason = WordsField(label="반려 사유", min_length=5)
