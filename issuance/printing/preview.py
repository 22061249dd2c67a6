"""A paper before it has a number, for the screen."""

from dataclasses import replace

from issuance.domain.sheets import Sheet
from issuance.printing.full_page import draw_full_page
from issuance.printing.paper import ensure_printable
from issuance.printing.pen import Pen

PREVIEW, NOT_YET = "미리보기", "(발급 전)"


def draw_preview(sheet: Sheet) -> bytes:
    """The PDF of a full-page sheet with 미리보기 across it, and nothing that could pass for a number or a mark.

    Refuses as `ensure_printable` does.
    """
    ensure_printable(sheet)
    shown = replace(sheet, serial=NOT_YET, check_number=NOT_YET, issue_number=NOT_YET)
    pen = Pen(title=sheet.title, author=sheet.signed_by)
    draw_full_page(pen, shown, None, across=PREVIEW)
    return pen.finished()
