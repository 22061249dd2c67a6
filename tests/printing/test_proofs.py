"""A checker of printed papers: sound ones pass, and each flaw that it knows is planted and found."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from issuance.domain.sheets import Row, Sheet
from issuance.printing.paper import draw
from issuance.printing.proofs import Flaw, flaws
from tests.printing import sheets

FORMS = (sheets.receipt, sheets.certificate, sheets.provisional, sheets.correction)


@pytest.mark.parametrize("build", FORMS)
@pytest.mark.parametrize("void", [False, True])
def test_a_paper_as_it_is_drawn_has_no_flaw(build: Callable[[], Sheet], void: bool) -> None:
    assert flaws(draw(build(), sheets.MARK, void=void), build(), sheets.MARK, void=void) == []


def test_a_file_that_is_no_pdf_is_told() -> None:
    assert flaws(b"not a PDF", sheets.receipt(), sheets.MARK, void=False) == [Flaw.NOT_READABLE]


def test_a_word_that_is_not_on_the_paper_is_told() -> None:
    paper = draw(sheets.certificate(), sheets.MARK)
    other = replace(sheets.certificate(), rows=(*sheets.certificate().rows[1:], Row("성명", "김영희")))
    assert flaws(paper, other, sheets.MARK, void=False) == [Flaw.TEXT]


def test_another_mark_is_told() -> None:
    paper = draw(sheets.certificate(), "KD1:ANOTHER")
    assert flaws(paper, sheets.certificate(), sheets.MARK, void=False) == [Flaw.MARK]


def test_a_void_paper_printed_as_if_it_were_good_is_told_and_the_reverse() -> None:
    good, void = (draw(sheets.certificate(), sheets.MARK, void=void) for void in (False, True))
    assert flaws(good, sheets.certificate(), sheets.MARK, void=True) == [Flaw.MARK, Flaw.VOID]
    assert flaws(void, sheets.certificate(), sheets.MARK, void=False) == [Flaw.MARK, Flaw.VOID]


def test_a_font_that_is_not_in_the_file_is_told() -> None:
    file = BytesIO()
    canvas = Canvas(file)
    canvas.drawString(100, 100, "in Helvetica, which the reader is to have")
    canvas.save()
    found = flaws(file.getvalue(), sheets.certificate(), sheets.MARK, void=False)
    assert found == [Flaw.TEXT, Flaw.MARK, Flaw.FONTS]
