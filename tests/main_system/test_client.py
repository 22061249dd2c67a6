"""A main system over HTTP and one in memory are the same to us, however badly the line does."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import AnswerCode, FileKind
from issuance.domain.states import SystemState
from issuance.main_system.client import HttpFeed, Patience, digest_header
from issuance.main_system.protocol import (
    MainSystemFeed,
    MainSystemRefused,
    MainSystemUnavailable,
    Page,
    Status,
)
from issuance.main_system.server import FeedServer
from issuance.main_system.simulated_feed import DAY as ONE_DAY
from issuance.main_system.simulated_feed import SimulatedFeed, Weather, Wish
from issuance.main_system.simulator import PAGE_ROWS, MainSystem
from issuance.main_system.writing import back_entry_csv
from tests.main_system.feeds import QUICK, SPAN, client, people, served, simulated
from tests.main_system.test_writing import back_entry

LINE = b"".join(back_entry_csv([back_entry()]))


def all_pages(feed: MainSystemFeed, kind: FileKind = FileKind.EXTRACT) -> list[Page]:
    pages, cursor = [], ""
    while True:
        pages.append(feed.page(kind, SPAN, cursor=cursor))
        cursor = pages[-1].next_cursor
        if not cursor:
            return pages


def codes(answers: bytes) -> list[str]:
    return [line.split(",")[1] for line in answers.decode("utf-8-sig").splitlines()[1:]]


def control(server: FeedServer, wanted: object, content_type: str = "application/json") -> int:
    connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=2)
    connection.request("POST", "/control", json.dumps(wanted), {"Content-Type": content_type})
    status = connection.getresponse().status
    connection.close()
    return status


@contextmanager
def answering(*answers: bytes) -> Iterator[HttpFeed]:
    """A server that gives each connection the next of these bytes, whatever was asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            # Whoever asked may have had enough before the last answer.
            with suppress(OSError):
                for answer in answers:
                    connection, _ = listening.accept()
                    with connection:
                        connection.recv(65536)
                        connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield HttpFeed(f"http://127.0.0.1:{listening.getsockname()[1]}", patience=QUICK, sleep=lambda _: None)


def answer(content: bytes, status: str = "200 OK", **headers: str) -> bytes:
    said = {"Content-Length": str(len(content)), "Content-Digest": digest_header(content), "Row-Count": "0"}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + content


def test_the_pages_over_http_are_those_in_memory() -> None:
    feed = simulated(700)
    with served(feed) as server:
        over_http = all_pages(client(server))
    assert over_http == all_pages(feed)
    assert over_http[0].row_count == PAGE_ROWS
    assert (
        sum(page.row_count for page in over_http)
        == len(MainSystem(people(700)).extract(since=SPAN.since, until=SPAN.until).splitlines()) - 1
    )


def test_the_same_key_gives_the_same_answers_and_another_says_already_there() -> None:
    with served(simulated()) as server:
        feed = client(server)
        first = feed.register("2026-001-11110515-0001", LINE)
        assert feed.register("2026-001-11110515-0001", LINE) == first
        again = feed.register("2026-001-11110515-0002", LINE)
    assert (codes(first), codes(again)) == (["0000"], ["1001"])


@pytest.mark.parametrize("code", list(AnswerCode))
def test_the_simulator_answers_with_every_code_that_is_wished(code: AnswerCode) -> None:
    with served(simulated(wishes=[Wish(code, serial=str(back_entry().receipt))])) as server:
        assert codes(client(server).register("k", LINE)) == [code.value]


def test_a_share_of_the_lines_is_the_same_for_a_seed_and_about_as_large_as_wished() -> None:
    lines = b"".join(
        back_entry_csv(
            replace(back_entry(), receipt=replace(back_entry().receipt, sequence=number))
            for number in range(1, 401)
        )
    )
    wishes = [Wish.parse("3001:0.25"), Wish.parse("2001:0.25")]
    first, second = (codes(simulated(wishes=wishes, seed=3).register("k", lines)) for _ in range(2))
    assert first == second
    assert 70 <= first.count("3001") <= 130
    assert 70 <= first.count("2001") <= 130


@pytest.mark.parametrize(
    "text", ["1234", "3001:x", "3001:1.5", "no-serial=3001", "R-11110515-26-001-000123=1", ""]
)
def test_a_wish_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no serial|no share|is not a valid|could not convert"):
        Wish.parse(text)


