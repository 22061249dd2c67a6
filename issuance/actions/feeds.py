"""Fetch what a main system says, page by page, into sealed rows, and stage it like a file that somebody brought."""

import io
import logging
import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from issuance.actions import staging
from issuance.actions.connections import feed_of
from issuance.domain import feeds as rules
from issuance.domain.errors import IssuanceError
from issuance.domain.feeds import FetchState
from issuance.domain.ledger import FileKind
from issuance.domain.registrations import pause_after
from issuance.main_system.protocol import MainSystemFeed, MainSystemUnavailable, Page, Span
from issuance.models import FeedFetch, FeedPage, MainSystem, Outage, User
from issuance.permissions import Deed, ensure
from issuance.queries.feeds import UNDER_WAY

logger = logging.getLogger(__name__)

# Changes before the outage count too: a snapshot is older than the failure.
BEFORE_THE_OUTAGE = timedelta(days=30)


class SealedPages(io.RawIOBase):
    """The pages of a fetch as one file that can be read twice; a page is open only while it is read."""

    def __init__(self, fetch: FeedFetch) -> None:
        super().__init__()
        sizes = fetch.pages.order_by("index").values_list("pk", "byte_count")
        self._pages: list[tuple[uuid.UUID, int, int]] = []
        begin = 0
        for key, size in sizes:
            self._pages.append((key, begin, begin + size))
            begin += size
        self._size, self._place = begin, 0
        self._open: tuple[uuid.UUID, bytes] | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        for key, begin, end in self._pages:
            if begin <= self._place < end:
                start = self._place - begin
                content = self._content(key)[start : start + len(buffer)]
                buffer[: len(content)] = content
                self._place += len(content)
                return len(content)
        return 0

    def _content(self, key: uuid.UUID) -> bytes:
        if self._open is None or self._open[0] != key:
            self._open = key, FeedPage.objects.get(pk=key).unsealed_bytes("content")
        return self._open[1]


@transaction.atomic
def ask(
    outage: Outage, *, system: MainSystem, kinds: Iterable[FileKind], by: User, at: datetime
) -> list[FeedFetch]:
    """Ask for files of a connected system; they wait as rows, and a sweep fetches them."""
    ensure(by, Deed.IMPORT_LEDGER)
    feed_of(system)
    made = []
    for kind in kinds:
        try:
            with transaction.atomic():
                made.append(
                    FeedFetch.objects.create(
                        system=system,
                        outage=outage,
                        file_kind=kind,
                        since=outage.began_at - BEFORE_THE_OUTAGE,
                        until=at,
                        next_try_at=at,
                        asked_by=by,
                        asked_at=at,
                    )
                )
        except IntegrityError as fault:
            raise rules.FetchUnderWay from fault
    return made


def fetch(row: FeedFetch, *, at: datetime, feed: MainSystemFeed | None = None) -> FeedFetch:
    """Go on from the last whole page to the end, then stage; killed at any moment, the next sweep goes on.

    Each page is one transaction with its cursor, so a page is there once and whole. A system that does not answer is asked
    again later, when the row says; what cannot be staged stops, and its pages are erased.
    """
    try:
        source = feed or feed_of(row.system)
        passed: set[str] = set()
        while row.state == FetchState.FETCHING:
            page = source.page(FileKind(row.file_kind), Span(row.since, row.until), cursor=row.cursor)
            passed.add(row.cursor)
            row = _kept(row, page, passed)
        if row.state == FetchState.FETCHED:
            row = _staged(row, at=at)
    except MainSystemUnavailable as trouble:
        row = _put_off(row, trouble, at=at)
    except IssuanceError as trouble:
        _stopped(row, trouble.message, at=at)
        raise
    return row


@transaction.atomic
def give_up(row: FeedFetch, *, by: User, at: datetime) -> FeedFetch:
    """Stop a fetch, and erase what has come."""
    ensure(by, Deed.IMPORT_LEDGER)
    row = _locked(row)
    if row.state not in UNDER_WAY:
        raise rules.FetchEnded
    return _stopped(row, f"{by.name} 그만둠", at=at)


@transaction.atomic
def _kept(row: FeedFetch, page: Page, passed: Collection[str]) -> FeedFetch:
    """Keep one page with the cursor to the next; if another worker kept it first, go on from there.

    A cursor that leads back to one of those `passed` would never come to an end.
    """
    asked = row.cursor, row.page_count
    row = _locked(row)
    if row.state != FetchState.FETCHING or (row.cursor, row.page_count) != asked:
        return row
    if page.next_cursor and page.next_cursor in passed:
        raise rules.CursorRepeated
    if row.page_count >= rules.MOST_PAGES or row.byte_count + len(page.content) > rules.MOST_BYTES:
        raise rules.FetchTooLarge
    if page.content:
        kept = FeedPage(id=uuid.uuid4(), fetch=row, index=row.page_count, byte_count=len(page.content))
        kept.seal_bytes("content", page.content)
        kept.save(force_insert=True)
    row.cursor, row.page_count = page.next_cursor, row.page_count + 1
    row.row_count += page.row_count
    row.byte_count += len(page.content)
    row.tries, row.trouble = 0, ""
    if not page.next_cursor:
        row.state = FetchState.FETCHED
    row.save(update_fields=("cursor", "page_count", "row_count", "byte_count", "tries", "trouble", "state"))
    return row


def _staged(row: FeedFetch, *, at: datetime) -> FeedFetch:
    if row.row_count == 0:
        raise rules.NothingFetched
    source = staging.stage(
        io.BufferedReader(SealedPages(row)),
        file_name=f"{row.system.name} {FileKind(row.file_kind).label}.jsonl",
        file_kind=FileKind(row.file_kind),
        snapshot=False,
        outage=row.outage,
        by=row.asked_by,
        at=at,
    )
    with transaction.atomic():
        row = _locked(row)
        # Somebody may have given it up while it was read.
        if row.state == FetchState.FETCHED:
            row.state, row.source, row.ended_at = FetchState.STAGED, source, at
            row.save(update_fields=("state", "source", "ended_at"))
            row.pages.all().delete()
    return row


@transaction.atomic
def _stopped(row: FeedFetch, trouble: str, *, at: datetime) -> FeedFetch:
    row = _locked(row)
    if row.state in UNDER_WAY:
        row.state, row.trouble, row.ended_at = FetchState.STOPPED, trouble[:300], at
        row.save(update_fields=("state", "trouble", "ended_at"))
        row.pages.all().delete()
    return row


@transaction.atomic
def _put_off(row: FeedFetch, trouble: IssuanceError, *, at: datetime) -> FeedFetch:
    row = _locked(row)
    said = "%s does not answer (%s): %s, try %d, %s"
    facts = (row.system_id, trouble.facts["why"], row.file_kind, row.tries + 1)
    if row.tries + 1 >= rules.GIVE_UP_AFTER:
        logger.warning(said, *facts, "given up")
        return _stopped(row, trouble.message, at=at)
    row.next_try_at, row.trouble = at + pause_after(row.tries), trouble.message[:300]
    row.tries += 1
    row.save(update_fields=("tries", "next_try_at", "trouble"))
    logger.warning(said, *facts, f"next at {row.next_try_at}")
    return row


def _locked(row: FeedFetch) -> FeedFetch:
    return (
        FeedFetch.objects.select_for_update(of=("self",))
        .select_related("system", "outage", "asked_by")
        .get(pk=row.pk)
    )
