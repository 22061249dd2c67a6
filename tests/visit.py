"""A visit to a machine by the web, with resident numbers that must be found nowhere on it afterwards.

Run as a process of its own on that machine; what it says goes to the machine's log. The numbers are written
to the file that is named.
"""

import html
import io
import re
import sys
from pathlib import Path
from unittest.mock import patch

import django

django.setup()

import openpyxl  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from config.celery import app  # noqa: E402
from issuance import tasks  # noqa: E402
from issuance.domain.ledger import FileKind  # noqa: E402
from issuance.main_system.layouts import COLUMNS  # noqa: E402
from issuance.main_system.simulated_feed import Wish  # noqa: E402
from issuance.models import (  # noqa: E402
    BackEntryBatch,
    Case,
    FeedFetch,
    Filing,
    LedgerImport,
    Message,
    Outage,
    User,
)
from tests.builders import FACTS, resident_number  # noqa: E402
from tests.main_system.feeds import people, served, simulated  # noqa: E402

IMPOSSIBLE = "8513029017777"  # a thirteenth month: refused, and not to be repeated


def browser(username: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    client.force_login(User.objects.get(username=username))
    return client


def take_filings(clerk: Client) -> list[str]:
    """One that is taken and printed, three that are refused, and one that breaks."""
    taken, refused, broken = (resident_number() for _ in range(3))
    answer = clerk.post("/filings/new/RR01/", _typed(clerk, hyphenated(taken)))
    assert answer.status_code == 302, answer.content.decode()
    filing = Filing.objects.order_by("sent_at").last()
    assert filing is not None
    assert filing.unsealed("subject_number") == taken
    addresses = (f"/papers/{filing.papers.get().pk}.pdf", f"/filings/{filing.pk}/application.pdf")
    assert [clerk.get(address).status_code for address in addresses] == [200, 200]
    assert clerk.post("/filings/", {"words": hyphenated(taken)}).status_code == 200
    for typed in (
        {"number": hyphenated(refused), "copies": "99"},
        {"number": IMPOSSIBLE},
        {"number": refused[:-1]},
    ):
        assert clerk.post("/filings/new/RR01/", _typed(clerk, **typed)).status_code == 422
    with patch(
        "issuance.actions.filings.receive", side_effect=RuntimeError(f"{broken} {hyphenated(broken)}")
    ):
        assert clerk.post("/filings/new/RR01/", _typed(clerk, broken)).status_code == 500
    return [taken, refused, broken]


def bring_in_a_spreadsheet(headquarters: Client) -> list[str]:
    numbers = [resident_number() for _ in range(3)]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*COLUMNS[FileKind.EXTRACT], *FACTS["RR01"]])
    for number in (*numbers, IMPOSSIBLE):
        sheet.append(
            [f"원-{number[-4:]}", "RR01", number, "", "홍길동", "2026-01-02 03:04", *FACTS["RR01"].values()]
        )
    content = io.BytesIO()
    book.save(content)
    form = {"file_kind": "extract", "snapshot": "on"}
    upload = SimpleUploadedFile("원부.xlsx", content.getvalue())
    preview = headquarters.post("/ledger/", form | {"content": upload})["Location"]
    assert headquarters.get(preview).status_code == 200
    assert len(b"".join(headquarters.get(f"{preview}faults.csv").streaming_content)) > 50  # type: ignore[attr-defined]
    assert headquarters.post(f"{preview}confirm/").status_code == 302
    made = LedgerImport.objects.get(file_name="원부.xlsx")
    assert (made.state, made.row_count) == ("done", len(numbers))
    return numbers


def send_back_entry(supervisor: Client) -> None:
    standing = Outage.objects.get(state="declared")
    answer = supervisor.post(f"/ledger/back-entry/{standing.pk}/")
    assert len(b"".join(answer.streaming_content)) > 500  # type: ignore[attr-defined]


