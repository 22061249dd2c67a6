"""Codes are read from scans of every quality, and a stranger's file can do no harm."""

import io
import zlib

import pytest
import segno
from PIL import Image, ImageDraw, ImageFilter

from issuance.printing import codes
from issuance.printing.codes import MAX_BYTES, codes_in, read
from tests.refusals import refused

TEXT = "KD1:" + "RRQT 9O60GO0XNMWHHCW2E2G8CKS5F080%96%96B46.96FN0:NDLIPWY0ZND7" * 5


def scanned(
    dots_per_inch: int, *, turned: float = 0, blurred: float = 0, stained: bool = False
) -> Image.Image:
    """A page of A4 with a code of 40 mm on it, as a scanner of so many dots sees it."""
    content = io.BytesIO()
    segno.make_qr(TEXT, error="Q").save(content, kind="png", scale=10, border=4)
    inch = 25.4
    side = round(40 / inch * 300)
    page = Image.new("L", (round(210 / inch * 300), round(297 / inch * 300)), 255)
    page.paste(Image.open(content).convert("L").resize((side, side)), (1800, 2800))
    if stained:
        ImageDraw.Draw(page).ellipse((1950, 3060, 2030, 3140), fill=110)
    if blurred:
        page = page.filter(ImageFilter.GaussianBlur(blurred))
    page = page.rotate(turned, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    scale = dots_per_inch / 300
    return page.resize((round(page.width * scale), round(page.height * scale)), Image.Resampling.LANCZOS)


def file_of(picture: Image.Image, kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    picture.save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize("dots_per_inch", [100, 150, 300])
@pytest.mark.parametrize("turned", [0, 7, 90, 180])
def test_a_scan_is_read_however_it_lies(dots_per_inch: int, turned: float) -> None:
    assert read(file_of(scanned(dots_per_inch, turned=turned))) == (TEXT,)


def test_a_copy_with_a_stain_is_read() -> None:
    assert read(file_of(scanned(150, turned=2, blurred=1.5, stained=True))) == (TEXT,)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_the_usual_kinds_of_picture_are_read(kind: str) -> None:
    assert read(file_of(scanned(150), kind)) == (TEXT,)


def test_a_picture_with_a_clear_ground_is_read_on_white() -> None:
    code = scanned(150)
    clear = Image.new("LA", code.size, (0, 0))
    clear.putalpha(code.point(lambda dot: 255 - dot))
    assert read(file_of(clear)) == (TEXT,)


def test_a_pdf_is_read_in_a_process_of_its_own() -> None:
    content = file_of(scanned(150), "PDF")
    assert codes_in(content) == (TEXT,)


def test_a_page_without_a_code_has_none() -> None:
    assert codes_in(file_of(Image.new("L", (400, 400), 255))) == ()


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\n broken", b"II*\0" + b"\xff" * 200]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with refused("picture_not_readable"):
        codes_in(content)


def test_a_file_or_a_picture_that_is_too_large_is_refused() -> None:
    with refused("picture_too_large"):
        codes_in(bytes(MAX_BYTES + 1))
    with refused("picture_too_large"):
        codes_in(bomb(60_000, 60_000))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says that it is enormous."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")
        )

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\0\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(100)))
        + chunk(b"IEND", b"")
    )


def test_a_pdf_of_many_pages_is_refused() -> None:
    page = Image.new("L", (20, 20), 255)
    content = io.BytesIO()
    page.save(content, "PDF", save_all=True, append_images=[page] * codes.MAX_PAGES)
    with refused("picture_too_large"):
        codes_in(content.getvalue())


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "SECONDS", 0.01)
    with refused("picture_not_readable"):
        codes_in(file_of(scanned(100)))
