"""A page of paper: the 등본's provisional document with its mark, drawn by us and by those that others would use."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import cycle
from pathlib import Path

import pypdfium2
import typst
import zxingcpp

from issuance.domain.sheets import Sheet
from issuance.printing.paper import draw
from tests.benchmarks import real_sheet, usual_page
from tests.benchmarks.comparison import Comparison, interleaved

PAPERS = 16
TEMPLATE = Path(__file__).with_name("page.typ")


def bench_pdf_vs_usual() -> Comparison:
    """Pages a second, ours ÷ reportlab's canvas with its fonts registered once and its own QR widget."""
    return _pages_a_second("pdf_vs_usual", _usual(), "reportlab")


def bench_pdf_vs_typst() -> Comparison:
    """Pages a second, ours ÷ typst's with the compiler kept; its QR code is made by the library that we use."""
    return _pages_a_second("pdf_vs_typst", _typst(), "typst")


def bench_pdf_size() -> Comparison:
    """Bytes of the file, ours ÷ those of the usual way: below 1 is smaller."""
    peer = _usual()
    return Comparison("pdf_size", len(_ours()()), len(peer()), "reportlab", "bytes")


def _pages_a_second(bench: str, peer: Callable[[], bytes], peer_name: str) -> Comparison:
    ours = _ours()
    for draw_page in (ours, peer):
        _ensure_whole(draw_page())
    ours_seconds, peer_seconds = interleaved(ours, peer, rounds=7, repeat=10)
    return Comparison(bench, 1 / ours_seconds, 1 / peer_seconds, peer_name, "pages/s")


def _ours() -> Callable[[], bytes]:
    papers = _papers()
    return lambda: draw(*next(papers))


def _usual() -> Callable[[], bytes]:
    papers = _papers()
    return lambda: usual_page.drawn(*next(papers))


def _typst() -> Callable[[], bytes]:
    papers = _papers()
    compiler = typst.Compiler(str(TEMPLATE), font_paths=[str(usual_page.FONTS)], ignore_system_fonts=True)

    def page() -> bytes:
        sheet, mark = next(papers)
        code = zxingcpp.create_barcode(mark, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
        inputs = {"sheet": json.dumps(asdict(sheet), ensure_ascii=False), "code": code.to_svg()}
        drawn = compiler.compile(format="pdf", sys_inputs=inputs)
        if not isinstance(drawn, bytes):
            raise TypeError("typst did not give one file")
        return drawn

    return page


def _papers() -> Iterator[tuple[Sheet, str]]:
    """Sheets with marks that differ, round and round: nobody prints the same paper all day."""
    return cycle([(real_sheet.sheet(number), real_sheet.mark(number)) for number in range(1, PAPERS + 1)])


def _ensure_whole(pdf: bytes) -> None:
    """That a side draws one page with every value and the mark, or its time says nothing."""
    sheet = real_sheet.sheet(1)
    with pypdfium2.PdfDocument(pdf) as document:
        (page,) = document
        text = "".join(page.get_textpage().get_text_range().split())
        picture = page.render(scale=150 / 72).to_pil()
    cells = [cell for cells in sheet.table.rows for cell in cells] if sheet.table else []
    missing = [
        value for value in (*(row.value for row in sheet.rows), *cells) if "".join(value.split()) not in text
    ]
    marks = [code.text for code in zxingcpp.read_barcodes(picture)]
    if missing or marks != [real_sheet.mark(1)]:
        raise AssertionError(f"not the whole sheet: {missing}, {len(marks)} marks")
