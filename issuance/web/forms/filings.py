"""Taking a filing: the form is the kind's own, and a proposal to end one otherwise."""

from typing import Any, ClassVar

from django import forms

from issuance.domain.catalogue import OTHER_FILING, Flow
from issuance.domain.filings import IdKind, NewFiling, Purpose, Relation, SettlementReason
from issuance.models import DocumentKind
from issuance.web.forms.fields import BeginningField, DayField, UnrepeatedField, WordsField


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
    }

    beginning = BeginningField()
    title = forms.CharField(
        label="민원 제목", max_length=100, help_text="목록에 없는 민원이므로 제목을 적어 주세요."
    )
    relation = forms.ChoiceField(label="신청인과 대상자의 관계", choices=Relation.choices())
    number = UnrepeatedField(label="대상자 주민등록번호", max_length=30)
    applicant_name = forms.CharField(label="신청인 성명", max_length=100)
    applicant_birth = DayField(
        label="신청인 생년월일", required=False, help_text="본인이면 비워 두세요. 예: 1985-03-02"
    )
    applicant_phone = forms.CharField(label="신청인 연락처", max_length=20, required=False)
    subject_name = forms.CharField(
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
    receiver = forms.CharField(label="제출처", max_length=80, required=False)
    copies = forms.IntegerField(label="통수", initial=1, min_value=1, max_value=20)
    handed_in = forms.CharField(
        label="제출서류", max_length=300, required=False, help_text="예: 위임장 1부, 임대차계약서 사본 1부"
    )

    def __init__(self, kind: DocumentKind, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        self._fit_to(kind)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def _fit_to(self, kind: DocumentKind) -> None:
        if kind.code != OTHER_FILING:
            del self.fields["title"]
        if kind.is_parcel:
            number = self.fields["number"]
            number.label, number.help_text = "고유번호(PNU)", "숫자 19자리"
            number.widget = forms.TextInput(attrs={"inputmode": "numeric"})
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

    def clean(self) -> dict[str, Any]:
        """Somebody who asks for another says for whom: the applicant's name is no stand-in."""
        typed = super().clean() or {}
        of_another = typed.get("relation") != Relation.SELF and typed.get("number")
        if "subject_name" in self.fields and of_another and not typed.get("subject_name"):
            self.add_error("subject_name", "본인이 아니면 대상자의 성명을 적어 주세요.")
        return typed

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
