"""A crowd that shares few names, birth days and homes, with papers that have any number of slips."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from issuance.domain.profiles import Profile, person
from tests.truth import words
from tests.truth.population import KIND

NAMES, FOREIGN_NAMES, LIKE_NAMES, DAYS, HOMES = 20, 5, 15, 100, 200


@dataclass(frozen=True, slots=True)
class Crowd:
    """`answers` has whose each paper is, whether or not the ledger has that person."""

    papers: tuple[Profile, ...]
    rows: tuple[Profile, ...]
    answers: Mapping[str, str]


def crowd(size: int, *, seed: int) -> Crowd:
    """So many people, and half as many papers."""
    chance = Random(seed)
    people = _people(size, chance)
    numbers = {one.number for one in people}
    papers: list[Profile] = []
    answers: dict[str, str] = {}
    for one in chance.sample(people, k=size // 2):
        key = f"p{len(papers)}"
        number = one.number
        for _ in range(chance.choice((1, 1, 1, 2))):
            slip = words.mistyped if chance.random() < 0.6 else words.transposed
            number = slip(number, chance, taken=numbers)
        name = words.slipped(one.name, chance) if chance.random() < 0.2 else one.name
        address = words.home(chance).road_address() if chance.random() < 0.2 else one.address
        papers.append(person(key, kind=KIND, name=name, number=number, address=address))
        answers[key] = one.subject
    rows = tuple(one for one in people if chance.random() < 0.8)
    return Crowd(tuple(papers), rows, answers)


def _people(size: int, chance: Random) -> list[Profile]:
    """One in ten was registered right after the one before, as twins were."""
    names = [words.korean_name(chance) for _ in range(NAMES)]
    names += [words.slipped(name, chance) for name in names[:LIKE_NAMES]]
    names += [words.foreign_name(chance) for _ in range(FOREIGN_NAMES)]
    days = [words.birth(chance) for _ in range(DAYS)]
    homes = [words.home(chance) for _ in range(HOMES)]
    people: list[Profile] = []
    numbers: set[str] = set()
    while len(people) < size:
        number = words.number(chance.choice(days), chance)
        if people and chance.random() < 0.1:
            number = words.consecutive(people[-1].number)
        if number in numbers:
            continue
        numbers.add(number)
        lives = chance.choice(homes)
        address = lives.road_address() if chance.random() < 0.5 else lives.lot_address()
        people.append(
            person(f"s{len(people)}", kind=KIND, name=chance.choice(names), number=number, address=address)
        )
    return people
