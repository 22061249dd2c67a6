"""A clerk, a second clerk, a supervisor and headquarters do a day's work by keyboard, with the keys counted."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from issuance.models import Document, FallbackOrder, Filing, Outage
from tests import builders
from tests.browser.conftest import Sit
from tests.browser.people import SHIFTS, Person
from tests.builders import NOW, Counter

NUMBER = "8503029012345"


def _is_in_the_snapshot(at_counter: Counter) -> None:
    """The person who will come asked for the same an hour ago, which is another request."""
    before = NOW - timedelta(hours=1)
    builders.in_snapshot(builders.filing(by=at_counter.clerk, number=NUMBER, begun_at=before, at=before))


def _takes(person: Person, *, relation: str = "") -> None:
    """From the first page to the form of 등본, and the form itself; the words typed are values."""
    person.press("n")
    person.comes_to("**/filings/new/")
    person.has_cursor("#q")
    person.type("ㄷㅂ")
    person.type("1")
    person.comes_to("**/filings/new/RR01/")
    person.has_cursor("#id_number")
    person.type(NUMBER)
    person.press("Tab")
    person.type("홍길동")


def _proves_identity(person: Person) -> None:
    person.press("Tab")
    person.choose(1)
    person.press("Tab")
    person.type("1234")
    person.press("Tab")
    person.choose(1)
    person.press("Tab")
    person.type("한빛은행")


def test_a_clerk_gives_a_receipt_within_twelve_keys_and_a_minute(sit: Sit, screenshots: Path) -> None:
    builders.counter()
    person = sit(builders.clerk())
    person.starts_the_clock()
    person.log_in()
    _takes(person)
    person.press("Enter")
    person.comes_to("**/filings/*-*-*-*-*/")
    with person.page.context.expect_page() as opened:
        person.press("p")
    assert opened.value.url.endswith(".pdf")
    assert Filing.objects.get().applicant_name == "홍길동"
    assert person.keys <= 12
    assert person.stops_the_clock("receipt", screenshots / "stopwatch.txt") < 60
    assert person.faults == []


def test_a_clerk_gives_a_document_within_twenty_keys_and_two_minutes(sit: Sit, screenshots: Path) -> None:
    at_counter = builders.counter()
    _is_in_the_snapshot(at_counter)
    person = sit(builders.clerk())
    person.starts_the_clock()
    person.log_in()
    _takes(person)
    _proves_identity(person)
    person.press("Enter")
    person.comes_to("**/filings/*-*-*-*-*/")
    person.press("t")
    person.comes_to("**/documents/")
    person.press("1")
    person.comes_to("**/documents/1/")
    person.press("Enter")
    person.comes_to("**/documents/*-*-*-*-*/")
    with person.page.context.expect_page() as opened:
        person.press("i")
    opened.value.wait_for_url("**/papers/*.pdf")
    person.sees_state("발급")
    person.press("h")
    person.sees_state("교부")
    assert person.keys <= 20
    assert person.stops_the_clock("document", screenshots / "stopwatch.txt") < 120
    assert Document.objects.get().state == "handed_over"
    assert person.faults == []


def test_a_double_click_a_way_back_and_two_tabs_make_one_filing(sit: Sit) -> None:
    builders.counter()
    person = sit(builders.clerk())
    person.log_in("/filings/new/RR01/")
    person.has_cursor("#id_number")
    person.type(NUMBER)
    person.press("Tab")
    person.type("홍길동")
    person.page.get_by_role("button", name="접수하고").dblclick()
    person.comes_to("**/filings/*-*-*-*-*/")
    person.page.reload()
    person.page.go_back()
    assert Filing.objects.count() == 1


def test_a_number_is_checked_as_it_is_typed_and_hidden_when_it_is_left(sit: Sit) -> None:
    builders.counter()
    person = sit(builders.clerk())
    person.log_in("/filings/new/RR01/")
    said, field = person.page.locator("#number-said"), person.page.locator("#id_number")
    person.has_cursor("#id_number")
    person.type("850302")
    expect(said).to_contain_text("7자리 남음")
    person.type("9012345")
    expect(said).to_contain_text("1885. 3. 2.생")
    person.press("Tab")
    expect(field).to_have_class("masked")
    assert field.evaluate("field => getComputedStyle(field).webkitTextSecurity") == "disc"
    person.press("Shift+Tab", "F2")
    assert field.evaluate("field => getComputedStyle(field).webkitTextSecurity") == "none"
    assert "9012345" not in person.page.content()


def test_a_link_to_a_refused_field_moves_the_cursor_and_the_next_page_sets_its_own(sit: Sit) -> None:
    builders.counter()
    person = sit(builders.clerk())
    person.log_in("/filings/new/RR01/")
    person.has_cursor("#id_number")
    person.type("8513029012345")
    person.press("Tab")
    person.type("홍길동")
    person.press("Enter")
    link = person.page.get_by_role("alert").get_by_role("link")
    link.wait_for()
    person.comes_to("**/filings/new/RR01/")
    link.focus()
    person.press("Enter")
    person.has_cursor("#id_number")
    assert "#" not in person.page.url
    person.type(NUMBER)
    person.press("Enter")
    person.page.wait_for_url("**/filings/*-*-*-*-*/")
    expect(person.page.get_by_role("link", name="접수증 인쇄")).to_be_focused()
    assert person.faults == []


def test_letters_do_nothing_once_their_keys_are_switched_off(sit: Sit) -> None:
    builders.counter()
    person = sit(builders.clerk())
    person.log_in()
    person.press("?")
    dialog = person.page.get_by_role("dialog")
    expect(dialog).to_contain_text("접수하기")
    assert person.barriers() == []
    dialog.get_by_label("한 글자 단축키 쓰기").uncheck()
    person.press("Escape", "n")
    person.page.wait_for_timeout(300)
    assert person.page.url.endswith("/")


def test_a_clerk_files_issues_and_prints_without_scripts(sit: Sit) -> None:
    at_counter = builders.counter()
    _is_in_the_snapshot(at_counter)
    person = sit(builders.clerk(), scripts=False)
    person.log_in("/filings/new/")
    person.page.get_by_role("link", name="주민등록표 등본").first.click()
    person.comes_to("**/filings/new/RR01/")
    person.page.get_by_label("대상자 주민등록번호").fill(NUMBER)
    person.page.get_by_label("신청인 성명").fill("홍길동")
    person.page.get_by_label("확인한 신분증").select_option(label="주민등록증")
    person.page.get_by_label("신분증 번호 끝 네 자리").fill("1234")
    person.page.get_by_label("용도").select_option(label="학교")
    person.page.get_by_role("button", name="접수하고").click()
    person.comes_to("**/filings/*-*-*-*-*/")
    person.page.get_by_role("link", name="임시확인서 작성").click()
    person.page.get_by_role("link", name="주민등록 등 지역사본").click()
    person.page.get_by_role("button", name="이 내용으로 작성").click()
    person.comes_to("**/documents/*-*-*-*-*/")
    person.page.get_by_role("button", name="발급", exact=True).click()
    person.sees_state("발급")
    with person.page.context.expect_page() as opened:
        person.page.get_by_role("link", name="임시확인서 인쇄").click()
    assert opened.value.url.endswith(".pdf")
    person.page.get_by_role("button", name="교부 완료").click()
    person.sees_state("교부")


def test_a_second_clerk_checks_a_paper_filing_and_stands_for_an_interest(
    sit: Sit, tmp_path: Path, screenshots: Path
) -> None:
    at_counter = builders.counter()
    scan = tmp_path / "receipt.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    first = sit(at_counter.clerk)
    first.log_in("/filings/")
    first.press("s")
    first.comes_to("**/filings/paper/")
    first.has_cursor("#q")
    first.type("ㄷㅂ")
    first.type("1")
    first.comes_to("**/filings/paper/RR01/")
    page = first.page
    page.get_by_label("종이에 적힌 접수일시").fill("2026-11-23T13:10")
    page.get_by_label("종이로 접수한 사람의 성명").fill("이서무")
    page.get_by_label("수기 접수증 사진이나 스캔").set_input_files(scan)
    page.get_by_label("대상자 주민등록번호").fill(NUMBER)
    page.get_by_label("신청인 성명").fill("홍길동")
    page.get_by_label("이해관계").check()
    assert first.barriers() == []
    first.show(screenshots / "paper-filing.png")
    page.get_by_role("button", name="입력하고").click()
    first.comes_to("**/filings/*-*-*-*-*/")
    second = sit(builders.clerk(number=2))
    second.log_in()
    second.page.get_by_role("region", name="종이와 맞춰 볼 접수").get_by_role("link").click()
    second.comes_to("**/filings/*-*-*-*-*/")
    assert second.barriers() == []
    second.show(screenshots / "second-clerk.png")
    second.press("u")
    second.is_told("종이와 맞춰 본")
    second.press("y")
    second.is_told("이해관계를 확인")
    filing = Filing.objects.get()
    assert (filing.checked_by, filing.confirmed_by) == (second.user, second.user)
    assert filing.moment == NOW - timedelta(minutes=50)


def test_a_supervisor_sees_what_waits_without_a_reload_and_decides_by_key(
    sit: Sit, screenshots: Path
) -> None:
    at_counter = builders.counter()
    person = sit(at_counter.supervisor)
    person.log_in()
    assert person.page.title() == "첫 화면 · 민원이음"
    approved = builders.awaiting_document(at_counter)
    returned = builders.awaiting_document(at_counter)
    expect(person.page).to_have_title("(2) 첫 화면 · 민원이음", timeout=15_000)
    expect(person.page.locator("#waiting-said")).to_have_text("기다리는 일 2건")
    assert person.barriers() == []
    person.go(f"/documents/{approved.pk}/")
    person.press("a")
    person.is_told("승인했습니다")
    person.go(f"/documents/{returned.pk}/")
    person.press("r")
    person.type("세대원 한 사람이 빠졌습니다")
    person.show(screenshots / "approval-return.png")
    assert person.barriers() == []
    person.press("Enter")
    person.is_told("돌려보냈습니다")
    assert {document.state for document in Document.objects.all()} == {"awaiting_approval", "prepared"}


def test_headquarters_declares_orders_and_replaces_an_order(sit: Sit, screenshots: Path) -> None:
    drafter, approver = sit(builders.headquarters_drafter()), sit(builders.headquarters_approver())
    drafter.log_in("/outages/new/")
    page = drafter.page
    page.get_by_label("제목").fill("주민등록 전산망 장애")
    page.get_by_label("장애 시작").fill("2026-11-23T13:00")
    page.get_by_label("주민등록정보시스템").check()
    assert drafter.barriers() == []
    drafter.show(screenshots / "outage-new.png")
    page.get_by_role("button", name="의심 상태로 열기").click()
    drafter.comes_to("**/outages/*/")
    drafter.press("a")
    drafter.sees_state("선언")
    for _ in range(2):
        outage = Outage.objects.get()
        drafter.go(f"/outages/{outage.pk}/orders/new/")
        page.get_by_role("group", name="임시 발급을 허용할 서류").get_by_label("주민등록표 등본").check()
        page.get_by_label("서울특별시").check()
        page.get_by_label("시행 시작").fill("2026-11-23T13:30")
        page.get_by_label("시행 종료").fill("2026-11-26T18:00")
        page.get_by_label("내용").fill("본인과 세대원에게만 냅니다.")
        standing = FallbackOrder.objects.filter(state="in_force").first()
        if standing is not None:
            page.get_by_label("대체할 지침").select_option(label=standing.number)
        assert drafter.barriers() == []
        drafter.show(screenshots / "order-new.png")
        page.get_by_role("button", name="작성").click()
        drafter.comes_to("**/orders/*/")
        drafter.press("s")
        drafter.sees_state("상신")
        if approver.page.url == "about:blank":
            approver.log_in("/outages/")
        approver.go(page.url)
        approver.press("a")
        approver.sees_state("시행")
    approver.go("/")
    assert approver.barriers() == []
    approver.show(screenshots / "headquarters.png")
    assert sorted(order.state for order in FallbackOrder.objects.all()) == ["in_force", "superseded"]


def test_pages_fit_at_twice_the_size_and_ask_no_other_host(sit: Sit, screenshots: Path) -> None:
    builders.counter()
    person = sit(builders.clerk())
    person.page.set_viewport_size({"width": 640, "height": 360})
    person.log_in()
    for name, path in {"home": "/", "choose": "/filings/new/", "filing-new": "/filings/new/RR01/"}.items():
        person.go(path)
        wide = person.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 640, path
        person.show(screenshots / f"{name}-200-percent.png")
        assert person.barriers() == []
    host = person.page.url.split("/")[2]
    assert {address.split("/")[2] for address in person.asked} == {host}


def _shifts(person: Person, path: str) -> list[Any]:
    person.go(path)
    person.page.wait_for_load_state("networkidle")
    person.page.wait_for_timeout(500)
    shifts: list[Any] = person.page.evaluate(SHIFTS)
    return shifts


def test_pages_do_not_jump(sit: Sit) -> None:
    builders.counter()
    person = sit(builders.clerk())
    person.log_in("/filings/new/")
    assert {path: _shifts(person, path) for path in ("/", "/filings/new/", "/filings/new/RR01/")} == {
        "/": [],
        "/filings/new/": [],
        "/filings/new/RR01/": [],
    }


@pytest.mark.parametrize("delay", [0, 50, 400], ids=["at once", "soon", "late"])
def test_pages_do_not_jump_when_their_fonts_come_for_the_first_time(delay: int, sit: Sit) -> None:
    def handle(route: Route) -> None:
        time.sleep(delay / 1000)
        route.continue_()

    builders.counter()
    person = sit(builders.clerk())
    person.log_in()
    person.page.context.route("**/*.woff2", handle)
    session = person.page.context.new_cdp_session(person.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    assert {path: _shifts(person, path) for path in ("/", "/filings/new/RR01/")} == {
        "/": [],
        "/filings/new/RR01/": [],
    }


def test_a_page_that_lost_the_server_says_so(sit: Sit) -> None:
    builders.counter()
    person = sit(builders.clerk())
    person.log_in()
    person.page.context.set_offline(True)
    expect(person.page.locator("#connection")).to_have_text("연결 끊김. 종이 접수증으로 받아 주세요.")
    person.page.context.set_offline(False)
    expect(person.page.locator("#connection")).to_have_text("연결됨")
