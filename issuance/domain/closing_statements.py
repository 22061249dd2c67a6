"""The words of the statement with which an outage is closed (종결 조서): its frozen sheet, the same for ever."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import rfc8785

from issuance.domain.closings import Account, Line, Signing, added
from issuance.domain.papers import printed_moment, printed_money
from issuance.domain.sheets import RENDERER, Row, Table, composed

HEAD_COLUMNS = ("대장", "처리 기록", "머리(SHA-256)")
_COUNT_COLUMNS = (
    "접수",
    "등록",
    "기타 종결",
    "임시확인서",
    "폐기",
    "확인",
    "정정",
    "취소",
    "부과",
    "받음",
    "면제",
    "환급",
)
_BOOK_COLUMNS = (
    "대장",
    "번호",
    "첫 번호",
    "끝 번호",
    "접수증",
    "사실확인서",
    "임시확인서",
    "정정 통지",
    "폐기",
)
_BEHALF_COLUMNS = ("사무소", "대신한 기관", "까닭")
STATEMENT = (
    "위 장애 동안 받은 접수와 낸 번호가 하나도 빠짐없이 끝났고, 관계된 모든 사무소가 마감하였음을 확인합니다."
    " 종결 뒤에 바로잡은 문서는 이 조서를 고치지 않고 추록에 적습니다."
)


@dataclass(frozen=True, slots=True)
class Happened:
    """What the statement says of the outage itself."""

    number: str
    title: str
    drill: bool
    systems: tuple[str, ...]
    began_at: datetime
    declared_at: datetime
    restored_at: datetime
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class SignedOffice:
    """One office's signature: `region` is the first word of its full name; `by` and `reason` where another signed."""

    name: str
    region: str
    signing: Signing
    account: Account
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BookHead:
    """How far a book's journal had come, and its last hash in hex."""

    book: str
    length: int
    head: str


@dataclass(frozen=True, slots=True)
class ClosingSheet:
    """Exactly what is printed, but for the signature; every value a string as it stands on the paper."""

    renderer: int
    drill: bool
    title: str
    outage: str
    facts: tuple[Row, ...]
    sums: tuple[Row, ...]
    tables: tuple[Table, ...]
    heads: Table
    statement: str
    dated: str
    signed_by: str


def closing_sheet(
    happened: Happened,
    offices: Sequence[SignedOffice],
    kinds: Mapping[str, str],
    heads: Iterable[BookHead],
    *,
    signed_by: str,
) -> ClosingSheet:
    """`kinds` maps the catalogue's codes to their names."""
    lines = [line for office in offices for line in office.account.lines]
    sheet: ClosingSheet = composed(
        ClosingSheet(
            renderer=RENDERER,
            drill=happened.drill,
            title="장애 종결 조서(훈련)" if happened.drill else "장애 종결 조서",
            outage=happened.number,
            facts=_facts(happened),
            sums=_sums(offices),
            tables=tuple(_tables(offices, lines, kinds)),
            heads=Table(
                "처리 기록의 머리",
                HEAD_COLUMNS,
                tuple((head.book, f"{head.length:,}", head.head) for head in heads),
            ),
            statement=STATEMENT,
            dated=printed_moment(happened.closed_at),
            signed_by=signed_by,
        )
    )
    return sheet


def canonical(sheet: ClosingSheet) -> bytes:
    """JSON by RFC 8785; holds no person's data, so that it can be read by anybody."""
    return rfc8785.dumps(asdict(sheet))


def digest(canonical_sheet: bytes) -> str:
    return hashlib.sha256(canonical_sheet).hexdigest()


def restored(facts: Mapping[str, Any]) -> ClosingSheet:
    """The sheet of its stored JSON."""
    return ClosingSheet(
        **{
            **facts,
            "facts": tuple(Row(**row) for row in facts["facts"]),
            "sums": tuple(Row(**row) for row in facts["sums"]),
            "tables": tuple(_table(table) for table in facts["tables"]),
            "heads": _table(facts["heads"]),
        }
    )


def heads_of(sheet: ClosingSheet) -> tuple[BookHead, ...]:
    """The heads as numbers again."""
    return tuple(
        BookHead(book, int(length.replace(",", "")), head) for book, length, head in sheet.heads.rows
    )


def _table(facts: Mapping[str, Any]) -> Table:
    return Table(facts["title"], tuple(facts["columns"]), tuple(map(tuple, facts["rows"])))


