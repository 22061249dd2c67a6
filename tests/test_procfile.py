"""The web process as the Procfile starts it."""

import shlex
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.concurrency.sessions import A_MOMENT, PATIENCE, ROOT

SLOW = """
import time

def application(environ, start_response):
    start_response("200 OK", [])
    for _ in range(8):
        yield b"x"
        time.sleep(0.5)
"""


@pytest.mark.slow
def test_a_download_that_takes_longer_than_a_worker_may_be_silent_is_not_cut_off(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    (web,) = (line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web:"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    _, _, *arguments = shlex.split(web.replace("config.wsgi", "slow").replace("$PORT", str(port)))
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *arguments, "--timeout", "1", "--chdir", str(tmp_path)],
        stderr=subprocess.DEVNULL,
    )
    try:
        assert _answer(f"http://127.0.0.1:{port}/") == b"x" * 8
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _answer(address: str) -> bytes:
    """What the server sends, once it listens."""
    for _ in range(int(PATIENCE / A_MOMENT)):
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310
                whole: bytes = answer.read()
                return whole
        except URLError:
            time.sleep(A_MOMENT)
    raise AssertionError("the server does not listen")
