"""Taking a filing at the counter, and finding it again."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from issuance.models import AccessRecord, Certificate, Filing, NearMiss
from tests import builders
from tests.builders import NOW, Counter
from tests.web.conftest import LogIn
from tests.web.pages import beginning, faults, said, text

NUMBER = "850302-9012345"


def typed(browser: Client, kind: str = "RR01", **over: Any) -> dict[str, Any]:
    """What a clerk types into the kind's form, with the beginning that the form had."""
    return {
        "beginning": beginning(browser.get(f"/filings/new/{kind}/")),
        "relation": "self",
        "number": NUMBER,
        "applicant_name": "홍길동",
        "id_kind": "resident_card",
        "id_last4": "1234",
        "purpose": "1",
        "receiver": "한빛은행",
        "copies": "1",
    } | over


def test_a_clerk_takes_a_filing_and_prints_its_receipt(clerk_browser: Client) -> None:
    answer = clerk_browser.post("/filings/new/RR01/", typed(clerk_browser), follow=True)
    filing = Filing.objects.get()
    receipt = filing.papers.get()
    assert said(answer) == [f"접수했습니다. 접수번호 {receipt.serial}"]
    printed = clerk_browser.get(f"/papers/{receipt.pk}.pdf")
    assert printed["Content-Type"] == "application/pdf"
    assert printed["Cache-Control"] == "no-store, private"
    assert printed["Content-Disposition"] == f'inline; filename="{receipt.serial}.pdf"'
    assert printed.content.startswith(b"%PDF-")
    assert printed.content == clerk_browser.get(f"/papers/{receipt.pk}.pdf").content
    assert list(AccessRecord.objects.values_list("reason", flat=True)) == [
        "opening",
        "first_print",
        "reprint",
    ]


def test_the_same_form_sent_twice_is_one_filing(clerk_browser: Client) -> None:
    form = typed(clerk_browser)
    first = clerk_browser.post("/filings/new/RR01/", form)
    second = clerk_browser.post("/filings/new/RR01/", form)
    assert Filing.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_other_content_under_the_same_form_is_refused_and_kept(clerk_browser: Client) -> None:
    form = typed(clerk_browser)
    clerk_browser.post("/filings/new/RR01/", form)
    answer = clerk_browser.post("/filings/new/RR01/", form | {"receiver": "다른은행"})
    assert answer.status_code == 422
    assert faults(answer) == [
        "같은 화면에서 다른 내용이 다시 들어왔습니다. 먼저 접수한 건을 확인하고 새 화면에서 접수해 주세요."
    ]
    assert 'value="다른은행"' in text(answer)


def test_the_same_request_typed_anew_shows_the_first_and_is_taken_with_a_tick(clerk_browser: Client) -> None:
    assert 'type="checkbox" name="again"' not in text(clerk_browser.get("/filings/new/RR01/"))
    clerk_browser.post("/filings/new/RR01/", typed(clerk_browser))
    first = Filing.objects.get()
    form = typed(clerk_browser)
    asked = clerk_browser.post("/filings/new/RR01/", form)
    serial = first.papers.get().serial
    assert (asked.status_code, Filing.objects.count()) == (422, 1)
    assert faults(asked) == [
        f"다시 접수합니다: 방금 같은 신청을 접수했습니다: {serial}, 14:00, 담당1. 그 접수를 열어 이어서 처리해"
        " 주세요. 따로 접수할 일이면 ‘다시 접수합니다’에 표시하고 다시 보내 주세요."
    ]
    page = text(asked)
    assert f'<a class="button button--primary" href="/filings/{first.pk}/">' in page
    assert ('type="checkbox" name="again"' in page, page.count(" autofocus")) == (True, 1)
    kept = clerk_browser.post("/filings/new/RR01/", form | {"again": "on", "number": ""})
    assert 'type="checkbox" name="again"' in text(kept)
    done = clerk_browser.post("/filings/new/RR01/", form | {"again": "on"}, follow=True)
    second = Filing.objects.exclude(pk=first.pk).get()
    assert said(done) == [f"접수했습니다. 접수번호 {second.papers.get().serial}"]
    again = clerk_browser.post("/filings/new/RR01/", form | {"again": "on"})
    assert again["Location"] == f"/filings/{second.pk}/"


def test_a_beginning_that_was_made_up_is_refused(clerk_browser: Client) -> None:
    answer = clerk_browser.post("/filings/new/RR01/", typed(clerk_browser, beginning="2020-01-01T00:00:00"))
    assert faults(answer) == ["이 화면을 더는 쓸 수 없습니다. 새 화면에서 다시 입력해 주세요."]
    assert Filing.objects.count() == 0


def test_the_moment_of_a_form_sent_within_half_an_hour_is_its_beginning(clerk_browser: Client) -> None:
    form = typed(clerk_browser)
    with time_machine.travel(NOW + timedelta(minutes=29), tick=False):
        clerk_browser.post("/filings/new/RR01/", form)
    assert Filing.objects.get().moment == NOW


