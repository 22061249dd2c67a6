"""Withdrawing a batch, and saying which of two answers holds."""

from typing import ClassVar

from django import forms

from issuance.web.forms.fields import WordsField


class WithdrawForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"answer_words_missing": "words"}

    words = WordsField("거두는 까닭")


class DoubtForm(forms.Form):
    """Which of the two holds, as somebody saw it in the main system."""

    places: ClassVar[dict[str, str]] = {"answer_words_missing": "words", "no_doubt": "take"}

    take = forms.TypedChoiceField(
        label="주 시스템 화면에서 확인한 것",
        choices=[("1", "새 답이 맞습니다"), ("0", "있던 내용이 맞습니다")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    words = WordsField("어떻게 확인했는지")
