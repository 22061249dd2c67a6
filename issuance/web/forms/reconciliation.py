"""Proposing what becomes of a paper, and sending a proposal back."""

from typing import ClassVar

from django import forms

from issuance.domain.reconciliation import Decision
from issuance.web.forms.fields import WordsField


class ProposalForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"reason_missing": "reason", "decision_missing": "decision"}

    decision = forms.TypedChoiceField(
        label="처리", choices=Decision.choices(), coerce=Decision, widget=forms.RadioSelect
    )
    reason = WordsField(label="처리 사유")
