"""A paper on the screen: before it has a number, and beside the ledger afterwards."""

from dataclasses import replace

from issuance.domain.sheets import Sheet
from issuance.printing.full_page import draw_full_page
from issuance.printing.modules import modules_of
from issuance.printing.paper import ensure_printable
from issuance.printing.pen import Pen

PREVIEW, NOT_YET, REVIEW = "미리보기", "(발급 전)", "대조용"


def draw_preview(sheet: Sheet) -> bytes:
    """The PDF of a full-page sheet with 미리보기 across it, and nothing that could pass for a number or a mark.

    Refuses as `ensure_printable` does.
    """
    ensure_printable(sheet)
    shown = replace(sheet, serial=NOT_YET, check_number=NOT_YET, issue_number=NOT_YET)
    pen = Pen(title=sheet.title, author=sheet.signed_by)
    draw_full_page(pen, shown, None, across=PREVIEW)
    return pen.finished()


def draw_review(sheet: Sheet, mark: str) -> bytes:
    """The PDF of a paper as it was printed, with 대조용 across it so that it is no further copy."""
    pen = Pen(title=sheet.title, author=sheet.signed_by)
    draw_full_page(pen, sheet, modules_of(mark), across=REVIEW)
    return pen.finished()
