"""Files of the main system on screen."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from issuance import tasks
from issuance.models import LedgerEntry, LedgerImport
from tests import builders
from tests.builders import Counter
from tests.web.conftest import LogIn
from tests.web.pages import faults, said, text

NUMBER = "8503029012345"
HEADER = "원장번호,서류코드,주민등록번호,고유번호,성명,기준일시,주소,주소변동,전입일"
GOOD = (
    f"가-1,RR02,{NUMBER},,홍길동,2026-11-20 09:00,서울특별시 종로구 자하문로 100,2020-03-02 전입,2020-03-02"
)
BAD = f"가-2,RR02,{NUMBER[:-1]},,홍길동,2026-11-20 09:00,서울특별시 종로구,2020-03-02 전입,2020-03-02"


def upload(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("extract.csv", "\n".join(lines).encode())


FORM = {"file_kind": "extract", "snapshot": "on"}


def staged(browser: Client, *lines: str) -> LedgerImport:
    answer = browser.post("/ledger/", FORM | {"content": upload(*lines)})
    made = LedgerImport.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, f"/ledger/{made.pk}/")
    return made


def test_a_file_becomes_a_preview_and_one_button_brings_it_in(log_in: LogIn) -> None:
    browser = log_in(builders.headquarters_drafter())
    made = staged(browser, HEADER, GOOD, BAD)
    shown = text(browser.get(f"/ledger/{made.pk}/"))
    assert NUMBER[:-1] not in shown
    assert "오류 1행" in shown
    assert "850302******" in shown
    assert LedgerEntry.objects.count() == 0
    browser.post(f"/ledger/{made.pk}/confirm/")
    made.refresh_from_db()
    assert (made.state, made.row_count, made.fault_count, LedgerEntry.objects.count()) == ("done", 1, 1, 1)
    after = text(browser.get(f"/ledger/{made.pk}/"))
    assert "반영 완료" in after
    assert "confirm" not in after


def test_the_error_file_is_a_link_on_the_page(log_in: LogIn) -> None:
    browser = log_in(builders.headquarters_drafter())
    made = staged(browser, HEADER, GOOD, BAD)
    assert f'href="/ledger/{made.pk}/faults.csv"' in text(browser.get(f"/ledger/{made.pk}/"))
    answer = browser.get(f"/ledger/{made.pk}/faults.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert [line.split(",")[:3] for line in lines] == [
        ["행", "칸", "오류코드"],
        ["3", "주민등록번호", "wrong_length"],
    ]
    assert answer["Cache-Control"] == "no-store, private"


def test_a_preview_may_be_dropped(log_in: LogIn) -> None:
    browser = log_in(builders.headquarters_drafter())
    made = staged(browser, HEADER, GOOD)
    browser.post(f"/ledger/{made.pk}/drop/")
    made.refresh_from_db()
    assert (made.state, made.blocks.count()) == ("dropped", 0)
    assert "버린 미리보기입니다" in text(browser.get(f"/ledger/{made.pk}/"))


def test_the_same_file_again_leads_to_its_preview_and_says_so(log_in: LogIn) -> None:
    browser = log_in(builders.headquarters_drafter())
    made = staged(browser, HEADER, GOOD)
    answer = browser.post("/ledger/", FORM | {"content": upload(HEADER, GOOD)}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/ledger/{made.pk}/"
    (words,) = said(answer)
    assert words.startswith("같은 파일의 미리보기가 이미 있습니다")
    assert LedgerImport.objects.count() == 1


def test_a_large_file_is_swept_and_its_page_shows_how_far_it_is(log_in: LogIn) -> None:
    browser = log_in(builders.headquarters_drafter())
    made = staged(browser, HEADER, GOOD)
    LedgerImport.objects.filter(pk=made.pk).update(block_count=9)
    browser.post(f"/ledger/{made.pk}/confirm/")
    page = browser.get(f"/ledger/{made.pk}/")
    assert f'data-hx-get="/ledger/{made.pk}/progress/"' in text(page)
    part = browser.get(f"/ledger/{made.pk}/progress/")
    assert '<progress value="0" max="9"' in text(part)
    assert "HX-Refresh" not in part
    LedgerImport.objects.filter(pk=made.pk).update(block_count=1)
    tasks.apply_imports()
    assert browser.get(f"/ledger/{made.pk}/progress/")["HX-Refresh"] == "true"


@pytest.mark.parametrize("address", ["", "progress/", "faults.csv", "confirm/", "drop/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_file_of_another_office_is_not_there(address: str, method: str, log_in: LogIn) -> None:
    made = staged(log_in(builders.supervisor()), HEADER, GOOD)
    stranger = log_in(builders.supervisor(builders.NEIGHBOUR))
    assert getattr(stranger, method)(f"/ledger/{made.pk}/{address}").status_code == 404
    made.refresh_from_db()
    assert made.state == "staged"
    assert made.file_name not in text(stranger.get("/ledger/"))
    assert log_in(builders.headquarters_drafter()).get(f"/ledger/{made.pk}/").status_code == 200


def test_the_same_file_of_another_office_is_named_and_not_shown(log_in: LogIn) -> None:
    made = staged(log_in(builders.supervisor()), HEADER, GOOD)
    answer = log_in(builders.supervisor(builders.NEIGHBOUR)).post(
        "/ledger/", FORM | {"content": upload(HEADER, GOOD)}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/ledger/"
    assert made.imported_by.office.name in said(answer)[0]


def test_a_file_beyond_the_page_is_led_to_the_command(log_in: LogIn, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    browser = log_in(builders.headquarters_drafter())
    page = browser.post("/ledger/", FORM | {"content": upload(HEADER, GOOD)})
    assert page.status_code == 422
    assert "import_ledger" in faults(page)[0]
    assert LedgerImport.objects.count() == 0


def test_a_missing_column_refuses_the_file_and_is_named(log_in: LogIn) -> None:
    browser = log_in(builders.headquarters_drafter())
    page = browser.post(
        "/ledger/",
        {
            "file_kind": "extract",
            "snapshot": "on",
            "content": upload("원장번호,서류코드", "가-1,RR02"),
        },
    )
    assert page.status_code == 422
    (fault,) = faults(page)
    assert "extract.csv" in fault
    assert "주민등록번호" in fault


def test_a_back_entry_file_is_handed_out_by_post_alone(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk, number=NUMBER)
    path = f"/ledger/back-entry/{at_counter.outage.pk}/"
    assert supervisor_browser.get(path).status_code == 302
    answer = supervisor_browser.post(path)
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert answer["Cache-Control"] == "no-store, private"
    assert [line.split(",")[0] for line in lines] == ["임시번호", filing.papers.get().serial]
