"""A printed paper held against its sheet, as a reader who never saw the sheet would find it."""

from collections.abc import Iterator

import pypdfium2
import zxingcpp
from pypdfium2 import raw

from issuance.domain.sheets import Sheet
from issuance.domain.states import Labelled
from issuance.printing.paper import VOID, sheet_texts

_SCALE = 200 / 72
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


class Flaw(Labelled):
    """What may be wrong with a printed paper."""

    NOT_READABLE = "not_readable", "PDF를 열 수 없음"
    TEXT = "text", "지면의 글자가 PDF에서 읽히지 않음"
    MARK = "mark", "PDF에서 읽은 부호가 저장한 부호와 다름"
    FONTS = "fonts", "글꼴이 PDF에 들어 있지 않음"
    VOID = "void", "무효 표시가 없거나 잘못 있음"


def flaws(pdf: bytes, sheet: Sheet, mark: str, *, void: bool) -> list[Flaw]:
    """Everything that is wrong with the PDF of a sheet.

    Every text of the sheet is to be read from it, every page has the mark and no other, and every font is in the
    file; a void paper has no mark, and 무효 across it.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return [Flaw.NOT_READABLE]
    with document:
        found = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
        words = ["".join(text.split()) for _, text in sheet_texts(sheet)]
        copies = max(1, len(sheet.copies))
        expected = set() if void else {mark}
        holds = {
            Flaw.TEXT: all(word in found for word in words),
            Flaw.MARK: all(_marks(page) == expected for page in document),
            Flaw.FONTS: all(
                raw.FPDFFont_GetIsEmbedded(font) == 1 for page in document for font in _fonts(page)
            ),
            Flaw.VOID: (found.count(VOID) > copies * sum(word.count(VOID) for word in words)) == void,
        }
    return [flaw for flaw, fine in holds.items() if not fine]


def _marks(page: pypdfium2.PdfPage) -> set[str]:
    picture = page.render(scale=_SCALE, grayscale=True).to_pil()
    return {code.text for code in zxingcpp.read_barcodes(picture, formats=_QR)}


def _fonts(page: pypdfium2.PdfPage) -> Iterator[object]:
    for stroke in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        yield raw.FPDFTextObj_GetFont(stroke.raw)