def _facts(happened: Happened) -> tuple[Row, ...]:
    return (
        Row("장애", f"{happened.number} {happened.title}"),
        Row("멈춘 시스템", ", ".join(happened.systems)),
        Row("장애 시작", printed_moment(happened.began_at)),
        Row("선언", printed_moment(happened.declared_at)),
        Row("복구", printed_moment(happened.restored_at)),
        Row("종결", printed_moment(happened.closed_at)),
    )


def _sums(offices: Sequence[SignedOffice]) -> tuple[Row, ...]:
    total = added("", "", (line for office in offices for line in office.account.lines))
    books = [book for office in offices for book in office.account.books]
    ways = Counter(office.signing for office in offices)
    numbers, voided = sum(book.numbers for book in books), sum(book.voided for book in books)
    given = " + ".join(
        f"{name} {sum(getattr(book, field) for book in books):,}"
        for name, field in (
            ("접수증", "receipts"),
            ("사실확인서", "certificates"),
            ("임시확인서", "documents"),
            ("정정 통지", "corrections"),
        )
    )
    return (
        Row(
            "마감한 사무소",
            f"{len(offices):,}곳 = " + " + ".join(f"{way.label} {ways[way]:,}" for way in Signing),
        ),
        Row(
            "접수",
            f"{total.filings:,}건 = 등록 {total.registered:,} + 기타 종결 {total.settled:,} + 남음 {total.filings_open:,}",
        ),
        Row("임시확인서", f"{total.documents:,}건 = 발급 {total.issued:,} + 폐기 {total.voided:,}"),
        Row(
            "발급한 것",
            f"{total.issued:,}건 = 확인 {total.confirmed:,} + 정정 {total.corrected:,} + 취소 {total.revoked:,}"
            f" + 미결 {total.open:,}",
        ),
        Row("번호", f"{numbers:,}개 = {given} + 폐기 번호 {voided:,}"),
        Row(
            "수수료",
            f"부과 {printed_money(total.due)} = 받음 {printed_money(total.kept)}"
            f" + 면제 {printed_money(total.waived)} + 환급할 금액 {printed_money(total.to_refund)}",
        ),
    )


def _tables(
    offices: Sequence[SignedOffice], lines: Sequence[Line], kinds: Mapping[str, str]
) -> Iterable[Table]:
    """Those that have rows."""
    regions = [(office.region, line) for office in offices for line in office.account.lines]
    tables = (
        Table("날짜별 합계", ("날짜", *_COUNT_COLUMNS), _grouped(lines, lambda line: line.day)),
        Table(
            "종류별 합계",
            ("종류", *_COUNT_COLUMNS),
            _grouped(lines, lambda line: f"{line.kind} {kinds.get(line.kind, '')}".strip()),
        ),
        Table(
            "지역별 합계",
            ("지역", *_COUNT_COLUMNS),
            tuple(_cells(region, rows) for region, rows in sorted(_by(regions).items())),
        ),
        Table(
            "대신 마감한 사무소",
            _BEHALF_COLUMNS,
            tuple(
                (office.name, office.by, office.reason)
                for office in offices
                if office.signing == Signing.BEHALF
            ),
        ),
        Table(
            "대장별 번호",
            _BOOK_COLUMNS,
            tuple(
                (
                    book.book,
                    *(f"{count:,}" for count in (book.numbers, book.first, book.last, book.receipts)),
                    *(f"{count:,}" for count in (book.certificates, book.documents, book.corrections)),
                    f"{book.voided:,}",
                )
                for office in offices
                for book in office.account.books
            ),
        ),
    )
    return [table for table in tables if table.rows]


def _grouped(lines: Sequence[Line], key: Callable[[Line], str]) -> tuple[tuple[str, ...], ...]:
    grouped = _by((key(line), line) for line in lines)
    return tuple(_cells(name, rows) for name, rows in sorted(grouped.items()))


def _by(pairs: Iterable[tuple[str, Line]]) -> dict[str, list[Line]]:
    grouped: dict[str, list[Line]] = defaultdict(list)
    for name, line in pairs:
        grouped[name].append(line)
    return grouped


def _cells(name: str, lines: Iterable[Line]) -> tuple[str, ...]:
    one = added("", "", lines)
    counts = (
        one.filings, one.registered, one.settled, one.documents, one.voided, one.confirmed, one.corrected,
        one.revoked, one.due, one.kept, one.waived, one.to_refund,
    )  # fmt: skip
    return (name, *(f"{count:,}" for count in counts))