def send_over_the_network(supervisor: Client) -> list[str]:
    """The same filings once more, to a main system of this machine, which also tells what it knows."""
    standing, batch = Outage.objects.get(state="declared"), BackEntryBatch.objects.order_by("pk").last()
    assert batch is not None
    supervisor.post(f"/batches/{batch.pk}/withdraw/", {"words": "파일을 잃어버림"})
    feed = simulated(wishes=[Wish.parse("2002:0.5")])
    with served(feed) as server, override_settings(IEUM_MAIN_SYSTEMS={"resident": server.address}):
        assert supervisor.post(f"/registrations/{standing.pk}/consent/").status_code == 302
        form = {"outage": str(standing.pk), "kinds": ["extract"]}
        assert supervisor.post("/main-systems/resident/fetch/", form).status_code == 302
        tasks.register_waiting()
        tasks.fetch_feeds()
    assert BackEntryBatch.objects.filter(manner="feed", sent_at__isnull=False).exists()
    assert FeedFetch.objects.get().state == "staged"
    return [person.number.digits for person in people()[:3]]


def read_messages(clerk: Client) -> None:
    """What was told of the papers that the rehearsal ended: the list, a letter, and its print."""
    letter = Message.objects.filter(office__staff__username="clerk1", channel="letter").first()
    assert letter is not None
    for address in (
        "/messages/",
        "/messages/?sent=1",
        f"/messages/{letter.pk}/",
        f"/messages/{letter.pk}/letter.pdf",
    ):
        assert clerk.get(address).status_code == 200


def look_at_cases(supervisor: Client) -> list[str]:
    """Settled cases with their paper, a number in a note that is refused, and one in a scan that is kept."""
    own = Case.objects.filter(document__office__staff__username="supervisor1")
    case = own.filter(document__state="confirmed").latest("pk")
    for address in ("/cases/", "/cases/settled/", f"/cases/{case.pk}/", f"/cases/{case.pk}/paper.pdf"):
        assert supervisor.get(address).status_code == 200
    noted, scanned = resident_number(), resident_number()
    answer = supervisor.post(f"/cases/{case.pk}/note/", {"words": f"본인 번호 {hyphenated(noted)}"})
    assert answer.status_code == 422
    supervisor.post(f"/cases/{case.pk}/open-anew/", {"words": "이의 신청이 들어옴"})
    new = Case.objects.get(follows=case)
    scan = SimpleUploadedFile("확인서.pdf", b"%PDF-1.7 " + hyphenated(scanned).encode())
    supervisor.post(f"/cases/{new.pk}/attach/", {"title": "확인서", "file": scan})
    row = new.attachments.get()
    assert supervisor.get(f"/cases/{new.pk}/attachments/{row.pk}/").status_code == 200
    return [noted, scanned]


def leave_messages() -> None:
    for name in app.conf.beat_schedule:
        app.send_task(f"issuance.tasks.{name}")


def hyphenated(number: str) -> str:
    return f"{number[:6]}-{number[6:]}"


def _typed(clerk: Client, number: str, **over: str) -> dict[str, str]:
    page = clerk.get("/filings/new/RR01/").content.decode()
    found = re.search(r'name="beginning" value="([^"]+)"', page)
    assert found is not None
    return {
        "beginning": html.unescape(found[1]),
        "relation": "self",
        "number": number,
        "applicant_name": "홍길동",
        "id_kind": "resident_card",
        "id_last4": "1234",
        "purpose": "1",
        "receiver": "한빛은행",
        "copies": "1",
    } | over


if __name__ == "__main__":
    seen = [*take_filings(browser("clerk1")), *bring_in_a_spreadsheet(browser("hq-watch")), IMPOSSIBLE]
    send_back_entry(browser("supervisor1"))
    seen += send_over_the_network(browser("supervisor1"))
    read_messages(browser("clerk1"))
    seen += look_at_cases(browser("supervisor1"))
    leave_messages()
    filed = [filing.unsealed("subject_number") for filing in Filing.objects.exclude(subject_number=None)]
    Path(sys.argv[1]).write_text("\n".join(dict.fromkeys([*seen, *filed])), encoding="utf-8")
