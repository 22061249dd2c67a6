"""Made-up citizens: households, parcels and entitlements that no living person has."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from issuance.domain.resident_numbers import ParcelNumber, ResidentNumber

Facts = tuple[tuple[str, str], ...]

_SURNAMES = (
    ("김", "金"), ("이", "李"), ("박", "朴"), ("최", "崔"), ("정", "鄭"), ("강", "姜"), ("조", "趙"),
    ("윤", "尹"), ("장", "張"), ("임", "林"), ("류", "柳"), ("유", "劉"), ("남궁", "南宮"), ("황보", "皇甫"),
)  # fmt: skip
_MEN = (
    ("길동", "吉童"), ("민수", "敏洙"), ("지훈", "志勳"), ("현우", "賢祐"), ("성호", "成浩"),
    ("동현", "東賢"), ("재석", "在錫"), ("도윤", "道潤"), ("영철", "英哲"), ("상우", "相宇"),
)  # fmt: skip
_WOMEN = (
    ("영희", "英姬"), ("정숙", "貞淑"), ("미경", "美京"), ("은주", "恩珠"), ("순자", "順子"),
    ("하은", "夏恩"), ("수빈", "秀彬"), ("윤서", "允瑞"), ("지혜", "智慧"), ("명자", "明子"),
)  # fmt: skip
_ROADS = ("중앙로", "문화로", "향교로", "시장길", "한빛길", "솔밭길", "배움길", "은행나무로", "느티나무길")
_RELATIONS = ("본인", "배우자", "자녀", "자녀")

_STRUCTURES = ("철근콘크리트구조", "벽돌구조", "경량철골구조", "목구조")
_USES = ("단독주택", "제2종근린생활시설", "공동주택(다세대)")
_LAND = ("대", "전", "답", "임야")
_BENEFITS = ("생계급여", "의료급여", "주거급여", "교육급여")
_STANDINGS = ("차상위계층 확인", "한부모가족", "차상위 본인부담경감")
_DISABILITIES = ("지체장애", "시각장애", "청각장애", "신장장애")
_DEGREES = ("장애의 정도가 심한 장애인", "장애의 정도가 심하지 않은 장애인")
_FOREIGNERS = (
    ("NGUYEN VAN ANH", "베트남", "F-6(결혼이민)"),
    ("BATBAYAR OYUNCHIMEG", "몽골", "D-2(유학)"),
    ("TRAN THI HONG", "베트남", "E-9(비전문취업)"),
    ("RAJAPAKSA MUDIYANSELAGE NIMAL BANDARA", "스리랑카", "E-9(비전문취업)"),
    ("PETROVA ANNA", "우즈베키스탄", "F-4(재외동포)"),
)

# Every eighth person of an office has the same one, so eight people hold every kind that there is.
_TURNS = ("WF03", "LD02", "WF01", "LD01", "ID01", "WF02", "LD05", "IM01")
_FOREIGN_TURN = _TURNS.index("IM01")


@dataclass(frozen=True, slots=True)
class SimOffice:
    """An office of the simulator: its 8 digits and its full name (`서울특별시 종로구 청운효자동`)."""

    code: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Holding:
    """What the register says of a person in one document kind, all facts of the kind filled."""

    kind: str
    facts: Facts
    is_parcel: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up citizen; `name` has the Hanja in parentheses where the register has any."""

    office: SimOffice
    number: ResidentNumber
    name: str
    relation: str
    parcel: ParcelNumber | None
    holdings: tuple[Holding, ...]

    def holding(self, kind: str) -> Holding:
        """Raises KeyError if the person has nothing of that kind."""
        for holding in self.holdings:
            if holding.kind == kind:
                return holding
        raise KeyError(kind)

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(holding.kind for holding in self.holdings)


def population(random: Random, *, offices: Sequence[SimOffice], size: int) -> tuple[Person, ...]:
    """`size` people, evenly over the offices; the same `random` makes the same people.

    Born in the 1800s (century digit 9 or 0). From eight people an office on, each office has a subject
    for every kind that may be provisional.
    """
    maker = _Maker(random)
    people: list[Person] = []
    for place, office in enumerate(offices):
        share = size // len(offices) + (place < size % len(offices))
        people.extend(maker.residents(office, share))
    return tuple(people)


@dataclass(frozen=True, slots=True)
class _Member:
    number: ResidentNumber
    name: str
    relation: str


