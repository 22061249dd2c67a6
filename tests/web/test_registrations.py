"""Registering on screen: what waits, batches, answers that contradict, and filings rebuilt from receipts."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from issuance.actions import answers, connections, feeds, filings, papers, registrations
from issuance.domain.ledger import AnswerCode, AnswerRow
from issuance.domain.papers import Serial
from issuance.domain.registrations import Group
from issuance.models import AnswerDoubt, BackEntryBatch, FeedFetch, Filing, SendingConsent, SystemLoss
from issuance.queries import registrations as queries
from tests import builders
from tests.actions.test_rebuilds import claims, receipt
from tests.builders import NOW, TOWN, Counter
from tests.main_system.feeds import served, simulated
from tests.web.conftest import LogIn
from tests.web.pages import beginning, faults, said, text

NUMBER = "8503029012345"


def take(filing: Filing, code: str, number: str = "") -> None:
    row = AnswerRow(
        2, Serial.parse(filings.receipt_of(filing).serial), AnswerCode(code), "내용이 다름", number
    )
    assert filing.outage is not None
    answers.take_answers([row], source=None, outage=filing.outage, by=builders.headquarters_drafter(), at=NOW)


def content(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_supervisor_makes_a_batch_and_its_file_is_the_same_each_time(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk, number=NUMBER)
    page = supervisor_browser.get(reverse("registrations"))
    assert [(row["outage"], row["waiting"]) for row in page.context["rows"]] == [(at_counter.outage, 1)]
    path = f"/registrations/{at_counter.outage.pk}/"
    answer = supervisor_browser.post(f"{path}make/", follow=True)
    batch = BackEntryBatch.objects.get()
    assert batch.number in text(answer)
    assert NUMBER not in text(supervisor_browser.get(f"/batches/{batch.pk}/"))
    first, second = (supervisor_browser.post(f"/batches/{batch.pk}/file/") for _ in range(2))
    assert first["Content-Disposition"] == f'attachment; filename="back-entry-{batch.number}.csv"'
    assert first["Cache-Control"] == "no-store, private"
    assert content(first) == content(second)
    assert supervisor_browser.get(f"/batches/{batch.pk}/file/").status_code == 302
    again = supervisor_browser.post(f"{path}make/")
    assert (again.status_code, len(faults(again))) == (422, 1)
    assert filing.lines.count() == 1


def test_a_back_entry_file_is_handed_out_by_post_alone(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk, number=NUMBER)
    path = f"/ledger/back-entry/{at_counter.outage.pk}/"
    assert supervisor_browser.get(path).status_code == 302
    answer = supervisor_browser.post(path)
    lines = content(answer).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["임시번호", filing.papers.get().serial]
    refused = supervisor_browser.post(path)
    assert (refused.status_code, "보낼 접수가 없습니다" in text(refused)) == (422, True)


def test_each_group_lists_its_filings_with_what_to_do(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    take(filing, "2002")
    page = supervisor_browser.get(f"/registrations/{at_counter.outage.pk}/group/2002/")
    assert [row.pk for row in page.context["rows"]] == [filing.pk]
    assert Group.FACTS_DIFFER.next_step in text(page)
    for group in Group:
        path = f"/registrations/{at_counter.outage.pk}/group/{group}/"
        assert supervisor_browser.get(path).status_code == 200
    assert supervisor_browser.get(f"/registrations/{at_counter.outage.pk}/group/odd/").status_code == 404


def test_what_was_refused_is_sent_again_from_its_own_page(
    at_counter: Counter, supervisor_browser: Client, clerk_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    take(filing, "2001")
    assert "다시 보내기" in text(supervisor_browser.get(f"/filings/{filing.pk}/"))
    assert "다시 보내기" not in text(clerk_browser.get(f"/filings/{filing.pk}/"))
    supervisor_browser.post(f"/filings/{filing.pk}/resend/")
    assert queries.of_group(at_counter.outage, TOWN, Group.WAITING).get() == filing
    assert "다시 보내기" not in text(supervisor_browser.get(f"/filings/{filing.pk}/"))


def test_a_doubt_is_shown_on_its_filing_and_settled_on_its_page(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    take(filing, "0000", "신청-1")
    take(filing, "0000", "신청-2")
    doubt = AnswerDoubt.objects.get()
    path = f"/doubts/{doubt.pk}/"
    assert path in text(supervisor_browser.get(f"/filings/{filing.pk}/"))
    assert supervisor_browser.get(path).status_code == 200
    refused = supervisor_browser.post(f"{path}settle/", {"take": "1", "words": "확인"})
    assert (refused.status_code, len(faults(refused))) == (422, 1)
    supervisor_browser.post(f"{path}settle/", {"take": "1", "words": "화면에서 2번 확인"})
    filing.refresh_from_db()
    assert filing.main_system_number == "신청-2"
    assert "새 답을 따름" in text(supervisor_browser.get(path))


def test_a_batch_is_withdrawn_with_words(at_counter: Counter, supervisor_browser: Client) -> None:
    builders.filing(by=at_counter.clerk)
    batch = registrations.make_batch(
        at_counter.outage, office=at_counter.office, by=at_counter.supervisor, at=NOW
    )
    path = f"/batches/{batch.pk}/"
    assert supervisor_browser.post(f"{path}withdraw/", {"words": "짧음"}).status_code == 422
    supervisor_browser.post(f"{path}withdraw/", {"words": "파일을 잃어버림"})
    page = text(supervisor_browser.get(path))
    assert "답 없이 거둠" in page
    assert "파일을 잃어버림" in page


def test_the_list_of_effective_dates_is_shown_and_handed_out(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    take(filing, "1001", "=1+1")
    path = f"/registrations/{at_counter.outage.pk}/effective"
    assert "같음" in text(supervisor_browser.get(f"{path}/"))
    lines = content(supervisor_browser.get(f"{path}.csv")).decode("utf-8-sig").splitlines()
    assert lines[1].split(",") == [
        filings.receipt_of(filing).serial,
        "RR01",
        TOWN,
        "2026-11-23 13:58:00",
        "2026-11-23 13:58:00",
        "2026-11-23",
        "'=1+1",
        "이미 있음",
        "2026-11-23 14:00:00",
    ]


def test_consent_is_offered_only_where_a_system_is_connected(
    at_counter: Counter, supervisor_browser: Client, settings: Settings
) -> None:
    path = f"/registrations/{at_counter.outage.pk}/"
    assert "허락" not in text(supervisor_browser.get(path))
    settings.IEUM_MAIN_SYSTEMS = {"resident": "http://127.0.0.1:9"}
    assert "직접 보내기 허락" in text(supervisor_browser.get(path))
    supervisor_browser.post(f"{path}consent/")
    assert SendingConsent.objects.get().given_by == at_counter.supervisor
    assert "그만두기" in text(supervisor_browser.get(path))
    supervisor_browser.post(f"{path}withdraw-consent/")
    assert queries.consent(at_counter.outage, TOWN) is None


@pytest.fixture
def headquarters(log_in: LogIn) -> Client:
    return log_in(builders.headquarters_drafter())


def test_headquarters_fetches_from_a_connected_system_and_gives_up(
    at_counter: Counter, headquarters: Client, settings: Settings
) -> None:
    settings.IEUM_MAIN_SYSTEMS = {"resident": "http://127.0.0.1:9"}
    form = {"outage": str(at_counter.outage.pk), "kinds": ["extract", "issued"]}
    headquarters.post("/main-systems/resident/fetch/", form)
    assert set(FeedFetch.objects.values_list("file_kind", flat=True)) == {"extract", "issued"}
    refused = headquarters.post("/main-systems/resident/fetch/", form)
    assert (refused.status_code, len(faults(refused))) == (422, 1)
    fetch = FeedFetch.objects.filter(file_kind="issued").get()
    headquarters.post(f"/fetches/{fetch.pk}/give-up/")
    again = headquarters.post(f"/fetches/{fetch.pk}/give-up/")
    assert (again.status_code, len(faults(again))) == (422, 1)
    assert "그만둠" in text(headquarters.get("/main-systems/"))


def test_a_fetch_shows_how_far_it_is_and_at_its_end_what_comes_next(
    at_counter: Counter, headquarters: Client, clerk_browser: Client, settings: Settings
) -> None:
    settings.IEUM_MAIN_SYSTEMS = {"resident": "http://127.0.0.1:9"}
    form = {"outage": str(at_counter.outage.pk), "kinds": ["extract", "issued"]}
    headquarters.post("/main-systems/resident/fetch/", form)
    page, fetch = text(headquarters.get("/main-systems/")), FeedFetch.objects.get(file_kind="extract")
    path = f"/fetches/{fetch.pk}/progress/"
    assert (f'data-hx-get="{path}"' in page, "가져오는 중 2건" in page) == (True, True)
    FeedFetch.objects.filter(pk=fetch.pk).update(page_count=3, row_count=1500)
    part = text(headquarters.get(path))
    assert ("3쪽 · 1,500행" in part, f'data-hx-get="{path}"' in part, "oob" in part) == (True, True, False)
    feeds.give_up(fetch, by=builders.headquarters_drafter(), at=NOW)
    part = text(headquarters.get(path))
    assert ("data-hx-get" in part, part.count("data-hx-swap-oob"), "가져오는 중 1건" in part) == (
        False,
        2,
        True,
    )
    assert "그만두기" not in part
    assert clerk_browser.get(path).status_code == 404


def test_headquarters_notes_a_loss_and_takes_it_back(
    at_counter: Counter, headquarters: Client, supervisor_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    take(filing, "0000", "신청-1")
    Filing.objects.filter(pk=filing.pk).update(registered_at=NOW - timedelta(hours=2))
    path, form = "/losses/", {"system": "resident"}
    refused = headquarters.post(path, form | {"complete_until": "2026-11-24T10:00"})
    assert (refused.status_code, len(faults(refused))) == (422, 1)
    headquarters.post(path, form | {"complete_until": "2026-11-22T14:00"})
    loss = SystemLoss.objects.get()
    assert queries.of_group(at_counter.outage, TOWN, Group.LOST).get() == filing
    assert supervisor_browser.post(path, form | {"complete_until": "2026-11-22T14:00"}).status_code == 404
    headquarters.post(f"/losses/{loss.pk}/withdraw/")
    assert queries.of_group(at_counter.outage, TOWN, Group.LOST).count() == 0
    assert "거둠" in text(headquarters.get("/main-systems/"))
    assert connections.connected() == frozenset()


def test_a_system_is_asked_how_it_stands_and_what_it_lost_is_noted_once(
    headquarters: Client, settings: Settings
) -> None:
    feed = simulated(clock=lambda: NOW)
    with served(feed) as server:
        settings.IEUM_MAIN_SYSTEMS = {"resident": server.address}
        assert "정상" in said(headquarters.post("/main-systems/resident/check/", follow=True))[1]
        assert SystemLoss.objects.count() == 0
        feed.lose_last_day()
        for _ in range(2):
            headquarters.post("/main-systems/resident/check/")
        assert SystemLoss.objects.get().complete_until == NOW - timedelta(days=1)
    down = headquarters.post("/main-systems/resident/check/")
    assert (down.status_code, "답하지 않습니다" in faults(down)[0]) == (422, True)


def rebuilding(browser: Client, mark: str) -> dict[str, object]:
    page = browser.post("/rebuilds/", {"way": "mark", "mark": mark})
    assert page.status_code == 200, faults(page)
    return {
        "beginning": beginning(page),
        "mark": mark,
        "relation": "self",
        "number": NUMBER,
        "applicant_name": "홍길동",
        "copies": "1",
        "evidence": SimpleUploadedFile("receipt.pdf", b"%PDF-1.7 scan"),
    }


def test_a_filing_is_rebuilt_from_the_text_of_a_receipts_mark(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    mark = receipt()
    page = supervisor_browser.post("/rebuilds/", {"way": "mark", "mark": mark})
    for words in (claims().serial, "2026. 11. 23. 13:00:00", "마지막 번호보다 큽니다"):
        assert words in text(page)
    answer = supervisor_browser.post("/rebuilds/new/", rebuilding(supervisor_browser, mark), follow=True)
    filing = Filing.objects.get()
    assert (filing.rebuilt_from, filing.awaits_check) == (claims().serial, True)
    assert "되살렸습니다" in said(answer)[0]
    assert claims().serial in text(answer)
    found = supervisor_browser.post("/filings/", {"words": claims().serial})
    assert [row.pk for row in found.context["found"]] == [filing.pk]
    again = supervisor_browser.post("/rebuilds/", {"way": "mark", "mark": mark})
    assert (again.status_code, "이미 되살렸습니다" in faults(again)[0]) == (422, True)


def test_a_receipt_that_we_have_is_read_from_its_pdf_and_refused(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    paper = filings.receipt_of(builders.filing(by=at_counter.clerk))
    printed = papers.printed(paper, by=at_counter.clerk, at=NOW)
    upload = SimpleUploadedFile("receipt.pdf", printed)
    page = supervisor_browser.post("/rebuilds/", {"way": "picture", "picture": upload})
    assert (page.status_code, paper.serial in faults(page)[0]) == (422, True)


def test_what_is_refused_keeps_the_page_and_says_where(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    form = rebuilding(supervisor_browser, receipt())
    page = supervisor_browser.post("/rebuilds/new/", form | {"applicant_name": "홍길순"})
    assert (page.status_code, len(faults(page)), Filing.objects.count()) == (422, 1, 0)
    assert NUMBER not in text(page)
    odd = supervisor_browser.post("/rebuilds/new/", form | {"mark": "KD1:odd"})
    assert odd.status_code == 422
    assert supervisor_browser.get("/rebuilds/new/").status_code == 302
