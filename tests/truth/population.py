"""Papers and ledger rows of a made-up nation in which hard cases are common, each paper with its true answer."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from issuance.domain.papers import SEOUL
from tests.truth import words
from tests.truth.words import Home

KIND = "RR01"
ISSUED = datetime(2026, 11, 20, 14, 5, tzinfo=SEOUL)
LONG_BEFORE, AFTER = ISSUED - timedelta(days=400), ISSUED + timedelta(hours=20)
SHARE = 0.06
"""Of the papers, for each hard class."""


class Hard(StrEnum):
    PLAIN = "plain"
    TWINS = "twins"
    NAMESAKES = "namesakes"
    TRANSPOSED = "transposed_number"
    MISTYPED = "mistyped_number"
    HANJA = "hanja_variants"
    MOVED = "moved_house"
    NEW_NAME = "changed_name"
    NEW_NUMBER = "changed_number"
    COUPLES = "couples"
    FOREIGNERS = "foreigners"
    ADDRESSES = "old_and_new_addresses"
    TWO_SLIPS = "name_and_number_mistyped"
    STRANGERS = "not_in_ledger"


NEVER_AUTOMATIC = (Hard.TWINS, Hard.NAMESAKES)


@dataclass(frozen=True, slots=True)
class TruePaper:
    """`person` is whose paper it is, empty where the ledger has no row of that person.

    `clean` says that each fact is what was true at issue; `decidable` that one slip at most parts the paper
    from its row and nobody else could be meant.
    """

    serial: str
    hard: Hard
    number: str
    name: str
    facts: dict[str, str]
    person: str
    clean: bool
    decidable: bool
    issued_at: datetime = ISSUED


@dataclass(frozen=True, slots=True)
class TrueRow:
    """One state of one person in the ledger."""

    key: str
    person: str
    number: str
    name: str
    as_of: datetime
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Truth:
    papers: tuple[TruePaper, ...]
    rows: tuple[TrueRow, ...]


@dataclass(frozen=True, slots=True)
class Someone:
    person: str
    number: str
    name: str
    dwelling: Home
    facts: dict[str, str]


def truth(size: int, *, seed: int) -> Truth:
    """`size` papers, every hard class at its share of them; the same seed makes the same nation."""
    nation = _Nation(Random(seed))
    each = max(1, round(size * SHARE))
    for hard, make in _MAKERS.items():
        for place in range(each):
            make(nation, hard, place)
    while len(nation.papers) < size:
        _plain(nation, Hard.PLAIN, len(nation.papers))
    nation.chance.shuffle(nation.rows)
    return Truth(tuple(nation.papers), tuple(nation.rows))


class _Nation:
    """What has been made so far."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.papers: list[TruePaper] = []
        self.rows: list[TrueRow] = []
        self.numbers: set[str] = set()
        self._known: set[tuple[str, str]] = set()

    def someone(
        self, *, name: str = "", born: str = "", dwelling: Home | None = None, number: str = ""
    ) -> Someone:
        """A new person; unless it is asked for, nobody else has both name and birth date."""
        while True:
            day = words.birth(self.chance)
            digits = number or (born or f"{day:%y%m%d}") + words.number(day, self.chance)[6:]
            called = name or words.korean_name(self.chance)
            if digits in self.numbers or (not (name and born) and (called, digits[:6]) in self._known):
                continue
            break
        self.numbers.add(digits)
        self._known.add((called, digits[:6]))
        lives = dwelling or words.home(self.chance)
        facts = {
            "주소": lives.road_address(),
            "세대주": called,
            "세대원": f"{called}(본인)",
            "전입일": f"{2000 + self.chance.randrange(20)}-0{self.chance.randint(1, 9)}-1{self.chance.randrange(10)}",
        }
        return Someone(f"n{len(self.numbers)}", digits, called, lives, facts)

    def state(self, who: Someone, *, as_of: datetime = LONG_BEFORE) -> None:
        self.rows.append(
            TrueRow(f"r{len(self.rows)}", who.person, who.number, who.name, as_of, dict(who.facts))
        )

    def paper(
        self,
        hard: Hard,
        who: Someone,
        *,
        number: str = "",
        name: str = "",
        facts: dict[str, str] | None = None,
        person: str | None = None,
        clean: bool = True,
        decidable: bool = True,
    ) -> None:
        self.papers.append(
            TruePaper(
                f"P-11110515-26-001-{len(self.papers):06}",
                hard,
                number or who.number,
                name or who.name,
                facts or dict(who.facts),
                who.person if person is None else person,
                clean,
                decidable,
            )
        )

    def mistyped(self, who: Someone) -> str:
        return words.mistyped(who.number, self.chance, taken=self.numbers)

    def transposed(self, who: Someone) -> str:
        return words.transposed(who.number, self.chance, taken=self.numbers)


