"""The columns of each file, and how a record becomes a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import (
    AnswerCode,
    AnswerRow,
    ExtractRow,
    FileKind,
    IssuedRow,
    KindColumns,
    LedgerRow,
    RestrictionRow,
    RowFault,
)
from issuance.domain.names import clean_name
from issuance.domain.resident_numbers import ParcelNumber, ResidentNumber
from issuance.main_system import cells
from issuance.main_system.tables import Record, ShortRow, fault

Value = TypeVar("Value")
Catalogue = Mapping[str, KindColumns]

KIND, RESIDENT_NUMBER, PARCEL, NAME = "서류코드", "주민등록번호", "고유번호", "성명"

COLUMNS: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.EXTRACT: ("원장번호", KIND, RESIDENT_NUMBER, PARCEL, NAME, "기준일시"),
    FileKind.ISSUED: ("발급번호", KIND, "발급일시", "기관코드", RESIDENT_NUMBER, PARCEL, NAME, "통수"),
    FileKind.RESTRICTIONS: ("구분", RESIDENT_NUMBER, NAME, "시작일시", "해제일시"),
    FileKind.ANSWERS: ("임시번호", "처리코드", "처리내용", "주시스템번호"),
}
OPTIONAL_COLUMNS: Mapping[FileKind, tuple[str, ...]] = {FileKind.ISSUED: ("임시번호",)}
BACK_ENTRY_COLUMNS = (
    "임시번호", KIND, "접수일시", "기관코드", RESIDENT_NUMBER, NAME, "처리결과", "소급일자", "담당자",
)  # fmt: skip

LONGEST_RESTRICTION = 20
LONGEST_ANSWER = 300


class UnknownKindCode(IssuanceError):
    code = "unknown_kind_code"
    sentence = "모르는 서류코드입니다. 서류 목록에 있는 네 자리 코드인지 확인해 주세요."


class LiftedBeforeStart(IssuanceError):
    code = "lifted_before_start"
    sentence = "해제일시가 시작일시보다 앞입니다. 두 칸이 바뀌지 않았는지 확인해 주세요."


class AnswerWithoutNumber(IssuanceError):
    code = "answer_without_number"
    sentence = "등록되었다는 답에 주 시스템 번호가 없습니다. 주 시스템 담당자에게 번호를 받아 채워 주세요."


@dataclass(frozen=True, slots=True)
class _Subject:
    resident_number: ResidentNumber | None
    parcel: ParcelNumber | None
    name: str


class _Faulty(Exception):
    def __init__(self, found: RowFault) -> None:
        self.found = found
        super().__init__(found.code)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the cells of one record; the first that is wrong ends the row."""

    record: Record
    catalogue: Catalogue
    today: date

    def value(self, column: str, parse: Callable[[str], Value]) -> Value:
        text = self.record.cells.get(column)
        if text is None:
            raise self.refused(column, ShortRow())
        try:
            return parse(text)
        except IssuanceError as refusal:
            raise self.refused(column, refusal) from None

    def optional(self, column: str, parse: Callable[[str], Value], *, absent: Value) -> Value:
        return self.value(column, parse) if column in self.record.cells else absent

    def refused(self, column: str, refusal: IssuanceError) -> _Faulty:
        show = cells.shown_number if column == RESIDENT_NUMBER else cells.shown
        seen = show(self.record.cells.get(column, ""))
        return _Faulty(fault(self.record.row, column, refusal, seen))

    def kind(self) -> tuple[str, KindColumns]:
        code = self.value(KIND, cells.filled)
        if code not in self.catalogue:
            raise self.refused(KIND, UnknownKindCode())
        return code, self.catalogue[code]

    def subject(self, kind: KindColumns) -> _Subject:
        """Kinds of land are keyed by the parcel and leave the person empty, all others the reverse."""
        if kind.is_parcel:
            self.value(RESIDENT_NUMBER, cells.empty)
            parcel = self.value(PARCEL, lambda text: ParcelNumber.parse(cells.filled(text)))
            name = self.value(NAME, lambda text: clean_name(text) if text.strip() else "")
            return _Subject(None, parcel, name)
        self.value(PARCEL, cells.empty)
        return _Subject(self.resident_number(), None, self.value(NAME, clean_name))

    def resident_number(self) -> ResidentNumber:
        return self.value(
            RESIDENT_NUMBER, lambda text: ResidentNumber.parse(cells.filled(text), today=self.today)
        )

    def facts(self, kind: KindColumns, foreign: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """The facts of the kind, all there; those that are only other kinds' are empty or left out."""
        for column in foreign:
            if self.record.cells.get(column, "").strip():
                raise self.refused(column, cells.CellNotEmpty())
        return tuple((column, self.value(column, cells.fact)) for column in kind.facts)


RowReader = Callable[[Record], LedgerRow | RowFault]


def fact_columns(catalogue: Catalogue) -> frozenset[str]:
    """Every fact that some kind has."""
    return frozenset(column for kind in catalogue.values() for column in kind.facts)


def row_reader(file_kind: FileKind, *, catalogue: Catalogue, today: date) -> RowReader:
    """The function that turns a record of this file into its row, or into the fault that keeps it out."""
    all_facts = fact_columns(catalogue)
    foreign = {code: tuple(sorted(all_facts.difference(kind.facts))) for code, kind in catalogue.items()}

    def extract(reader: _Reader) -> LedgerRow:
        code, kind = reader.kind()
        subject = reader.subject(kind)
        return ExtractRow(
            row=reader.record.row,
            ledger_number=reader.value("원장번호", cells.number),
            kind=code,
            resident_number=subject.resident_number,
            parcel=subject.parcel,
            name=subject.name,
            as_of=reader.value("기준일시", cells.moment),
            facts=reader.facts(kind, foreign[code]),
        )

    read_row = {
        FileKind.EXTRACT: extract,
        FileKind.ISSUED: _issued,
        FileKind.RESTRICTIONS: _restriction,
        FileKind.ANSWERS: _answer,
    }[file_kind]

    def read(record: Record) -> LedgerRow | RowFault:
        try:
            return read_row(_Reader(record, catalogue, today))
        except _Faulty as faulty:
            return faulty.found

    return read


def _issued(reader: _Reader) -> LedgerRow:
    code, kind = reader.kind()
    subject = reader.subject(kind)
    return IssuedRow(
        row=reader.record.row,
        number=reader.value("발급번호", cells.number),
        kind=code,
        issued_at=reader.value("발급일시", cells.moment),
        office=reader.value("기관코드", cells.office),
        resident_number=subject.resident_number,
        parcel=subject.parcel,
        name=subject.name,
        copies=reader.value("통수", cells.copies),
        provisional=reader.optional("임시번호", cells.optional_provisional, absent=None),
    )


def _restriction(reader: _Reader) -> LedgerRow:
    kind = reader.value("구분", lambda text: cells.line(cells.filled(text), LONGEST_RESTRICTION))
    resident_number, name = reader.resident_number(), reader.value(NAME, clean_name)
    starts_at: datetime = reader.value("시작일시", cells.moment)
    lifted_at = reader.value("해제일시", cells.optional_moment)
    if lifted_at is not None and lifted_at < starts_at:
        raise reader.refused("해제일시", LiftedBeforeStart())
    return RestrictionRow(reader.record.row, kind, resident_number, name, starts_at, lifted_at)


def _answer(reader: _Reader) -> LedgerRow:
    receipt = reader.value("임시번호", cells.receipt)
    code: AnswerCode = reader.value("처리코드", cells.answer)
    text = reader.value("처리내용", lambda text: cells.line(text, LONGEST_ANSWER))
    number = reader.value("주시스템번호", lambda text: cells.line(text, cells.LONGEST_NUMBER))
    if code.is_registered and not number:
        raise reader.refused("주시스템번호", AnswerWithoutNumber())
    return AnswerRow(reader.record.row, receipt, code, text, number)
