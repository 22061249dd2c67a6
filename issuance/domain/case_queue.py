"""The queue of cases: what comes first, and by when a case should have its proposal."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import IntEnum

from issuance.domain.matching import CaseVerdict

WORKING_DAYS = 3
ANSWER_DAYS = 5

# 창설적 신고 and what blocks others at once; then what holds by its date; then what has a deadline.
_BLOCKS = frozenset({"FL06", "FL07", "FL08", "FL09", "ID01"})
_DATES = frozenset({"FL01", "FL02"})
_DEADLINES = frozenset({"FL03", "FL04", "FL05", "FL10", "FL11", "FL12", "FL13", "FL14"})


class Urgency(IntEnum):
    """The order of back-entry: the smaller, the sooner."""

    BLOCKS = 1
    DATES = 2
    DEADLINES = 3
    PAPERS = 4
    FEES = 5
    STATISTICS = 6

    @property
    def label(self) -> str:
        return _LABELS[self]

    @classmethod
    def choices(cls) -> list[tuple[int, str]]:
        return [(one.value, one.label) for one in cls]


# Every other kind is a paper's.
URGENT_FILINGS = {Urgency.BLOCKS: _BLOCKS, Urgency.DATES: _DATES, Urgency.DEADLINES: _DEADLINES}

_LABELS = {
    Urgency.BLOCKS: "1 제한·신분",
    Urgency.DATES: "2 날짜",
    Urgency.DEADLINES: "3 기한",
    Urgency.PAPERS: "4 서류",
    Urgency.FEES: "5 수수료",
    Urgency.STATISTICS: "6 통계",
}


def urgency_of(kind: str, verdict: str, *, differs: bool, restricted: bool) -> Urgency:
    """How urgent a case is: a paper in the hands of somebody under 교부제한 is as urgent as a block itself.

    A paper that the main system issued too, alike, is a question of its fee; a clean match only counts.
    """
    if restricted or (kind in _BLOCKS and verdict != CaseVerdict.MATCH):
        return Urgency.BLOCKS
    if verdict == CaseVerdict.MATCH:
        return Urgency.STATISTICS
    if verdict == CaseVerdict.ALSO_ISSUED and not differs:
        return Urgency.FEES
    return Urgency.PAPERS


def urgency_of_filing(kind: str) -> Urgency:
    """How urgent it is to register a filing."""
    return next((one for one, kinds in URGENT_FILINGS.items() if kind in kinds), Urgency.PAPERS)


def working_day_after(day: date, count: int, *, holidays: Collection[date]) -> date:
    """The `count`th working day after `day`: Saturdays, Sundays and holidays do not count (민원처리법 §19)."""
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day
