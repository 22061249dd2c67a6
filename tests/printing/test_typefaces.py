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


def test_every_hanja_of_the_basic_block_and_extension_a_can_be_printed() -> None:
    points = [*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FD6)]
    lacking = [chr(point) for point in points if not has_glyph(chr(point))]
    assert lacking == []


def test_rare_hanja_beyond_the_first_plane_are_set_in_the_last_font() -> None:
    assert runs("김㐂𠮷", Weight.REGULAR) == [
        ("PretendardGOV-Regular", "김"),
        ("IeumRareHanja-Regular", "㐂𠮷"),
    ]
    assert width("𠮷", Weight.REGULAR, 72 / 25.4) == pytest.approx(1.0)


@pytest.mark.parametrize("character", ["ไ", "😀", "\U0002a700"])
def test_a_character_in_no_font_has_no_glyph(character: str) -> None:
    assert not has_glyph(character)


def test_width_is_in_millimetres_and_grows_with_the_size() -> None:
    assert width("가나다", Weight.REGULAR, 20) == pytest.approx(2 * width("가나다", Weight.REGULAR, 10))
    assert width("가", Weight.REGULAR, 10) == pytest.approx(3.05, abs=0.3)
