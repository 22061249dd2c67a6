"""What every main system can do, however it is reached: say how it stands, tell what it knows, register filings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import FileKind
from issuance.domain.states import SystemState

# A page is held in memory whole, so it is small; an import is as many pages as it needs.
MOST_PAGE_BYTES = 8 * 1024 * 1024
LONGEST_CURSOR = 200


class MainSystemUnavailable(IssuanceError):
    """Nothing is known to have happened; the same again later is right."""

    code = "main_system_unavailable"
    sentence = "주 시스템이 답하지 않습니다({why}). 저절로 다시 해 봅니다."


class MainSystemRefused(IssuanceError):
    """The same again would be refused again."""

    code = "main_system_refused"
    sentence = "주 시스템이 요청을 받지 않았습니다({why}). 운영 담당에게 알려 주세요."


class BadAnswer(MainSystemRefused):
    """What came is not of the protocol, so nothing of it was taken."""

    code = "main_system_bad_answer"
    sentence = "주 시스템의 답이 약속한 형식이 아닙니다({why}). 운영 담당에게 알려 주세요."


@dataclass(frozen=True, slots=True)
class Status:
    """How a main system stands; `complete_until` says until when it has all that it ever took, where it lost some."""

    state: SystemState
    complete_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Of which time a file is asked for: what was true at `since`, and what changed until `until`."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Whole rows as JSON Lines, in the columns of a file; `next_cursor` is empty on the last page."""

    content: bytes
    row_count: int
    next_cursor: str


class MainSystemFeed(Protocol):
    """A main system as a source and a registrar, over the network or in memory; by hand the same files go by the pages."""

    def status(self) -> Status: ...

    def page(self, kind: FileKind, span: Span, *, cursor: str) -> Page:
        """One page of extract, issue ledger or restrictions; the first has an empty cursor."""
        ...

    def register(self, key: str, back_entry: bytes) -> bytes:
        """Register each line of a back-entry file once, and answer with an answers file.

        The same key again gives the same answers, so that a batch may be sent until an answer comes.
        """
        ...
