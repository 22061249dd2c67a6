"""Reading one cell: text to a value, or a refusal that says what is wrong with it."""

import re
from datetime import UTC, datetime

from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import AnswerCode
from issuance.domain.names import composed, hidden_position
from issuance.domain.papers import SEOUL, Serial, Series

LONGEST_NUMBER = 60
LONGEST_FACT = 4_000
MOST_COPIES = 999
_SHOWN = 40

_DAY = re.compile(
    r"(?:(\d{4})-(\d{2})-(\d{2})|(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})\.|(\d{4})(\d{2})(\d{2}))"
    r"(?:\s+(\d{2}):(\d{2})(?::(\d{2}))?)?",
    re.ASCII,
)
_OFFICE = re.compile(r"[0-9]{8}")
_COPIES = re.compile(r"[0-9]{1,3}")
# Long whatever dash is in it, or as long as a resident number whatever sign is in its middle.
_MAYBE_A_NUMBER = re.compile(r"\d(?:[\s\-‐‑‒–—―−－.]*\d){10,}|\d{6}[\W_]{1,3}\d{7}")
_KEPT_DIGITS = 6


class CellMissing(IssuanceError):
    code = "cell_missing"
    sentence = "이 칸은 비울 수 없습니다. 주 시스템에서 다시 뽑거나 채워서 올려 주세요."


class CellNotEmpty(IssuanceError):
    code = "cell_not_empty"
    sentence = "이 서류에는 없는 내용이라 비어 있어야 합니다. 칸이 밀리지 않았는지 확인해 주세요."


class CellTooLong(IssuanceError):
    code = "cell_too_long"
    sentence = "칸의 글자가 너무 많습니다({limit}자까지). 여러 칸이 합쳐지지 않았는지 확인해 주세요."


class HiddenCharacter(IssuanceError):
    code = "hidden_character"
    sentence = "칸의 {position}번째 자리에 보이지 않거나 쓸 수 없는 글자가 있습니다. 지우고 다시 적어 주세요."


class NotAMoment(IssuanceError):
    code = "not_a_moment"
    sentence = (
        "날짜를 읽을 수 없습니다. 2026-11-23, 2026. 11. 23., 20261123 가운데 한 모양으로 적고,"
        " 시각은 그 뒤에 14:05처럼 적어 주세요."
    )


class NotAnOfficeCode(IssuanceError):
    code = "not_an_office_code"
    sentence = "기관코드는 숫자 8자리입니다. 앞의 0이 빠지지 않았는지 확인해 주세요."


class NotACount(IssuanceError):
    code = "not_a_count"
    sentence = "통수는 1부터 999까지의 숫자입니다."


class UnknownAnswer(IssuanceError):
    code = "unknown_answer"
    sentence = "모르는 처리코드입니다. 네 자리 코드(0000, 1001, 2001 …)가 맞는지, 앞의 0이 빠지지 않았는지 확인해 주세요."


class NotAReceipt(IssuanceError):
    code = "not_a_receipt"
    sentence = "접수증(R) 번호가 아닙니다. 우리가 보낸 등록 요청 파일의 임시번호를 그대로 돌려받았는지 확인해 주세요."


class NotAProvisional(IssuanceError):
    code = "not_a_provisional"
    sentence = "임시확인서(P) 번호가 아닙니다. 교부대장의 임시번호를 확인해 주세요."


def shown(text: str) -> str:
    """The cell as an error list may show it: on one line, cut short, long numbers masked after six digits."""
    line = _MAYBE_A_NUMBER.sub(_masked, " ".join(text.split()))
    line = "".join(character if character.isprintable() else "□" for character in line)
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def shown_number(text: str) -> str:
    """A cell that ought to hold a resident number, masked after six digits whatever its length."""
    return shown(_mask_after(text, _KEPT_DIGITS))


def moment(text: str) -> datetime:
    """One of the three written forms of a date, with or without a time, in Asia/Seoul."""
    found = _DAY.fullmatch(filled(text))
    if found is None:
        raise NotAMoment
    year, month, day = (int(part) for part in found.groups()[:9] if part is not None)
    hour, minute, second = (int(part or 0) for part in found.groups()[9:])
    try:
        found_at = datetime(year, month, day, hour, minute, second, tzinfo=SEOUL)
        # 0001-01-01, which some systems write for no date at all, is before the first day that UTC has.
        found_at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotAMoment from None
    return found_at


def optional_moment(text: str) -> datetime | None:
    return moment(text) if text.strip() else None


def filled(text: str) -> str:
    bare = text.strip()
    if not bare:
        raise CellMissing
    return bare


def empty(text: str) -> None:
    if text.strip():
        raise CellNotEmpty


def fact(text: str) -> str:
    """Any text, perhaps of several lines; stored NFC, trimmed, its line ends as newlines."""
    value = composed(text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(value) > LONGEST_FACT:
        raise CellTooLong(limit=LONGEST_FACT)
    position = hidden_position(value.replace("\n", " ").replace("\t", " "))
    if position is not None:
        raise HiddenCharacter(position=position)
    return value


def line(text: str, limit: int) -> str:
    """Text of one line, perhaps empty."""
    value = fact(text)
    if len(value) > limit:
        raise CellTooLong(limit=limit)
    position = hidden_position(value)
    if position is not None:
        raise HiddenCharacter(position=position)
    return value


def number(text: str) -> str:
    """A number of the main system's own, kept as text with its leading zeros."""
    return line(filled(text), LONGEST_NUMBER)


def office(text: str) -> str:
    code = filled(text)
    if _OFFICE.fullmatch(code) is None:
        raise NotAnOfficeCode
    return code


def copies(text: str) -> int:
    bare = filled(text)
    if _COPIES.fullmatch(bare) is None or int(bare) == 0:
        raise NotACount
    return int(bare)


def answer(text: str) -> AnswerCode:
    try:
        return AnswerCode(filled(text))
    except ValueError:
        raise UnknownAnswer from None


def receipt(text: str) -> Serial:
    serial = Serial.parse(filled(text))
    if serial.series != Series.RECEIPT:
        raise NotAReceipt
    return serial


def optional_provisional(text: str) -> Serial | None:
    if not text.strip():
        return None
    serial = Serial.parse(text)
    if serial.series != Series.PROVISIONAL:
        raise NotAProvisional
    return serial


def _masked(found: re.Match[str]) -> str:
    return _mask_after(found.group(), _KEPT_DIGITS)


def _mask_after(text: str, kept: int) -> str:
    seen = 0
    characters = []
    for character in text:
        seen += character.isdigit()
        characters.append("*" if character.isdigit() and seen > kept else character)
    return "".join(characters)
