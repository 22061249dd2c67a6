"""Comparing a paper with the ledger: one spelling for each fact, and the verdict of a case."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from issuance.domain.papers import SEOUL
from issuance.domain.states import Labelled

LIST_SEPARATOR = ";"

_ADDRESSES = frozenset({"주소", "소재지", "체류지", "주소변동"})
_LISTS_IN_ANY_ORDER = frozenset({"세대원"})
_DATED_ENDINGS = ("일", "일자", "일시", "기간", "변동", "이력")
_MEASURED_ENDINGS = ("면적", "가격", "금액")
_LATIN_STARTS = ("영문",)

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = re.compile(r"\s+")
_AROUND_SIGNS = re.compile(r"\s*([(),;])\s*")

_DATE = re.compile(
    r"(?<!\d)(\d{4})(?:\s*[.\-/]\s*|\s*년\s*)(\d{1,2})(?:\s*[.\-/]\s*|\s*월\s*)(\d{1,2})(?!\d)(?:\s*일|\.)?"
    r"|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)",
    re.ASCII,
)
_FROM = re.compile(r"(?<=\d{4}-\d{2}-\d{2})\s*(?:[~∼〜–—-]|부터)\s*(?=\d|$)", re.ASCII)
_UNTIL = re.compile(r"(?<=\d{4}-\d{2}-\d{2})\s*까지$", re.ASCII)
_MEASURE = re.compile(r"0*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]*?)0*)?\s*(?:원/㎡|㎡|m2|m²|원)?")
_ADDRESS_START = re.compile(r"^(\d{4}-\d{2}-\d{2} )?(\S+)", re.ASCII)

_PROVINCES = {
    "서울특별시": ("서울", "서울시"),
    "부산광역시": ("부산", "부산시"),
    "대구광역시": ("대구", "대구시"),
    "인천광역시": ("인천", "인천시"),
    # 광주시 is a city of 경기도 as well, so it stays what it is.
    "광주광역시": ("광주",),
    "대전광역시": ("대전", "대전시"),
    "울산광역시": ("울산", "울산시"),
    "세종특별자치시": ("세종", "세종시"),
    "경기도": ("경기",),
    "강원특별자치도": ("강원", "강원도"),
    "충청북도": ("충북",),
    "충청남도": ("충남",),
    "전북특별자치도": ("전북", "전라북도"),
    "전라남도": ("전남",),
    "경상북도": ("경북",),
    "경상남도": ("경남",),
    "제주특별자치도": ("제주", "제주도"),
}
_PROVINCE_OF = {short: full for full, shorts in _PROVINCES.items() for short in shorts}


class CaseVerdict(Labelled):
    """What the comparison found; a person decides what becomes of the paper."""

    MATCH = "match", "일치"
    DIFFERS = "differs", "불일치"
    NOT_FOUND = "not_found", "원본 없음"
    DUPLICATE = "duplicate", "중복 발급"
    ALSO_ISSUED = "also_issued", "정식 발급됨"
    AMBIGUOUS = "ambiguous", "원본 여럿"
    UNDECIDABLE = "undecidable", "판단 불가"


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A paper of ours: its fingerprints by fact name, each a keyed hash over `canonical_fact`."""

    serial: str
    issued_at: datetime
    fingerprints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LedgerState:
    """What the ledger says of the same subject and kind from `as_of` on; `key` finds its row again."""

    key: str
    as_of: datetime
    fingerprints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfficialIssue:
    """A paper of the same subject and kind that the main system issued; `provisional` is a serial or empty."""

    key: str
    issued_at: datetime
    provisional: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict, the facts that differ in the paper's order, and the rows that it rests on."""

    verdict: CaseVerdict
    differing: tuple[str, ...]
    state: LedgerState | None
    official: OfficialIssue | None


