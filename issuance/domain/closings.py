"""Closing: the sums that an office signs for, what keeps it from signing, and what a signature rests on."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import rfc8785

from issuance.domain.errors import IssuanceError
from issuance.domain.states import Labelled


class Matter(Labelled):
    """What of an office may still be open, in the order in which it is done."""

    UNFINISHED = "unfinished", "발급을 마치지 않은 서류"
    TO_HAND_OVER = "to_hand_over", "교부나 폐기를 기다리는 임시확인서"
    TO_COMPARE = "to_compare", "대조를 기다리는 임시확인서"
    OPEN_CASES = "open_cases", "끝나지 않은 대조 건"
    TO_REGISTER = "to_register", "등록이나 종결을 기다리는 접수"
    AWAITED = "awaited", "끝냈지만 주 시스템의 답을 기다리는 접수"
    DOUBTS = "doubts", "답이 엇갈린 접수"

    @property
    def next_step(self) -> str:
        return _NEXT_STEPS[self]


_NEXT_STEPS = {
    Matter.UNFINISHED: "발급하거나, 반려 또는 취하로 끝내 주세요.",
    Matter.TO_HAND_OVER: "민원인에게 교부하거나, 찾아가지 않은 것은 폐기해 주세요.",
    Matter.TO_COMPARE: "원장을 불러온 뒤 대조해 주세요.",
    Matter.OPEN_CASES: "두 사람이 처리를 결정하고 보류 시간이 지나야 끝납니다.",
    Matter.TO_REGISTER: "주 시스템에 등록하거나, 두 사람이 기타 종결로 끝내 주세요.",
    Matter.AWAITED: "답을 기다리거나, 답이 오지 않을 묶음은 묶음 화면에서 거두어 주세요.",
    Matter.DOUBTS: "두 답 가운데 어느 것이 맞는지 정해 주세요.",
}


class Signing(Labelled):
    """In which way an office was signed off."""

    OWN = "own", "직접"
    BEHALF = "behalf", "상급기관 대행"
    AUTOMATIC = "automatic", "자동"


class OfficeHasOpenMatters(IssuanceError):
    code = "office_has_open_matters"
    sentence = (
        "아직 끝나지 않은 일이 있어 마감할 수 없습니다: {matters}. 목록에서 하나씩 끝낸 뒤 마감해 주세요."
    )


class SumsDoNotHold(IssuanceError):
    code = "sums_do_not_hold"
    sentence = (
        "합계가 맞지 않아 마감할 수 없습니다: {sums}. 본부 운영 담당에 점검(check_ledger)을 요청해 주세요."
    )


class NotYetRestored(IssuanceError):
    code = "not_yet_restored"
    sentence = "복구가 선언된 장애만 마감할 수 있습니다. 복구 선언을 기다려 주세요."


class NotConcerned(IssuanceError):
    code = "office_not_concerned"
    sentence = "이 사무소는 이 장애의 지침을 받지도, 접수를 받지도 않아 마감할 것이 없습니다."


class NotAbove(IssuanceError):
    code = "not_above"
    sentence = "상급기관만 대신 마감하거나 풀 수 있습니다. 그 사무소나 그 상급기관에 요청해 주세요."


class OfficesNotSigned(IssuanceError):
    code = "offices_not_signed"
    sentence = (
        "마감하지 않은 사무소가 {count}곳 있어 장애를 종결할 수 없습니다({offices})."
        " 마감 화면에서 무엇이 남았는지 확인해 주세요."
    )


class ClosedForGood(IssuanceError):
    code = "closed_for_good"
    sentence = "종결된 장애의 마감은 바꿀 수 없습니다. 바로잡을 문서는 새 대조 건을 열어 주세요."


@dataclass(frozen=True, slots=True)
class Line:
    """What an office has of one kind on one day in Asia/Seoul: filings by moment, papers by issue; money in won."""

    day: str
    kind: str
    filings: int = 0
    registered: int = 0
    settled: int = 0
    filings_open: int = 0
    documents: int = 0
    voided: int = 0
    confirmed: int = 0
    corrected: int = 0
    revoked: int = 0
    open: int = 0
    due: int = 0
    waived: int = 0
    to_refund: int = 0

    @property
    def issued(self) -> int:
        return self.confirmed + self.corrected + self.revoked + self.open

    @property
    def kept(self) -> int:
        return self.due - self.waived - self.to_refund


@dataclass(frozen=True, slots=True)
class BookLine:
    """The numbers of an outage in one book: every one is a paper that stands, or a voided number."""

    book: str
    first: int
    last: int
    numbers: int
    voided: int
    receipts: int
    certificates: int
    documents: int
    corrections: int

    @property
    def papers(self) -> int:
        return self.receipts + self.certificates + self.documents + self.corrections


COUNTS = tuple(part.name for part in fields(Line) if part.name not in ("day", "kind"))


@dataclass(frozen=True, slots=True)
class Account:
    """The sums of one office, or of several: lines by day and kind, and books."""

    lines: tuple[Line, ...] = field(default=())
    books: tuple[BookLine, ...] = field(default=())

    @property
    def total(self) -> Line:
        return added("", "", self.lines)

    @property
    def receipts(self) -> int:
        return sum(book.receipts for book in self.books)

    def faults(self) -> tuple[str, ...]:
        """The sums that do not hold, in words; empty where the books close."""
        total = self.total
        holds = {
            "임시확인서 = 발급 + 폐기": total.documents == total.issued + total.voided,
            "접수 = 등록 + 기타 종결 + 남음": total.filings
            == total.registered + total.settled + total.filings_open,
            "접수증 ≥ 접수": self.receipts >= total.filings,
            "발급한 임시확인서 = 대장의 임시확인서": total.issued
            == sum(book.documents for book in self.books),
            "번호 = 종이 + 폐기 번호": all(book.numbers == book.papers + book.voided for book in self.books),
            "부과 ≥ 면제 + 환급": all(line.kept >= 0 for line in self.lines),
        }
        return tuple(words for words, true in holds.items() if not true)

    def as_json(self) -> dict[str, Any]:
        return {
            "lines": [asdict(line) for line in self.lines],
            "books": [asdict(book) for book in self.books],
        }

    def digest(self) -> str:
        """SHA-256, in hex, over the JSON by RFC 8785."""
        return hashlib.sha256(rfc8785.dumps(self.as_json())).hexdigest()

    @classmethod
    def restored(cls, stored: Mapping[str, Any]) -> "Account":
        return cls(
            tuple(Line(**line) for line in stored["lines"]),
            tuple(BookLine(**book) for book in stored["books"]),
        )


def added(day: str, kind: str, lines: Iterable[Line]) -> Line:
    """The sum of several lines, under a day and a kind of its own."""
    sums = dict.fromkeys(COUNTS, 0)
    for line in lines:
        for name in COUNTS:
            sums[name] += getattr(line, name)
    return Line(day, kind, **sums)


def ensure_signable(*, restored: bool, closed: bool, concerned: bool) -> None:
    if closed:
        raise ClosedForGood
    if not restored:
        raise NotYetRestored
    if not concerned:
        raise NotConcerned


def ensure_nothing_left(matters: Mapping[Matter, int], account: Account) -> None:
    """Refuse a signature while anything of the office is open, or where its sums do not hold."""
    left = {matter: count for matter, count in matters.items() if count}
    if left:
        raise OfficeHasOpenMatters(
            matters=", ".join(f"{matter.label} {count}건" for matter, count in left.items())
        )
    if faults := account.faults():
        raise SumsDoNotHold(sums=", ".join(faults))


def ensure_above(*, is_above: bool) -> None:
    if not is_above:
        raise NotAbove


def ensure_all_signed(missing: Mapping[str, str], *, count: int) -> None:
    """Refuse to close an outage while an office has not signed; `missing` names some, each with what it lacks."""
    if count:
        named = ", ".join(f"{office}: {lacks}" for office, lacks in missing.items())
        raise OfficesNotSigned(count=f"{count:,}", offices=named + (" 등" if count > len(missing) else ""))
