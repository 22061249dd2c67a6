"""Processes of our own for long work: each begins anew, holds nothing of ours, and ends with whoever asked for it."""

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

import django
from django.db import connection


def most() -> int:
    """How many help: one for each core; none where we are not allowed any, as in a child of Celery's `prefork` pool."""
    return 0 if multiprocessing.current_process().daemon else os.cpu_count() or 1


@contextmanager
def processes(count: int, begin: Callable[..., None], *arguments: Any) -> Iterator[Executor]:
    """So many processes, in each of which `begin` was called first; it and its arguments go there by pickle.

    What was not begun when the block is left is not done.
    """
    pool = ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(begin, arguments),
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def processes_with_database(count: int) -> Iterator[Executor]:
    """The same, each with a connection of its own to our database."""
    with processes(count, connect, str(connection.settings_dict["NAME"])) as pool:
        yield pool


def connect(database: str) -> None:
    django.setup()
    connection.settings_dict["NAME"] = database


def _begin(begin: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # It lives for one piece of work, in which nothing is in a circle.
    gc.disable()
    begin(*arguments)


def _end_with_parent() -> None:
    """Whoever asked may be killed; a process that waits for its next work would keep keys and rows for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
