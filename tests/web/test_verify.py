"""The public page: whoever holds a paper sees its verdict in words, and nobody else's paper."""

import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from issuance.actions import papers
from issuance.domain.papers import printed_check_number
from issuance.domain.verdicts import Standing, Verdict
from issuance.domain.verification import FAILURES_PER_ADDRESS, PICTURES_PER_ADDRESS
from issuance.models import Paper, Watch
from issuance.web.verdicts import SHOWN
from tests import builders
from tests.builders import NOW, Counter
from tests.web.pages import text

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


@pytest.fixture
def paper(at_counter: Counter) -> Paper:
    paper = builders.handed_over(at_counter).paper
    assert paper is not None
    return paper


def ask(way: str, query: str = "", **fields: object) -> "Answer":
    return Client().post(f"/verify/{query}", {"way": way, **fields})


def verdict(response: "Answer") -> str:
    found = re.search(r'class="verdict__words">([^<]+)<', response.content.decode())
    assert found is not None
    return found[1]


def test_the_page_needs_no_log_in_and_works_without_scripts(db: None) -> None:
    page = Client().get("/verify/")
    assert page.status_code == 200
    assert text(page).count("<form") == 3
    assert re.findall(r'id="camera"[^>]*hidden', text(page)) != []


def test_a_pasted_mark_shows_what_to_compare_and_what_the_ledger_says(paper: Paper) -> None:
    page = ask("mark", mark=f"\r\n{paper.mark}\r\n")
    assert (page.status_code, verdict(page)) == (200, "유효")
    shown = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", text(page)))
    assert shown == {
        "문서번호": paper.serial,
        "문서확인번호": printed_check_number(paper.check_number),
        "서류": "주민등록표 등본",
        "성명": "홍길동",
        "생년월일": "1885. 3. 2.",
        "발급기관": "서울특별시 종로구 청운효자동",
        "주요 내용": "청운동",
        "발급": "2026. 11. 23. 14:00",
        "교부": "2026. 11. 23. 14:00",
        "유효기한": "2026. 11. 30. 14:00까지",
        "전에 확인한 횟수": "처음 확인합니다",
    }
    assert "지참인의 신분증을 함께 확인해 주세요." in text(page)
    assert "no-store" in page["Cache-Control"]


def test_a_photo_or_a_pdf_is_read_and_not_kept(paper: Paper) -> None:
    content = papers.printed(paper, by=builders.clerk(), at=NOW)
    page = ask("picture", picture=SimpleUploadedFile("a.pdf", content, content_type="application/pdf"))
    assert verdict(page) == "유효"
    odd = ask("picture", picture=SimpleUploadedFile("a.png", b"odd"))
    assert (odd.status_code, "사진이나 PDF로 열 수 없는 파일입니다" in text(odd)) == (422, True)


def test_an_address_that_sends_picture_after_picture_has_to_wait(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("issuance.actions.verification.codes_in", lambda content: ())
    pages = [
        ask("picture", picture=SimpleUploadedFile("a.png", b"x")) for _ in range(PICTURES_PER_ADDRESS + 1)
    ]
    assert [page.status_code for page in pages] == [200] * PICTURES_PER_ADDRESS + [422]


def test_a_number_and_a_birth_date_find_the_paper(paper: Paper) -> None:
    number = printed_check_number(paper.check_number)
    assert verdict(ask("number", number=number, birth="850302")) == "유효"
    assert verdict(ask("number", number=number, birth="850303")) == "없는 번호"


def test_a_mistyped_number_is_said_at_its_field_with_what_was_typed_kept(db: None) -> None:
    page = ask("number", number="1234 5678 1234 5678", birth="850302")
    assert page.status_code == 422
    assert 'value="1234 5678 1234 5678"' in text(page)
    assert '<a href="#id_number">' in text(page)


def test_who_guesses_is_held_back(paper: Paper) -> None:
    number = printed_check_number(paper.check_number)
    for _ in range(FAILURES_PER_ADDRESS):
        ask("number", number=number, birth="850303")
    page = ask("number", number=number, birth="850302")
    assert (page.status_code, "홍길동" in text(page)) == (422, False)


def test_every_verdict_has_an_icon_a_look_and_words() -> None:
    assert set(SHOWN) == set(Verdict)
    assert {verdict for verdict, shown in SHOWN.items() if shown.look == "success"} == {Verdict.VALID}


@pytest.mark.parametrize("standing", [Standing.VOIDED, Standing.SUPERSEDED])
def test_whose_paper_has_ended_is_told_what_to_do_next(paper: Paper, standing: Standing) -> None:
    papers.set_status(paper, standing)
    page = text(ask("mark", mark=paper.mark))
    next_step = {
        Standing.VOIDED: "본인의 문서라면 더는 쓰지 마시고,",
        Standing.SUPERSEDED: "본인의 문서라면 대신할 문서를 내 주세요.",
    }
    assert [words in page for words in next_step.values()] == [one == standing for one in next_step]


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.VOIDED, "폐기·취소된 문서"),
        (Standing.SUSPENDED, "결정 보류 중"),
        (Standing.SUPERSEDED, "정정된 문서"),
    ],
)
def test_a_paper_that_is_not_good_is_not_shown_as_good(paper: Paper, standing: Standing, words: str) -> None:
    papers.set_status(paper, standing)
    page = ask("mark", mark=paper.mark)
    assert (verdict(page), "verdict--success" in text(page), "알림 받기" in text(page)) == (
        words,
        False,
        False,
    )


def test_a_forged_mark_shows_nothing_of_what_it_claims(paper: Paper) -> None:
    changed = paper.mark[:-9] + ("0" if paper.mark[-9] != "0" else "1") + paper.mark[-8:]
    page = ask("mark", mark=changed)
    assert (verdict(page) in {"위조 또는 변조", "읽을 수 없음"}, "홍길동" in text(page)) == (True, False)


def test_a_drill_is_named_as_one(db: None) -> None:
    assert "훈련에서 만든 문서" in text(Client().get("/verify/?realm=drill"))
    assert "훈련에서 만든 문서" not in text(Client().get("/verify/"))


def test_whoever_verified_may_leave_an_address_and_nobody_else(paper: Paper) -> None:
    page = ask("mark", mark=paper.mark)
    found = re.search(r'name="paper" value="([^"]+)"', text(page))
    assert found is not None
    browser = Client()
    kept = browser.post("/verify/watch/", {"paper": found[1], "email": "teller@bank.example"})
    assert (kept.status_code, Watch.objects.count()) == (200, 1)
    assert browser.post("/verify/watch/", {"paper": found[1], "email": "odd"}).status_code == 422
    assert (
        browser.post("/verify/watch/", {"paper": str(paper.pk), "email": "a@bank.example"}).status_code == 404
    )
    assert browser.post("/verify/watch/", {"email": "a@bank.example"}).status_code == 404
    assert browser.get("/verify/watch/").status_code == 405


def test_the_page_has_no_script_or_style_of_its_own_and_asks_nobody_else(db: None) -> None:
    page = text(Client().get("/verify/"))
    assert re.findall(r"<script(?![^>]*src)|<style| style=| on[a-z]+=|https?://", page) == []
