"""Preparing a provisional document from the snapshot or from paper, and giving reasons."""

from typing import Any, ClassVar

from django import forms

from issuance.domain.documents import Source, VoidReason
from issuance.domain.sources import PAPER_SOURCES, Origin
from issuance.models import DocumentKind, Filing
from issuance.web.forms.fields import BeginningField, FreeText, MomentField, WordsField
from issuance.web.forms.filings import waiver_choices

_FACT = "fact_"
_OWN = ("source", "as_of", "note")
_HINTS = {
    "세대원": "관계는 괄호에, 사람은 ‘;’로 나누어 적어 주세요. 예: 홍길동(洪吉童)(본인);김영희(배우자)",
    "주소변동": "옛 주소부터 ‘;’로 나누어 적어 주세요.",
    "위반건축물": "없으면 ‘없음’이라고 적어 주세요.",
}
_NOTE_HINT = "예: 2026. 11. 2. 청운효자동 발급 등본 1부"


class SnapshotForm(forms.Form):
    """The facts are the snapshot's: the clerk only says so, and whether the fee is waived."""

    places: ClassVar[dict[str, str]] = {"unknown_waiver": "waiver"}

    beginning = BeginningField()
    waiver = forms.ChoiceField(
        label="수수료 면제", required=False, help_text="증명하는 서류를 본 때에만 고릅니다."
    )

    def __init__(self, filing: Filing, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["waiver"].initial = filing.waiver
        waiver_choices(self, filing.kind)

    def waived_on(self) -> str:
        """The basis on which the fee is waived; empty where it is not."""
        return str(self.cleaned_data.get("waiver", ""))


class PaperSourceForm(SnapshotForm):
    """Field by field what the clerk read on the paper, when it was true, and which paper it was.

    A field that was read elsewhere than the rest names its own source.
    """

    places: ClassVar[dict[str, str]] = SnapshotForm.places | {"source_from_the_future": "as_of"}

    as_of = MomentField(label="기준일시", help_text="근거 자료에 적힌 발급일시나 작성일시")
    source_note = FreeText(label="근거 문서", max_length=120, help_text=_NOTE_HINT)

    def __init__(self, filing: Filing, *args: Any, **options: Any) -> None:
        super().__init__(filing, *args, **options)
        self._facts = tuple(filing.kind.facts)
        self._hold_facts(filing.kind)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def _hold_facts(self, kind: DocumentKind) -> None:
        for number, fact in enumerate(self._facts):
            name = f"{_FACT}{number}"
            self.fields[name] = FreeText(label=fact, max_length=1000, help_text=_HINTS.get(fact, ""))
            self.fields[f"{name}_source"] = forms.ChoiceField(
                label=f"{fact}의 근거 자료",
                choices=[("", "나머지와 같음"), *((one.value, one.label) for one in PAPER_SOURCES)],
                required=False,
            )
            self.fields[f"{name}_as_of"] = MomentField(label=f"{fact}의 기준일시", required=False)
            self.fields[f"{name}_note"] = FreeText(
                label=f"{fact}의 근거 문서", max_length=120, required=False, help_text=_NOTE_HINT
            )

    def of_facts(self) -> list[forms.BoundField]:
        return [self[f"{_FACT}{number}"] for number in range(len(self._facts))]

    def of_all(self) -> list[forms.BoundField]:
        """What is asked once for the whole paper."""
        return [self[name] for name in ("as_of", "source_note", "waiver") if name in self.fields]

    def own_sources(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The three fields by which a fact names a source of its own."""
        return [
            (fact, [self[f"{_FACT}{number}_{part}"] for part in _OWN])
            for number, fact in enumerate(self._facts)
        ]

    def names_own_sources(self) -> bool:
        """Whether any was typed or refused, so that the page shows them at once."""
        return any(field.value() or field.errors for _, fields in self.own_sources() for field in fields)

    def clean(self) -> dict[str, Any]:
        """A source of its own is told whole."""
        typed = super().clean() or {}
        for number, fact in enumerate(self._facts):
            names = [f"{_FACT}{number}_{part}" for part in _OWN]
            if any(name in self.errors for name in names):
                continue
            given = [name for name in names if typed.get(name)]
            if given:
                for name in set(names) - set(given):
                    self.add_error(name, f"‘{fact}’ 칸만 다른 자료를 보았으면 세 칸을 모두 적어 주세요.")
        return typed

    def facts(self) -> dict[str, str]:
        return {fact: self.cleaned_data[f"{_FACT}{number}"] for number, fact in enumerate(self._facts)}

    def origins(self) -> dict[str, Origin]:
        """Of the facts that were read elsewhere than the rest."""
        typed = self.cleaned_data
        return {
            fact: Origin(
                Source(typed[f"{_FACT}{number}_source"]),
                typed[f"{_FACT}{number}_as_of"],
                typed[f"{_FACT}{number}_note"],
            )
            for number, fact in enumerate(self._facts)
            if typed[f"{_FACT}{number}_source"]
        }


class WordsForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"reason_missing": "words"}

    words = WordsField()


class VoidForm(forms.Form):
    """Why a number is kept without its paper."""

    places: ClassVar[dict[str, str]] = {"reason_missing": "words"}

    reason = forms.TypedChoiceField(label="폐기 구분", choices=VoidReason.choices(), coerce=VoidReason)
    words = WordsField(label="폐기 사유")
