"""The application: pledge, signature, pages, refusals."""

from dataclasses import replace

import pytest

from issuance.domain.sheets import Row
from issuance.printing.characters import ForbiddenCharacter
from issuance.printing.lines import DoesNotFit
from issuance.printing.paper import draw_application
from tests.printing import sheets
from tests.printing.reading import marks, pictures, texts


def test_an_application_holds_the_pledge_the_signature_and_no_mark() -> None:
    paper = draw_application(sheets.application())
    (page,) = texts(paper)
    unbroken = " ".join(page.split())
    for text in (
        sheets.application().pledge,
        "신청인 홍길동 (서명 또는 인)",
        "서울특별시 종로구 청운효자동장 귀하",
    ):
        assert unbroken.count(text) == 1
    assert [marks(picture) for picture in pictures(paper, dots_per_inch=100)] == [[]]


def test_an_application_gives_the_same_bytes_again() -> None:
    assert draw_application(sheets.application()) == draw_application(sheets.application())


def test_an_application_with_many_facts_is_signed_on_its_last_page() -> None:
    rows = tuple(Row(f"사실 {number}", "주민등록표 등본") for number in range(1, 41))
    pages = texts(draw_application(replace(sheets.application(), rows=rows)))
    assert [page.count("(서명 또는 인)") for page in pages] == [0, 1]


def test_an_application_refuses_what_a_sheet_refuses() -> None:
    with pytest.raises(ForbiddenCharacter):
        draw_application(replace(sheets.application(), applicant="홍\u200b길동"))
    with pytest.raises(DoesNotFit) as refusal:
        draw_application(replace(sheets.application(), applicant="홍길동" * 20))
    assert refusal.value.facts == {"field": "신청인"}
