"""Made-up papers of an outage and the extract that they are compared with, a million of each, some of them wrong.

Of every hundred papers 95 are of a subject whose number the extract holds, three of these with another address and one of
them a second paper of the same day; three have a mistyped number, every third of these a mistyped name as
well; two are of nobody in the extract, which holds other people instead.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

KIND = "RR01"
HEADER = (
    "원장번호",
    "서류코드",
    "주민등록번호",
    "고유번호",
    "성명",
    "기준일시",
    "주소",
    "세대주",
    "세대원",
    "전입일",
)
AS_OF = "2026-11-20 00:00"

_FIRST_BIRTH, _BIRTHS = date(1850, 1, 1), 18_000
_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함"
    "변염여추도소석선설마길연위표명기반왕금옥육인맹제모장남탁국어은편용"
)
_SYLLABLES = (
    "가건경관광구규근기길나남노다대덕도동두라람래련로록린림만명모무문미민바배백범별병보복봉부빈사산상새서"
    "석선설섭성세소송수숙순슬승시식신아안애양언여연열영예오옥완용우욱운웅원유윤율은의이익인일임자장재전정"
    "제조종주준중지진찬창채천철초춘충치태택판평표하학한해향헌혁현형혜호홍화환회효훈휘흥희"
)
_ROADS, _DISTRICTS = 4_000, 200


@dataclass(frozen=True, slots=True)
class Person:
    """What is printed on a paper, or stands in a row of the extract."""

    number: str
    name: str
    birth: date
    address: str
    household: str
    moved_in: str

    @property
    def facts(self) -> tuple[str, str, str, str]:
        return self.address, self.name, self.household, self.moved_in


@dataclass(frozen=True, slots=True)
class Pair:
    """A paper, the row of the extract that stands at its place, and what the comparison should find."""

    paper: Person
    row: Person
    truth: str


TRUTHS = {"match": 92, "differs": 3, "mistyped": 3, "nobody": 2}


def pairs(count: int, *, seed: int = 1) -> Iterator[Pair]:
    """`count` of them; the last hundredth of a block of a hundred repeats the paper before it (a duplicate)."""
    chance = random.Random(seed)
    for place in range(count):
        row = _person(chance, place)
        kind = place % 100
        if kind == 0:
            first = row
        if kind == 99:
            # Its own row is nobody's: the subject of the block's first paper came twice.
            yield Pair(first, row, "duplicate")
        elif kind in (1, 2, 3):
            yield Pair(replace(row, address=_address(chance)), row, "differs")
        elif kind in (4, 5, 6):
            name = _mistyped_name(chance, row.name) if kind == 4 else row.name
            yield Pair(replace(row, number=_slipped(chance, row.number), name=name), row, "mistyped")
        elif kind in (7, 8):
            yield Pair(_person(chance, place, elsewhere=True), row, "nobody")
        else:
            yield Pair(row, row, "duplicate" if kind == 0 and place + 99 < count else "match")


def write_extract(path: Path, count: int) -> None:
    """The registry extract (원부 추출), one row a person, in the order of the register."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for place, pair in enumerate(pairs(count)):
            row = pair.row
            writer.writerow((f"{place:010d}", KIND, row.number, "", row.name, AS_OF, *row.facts))


def write_papers(path: Path, count: int) -> None:
    """The papers as a file, for those who are given plain text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("paper", "number", "name", "birth", "address", "household", "moved_in"))
        for place, pair in enumerate(pairs(count)):
            paper = pair.paper
            writer.writerow(
                (place, paper.number, paper.name, paper.birth, paper.address, paper.household, paper.moved_in)
            )


def _person(chance: random.Random, place: int, *, elsewhere: bool = False) -> Person:
    born = _FIRST_BIRTH + timedelta(days=place % _BIRTHS)
    woman = chance.random() < 0.5
    # The number's last six digits are this person's alone among those of one birthday.
    serial = (place // _BIRTHS) * 997 + (500_000 if elsewhere else 0) + chance.randrange(900)
    name = _name(chance)
    moved = date(1990 + place % 35, 1 + place % 12, 1 + place % 28)
    return Person(
        f"{born:%y%m%d}{0 if woman else 9}{serial:06d}",
        name,
        born,
        _address(chance),
        f"{name}(본인);{_name(chance)}(배우자)",
        moved.isoformat(),
    )


def _name(chance: random.Random) -> str:
    return chance.choice(_SURNAMES) + chance.choice(_SYLLABLES) + chance.choice(_SYLLABLES)


def _address(chance: random.Random) -> str:
    road, house = chance.randrange(_ROADS), chance.randrange(1, 400)
    district, street = _syllables(road % _DISTRICTS), _syllables(road)
    return f"서울특별시 {district}구 {street}로{road % 97 + 1}길 {house}"


def _syllables(number: int) -> str:
    count = len(_SYLLABLES)
    return _SYLLABLES[number % count] + _SYLLABLES[number * 7 // count % count]


def _slipped(chance: random.Random, number: str) -> str:
    """One of the last six digits typed wrong."""
    place = chance.randrange(7, 13)
    wrong = (int(number[place]) + chance.randrange(1, 10)) % 10
    return f"{number[:place]}{wrong}{number[place + 1 :]}"


def _mistyped_name(chance: random.Random, name: str) -> str:
    return name[:2] + chance.choice(_SYLLABLES)