def test_a_flapping_system_is_read_whole_and_never_half_a_page() -> None:
    feed = simulated(1200, weather=Weather.FLAPPING)
    with served(feed) as server:
        pages = all_pages(client(server))
    feed.weather = Weather.UP
    assert pages == all_pages(feed)


def test_a_slow_system_is_waited_for() -> None:
    with served(simulated(weather=Weather.SLOW), delay=0.05) as server:
        assert client(server).status() == Status(SystemState.DEGRADED)


def test_a_system_that_is_too_slow_or_down_is_unavailable() -> None:
    with served(simulated(weather=Weather.SLOW), delay=0.5) as server:
        patience = replace(QUICK, quiet=0.05, tries=2)
        with pytest.raises(MainSystemUnavailable):
            client(server, patience=patience).status()
    with served(simulated(weather=Weather.DOWN)) as server:
        with pytest.raises(MainSystemUnavailable):
            client(server).status()
        with pytest.raises(MainSystemUnavailable):
            client(server).page(FileKind.EXTRACT, SPAN, cursor="")
    with pytest.raises(MainSystemUnavailable):
        client(server).status()


def test_the_weather_is_changed_while_it_runs_and_odd_wishes_are_not_taken() -> None:
    feed = simulated()
    with served(feed) as server:
        assert control(server, {"state": "down"}) == 200
        with pytest.raises(MainSystemUnavailable):
            client(server).status()
        assert control(server, {"state": "up", "answer": ["2002"]}) == 200
        assert codes(client(server).register("k", LINE)) == ["2002"]
        assert control(server, {"state": "sunny"}) == 400
        assert control(server, {"other": 1}) == 400
        assert control(server, ["up"]) == 400
        assert control(server, {"state": "down"}, "text/plain") == 415
        assert client(server).status() == Status(SystemState.UP)


def test_a_system_without_its_last_day_says_until_when_it_knows_and_has_forgotten_the_rest() -> None:
    now = datetime(2026, 11, 24, 5, tzinfo=UTC)
    feed = SimulatedFeed(MainSystem(people()), clock=lambda: now)
    with served(feed) as server:
        asking = client(server)
        first = asking.register("k", LINE)
        assert control(server, {"lose_last_day": True}) == 200
        assert asking.status() == Status(SystemState.UP, now - ONE_DAY)
        second = asking.register("k", LINE)
    assert (codes(first), codes(second)) == (["0000"], ["0000"])
    assert first != second


def test_a_token_is_asked_for_and_never_shown() -> None:
    with served(simulated(), token="secret-token") as server:
        with pytest.raises(MainSystemRefused):
            client(server).status()
        feed = client(server, token="secret-token")
        assert feed.status() == Status(SystemState.UP)
        assert "secret-token" not in repr(feed)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (answer(b"", "302 Found", Location="http://elsewhere.example/"), MainSystemRefused),
        (answer(b"", "404 Not Found"), MainSystemRefused),
        (answer(b'{"a": 1}\n', Row_Count="2"), MainSystemRefused),
        (answer(b'{"a": 1}\n', Row_Count="1", Next_Cursor="x" * 201), MainSystemRefused),
        (answer(b"x" * 200, Content_Length="199"), MainSystemUnavailable),
        (answer(b'{"a": 1}\n', Row_Count="1", Content_Digest=digest_header(b"other")), MainSystemUnavailable),
        (answer(b'{"a": 1}\n', Row_Count="1", Content_Length="4000"), MainSystemUnavailable),
        (answer(b"", "503 Busy", Retry_After="1"), MainSystemUnavailable),
        (b"HTTP/1.1 503 Busy\r\nRetry-After: \xb2\r\n\r\n", MainSystemUnavailable),
        (b"not http at all", MainSystemUnavailable),
        (b"", MainSystemUnavailable),
    ],
)
def test_what_is_no_page_is_never_taken_for_one(given: bytes, refusal: type[IssuanceError]) -> None:
    with answering(*[given] * QUICK.tries) as feed, pytest.raises(refusal) as refused:
        feed.page(FileKind.EXTRACT, SPAN, cursor="")
    assert isinstance(refused.value, refusal)