class _Maker:
    """Draws people one household after the other, no resident number and no parcel twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[str] = set()

    def residents(self, office: SimOffice, count: int) -> Iterator[Person]:
        turn = 0
        while turn < count:
            until_foreigner = (_FOREIGN_TURN - turn) % len(_TURNS)
            if until_foreigner == 0:
                yield self._foreigner(office)
                turn += 1
                continue
            members = min(self._random.randint(1, len(_RELATIONS)), until_foreigner, count - turn)
            yield from self._household(office, members, turn)
            turn += members

    def _household(self, office: SimOffice, size: int, turn: int) -> Iterator[Person]:
        address, moved_in = self._address(office), self._day(2012, 2024)
        members = self._members(size)
        listed = ";".join(f"{member.name}({member.relation})" for member in members)
        earlier = f"{self._day(1995, 2011)} {self._address(office)}"
        for place, member in enumerate(members):
            kind = _TURNS[(turn + place) % len(_TURNS)]
            yield Person(
                office=office,
                number=member.number,
                name=member.name,
                relation=member.relation,
                parcel=self._parcel(office) if kind.startswith("LD") else None,
                holdings=(
                    Holding(
                        "RR01",
                        (
                            ("주소", address),
                            ("세대주", members[0].name),
                            ("세대원", listed),
                            ("전입일", moved_in),
                        ),
                    ),
                    Holding(
                        "RR02",
                        (
                            ("주소", address),
                            ("주소변동", f"{earlier};{moved_in} {address}"),
                            ("전입일", moved_in),
                        ),
                    ),
                    self._own_holding(kind, office, member.name, address),
                ),
            )

    def _members(self, size: int) -> tuple[_Member, ...]:
        family = self._random.choice(_SURNAMES)
        with_hanja = self._random.random() < 0.3
        members = []
        for relation in _RELATIONS[:size]:
            is_child = relation == "자녀"
            is_man = relation == "본인" or (is_child and self._random.random() < 0.5)
            surname = self._random.choice(_SURNAMES) if relation == "배우자" else family
            given = self._random.choice(_MEN if is_man else _WOMEN)
            name = surname[0] + given[0]
            if with_hanja:
                name += f"({surname[1]}{given[1]})"
            years = (1886, 1899) if is_child else (1840, 1872)
            members.append(_Member(self._number(*years, is_man=is_man), name, relation))
        return tuple(members)

    def _foreigner(self, office: SimOffice) -> Person:
        name, country, status = self._random.choice(_FOREIGNERS)
        facts = (
            ("영문성명", name),
            ("국적", country),
            ("체류자격", status),
            ("체류기간", f"{self._day(2022, 2024)} ~ {self._day(2027, 2029)}"),
            ("체류지", self._address(office)),
        )
        is_man = self._random.random() < 0.5
        number = self._number(1850, 1895, is_man=is_man)
        return Person(office, number, name, "본인", None, (Holding("IM01", facts),))

    def _own_holding(self, kind: str, office: SimOffice, owner: str, address: str) -> Holding:
        draw = self._random
        facts: Facts
        if kind == "WF01":
            facts = (("급여종류", draw.choice(_BENEFITS)), ("수급기간", self._period()))
        elif kind == "WF02":
            facts = (("자격", draw.choice(_STANDINGS)), ("자격기간", self._period()))
        elif kind == "WF03":
            facts = (("장애유형", draw.choice(_DISABILITIES)), ("장애정도", draw.choice(_DEGREES)))
        elif kind == "ID01":
            facts = (("주소", address), ("발급신청일", self._day(2025, 2025)))
        elif kind == "LD01":
            facts = (
                ("소재지", self._lot(office)),
                ("구조", draw.choice(_STRUCTURES)),
                ("용도", draw.choice(_USES)),
                ("연면적", f"{draw.randint(4_000, 90_000) / 100:.2f}㎡"),
                ("소유자", owner),
                ("위반건축물", "해당 없음"),
            )
        elif kind == "LD02":
            facts = (
                ("소재지", self._lot(office)),
                ("지목", draw.choice(_LAND)),
                ("면적", f"{draw.randint(60, 2_400)}㎡"),
                ("소유자", owner),
            )
        else:
            facts = (
                ("소재지", self._lot(office)),
                ("기준연도", "2025"),
                ("가격", f"{draw.randint(300, 9_000) * 1_000:,}원/㎡"),
            )
        return Holding(kind, facts, is_parcel=kind.startswith("LD"))

    def _number(self, first_year: int, last_year: int, *, is_man: bool) -> ResidentNumber:
        while True:
            year, month = self._random.randint(first_year, last_year), self._random.randint(1, 12)
            day = self._random.randint(1, calendar.monthrange(year, month)[1])
            digits = (
                f"{year % 100:02d}{month:02d}{day:02d}{9 if is_man else 0}{self._random.randrange(10**6):06d}"
            )
            if digits not in self._taken:
                self._taken.add(digits)
                return ResidentNumber(digits)

    def _parcel(self, office: SimOffice) -> ParcelNumber:
        while True:
            lot = f"{self._random.randint(1, 999):04d}{self._random.randint(0, 30):04d}"
            digits = f"{office.code[:5]}{self._random.randint(101, 199)}001{lot}"
            if digits not in self._taken:
                self._taken.add(digits)
                return ParcelNumber(digits)

    def _address(self, office: SimOffice) -> str:
        """도로명주소: 읍·면 stand before the road, 동 in the closing parentheses (도로명주소법 시행령 §6)."""
        district, town = _district_and_town(office)
        road, building = self._random.choice(_ROADS), self._random.randint(1, 240)
        flat = (
            f", {self._random.randint(1, 15)}0{self._random.randint(1, 8)}호"
            if self._random.random() < 0.5
            else ""
        )
        return f"{district} {road} {building}{flat}" + (f" ({town})" if town else "")

    def _lot(self, office: SimOffice) -> str:
        district, town = _district_and_town(office)
        main, sub = self._random.randint(1, 900), self._random.randint(0, 30)
        return " ".join(filter(None, (district, town, f"{main}-{sub}" if sub else str(main))))

    def _day(self, first_year: int, last_year: int) -> str:
        year, month = self._random.randint(first_year, last_year), self._random.randint(1, 12)
        return f"{year}-{month:02d}-{self._random.randint(1, 28):02d}"

    def _period(self) -> str:
        return f"{self._day(2024, 2025)} ~ {self._day(2028, 2029)}"


def _district_and_town(office: SimOffice) -> tuple[str, str]:
    words = office.full_name.split()
    town = next((word for word in words if word.endswith("동")), "")
    return " ".join(word for word in words if not word.endswith(("동", "출장소"))), town
