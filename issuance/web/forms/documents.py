"""Preparing a provisional document from paper, and giving reasons."""

from typing import Any, ClassVar

from django import forms

from issuance.domain.documents import VoidReason
from issuance.models import DocumentKind
from issuance.web.forms.fields import BeginningField, MomentField, WordsField

_FACT = "fact_"
_HINTS = {
    "세대원": "관계는 괄호에, 사람은 ‘;’로 나누어 적어 주세요. 예: 홍길동(洪吉童)(본인);김영희(배우자)",
    "주소변동": "옛 주소부터 ‘;’로 나누어 적어 주세요.",
    "위반건축물": "없으면 ‘없음’이라고 적어 주세요.",
}


class SnapshotForm(forms.Form):
    """The facts are the snapshot's: the clerk only says so."""

    beginning = BeginningField()


class PaperSourceForm(forms.Form):
    """Field by field what the clerk read on the paper, when it was true, and which paper it was."""

    places: ClassVar[dict[str, str]] = {"source_from_the_future": "as_of"}

    beginning = BeginningField()
    as_of = MomentField(label="기준일시", help_text="근거 자료에 적힌 발급일시나 작성일시")
    source_note = forms.CharField(
        label="근거 문서", max_length=120, help_text="예: 2026. 11. 2. 청운효자동 발급 등본 1부"
    )

    def __init__(self, kind: DocumentKind, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number, fact in enumerate(kind.facts):
            self.fields[f"{_FACT}{number}"] = forms.CharField(
                label=fact, max_length=1000, help_text=_HINTS.get(fact, "")
            )
        self._facts = tuple(kind.facts)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        self.order_fields(
            [*(f"{_FACT}{number}" for number in range(len(kind.facts))), "as_of", "source_note"]
        )

    def facts(self) -> dict[str, str]:
        return {fact: self.cleaned_data[f"{_FACT}{number}"] for number, fact in enumerate(self._facts)}


class WordsForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"reason_missing": "words"}

    words = WordsField()


class VoidForm(forms.Form):
    """Why a number is kept without its paper."""

    places: ClassVar[dict[str, str]] = {"reason_missing": "words"}

    reason = forms.TypedChoiceField(label="폐기 구분", choices=VoidReason.choices(), coerce=VoidReason)
    words = WordsField(label="폐기 사유")
