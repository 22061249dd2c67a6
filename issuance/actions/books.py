"""The office's book for a day as a file."""

from collections.abc import Iterable, Iterator
from datetime import date

from issuance.main_system.writing import csv_bytes, harmless, written_moment
from issuance.models import Office, User
from issuance.permissions import Deed, ensure
from issuance.queries.books import Day, Line, day, lines

COLUMNS = (
    "문서번호", "발급번호", "발급일시", "구분", "민원명", "신청인", "용도", "통수",
    "수수료", "면제", "면제 근거", "환급", "담당자", "상태", "비고",
)  # fmt: skip


def exported(office: Office, date: date, *, by: User, drill: bool = False) -> Iterator[bytes]:
    """CSV of the day's numbers with masked names; no cell is a formula to a spreadsheet."""
    ensure(by, Deed.SEE_OWN_OFFICE, office)
    return csv_bytes(COLUMNS, _rows(day(office, date, drill=drill), lines(office, date, drill=drill)))


def _rows(book: Day, given: Iterable[Line]) -> Iterator[tuple[str, ...]]:
    yield from map(_row, given)
    yield (
        "합계",
        f"번호 {book.numbers}",
        f"폐기 {book.voided}",
        *[""] * 5,
        str(book.fees.due),
        str(book.fees.waived),
        "",
        str(book.fees.to_refund),
        *[""] * 3,
    )


def _row(line: Line) -> tuple[str, ...]:
    return (
        line.serial,
        line.issue_number,
        written_moment(line.issued_at),
        line.series_label,
        harmless(line.kind),
        harmless(line.applicant),
        line.purpose,
        str(line.copies),
        str(line.fee_due),
        str(line.fee_waived),
        harmless(line.waiver_basis),
        str(line.fee_to_refund),
        harmless(line.issued_by),
        line.state,
        harmless(line.remark),
    )