def test_a_page_that_comes_at_the_second_try_is_taken() -> None:
    good = answer(b'{"a": 1}\n', Row_Count="1", Next_Cursor="7")
    with answering(answer(b"", "500 Oops"), good[:-3], good) as feed:
        assert feed.page(FileKind.EXTRACT, SPAN, cursor="") == Page(b'{"a": 1}\n', 1, "7")


def test_more_than_a_page_is_not_read_on() -> None:
    with answering(answer(b"x" * 5000)) as feed:
        feed.most_bytes = 1000
        with pytest.raises(MainSystemRefused):
            feed.status()


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("begun", "drop"),
    [
        (HEAD + b"Content-Length: 100000\r\n\r\n", b"x"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
        (HEAD + b"X-Head: ", b"x"),
        (b"HTTP/1.1 200 ", b"O"),
    ],
)
def test_a_server_that_drips_is_left_after_a_while(begun: bytes, drop: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(begun)
                # It ends by itself, so that whoever waits for all of it fails and does not hang.
                with suppress(OSError):
                    for _ in range(200):
                        connection.sendall(drop)
                        stopped.wait(0.01)

        stopped = threading.Event()
        thread = threading.Thread(target=drip)
        thread.start()
        patience = Patience(quiet=1.0, whole=0.2, tries=1)
        feed = HttpFeed(f"http://127.0.0.1:{listening.getsockname()[1]}", patience=patience)
        began = time.monotonic()
        with pytest.raises(MainSystemUnavailable):
            feed.status()
        assert time.monotonic() - began < 1.0
        stopped.set()
        thread.join()


@pytest.mark.parametrize(
    "said",
    [
        b"[]",
        b"{",
        b"[" * 100_000,
        b'{"state": "odd"}',
        b'{"state": "up", "complete_until": "2026-11-20T09:00:00"}',
    ],
)
def test_a_status_that_says_nothing_is_refused(said: bytes) -> None:
    with answering(answer(said)) as feed, pytest.raises(MainSystemRefused):
        feed.status()


@pytest.mark.parametrize(
    "address",
    ["http://main.example.go.kr", "ftp://127.0.0.1", "https://a:b@x.go.kr", "https://x.go.kr/?a=1", "x"],
)
def test_an_address_that_would_show_numbers_is_no_address(address: str) -> None:
    with pytest.raises(ValueError, match=r"https|address"):
        HttpFeed(address)


def test_the_pauses_grow_and_are_drawn_at_random_and_a_server_may_ask_for_more() -> None:
    slept: list[float] = []
    with answering(*[answer(b"", "503 Busy", Retry_After="2")] * 4) as feed:
        feed.patience = Patience(tries=4, first_pause=1.0, longest_pause=3.0)
        feed.sleep, feed.draw = slept.append, lambda low, high: high
        with pytest.raises(MainSystemUnavailable):
            feed.status()
    assert slept == [2.0, 2.0, 3.0]


def test_requests_of_a_shape_that_is_not_agreed_are_refused_by_the_simulator() -> None:
    with served(simulated()) as server:
        for method, path, body, headers, status in (
            ("GET", "/v1/other", b"", {}, 404),
            ("GET", "/v1/extract", b"", {}, 400),
            ("GET", "/v1/extract?since=2026-01-01&until=2026-01-02&cursor=x", b"", {}, 400),
            ("POST", "/v1/registrations/k", LINE, {"Idempotency-Key": "k"}, 400),
            ("POST", "/v1/registrations/k", LINE, {"Content-Digest": digest_header(LINE)}, 400),
            (
                "POST",
                "/v1/registrations/k",
                b"no file",
                {"Idempotency-Key": "k", "Content-Digest": digest_header(b"no file")},
                400,
            ),
            ("POST", "/v1/registrations/k", b"", {"Content-Length": str(10**10)}, 413),
        ):
            connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=2)
            connection.request(method, path, body, headers)
            assert connection.getresponse().status == status, (method, path)
            connection.close()


def test_losing_a_day_takes_away_what_was_issued_and_changed_in_it() -> None:
    someone = people()[0]
    system = MainSystem(people())
    kind = "RR01" if "RR01" in someone.kinds else someone.kinds[0]
    system.issue(someone, kind, at=SPAN.since, office="11110515")
    system.issue(someone, kind, at=SPAN.until, office="11110515")
    system.restrict(someone, what="분실", at=SPAN.until)
    system.lose(SPAN.since + timedelta(days=1))
    assert system.issued().count(b"\n") == 2
    assert system.restrictions().count(b"\n") == 1
