"""A simulated main system, in memory and behind a real port of this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

from issuance.main_system.cells import moment
from issuance.main_system.client import HttpFeed, Patience
from issuance.main_system.population import Person, SimOffice, population
from issuance.main_system.protocol import Span
from issuance.main_system.server import FeedServer
from issuance.main_system.simulated_feed import SimulatedFeed
from issuance.main_system.simulator import MainSystem

OFFICES = (SimOffice("11110515", "서울특별시 종로구 청운효자동"),)
DAY = moment("2026-11-20 09:00")
SPAN = Span(DAY, DAY + timedelta(days=5))
QUICK = Patience(quiet=2.0, whole=5.0, tries=5, first_pause=0.001, longest_pause=0.002)


def people(size: int = 40, seed: int = 7) -> tuple[Person, ...]:
    return population(Random(seed), offices=OFFICES, size=size)


def simulated(size: int = 40, **options: Any) -> SimulatedFeed:
    return SimulatedFeed(MainSystem(people(size)), **options)


@contextmanager
def served(feed: SimulatedFeed, **options: Any) -> Iterator[FeedServer]:
    with FeedServer(feed, **options) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def client(server: FeedServer, *, patience: Patience = QUICK, token: str = "") -> HttpFeed:
    return HttpFeed(server.address, token=token, patience=patience, sleep=lambda _: None)
