"""Taking a filing: the form is the kind's own, and a proposal to end one otherwise."""

from typing import Any, ClassVar

from django import forms
from django.urls import reverse

from issuance.domain.catalogue import OTHER_FILING, Flow
from issuance.domain.filings import Earlier, IdKind, NewFiling, Purpose, Relation, SettlementReason
from issuance.domain.states import FilingState
from issuance.models import DocumentKind, Office, User
from issuance.web.forms.fields import (
    BeginningField,
    DayField,
    FreeText,
    MomentField,
    SubjectNumberInput,
    UnrepeatedField,
    WordsField,
)

# What most filings need stands first, so that the rest can be left as it is.
ORDER = (
    "again",
    "title",
    "relation",
    "number",
    "applicant_name",
    "id_kind",
    "id_last4",
    "purpose",
    "receiver",
    "copies",
    "subject_name",
    "applicant_birth",
    "applicant_phone",
    "id_issued_on",
    "handed_in",
    "waiver",
    "interest",
)


PAPER = ("moment", "taken_by", "taken_by_name", "evidence")


def waiver_choices(form: forms.Form, kind: DocumentKind) -> None:
    """The bases that the catalogue names for the kind; where there is none, nothing is asked."""
    if not kind.waivers or not kind.fee_won:
        del form.fields["waiver"]
        return
    field = form.fields["waiver"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", "면제하지 않음"), *((basis, basis) for basis in kind.waivers)]


class FilingForm(forms.Form):
    """What a clerk types at the counter; a resident number is asked again whenever the form comes back."""

    places: ClassVar[dict[str, str]] = {
        "title_missing": "title",
        "applicant_birth_missing": "applicant_birth",
        "copies_out_of_range": "copies",
        "wrong_length": "number",
        "not_digits": "number",
        "impossible_date": "number",
        "born_in_future": "number",
        "parcel_wrong_length": "number",
        "parcel_not_digits": "number",
        "unknown_waiver": "waiver",
        "taken_already": "again",
    }
    earlier: Earlier | None = None

    beginning = BeginningField()
    again = forms.BooleanField(
        label="다시 접수합니다",
        required=False,
        help_text="같은 신청을 한 번 더 받는 것이 맞을 때만 표시합니다. 접수증이 하나 더 나갑니다.",
    )
    title = FreeText(
        label="민원 제목", max_length=100, help_text="목록에 없는 민원이므로 제목을 적어 주세요."
    )
    relation = forms.ChoiceField(label="신청인과 대상자의 관계", choices=Relation.choices())
    number = UnrepeatedField(label="대상자 주민등록번호", max_length=30)
    applicant_name = FreeText(label="신청인 성명", max_length=100)
    applicant_birth = DayField(
        label="신청인 생년월일", required=False, help_text="본인이면 비워 두세요. 예: 1985-03-02"
    )
    applicant_phone = FreeText(label="신청인 연락처", max_length=20, required=False)
    subject_name = FreeText(
        label="대상자 성명", max_length=100, required=False, help_text="본인이면 비워 두세요."
    )
    id_kind = forms.ChoiceField(
        label="확인한 신분증", choices=[("", "확인하지 않음"), *IdKind.choices()], required=False
    )
    id_last4 = forms.CharField(
        label="신분증 번호 끝 네 자리",
        min_length=4,
        max_length=4,
        required=False,
        help_text="진위확인 미실시로 적힙니다.",
    )
    id_issued_on = DayField(label="신분증 발급일", required=False, help_text="예: 2020-11-03")
    purpose = forms.ChoiceField(label="용도", choices=[("", "선택"), *Purpose.choices()], required=False)
    receiver = FreeText(label="제출처", max_length=80, required=False)
    copies = forms.IntegerField(label="통수", initial=1, min_value=1, max_value=20)
    handed_in = FreeText(
        label="제출서류", max_length=300, required=False, help_text="예: 위임장 1부, 임대차계약서 사본 1부"
    )
    waiver = forms.ChoiceField(
        label="수수료 면제",
        required=False,
        help_text="증명하는 서류를 본 때에만 고릅니다. 임시확인서와 대장에 적힙니다.",
    )
    interest = forms.BooleanField(
        label="나나 내 가족의 일입니다(이해관계)",
        required=False,
        help_text="다른 담당자가 확인한 뒤에 임시확인서를 발급합니다. 이름이 같으면 저절로 표시됩니다.",
    )
    device_moment = forms.DateTimeField(label="PC 시계", required=False, widget=forms.HiddenInput)

    def __init__(self, kind: DocumentKind, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        self.fields["number"].widget = SubjectNumberInput(check_at=reverse("number_check"))
        if not self.data.get("again"):
            self.fields["again"].widget = forms.HiddenInput()
        self._fit_to(kind)
        self.order_fields(ORDER)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def _fit_to(self, kind: DocumentKind) -> None:
        if kind.code != OTHER_FILING:
            del self.fields["title"]
        if kind.is_parcel:
            number = self.fields["number"]
            number.label, number.help_text = "고유번호(PNU)", "숫자 19자리"
            number.widget = forms.TextInput(attrs={"inputmode": "numeric", "autofocus": True})
            del self.fields["subject_name"]
            self.fields["applicant_birth"].help_text = "예: 1985-03-02"
            self.fields["applicant_birth"].required = True
            self.fields["relation"].label = "신청인"
        else:
            self.fields["number"].help_text = "앞 6자리와 뒤 7자리. 화면과 기록에는 가려집니다."
        if kind.code == OTHER_FILING:
            self.fields["number"].required = False
            self.fields["number"].help_text = "번호를 보이지 않으면 비워 두고 생년월일을 적어 주세요."
        if kind.flow == Flow.FILING:
            for name in ("purpose", "receiver"):
                del self.fields[name]
        waiver_choices(self, kind)

    def clean(self) -> dict[str, Any]:
        """Somebody who asks for another says for whom: the applicant's name is no stand-in."""
        typed = super().clean() or {}
        of_another = typed.get("relation") != Relation.SELF and typed.get("number")
        if "subject_name" in self.fields and of_another and not typed.get("subject_name"):
            self.add_error("subject_name", "본인이 아니면 대상자의 성명을 적어 주세요.")
        return typed

    def ask_again(self, earlier: Earlier) -> None:
        """Show the filing of a moment ago, and the box by which this one is taken all the same."""
        self.earlier = earlier
        self.fields["again"].widget = forms.CheckboxInput()
        self.fields["number"].widget.attrs.pop("autofocus", None)

    def filing(self) -> NewFiling:
        """What the action takes; the form is valid."""
        typed = dict(self.cleaned_data)
        beginning = typed.pop("beginning")
        return NewFiling(
            kind=self.kind.code,
            begun_at=beginning.at,
            token=beginning.token,
            relation=Relation(typed.pop("relation")),
            subject_name=typed.pop("subject_name", ""),
            **typed,
        )


class PaperFilingForm(FilingForm):
    """What stands on a paper receipt, with its own moment, who wrote it, and a photo or scan."""

    places: ClassVar[dict[str, str]] = FilingForm.places | {
        "paper_moment_in_future": "moment",
        "no_outage_at_moment": "moment",
        "taker_missing": "taken_by_name",
        "evidence_unknown": "evidence",
        "evidence_too_large": "evidence",
    }

    moment = MomentField(label="종이에 적힌 접수일시", help_text="수기 접수증에 적힌 그대로")
    taken_by = forms.ModelChoiceField(
        label="종이로 접수한 사람",
        queryset=User.objects.none(),
        required=False,
        empty_label="계정이 없는 사람(성명을 적음)",
    )
    taken_by_name = FreeText(label="종이로 접수한 사람의 성명", max_length=40, required=False)
    evidence = forms.FileField(
        label="수기 접수증 사진이나 스캔", required=False, help_text="JPEG, PNG, PDF. 5MB까지"
    )

    def __init__(self, kind: DocumentKind, office: Office, *args: Any, **options: Any) -> None:
        super().__init__(kind, *args, **options)
        taken_by = self.fields["taken_by"]
        assert isinstance(taken_by, forms.ModelChoiceField)
        taken_by.queryset = User.objects.filter(office=office, is_active=True).order_by("name")
        self.order_fields(("moment", "taken_by", "taken_by_name", "evidence", *ORDER))

    def filing(self) -> NewFiling:
        typed = self.cleaned_data
        self.cleaned_data = {name: value for name, value in typed.items() if name not in PAPER}
        filing = super().filing()
        self.cleaned_data = typed
        return filing

    def paper(self) -> dict[str, Any]:
        """What the paper says beyond the filing; the upload is read here, and held no longer than the request."""
        typed = {name: self.cleaned_data[name] for name in PAPER}
        upload = typed["evidence"]
        return typed | {"evidence": upload.read() if upload else None}


class FilterForm(forms.Form):
    """What of a day is shown; every field stands in the address."""

    day = DayField(label="날짜", required=False)
    state = forms.ChoiceField(label="상태", choices=[("", "모두"), *FilingState.choices()], required=False)
    mine = forms.BooleanField(label="내가 받은 접수만", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["day"].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class SlipForm(forms.Form):
    """What was a slip; a field left empty stays as it is."""

    places: ClassVar[dict[str, str]] = {"reason_missing": "reason", "consent_missing": "consent"}

    applicant_phone = FreeText(label="연락처", max_length=20, required=False)
    purpose = forms.ChoiceField(label="용도", choices=[("", "그대로"), *Purpose.choices()], required=False)
    receiver = FreeText(label="제출처", max_length=80, required=False)
    copies = forms.IntegerField(label="통수", min_value=1, max_value=20, required=False)
    handed_in = FreeText(label="제출서류", max_length=300, required=False)
    consent = forms.BooleanField(label="신청인이 동의했습니다", required=False)
    reason = WordsField(label="고치는 까닭")


class SearchForm(forms.Form):
    """Words by which a filing is found again; sent by POST, so that no number is left in an address."""

    words = UnrepeatedField(
        label="접수 찾기",
        max_length=60,
        help_text="접수번호, 문서확인번호, 성명, 생년월일 8자리, 주민등록번호로 찾습니다.",
    )


class CertifyForm(forms.Form):
    """Nothing to type: the token makes a double click one certificate."""

    beginning = BeginningField()


class SettlementForm(forms.Form):
    """How a filing is to end that the main system does not register."""

    places: ClassVar[dict[str, str]] = {"settlement_reason_missing": "words"}

    reason = forms.TypedChoiceField(
        label="종결 구분", choices=SettlementReason.choices(), coerce=SettlementReason
    )
    words = WordsField(label="종결 사유")
