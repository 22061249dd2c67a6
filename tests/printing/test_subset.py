"""The part of a font that goes into a document: codes, compound letters, and text that can be copied out again."""

from dataclasses import replace

import pytest
from PIL import ImageChops

from issuance.domain.sheets import Row, Sheet
from issuance.printing.fontfile import components
from issuance.printing.paper import draw
from issuance.printing.subset import Subset, to_unicode
from issuance.printing.typefaces import Weight, font
from tests.printing import sheets
from tests.printing.reading import pictures, texts

SYLLABLES = [chr(point) for point in range(0xAC00, 0xD7A4)]


def with_name(name: str) -> Sheet:
    return replace(sheets.certificate(), rows=(Row("성명", name),))


def is_compound(letter: str) -> bool:
    face = font(Weight.REGULAR)
    return bool(components(face.outline(face.glyphs[ord(letter)])))


def test_no_code_holds_a_byte_that_a_pdf_string_would_have_to_escape() -> None:
    codes = Subset(Weight.REGULAR).codes("".join(SYLLABLES))
    assert len(codes) == 2 * len(SYLLABLES)
    assert set(codes) & set(b"\n\r()\\") == set()


def test_a_character_keeps_its_code_and_each_has_its_own() -> None:
    subset = Subset(Weight.REGULAR)
    codes = subset.codes("".join(SYLLABLES[:600]))
    assert subset.codes("".join(SYLLABLES[:600])) == codes
    assert len({codes[place : place + 2] for place in range(0, len(codes), 2)}) == 600


@pytest.mark.parametrize(("bare", "compound"), [("E", "É"), ("u", "ü"), ("e", "ễ")])
def test_a_letter_put_together_from_parts_is_drawn_with_its_accents(bare: str, compound: str) -> None:
    assert (is_compound(bare), is_compound(compound)) == (False, True)
    without, whole = (
        pictures(draw(with_name(name), "KD1:A"), dots_per_inch=150)[0].crop((320, 235, 500, 300))
        for name in (bare, compound)
    )
    darker = ImageChops.subtract(without, whole).getbbox()
    lighter = ImageChops.subtract(whole, without).point(lambda shade: 255 if shade > 128 else 0).getbbox()
    assert darker is not None
    assert lighter is None


def test_six_hundred_syllables_are_copied_out_as_they_went_in() -> None:
    rows = tuple(
        Row(f"묶음 {start}", "".join(SYLLABLES[start : start + 60])) for start in range(0, 11_172, 1_117)
    )
    found = "".join("".join(texts(draw(replace(sheets.provisional(1), rows=rows), sheets.MARK))).split())
    assert [row.value for row in rows if row.value not in found] == []


def test_a_character_beyond_the_first_plane_is_mapped_by_its_two_halves() -> None:
    assert b"<0001><D842DF9F>" in to_unicode({1: "\U00020b9f"})


def test_a_section_of_the_map_holds_a_hundred_entries_at_most() -> None:
    lines = to_unicode({code: SYLLABLES[code] for code in range(1, 251)}).split(b"\n")
    assert [line for line in lines if line.endswith(b"beginbfchar")] == [
        b"100 beginbfchar",
        b"100 beginbfchar",
        b"50 beginbfchar",
    ]
