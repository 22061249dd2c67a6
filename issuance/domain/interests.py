"""이해관계: a clerk's own or family matter, which another clerk must confirm."""

from issuance.domain.errors import IssuanceError
from issuance.domain.names import composed


class InterestNotConfirmed(IssuanceError):
    code = "interest_not_confirmed"
    sentence = (
        "접수한 담당자와 이해관계가 있는 민원입니다. 다른 담당자가 ‘이해관계 확인’을 한 뒤 발급해 주세요."
    )


class NoInterest(IssuanceError):
    code = "no_interest"
    sentence = "이해관계가 표시되지 않은 접수입니다. 확인 없이 그대로 처리해 주세요."


class InterestAlreadyConfirmed(IssuanceError):
    code = "interest_already_confirmed"
    sentence = "이미 다른 담당자가 확인한 접수입니다. 그대로 처리해 주세요."


class OwnMatter(IssuanceError):
    """A public servant keeps out of what concerns themself (이해충돌방지법 §5)."""

    code = "own_matter"
    sentence = "본인과 이름이 같은 사람의 민원입니다. 다른 담당자가 처리해 주세요."


def names_meet(person: str, *concerned: str) -> bool:
    """Whether a clerk's name is that of one of the people concerned; Hanja in parentheses and spaces do not count."""
    own = _spoken(person)
    return bool(own) and any(_spoken(name) == own for name in concerned)


def ensure_interest_confirmed(*, interest: bool, confirmed: bool) -> None:
    if interest and not confirmed:
        raise InterestNotConfirmed


def ensure_not_own_matter(person: str, *concerned: str) -> None:
    """Refuse the hand of a person who bears the name of somebody concerned."""
    if names_meet(person, *concerned):
        raise OwnMatter


def ensure_confirmable(*, interest: bool, confirmed: bool) -> None:
    """Refuse to confirm where there is nothing to confirm, or nothing any more."""
    if not interest:
        raise NoInterest
    if confirmed:
        raise InterestAlreadyConfirmed


def _spoken(name: str) -> str:
    return "".join(composed(name).partition("(")[0].split()).casefold()
