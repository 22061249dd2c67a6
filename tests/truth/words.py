"""What made-up people are called and where they live; no living person can have their numbers."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

SURNAMES = (
    "김",
    "이",
    "박",
    "최",
    "정",
    "강",
    "조",
    "윤",
    "장",
    "임",
    "한",
    "오",
    "서",
    "신",
    "권",
    "황",
    "남궁",
    "류",
)
WEIGHTS = (21, 15, 8, 5, 5, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1)
SYLLABLES = (
    "가강건경고관광교구국권규균근금기길나남내노다단대덕도동두라래려령로록률리린림마만매명모목무문미민"
    "바방배백범별병보복봉부빈산삼상새서석선설섭성세소송수숙순슬승시식신아안애양어언여연열영예오옥온완"
    "용우욱운웅원월위유윤율은을의이인일자장재전점정제조종주준중지직진찬창채천철청초춘충태택평표필하학"
    "한해향헌혁현형혜호홍화환회효후훈휘희"
)
HANJA = "洪吉童金李崔鄭姜趙尹張林申權黃柳南宮昌浩秀英美貞淑順子烈鎬建宇志炫敏俊瑞妍榮煥"
# Each of these has a twin among the compatibility ideographs: the same character to any reader.
COMPATIBLE = {"金": "\uf90a", "李": "\uf9e1", "林": "\uf9f4", "柳": "\uf9c9", "烈": "\uf99f"}
FOREIGN = ("NGUYEN", "VAN", "THI", "MAHENDRAVARMAN", "KRISHNASWAMY", "OYUNCHIMEG", "BATBAYAR", "SMITH", "IVANOVA",
           "ALEKSANDROVNA", "JOHANNES", "WIJERATHNE", "MUDIYANSELAGE", "CHRISTOPHER", "PHUONG", "DELACRUZ")  # fmt: skip

REGIONS = (
    ("서울특별시", ("서울", "서울시"), ("종로구", "중구", "강서구", "송파구")),
    ("부산광역시", ("부산", "부산시"), ("중구", "해운대구", "강서구")),
    ("강원특별자치도", ("강원", "강원도"), ("춘천시", "원주시")),
    ("전북특별자치도", ("전북", "전라북도"), ("전주시 완산구", "군산시")),
    ("경기도", ("경기",), ("성남시 분당구", "광주시", "수원시 팔달구")),
)
ROADS = (
    "세종대로",
    "중앙로",
    "새문안로",
    "은행나무길",
    "테헤란로12길",
    "한밭대로",
    "효자로3나길",
    "강변북로",
    "시청길",
)
DISTRICTS = ("청운동", "효자동", "중앙동", "을지로3가", "대저동", "서현동", "천전리", "성수동1가")
ESTATES = ("한신아파트", "푸른마을", "현대타운", "")


@dataclass(frozen=True, slots=True)
class Home:
    """One dwelling, which has an address in each system."""

    province: int
    city: str
    road: str
    building: str
    district: str
    lot: str
    unit: str
    estate: str

    def road_address(self) -> str:
        detail = f", {self.unit}" if self.unit else ""
        inside = ", ".join(part for part in (self.district, self.estate) if part)
        return f"{REGIONS[self.province][0]} {self.city} {self.road} {self.building}{detail} ({inside})"

    def lot_address(self) -> str:
        detail = f" {self.unit}" if self.unit else ""
        return f"{REGIONS[self.province][0]} {self.city} {self.district} {self.lot}{detail}"


def home(chance: Random) -> Home:
    province = chance.randrange(len(REGIONS))
    building = str(chance.randint(1, 400)) + (f"-{chance.randint(1, 30)}" if chance.random() < 0.3 else "")
    lot = ("산 " if chance.random() < 0.1 else "") + f"{chance.randint(1, 900)}-{chance.randint(1, 90)}"
    unit = f"{chance.randint(101, 120)}동 {chance.randint(1, 25)}{chance.randint(1, 6):02}호"
    return Home(
        province,
        chance.choice(REGIONS[province][2]),
        chance.choice(ROADS),
        ("지하 " if chance.random() < 0.05 else "") + building,
        chance.choice(DISTRICTS),
        lot,
        unit if chance.random() < 0.7 else "",
        chance.choice(ESTATES),
    )


def respelled(address: str, chance: Random) -> str:
    """The same address in the same system as another hand writes it."""
    full, shorts, _ = next(region for region in REGIONS if address.startswith(region[0]))
    text = chance.choice(shorts) + address[len(full) :]
    ways = (
        lambda one: one.partition(" (")[0],
        lambda one: one.replace(", ", ",", 1),
        lambda one: one.replace(", ", " ", 1),
        lambda one: one.replace("동 ", "동", 1) if "호" in one else one,
        lambda one: one.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789-"}),
        lambda one: one.replace(" 지하 ", " 지하").replace(" 산 ", " 산"),
        lambda one: unicodedata.normalize("NFD", one),
        lambda one: one.replace(" ", "  "),
    )
    for way in chance.sample(ways, k=2):
        text = way(text)
    return text


def korean_name(chance: Random) -> str:
    return chance.choices(SURNAMES, WEIGHTS)[0] + chance.choice(SYLLABLES) + chance.choice(SYLLABLES)


def foreign_name(chance: Random) -> str:
    """Passport capitals, as long as 40 letters and more."""
    return " ".join(chance.sample(FOREIGN, k=chance.randint(3, 4)))


def birth(chance: Random) -> date:
    return date(1850, 1, 1) + timedelta(days=chance.randrange(18_000))


def number(born: date, chance: Random) -> str:
    return f"{born:%y%m%d}{chance.choice('90')}{chance.randrange(10**6):06}"


def consecutive(first: str) -> str:
    """The number of the twin who was registered next, when numbers still had an order and a check digit."""
    order = (int(first[11]) + 1) % 10
    return f"{first[:11]}{order}{(int(first[12]) + 4) % 10}"


def mistyped(digits: str, chance: Random, *, taken: Collection[str]) -> str:
    """One digit wrong; still a day of the calendar, still of the 1800s, and nobody's number."""
    while True:
        place = chance.randrange(len(digits))
        typed = digits[:place] + chance.choice("0123456789") + digits[place + 1 :]
        if typed != digits and _passes(typed) and typed not in taken:
            return typed


def transposed(digits: str, chance: Random, *, taken: Collection[str]) -> str:
    """Two neighbours exchanged, under the same conditions; one digit wrong where none can be."""
    for place in chance.sample(range(len(digits) - 1), k=len(digits) - 1):
        typed = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        if typed != digits and _passes(typed) and typed not in taken:
            return typed
    return mistyped(digits, chance, taken=taken)


def slipped(name: str, chance: Random) -> str:
    """The name with the vowel of its last syllable mistaken, or one letter of a foreign name."""
    if name.isascii():
        place = chance.randrange(1, len(name))
        return name[:place] + ("X" if name[place] != "X" else "Y") + name[place + 1 :]
    jamo = unicodedata.normalize("NFD", name[-1])
    vowel = "ᅥ" if jamo[1] != "ᅥ" else "ᅡ"
    return name[:-1] + unicodedata.normalize("NFC", jamo[0] + vowel + jamo[2:])


def elsewhere(dwelling: Home, chance: Random) -> Home:
    moved = home(chance)
    return replace(moved, building=f"{chance.randint(401, 900)}") if moved.road == dwelling.road else moved


def _passes(digits: str) -> bool:
    try:
        date(1800 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return digits[6] in "90"
