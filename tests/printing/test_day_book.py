"""The book of a day on landscape pages."""

from dataclasses import replace

import pypdfium2
import pytest

from issuance.printing.characters import ForbiddenCharacter
from issuance.printing.paper import draw_day_book
from tests.printing import sheets
from tests.printing.reading import texts


def test_every_number_stands_in_the_book_once_and_the_head_on_each_page() -> None:
    book = sheets.day_book()
    pages = texts(draw_day_book(book))
    everything = "".join(pages)
    spoiled = {cells[2] for cells in book.table.rows if cells[-1].startswith("폐기 ·")}
    for cells in book.table.rows[:-1]:
        assert everything.count(cells[2]) == (2 if cells[2] in spoiled else 1)
    for number, page in enumerate(pages, start=1):
        assert page.count(f"{number} / {len(pages)}") == 1
        assert page.count("발급대장") == page.count(book.office) == page.count("신청인") == 1


def test_the_sums_and_the_places_to_sign_stand_on_the_last_page_alone() -> None:
    pages = texts(draw_day_book(sheets.day_book()))
    assert [page.count("합계") for page in pages] == [*[0] * (len(pages) - 1), 1]
    assert [page.count("기관장") for page in pages] == [*[0] * (len(pages) - 1), 1]


def test_the_pages_are_landscape() -> None:
    with pypdfium2.PdfDocument(draw_day_book(sheets.day_book())) as document:
        sizes = {tuple(round(side) for side in page.get_size()) for page in document}
    assert sizes == {(842, 595)}


def test_a_day_without_a_number_is_one_page() -> None:
    (page,) = texts(draw_day_book(sheets.day_book(0)))
    assert page.count("번호 0개") == 1


def test_a_book_gives_the_same_bytes_again_and_refuses_what_a_sheet_refuses() -> None:
    assert draw_day_book(sheets.day_book()) == draw_day_book(sheets.day_book())
    with pytest.raises(ForbiddenCharacter):
        draw_day_book(replace(sheets.day_book(), printed="출력 \u202e"))
