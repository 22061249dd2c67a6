"""Letters on paper: every word is there, long ones run on, and several are bound into one."""

from dataclasses import replace

import pytest

from issuance.domain.letters import Letter
from issuance.domain.sheets import Row
from issuance.printing.characters import MissingGlyph
from issuance.printing.letter import bound, draw_letter
from issuance.printing.lines import DoesNotFit
from tests.printing.reading import pictures, redness, texts

LETTER = Letter(
    office="서울특별시 종로구 청운효자동",
    recipient=("서울특별시 종로구 자하문로 100 (청운동)", "홍길동(洪吉童) 귀하"),
    title="임시확인서 취소 안내",
    opening="발급해 드린 임시확인서를 아래와 같이 취소하였음을 알려 드립니다.",
    rows=(Row("문서번호", "임시확인서 P-11110515-26-001-000123"), Row("취소 사유", "원장에 없음")),
    paragraphs=("이 문서는 더는 쓸 수 없습니다.", "이의가 있으시면 행정심판을 청구하실 수 있습니다."),
    dated="2026. 11. 26.",
    signed_by="서울특별시 종로구 청운효자동장",
    contact="담당 민원팀장 김민원 · 전화 02-2148-5432",
    reference="관련 문서  P-11110515-26-001-000123",
    drill=False,
)


def test_a_letter_holds_every_word_on_one_page() -> None:
    (page,) = texts(draw_letter(LETTER))
    unbroken = " ".join(page.split()).replace(" ", "")
    said = (
        LETTER.office, *LETTER.recipient, LETTER.title, LETTER.opening, *(row.value for row in LETTER.rows),
        *LETTER.paragraphs, LETTER.dated, LETTER.signed_by, LETTER.contact, LETTER.reference,
    )  # fmt: skip
    assert [words for words in said if words.replace(" ", "") not in unbroken] == []


def test_a_letter_gives_the_same_bytes_again() -> None:
    assert draw_letter(LETTER) == draw_letter(LETTER)


def test_a_long_letter_runs_to_a_second_page_and_is_signed_on_the_last() -> None:
    pages = texts(draw_letter(replace(LETTER, paragraphs=("같은 말을 길게 합니다. " * 18,) * 6)))
    assert [page.count("1 / 2") + 2 * page.count("2 / 2") for page in pages] == [1, 2]
    assert [page.count(LETTER.dated) for page in pages] == [0, 1]


def test_a_letter_without_an_address_begins_with_the_name() -> None:
    (page,) = texts(draw_letter(replace(LETTER, recipient=("한빛은행 귀중",))))
    assert "한빛은행 귀중" in page


def test_a_drill_letter_is_red() -> None:
    (page,) = pictures(draw_letter(replace(LETTER, drill=True)), dots_per_inch=40)
    assert redness(page) > 40


def test_a_letter_refuses_what_a_sheet_refuses() -> None:
    with pytest.raises(MissingGlyph) as missing:
        draw_letter(replace(LETTER, rows=(Row("취소 사유", "😀"),)))
    assert missing.value.facts["field"] == "취소 사유"
    with pytest.raises(DoesNotFit):
        draw_letter(replace(LETTER, title="임시확인서 취소 안내 " * 12))


def test_several_are_one_document_in_their_order() -> None:
    letters = [draw_letter(replace(LETTER, dated=f"2026. 11. {day}.")) for day in (24, 25, 26)]
    pages = texts(bound(letters))
    assert [[day for day in (24, 25, 26) if f"2026. 11. {day}." in page] for page in pages] == [
        [24],
        [25],
        [26],
    ]


def test_one_alone_keeps_its_bytes() -> None:
    assert bound([draw_letter(LETTER)]) == draw_letter(LETTER)
