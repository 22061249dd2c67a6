"""The structure of a paper as a screen reader gets it, read by a library that did not write it."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from issuance.domain.sheets import Sheet
from issuance.printing.paper import draw, draw_application, draw_day_book, draw_notice
from tests.printing import sheets

FORMS = (sheets.receipt, sheets.certificate, sheets.provisional, sheets.correction)
DRAWINGS: dict[str, Callable[[], bytes]] = {
    **{build.__name__: (lambda build=build: draw(build(), sheets.MARK)) for build in FORMS},  # type: ignore[misc]
    "large": lambda: draw(sheets.provisional(), sheets.MARK, large=True),
    "void": lambda: draw(sheets.provisional(), sheets.MARK, void=True),
    "drill": lambda: draw(replace(sheets.receipt(), drill=True), sheets.MARK),
    "application": lambda: draw_application(sheets.application()),
    "notice": lambda: draw_notice(sheets.notice()),
    "day_book": lambda: draw_day_book(sheets.day_book()),
}


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def elements(node: Any) -> Iterator[Any]:
    """Every element below, in reading order."""
    kids = node.K if isinstance(node.K, pikepdf.Array) else [node.K]
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def tags(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S) for element in elements(pdf.Root.StructTreeRoot)]


def owned(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """(page, number) of each stretch that an element says is its own."""
    pages = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
    found = set()
    for element in elements(pdf.Root.StructTreeRoot):
        for kid in element.K:
            if isinstance(kid, pikepdf.Dictionary):
                if "/MCID" in kid:
                    found.add((pages[kid.Pg.objgen], int(kid.MCID)))
            else:
                found.add((pages[element.Pg.objgen], int(kid)))
    return found


def stretches(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    return {
        (place, int(number))
        for place, page in enumerate(pdf.pages)
        for number in re.findall(rb"<</MCID (\d+)>>BDC", page.Contents.read_bytes())
    }


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_a_paper_is_sound_pdf_marked_and_in_korean(drawing: Callable[[], bytes]) -> None:
    with opened(drawing()) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert (bool(pdf.Root.MarkInfo.Marked), str(pdf.Root.Lang)) == (True, "ko-KR")
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo.Title) == str(pdf.Root.Outlines.First.Title)
        assert [str(page.Tabs) for page in pdf.pages] == ["/S"] * len(pdf.pages)


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_each_stretch_of_a_page_belongs_to_the_element_that_its_page_says(
    drawing: Callable[[], bytes],
) -> None:
    with opened(drawing()) as pdf:
        assert owned(pdf) == stretches(pdf)
        parents = pdf.Root.StructTreeRoot.ParentTree.Nums
        for place, page in enumerate(pdf.pages):
            assert int(page.StructParents) == int(parents[2 * place]) == place
            count = sum(page_place == place for page_place, _ in owned(pdf))
            assert len(parents[2 * place + 1]) == count


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_nothing_is_drawn_outside_of_an_element_or_of_decoration(drawing: Callable[[], bytes]) -> None:
    with opened(drawing()) as pdf:
        for page in pdf.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
                if operator in {"Tj", "S", "f", "Do"}:
                    assert depth >= 1, operator
            assert depth == 0


def test_a_certificate_is_a_heading_a_table_of_labels_paragraphs_and_a_picture() -> None:
    with opened(draw(sheets.certificate(), sheets.MARK)) as pdf:
        rows = len(sheets.certificate().rows)
        found = tags(pdf)
        table = ["/Table", *["/TR", "/TH", "/TD"] * rows]
        start = found.index("/Table")
        assert found[:start] == ["/Document", "/P", "/P", "/H1"]
        assert found[start : start + len(table)] == table
        assert set(found[start + len(table) :]) == {"/P", "/Figure"}
        labels = [each for each in elements(pdf.Root.StructTreeRoot) if str(each.S) == "/TH"]
        assert {str(each.A.Scope) for each in labels} == {"/Row"}


def test_the_mark_says_what_it_is() -> None:
    sheet = sheets.certificate()
    with opened(draw(sheet, sheets.MARK)) as pdf:
        (figure,) = (each for each in elements(pdf.Root.StructTreeRoot) if str(each.S) == "/Figure")
        assert str(figure.Alt) == f"진위확인 부호(QR). 문서확인번호 {sheet.check_number}"
        left, bottom, right, top = (float(edge) * 25.4 / 72 for edge in figure.A.BBox)
        assert (left, 297 - top) == pytest.approx((22.08, 235.58), abs=0.05)
        assert (right - left, top - bottom) == pytest.approx((35.84, 35.84), abs=0.05)


def test_a_household_on_two_pages_is_one_table_read_without_its_repeated_head() -> None:
    members = 30
    with opened(draw(sheets.provisional(members), sheets.MARK)) as pdf:
        found = tags(pdf)
        rows = len(sheets.provisional().rows)
        assert (found.count("/Table"), found.count("/Caption"), found.count("/H1")) == (2, 1, 1)
        assert found.count("/TR") == rows + 1 + members
        assert found.count("/TH") == rows + 4
        titles = [str(pdf.Root.Outlines.First.Title), str(pdf.Root.Outlines.Last.Title)]
        assert titles == ["주민등록사항 임시확인서", "세대원"]
        assert int(pdf.Root.Outlines.Count) == 2


def test_a_receipt_has_a_heading_for_each_copy() -> None:
    with opened(draw(sheets.receipt(), sheets.MARK)) as pdf:
        assert (tags(pdf).count("/H1"), tags(pdf).count("/Figure")) == (2, 2)


def test_a_name_can_become_neither_a_link_nor_a_script() -> None:
    name = "<a href='https://example.org'>홍</a>) Tj /JS (app.alert(1)) EMC"
    sheet: Sheet = sheets.certificate()
    with opened(draw(replace(sheet, rows=(replace(sheet.rows[0], value=name),)), sheets.MARK)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [sorted(set(page.obj)) for page in pdf.pages] == [
            ["/Contents", "/MediaBox", "/Parent", "/Resources", "/StructParents", "/Tabs", "/Type"]
        ]
        assert sorted(set(pdf.Root)) == [
            "/Lang", "/MarkInfo", "/Outlines", "/PageMode", "/Pages", "/StructTreeRoot", "/Type",
            "/ViewerPreferences",
        ]  # fmt: skip
