"""Saying how a message was sent by hand, and where it may be mailed."""

from typing import ClassVar
from uuid import UUID

from django import forms

from issuance.domain.messages import BY_HAND, LETTERS_AT_ONCE, LONGEST_ADDRESS, Way
from issuance.web.forms.fields import WordsField

_WHAT = "누구에게 언제 보냈는지 다섯 글자 이상 적어 주세요. 주민등록번호는 적지 마세요."


class DeliveryForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"way_not_said": "words", "open_number": "words", "not_by_hand": "way"}

    way = forms.TypedChoiceField(
        label="보낸 방법", choices=[(way.value, way.label) for way in BY_HAND], coerce=Way
    )
    words = WordsField(label="보낸 내용", help_text=_WHAT)


class AddressForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"malformed_email": "email"}

    email = forms.EmailField(
        label="전자우편 주소",
        max_length=LONGEST_ADDRESS,
        help_text="받는 쪽에 확인한 주소만 적어 주세요. 한 통지는 한 주소로 한 번 보냅니다.",
    )


class PostedForm(forms.Form):
    """The letters that were ticked, and what was done with them."""

    places: ClassVar[dict[str, str]] = {"way_not_said": "words"}

    words = WordsField(
        label="보낸 내용", help_text="예: 11. 26. 등기우편으로 보냄. 다섯 글자 이상 적어 주세요."
    )

    def __init__(self, *args: object, chosen: list[str], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.ticked = frozenset(chosen)
        self._chosen = chosen

    def chosen(self) -> list[UUID]:
        """The keys that were ticked, at most as many as one page has; what is no key is left out."""
        keys = []
        for text in self._chosen[:LETTERS_AT_ONCE]:
            try:
                keys.append(UUID(text))
            except ValueError:
                continue
        return keys
