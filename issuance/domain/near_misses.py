"""Near-misses: an issue that was stopped at the last moment, and when an office must stop issuing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from issuance.domain.errors import IssuanceError

IN_A_ROW = 3
WITHIN = timedelta(hours=1)
# A refusal to a clerk is the program at work; these say that the program itself is not right.
REFUSALS = frozenset({"mark_does_not_read_back", "lint_hit", "seal_broken"})
UNEXPECTED = "unexpected"


class IssuingStopped(IssuanceError):
    code = "issuing_stopped"
    sentence = (
        "발급 점검에서 잘못이 거듭되어 이 사무소의 임시확인서 발급을 멈췄습니다."
        " 접수증과 사실확인서는 그대로 드리고, 팀장이 점검한 뒤 발급을 재개해 주세요."
    )


class NotStopped(IssuanceError):
    code = "not_stopped"
    sentence = "발급이 멈춰 있지 않습니다. 화면을 새로 열어 확인해 주세요."


def ensure_not_stopped(*, stopped: bool) -> None:
    if stopped:
        raise IssuingStopped


def must_stop(moments: Sequence[datetime]) -> bool:
    """Whether issuing stops: `moments` are the near-misses since the last paper that came out, oldest first."""
    return len(moments) >= IN_A_ROW and moments[-1] - moments[-IN_A_ROW] <= WITHIN
