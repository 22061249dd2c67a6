"""A simulated main system as a feed: up, slow, flapping or down, losing its last day, answering as it is told."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from issuance.domain.ledger import AnswerCode, FileKind
from issuance.domain.papers import Serial
from issuance.domain.states import Labelled, SystemState
from issuance.main_system.protocol import MainSystemUnavailable, Page, Span, Status
from issuance.main_system.simulator import MainSystem

# While flapping, so many requests are served, then as many are not.
FLAPS = 3
MOST_KEYS = 10_000
DAY = timedelta(days=1)


class Weather(Labelled):
    """How the simulated system does; it changes while it runs."""

    UP = "up", "정상"
    SLOW = "slow", "느림"
    FLAPPING = "flapping", "오락가락"
    DOWN = "down", "중단"


@dataclass(frozen=True, slots=True)
class Wish:
    """Answer with a code: always to one serial, or to a share of the lines."""

    code: AnswerCode
    serial: str = ""
    share: float = 0.0

    @classmethod
    def parse(cls, text: str) -> "Wish":
        """`2001` (every line), `3001:0.2` (a fifth of them) or `R-11110515-26-001-000123=2002`; else ValueError."""
        serial, equals, code = text.rpartition("=")
        if equals:
            try:
                return cls(AnswerCode(code), serial=str(Serial.parse(serial)))
            except Exception as fault:
                raise ValueError(f"no serial and code: {text}") from fault
        code, colon, share = text.partition(":")
        wish = cls(AnswerCode(code), share=float(share) if colon else 1.0)
        if not 0.0 <= wish.share <= 1.0:
            raise ValueError(f"no share between 0 and 1: {text}")
        return wish


class SimulatedFeed:
    """One system behind one lock; a batch's key gives the answers that it was given first."""

    def __init__(
        self,
        system: MainSystem,
        *,
        weather: Weather = Weather.UP,
        wishes: Iterable[Wish] = (),
        seed: int = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._system, self._clock, self._seed = system, clock, seed
        self.weather, self.wishes = weather, tuple(wishes)
        self._lock = threading.Lock()
        self._asked = 0
        self._drawn: Counter[str] = Counter()
        self._answers: dict[str, bytes] = {}

    def is_there(self) -> bool:
        """Whether this request is served; asked once for each."""
        with self._lock:
            if self.weather == Weather.FLAPPING:
                self._asked += 1
                return (self._asked - 1) // FLAPS % 2 == 0
            return self.weather != Weather.DOWN

    def lose_last_day(self) -> None:
        with self._lock:
            self._system.lose(self._clock() - DAY)
            self._answers.clear()

    def status(self) -> Status:
        self._ensure_there()
        return self.status_now()

    def page(self, kind: FileKind, span: Span, *, cursor: str) -> Page:
        self._ensure_there()
        return self.page_now(kind, span, cursor=cursor)

    def register(self, key: str, back_entry: bytes) -> bytes:
        self._ensure_there()
        return self.register_now(key, back_entry)

    def status_now(self) -> Status:
        with self._lock:
            said = SystemState.UP if self.weather == Weather.UP else SystemState.DEGRADED
            return Status(said, self._system.complete_until)

    def page_now(self, kind: FileKind, span: Span, *, cursor: str) -> Page:
        with self._lock:
            return self._system.page(kind, span, cursor=cursor)

    def register_now(self, key: str, back_entry: bytes) -> bytes:
        with self._lock:
            if key not in self._answers:
                if len(self._answers) >= MOST_KEYS:
                    raise MainSystemUnavailable(why="열쇠가 너무 많음")
                self._answers[key] = self._system.register(back_entry, refuse=self._wished, at=self._clock())
            return self._answers[key]

    def _ensure_there(self) -> None:
        if not self.is_there():
            raise MainSystemUnavailable(why="중단")

    def _wished(self, serial: str) -> AnswerCode | None:
        """What is wished for this line; a share is drawn anew each time that a line comes, the same for a seed."""
        self._drawn[serial] += 1
        drawn = Random(f"{self._seed}:{serial}:{self._drawn[serial]}").random()  # noqa: S311 - a simulation
        for wish in self.wishes:
            if wish.serial:
                if wish.serial == serial:
                    return wish.code
            elif drawn < wish.share:
                return wish.code
            else:
                drawn -= wish.share
        return None
