"""Fields that more than one form has: days, moments, numbers that are not repeated, and where a form began."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core import signing
from django.utils import timezone

from issuance.domain.resident_numbers import shows_number

_SALT = "issuance.form"
DAYS = ("%Y-%m-%d", "%Y. %m. %d.", "%Y.%m.%d", "%Y.%m.%d.", "%Y/%m/%d", "%Y%m%d")
MOMENTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y. %m. %d. %H:%M")


@dataclass(frozen=True, slots=True)
class Beginning:
    """When a form was opened, and the token under which it may be sent once."""

    at: datetime
    token: str


def no_open_number(text: str) -> None:
    """Refuse a resident number in free text, at its field and before any paper is made of it."""
    if shows_number(text):
        raise forms.ValidationError(
            "주민등록번호가 그대로 있습니다. 번호를 지우고 다시 보내 주세요.", code="open_number"
        )


class FreeText(forms.CharField):
    """What a person writes in their own words; a resident number in it never comes back out into the page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"validators": [no_open_number], **options})

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "_Guarded":
        return _Guarded(form, self, field_name)


class _Guarded(forms.BoundField):
    def value(self) -> Any:
        typed = super().value()
        return "" if isinstance(typed, str) and shows_number(typed) else typed


class UnrepeatedInput(forms.TextInput):
    """A resident number goes in and never comes back out into a page, not even after a fault."""

    def format_value(self, value: Any) -> None:
        return None


class SubjectNumberInput(UnrepeatedInput):
    """A resident number at the counter: checked while it is typed, hidden when it is left, shown on a key."""

    is_number = True

    def __init__(self, *, check_at: str) -> None:
        super().__init__(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "inputmode": "numeric",
                "data-number": "",
                "autofocus": True,
                "data-hx-post": check_at,
                "data-hx-trigger": "input changed delay:300ms",
                "data-hx-include": "[name=csrfmiddlewaretoken]",
                "data-hx-target": "#number-said",
                "data-hx-sync": "this:replace",
            }
        )


class UnrepeatedField(forms.CharField):
    """A number that has to be typed again where the form comes back."""

    widget = UnrepeatedInput(attrs={"autocomplete": "off", "spellcheck": "false"})


class DayField(forms.DateField):
    """A day as clerks type one: `1985-03-02`, `1985. 3. 2.` or `19850302`."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off", "inputmode": "numeric"})
        super().__init__(**{"input_formats": DAYS, "widget": widget, **options})


class MomentField(forms.DateTimeField):
    """A moment in Asia/Seoul, to the minute."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(**{"input_formats": MOMENTS, "widget": widget, **options})


class WordsField(FreeText):
    """A reason in a person's own words."""

    def __init__(self, label: str = "사유", **options: Any) -> None:
        defaults = {"max_length": 250, "help_text": "다섯 글자 이상 적어 주세요. 주민등록번호는 적지 마세요."}
        super().__init__(**{"label": label, **defaults, **options})


class BeginningField(forms.CharField):
    """Hidden and signed: the moment at which the form was opened cannot be made up."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"initial": _signed_beginning, "label": "화면 번호", **options})

    def clean(self, value: Any) -> Beginning:
        try:
            said = signing.loads(super().clean(value), salt=_SALT)
        except signing.BadSignature as fault:
            raise forms.ValidationError(
                "이 화면을 더는 쓸 수 없습니다. 새 화면에서 다시 입력해 주세요.", code="form_not_ours"
            ) from fault
        return Beginning(datetime.fromisoformat(said["at"]), said["token"])


def _signed_beginning() -> str:
    return signing.dumps({"at": timezone.now().isoformat(), "token": uuid4().hex}, salt=_SALT)
