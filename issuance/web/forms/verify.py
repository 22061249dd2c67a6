"""The ways to ask about a paper: its mark as text, its check number, a picture of it; and to be told of news."""

from typing import ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile

from issuance.domain.verification import typed_mark
from issuance.printing.codes import MAX_BYTES, PictureTooLarge

_MOST_CHARACTERS = 2000


class MarkForm(forms.Form):
    # Not stripped: a space at the end may belong to the mark.
    mark = forms.CharField(
        label="부호의 글",
        max_length=_MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text="종이의 부호(QR)를 다른 앱으로 찍어 나온 글입니다. KD1: 로 시작합니다.",
    )

    def clean_mark(self) -> str:
        return typed_mark(self.cleaned_data["mark"])


class NumberForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"mistyped_number": "number", "malformed_birth": "birth"}

    number = forms.CharField(
        label="문서확인번호",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text="종이에 적힌 숫자 16개입니다. 띄어쓰기와 붙임표는 없어도 됩니다.",
    )
    birth = forms.CharField(
        label="생년월일 6자리",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text="문서에 적힌 사람의 생년월일입니다. 예: 850302",
    )


class PictureForm(forms.Form):
    places: ClassVar[dict[str, str]] = dict.fromkeys(
        ("picture_too_large", "picture_not_readable", "too_many_pictures", "too_many_tries"), "picture"
    )

    picture = forms.FileField(
        label="사진이나 PDF",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        help_text="부호가 모두 보이게 찍은 사진이나 전자문서(PDF)입니다. 10MB까지 읽고, 저장하지 않습니다.",
    )

    def clean_picture(self) -> UploadedFile:
        picture: UploadedFile = self.cleaned_data["picture"]
        if picture.size is None or picture.size > MAX_BYTES:
            raise forms.ValidationError(PictureTooLarge.sentence, code=PictureTooLarge.code)
        return picture


class WatchForm(forms.Form):
    places: ClassVar[dict[str, str]] = dict.fromkeys(
        ("nothing_to_watch", "too_many_watches", "too_many_tries"), "email"
    )

    email = forms.EmailField(
        label="전자우편 주소",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="취소되거나 정정되면 한 번 알려 드리고 주소를 지웁니다. 유효기한이 지나도 지웁니다.",
    )
    paper = forms.CharField(widget=forms.HiddenInput)
