"""What a verifier may type, how often it may fail, and when an address may be left."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from issuance.domain.errors import IssuanceError
from issuance.domain.papers import check_number_holds
from issuance.domain.verdicts import Verdict

WINDOW = timedelta(minutes=10)
FAILURES_PER_ADDRESS = 10
FAILURES_PER_PREFIX = 100
PICTURES_PER_ADDRESS = 30
WATCHES_PER_ADDRESS = 10
WATCHES_PER_PAPER = 20
PREFIX_DIGITS = 5
MARKS_AT_ONCE = 100

_CHECK_NUMBER_DIGITS = 16
_BIRTH_DIGITS = 6
_SEPARATORS = str.maketrans("", "", " -\t\u00b7.\u2010\u2011\u2012\u2013\u2014\u2212\u3000")


class MistypedNumber(IssuanceError):
    code = "mistyped_number"
    sentence = "문서확인번호를 잘못 입력했습니다. 종이에 적힌 숫자 16개를 다시 확인해 주세요."


class MalformedBirth(IssuanceError):
    code = "malformed_birth"
    sentence = "생년월일은 숫자 6개로 입력해 주세요. 예: 850302"


class TooManyTries(IssuanceError):
    code = "too_many_tries"
    sentence = (
        "잘못된 시도가 많아 {minutes}분쯤 멈췄습니다. 종이의 부호(QR)를 찍으면 바로 확인할 수 있습니다."
    )


class NothingToWatch(IssuanceError):
    code = "nothing_to_watch"
    sentence = "유효기간 안의 임시확인서만 알림을 받을 수 있습니다. 문서를 다시 확인해 주세요."


class TooManyWatches(IssuanceError):
    code = "too_many_watches"
    sentence = "이 문서에는 알림 신청이 더 들어갈 수 없습니다. 유효기간 안에 다시 확인해 주세요."


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries of one sort a window of ten minutes has room for."""

    sort: str
    most: int


ADDRESS = Limit("address", FAILURES_PER_ADDRESS)
PREFIX = Limit("prefix", FAILURES_PER_PREFIX)
PICTURE = Limit("picture", PICTURES_PER_ADDRESS)
WATCH = Limit("watch", WATCHES_PER_ADDRESS)


def typed_check_number(text: str) -> int:
    """The check number as a person typed it: spaces, hyphens and full-width digits are forgiven.

    Refuses, with `MistypedNumber`, what cannot be a check number of any paper.
    """
    digits = unicodedata.normalize("NFKC", text).translate(_SEPARATORS)
    if len(digits) != _CHECK_NUMBER_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise MistypedNumber
    number = int(digits)
    if not check_number_holds(number):
        raise MistypedNumber
    return number


def typed_mark(text: str) -> str:
    """A pasted mark without the line ends around it; a space at its end may belong to it."""
    return text.lstrip().rstrip("\r\n\t")


def typed_birth(text: str) -> str:
    """YYMMDD; a birth date typed with four digits of the year or with separators is cut down to it."""
    digits = unicodedata.normalize("NFKC", text).translate(_SEPARATORS)
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (_BIRTH_DIGITS, 8):
        raise MalformedBirth
    return digits[-_BIRTH_DIGITS:]


def prefix_of(check_number: int) -> str:
    """The book's registry number, which all check numbers of a book begin with."""
    return f"{check_number:016d}"[:PREFIX_DIGITS]


def network_of(address: str) -> str:
    """What one visitor holds: an IPv4 address, or the 64 bits of an IPv6 network; anything else as it is."""
    try:
        seen = ip_address(address)
    except ValueError:
        return address
    if seen.version == 4:
        return address
    return str(ip_network((seen, 64), strict=False))


def window_of(at: datetime) -> datetime:
    """The beginning of the ten minutes in which tries are counted together."""
    seconds = int(at.timestamp())
    return at.replace(microsecond=0) - timedelta(seconds=seconds % int(WINDOW.total_seconds()))


def ensure_tries_left(tries: int, limit: Limit) -> None:
    if tries >= limit.most:
        raise TooManyTries(minutes=int(WINDOW.total_seconds()) // 60)


def ensure_watchable(
    verdict: Verdict, expires_at: datetime | None, *, watches: int, at: datetime
) -> datetime:
    """Until when a paper may be watched: until it expires, if it is good or only suspended now."""
    if verdict not in (Verdict.VALID, Verdict.SUSPENDED) or expires_at is None or at >= expires_at:
        raise NothingToWatch
    if watches >= WATCHES_PER_PAPER:
        raise TooManyWatches
    return expires_at
