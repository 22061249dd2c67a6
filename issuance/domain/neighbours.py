"""The rows of the ledger that are near some paper, kept while the whole ledger streams by once."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from issuance.domain.profiles import Profile, across_hyphen, family_of, may_hide

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
        self._days: dict[str, set[str]] = {}
        self._hidden_rows: dict[str, list[Profile]] = {}
        for paper in papers:
            for key in keys_of(paper):
                self._under[key] = []
            if paper.name and paper.number:
                self._days.setdefault(paper.kind + paper.name, set()).add(paper.number[:7])

    def add(self, row: Profile) -> None:
        """Look at a row, and keep it if it is near a paper."""
        for key in keys_of(row):
            if key in self._under:
                self._under[key].append(row)
        if any(may_hide(day, row.birth) for day in self._days.get(row.kind + row.name, ())):
            self._hidden_rows.setdefault(_hidden_key(row), []).append(row)

    def near(self, profile: Profile) -> list[Profile]:
        """Each row that shares a key with it, once, and those of its name whose number differs by an exchange across the
        hyphen, which spoils birth date and two parts of the number.
        """
        found: dict[str, Profile] = {}
        for key in keys_of(profile):
            for row in self._under.get(key, ()):
                found[row.key] = row
        if profile.number and profile.name:
            hidden = _hidden_key(profile._replace(birth=across_hyphen(profile.number)))
            for row in self._hidden_rows.get(hidden, ()):
                found[row.key] = row
        return list(found.values())

    def of_same_name(self, row: Profile) -> Iterable[Profile]:
        """Rows of one name and birth date on a day that a slip had hidden."""
        return self._hidden_rows.get(_hidden_key(row), ())


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
