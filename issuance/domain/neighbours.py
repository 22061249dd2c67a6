"""The rows of the ledger that are near some paper, kept while the whole ledger streams by once."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from sys import intern

from issuance.domain.profiles import Profile, birth_of, births_with_a_slip, family_of, hanja_of, place_of
from issuance.domain.spellings import name_text

_WESTERN_PAIRS = tuple(
    combinations(("given", "surname", "birth", "house", "street", "suburb", "postcode"), 2)
)


class Neighbours:
    """Rows that share a key with a paper, under their keys.

    The keys of a Korean record: surname and birth date (namesakes, twins) · surname, street and numbers of the
    address (the family) · two of the three parts of the number, of which a wrong digit leaves two whole. So the rows
    that one slip parts from a paper are kept, whoever could be taken for them, and few others: some six a paper in a
    nation. Rows of a paper's name on a birth date that a slip of its number may have hidden are kept as well,
    because a namesake of the right row must be seen.
    """

    def __init__(self, papers: Iterable[Profile]) -> None:
        self._under: dict[str, list[Profile]] = {}
        self._hidden: dict[str, set[str]] = {}
        self._hidden_rows: dict[str, list[Profile]] = {}
        self._kinds: set[str] = set()
        births: dict[str, set[str]] = {}
        for paper in papers:
            self._kinds.add(paper.kind)
            for key in keys_of(paper):
                self._under[key] = []
            if paper.name and paper.number:
                day = paper.number[:7]
                if day not in births:
                    births[day] = {intern(birth) for birth in births_with_a_slip(day)}
                self._hidden.setdefault(paper.kind + paper.name, set()).update(births[day])

    def offer(self, key: str, *, subject: str, kind: str, name: str, number: str, address: str) -> bool:
        """Look at one row's cells as they stand, and keep it if it is near a paper; says whether it was kept.

        About three microseconds for a row that is not: this sees a whole nation.
        """
        if kind not in self._kinds:
            return False
        called = name_text(name)
        birth, place, under = birth_of(number), place_of(address), self._under
        near = list(filter(under.__contains__, _keys(kind, called, number, birth, place)))
        hidden = birth in self._hidden.get(kind + called, ())
        if near or hidden:
            row = Profile(key, subject, kind, called, hanja_of(name), birth, number, address, place)
            self._keep(row, near, hidden=hidden)
            return True
        return False

    def add(self, row: Profile) -> None:
        """The same for a row that is a profile already."""
        near = [key for key in keys_of(row) if key in self._under]
        self._keep(row, near, hidden=row.birth in self._hidden.get(row.kind + row.name, ()))

    def near(self, profile: Profile) -> list[Profile]:
        """Each row that shares a key with it, once."""
        found: dict[str, Profile] = {}
        for key in keys_of(profile):
            for row in self._under.get(key, ()):
                found[row.key] = row
        return list(found.values())

    def of_same_name(self, row: Profile) -> Iterable[Profile]:
        """Rows of one name and birth date on a day that a slip had hidden."""
        return self._hidden_rows.get(_hidden_key(row), ())

    def _keep(self, row: Profile, near: Iterable[str], *, hidden: bool) -> None:
        for key in near:
            self._under[key].append(row)
        if hidden:
            self._hidden_rows.setdefault(_hidden_key(row), []).append(row)


def keys_of(profile: Profile) -> list[str]:
    """The keys under which a record is found; every two fields of a record of another country."""
    keys = []
    if profile.name or profile.number:
        keys = _keys(profile.kind, profile.name, profile.number, profile.birth, profile.place)
    if profile.surname or profile.postcode:
        keys += _western_keys(profile)
    return keys


def _keys(kind: str, name: str, number: str, birth: str, place: str) -> list[str]:
    """Each begins with a sign of its own, so that none is taken for another."""
    keys = []
    if number:
        keys = [f"1{kind}{number[6:]}", f"2{kind}{number[:6]}{number[10:]}", f"3{kind}{number[:10]}"]
    if name:
        family = family_of(name)
        if birth:
            keys.append(f"4{kind}{family}{birth}")
        if place:
            keys.append(f"5{kind}{family}{place}")
    return keys


def _western_keys(profile: Profile) -> Iterator[str]:
    for one, other in _WESTERN_PAIRS:
        mine, also = getattr(profile, one), getattr(profile, other)
        # Given name and surname may stand in each other's place.
        if one == "given" and other == "surname" and also < mine:
            mine, also = also, mine
        if mine and also:
            yield f"{one}+{other}|{profile.kind}|{mine}|{also}"


def _hidden_key(row: Profile) -> str:
    return f"{row.kind}{row.name}{row.birth}"
