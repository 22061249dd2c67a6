"""The texts of the QR codes in a picture or a PDF, read in a process of its own that cannot outgrow its bounds."""

import io
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import BoundedSemaphore

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from issuance.domain.errors import IssuanceError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_PAGES = 10
SECONDS = 12
_MEMORY_BYTES = 1536 * 1024 * 1024
_AT_ONCE = 2
_POINTS_PER_INCH = 72
_DOTS_PER_INCH = (200, 300)
_SMALL_SIDE = 1800
_LARGE_SIDE = 4000

_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_ROOT = Path(__file__).resolve().parents[2]
_places = BoundedSemaphore(_AT_ONCE)


class PictureTooLarge(IssuanceError):
    code = "picture_too_large"
    sentence = (
        "파일이 너무 큽니다. 10MB, 5천만 화소, 10쪽까지 읽을 수 있습니다. 부호 부분만 다시 찍어 주세요."
    )


class PictureNotReadable(IssuanceError):
    code = "picture_not_readable"
    sentence = "사진이나 PDF로 열 수 없는 파일입니다. JPG, PNG, PDF 파일로 다시 올려 주세요."


class TooManyPictures(IssuanceError):
    code = "too_many_pictures"
    sentence = "지금 읽고 있는 사진이 많습니다. 잠시 뒤 다시 올리거나 문서확인번호로 조회해 주세요."


def codes_in(content: bytes) -> tuple[str, ...]:
    """The different texts of the QR codes, in the order in which they were found; empty if there are none.

    The file of a stranger goes through decoders written in C, so it is opened in another process, with limits
    on its memory, time and output, and is never written to disk.
    """
    if len(content) > MAX_BYTES:
        raise PictureTooLarge
    if not _places.acquire(timeout=SECONDS):
        raise TooManyPictures
    try:
        reader = subprocess.run(
            [sys.executable, "-m", "issuance.printing.codes"],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            cwd=_ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as fault:
        raise PictureNotReadable from fault
    finally:
        _places.release()
    answer = json.loads(reader.stdout)
    if answer["refused"] == PictureTooLarge.code:
        raise PictureTooLarge
    if answer["refused"]:
        raise PictureNotReadable
    return tuple(answer["texts"])


def read(content: bytes) -> tuple[str, ...]:
    """As `codes_in`, in this process and without its bounds on memory and time."""
    texts: dict[str, None] = {}
    pictures = _pages(content) if content.startswith(b"%PDF-") else iter([[_picture(content)]])
    for renderings in pictures:
        texts.update(dict.fromkeys(_first_read(renderings)))
    return tuple(texts)


def _first_read(renderings: list[Image.Image] | Iterator[Image.Image]) -> list[str]:
    """The codes of the first rendering and the first way of looking at it that show any."""
    for rendering in renderings:
        for look in _looks(rendering):
            found = zxingcpp.read_barcodes(look, formats=_QR)
            if found:
                return [code.text for code in found]
    return []


def _looks(picture: Image.Image) -> Iterator[Image.Image]:
    """The same picture, ever more worked on: a scan of 100 dpi has two dots a module, a photo has shadows."""
    yield picture
    side = max(picture.size)
    if side < _SMALL_SIDE:
        yield _scaled(picture, 2)
        yield _scaled(picture, 3)
    yield ImageOps.autocontrast(picture.filter(ImageFilter.GaussianBlur(1)), cutoff=2)
    yield _scaled(picture, 0.5)
    yield picture.filter(ImageFilter.MedianFilter(3))
    for degrees in (15, 30, 45):
        yield picture.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.BICUBIC)


def _picture(content: bytes) -> Image.Image:
    """A photo in grey, upright, no side longer than some 4,000 dots."""
    try:
        picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"))
    except Image.DecompressionBombError as fault:
        raise PictureTooLarge from fault
    except (OSError, ValueError, SyntaxError) as fault:
        raise PictureNotReadable from fault
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureTooLarge
    picture.draft("L", (_LARGE_SIDE, _LARGE_SIDE))
    try:
        upright = ImageOps.exif_transpose(picture)
        if upright.has_transparency_data:
            ground = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(ground, upright.convert("RGBA"))
        grey = upright.convert("L")
    except (OSError, ValueError, SyntaxError) as fault:
        raise PictureNotReadable from fault
    grey.thumbnail((_LARGE_SIDE, _LARGE_SIDE))
    return grey


def _pages(content: bytes) -> Iterator[Iterator[Image.Image]]:
    """For each page its renderings, coarse first."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        raise PictureNotReadable from fault
    with document:
        if len(document) > MAX_PAGES:
            raise PictureTooLarge
        for page in document:
            yield _renderings(page)


def _renderings(page: pypdfium2.PdfPage) -> Iterator[Image.Image]:
    longest = max(page.get_size()) / _POINTS_PER_INCH
    for dots_per_inch in _DOTS_PER_INCH:
        scale = min(dots_per_inch, _LARGE_SIDE / longest) / _POINTS_PER_INCH
        yield page.render(scale=scale, grayscale=True).to_pil()


def _bounded() -> None:
    """From here on this process gets no more memory, time, files or core dump than a picture needs."""
    for limit, most in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _answer() -> dict[str, object]:
    try:
        return {"refused": "", "texts": read(sys.stdin.buffer.read(MAX_BYTES + 1))}
    except IssuanceError as refusal:
        return {"refused": refusal.code, "texts": []}


if __name__ == "__main__":
    _bounded()
    sys.stdout.write(json.dumps(_answer()))
