"""Names: what is stored, what is refused, and the particle that follows a word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.errors import IssuanceError
from issuance.domain.names import choseong, clean_name, masked_name, spoken_initials, with_particle

SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)


def test_a_decomposed_name_is_stored_composed_and_trimmed() -> None:
    assert clean_name("  " + unicodedata.normalize("NFD", "똠방각하") + "\u3000") == "똠방각하"


def test_a_compatibility_ideograph_is_kept_as_the_family_writes_it() -> None:
    assert clean_name("김철수(\uf90a哲洙)") == "김철수(\uf90a哲洙)"
    assert clean_name("\U0002f81a") == "\U0002f81a"


def test_a_long_foreign_name_and_a_rare_ideograph_are_kept() -> None:
    assert clean_name("RAJAPAKSA MUDIYANSELAGE NIMAL BANDARA") == "RAJAPAKSA MUDIYANSELAGE NIMAL BANDARA"
    assert clean_name("홍길동(洪吉𠮷)") == "홍길동(洪吉𠮷)"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "name_missing"),
        (" \t\n", "name_missing"),
        ("홍\x00길동", "name_has_hidden_character"),
        ("홍\n길동", "name_has_hidden_character"),
        ("홍\u200b길동", "name_has_hidden_character"),
        ("홍\ufeff길동", "name_has_hidden_character"),
        ("홍길동\u202e", "name_has_hidden_character"),
        ("\u2066홍길동\u2069", "name_has_hidden_character"),
        ("홍\u3164길동", "name_has_hidden_character"),
        ("홍\u0378길동", "name_has_hidden_character"),
        ("홍\ud800길동", "name_has_hidden_character"),
        ("가" * 101, "name_too_long"),
    ],
)
def test_what_paper_cannot_show_is_refused(text: str, code: str) -> None:
    with pytest.raises(IssuanceError) as refused:
        clean_name(text)
    assert refused.value.code == code


def test_the_refusal_says_where_the_hidden_character_is() -> None:
    with pytest.raises(IssuanceError) as refused:
        clean_name(" 홍\u200b길동")
    assert refused.value.facts == {"position": 2}


def test_a_hundred_characters_are_a_name() -> None:
    assert clean_name("가" * 100) == "가" * 100


@given(st.text(SYLLABLES, min_size=1, max_size=20))
def test_cleaning_twice_is_cleaning_once_however_it_was_typed(name: str) -> None:
    assert clean_name(unicodedata.normalize("NFD", name)) == clean_name(clean_name(name)) == name


def test_initial_consonants_are_found_and_other_characters_stand() -> None:
    assert choseong("홍길동 A1(洪)") == "ㅎㄱㄷ A1(洪)"
    assert choseong(unicodedata.normalize("NFD", "꽃")) == "ㄲ"
    assert choseong("가힣") == "ㄱㅎ"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("홍길동", "홍*동"),
        ("홍동", "홍*"),
        ("홍", "홍*"),
        ("남궁민수", "남**수"),
        ("홍길동(洪吉童)", "홍*동"),
        ("NGUYEN VAN ANH", "N************H"),
    ],
)
def test_a_masked_name_keeps_its_ends(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("word", "spoken"),
    [
        ("주민등록표 등본", "주민등록표 등본이"),
        ("국민기초생활수급자 증명서", "국민기초생활수급자 증명서가"),
        ("인감증명서(일반용)", "인감증명서(일반용)가"),
        ("토지(임야)대장 등본", "토지(임야)대장 등본이"),
        ("홍길동(洪吉童)", "홍길동(洪吉童)이"),
        ("「등본」", "「등본」이"),
        ("(등본)", "(등본)이"),
        ("제3호", "제3호가"),
        ("RR03", "RR03이"),
        ("RR02", "RR02가"),
        ("PDF", "PDF가"),
        ("XML", "XML이"),
        ("QR", "QR이"),
        ("Seoul", "Seoul이"),
        ("Korea", "Korea가"),
        ("謄本", "謄本이(가)"),
        ("", "이(가)"),
    ],
)
def test_the_particle_follows_the_last_sound(word: str, spoken: str) -> None:
    assert with_particle(word, "이/가") == spoken


@pytest.mark.parametrize(
    ("word", "pair", "spoken"),
    [
        ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"),
        ("제주", "으로/로", "제주로"),
        ("창구 1", "으로/로", "창구 1로"),
        ("창구 3", "으로/로", "창구 3으로"),
        ("등본", "은/는", "등본은"),
        ("증명서", "을/를", "증명서를"),
        ("초본", "과/와", "초본과"),
    ],
)
def test_each_pair_of_particles_has_its_rule(word: str, pair: str, spoken: str) -> None:
    assert with_particle(word, pair) == spoken


@given(SYLLABLES)
def test_a_syllable_takes_i_exactly_if_it_ends_in_a_consonant(syllable: str) -> None:
    ends_in_consonant = len(unicodedata.normalize("NFD", syllable)) == 3
    assert with_particle(syllable, "이/가") == syllable + ("이" if ends_in_consonant else "가")


@pytest.mark.parametrize(
    ("initials", "name", "found"),
    [
        ("ㅎㄱㄷ", "홍길동", True),
        ("ㄱㄷ", "홍길동", True),
        ("ㅎㄱㄷ", "홍길똥", False),
        ("ㄳ", "ㄳ", True),
        ("ㅎㄷ", "홍길동", False),
    ],
)
def test_initial_consonants_find_syllables_that_begin_with_them(
    initials: str, name: str, found: bool
) -> None:
    assert (spoken_initials(initials).search(name) is not None) is found
