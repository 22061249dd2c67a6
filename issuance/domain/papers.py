"""Numbers that paper carries: the serial, the check number, the printed issue number, the status index."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from issuance.domain.errors import IssuanceError
from issuance.domain.states import Labelled

SEOUL = ZoneInfo("Asia/Seoul")

LAST_SEQUENCE = 999_999
LAST_REGISTRY_NUMBER = 99_999
BOOKS_PER_STATUS_LIST = 64
PAPERS_PER_BOOK_AND_STATUS_LIST = 1_024


class Series(Labelled):
    RECEIPT = "R", "접수증"
    CERTIFICATE = "E", "전산장애 사실확인서"
    PROVISIONAL = "P", "임시확인서"
    CORRECTION = "C", "정정 통지서"

    def printed(self, *, drill: bool) -> str:
        """The letters on paper: a drill puts `T` before the series."""
        return f"T{self.value}" if drill else self.value


class MalformedSerial(IssuanceError):
    code = "malformed_serial"
    sentence = "문서번호의 모양이 맞지 않습니다. 예: P-11110515-26-001-000123 처럼 입력해 주세요."


class BookIsFull(IssuanceError):
    code = "book_is_full"
    sentence = "이 발급대장의 번호를 모두 썼습니다. 팀장이 새 권을 연 뒤 다시 발급해 주세요."


class NotVoided(IssuanceError):
    code = "not_voided"
    sentence = "폐기하지 않은 번호입니다. 확인할 것이 없으니 목록을 새로 열어 주세요."


class VoidAlreadyChecked(IssuanceError):
    code = "void_already_checked"
    sentence = "이미 다른 사람이 확인한 번호입니다. 더 하실 일은 없습니다."


_SERIAL = re.compile(r"(T?)([REPC])-(\d{8})-(\d{2})-(\d{3})-(\d{6})")


@dataclass(frozen=True, slots=True)
class Serial:
    """The number of one paper (formats: `<series>-<office>-<YY>-<book>-<sequence>`)."""

    series: Series
    office: str
    year: int
    book: int
    sequence: int
    drill: bool = False

    def __str__(self) -> str:
        return (
            f"{self.series.printed(drill=self.drill)}-{self.office}"
            f"-{self.year:02d}-{self.book:03d}-{self.sequence:06d}"
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a serial as printed; case and outer spaces are forgiven, nothing else is."""
        found = _SERIAL.fullmatch(text.strip().upper())
        if found is None:
            raise MalformedSerial
        drill, series, office, year, book, sequence = found.groups()
        return cls(Series(series), office, int(year), int(book), int(sequence), bool(drill))


def ensure_void_checkable(*, voided: bool, checked: bool) -> None:
    """Refuse to look at a number that counts, or that somebody has looked at."""
    if not voided:
        raise NotVoided
    if checked:
        raise VoidAlreadyChecked


def year_of(moment: datetime) -> int:
    """The two-digit year of a moment in Asia/Seoul."""
    return moment.astimezone(SEOUL).year % 100


def check_number(registry: int, random_part: int) -> int:
    """The 16-digit check number of a paper (문서확인번호).

    `registry` is the book's registry number (5 digits), `random_part` 9 random digits;
    the last two digits are ISO 7064 MOD 97-10 over the first fourteen.
    """
    if not 0 < registry <= LAST_REGISTRY_NUMBER or not 0 <= random_part < 10**9:
        raise ValueError("registry number or random part out of range")
    body = registry * 10**9 + random_part
    return body * 100 + (98 - body * 100 % 97)


def check_number_holds(number: int) -> bool:
    """Whether the two check digits fit: tells a mistyped number from an unknown one."""
    return 0 < number < 10**16 and number % 97 == 1


def printed_check_number(number: int) -> str:
    """`0001-7482-9135-0782`, as it stands on paper."""
    digits = f"{number:016d}"
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def printed_issue_number(window: int, issued_at: datetime, sequence: int) -> str:
    """Window, moment of issue and sequence (행정업무규정 시행규칙 §18); the page is added by the printer."""
    return f"{window:02d}-{issued_at.astimezone(SEOUL):%Y%m%d/%H%M%S}-{sequence:06d}"


def status_position(registry: int, sequence: int) -> tuple[int, int]:
    """(status list, index) of a paper: 64 books share a list, each with 1,024 places in it.

    Every list so has 65,536 places of two bits, 16 KB, and no two papers a place. The serial is in
    the mark, so a random index would hide nothing.
    """
    generation, place = divmod(sequence - 1, PAPERS_PER_BOOK_AND_STATUS_LIST)
    group, shelf = divmod(registry, BOOKS_PER_STATUS_LIST)
    groups = LAST_REGISTRY_NUMBER // BOOKS_PER_STATUS_LIST + 1
    return generation * groups + group, shelf * PAPERS_PER_BOOK_AND_STATUS_LIST + place


def printed_moment(moment: datetime) -> str:
    """`2026. 11. 23. 14:05` in Asia/Seoul (행정업무규정 §7⑤)."""
    local = moment.astimezone(SEOUL)
    return f"{local.year}. {local.month}. {local.day}. {local:%H:%M}"


def printed_money(won: int) -> str:
    """`금1,000원(금일천원)` (행정업무규정 시행규칙 §2②)."""
    return f"금{won:,}원(금{_hangul_number(won)}원)"


def _hangul_number(number: int) -> str:
    if number == 0:
        return "영"
    digits, units, groups = "일이삼사오육칠팔구", ("", "십", "백", "천"), ("", "만", "억", "조")
    parts = []
    for group in range(len(groups)):
        number, four = divmod(number, 10_000)
        word = "".join(
            digits[digit - 1] + units[place] for place in (3, 2, 1, 0) if (digit := four // 10**place % 10)
        )
        if word:
            parts.append(word + groups[group])
    return "".join(reversed(parts))
