"""Rules that a sheet and its mark must keep before a paper leaves: what no clerk can cause, and no citizen may see."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from issuance.domain.errors import IssuanceError
from issuance.domain.papers import MalformedSerial, Serial, Series, check_number_holds, printed_moment
from issuance.domain.resident_numbers import shows_number
from issuance.domain.sheets import RENDERER, Form, Sheet
from issuance.domain.states import Labelled
from issuance.domain.wording import CITIZEN_COPY, OFFICE_COPY, SEAL, banner_of, formal_name_in, watermark_of

_SERIES = {
    Form.RECEIPT: Series.RECEIPT,
    Form.CERTIFICATE: Series.CERTIFICATE,
    Form.PROVISIONAL: Series.PROVISIONAL,
    Form.CORRECTION: Series.CORRECTION,
}
_CHECK_NUMBER = re.compile(r"[0-9]{4}(-[0-9]{4}){3}")
_ISSUE_NUMBER = re.compile(r"[0-9]{2}-[0-9]{8}/[0-9]{6}-[0-9]{6}")
_MOMENT = re.compile(r"[0-9]{4}\. [1-9][0-9]?\. [1-9][0-9]?\. [0-9]{2}:[0-9]{2}")
_SALT = re.compile(r"[0-9a-f]{32}")
# The rows whose value is a moment and nothing else.
_MOMENTS = frozenset({"접수일시", "신청일시", "발급일시", "유효기한", "원장 기준일시"})
_VALID_UNTIL = "유효기한"
_ITS_OWN_NAME = "임시확인서"


class Rule(Labelled):
    """What a rule holds, in the words in which a hit is told."""

    RENDERER = "renderer", "조판 판이 지금의 것이 아님"
    SERIAL = "serial", "문서번호의 모양이나 종류가 다름"
    CHECK_NUMBER = "check_number", "문서확인번호의 모양이 다름"
    ISSUE_NUMBER = "issue_number", "발급번호의 모양이나 일련번호가 다름"
    SALT = "salt", "지면의 난수가 없음"
    MOMENTS = "moments", "날짜와 시각의 표기가 다름"
    MASKING = "masking", "가리지 않은 주민등록번호가 있음"
    TITLE = "title", "제목이 종류와 다름"
    BANNER = "banner", "임시확인서의 표시문이 없거나 다름"
    WATERMARK = "watermark", "임시확인서의 바탕 문구가 없거나 다름"
    SEAL = "seal", "관인 자리의 문구가 다름"
    COPIES = "copies", "보관용 두 부의 표시가 다름"
    VALIDITY = "validity", "유효기한이 지침보다 길거나 종이와 다름"
    MARK_NUMBER = "mark_number", "부호의 문서번호나 확인번호가 종이와 다름"
    MARK_NAME = "mark_name", "부호의 성명이 종이에 없음"
    MARK_MOMENT = "mark_moment", "부호의 발급일시나 유효기한이 종이와 다름"
    MARK_DIGEST = "mark_digest", "부호의 지면 해시가 종이와 다름"


class LintHit(IssuanceError):
    code = "lint_hit"
    sentence = (
        "발급 전 점검에서 잘못을 찾아 발급하지 않았습니다({words})."
        " 화면을 새로 열어 다시 해 보고, 그래도 안 되면 팀장에게 알려 주세요."
    )

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        super().__init__(rule=rule.value, words=rule.label)


@dataclass(frozen=True, slots=True)
class MarkWords:
    """What a mark says that stands on its sheet too; `digest` is the whole of the sheet's, shortened as the mark's."""

    serial: str
    check_number: str
    name: str
    issued_at: datetime
    expires_at: datetime | None
    digest: bytes


def ensure_sheet(sheet: Sheet, *, formal_name: str | None = None, numbered: bool = True) -> None:
    """Raise LintHit for the first rule that a sheet breaks.

    `formal_name` is what a provisional document stands in for, by the catalogue; None takes the sheet's word for
    it. A sheet that is not `numbered` yet has numbers of the right shape that are nobody's.
    """
    for rule in sheet_hits(sheet, formal_name=formal_name, numbered=numbered):
        raise LintHit(rule)


def ensure_mark(
    sheet: Sheet, words: MarkWords, *, digest: bytes, latest_expiry: datetime | None = None
) -> None:
    """Raise LintHit for the first rule that the mark of a sheet breaks; `latest_expiry` is what the order allows."""
    for rule in mark_hits(sheet, words, digest=digest, latest_expiry=latest_expiry):
        raise LintHit(rule)


def sheet_hits(sheet: Sheet, *, formal_name: str | None = None, numbered: bool = True) -> Iterator[Rule]:
    """Every rule that a sheet breaks, in the order of the table."""
    name = formal_name_in(sheet) if formal_name is None else formal_name
    rules: dict[Rule, Callable[[], bool]] = {
        Rule.RENDERER: lambda: sheet.renderer == RENDERER,
        Rule.SERIAL: lambda: _serial_holds(sheet),
        Rule.CHECK_NUMBER: lambda: _check_number_holds(sheet.check_number, numbered=numbered),
        Rule.ISSUE_NUMBER: lambda: _issue_number_holds(sheet),
        Rule.SALT: lambda: _SALT.fullmatch(sheet.salt) is not None,
        Rule.MOMENTS: lambda: all(_MOMENT.fullmatch(moment) for moment in _moments(sheet)),
        Rule.MASKING: lambda: not any(shows_number(text) for text in _texts(sheet)),
        Rule.TITLE: lambda: _title_holds(sheet, name),
        Rule.BANNER: lambda: sheet.banner == (banner_of(name) if _is_provisional(sheet) else ""),
        Rule.WATERMARK: lambda: sheet.watermark == (watermark_of(name) if _is_provisional(sheet) else ""),
        Rule.SEAL: lambda: sheet.seal == SEAL,
        Rule.COPIES: lambda: (
            sheet.copies == ((CITIZEN_COPY, OFFICE_COPY) if sheet.form is Form.RECEIPT else ())
        ),
    }
    yield from (rule for rule, holds in rules.items() if not holds())


def mark_hits(
    sheet: Sheet, words: MarkWords, *, digest: bytes, latest_expiry: datetime | None = None
) -> Iterator[Rule]:
    """Every rule that the mark of a sheet breaks."""
    name = unicodedata.normalize("NFC", words.name)
    until = printed_moment(words.expires_at) if words.expires_at else None
    rules = {
        Rule.MARK_NUMBER: (words.serial, words.check_number) == (sheet.serial, sheet.check_number),
        # The end of a long name may be cut off in the mark.
        Rule.MARK_NAME: bool(name) and any(row.value.startswith(name) for row in sheet.rows),
        Rule.MARK_MOMENT: printed_moment(words.issued_at) == sheet.issued_at
        and until == _row(sheet, _VALID_UNTIL),
        Rule.MARK_DIGEST: len(words.digest) > 0 and digest.startswith(words.digest),
        Rule.VALIDITY: _validity_holds(sheet, words, latest_expiry),
    }
    yield from (rule for rule, holds in rules.items() if not holds)


def _is_provisional(sheet: Sheet) -> bool:
    return sheet.form is Form.PROVISIONAL


def _serial_holds(sheet: Sheet) -> bool:
    try:
        serial = Serial.parse(sheet.serial)
    except MalformedSerial:
        return False
    return (str(serial), serial.series, serial.drill) == (sheet.serial, _SERIES[sheet.form], sheet.drill)


def _check_number_holds(text: str, *, numbered: bool) -> bool:
    if _CHECK_NUMBER.fullmatch(text) is None:
        return False
    return not numbered or check_number_holds(int(text.replace("-", "")))


def _issue_number_holds(sheet: Sheet) -> bool:
    return (
        _ISSUE_NUMBER.fullmatch(sheet.issue_number) is not None
        and sheet.issue_number[-6:] == sheet.serial[-6:]
    )


def _title_holds(sheet: Sheet, formal_name: str) -> bool:
    """A provisional document says in its title what it is, and never bears the name of the official one."""
    if _is_provisional(sheet):
        return _ITS_OWN_NAME in sheet.title and sheet.title != formal_name
    return sheet.title == sheet.form.label


def _validity_holds(sheet: Sheet, words: MarkWords, latest_expiry: datetime | None) -> bool:
    """Only a provisional document ends, after its issue, and no later than the order allows."""
    if words.expires_at is None:
        return not _is_provisional(sheet)
    within = latest_expiry is None or words.expires_at <= latest_expiry
    return _is_provisional(sheet) and words.issued_at < words.expires_at and within


def _moments(sheet: Sheet) -> Iterator[str]:
    yield sheet.issued_at
    yield from (row.value for row in sheet.rows if row.label in _MOMENTS)


def _row(sheet: Sheet, label: str) -> str | None:
    return next((row.value for row in sheet.rows if row.label == label), None)


def _texts(sheet: Sheet) -> Iterator[str]:
    yield from (sheet.title, sheet.banner, sheet.watermark, sheet.signed_by, sheet.contact)
    for row in sheet.rows:
        yield from (row.label, row.value)
    if sheet.table is not None:
        yield from (sheet.table.title, *sheet.table.columns)
        yield from (cell for cells in sheet.table.rows for cell in cells)
    yield from (*sheet.statements, *sheet.notes)
