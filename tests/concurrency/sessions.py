"""Several sessions on one database: threads with connections of their own, and processes."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, connections

from issuance.domain.errors import IssuanceError

PATIENCE = 60.0  # seconds, on a machine that is busy with other things
A_MOMENT = 0.3
ROOT = Path(__file__).resolve().parent.parent.parent


class Session(Thread):
    """One deed on a connection of its own; a refusal is kept as its code, anything else is raised by `ended`."""

    def __init__(self, deed: Callable[[], Any], start_together: Barrier | None = None) -> None:
        super().__init__(daemon=True)
        self.deed = deed
        self.start_together = start_together
        self.result: Any = None
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            if self.start_together is not None:
                self.start_together.wait(PATIENCE)
            self.result = self.deed()
        except IssuanceError as refusal:
            self.result = refusal.code
        except Exception as fault:
            self.fault = fault
        finally:
            connections.close_all()

    def ended(self) -> Any:
        """What the deed returned, or the code of its refusal."""
        self.join(PATIENCE)
        assert not self.is_alive(), "a session waits for ever"
        if self.fault is not None:
            raise self.fault
        return self.result


def together(deeds: Sequence[Callable[[], Any]]) -> list[Any]:
    """Begin all deeds at the same moment; what each returned, or the code of its refusal, in their order."""
    barrier = Barrier(len(deeds))
    sessions = [Session(deed, barrier) for deed in deeds]
    for session in sessions:
        session.start()
    return [session.ended() for session in sessions]


def elsewhere(deed: Callable[[], Any]) -> Any:
    """Do it in another session, to its end."""
    session = Session(deed)
    session.start()
    return session.ended()


def meanwhile(patch: pytest.MonkeyPatch, where: Any, name: str, deed: Callable[[], Any]) -> list[Any]:
    """When `where.name` is called for the first time, another session does `deed` to its end before it goes on."""
    results: list[Any] = []
    original = getattr(where, name)

    def interrupted(*args: Any, **options: Any) -> Any:
        patch.setattr(where, name, original)
        results.append(elsewhere(deed))
        return original(*args, **options)

    patch.setattr(where, name, interrupted)
    return results


def waiting(patch: pytest.MonkeyPatch, where: Any, name: str, deed: Callable[[], Any]) -> list[Session]:
    """When `where.name` is called for the first time, another session begins `deed`, which must have to wait."""
    sessions: list[Session] = []
    original = getattr(where, name)

    def joined(*args: Any, **options: Any) -> Any:
        patch.setattr(where, name, original)
        session = Session(deed)
        sessions.append(session)
        session.start()
        session.join(A_MOMENT)
        assert session.is_alive(), "the other session did not wait"
        return original(*args, **options)

    patch.setattr(where, name, joined)
    return sessions


def address_of_database() -> str:
    """The DATABASE_URL of the database that this test writes into."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    login = quote(facts["USER"]) + (f":{quote(facts['PASSWORD'])}" if facts["PASSWORD"] else "")
    return f"postgresql://{login}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def issuing_process(count: int) -> subprocess.Popen[str]:
    """A process that issues `count` documents at the counter that stands, and prints each serial once committed."""
    environment = {
        **os.environ,
        "DATABASE_URL": address_of_database(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "tests.concurrency.issuing", str(count)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