def _plain(nation: _Nation, hard: Hard, place: int) -> None:
    who = nation.someone()
    nation.state(who)
    nation.paper(hard, who)


def _twins(nation: _Nation, hard: Hard, place: int) -> None:
    """The number of one is mistyped, and sometimes the ledger has only the other."""
    one = nation.someone()
    name = (
        words.slipped(one.name, nation.chance)
        if place % 2
        else one.name[:-1] + nation.chance.choice("건결국태")
    )
    if name == one.name:
        name = one.name[:-1] + "혁"
    number = words.consecutive(one.number)
    other = nation.someone(
        name=name,
        born=one.number[:6],
        dwelling=one.dwelling,
        number=number if number not in nation.numbers else "",
    )
    nation.state(other)
    missing = place % 4 == 3
    if not missing:
        nation.state(one)
    nation.paper(hard, one, number=nation.mistyped(one), person="" if missing else None, decidable=False)


def _namesakes(nation: _Nation, hard: Hard, place: int) -> None:
    one = nation.someone()
    other = nation.someone(name=one.name, born=one.number[:6])
    nation.state(other)
    missing = place % 4 == 3
    if not missing:
        nation.state(one)
    nation.paper(hard, one, number=nation.mistyped(one), person="" if missing else None, decidable=False)


def _transposed(nation: _Nation, hard: Hard, place: int) -> None:
    who = nation.someone()
    nation.state(who)
    nation.paper(hard, who, number=nation.transposed(who))


def _mistyped(nation: _Nation, hard: Hard, place: int) -> None:
    who = nation.someone()
    nation.state(who)
    nation.paper(hard, who, number=nation.mistyped(who))


def _hanja(nation: _Nation, hard: Hard, place: int) -> None:
    """Written with Hanja, decomposed, with a space, in compatibility ideographs: one name."""
    who, chance = nation.someone(), nation.chance
    hanja = "".join(chance.choice(words.HANJA) for _ in who.name)
    compatible = "".join(words.COMPATIBLE.get(sign, sign) for sign in hanja)
    head = f"{who.name}({hanja})"
    nation.state(replace(who, name=head, facts={**who.facts, "세대주": head}))
    written = (
        who.name,
        f"{who.name}({compatible})",
        unicodedata.normalize("NFD", head),
        f"{who.name[0]} {who.name[1:]}",
        f"{who.name}（{hanja}）",
    )[place % 5]
    nation.paper(
        hard,
        who,
        name=written,
        number=nation.mistyped(who) if place % 3 == 0 else "",
        facts={**who.facts, "세대주": f"{who.name}({compatible})"},
    )


def _moved(nation: _Nation, hard: Hard, place: int) -> None:
    """The ledger knows both homes; the paper was made before the move, or from a snapshot that is older than it."""
    who, chance = nation.someone(), nation.chance
    new = words.elsewhere(who.dwelling, chance)
    late = place % 2 == 0
    nation.state(who, as_of=LONG_BEFORE)
    moved = replace(
        who, dwelling=new, facts={**who.facts, "주소": new.road_address(), "전입일": "2026-11-01"}
    )
    nation.state(moved, as_of=AFTER if late else ISSUED - timedelta(days=3))
    number = nation.mistyped(who) if place % 3 == 0 else ""
    nation.paper(hard, who, number=number, clean=late, decidable=late or bool(number))


