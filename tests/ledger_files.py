"""Files of the main system, written row by row, and brought in through the action."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from issuance.actions import ledger
from issuance.domain.ledger import FileKind
from issuance.main_system.layouts import COLUMNS, OPTIONAL_COLUMNS
from issuance.main_system.writing import written_moment
from issuance.models import Document, Filing, LedgerImport, Outage, Paper, User
from tests import builders
from tests.builders import FACTS, NOW

Row = Mapping[str, str]

LONG_AGO = NOW - timedelta(days=30)
RECOVERED = NOW + timedelta(hours=2)


def extract_row(
    number: str,
    *,
    kind: str = "RR01",
    name: str = "홍길동",
    as_of: datetime = LONG_AGO,
    ledger_number: str = "원-0001",
    **changed: str,
) -> Row:
    """What the register knows of a subject from `as_of` on; `changed` are facts other than the builders'."""
    key = "고유번호" if kind.startswith("LD") else "주민등록번호"
    return {
        "원장번호": ledger_number,
        "서류코드": kind,
        key: number,
        "성명": name,
        "기준일시": written_moment(as_of),
        **FACTS[kind],
        **changed,
    }


def issued_row(
    number: str, *, at: datetime, official: str = "2026-발급-0000001", provisional: str = ""
) -> Row:
    """A 등본 that the main system issued itself."""
    return {
        "발급번호": official,
        "서류코드": "RR01",
        "발급일시": written_moment(at),
        "기관코드": builders.TOWN,
        "주민등록번호": number,
        "성명": "홍길동",
        "통수": "1",
        "임시번호": provisional,
    }


def restriction_row(number: str) -> Row:
    return {
        "구분": "교부제한",
        "주민등록번호": number,
        "성명": "홍길동",
        "시작일시": written_moment(LONG_AGO),
    }


def answer_row(receipt: Paper | str, code: str, *, number: str = "") -> Row:
    serial = receipt.serial if isinstance(receipt, Paper) else receipt
    return {"임시번호": serial, "처리코드": code, "처리내용": "처리 결과", "주시스템번호": number}


def file_of(kind: FileKind, rows: Sequence[Row], *, encoding: str = "utf-8") -> bytes:
    """A CSV file with the columns of its kind, the facts of an extract after them."""
    columns = dict.fromkeys((*COLUMNS[kind], *OPTIONAL_COLUMNS.get(kind, ())))
    for row in rows:
        columns |= dict.fromkeys(row)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def bring_in(
    content: bytes,
    kind: FileKind = FileKind.EXTRACT,
    *,
    outage: Outage | None,
    by: User | None = None,
    at: datetime = RECOVERED,
) -> LedgerImport:
    """Import a file for an outage; without one it is the register snapshot."""
    return ledger.import_file(
        content,
        file_name=f"{kind.value}.csv",
        file_kind=kind,
        snapshot=outage is None,
        outage=outage,
        by=by or builders.headquarters_drafter(),
        at=at,
    )


def number_of(filing: Filing) -> str:
    """The resident number of a filing, plain, as only a test may take it."""
    return filing.unsealed("subject_number")


def extract_of(document: Document, *, outage: Outage) -> None:
    """Bring in an extract with a row of the paper's subject."""
    bring_in(file_of(FileKind.EXTRACT, [extract_row(number_of(document.filing))]), outage=outage)
