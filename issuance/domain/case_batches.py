"""Equal cases decided together: which may be, and how many of them are looked at first."""

import hashlib
import math
from collections.abc import Iterable

from issuance.domain.errors import IssuanceError
from issuance.domain.names import with_particle
from issuance.domain.reconciliation import Decision
from issuance.domain.states import Labelled

SHARE = 0.05
LEAST_SAMPLE, MOST_SAMPLE = 5, 20
TOGETHER = (Decision.CONFIRM, Decision.CORRECT, Decision.REVOKE)


class LineOutcome(Labelled):
    WAITING = "waiting", "대기"
    PROPOSED = "proposed", "처리안"
    LEFT = "left", "올리지 못함"
    DECIDED = "decided", "결정"
    REFUSED = "refused", "결정하지 못함"
    RETURNED = "returned", "반송"


class NothingToBatch(IssuanceError):
    code = "nothing_to_batch"
    sentence = "그 결과와 다른 내용이 모두 같은 대기 중인 건이 없습니다. 목록을 새로 열어 확인해 주세요."


class NotTogether(IssuanceError):
    code = "not_together"
    sentence = "{decision} 한꺼번에 처리할 수 없습니다. 한 건씩 처리해 주세요."


class NotEqual(IssuanceError):
    code = "not_equal"
    sentence = "그 사이 대조 결과나 다른 내용이 바뀐 건입니다. 한 건씩 처리해 주세요."


class SampleNotSeen(IssuanceError):
    code = "sample_not_seen"
    sentence = "표본 {left}건을 아직 열어 보지 않았습니다. 표본을 모두 살펴본 뒤 결정해 주세요."


class BatchNotReady(IssuanceError):
    code = "batch_not_ready"
    sentence = "아직 처리안을 올리는 중인 묶음입니다. 잠시 뒤 다시 열어 주세요."


class BatchIsOver(IssuanceError):
    code = "batch_is_over"
    sentence = "이미 결정하거나 돌려보낸 묶음입니다. 결과를 확인해 주세요."


def ensure_together(decision: Decision) -> None:
    if decision not in TOGETHER:
        raise NotTogether(decision=with_particle(f"‘{decision.label}’", "은/는"))


def ensure_ready(*, waiting: int, over: bool) -> None:
    """A batch is judged as a whole: when every case has been tried, and once."""
    if over:
        raise BatchIsOver
    if waiting:
        raise BatchNotReady


def ensure_seen(left: int) -> None:
    if left:
        raise SampleNotSeen(left=left)


def sample_size(count: int) -> int:
    """One in twenty, at least 5 and at most 20, and never more than there are."""
    return min(count, MOST_SAMPLE, max(LEAST_SAMPLE, math.ceil(count * SHARE)))


def drawn(keys: Iterable[int], *, seed: str, count: int) -> list[int]:
    """The `count` keys whose SHA-256 with the seed comes first, so that anybody can draw again and get the same."""
    return sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())[:count]
