"""The words of the book of a day (발급대장): every number with what became of it, and the sums."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from issuance.domain.papers import Series, printed_moment
from issuance.domain.sheets import DayBook, Row, Table, composed
from issuance.domain.wording import printed_date

COLUMNS = ("연번", "발급일시", "번호", "종류", "신청인", "용도", "수수료", "담당자", "비고")
SIGNERS = ("담당", "팀장", "기관장")


@dataclass(frozen=True, slots=True)
class Entry:
    """One number as the book has it: the applicant masked, money in won, why it is void if it is."""

    issued_at: datetime
    serial: str
    series: Series
    kind: str
    applicant: str
    purpose: str
    fee_due: int
    fee_waived: int
    fee_to_refund: int
    issued_by: str
    void_reason: str
    waiver_basis: str = ""


def day_book(
    office: str, day: date, entries: Sequence[Entry], *, printed_by: str, at: datetime, drill: bool = False
) -> DayBook:
    """The book of an office for a day, with numbers that were spoiled named below; there are no unused ones."""
    rows = tuple(_cells(number, entry) for number, entry in enumerate(entries, start=1))
    book: DayBook = composed(
        DayBook(
            title="발급대장(훈련)" if drill else "발급대장",
            office=office,
            table=Table(f"{printed_date(day)} 발급한 번호", COLUMNS, (*rows, _sum_of(entries))),
            sums=(
                Row("종류별 발급", _by_series(entries)),
                Row("수수료", _fees(entries)),
                *([Row("면제 근거", waivers)] if (waivers := _waivers(entries)) else ()),
                Row("훼손·폐기 번호", _spoiled(entries)),
                Row("미사용 번호", "없음 (번호는 발급하는 순간에 차례로 매기므로 건너뛰지 않습니다)"),
            ),
            signers=SIGNERS,
            printed=f"출력 {printed_moment(at)} · {printed_by}",
        )
    )
    return book


def _cells(number: int, entry: Entry) -> tuple[str, ...]:
    kind = entry.series.label if entry.kind == entry.series.label else f"{entry.series.label} · {entry.kind}"
    return (
        str(number),
        printed_moment(entry.issued_at),
        entry.serial,
        kind,
        entry.applicant,
        entry.purpose or "-",
        _fee(entry),
        entry.issued_by,
        f"폐기 · {entry.void_reason}" if entry.void_reason else "",
    )


def _fee(entry: Entry) -> str:
    kept = entry.fee_due - entry.fee_waived - entry.fee_to_refund
    parts = [f"{kept:,}원"] if kept else []
    if entry.fee_waived:
        parts.append(f"면제 {entry.fee_waived:,}원")
    if entry.fee_to_refund:
        parts.append(f"환급 {entry.fee_to_refund:,}원")
    return " · ".join(parts) or "-"


def _sum_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    void = sum(bool(entry.void_reason) for entry in entries)
    kept = sum(entry.fee_due - entry.fee_waived - entry.fee_to_refund for entry in entries)
    return ("합계", "", f"번호 {len(entries)}개", "", "", "", f"{kept:,}원", "", f"폐기 {void}개")


def _by_series(entries: Sequence[Entry]) -> str:
    given = Counter(entry.series for entry in entries)
    void = Counter(entry.series for entry in entries if entry.void_reason)
    counted = [
        f"{series.label} {given[series]}" + (f" (폐기 {void[series]})" if void[series] else "")
        for series in Series
        if given[series]
    ]
    return " · ".join(counted) or "없음"


def _fees(entries: Sequence[Entry]) -> str:
    due = sum(entry.fee_due for entry in entries)
    waived = sum(entry.fee_waived for entry in entries)
    refund = sum(entry.fee_to_refund for entry in entries)
    return f"부과 {due:,}원 = 받음 {due - waived - refund:,}원 + 면제 {waived:,}원 + 환급할 금액 {refund:,}원"


def _waivers(entries: Sequence[Entry]) -> str:
    """What was waived on each basis, in the order in which the bases come."""
    counts: dict[str, tuple[int, int]] = {}
    for entry in entries:
        if entry.fee_waived:
            papers, won = counts.get(entry.waiver_basis, (0, 0))
            counts[entry.waiver_basis] = (papers + 1, won + entry.fee_waived)
    return "\n".join(f"{basis}: {papers}건 {won:,}원" for basis, (papers, won) in counts.items())


def _spoiled(entries: Sequence[Entry]) -> str:
    lines = [f"{entry.serial} ({entry.void_reason})" for entry in entries if entry.void_reason]
    return "\n".join(lines) or "없음"
