"""The score of a paper and a ledger row, which explains itself field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from issuance.domain import agreements
from issuance.domain.addresses import Address, address
from issuance.domain.agreements import Level
from issuance.domain.profiles import Profile
from issuance.domain.spellings import evened

SHOWN_FROM = 8.0
"""Bits from which a candidate is one at all."""
NEAR_NUMBERS = (agreements.NUMBER_SLIP, agreements.NUMBER_SWAPPED, agreements.NUMBER_SAME)

_LABELS = {
    "name": "성명", "hanja": "한자", "birth": "생년월일", "number": "주민등록번호", "address": "주소", "office": "기관",
    "given": "이름", "surname": "성", "house": "건물번호", "street": "도로명", "premises": "건물이름", "suburb": "읍면동",
    "postcode": "우편번호", "state": "시도",
}  # fmt: skip
_CHEAP = (
    ("name", agreements.name_level),
    ("birth", agreements.birth_level),
    ("number", agreements.number_level),
    ("hanja", agreements.hanja_level),
    ("office", agreements.office_level),
    *agreements.WESTERN.items(),
)


@dataclass(frozen=True, slots=True)
class FieldScore:
    """One line of the explanation: the field, and the level of the published table that applies."""

    field: str
    level: Level


@dataclass(frozen=True, slots=True)
class Candidate:
    """One ledger row for one paper: `weight` in bits, `score` the chance that it is the right one, all else equal."""

    row: Profile
    weight: float
    score: float
    fields: tuple[FieldScore, ...]

    def level(self, field: str) -> Level:
        return next((line.level for line in self.fields if line.field == field), agreements.MISSING)

    def explained(self, *, entry: str) -> dict[str, object]:
        """As a case keeps it: `entry` finds the ledger's row, and nobody's value is in it."""
        return {
            "entry": entry,
            "score": round(self.score, 2),
            "fields": [_explained(line.field, line.level) for line in self.fields],
        }


class Scoring:
    """Scores pairs against a prior (bits); an address is read once."""

    def __init__(self, prior: float) -> None:
        self.prior = prior
        self._addresses: dict[str, Address] = {}

    def ranked(self, paper: Profile, near: Iterable[Profile]) -> tuple[Candidate, ...]:
        """The best row of each subject that is near the paper, the heaviest first."""
        best: dict[str, Candidate] = {}
        for row in near:
            candidate = self._scored(paper, row)
            if candidate is None:
                continue
            known = best.get(row.subject)
            if known is None or (candidate.weight, row.key) > (known.weight, known.row.key):
                best[row.subject] = candidate
        return tuple(sorted(best.values(), key=lambda found: (-found.weight, found.row.key)))

    def _scored(self, paper: Profile, row: Profile) -> Candidate | None:
        """The pair's score, or nothing where it would not be shown."""
        if paper.number and row.number and paper.name and row.name and _are_strangers(paper, row):
            return None
        weight, fields = 0.0, []
        exchanged = bool(paper.surname) and agreements.are_exchanged(
            paper.given, paper.surname, other_given=row.given, other_surname=row.surname
        )
        for field, level_of in _CHEAP:
            mine, theirs = getattr(paper, field), getattr(row, field)
            if mine or theirs:
                level = level_of(mine, theirs) if mine and theirs else agreements.MISSING
                if exchanged and field in ("given", "surname"):
                    level = agreements.EXCHANGED
                weight += level.weight
                fields.append(FieldScore(field, level))
        if weight + agreements.ADDRESS_SAME.weight < SHOWN_FROM:
            return None
        if paper.address or row.address:
            level = self.address_level(paper, row)
            weight += level.weight
            fields.append(FieldScore("address", level))
        if weight < SHOWN_FROM:
            return None
        return Candidate(row, weight, 1 / (1 + 2 ** (self.prior - weight)), tuple(fields))

    def address_level(self, one: Profile, other: Profile) -> Level:
        if not one.address or not other.address:
            return agreements.MISSING
        if one.address == other.address:
            return agreements.ADDRESS_SAME
        return agreements.address_level(self.address(one.address), self.address(other.address))

    def address(self, text: str) -> Address:
        known = self._addresses.get(text)
        if known is None:
            known = self._addresses[text] = address(evened(text))
        return known


@cache
def _explained(field: str, level: Level) -> Mapping[str, object]:
    """One line of all explanations that say the same."""
    return {
        "name": _LABELS[field],
        "agreement": level.agreement.value,
        "weight": level.weight,
        "words": level.words,
    }


def _are_strangers(paper: Profile, row: Profile) -> bool:
    """Another place, no number that is near, and another name: born on one day, and no more."""
    return (
        paper.place != row.place
        and agreements.number_level(paper.number, row.number) not in NEAR_NUMBERS
        and agreements.are_other_names(paper.name, row.name)
    )
