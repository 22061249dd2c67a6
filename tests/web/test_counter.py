"""The counter's day beyond one filing: paper entered later, interests, slips, search, what waits and near-misses."""

import gzip
import html
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from issuance.actions import documents, near_misses
from issuance.domain.documents import VoidReason
from issuance.domain.names import with_particle
from issuance.domain.papers import Series
from issuance.models import AccessRecord, Filing, IssuingStop, User
from issuance.web.views import home
from tests import builders
from tests.actions.cases import opened
from tests.builders import NOW, Counter
from tests.web.conftest import LogIn
from tests.web.pages import beginning, faults, said, text

NUMBER = "850302-9012345"


@pytest.fixture
def second_browser(log_in: LogIn) -> Client:
    return log_in(builders.clerk(number=2))


def test_a_paper_filing_keeps_its_own_moment_and_waits_for_a_second_clerk(
    at_counter: Counter, clerk_browser: Client, second_browser: Client
) -> None:
    path = "/filings/paper/RR01/"
    form = {
        "beginning": beginning(clerk_browser.get(path)),
        "moment": "2026-11-23T13:10",
        "taken_by_name": "이서무",
        "evidence": SimpleUploadedFile("a.pdf", b"%PDF-1.7 scan"),
        "relation": "self",
        "number": NUMBER,
        "applicant_name": "홍길동",
        "copies": "1",
    }
    answer = clerk_browser.post(path, form, follow=True)
    filing = Filing.objects.get()
    assert filing.moment == NOW - timedelta(minutes=50)
    assert said(answer)[0].endswith("다른 담당자가 종이와 맞춰 봅니다.")
    own = clerk_browser.post(f"/filings/{filing.pk}/check-paper/")
    assert faults(own) == ["입력한 사람은 종이와 맞춰 볼 수 없습니다. 다른 담당자가 처리해 주세요."]
    scan = second_browser.get(f"/filings/{filing.pk}/evidence/")
    assert (scan.content, scan["Content-Type"]) == (b"%PDF-1.7 scan", "application/pdf")
    done = second_browser.post(f"/filings/{filing.pk}/check-paper/", follow=True)
    assert said(done) == ["종이와 맞춰 본 것으로 기록했습니다."]


def test_a_paper_moment_to_come_is_refused_at_its_field(at_counter: Counter, clerk_browser: Client) -> None:
    path = "/filings/paper/RR01/"
    form = {
        "beginning": beginning(clerk_browser.get(path)),
        "moment": "2026-11-23T15:00",
        "taken_by": at_counter.clerk.pk,
        "relation": "self",
        "number": NUMBER,
        "applicant_name": "홍길동",
        "copies": "1",
    }
    assert faults(clerk_browser.post(path, form)) == [
        "종이에 적힌 접수일시: 수기 접수증의 접수일시가 지금보다 뒤입니다."
        " 종이에 적힌 날짜와 시각을 확인해 주세요."
    ]


def test_an_own_matter_waits_for_another_clerk(
    at_counter: Counter, clerk_browser: Client, second_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk, interest=True)
    page = clerk_browser.get(f"/filings/{filing.pk}/")
    assert "다른 담당자의 확인 전" in text(page)
    second_browser.post(f"/filings/{filing.pk}/confirm-interest/")
    assert Filing.objects.get().confirmed_by == builders.clerk(number=2)


