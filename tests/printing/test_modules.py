"""The QR code of a mark: level, size, and the same modules everywhere."""

import hashlib

import pytest
import segno
import zxingcpp
from PIL import Image

from issuance.printing.modules import Modules, modules_of
from tests.printing import sheets

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def text_of(length: int) -> str:
    return "KD1:" + "".join(ALPHABET[place * place * 7 % 45] for place in range(length - 4))


def picture_of(modules: Modules) -> Image.Image:
    """Four dots a module on a white ground."""
    bits = Image.frombytes("1", (modules.side, modules.side), modules.bits).point(lambda bit: not bit)
    ground = Image.new("1", (modules.side + 8, modules.side + 8), 1)
    ground.paste(bits, (4, 4))
    return ground.convert("L").resize((4 * ground.width, 4 * ground.height), Image.Resampling.NEAREST)


@pytest.mark.parametrize("length", [20, 100, 210, 351, 352, 353, 400])
def test_a_mark_takes_the_smallest_symbol_of_level_q(length: int) -> None:
    smallest = segno.make_qr(text_of(length), error="q", boost_error=False)
    assert modules_of(text_of(length)).side == smallest.symbol_size(border=0)[0]


@pytest.mark.parametrize("length", [20, 352, 400])
def test_the_modules_read_back_to_the_text_and_say_level_q(length: int) -> None:
    (code,) = zxingcpp.read_barcodes(picture_of(modules_of(text_of(length))))
    assert (code.text, code.ec_level) == (text_of(length), "Q")


def test_a_row_is_whole_bytes_with_nothing_in_the_spare_bits() -> None:
    modules = modules_of(sheets.MARK)
    assert (modules.side, len(modules.bits)) == (69, 69 * 9)
    assert [row for row in range(69) if modules.bits[9 * row + 8] & 0b111] == []


def test_the_modules_of_a_mark_are_those_of_its_renderer() -> None:
    assert hashlib.sha256(modules_of(sheets.MARK).bits).hexdigest() == (
        "9558262e3f9ac3f6e5a24f1adccb29f15002757f0321abbc91d67445393552d4"
    )
