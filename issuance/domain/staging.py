"""A staged file: the packed record of each row, its number in the file, and what would change, in words."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from struct import Struct
from typing import Any

from issuance.domain.ledger import FileKind
from issuance.domain.papers import SEOUL

DIGEST_BYTES = 16

# Row digest, subject digest, `as_of` in seconds since 1970 in UTC, kind code.
RECORD = Struct(">16s16sq4s")


def subject_of(hashed: str, kind: str) -> bytes:
    """A subject and a kind as records have them, one after the other; `hashed` is the subject's whole keyed hash."""
    return bytes.fromhex(hashed)[:DIGEST_BYTES] + kind.encode()


def row_number(place: int, *, first_row: int, skipped: Sequence[Sequence[int]]) -> int:
    """The number in the file, as an editor counts it, of the row at `place` (from 0) of a block.

    `skipped` are the runs of rows, each as its first number and its length, that stand between the block's first row and
    its last and are not in it.
    """
    number = first_row + place
    for first, length in skipped:
        if first > number:
            break
        number += length
    return number


def place_in_block(number: int, *, first_row: int, skipped: Sequence[Sequence[int]]) -> int:
    """The place in a block (from 0) of the row with this number in the file: what `row_number` undoes."""
    return number - first_row - sum(length for first, length in skipped if first < number)


def words_of_changes(kind: FileKind, found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a file would change, as label and value; `found` are the counts of its preview."""
    if kind == FileKind.EXTRACT:
        return _words_of_extract(found) if found.get("kinds") else []
    return [(label, f"{found[name]:,}{unit}") for name, (label, unit) in _COUNTED.items() if name in found]


def _words_of_extract(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    span = [datetime.fromtimestamp(found[name], UTC).astimezone(SEOUL) for name in ("oldest", "newest")]
    rows = sum(found["kinds"].values())
    said = [
        ("서류", ", ".join(f"{kind} {rows:,}행" for kind, rows in found["kinds"].items())),
        ("기준일시", " ~ ".join(f"{moment:%Y. %-m. %-d. %H:%M}" for moment in span)),
    ]
    if found["earlier"]:
        again = found.get("again")
        adds = (
            "그 행들 옆에 새 상태로 더해집니다."
            if again is None
            else f"그 행들과 같은 행이 {again:,}개이고, 나머지 {rows - again:,}개가 새 상태로 더해집니다."
        )
        said.append(("앞서 불러온 원부", f"파일 {found['earlier']:,}개. {adds}"))
    return said


_COUNTED = {
    "would_register": ("등록될 접수", "건"),
    "refused": ("받아들여지지 않은 답", "건"),
    "unknown": ("우리 접수증이 아닌 답", "건(쓰지 않습니다)"),
    "ours": ("우리 임시번호가 적힌 발급", "건"),
    "known": ("다른 파일에서 이미 들어온 발급번호", "건"),
    "in_force": ("지금 걸려 있는 제한", "건"),
}