def test_the_moment_of_a_form_sent_later_is_its_sending(clerk_browser: Client) -> None:
    form, later = typed(clerk_browser), NOW + timedelta(minutes=31)
    with time_machine.travel(later, tick=False):
        clerk_browser.post("/filings/new/RR01/", form)
    filing = Filing.objects.get()
    assert (filing.moment, filing.begun_at, filing.sent_at) == (later, NOW, later)


def test_a_resident_number_never_comes_back_into_a_page_or_an_address(clerk_browser: Client) -> None:
    refused = clerk_browser.post("/filings/new/RR01/", typed(clerk_browser, copies="99"))
    taken = clerk_browser.post("/filings/new/RR01/", typed(clerk_browser), follow=True)
    found = clerk_browser.post("/filings/", {"words": NUMBER})
    home, book = clerk_browser.get("/"), clerk_browser.get("/book/")
    pages = [refused, taken, found, home, book]
    assert [answer.status_code for answer in pages] == [422, 200, 200, 200, 200]
    assert [NUMBER[7:] in text(answer) or "9012345" in text(answer) for answer in pages] == [False] * 5
    assert [url for url, _ in taken.redirect_chain if "9012345" in url] == []
    assert "주민등록번호는 화면에 남기지 않습니다. 번호를 다시 입력해 주세요." in text(refused)


def test_a_wrong_number_is_refused_without_being_shown(clerk_browser: Client) -> None:
    answer = clerk_browser.post("/filings/new/RR01/", typed(clerk_browser, number="851302-9012345"))
    assert faults(answer) == [
        "대상자 주민등록번호: 주민등록번호 앞 일곱 자리가 달력에 없는 생년월일입니다. 신분증을 보고 다시 적어 주세요."
    ]
    assert "9012345" not in text(answer)


def test_who_asks_for_another_says_for_whom(clerk_browser: Client) -> None:
    answer = clerk_browser.post(
        "/filings/new/RR01/", typed(clerk_browser, relation="proxy", applicant_birth="1890-01-01")
    )
    assert faults(answer) == ["대상자 성명: 본인이 아니면 대상자의 성명을 적어 주세요."]


def test_what_is_in_no_list_is_taken_under_its_typed_title(clerk_browser: Client) -> None:
    form = typed(clerk_browser, "FL99", title="가로등 고장 신고", number="", applicant_birth="18850302")
    clerk_browser.post("/filings/new/FL99/", form)
    assert Filing.objects.get().what == "가로등 고장 신고"


def test_land_is_asked_for_by_its_parcel_number(clerk_browser: Client) -> None:
    parcel = builders.parcel_number()
    form = typed(clerk_browser, "LD02", number=parcel, applicant_birth="1885-03-02")
    clerk_browser.post("/filings/new/LD02/", form)
    assert Filing.objects.get().parcel == parcel


def test_a_kind_that_does_not_exist_is_not_there(clerk_browser: Client) -> None:
    assert clerk_browser.get("/filings/new/ZZ99/").status_code == 404


def test_initial_consonants_find_the_kind(clerk_browser: Client) -> None:
    kinds = clerk_browser.get("/filings/new/", {"q": "ㅊㅂ"}).context["kinds"]
    assert kinds[0].code == "RR02"


def test_a_filing_is_found_by_number_name_and_birth_within_the_office(
    at_counter: Counter, clerk_browser: Client, log_in: LogIn
) -> None:
    filing = builders.filing(by=at_counter.clerk, number=NUMBER)
    builders.filing(by=builders.clerk(builders.NEIGHBOUR), number=NUMBER)
    serial = filing.papers.get().serial
    for words in (
        serial,
        serial.lower(),
        serial[-6:],
        "길동",
        "1885-03-02",
        NUMBER,
        NUMBER.replace("-", " "),
    ):
        found = clerk_browser.post("/filings/", {"words": words}).context["found"]
        assert [(one.pk, one.applicant) for one in found] == [(filing.pk, "홍*동")], words


