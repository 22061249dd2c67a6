"""What is fetched over the network comes in like a file: whole pages, each once, sealed, and staged at the end."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from issuance.actions import feeds, staging
from issuance.domain import feeds as rules
from issuance.domain.feeds import FetchState
from issuance.domain.ledger import FileKind
from issuance.main_system.protocol import MainSystemUnavailable, Page, Span
from issuance.main_system.server import FeedServer
from issuance.main_system.simulated_feed import SimulatedFeed, Weather
from issuance.main_system.simulator import MainSystem
from issuance.models import FeedFetch, FeedPage, LedgerImport, Outage
from issuance.queries import feeds as queries
from tests import builders
from tests.builders import NOW
from tests.ledger_files import RECOVERED
from tests.main_system.feeds import people, served, simulated
from tests.refusals import refused

pytestmark = pytest.mark.django_db


class Scripted(SimulatedFeed):
    """Gives these pages by their cursor, and fails as often as it is told first."""

    def __init__(self, pages: dict[str, Page], *, failures: int = 0) -> None:
        self.pages, self.failures, self.asked = pages, failures, []  # type: ignore[var-annotated]

    def page(self, kind: FileKind, span: Span, *, cursor: str) -> Page:
        self.asked.append(cursor)
        if self.failures:
            self.failures -= 1
            raise MainSystemUnavailable(why="시간 초과")
        return self.pages[cursor]


@pytest.fixture
def outage() -> Outage:
    return builders.declared_outage(("resident",))


@pytest.fixture
def _connected(settings: Settings) -> None:
    settings.IEUM_MAIN_SYSTEMS = {"resident": "http://127.0.0.1:9"}


@pytest.fixture
def server(settings: Settings) -> Iterator[FeedServer]:
    with served(simulated(700)) as running:
        settings.IEUM_MAIN_SYSTEMS = {"resident": running.address}
        yield running


def asked(outage: Outage, *kinds: FileKind) -> FeedFetch:
    return feeds.ask(
        outage,
        system=builders.system(),
        kinds=kinds or (FileKind.EXTRACT,),
        by=builders.headquarters_drafter(),
        at=RECOVERED,
    )[0]


def restriction_page(place: int, next_cursor: str) -> Page:
    number = builders.resident_number(serial=place)
    row = {
        "구분": "분실",
        "주민등록번호": number,
        "성명": "홍길동",
        "시작일시": "2026-11-20 09:00",
        "해제일시": "",
    }
    return Page((json.dumps(row, ensure_ascii=False) + "\n").encode(), 1, next_cursor)


def three_pages() -> dict[str, Page]:
    return {"": restriction_page(1, "b"), "b": restriction_page(2, "c"), "c": restriction_page(3, "")}


def test_a_register_is_fetched_over_http_and_staged_like_a_file(outage: Outage, server: FeedServer) -> None:
    row = feeds.fetch(asked(outage), at=RECOVERED)
    rows = len(MainSystem(people(700)).extract(since=row.since, until=row.until).splitlines()) - 1
    assert (row.state, row.row_count, row.ended_at) == (FetchState.STAGED, rows, RECOVERED)
    assert row.page_count == -(-rows // 500)
    assert row.source is not None
    assert (row.source.row_count, row.source.fault_count, row.source.outage) == (rows, 0, outage)
    assert FeedPage.objects.count() == 0


def test_a_flapping_system_is_fetched_whole_in_the_end(outage: Outage, server: FeedServer) -> None:
    server.feed.weather = Weather.FLAPPING
    row, at = asked(outage), RECOVERED
    for _ in range(20):
        row = feeds.fetch(row, at=at)
        if row.state == FetchState.STAGED:
            break
        at = row.next_try_at
    assert row.state == FetchState.STAGED
    assert row.source is not None
    assert row.source.row_count == row.row_count


@pytest.mark.usefixtures("_connected")
def test_a_fetch_that_was_cut_goes_on_at_the_page_where_it_was(outage: Outage) -> None:
    row = asked(outage, FileKind.RESTRICTIONS)
    pages = three_pages()
    cut = Scripted(pages)
    original = cut.page

    def dies(kind: FileKind, span: Span, *, cursor: str) -> Page:
        if cursor == "c":
            raise KeyboardInterrupt
        return original(kind, span, cursor=cursor)

    cut.page = dies  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        feeds.fetch(row, at=RECOVERED, feed=cut)
    again = Scripted(pages)
    row = feeds.fetch(FeedFetch.objects.get(pk=row.pk), at=RECOVERED, feed=again)
    assert again.asked == ["c"]
    assert (row.state, row.row_count, row.page_count) == (FetchState.STAGED, 3, 3)


@pytest.mark.usefixtures("_connected")
def test_pages_wait_sealed(outage: Outage) -> None:
    row = asked(outage, FileKind.RESTRICTIONS)
    pages = three_pages()
    del pages["c"]
    with pytest.raises(KeyError):
        feeds.fetch(row, at=RECOVERED, feed=Scripted(pages))
    kept = list(FeedPage.objects.order_by("index"))
    assert [page.unsealed_bytes("content") for page in kept] == [pages[""].content, pages["b"].content]
    assert pages[""].content not in bytes(kept[0].content)


@pytest.mark.usefixtures("_connected")
def test_a_system_that_does_not_answer_is_asked_again_later(
    outage: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    row = asked(outage, FileKind.RESTRICTIONS)
    feed = Scripted(three_pages(), failures=2)
    for minutes in (1, 2):
        row = feeds.fetch(row, at=RECOVERED, feed=feed)
        assert (row.next_try_at, row.state) == (RECOVERED + timedelta(minutes=minutes), "fetching")
    assert caplog.messages == [
        f"resident does not answer (시간 초과): restrictions, try {minutes},"
        f" next at {RECOVERED + timedelta(minutes=minutes)}"
        for minutes in (1, 2)
    ]
    assert list(queries.fetches_to_do(at=RECOVERED)) == []
    assert list(queries.fetches_to_do(at=row.next_try_at)) == [row]
    row = feeds.fetch(row, at=row.next_try_at, feed=feed)
    assert (row.state, row.tries, row.trouble) == (FetchState.STAGED, 0, "")


@pytest.mark.usefixtures("_connected")
def test_a_system_that_never_answers_is_given_up_at_last(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "GIVE_UP_AFTER", 2)
    row, feed = asked(outage), Scripted({}, failures=2)
    for _ in range(2):
        row = feeds.fetch(row, at=RECOVERED, feed=feed)
    assert (row.state, bool(row.trouble)) == (FetchState.STOPPED, True)


@pytest.mark.usefixtures("_connected")
@pytest.mark.parametrize(
    ("pages", "code"),
    [
        ({"": Page(b"", 0, "")}, "nothing_fetched"),
        ({"": restriction_page(1, "b"), "b": restriction_page(2, "b")}, "cursor_repeated"),
        (three_pages() | {"c": restriction_page(3, "b")}, "cursor_repeated"),
        ({"": Page(b'{"odd": "1"}\n', 1, "")}, "missing_column"),
        ({"": Page(b"no json\n", 1, "")}, "missing_column"),
    ],
)
def test_what_cannot_be_staged_stops_and_its_pages_are_erased(
    outage: Outage, pages: dict[str, Page], code: str
) -> None:
    row = asked(outage, FileKind.RESTRICTIONS)
    with refused(code):
        feeds.fetch(row, at=RECOVERED, feed=Scripted(pages))
    row.refresh_from_db()
    assert (row.state, bool(row.trouble), FeedPage.objects.count()) == (FetchState.STOPPED, True, 0)
    assert LedgerImport.objects.count() == 0


@pytest.mark.usefixtures("_connected")
def test_more_than_the_bounds_is_not_fetched(outage: Outage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_PAGES", 2)
    with refused("fetch_too_large"):
        feeds.fetch(asked(outage, FileKind.RESTRICTIONS), at=RECOVERED, feed=Scripted(three_pages()))


@pytest.mark.usefixtures("_connected")
def test_one_at_a_time_and_it_may_be_given_up(outage: Outage) -> None:
    row, by = asked(outage), builders.headquarters_drafter()
    with refused("fetch_under_way"):
        asked(outage)
    with refused("not_permitted"):
        feeds.give_up(row, by=builders.clerk(), at=NOW)
    feeds.give_up(row, by=by, at=NOW)
    with refused("fetch_ended"):
        feeds.give_up(row, by=by, at=NOW)
    assert asked(outage).state == FetchState.FETCHING


@pytest.mark.usefixtures("_connected")
def test_what_was_given_up_while_it_was_staged_stays_given_up(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, by, stage = asked(outage, FileKind.RESTRICTIONS), builders.headquarters_drafter(), staging.stage

    def given_up_meanwhile(*file: Any, **more: Any) -> LedgerImport:
        made = stage(*file, **more)
        feeds.give_up(row, by=by, at=RECOVERED)
        return made

    monkeypatch.setattr(staging, "stage", given_up_meanwhile)
    row = feeds.fetch(row, at=RECOVERED, feed=Scripted(three_pages()))
    assert (row.state, row.trouble) == (FetchState.STOPPED, f"{by.name} 그만둠")


@pytest.mark.usefixtures("_connected")
def test_the_pages_read_as_one_file(outage: Outage) -> None:
    row = asked(outage, FileKind.RESTRICTIONS)
    pages = three_pages()
    held = {name: pages[name] for name in ("", "b")}
    with pytest.raises(KeyError):
        feeds.fetch(row, at=RECOVERED, feed=Scripted(held))
    whole = b"".join(page.content for page in held.values())
    stream = feeds.SealedPages(row)
    assert (stream.read(), stream.read()) == (whole, b"")
    assert stream.seek(-5, 2) == len(whole) - 5
    assert stream.read(3) == whole[-5:-2]
    assert (stream.seek(0), stream.tell(), stream.read(7)) == (0, 0, whole[:7])


def test_a_system_without_an_address_is_not_asked(outage: Outage) -> None:
    with refused("system_not_connected"):
        asked(outage)
    assert FeedFetch.objects.count() == 0