def _new_name(nation: _Nation, hard: Hard, place: int) -> None:
    """개명 before the issue, which the snapshot did not know yet, or after it."""
    who, late = nation.someone(), place % 2 == 0
    name = who.name[:-2] + nation.chance.choice("혁률표필") + nation.chance.choice("혁률표필")
    nation.state(who)
    renamed = replace(who, name=name, facts={**who.facts, "세대주": name, "세대원": f"{name}(본인)"})
    nation.state(renamed, as_of=AFTER if late else ISSUED - timedelta(days=3))
    nation.paper(hard, who, clean=late, decidable=late)


def _new_number(nation: _Nation, hard: Hard, place: int) -> None:
    """The paper bears the number of before the change; all else is as it was."""
    who = nation.someone()
    old = who.number[:7] + f"{nation.chance.randrange(10**6):06}"
    if old in nation.numbers or sum(a != b for a, b in zip(old, who.number, strict=True)) < 3:
        old = who.number[:7] + "".join(str((int(digit) + 5) % 10) for digit in who.number[7:])
    nation.state(who)
    nation.paper(hard, who, number=old)


def _couples(nation: _Nation, hard: Hard, place: int) -> None:
    """Each asks for the other; in every second paper the clerk typed the asking one's number."""
    one = nation.someone()
    other = nation.someone(dwelling=one.dwelling)
    shared = {**one.facts, "세대원": f"{one.name}(본인);{other.name}(배우자)"}
    one, other = replace(one, facts=shared), replace(other, facts=shared)
    nation.state(one)
    nation.state(other)
    wrong = place % 2 == 0
    nation.paper(hard, one, number=other.number if wrong else "", clean=not wrong, decidable=not wrong)


def _foreigners(nation: _Nation, hard: Hard, place: int) -> None:
    chance = nation.chance
    who = nation.someone(name=words.foreign_name(chance))
    nation.state(who)
    written = (who.name, who.name.lower(), who.name[:30], " ".join(sorted(who.name.split())))[place % 4]
    exact = place % 3 == 0 and place % 4 < 2
    nation.paper(
        hard, who, name=written, number="" if exact else nation.mistyped(who), decidable=place % 4 < 2
    )


def _addresses(nation: _Nation, hard: Hard, place: int) -> None:
    """The same home spelled otherwise (no difference), or in the other system (for a person to say)."""
    who, chance = nation.someone(), nation.chance
    road, lot = who.dwelling.road_address(), who.dwelling.lot_address()
    other_system = place % 2 == 0
    old = place % 4 > 1
    nation.state(replace(who, facts={**who.facts, "주소": lot if old else road}))
    same = words.respelled(lot if old else road, chance)
    written = (road if old else lot) if other_system else same
    number = nation.mistyped(who) if place % 3 == 0 else ""
    # A slip of the birth date and an address of the other system are two things at once.
    decidable = number[:7] == who.number[:7] if number and other_system else not other_system or bool(number)
    nation.paper(
        hard,
        who,
        number=number,
        facts={**who.facts, "주소": written},
        clean=not other_system,
        decidable=decidable,
    )


def _two_slips(nation: _Nation, hard: Hard, place: int) -> None:
    who = nation.someone()
    nation.state(who)
    name = words.slipped(who.name, nation.chance)
    nation.paper(hard, who, name=name, number=nation.mistyped(who), clean=False, decidable=False)


def _strangers(nation: _Nation, hard: Hard, place: int) -> None:
    """Nobody in the ledger, but somebody of the name, or of the house, or of the day."""
    who = nation.someone()
    somebody = (
        nation.someone(name=who.name),
        nation.someone(dwelling=who.dwelling),
        nation.someone(born=who.number[:6]),
    )[place % 3]
    nation.state(somebody)
    nation.paper(hard, who, person="", decidable=False)


_MAKERS: dict[Hard, Callable[[_Nation, Hard, int], None]] = {
    Hard.TWINS: _twins,
    Hard.NAMESAKES: _namesakes,
    Hard.TRANSPOSED: _transposed,
    Hard.MISTYPED: _mistyped,
    Hard.HANJA: _hanja,
    Hard.MOVED: _moved,
    Hard.NEW_NAME: _new_name,
    Hard.NEW_NUMBER: _new_number,
    Hard.COUPLES: _couples,
    Hard.FOREIGNERS: _foreigners,
    Hard.ADDRESSES: _addresses,
    Hard.TWO_SLIPS: _two_slips,
    Hard.STRANGERS: _strangers,
}
