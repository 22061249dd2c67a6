"""The statement with which an outage is closed: everything stands on it, and its signature reads back."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from openpyxl import load_workbook

from issuance.domain import closing_statements as words
from issuance.domain.closing_statements import BookHead, ClosingSheet, Happened, SignedOffice
from issuance.domain.closings import Account, Signing
from issuance.printing.characters import ForbiddenCharacter
from issuance.printing.closing_statement import draw_statement
from issuance.printing.closing_workbook import SheetOfRows, workbook
from tests.builders import BEGAN, DECLARED, NOW
from tests.domain.test_closings import BOOK, WHOLE
from tests.printing.reading import texts

SIGNATURE = "eyJhbGciOiJFUzI1NiJ9." + "c2hlZXQ" * 30 + "." + "a1b2C3" * 14
HEAD = "0f" * 32


def sheet(offices: int = 1, *, drill: bool = False) -> ClosingSheet:
    happened = Happened(
        number="2026-001",
        title="새올 접속 장애",
        drill=drill,
        systems=("새올행정시스템", "정부24"),
        began_at=BEGAN,
        declared_at=DECLARED,
        restored_at=NOW,
        closed_at=NOW + timedelta(days=1),
    )
    signed = [
        SignedOffice("서울특별시 종로구 청운효자동", "서울특별시", Signing.OWN, WHOLE),
        SignedOffice("부산광역시 해운대구", "부산광역시", Signing.BEHALF, Account(), "부산광역시", "담당자 부재"),
        *(
            SignedOffice(f"경기도 {place}동", "경기도", Signing.OWN, replace(WHOLE, books=(replace(BOOK, book=f"41{place:06d}-26-001"),)))
            for place in range(offices - 1)
        ),
    ]  # fmt: skip
    heads = [BookHead(f"41{place:06d}-26-001", 1234, HEAD) for place in range(offices)]
    return words.closing_sheet(happened, signed, {"RR01": "등본"}, heads, signed_by="재난안전대책본부장")


def test_the_sums_the_offices_and_the_heads_stand_on_the_paper() -> None:
    (everything,) = ["\n".join(texts(draw_statement(sheet(), SIGNATURE)))]
    for said in (
        "2026-001 새올 접속 장애",
        "2곳 = 직접 1 + 상급기관 대행 1 + 자동 0",
        "3건 = 등록 2 + 기타 종결 1 + 남음 0",
        "4건 = 발급 3 + 폐기 1",
        "8개 = 접수증 3 + 사실확인서 0 + 임시확인서 3 + 정정 통지 1 + 폐기 번호 1",
        "RR01 등본",
        "담당자 부재",
        "11110515-26-001",
        HEAD,
        "1,234",
    ):
        assert everything.count(said) == 1, said


def test_the_signature_reads_back_from_its_code() -> None:
    with pypdfium2.PdfDocument(draw_statement(sheet(), SIGNATURE)) as document:
        pages = [page.render(scale=2).to_pil() for page in document]
    assert [code.text for page in pages for code in zxingcpp.read_barcodes(page)] == [SIGNATURE]


def test_the_same_sheet_gives_the_same_bytes_and_comes_back_from_its_json() -> None:
    one = sheet()
    again = words.restored(json.loads(words.canonical(one)))
    assert again == one
    assert draw_statement(again, SIGNATURE) == draw_statement(one, SIGNATURE)
    assert words.heads_of(one) == (BookHead("41000000-26-001", 1234, HEAD),)


def test_a_statement_of_many_offices_goes_over_many_pages_and_a_drill_says_so() -> None:
    pages = texts(draw_statement(sheet(120, drill=True), SIGNATURE))
    assert [page.count(f"{number} / {len(pages)}") for number, page in enumerate(pages, 1)] == [1] * len(
        pages
    )
    assert len(pages) > 3
    assert all("훈련" in page for page in pages)


def test_a_character_that_is_forbidden_is_refused() -> None:
    with pytest.raises(ForbiddenCharacter):
        draw_statement(replace(sheet(), dated="2026\u202e"), SIGNATURE)


def test_a_workbook_keeps_zeros_and_formulas_as_texts_and_goes_on_in_the_next_sheet() -> None:
    rows = [("00000001", "=1+1", 7), ("00000002", " <나> & \x0b\n가", 8), ("00000003", "", 9)]
    columns = ("기관코드", "까닭", "건")
    content = b"".join(workbook([SheetOfRows("합계", columns, lambda: rows)], most_rows=3))
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["합계", "합계 2"]
    first, second = ([[cell.value for cell in row] for row in page.iter_rows()] for page in book)
    assert first == [[*columns], ["00000001", "=1+1", 7], ["00000002", " <나> & \ufffd\n가", 8]]
    assert second == [[*columns], ["00000003", None, 9]]
    assert [cell.data_type for cell in book["합계"][2]] == ["s", "s", "n"]
    assert [cell.font.b for cell in (book["합계"]["A1"], book["합계"]["A2"])] == [True, False]
    assert book["합계 2"].freeze_panes == "A2"


def test_a_workbook_leaves_as_it_is_made() -> None:
    """So that nobody waits for a million rows, and nothing holds them."""
    asked = []

    def rows() -> Iterator[tuple[str, int]]:
        for place in range(20_000):
            asked.append(place)
            yield f"P-11110515-26-001-{place:06d}", place

    pieces = workbook([SheetOfRows("문서", ("임시번호", "건"), rows)])
    assert (next(pieces)[:2], asked) == (b"PK", [])
    assert max(map(len, pieces)) < 64 * 1024


def test_a_workbook_without_a_row_has_its_columns() -> None:
    content = b"".join(workbook([SheetOfRows("합계", ("날짜",), list)]))
    (page,) = load_workbook(io.BytesIO(content))
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [["날짜"]]
