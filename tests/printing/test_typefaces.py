"""The fonts: coverage, fallback and widths."""

import pytest

from issuance.printing.typefaces import Weight, font, has_glyph, runs, width


def test_every_hangul_syllable_can_be_printed() -> None:
    syllables = [chr(point) for point in range(0xAC00, 0xD7A4)]
    assert len(syllables) == 11_172
    assert [syllable for syllable in syllables if not has_glyph(syllable)] == []


def test_both_weights_hold_the_same_characters() -> None:
    regular, bold = (font(weight).glyphs for weight in Weight)
    assert set(regular) == set(bold)


def test_only_the_characters_that_the_font_lacks_are_set_in_the_fallback() -> None:
    assert runs("홍㛃동", Weight.BOLD) == [
        ("PretendardGOV-Bold", "홍"),
        ("NotoSansKR-Regular", "㛃"),
        ("PretendardGOV-Bold", "동"),
    ]


@pytest.mark.parametrize("character", ["㐂", "𠮷", "ไ", "😀"])
def test_a_character_in_neither_font_has_no_glyph(character: str) -> None:
    assert not has_glyph(character)


def test_width_is_in_millimetres_and_grows_with_the_size() -> None:
    assert width("가나다", Weight.REGULAR, 20) == pytest.approx(2 * width("가나다", Weight.REGULAR, 10))
    assert width("가", Weight.REGULAR, 10) == pytest.approx(3.05, abs=0.3)
