"""A match run: its states, who may start one while another is under way, and how long a silent one is waited for."""

from datetime import datetime, timedelta

from issuance.domain.errors import IssuanceError
from issuance.domain.states import Labelled

# Longer than any step between two signs of life, so that a run at work is not taken for a dead one.
LEASE = timedelta(minutes=2)
# A run of so many papers against so many rows is over while a person waits for the page; a larger one is left to
# the queue.
AT_ONCE, ROWS_AT_ONCE = 2_000, 50_000


class RunState(Labelled):
    RUNNING = "running", "대조 중"
    DONE = "done", "대조 완료"
    STOPPED = "stopped", "중단"


class RunUnderWay(IssuanceError):
    code = "match_run_under_way"
    sentence = (
        "이 장애의 대조가 이미 진행 중입니다. 끝난 뒤 다시 눌러 주세요. 진행 상황은 대조 화면에 나옵니다."
    )


class RunTakenOver(IssuanceError):
    code = "match_run_taken_over"
    sentence = (
        "이 대조 작업은 중단되었거나 다른 작업이 이어받았습니다. 진행 상황은 대조 화면에서 확인해 주세요."
    )


def overlaps(office: str | None, other: str | None) -> bool:
    """Whether two runs of one outage would look at the same papers; None is the whole nation."""
    return office is None or other is None or office == other


def ensure_free(*, lease: str, until: datetime | None, at: datetime) -> None:
    """Refuse to touch a run that somebody is at work on."""
    if lease and until is not None and at < until:
        raise RunUnderWay


def ensure_running(state: str) -> None:
    """Refuse to go on with a run that was stopped, or that is done."""
    if state != RunState.RUNNING:
        raise RunTakenOver


def ensure_mine(lease: str, mine: str) -> None:
    """Refuse to write into a run that another worker has taken over."""
    if lease != mine:
        raise RunTakenOver
