"""The simulated main system over HTTP, for this machine alone: the REST feed, and a switch for its weather."""

import hmac
import json
import socket
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from issuance.domain.errors import IssuanceError
from issuance.domain.feeds import FETCHED_KINDS
from issuance.domain.ledger import FileKind
from issuance.main_system.client import CSV, JSON_LINES, digest_header
from issuance.main_system.protocol import MOST_PAGE_BYTES, Span
from issuance.main_system.simulated_feed import SimulatedFeed, Weather, Wish

HOST = "127.0.0.1"
MOST_AT_ONCE = 32
MOST_CONTROL_BYTES = 64 * 1024
SECONDS_OF_SILENCE = 30
JSON = "application/json"


class FeedServer(ThreadingHTTPServer):
    """Serves one `SimulatedFeed`; `delay` is how many seconds a request takes while the weather is slow."""

    daemon_threads = True

    def __init__(self, feed: SimulatedFeed, *, port: int = 0, token: str = "", delay: float = 2.0) -> None:
        super().__init__((HOST, port), _Requests)
        self.feed, self.token, self.delay = feed, token, delay
        self.seats = threading.BoundedSemaphore(MOST_AT_ONCE)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}"


class _Requests(BaseHTTPRequestHandler):
    server: FeedServer
    server_version = "simulated-main-system"
    sys_version = ""
    timeout = SECONDS_OF_SILENCE

    def do_GET(self) -> None:
        self._serve(self._get)

    def do_POST(self) -> None:
        self._serve(self._post)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Nothing: what is asked for is nobody's business."""

    def _serve(self, answer: Any) -> None:
        if not self.server.seats.acquire(blocking=False):
            return self._say(503, {"error": "busy"}, retry_after=1)
        try:
            answer()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self.server.seats.release()

    def _get(self) -> None:
        path, query = self._path()
        if path == "/control":
            return self._say(200, {"state": self.server.feed.weather})
        if not self._may() or not self._is_there():
            return None
        if path == "/v1/status":
            status = self.server.feed.status_now()
            until = status.complete_until
            said = {"state": status.state, "complete_until": until.isoformat() if until else None}
            return self._say(200, said)
        kinds = {f"/v1/{kind.value}": kind for kind in FETCHED_KINDS}
        if path not in kinds:
            return self._say(404, {"error": "not found"})
        return self._page(kinds[path], query)

    def _page(self, kind: FileKind, query: dict[str, list[str]]) -> None:
        try:
            span = Span(*(datetime.fromisoformat(query[name][0]) for name in ("since", "until")))
            page = self.server.feed.page_now(kind, span, cursor=query.get("cursor", [""])[0])
        except (KeyError, ValueError, TypeError, IssuanceError):
            return self._say(400, {"error": "since, until, cursor"})
        more = {"Row-Count": str(page.row_count), "Next-Cursor": page.next_cursor}
        return self._send(200, page.content, JSON_LINES, more)

    def _post(self) -> None:
        path, _ = self._path()
        if path == "/control":
            return self._control()
        if not self._may() or not self._is_there():
            return None
        if not path.startswith("/v1/registrations/"):
            return self._say(404, {"error": "not found"})
        key = self.headers.get("Idempotency-Key", "")
        content = self._body(MOST_PAGE_BYTES)
        if content is None:
            return None
        if not key or len(key) > 100 or self.headers.get("Content-Digest") != digest_header(content):
            return self._say(400, {"error": "key or digest"})
        try:
            answers = self.server.feed.register_now(key, content)
        except (ValueError, IssuanceError):
            return self._say(400, {"error": "not a back-entry file"})
        return self._send(200, answers, CSV, {})

    def _control(self) -> None:
        """`{"state": "flapping", "lose_last_day": true, "answer": ["3001:0.2"]}`, each where it is to change."""
        content = self._body(MOST_CONTROL_BYTES)
        if content is None:
            return None
        # A page in a browser of this machine cannot send this type to another origin unasked.
        if self.headers.get_content_type() != JSON:
            return self._say(415, {"error": JSON})
        try:
            wanted = json.loads(content)
            if set(wanted) - {"state", "lose_last_day", "answer"}:
                raise ValueError
            weather = Weather(wanted.get("state", self.server.feed.weather))
            wishes = tuple(map(Wish.parse, wanted["answer"])) if "answer" in wanted else None
        except (ValueError, TypeError, AttributeError):
            return self._say(400, {"error": "state, lose_last_day, answer"})
        self.server.feed.weather = weather
        if wishes is not None:
            self.server.feed.wishes = wishes
        if wanted.get("lose_last_day") is True:
            self.server.feed.lose_last_day()
        return self._say(200, {"state": weather})

    def _path(self) -> tuple[str, dict[str, list[str]]]:
        parts = urlsplit(self.path)
        return parts.path, parse_qs(parts.query)

    def _may(self) -> bool:
        wanted = f"Bearer {self.server.token}" if self.server.token else ""
        if not wanted or hmac.compare_digest(self.headers.get("Authorization", "").encode(), wanted.encode()):
            return True
        self._say(401, {"error": "token"})
        return False

    def _is_there(self) -> bool:
        """While it is not, every other request dies in the middle of an answer."""
        if self.server.feed.is_there():
            if self.server.feed.weather == Weather.SLOW:
                time.sleep(self.server.delay)
            return True
        if self.path.startswith("/v1/status"):
            self._say(503, {"error": "down"}, retry_after=0)
            return False
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"')
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True
        return False

    def _body(self, most: int) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or int(length) > most:
            self.close_connection = True
            self._say(413, {"error": "size"})
            return None
        return self.rfile.read(int(length))

    def _say(self, status: int, said: dict[str, Any], *, retry_after: int | None = None) -> None:
        more = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self._send(status, json.dumps(said).encode(), JSON, more)

    def _send(self, status: int, content: bytes, content_type: str, more: dict[str, str]) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": content_type,
            "Content-Length": str(len(content)),
            "Content-Digest": digest_header(content),
            **more,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
