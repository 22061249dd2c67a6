"""The queue's filters, a proposal with its grounds, and what people add to a case."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from issuance.domain.case_queue import Urgency
from issuance.domain.matching import CaseVerdict
from issuance.domain.reconciliation import GROUNDS, Decision, Grounds
from issuance.domain.second_looks import JUDGEMENTS
from issuance.domain.states import CaseState
from issuance.queries.reconciliation import Filters, Turn
from issuance.web.forms.fields import FreeText, WordsField

WHOSE = (("", "모두"), ("mine", "내 건"), ("nobody", "맡은 사람 없음"))
WAITING = (CaseState.OPEN, CaseState.RETURNED, CaseState.PROPOSED, CaseState.DECIDED)
_ALL = ("", "모두")
_SHORT = {"class": "short", "autocomplete": "off"}


class _Short(forms.CharField):
    widget = forms.TextInput(attrs=_SHORT)


class QueueForm(forms.Form):
    """What of the queue is shown; every field stands in the address and none is personal."""

    whose = forms.ChoiceField(label="담당", choices=WHOSE, required=False)
    state = forms.ChoiceField(
        label="상태",
        choices=[_ALL, *Turn.choices(), *((one.value, one.label) for one in WAITING)],
        required=False,
    )
    verdict = forms.ChoiceField(label="대조 결과", choices=[_ALL, *CaseVerdict.choices()], required=False)
    urgency = forms.TypedChoiceField(
        label="급한 정도",
        choices=[_ALL, *Urgency.choices()],
        coerce=int,
        empty_value=None,
        required=False,
    )
    kind = forms.ChoiceField(label="서류", required=False)
    differing = _Short(label="다른 내용", max_length=20, required=False)
    office = _Short(label="기관(이름이나 코드)", max_length=60, required=False)
    number = _Short(label="문서번호", max_length=28, required=False)

    def __init__(self, *args: Any, kinds: Mapping[str, str], nation: bool, **options: Any) -> None:
        """`kinds` occur in the queue, name by code; `nation`: an office is asked for, as headquarters has cases of all."""
        super().__init__(*args, **options)
        asked = self.data.get("kind")
        # A kept address may name a kind of which no case is left: that shows none, not all.
        kept = [(asked, asked)] if asked and asked not in kinds else []
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [_ALL, *kinds.items(), *kept]
        if not nation:
            del self.fields["office"]

    def filters(self) -> Filters:
        """The valid part of what the address says."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return Filters(**said, today=timezone.localdate())


def _grounds(decisions: Collection[Decision]) -> list[tuple[str, Any]]:
    """The grounds under the decision that each belongs to."""
    groups = [
        (decision.label, [(one.value, one.label) for one in GROUNDS[decision] if one != Grounds.OTHER])
        for decision in decisions
    ]
    return [("", "골라 주세요"), *groups, (Grounds.OTHER.value, Grounds.OTHER.label)]


class DecisionForm(forms.Form):
    """A decision with its grounds and reason; those that are not offered are still understood, and refused in words."""

    places: ClassVar[dict[str, str]] = {
        "reason_missing": "reason",
        "decision_missing": "decision",
        "same_decision": "decision",
        "nothing_to_keep": "decision",
        "nothing_to_correct": "decision",
        "difference_cannot_be_confirmed": "decision",
        "row_not_picked": "decision",
        "other_subject": "decision",
        "ask_first": "decision",
        "paper_has_ended": "decision",
        "not_together": "decision",
        "grounds_do_not_fit": "grounds",
    }

    decision = forms.TypedChoiceField(
        label="처리", choices=Decision.choices(), coerce=Decision, widget=forms.RadioSelect
    )
    grounds = forms.TypedChoiceField(label="사유 구분", choices=_grounds(list(Decision)), coerce=Grounds)
    reason = WordsField(label="처리 사유")

    def offer(self, decisions: Collection[Decision]) -> None:
        """Show these decisions and their grounds alone."""
        for name, choices in (
            ("decision", [(one.value, one.label) for one in decisions]),
            ("grounds", _grounds(decisions)),
        ):
            widget = self.fields[name].widget
            assert isinstance(widget, forms.Select | forms.RadioSelect)
            widget.choices = choices


class ProposalForm(DecisionForm):
    ask_above = forms.BooleanField(
        label="상급기관이 결정",
        required=False,
        help_text="우리 사무소에 결정할 사람이 없을 때 고릅니다. 취소는 늘 상급기관에서 결정합니다.",
    )


class PickForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"reason_missing": "reason"}

    reason = WordsField(label="이 행으로 보는 까닭")


class AttachmentForm(forms.Form):
    places: ClassVar[dict[str, str]] = dict.fromkeys(
        ("evidence_unknown", "evidence_too_large", "no_attachment"), "file"
    )

    title = FreeText(label="첨부 이름", max_length=80, required=False)
    file = forms.FileField(
        label="파일",
        help_text="사진(JPEG·PNG)이나 스캔(PDF), 5MB까지 붙일 수 있습니다.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )


class JudgementForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"reason_missing": "words", "decision_missing": "judgement"}

    judgement = forms.TypedChoiceField(
        label="나라면",
        choices=[(one.value, one.label) for one in JUDGEMENTS],
        coerce=Decision,
        widget=forms.RadioSelect,
    )
    words = WordsField(label="까닭")
