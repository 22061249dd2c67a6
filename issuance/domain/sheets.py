"""What stands on a paper: frozen sheets, their canonical bytes and their digest."""

import hashlib
import unicodedata
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any

import rfc8785

from issuance.domain.states import Labelled

RENDERER = 1


class Form(Labelled):
    RECEIPT = "receipt", "접수증"
    CERTIFICATE = "certificate", "전산장애 사실확인서"
    PROVISIONAL = "provisional", "임시확인서"
    CORRECTION = "correction", "정정 통지서"


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value; a value may hold newlines."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with rows of equal length, such as the members of a household."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Exactly what is printed, but for the mark; every value a string as it stands on the paper."""

    form: Form
    renderer: int
    drill: bool
    serial: str
    check_number: str
    issue_number: str
    title: str
    banner: str
    watermark: str
    rows: tuple[Row, ...]
    table: Table | None
    statements: tuple[str, ...]
    notes: tuple[str, ...]
    issued_at: str
    signed_by: str
    seal: str
    contact: str
    copies: tuple[str, ...]
    salt: str


@dataclass(frozen=True, slots=True)
class Application:
    """신청서 with the 서약, to be signed by the applicant and kept; it has no number and no mark."""

    title: str
    receipt_serial: str
    rows: tuple[Row, ...]
    pledge: str
    applicant: str
    dated: str
    office: str
    contact: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice for the hall (민원처리법 시행령 §6의2 ①): what is down and how to file instead."""

    title: str
    outage_number: str
    sections: tuple[Row, ...]
    legal_basis: str
    issued_at: str
    signed_by: str
    contact: str
    drill: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class DayBook:
    """The book of a day (발급대장) on landscape pages; `table` ends with the row of the sums."""

    title: str
    office: str
    table: Table
    sums: tuple[Row, ...]
    signers: tuple[str, ...]
    printed: str


def composed(value: Any) -> Any:
    """The same value with every string in NFC: what a clerk typed is kept as typed, what is printed is composed."""
    if isinstance(value, Form):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, tuple):
        return tuple(composed(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: composed(getattr(value, part.name)) for part in fields(value)})
    return value


def canonical(sheet: Sheet) -> bytes:
    """The canonical sheet: JSON by RFC 8785; the salt keeps its digest from giving masked digits away."""
    return rfc8785.dumps(asdict(sheet))


def digest(canonical_sheet: bytes) -> bytes:
    """SHA-256 of the canonical sheet: 32 bytes, of which the mark carries the first sixteen."""
    return hashlib.sha256(canonical_sheet).digest()


def restored(facts: dict[str, Any]) -> Sheet:
    """The sheet of its stored JSON."""
    table = facts["table"]
    return Sheet(
        **{
            **facts,
            "form": Form(facts["form"]),
            "rows": tuple(Row(**row) for row in facts["rows"]),
            "table": table
            and Table(table["title"], tuple(table["columns"]), tuple(map(tuple, table["rows"]))),
            "statements": tuple(facts["statements"]),
            "notes": tuple(facts["notes"]),
            "copies": tuple(facts["copies"]),
        }
    )
