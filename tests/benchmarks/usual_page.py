"""The usual way to print a sheet in Python: reportlab's canvas, fonts registered once, its own QR widget."""

from functools import cache
from io import BytesIO
from pathlib import Path

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import issuance.printing
from issuance.domain.sheets import Sheet

REGULAR, BOLD = "PretendardGOV-Regular", "PretendardGOV-Bold"
FONTS = Path(issuance.printing.__file__).parent / "fonts"


@cache
def register() -> None:
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))


def drawn(sheet: Sheet, mark: str) -> bytes:
    """The same texts, rules and mark at about the same places; no structure, no checks."""
    register()
    pages = BytesIO()
    canvas = Canvas(pages, pagesize=A4)
    canvas.setTitle(sheet.title)
    _watermark(canvas, sheet.watermark)
    _text(canvas, 20, 14, f"문서확인번호  {sheet.check_number}", 8.5)
    _text(canvas, 120, 14, f"문서번호  {sheet.serial}", 8.5)
    _centred(canvas, 29, sheet.title, 22)
    _framed(canvas, 36, 17, sheet.banner.split("\n"), 14)
    top = _rows(canvas, sheet, 58)
    top = _table(canvas, sheet, top + 4)
    for text in (*sheet.statements, *sheet.notes):
        top = _lines(canvas, 20, top, _broken(text, REGULAR, 9.5, 170), 9.5)
    _centred(canvas, 212, sheet.issued_at, 12)
    _centred(canvas, 222, sheet.signed_by, 18)
    _framed(canvas, 207, 22, sheet.seal.split("\n"), 7, left=165, width=22)
    _code(canvas, mark)
    _text(canvas, 24, 276, sheet.check_number, 9.5, BOLD)
    _text(canvas, 66, 280, sheet.contact, 8.5)
    _text(canvas, 20, 287, f"{sheet.issue_number}-1", 8.5)
    _text(canvas, 183, 287, "1 / 1", 8.5)
    canvas.showPage()
    canvas.save()
    return pages.getvalue()


def _watermark(canvas: Canvas, text: str) -> None:
    canvas.saveState()
    canvas.translate(105 * mm, 162 * mm)
    canvas.rotate(35)
    canvas.setFillGray(0.93)
    canvas.setFont(BOLD, 44)
    canvas.drawCentredString(0, 0, text)
    canvas.restoreState()


def _rows(canvas: Canvas, sheet: Sheet, top: float) -> float:
    for row in sheet.rows:
        lines = _broken(row.value, REGULAR, 10, 129)
        height = len(lines) * 5.3 + 2.2
        canvas.rect(20 * mm, _up(top + height), 34 * mm, height * mm)
        canvas.rect(54 * mm, _up(top + height), 136 * mm, height * mm)
        _text(canvas, 24, top + height / 2 + 1.3, row.label, 10, BOLD)
        _lines(canvas, 57.5, top + 1.1, lines, 10)
        top += height
    return top


def _table(canvas: Canvas, sheet: Sheet, top: float) -> float:
    if sheet.table is None:
        return top
    _text(canvas, 20, top + 4, sheet.table.title, 9.5, BOLD)
    top += 6
    width = 170 / len(sheet.table.columns)
    for number, cells in enumerate((sheet.table.columns, *sheet.table.rows)):
        for column, cell in enumerate(cells):
            left = 20 + column * width
            canvas.rect(left * mm, _up(top + 6.8), width * mm, 6.8 * mm)
            _text(canvas, left + 2, top + 4.6, cell, 9.5, BOLD if number == 0 else REGULAR)
        top += 6.8
    return top + 4


def _code(canvas: Canvas, mark: str) -> None:
    widget = QrCodeWidget(mark, barLevel="Q", barWidth=40 * mm, barHeight=40 * mm, barBorder=4)
    drawing = Drawing(40 * mm, 40 * mm)
    drawing.add(widget)
    renderPDF.draw(drawing, canvas, 20 * mm, _up(273.5))


def _framed(
    canvas: Canvas,
    top: float,
    height: float,
    lines: list[str],
    size: float,
    left: float = 20,
    width: float = 170,
) -> None:
    canvas.rect(left * mm, _up(top + height), width * mm, height * mm)
    canvas.setFont(BOLD, size)
    for number, line in enumerate(lines):
        canvas.drawCentredString((left + width / 2) * mm, _up(top + 6 + number * size * 0.5), line)


def _lines(canvas: Canvas, left: float, top: float, lines: list[str], size: float) -> float:
    for line in lines:
        top += size * 0.53
        _text(canvas, left, top - size * 0.13, line, size)
    return top


def _broken(text: str, font: str, size: float, width: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if pdfmetrics.stringWidth(longer, font, size) > width * mm:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _centred(canvas: Canvas, baseline: float, text: str, size: float) -> None:
    canvas.setFillGray(0)
    canvas.setFont(BOLD, size)
    canvas.drawCentredString(105 * mm, _up(baseline), text)


def _text(canvas: Canvas, left: float, baseline: float, text: str, size: float, font: str = REGULAR) -> None:
    canvas.setFillGray(0)
    canvas.setFont(font, size)
    canvas.drawString(left * mm, _up(baseline), text)


def _up(down: float) -> float:
    return (297 - down) * mm
