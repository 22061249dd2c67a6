"""The journal's chain: what one entry says, and the hash that ties it to the one before."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import rfc8785

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of state. Holds ids and words only, never personal data, so that it can be kept for ever."""

    book: str
    position: int
    at: str
    actor: str
    office: str
    window: int
    noun: str
    subject: str
    verb: str
    before: str
    after: str
    detail: Mapping[str, str | int | None]


def entry_hash(previous: str, entry: Entry) -> str:
    """SHA-256, in hex, over the previous hash and the entry's JSON by RFC 8785."""
    facts = {**asdict(entry), "detail": dict(entry.detail)}
    return hashlib.sha256(bytes.fromhex(previous) + rfc8785.dumps(facts)).hexdigest()
