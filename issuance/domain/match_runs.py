"""A match run: its states, who may start one while another is under way, and how its clean matches are packed."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta
from struct import Struct

import numpy as np

from issuance.domain import digests
from issuance.domain.errors import IssuanceError
from issuance.domain.states import Labelled

# Longer than any step between two signs of life, so that a run at work is not taken for a dead one.
LEASE = timedelta(minutes=5)
# A run of so many papers against so many rows is over while a person waits for the page; a larger one is left to
# the queue.
AT_ONCE, ROWS_AT_ONCE = 2_000, 50_000
# So many clean matches are stored together: a page of them is one and a half million bytes.
MATCHES_A_PAGE = 50_000
KEY_BYTES = digests.BYTES
# The ledger row of a clean match: file, block of the file, place in the block.
FOUND = Struct(">qiH")
FOUND_ROWS = np.dtype([("source", ">i8"), ("block", ">i4"), ("place", ">u2")])


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


def keys_in(documents: bytes) -> Iterator[bytes]:
    """The documents' keys of a page, or of a part of one."""
    return (documents[at : at + KEY_BYTES] for at in range(0, len(documents), KEY_BYTES))


def row_found(document: bytes, documents: bytes, rows: bytes) -> tuple[int, int, int] | None:
    """File, block and place of the row that was found for a document; None where the page does not have it."""
    count = len(documents) // KEY_BYTES
    number = bisect_left(range(count), document, key=lambda n: _key_at(documents, n))
    if number == count or _key_at(documents, number) != document:
        return None
    source, block, place = FOUND.unpack_from(rows, number * FOUND.size)
    return source, block, place


def _key_at(documents: bytes, number: int) -> bytes:
    return documents[number * KEY_BYTES : (number + 1) * KEY_BYTES]