def test_a_certificate_is_given_once_however_often_it_is_asked_for(
    at_counter: Counter, clerk_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    form = {"beginning": beginning(clerk_browser.get(f"/filings/{filing.pk}/"))}
    for _ in range(2):
        answer = clerk_browser.post(f"/filings/{filing.pk}/certify/", form, follow=True)
        assert said(answer) == ["전산장애 사실확인서를 발급했습니다. 무료입니다."]
    assert Certificate.objects.count() == 1


def test_a_certificate_is_refused_at_its_button_while_the_system_is_up(log_in: LogIn) -> None:
    browser = log_in(builders.clerk())
    filing = builders.filing()
    form = {"beginning": beginning(browser.get(f"/filings/{filing.pk}/"))}
    answer = browser.post(f"/filings/{filing.pk}/certify/", form)
    assert answer.status_code == 422
    assert [fault.split(".")[0] for fault in faults(answer)] == [
        "주민등록정보시스템 중단이 표시되어 있지 않아 전산장애 사실확인서를 낼 수 없습니다"
    ]


def test_a_spoiled_certificate_makes_room_for_another(at_counter: Counter, clerk_browser: Client) -> None:
    filing = builders.filing(by=at_counter.clerk)
    spoiled = builders.certificate(filing)
    clerk_browser.post(
        f"/certificates/{spoiled.pk}/void/", {"reason": "spoiled", "words": "종이가 걸려 찢어졌습니다"}
    )
    page = clerk_browser.get(f"/filings/{filing.pk}/")
    clerk_browser.post(f"/filings/{filing.pk}/certify/", {"beginning": beginning(page)})
    assert sorted(Certificate.objects.values_list("state", flat=True)) == ["issued", "voided"]


def test_the_application_is_a_pdf(at_counter: Counter, clerk_browser: Client) -> None:
    filing = builders.filing(by=at_counter.clerk)
    assert clerk_browser.get(f"/filings/{filing.pk}/application.pdf").content.startswith(b"%PDF-")


def test_two_people_end_a_filing_otherwise(at_counter: Counter, log_in: LogIn) -> None:
    filing = builders.filing(by=at_counter.clerk)
    first, second = log_in(builders.supervisor(number=1)), log_in(builders.supervisor(number=2))
    first.post(
        f"/filings/{filing.pk}/propose-settlement/", {"reason": "withdrawn", "words": "신청인이 거두었습니다"}
    )
    own = first.post(f"/filings/{filing.pk}/settle/")
    assert faults(own) == ["종결안을 올린 사람은 종결을 결정할 수 없습니다. 다른 담당자가 처리해 주세요."]
    # Somebody else has proposed something else since the page was opened.
    stale = second.post(f"/filings/{filing.pk}/settle/", {"seen": "1 refused 대상이 아님"})
    assert faults(stale) == ["그 사이 다른 사람이 먼저 처리했습니다. 화면을 새로 열어 상태를 확인해 주세요."]
    second.post(f"/filings/{filing.pk}/settle/")
    filing.refresh_from_db()
    assert filing.state == "settled"


@pytest.mark.parametrize("field", ["receiver", "handed_in", "applicant_name", "applicant_phone"])
def test_a_resident_number_in_free_text_is_refused_at_its_field_and_is_no_near_miss(
    field: str, clerk_browser: Client
) -> None:
    answer = clerk_browser.post("/filings/new/RR01/", typed(clerk_browser, **{field: f"번호 {NUMBER}"}))
    assert answer.status_code == 422
    assert [fault.partition(": ")[2] for fault in faults(answer)] == [
        "주민등록번호가 그대로 있습니다. 번호를 지우고 다시 보내 주세요."
    ]
    assert NUMBER not in text(answer)
    assert (Filing.objects.count(), NearMiss.objects.count()) == (0, 0)


def test_the_lists_show_nobodys_whole_name(at_counter: Counter, clerk_browser: Client) -> None:
    builders.filing(by=at_counter.clerk, applicant_name="남궁길동", subject_name="남궁길동")
    pages = [
        text(clerk_browser.get(path)) for path in ("/filings/", "/", "/waiting/", "/book/?day=2026-11-23")
    ]
    assert [("남**동" in page, "남궁길동" in page) for page in pages] == [(True, False)] * 4


def test_a_filing_of_a_drill_is_taken_apart_from_the_real_ones(
    at_counter: Counter, clerk_browser: Client
) -> None:
    without = clerk_browser.get("/filings/drill/RR01/")
    assert (without.status_code, "훈련이 없습니다" in text(without)) == (422, True)
    drill = builders.declared_outage(("resident",), drill=True)
    assert "훈련 접수하기" in text(clerk_browser.get("/filings/new/"))
    page = clerk_browser.get("/filings/drill/RR01/")
    assert "<strong>훈련입니다.</strong>" in text(page)
    form = typed(clerk_browser) | {"beginning": beginning(page)}
    answer = clerk_browser.post("/filings/drill/RR01/", form, follow=True)
    anew = form | {"beginning": beginning(clerk_browser.get("/filings/drill/RR01/"))}
    assert faults(clerk_browser.post("/filings/drill/RR01/", anew))[0].startswith("다시 접수합니다: ")
    played = Filing.objects.get()
    assert (played.outage, said(answer)) == (
        drill,
        ["훈련 접수를 했습니다. 접수번호 TR-11110515-26-901-000001"],
    )
    real = clerk_browser.get("/book/?day=2026-11-23").context
    of_drill = clerk_browser.get("/book/?day=2026-11-23&drill=on").context
    assert ([line.serial for line in real["lines"]], real["has_drill"]) == ([], True)
    assert [line.serial for line in of_drill["lines"]] == ["TR-11110515-26-901-000001"]