def test_a_slip_is_put_right_with_consent_and_what_was_left_empty_stays(
    at_counter: Counter, clerk_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    form = {"receiver": "다른은행", "reason": "제출처를 잘못 들었습니다", "purpose": "", "copies": ""}
    refused = clerk_browser.post(f"/filings/{filing.pk}/correct/", form)
    assert faults(refused) == [
        "신청인이 동의했습니다: 신청인의 동의를 받은 뒤 고칠 수 있습니다. 동의를 확인하고 표시해 주세요."
    ]
    clerk_browser.post(f"/filings/{filing.pk}/correct/", form | {"consent": "on"})
    corrected = Filing.objects.get()
    assert (corrected.receiver, corrected.purpose, corrected.copies) == ("다른은행", "1", 1)


def test_looking_up_more_people_than_the_budget_is_refused(
    at_counter: Counter, clerk_browser: Client, settings: object
) -> None:
    settings.IEUM_LOOKUP_BUDGET = 1  # type: ignore[attr-defined]
    first, second = builders.filing(by=at_counter.clerk), builders.filing(by=at_counter.clerk)
    assert clerk_browser.get(f"/filings/{first.pk}/").status_code == 200
    assert clerk_browser.get(f"/filings/{first.pk}/").status_code == 200
    refused = clerk_browser.get(f"/filings/{second.pk}/")
    assert refused.status_code == 422
    assert "10분 동안 조회할 수 있는 건수(1건)를 넘었습니다" in text(refused)
    assert AccessRecord.objects.filter(reason="opening").count() == 2


def test_a_filter_of_the_list_stands_in_its_address(at_counter: Counter, clerk_browser: Client) -> None:
    mine, other = builders.filing(by=at_counter.clerk), builders.filing(by=builders.clerk(number=2))
    rows = clerk_browser.get("/filings/?day=2026-11-23&mine=on").context["rows"]
    assert [row.pk for row in rows] == [mine.pk]
    assert [row.pk for row in clerk_browser.get("/filings/?day=2026-11-22").context["rows"]] == []
    assert {row.pk for row in clerk_browser.get("/filings/").context["rows"]} == {mine.pk, other.pk}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("", ""),
        ("850302", "7자리 남음"),
        ("850302-9012345", "1885. 3. 2.생"),
        ("851302-9012345", "달력에 없는 생년월일"),
        ("85030290123456", "13자리"),
    ],
)
def test_a_number_is_answered_as_it_is_typed_and_never_repeated(
    typed: str, answer: str, at_counter: Counter, clerk_browser: Client
) -> None:
    page = text(clerk_browser.post("/number/", {"number": typed}))
    assert answer in page
    assert "9012345" not in page


def test_the_preview_is_the_paper_without_a_number_and_leaves_records(
    at_counter: Counter, clerk_browser: Client
) -> None:
    document = builders.prepared_document(at_counter)
    AccessRecord.objects.all().count()
    before = builders.last_sequence()
    shown = clerk_browser.get(f"/documents/{document.pk}/preview.pdf")
    assert shown.content.startswith(b"%PDF-")
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert builders.last_sequence() == before
    assert list(AccessRecord.objects.filter(noun="document").values_list("reason", flat=True)) == [
        "preparation"
    ]


def test_an_issued_document_has_no_preview(at_counter: Counter, clerk_browser: Client) -> None:
    document = builders.issued_document(at_counter)
    answer = clerk_browser.get(f"/documents/{document.pk}/preview.pdf")
    assert answer["Location"] == f"/documents/{document.pk}/"


def test_issuing_with_the_print_window_leads_straight_to_the_paper(
    at_counter: Counter, clerk_browser: Client
) -> None:
    document = builders.prepared_document(at_counter)
    answer = clerk_browser.post(f"/documents/{document.pk}/issue/", {"print": "1"})
    document.refresh_from_db()
    assert answer["Location"] == f"/papers/{document.paper_id}.pdf"


def test_what_waits_is_counted_in_the_title(at_counter: Counter, supervisor_browser: Client) -> None:
    builders.awaiting_document(at_counter)
    assert "<title>(1) 첫 화면 · 민원이음</title>" in text(supervisor_browser.get("/waiting/"))
    assert "<title>(1) 첫 화면 · 민원이음</title>" in text(supervisor_browser.get("/"))


def _stopped(by: User) -> IssuingStop:
    for minute in range(3):
        near_misses.record(
            Series.PROVISIONAL,
            "mark_does_not_read_back",
            "부호를 되읽지 못했습니다",
            subject="-",
            by=by,
            at=NOW - timedelta(minutes=minute),
            drill=False,
        )
    return IssuingStop.objects.get()


