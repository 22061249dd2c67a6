"""Coming in and going out."""

from django.test import Client

from tests import builders
from tests.web.pages import faults


def test_a_wrong_password_is_refused_with_what_to_do(db: None) -> None:
    answer = Client().post("/login/", {"username": "nobody", "password": "wrong"})
    assert faults(answer) == ["아이디나 비밀번호가 맞지 않습니다. 한글 자판인지 확인하고 다시 입력해 주세요."]


def test_who_logs_in_comes_to_the_page_that_was_asked_for_and_goes_out_again(db: None) -> None:
    user = builders.clerk()
    user.set_password("a good long word")
    user.save()
    browser = Client()
    asked = browser.get("/book/")
    answer = browser.post(asked["Location"], {"username": user.username, "password": "a good long word"})
    assert answer["Location"] == "/book/"
    assert browser.get("/book/").status_code == 200
    browser.post("/logout/")
    assert browser.get("/book/").status_code == 302


def test_every_page_has_one_first_heading_and_a_way_past_the_menu(db: None) -> None:
    browser = Client()
    browser.force_login(builders.supervisor())
    for path in ("/", "/filings/", "/filings/new/", "/filings/new/RR01/", "/book/", "/cases/", "/ledger/"):
        page = browser.get(path).content.decode()
        assert (page.count("<h1"), page.count('href="#main"'), page.count('lang="ko"')) == (1, 1, 1), path
