"""Who works in an office, and how the refusal to a person without the right to a deed reads."""

from issuance.domain.errors import IssuanceError
from issuance.domain.states import Labelled


class Role(Labelled):
    CLERK = "clerk", "창구 담당"
    SUPERVISOR = "supervisor", "민원팀장"
    HEAD = "head", "기관장"
    HEADQUARTERS = "headquarters", "본부"
    AUDITOR = "auditor", "감사"


class NotPermitted(IssuanceError):
    code = "not_permitted"
    sentence = "이 일을 할 권한이 없습니다. 담당 팀장에게 요청해 주세요."


class OtherOffice(IssuanceError):
    code = "other_office"
    sentence = "다른 사무소의 일입니다. 해당 사무소에 요청해 주세요."


class SamePerson(IssuanceError):
    """Two people stand behind what is risky (four eyes): the second may not be the first."""

    code = "same_person"
    sentence = "{first} 사람은 {second} 수 없습니다. 다른 담당자가 처리해 주세요."


def ensure_another_person(first_id: object, second_id: object, *, first: str, second: str) -> None:
    """Refuse where both deeds would be one person's; `first` and `second` name the deeds: `올린`, `결정할`."""
    if first_id == second_id:
        raise SamePerson(first=first, second=second)
