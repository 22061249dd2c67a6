"""Files of the main system on screen."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from issuance.models import LedgerEntry, LedgerImport
from tests import builders
from tests.builders import Counter
from tests.web.conftest import LogIn
from tests.web.pages import faults

NUMBER = "8503029012345"
HEADER = "원장번호,서류코드,주민등록번호,고유번호,성명,기준일시,주소,주소변동,전입일"
GOOD = (
    f"가-1,RR02,{NUMBER},,홍길동,2026-11-20 09:00,서울특별시 종로구 자하문로 100,2020-03-02 전입,2020-03-02"
)
BAD = f"가-2,RR02,{NUMBER[:-1]},,홍길동,2026-11-20 09:00,서울특별시 종로구,2020-03-02 전입,2020-03-02"


def upload(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("extract.csv", "\n".join(lines).encode())


def test_a_preview_keeps_nothing_and_an_import_keeps_the_good_rows(log_in: LogIn) -> None:
    browser: Client = log_in(builders.headquarters_drafter())
    form = {"file_kind": "extract", "snapshot": "on"}
    page = browser.post("/ledger/", form | {"do": "preview", "content": upload(HEADER, GOOD, BAD)})
    preview = page.context["preview"]
    assert (page.status_code, preview.row_count, preview.fault_count) == (200, 1, 1)
    assert NUMBER[:-1] not in page.content.decode()
    assert LedgerImport.objects.count() == 0
    browser.post("/ledger/", form | {"do": "import", "content": upload(HEADER, GOOD, BAD)})
    made = LedgerImport.objects.get()
    assert (made.row_count, made.fault_count, LedgerEntry.objects.count()) == (1, 1, 1)


def test_a_missing_column_refuses_the_file_and_is_named(log_in: LogIn) -> None:
    browser = log_in(builders.headquarters_drafter())
    page = browser.post(
        "/ledger/",
        {
            "file_kind": "extract",
            "snapshot": "on",
            "do": "preview",
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
