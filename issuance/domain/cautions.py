"""When a person must say whether the best candidate is the right one: weak evidence, rivals, namesakes, twins."""

import re
from collections.abc import Iterable, Sequence

from issuance.domain import agreements
from issuance.domain.agreements import Agreement
from issuance.domain.profiles import LETTERS_OF_PLACE, Profile
from issuance.domain.scores import NEAR_NUMBERS, Candidate, Scoring
from issuance.domain.states import Labelled

CERTAINTY = 7.0
"""Bits by which the evidence must outweigh the number of people that it might be: 128 to one."""
MARGIN = 8.0
"""Bits by which the best must lead the second, on both sides: 256 to one between the two."""

_REGION = slice(7, 11)
# The ledger spells its provinces in one way: two that begin otherwise are two.
_PROVINCE = 2
_DISTRICT_LIKE_ROAD = re.compile(r"\d가[ \d]|종로구 ?세종로 ")


class Caution(Labelled):
    """Why a person must say whether the best candidate is the right one."""

    WEAK = "weak", "근거 부족"
    OTHER_NAME = "other_name", "이름이 다름"
    TWO_SLIPS = "two_slips", "이름과 번호가 함께 다름"
    CLOSE_SECOND = "close_second", "비슷한 후보가 또 있음"
    CONTESTED = "contested", "다른 문서도 같은 원장 행을 가리킴"
    NAMESAKE = "namesake", "이름과 생년월일이 같은 사람이 또 있음"
    TWINS = "twins", "쌍둥이일 수 있음"


def cautions(
    paper: Profile,
    chosen: Candidate,
    *,
    ranked: Sequence[Candidate],
    rivals: Iterable[Profile],
    scoring: Scoring,
) -> tuple[Caution, ...]:
    """Of a paper and one of its candidates; without any, the row is the paper's and nobody need say so.

    `ranked` are all candidates, `rivals` rows near either of the two. Whether other papers claim the row is not seen here.
    """
    row, close = chosen.row, chosen.weight - MARGIN
    births = paper.birth, row.birth
    others = [rival for rival in rivals if rival.birth in births and rival.subject != row.subject]
    doubts = {
        Caution.WEAK: chosen.weight < scoring.prior + CERTAINTY or _rests_on_namesake(chosen, scoring),
        Caution.OTHER_NAME: chosen.level("name").agreement == Agreement.DIFFERENT,
        Caution.TWO_SLIPS: _has_two_slips(chosen),
        Caution.CLOSE_SECOND: any(
            other.weight > close for other in ranked if other.row.subject != row.subject
        ),
        Caution.NAMESAKE: any(_are_namesakes(one, other) for other in others for one in (paper, row)),
        Caution.TWINS: any(_may_be_twins(row, other, scoring) for other in others),
    }
    return tuple(caution for caution, applies in doubts.items() if applies)


def _rests_on_namesake(chosen: Candidate, scoring: Scoring) -> bool:
    """Name and birth date alone, however much they weigh, or a birth date that differs and a house that does too.

    A second person of the name may be missing from the ledger, and whoever was born on the other day and lives
    elsewhere was not looked for among the candidates. An address without a house, such as that of somebody who has
    none, is many people's.
    """
    name, number, place = (chosen.level(field) for field in ("name", "number", "address"))
    if name == agreements.MISSING:
        # A parcel's neighbour has nearly its number and address; a record of another country has neither field.
        return number != agreements.MISSING
    if number not in NEAR_NUMBERS and not (
        place == agreements.ADDRESS_SAME and scoring.address(chosen.row.address).building
    ):
        return True
    housed = (agreements.ADDRESS_SAME, agreements.ADDRESS_BUILDING)
    return chosen.level("birth") != agreements.BIRTH_SAME and place not in housed


def _has_two_slips(chosen: Candidate) -> bool:
    """The name is not quite the same and the number neither: a twin's may be, whose own row is missing."""
    number = chosen.level("number")
    is_slip = number not in (agreements.MISSING, agreements.NUMBER_SAME)
    return is_slip and chosen.level("name").agreement == Agreement.CLOSE


def _are_namesakes(one: Profile, other: Profile) -> bool:
    """One name, in whatever order its words stand, and one birth date."""
    return bool(one.birth) and one.birth == other.birth and _called(one) == _called(other) != ("", "", "")


def _called(one: Profile) -> tuple[str, str, str]:
    return ("".join(sorted(one.name.split())) if " " in one.name else one.name, one.given, one.surname)


def _may_be_twins(one: Profile, other: Profile, scoring: Scoring) -> bool:
    """Two subjects of one surname and birth date who live together, or were numbered at one place.

    Where the addresses cannot be compared they may live together unless province or 상세주소 is another.
    """
    if not one.birth or one.birth != other.birth or one.family != other.family:
        return False
    if one.number and other.number and one.number[_REGION] == other.number[_REGION]:
        return True
    if one.street or other.street:
        return (one.house, one.street) == (other.house, other.street)
    if one.place == other.place or not one.place or not other.place:
        return True
    goes_on = one.place.startswith(other.place) or other.place.startswith(one.place)
    if one.address[:_PROVINCE] != other.address[:_PROVINCE] or (
        not goes_on and _is_by_road(one) == _is_by_road(other)
    ):
        return False
    mine, theirs = scoring.address(one.address), scoring.address(other.address)
    if mine.system == theirs.system:
        return mine.building == theirs.building
    return mine.region == theirs.region and mine.detail == theirs.detail


def _is_by_road(one: Profile) -> bool:
    """At a glance: what stands before the first number ends as a road does; 을지로3가 is a district."""
    return one.place[:LETTERS_OF_PLACE].endswith(("로", "길")) and not _DISTRICT_LIKE_ROAD.search(one.address)
