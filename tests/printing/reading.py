"""A reader of its own for printed paper: the text, the pictures and the marks of each page."""

import pypdfium2
import zxingcpp
from PIL import ImageChops
from PIL.Image import Image

POINT = 25.4 / 72
HEIGHT = 297.0


def texts(pdf: bytes) -> list[str]:
    """The text of each page, as a person would copy it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def text_in(pdf: bytes, left: float, top: float, right: float, bottom: float) -> str:
    """The text within a rectangle of the first page, in millimetres from the top left."""
    with pypdfium2.PdfDocument(pdf) as document:
        return (
            document[0]
            .get_textpage()
            .get_text_bounded(
                left=left / POINT,
                top=(HEIGHT - top) / POINT,
                right=right / POINT,
                bottom=(HEIGHT - bottom) / POINT,
            )
        )


def pictures(pdf: bytes, dots_per_inch: int) -> list[Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dots_per_inch / 72).to_pil().convert("RGB") for page in document]


def redness(picture: Image) -> int:
    """How much redder than green the reddest spot is, 0 to 255."""
    red, green, _ = picture.split()
    return max(ImageChops.subtract(red, green).tobytes())


def marks(picture: Image) -> list[str]:
    """What a phone would read from the codes on a page, from top to bottom."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]
