"""Small files of the main system, as the tests of this folder write and read them."""

import io
from collections.abc import Sequence
from datetime import date

from issuance.domain.ledger import FileKind, KindColumns, LedgerRow, RowFault
from issuance.main_system.encodings import Limits
from issuance.main_system.files import Reading, read

TODAY = date(2026, 11, 24)
HOUSEHOLD = ("주소", "세대주", "세대원", "전입일")
LAND = ("소재지", "지목", "면적", "소유자")
CATALOGUE = {
    "RR01": KindColumns(HOUSEHOLD),
    "LD02": KindColumns(LAND, is_parcel=True),
    "TX01": KindColumns(()),
}
HEADER = ("원장번호", "서류코드", "주민등록번호", "고유번호", "성명", "기준일시", *HOUSEHOLD)
ROW = (
    "0001", "RR01", "850302-9012345", "", "똠방각하", "2026-11-23 14:05",
    "서울특별시 종로구 세종대로 209, 101호 (세종로)", "홍길동(洪吉童)", "홍길동(洪吉童)(본인);김영희(배우자)", "2020-01-01",
)  # fmt: skip


def csv_text(rows: Sequence[Sequence[str]], *, separator: str = ",", line_end: str = "\r\n") -> str:
    """Every cell quoted, so that the separator never matters to what is in it."""
    return "".join(
        separator.join('"' + cell.replace('"', '""') + '"' for cell in row) + line_end for row in rows
    )


def changed(column: str, value: str) -> tuple[str, ...]:
    """The good row with one cell changed."""
    return tuple(value if name == column else cell for name, cell in zip(HEADER, ROW, strict=True))


def reading_of(
    content: str | bytes, *, kind: FileKind = FileKind.EXTRACT, limits: Limits | None = None
) -> Reading:
    if isinstance(content, str):
        content = content.encode()
    return read(
        io.BytesIO(content), file_name="원부.csv", kind=kind, catalogue=CATALOGUE, today=TODAY, limits=limits
    )


def rows_of(content: str | bytes, *, kind: FileKind = FileKind.EXTRACT) -> list[LedgerRow | RowFault]:
    return list(reading_of(content, kind=kind).rows)


def faults_of(content: str | bytes, *, kind: FileKind = FileKind.EXTRACT) -> list[tuple[int, str, str]]:
    """(row, column, code) of each row that was left out."""
    return [
        (row.row, row.column, row.code) for row in rows_of(content, kind=kind) if isinstance(row, RowFault)
    ]
