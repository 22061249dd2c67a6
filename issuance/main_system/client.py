"""A main system over HTTP: the REST feed, with bounded time, bounded size and patience.

The standard library is enough: one host, four requests, no redirects, no cookies, and every byte counted as it comes.
"""

import base64
import hashlib
import http.client
import json
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from issuance.domain.ledger import FileKind
from issuance.domain.states import SystemState
from issuance.main_system.protocol import (
    LONGEST_CURSOR,
    MOST_PAGE_BYTES,
    BadAnswer,
    MainSystemRefused,
    MainSystemUnavailable,
    Page,
    Span,
    Status,
)

JSON_LINES, CSV = "application/x-ndjson", "text/csv; charset=utf-8"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# What a server may say that is worth asking again, beside a line that is dead.
WORTH_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in seconds, and how often a request is tried; the pause doubles and is drawn at random up to that."""

    quiet: float = 10.0
    whole: float = 60.0
    tries: int = 4
    first_pause: float = 0.5
    longest_pause: float = 8.0


@dataclass(frozen=True, slots=True)
class _Answer:
    headers: Mapping[str, str]
    content: bytes


@dataclass(slots=True)
class HttpFeed:
    """`address` is `https://host[:port][/path]`; plain http only to this very machine. Follows no redirect."""

    address: str
    token: str = field(default="", repr=False)
    patience: Patience = Patience()
    most_bytes: int = MOST_PAGE_BYTES
    context: ssl.SSLContext | None = None
    sleep: Callable[[float], None] = time.sleep
    draw: Callable[[float, float], float] = random.uniform

    def __post_init__(self) -> None:
        parts = self._parts()
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("write an address such as https://example.go.kr")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("a main system on another machine is reached by https")
        if parts.username or parts.password:
            raise ValueError("the token stands in its file, not in the address")

    def status(self) -> Status:
        said = self._object(self._asked("GET", "/v1/status").content)
        try:
            until = said.get("complete_until")
            return Status(SystemState(said["state"]), _moment(until) if until else None)
        except (KeyError, ValueError, TypeError) as fault:
            raise BadAnswer(why="status") from fault

    def page(self, kind: FileKind, span: Span, *, cursor: str) -> Page:
        asked = {"since": span.since.isoformat(), "until": span.until.isoformat(), "cursor": cursor}
        answer = self._asked("GET", f"/v1/{kind.value}?{urlencode(asked)}")
        # A page that was cut, by whatever stood in between, is no page.
        if answer.headers.get("content-digest") != digest_header(answer.content):
            raise MainSystemUnavailable(why="받은 쪽이 온전하지 않음")
        rows, cursor = answer.headers.get("row-count", ""), answer.headers.get("next-cursor", "")
        if rows != str(answer.content.count(b"\n")) or len(cursor) > LONGEST_CURSOR:
            raise BadAnswer(why="page")
        return Page(answer.content, int(rows), cursor)

    def register(self, key: str, back_entry: bytes) -> bytes:
        headers = {"Idempotency-Key": key, "Content-Type": CSV, "Content-Digest": digest_header(back_entry)}
        answer = self._asked("POST", f"/v1/registrations/{quote(key, safe='')}", back_entry, headers)
        if answer.headers.get("content-digest") != digest_header(answer.content):
            raise MainSystemUnavailable(why="받은 답이 온전하지 않음")
        return answer.content

    def _parts(self) -> SplitResult:
        return urlsplit(self.address)

    def _asked(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> _Answer:
        """Every request may be repeated: reading changes nothing, and a batch has its key."""
        for turn in range(self.patience.tries):
            try:
                return self._once(method, path, body, headers or {})
            except MainSystemUnavailable as unavailable:
                if turn + 1 == self.patience.tries:
                    raise
                self.sleep(self._pause(turn, unavailable))
        raise AssertionError("a request is tried at least once")

    def _pause(self, turn: int, unavailable: MainSystemUnavailable) -> float:
        longest = min(self.patience.first_pause * 2.0**turn, self.patience.longest_pause)
        told = float(unavailable.facts.get("after", 0.0))
        return max(self.draw(0.0, longest), min(told, self.patience.longest_pause))

    def _once(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> _Answer:
        deadline = time.monotonic() + self.patience.whole
        connection = self._connection()
        try:
            whole = self._parts().path.rstrip("/") + path
            connection.connect()
            with _cut_after(self.patience.whole, connection.sock):
                connection.request(method, whole, body=body or None, headers=self._headers(headers))
                with connection.getresponse() as response:
                    # A line that was cut looks like the end of the head.
                    _ensure_in_time(deadline)
                    said = {name.lower(): value for name, value in response.getheaders()}
                    if response.status == 200:
                        return _Answer(said, self._content(response, deadline))
                    self._refuse(response.status, said)
        except ssl.SSLCertVerificationError as fault:
            raise MainSystemRefused(why="인증서를 믿을 수 없음") from fault
        except (OSError, http.client.HTTPException) as fault:
            raise MainSystemUnavailable(why=_why(fault)) from fault
        finally:
            connection.close()
        raise AssertionError("an answer that is no page was refused")

    def _connection(self) -> http.client.HTTPConnection:
        parts = self._parts()
        assert parts.hostname is not None
        if parts.scheme == "http":
            return http.client.HTTPConnection(parts.hostname, parts.port, timeout=self.patience.quiet)
        context = self.context or ssl.create_default_context()
        return http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=self.patience.quiet, context=context
        )

    def _headers(self, more: Mapping[str, str]) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity", "User-Agent": "ieum", **more}
        return headers | ({"Authorization": f"Bearer {self.token}"} if self.token else {})

    def _content(self, response: http.client.HTTPResponse, deadline: float) -> bytes:
        """Read to the end, within bounds of size and of time, also from a server that drips."""
        pieces, size = [], 0
        while piece := response.read1(CHUNK):
            size += len(piece)
            if size > self.most_bytes:
                raise BadAnswer(why="너무 큼")
            _ensure_in_time(deadline)
            pieces.append(piece)
        _ensure_in_time(deadline)
        if response.length:
            raise MainSystemUnavailable(why="중간에 끊김")
        return b"".join(pieces)

    def _refuse(self, status: int, headers: Mapping[str, str]) -> None:
        if status in WORTH_AGAIN:
            after = headers.get("retry-after", "")
            raise MainSystemUnavailable(why=f"HTTP {status}", after=float(after) if _is_count(after) else 0.0)
        # Where a redirect leads is another host until somebody writes its address down.
        raise MainSystemRefused(why="다른 주소로 보냄" if 300 <= status < 400 else f"HTTP {status}")

    def _object(self, content: bytes) -> dict[str, Any]:
        try:
            said = json.loads(content)
        except (ValueError, RecursionError) as fault:
            raise BadAnswer(why="JSON") from fault
        if not isinstance(said, dict):
            raise BadAnswer(why="JSON")
        return said


@contextmanager
def _cut_after(seconds: float, line: socket.socket) -> Iterator[None]:
    """End the line when the time is over: a head that drips keeps each single wait short."""
    timer = threading.Timer(seconds, _cut, (line,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _ensure_in_time(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise MainSystemUnavailable(why="너무 느림")


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit()


def digest_header(content: bytes) -> str:
    """Content-Digest (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without its offset")
    return moment


def _why(fault: Exception) -> str:
    """The sort of fault alone: its words could hold an address with what was asked."""
    return "시간 초과" if isinstance(fault, TimeoutError) else type(fault).__name__
