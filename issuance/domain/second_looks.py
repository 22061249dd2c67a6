"""The second look: how many settled cases are drawn, who may look at them, and what comes of it."""

import hashlib
import math
from collections.abc import Collection, Iterable
from datetime import timedelta

from issuance.domain.errors import IssuanceError
from issuance.domain.reconciliation import Decision
from issuance.domain.states import DocumentState, Labelled

SHARE = 0.05
MOST_AN_OFFICE = 60
JUDGEMENTS = (Decision.CONFIRM, Decision.CORRECT, Decision.REVOKE)
# A decision that takes effect in the very moment of a draw may not be seen by it: the next one counts it.
MARGIN = timedelta(minutes=10)


class Stratum(Labelled):
    """Drawn from apart, so that the many matches do not drown what people judged."""

    MATCHES = "matches", "자동 일치"
    AGREED = "agreed", "두 사람이 결정"


class LookOutcome(Labelled):
    AGREES = "agrees", "같은 판단"
    DISAGREES = "disagrees", "다른 판단"


class NotFresh(IssuanceError):
    code = "not_fresh"
    sentence = "이 건을 처리했거나 이미 열어 본 사람은 두 번째로 볼 수 없습니다. 다른 담당자가 보아 주세요."


class LookTaken(IssuanceError):
    code = "look_taken"
    sentence = "다른 담당자가 맡은 건입니다. 목록에서 다른 건을 골라 주세요."


class LookNotTaken(IssuanceError):
    code = "look_not_taken"
    sentence = "먼저 ‘맡기’를 누른 뒤 살펴봐 주세요."


class LookDone(IssuanceError):
    code = "look_done"
    sentence = "이미 판단을 적은 건입니다. 목록에서 다른 건을 골라 주세요."


class BlindLook(IssuanceError):
    code = "blind_look"
    sentence = (
        "두 번째 확인을 맡은 건이어서 먼저 결정을 볼 수 없습니다. ‘두 번째 확인’에서 판단을 적어 주세요."
    )


def pool_digest(keys: Iterable[int]) -> str:
    """SHA-256, in hex, over the keys of a pool in rising order, by which it is recognised."""
    return hashlib.sha256(",".join(map(str, sorted(keys))).encode()).hexdigest()


def draw_size(*, seen: int, drawn: int, drawn_of_office: int) -> int:
    """How many more to draw: one in twenty of all `seen` so far less those drawn, 60 an office and outage at most."""
    return max(0, min(math.ceil(seen * SHARE) - drawn, MOST_AN_OFFICE - drawn_of_office))


def ensure_fresh(person: object, *, concerned: Collection[object], has_looked: bool) -> None:
    if person in concerned or has_looked:
        raise NotFresh


def agrees(judgement: Decision, *, decided: str, paper: str) -> bool:
    """Whether two people judged alike; what was kept is judged by what became of the paper before."""
    if decided == Decision.KEEP:
        kept = {DocumentState.CONFIRMED: Decision.CONFIRM, DocumentState.CORRECTED: Decision.CORRECT}
        return judgement == kept.get(DocumentState(paper))
    return judgement == decided
