"""Which characters may be printed, and what is said of those that may not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.printing.characters import ForbiddenCharacter, MissingGlyph, NotComposed, ensure_characters


@pytest.mark.parametrize(
    "text",
    [
        "홍길동(洪吉童)",
        "뷁똠방각하",
        "柳寬順",
        "Łukasz Nguyễn-Müller",
        "850302-9******",
        "「행정절차법」 제16조 · 3㎡",
        "두\n줄",
        "",
    ],
)
def test_what_offices_write_may_be_printed(text: str) -> None:
    ensure_characters("성명", text)


@pytest.mark.parametrize(
    "hidden",
    [
        "\u202e",  # right-to-left override
        "\u2066",  # left-to-right isolate
        "\u200b",  # zero-width space
        "\u200d",  # zero-width joiner
        "\ufeff",  # byte order mark
        "\u00ad",  # soft hyphen
        "\x00",
        "\t",
        "\u2028",  # line separator
        "\u0378",  # unassigned
        "\ue000",  # private use
        "\ud800",  # half of a surrogate pair
        "\u3164",  # Hangul filler, a letter that leaves the paper white
        "\U000e0100",  # variation selector
    ],
)
def test_a_character_that_hides_or_turns_text_is_forbidden_and_named(hidden: str) -> None:
    with pytest.raises(ForbiddenCharacter) as refusal:
        ensure_characters("성명", f"홍{hidden}길동")
    assert refusal.value.facts == {"field": "성명", "code_point": f"U+{ord(hidden):04X}"}


def test_a_combining_mark_that_has_no_composed_letter_is_forbidden() -> None:
    with pytest.raises(ForbiddenCharacter):
        ensure_characters("성명", "x\u030c")


@pytest.mark.parametrize("character", ["ไ", "\U0002a700", "ក", "😀"])
def test_a_character_without_a_glyph_is_named_with_its_field(character: str) -> None:
    with pytest.raises(MissingGlyph) as refusal:
        ensure_characters("세대주", f"홍{character}수")
    assert refusal.value.facts == {
        "field": "세대주",
        "character": character,
        "code_point": f"U+{ord(character):04X}",
    }


def test_old_hangul_of_single_jamo_has_no_glyph_of_its_own() -> None:
    with pytest.raises(MissingGlyph):
        ensure_characters("성명", "\u1112\u119e\u11ab")


@pytest.mark.parametrize("text", [unicodedata.normalize("NFD", "홍길동"), "\uf9c9寬順"])
def test_text_that_is_not_composed_is_refused(text: str) -> None:
    with pytest.raises(NotComposed):
        ensure_characters("성명", text)


@given(
    st.text(
        alphabet=st.characters(categories=["Cc", "Cf", "Co", "Cs", "Mn"], exclude_characters="\n"), min_size=1
    )
)
def test_no_control_or_mark_ever_passes(text: str) -> None:
    with pytest.raises((ForbiddenCharacter, NotComposed, MissingGlyph)):
        ensure_characters("성명", text)