def compare(
    paper: PaperFacts, *, states: Sequence[LedgerState], official: Sequence[OfficialIssue]
) -> Comparison:
    """Compare a paper with what was true when it was issued.

    That is the latest state not after the issue; only later ones leave the case undecidable, and two
    that contradict each other at the same moment make it ambiguous. A paper that the main system issued
    too is named in every case, and is the verdict wherever facts could be compared.
    """
    issue = _official_issue(paper, official)
    true_then = [state for state in states if state.as_of <= paper.issued_at]
    if not true_then:
        verdict = CaseVerdict.UNDECIDABLE if states else CaseVerdict.NOT_FOUND
        return Comparison(verdict, (), None, issue)
    latest = max(state.as_of for state in true_then)
    state, *rivals = (state for state in true_then if state.as_of == latest)
    if any(rival.fingerprints != state.fingerprints for rival in rivals):
        return Comparison(CaseVerdict.AMBIGUOUS, (), None, issue)
    differing = tuple(
        name for name, mark in paper.fingerprints.items() if state.fingerprints.get(name) != mark
    )
    if issue is not None:
        return Comparison(CaseVerdict.ALSO_ISSUED, differing, state, issue)
    return Comparison(CaseVerdict.DIFFERS if differing else CaseVerdict.MATCH, differing, state, None)


def canonical_fact(name: str, value: str) -> str:
    """The one spelling of the value of the fact `name`.

    NFC; full-width signs as half-width; runs of space as one. Dates become ISO in facts that hold dates,
    areas and prices lose commas, unit and trailing zeros, an address its 참고항목 (도로명주소법 시행령 §6)
    and the short form of its 시도; a household is sorted. Nothing is folded in a name: 류 and 유 are two people.
    """
    text = unicodedata.normalize("NFC", value.translate(_HALF_WIDTH))
    text = _AROUND_SIGNS.sub(r"\1", _SPACES.sub(" ", text)).strip()
    parts = [_spelled(name, part) for part in text.split(LIST_SEPARATOR)]
    parts = [part for part in parts if part]
    if name in _LISTS_IN_ANY_ORDER:
        parts.sort()
    return LIST_SEPARATOR.join(parts)


def row_text(kind: str, subject: str, facts: Iterable[str]) -> str:
    """What one keyed digest is made over, of a paper and of a ledger row alike: kind, subject's digits, facts.

    The facts are in the catalogue's order, NFC and without outer spaces, spelled as they stand. So equal
    digests mean the same facts, while unequal ones say nothing: then fact is compared with fact.
    """
    return "\x1f".join((kind, subject, *(unicodedata.normalize("NFC", fact).strip() for fact in facts)))


def _official_issue(paper: PaperFacts, official: Sequence[OfficialIssue]) -> OfficialIssue | None:
    """The issue that names this paper, else the first that names none, on the paper's day or later."""
    naming = [issue for issue in official if issue.provisional == paper.serial]
    day = paper.issued_at.astimezone(SEOUL).date()
    silent = [
        issue
        for issue in official
        if not issue.provisional and issue.issued_at.astimezone(SEOUL).date() >= day
    ]
    return min(naming or silent, key=lambda issue: issue.issued_at, default=None)


def _spelled(name: str, text: str) -> str:
    for applies, spell in _SPELLINGS:
        if applies(name):
            text = spell(text)
    return text


def _dated(text: str) -> str:
    return _UNTIL.sub("", _FROM.sub("~", _DATE.sub(_iso, text))).strip()


def _iso(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return found.group()


def _address(text: str) -> str:
    """The address by its full 시도 and without the parentheses that close it; a moving date may precede it."""
    while (bare := _without_closing_parentheses(text)) not in ("", text):
        text = bare
    return _ADDRESS_START.sub(lambda found: (found[1] or "") + _PROVINCE_OF.get(found[2], found[2]), text)


def _without_closing_parentheses(text: str) -> str:
    if not text.endswith(")"):
        return text
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == ")") - (text[place] == "(")
        if depth == 0:
            return text[:place].strip()
    return text


def _measured(text: str) -> str:
    found = _MEASURE.fullmatch(text)
    if found is None:
        return text
    whole, fraction = found[1].replace(",", ""), found[2]
    return f"{whole}.{fraction}" if fraction else whole


_SPELLINGS: tuple[tuple[Callable[[str], bool], Callable[[str], str]], ...] = (
    (lambda name: name.endswith(_DATED_ENDINGS), _dated),
    (lambda name: name in _ADDRESSES, _address),
    (lambda name: name.endswith(_MEASURED_ENDINGS), _measured),
    (lambda name: name.startswith(_LATIN_STARTS), str.upper),
)
