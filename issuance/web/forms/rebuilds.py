"""Rebuilding a filing from a citizen's receipt: its mark, and what only the citizen can still say."""

from typing import Any, ClassVar

from django import forms

from issuance.domain.filings import NewFiling
from issuance.domain.rebuilds import Receipt
from issuance.domain.verification import typed_mark
from issuance.models import DocumentKind
from issuance.web.forms.filings import ORDER, FilingForm

_OUR_OWN = ("mark", "evidence")
_MOST_CHARACTERS = 2000


class RebuildForm(FilingForm):
    """The form of the receipt's kind; applicant and birth date stand as they are signed in the mark."""

    places: ClassVar[dict[str, str]] = FilingForm.places | {
        "other_applicant": "applicant_name",
        "receipt_evidence_missing": "evidence",
        "evidence_unknown": "evidence",
        "evidence_too_large": "evidence",
    }

    mark = forms.CharField(max_length=_MOST_CHARACTERS, strip=False, widget=forms.HiddenInput)
    evidence = forms.FileField(
        label="접수증 사진이나 스캔",
        help_text="JPEG, PNG, PDF. 5MB까지. 다른 담당자가 이것과 맞춰 봅니다.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )

    def __init__(self, kind: DocumentKind, receipt: Receipt, *args: Any, **options: Any) -> None:
        signed = {"applicant_name": receipt.applicant, "applicant_birth": receipt.applicant_birth}
        options["initial"] = signed | options.get("initial", {})
        super().__init__(kind, *args, **options)
        del self.fields["again"]
        self.fields["applicant_birth"].help_text = "접수증에 서명된 생년월일입니다."
        self.order_fields(("evidence", *ORDER))

    def clean_mark(self) -> str:
        return typed_mark(self.cleaned_data["mark"])

    def filing(self) -> NewFiling:
        typed = self.cleaned_data
        self.cleaned_data = {name: value for name, value in typed.items() if name not in _OUR_OWN}
        filing = super().filing()
        self.cleaned_data = typed
        return filing
