"""Sheets as they leave the printer: bytes, marks, text, pages, refusals."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from issuance.domain.errors import IssuanceError
from issuance.domain.sheets import RENDERER, Row, Sheet
from issuance.printing.characters import ForbiddenCharacter, MissingGlyph
from issuance.printing.lines import DoesNotFit
from issuance.printing.paper import draw, ensure_printable
from tests.printing import sheets
from tests.printing.reading import marks, pictures, redness, text_in, texts

FORMS = (sheets.receipt, sheets.certificate, sheets.provisional, sheets.correction)

# A reprint is the same paper only while these hold: to change one is a new renderer (sheets.RENDERER).
GOLDEN = {
    1: {
        "receipt": "4227cc3dacb1c089d6d252ca224053aa4d6ccf6a2eb418c5b55c96fd56895646",
        "certificate": "72fa6c26903d66ab7c40b44c8326b69c4070dc092fee6316a07187ecf2925d92",
        "provisional": "f32e27d85b7346fc6c08dc4279c9a041f4e1c19f653eb2ef58aaaee8fea01cab",
        "correction": "d0acc0cea2e670c614fcc8eefef8921d0a7bda5c62bffc1b0d9287a744e0ceb5",
    }
}


def first_value(sheet: Sheet) -> str:
    """What a reader finds in the first row of a sheet that has neither banner nor watermark."""
    return text_in(draw(sheet, sheets.MARK), left=55, top=40.5, right=191, bottom=48)


@pytest.mark.parametrize("build", FORMS)
def test_the_same_sheet_gives_the_bytes_of_its_renderer(build: Callable[[], Sheet]) -> None:
    sheet = build()
    paper = draw(sheet, sheets.MARK)
    assert hashlib.sha256(paper).hexdigest() == GOLDEN[RENDERER][sheet.form]
    assert draw(sheet, sheets.MARK) == paper


def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    program = (
        "import hashlib;from tests.printing import sheets;from issuance.printing.paper import draw;"
        "print(hashlib.sha256(draw(sheets.provisional(), sheets.MARK)).hexdigest())"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env={"PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout.strip() == hashlib.sha256(draw(sheets.provisional(), sheets.MARK)).hexdigest()


def test_counters_that_print_at_once_get_the_same_bytes_as_one_after_the_other() -> None:
    jobs = [build() for build in FORMS] * 3
    alone = [draw(sheet, sheets.MARK) for sheet in jobs]
    with ThreadPoolExecutor(max_workers=6) as counters:
        assert list(counters.map(lambda sheet: draw(sheet, sheets.MARK), jobs)) == alone


@pytest.mark.parametrize("build", FORMS)
def test_the_mark_reads_back_from_every_page(build: Callable[[], Sheet]) -> None:
    copies = 2 if build is sheets.receipt else 1
    pages = [marks(picture) for picture in pictures(draw(build(), sheets.MARK), dots_per_inch=150)]
    assert pages == [[sheets.MARK] * copies] * len(pages)


def test_the_mark_reads_back_from_a_drill_sheet() -> None:
    (page,) = pictures(draw(replace(sheets.provisional(3), drill=True), sheets.MARK), dots_per_inch=150)
    assert marks(page) == [sheets.MARK]


def test_the_mark_takes_forty_millimetres_with_a_quiet_zone_of_four_modules() -> None:
    (page,) = pictures(draw(sheets.certificate(), sheets.MARK), dots_per_inch=254)
    place = page.crop((200, 2335, 600, 2735)).convert("L").point(lambda shade: 255 if shade < 128 else 0)
    left, top, right, bottom = place.getbbox() or (0, 0, 0, 0)
    modules = 69 + 8  # version 13 and its quiet zone
    quiet = 4 * 400 / modules
    assert (left, top, 400 - right, 400 - bottom) == pytest.approx((quiet,) * 4, abs=2)


def test_a_void_sheet_has_no_mark_and_says_so_across_it() -> None:
    paper = draw(sheets.provisional(3), sheets.MARK, void=True)
    assert [marks(picture) for picture in pictures(paper, dots_per_inch=150)] == [[]]
    in_the_place_of_the_seal = sheets.SEAL.count("무효")
    assert texts(paper)[0].count("무효") == 1 + in_the_place_of_the_seal
    assert texts(draw(sheets.provisional(3), sheets.MARK))[0].count("무효") == in_the_place_of_the_seal


def test_a_void_sheet_is_the_same_whatever_its_mark_was() -> None:
    assert draw(sheets.receipt(), "KD1:A", void=True) == draw(sheets.receipt(), "KD1:B", void=True)


def test_a_drill_sheet_is_red_and_no_other_is() -> None:
    def reddest(sheet: Sheet) -> int:
        (page,) = pictures(draw(sheet, sheets.MARK), dots_per_inch=40)
        return redness(page)

    assert reddest(sheets.certificate()) == 0
    assert reddest(replace(sheets.certificate(), drill=True)) > 40


@pytest.mark.parametrize(
    "name",
    [
        "홍길동(洪吉童)",
        "뷁똠방각하",
        "㛃䭱㼄",
        "𠮟",
        "洪㐂秀(𠮷野)",
        "WOLFESCHLEGELSTEINHAUSENBERGERDORFF ANNA",
        "Łukasz Nguyễn-Müller",
        '<a href="javascript:x">&amp;</a>',
        "<b>홍길동</b>",
        "(\\)[]{}%/",
    ],
)
def test_a_name_is_read_from_the_paper_as_it_was_given(name: str) -> None:
    sheet = replace(sheets.certificate(), rows=(Row("성명", name),))
    assert first_value(sheet) == name


def test_markup_in_a_name_makes_no_link() -> None:
    sheet = replace(sheets.certificate(), rows=(Row("성명", '<a href="https://example.org">홍</a>'),))
    assert b"/Annot" not in draw(sheet, sheets.MARK)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("洪\U0002a700秀", MissingGlyph), ("ไทย", MissingGlyph), ("홍\u202e길동", ForbiddenCharacter)],
)
@pytest.mark.parametrize("build", FORMS)
def test_a_character_is_refused_by_the_check_and_by_the_drawing(
    name: str, refusal: type[IssuanceError], build: Callable[[], Sheet]
) -> None:
    sheet = replace(build(), rows=(Row("세대주", name),))
    with pytest.raises(refusal) as checked:
        ensure_printable(sheet)
    with pytest.raises(refusal) as drawn:
        draw(sheet, sheets.MARK)
    assert checked.value.facts["field"] == drawn.value.facts["field"] == "세대주"


def test_a_character_in_a_table_is_refused_with_its_column() -> None:
    sheet = sheets.provisional(1)
    assert sheet.table is not None
    table = replace(sheet.table, rows=(("1", "본인", "洪\U0002a700秀", "2019. 4. 1."),))
    with pytest.raises(MissingGlyph) as refusal:
        ensure_printable(replace(sheet, table=table))
    assert refusal.value.facts["field"] == "성명"


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("주소", {"rows": (Row("주소", "서울특별시 종로구 " * 400),)}),
        ("제목", {"title": "임시확인서" * 12}),
        ("제목", {"title": "임시\n확인서"}),
        ("문서번호", {"serial": "P-" + "1" * 90}),
        ("표시문", {"banner": "이 문서는 등본이 아닙니다. " * 20}),
        ("발급일", {"issued_at": "2026. 11. 23. " * 12}),
        ("발급기관장", {"signed_by": "서울특별시 종로구 청운효자동장 " * 5}),
        ("관인", {"seal": "관인이 없으면 무효 " * 8}),
        ("안내", {"notes": ("이 문서는 임시확인서입니다. " * 60,)}),
        ("문의처", {"contact": "청운효자동 민원팀 " * 12}),
        ("확인 문구", {"statements": ("위 내용은 사실과 같음을 확인합니다. " * 120,)}),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(field: str, change: dict[str, object]) -> None:
    sheet = replace(sheets.provisional(3), **change)  # type: ignore[arg-type]
    with pytest.raises(DoesNotFit) as checked:
        ensure_printable(sheet)
    with pytest.raises(DoesNotFit) as drawn:
        draw(sheet, sheets.MARK)
    assert checked.value.facts == drawn.value.facts == {"field": field}


def test_a_receipt_sets_long_facts_smaller_before_it_refuses_them() -> None:
    def filed(papers: int) -> Sheet:
        return replace(
            sheets.receipt(),
            rows=(*sheets.receipt().rows, Row("제출서류", "임대차계약서 사본 1매, " * papers)),
        )

    ensure_printable(filed(8))
    with pytest.raises(DoesNotFit) as refusal:
        ensure_printable(filed(60))
    assert refusal.value.facts == {"field": "제출서류"}


def test_a_receipt_holds_two_copies_and_the_place_of_the_tally_seal() -> None:
    (page,) = texts(draw(sheets.receipt(), sheets.MARK))
    assert [
        page.count(text) for text in ("민원인 보관용", "기관 보관용", "R-11110515-26-001-000121", "계인")
    ] == [
        1,
        1,
        2,
        1,
    ]


def test_a_household_of_thirty_runs_to_a_second_page_that_carries_every_number() -> None:
    sheet = sheets.provisional(30)
    pages = texts(draw(sheet, sheets.MARK))
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        assert page.count(f"{sheet.issue_number}-{number}") == 1
        assert page.count(f"{number} / 2") == 1
        assert page.count(sheet.serial) == 1
        assert page.count(sheet.check_number) == 2
        assert page.count("이 문서는 주민등록표 등본이 아닙니다.") == 1
    assert [page.count("이하 여백") for page in pages] == [0, 1]
    assert [page.count(sheet.signed_by) for page in pages] == [0, 1]
    moved_in = "2019. 4. 1."
    assert sum(page.count(moved_in) for page in pages) == 30 + 1
    assert [page.count("관계 성명 전입일") for page in pages] == [1, 1]


def test_a_household_of_four_stays_on_one_page() -> None:
    assert len(texts(draw(sheets.provisional(4), sheets.MARK))) == 1


def test_a_title_spread_over_the_page_is_still_found_as_one_word() -> None:
    (page,) = texts(draw(sheets.certificate(), sheets.MARK))
    assert page.count("전산장애 사실확인서") == 1


def test_the_document_says_its_title_its_office_its_language_and_no_time() -> None:
    paper = draw(sheets.certificate(), sheets.MARK)
    with PdfDocument(paper) as document:
        facts = document.get_metadata_dict()
    assert (facts["Title"], facts["Author"]) == ("전산장애 사실확인서", "서울특별시 종로구 청운효자동장")
    assert facts["CreationDate"] == "D:20000101000000+00'00'"
    assert paper.count(b"/Lang (ko-KR)") == 1
