"""The large-print variant: the same words and mark, half as large again."""

from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
from pypdfium2 import raw

from issuance.domain.sheets import Row, Sheet
from issuance.printing.characters import MissingGlyph
from issuance.printing.paper import draw, sheet_texts
from tests.printing import sheets
from tests.printing.reading import marks, pictures, redness, texts

FORMS = (sheets.receipt, sheets.certificate, sheets.provisional, sheets.correction)


def unspaced(text: str) -> str:
    return "".join(text.split())


def size_of(pdf: bytes, words: str) -> float:
    """The size in points of the first line that begins with these words."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        place = page.get_text_range().index(words)
        return float(raw.FPDFText_GetFontSize(page.raw, place))


@pytest.mark.parametrize("build", FORMS)
def test_large_print_has_every_word_of_the_sheet_and_the_mark_on_each_page(
    build: Callable[[], Sheet],
) -> None:
    paper = draw(build(), sheets.MARK, large=True)
    found = unspaced("".join(texts(paper)))
    assert [words for _, words in sheet_texts(build()) if unspaced(words) not in found] == []
    pages = [marks(picture) for picture in pictures(paper, dots_per_inch=150)]
    assert pages == [[sheets.MARK]] * len(pages)


@pytest.mark.parametrize("words", ["주민등록표 등본 발급", "이 접수증은", "※ 접수한 날을"])
def test_its_type_is_half_as_large_again_or_more(words: str) -> None:
    usual, large = (size_of(draw(sheets.receipt(), sheets.MARK, large=size), words) for size in (False, True))
    assert large >= 1.5 * usual


def test_each_copy_of_a_receipt_has_pages_of_its_own_and_a_place_for_the_tally_seal() -> None:
    pages = texts(draw(sheets.receipt(), sheets.MARK, large=True))
    half = len(pages) // 2
    assert [page.count("민원인 보관용") for page in pages] == [1] * half + [0] * half
    assert [page.count("기관 보관용") for page in pages] == [0] * half + [1] * half
    assert [page.count("계인") for page in pages] == [1] * len(pages)
    assert [page.count(f"1 / {half}") for page in pages] == [1, *[0] * (half - 1)] * 2


def test_large_print_that_is_void_has_no_mark_and_a_drill_is_red() -> None:
    void = draw(sheets.certificate(), sheets.MARK, void=True, large=True)
    assert [marks(picture) for picture in pictures(void, dots_per_inch=150)] == [[]] * len(texts(void))
    assert all(page.count("무효") > 0 for page in texts(void))
    drill = draw(replace(sheets.certificate(), drill=True), sheets.MARK, large=True)
    assert min(redness(picture) for picture in pictures(drill, dots_per_inch=40)) > 40


def test_large_print_gives_the_same_bytes_again() -> None:
    first, second = (draw(sheets.provisional(), sheets.MARK, large=True) for _ in range(2))
    assert first == second


def test_a_title_too_long_for_one_large_line_takes_two() -> None:
    sheet = replace(sheets.certificate(), title="개별공시지가·개별주택가격 확인 임시확인서")
    assert unspaced(sheet.title) in unspaced(texts(draw(sheet, sheets.MARK, large=True))[0])


def test_large_print_refuses_what_a_sheet_refuses() -> None:
    with pytest.raises(MissingGlyph):
        draw(replace(sheets.certificate(), rows=(Row("성명", "😀"),)), sheets.MARK, large=True)