def test_a_supervisor_lets_the_office_issue_again_with_a_reason(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    _stopped(at_counter.clerk)
    waiting = {heap.title: heap.count for heap in supervisor_browser.get("/").context["waiting"]}
    assert (waiting["오늘의 아차 사례"], waiting["멈춘 발급"]) == (3, 1)
    refused = supervisor_browser.post("/near-misses/", {"words": "짧음"})
    assert faults(refused) == ["사유: 사유를 다섯 글자 이상 적어 주세요."]
    done = supervisor_browser.post("/near-misses/", {"words": "프린터 서버를 다시 켰습니다"}, follow=True)
    assert said(done) == ["발급을 재개했습니다."]
    assert IssuingStop.objects.get().cleared_by == at_counter.supervisor


def test_the_book_of_a_day_is_handed_out_as_csv(at_counter: Counter, clerk_browser: Client) -> None:
    document = builders.issued_document(at_counter)
    assert document.paper is not None
    answer = clerk_browser.get("/book.csv?day=2026-11-23")
    assert answer["Content-Disposition"] == 'attachment; filename="book-11110515-2026-11-23.csv"'
    content = b"".join(answer).decode("utf-8-sig")
    assert document.paper.serial in content
    assert content.count("\r\n") == 4


def test_the_book_of_a_day_is_printed(at_counter: Counter, clerk_browser: Client) -> None:
    builders.issued_document(at_counter)
    answer = clerk_browser.get("/book.pdf?day=2026-11-23")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_clock_that_is_off_is_shown_beside_the_moment(at_counter: Counter, clerk_browser: Client) -> None:
    filing = builders.filing(by=at_counter.clerk, device_moment=NOW + timedelta(hours=1))
    assert "서버보다 1시간 빠름" in html.unescape(
        clerk_browser.get(f"/filings/{filing.pk}/").content.decode()
    )


def test_the_age_of_the_snapshot_stands_on_every_page(at_counter: Counter, clerk_browser: Client) -> None:
    builders.in_snapshot(builders.filing(by=at_counter.clerk))
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert clerk_browser.get("/book/").context["snapshot_age"] == "14시간"


def test_the_first_page_is_under_two_hundred_kilobytes_compressed_without_fonts(
    at_counter: Counter, clerk_browser: Client
) -> None:
    page = clerk_browser.get("/").content
    linked = [
        Path(str(finders.find(name)))
        for name in re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', page.decode())
    ]
    assert {path.name for path in linked} == {"ieum.css", "ieum.js", "htmx-2.0.10.min.js", "mark.svg"}
    assert len(gzip.compress(page)) + sum(len(gzip.compress(path.read_bytes())) for path in linked) < 200_000


def test_voided_numbers_wait_for_a_supervisor_with_their_reasons(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    document = builders.issued_document(at_counter)
    documents.void(
        document, reason=VoidReason.SPOILED, words="용지가 걸렸습니다", by=at_counter.clerk, at=NOW
    )
    paper = document.paper
    assert paper is not None
    waiting = {heap.title: heap.count for heap in supervisor_browser.get("/").context["waiting"]}
    assert waiting["확인할 폐기 번호"] == 1
    assert "인쇄 훼손: 용지가 걸렸습니다" in text(supervisor_browser.get("/book/voids/"))
    done = supervisor_browser.post(f"/book/voids/{paper.pk}/", follow=True)
    assert said(done) == [f"폐기한 번호 {with_particle(paper.serial, '을/를')} 확인했습니다."]
    again = supervisor_browser.post(f"/book/voids/{paper.pk}/")
    assert (again.status_code, "이미 다른 사람이 확인한 번호입니다" in text(again)) == (422, True)


def test_a_heap_that_is_too_high_for_the_page_says_how_many_are_left_and_leads_to_all(
    at_counter: Counter, supervisor_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        opened(at_counter)
    monkeypatch.setattr(home, "SHOWN", 1)
    assert 'href="/cases/?state=to_propose">3건</a>' in text(supervisor_browser.get("/"))
    monkeypatch.setattr(home, "MOST_COUNTED", 3)
    page = text(supervisor_browser.get("/"))
    assert ('<span class="count">3건 이상</span>' in page, ">2건 이상</a>" in page) == (True, True)
