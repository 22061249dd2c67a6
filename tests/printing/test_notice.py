"""The notice for the hall: sections, sizes, pages, refusals."""

from dataclasses import replace

import pytest

from issuance.domain.sheets import Row
from issuance.printing.characters import MissingGlyph
from issuance.printing.lines import DoesNotFit
from issuance.printing.paper import draw_notice
from tests.printing import sheets
from tests.printing.reading import pictures, redness, texts


def test_a_notice_holds_every_section_and_its_legal_basis() -> None:
    notice = sheets.notice()
    (page,) = texts(draw_notice(notice))
    unbroken = " ".join(page.split())
    for row in notice.sections:
        assert unbroken.count(row.value.replace("\n", " ")) == 1
    assert unbroken.count(notice.legal_basis) == 1
    assert unbroken.count(notice.outage_number) == 1


def test_a_notice_gives_the_same_bytes_again() -> None:
    assert draw_notice(sheets.notice()) == draw_notice(sheets.notice())


def test_a_long_notice_runs_to_a_second_page() -> None:
    sections = tuple(Row(f"안내 {number}", "이 창구에서 종이로 접수합니다. " * 6) for number in range(1, 13))
    pages = texts(draw_notice(replace(sheets.notice(), sections=sections)))
    assert [page.count("청운효자동장") for page in pages] == [0, 1]


def test_a_drill_notice_is_red() -> None:
    (page,) = pictures(draw_notice(replace(sheets.notice(), drill=True)), dots_per_inch=40)
    assert redness(page) > 40


def test_a_notice_refuses_what_a_sheet_refuses() -> None:
    with pytest.raises(MissingGlyph) as missing:
        draw_notice(replace(sheets.notice(), sections=(Row("문의", "😀"),)))
    assert missing.value.facts["field"] == "문의"
    with pytest.raises(DoesNotFit) as long:
        draw_notice(replace(sheets.notice(), signed_by="서울특별시 종로구 청운효자동장 " * 6))
    assert long.value.facts == {"field": "게시 기관"}
