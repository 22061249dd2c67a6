"""The seed files say what the law and the formats say, before anything loads them."""

import csv
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"

COLUMNS = {
    "offices": "기관코드,전체명,이름,단계,상위코드,생성일자",
    "kinds": "code,name,short_names,flow,output_class,home_system,law,fee_won,fee_exemptions,waivers,who_may_ask,approval,"
    "subject_key,facts,formal_name,provisional_title,key_fact,deadline,alternative,keep_years",
    "systems": "code,name,owner,counter_loses,fallback,channel",
    "holidays": "date,name",
    "staff": "username,name,office,role,title,phone,window",
}

HOW_MANY = {"RR": 3, "SE": 3, "FR": 6, "IM": 2, "TX": 3, "LD": 6, "VH": 1, "WF": 3} | dict.fromkeys(
    ("MI", "VT", "RG", "ID", "PP", "OC"), 1
)
DOCUMENTS = [f"{group}{number:02d}" for group, count in HOW_MANY.items() for number in range(1, count + 1)]
FILINGS = [f"FL{number:02d}" for number in (*range(1, 15), 99)]

FACTS = {
    "RR01": "주소;세대주;세대원;전입일",
    "RR02": "주소;주소변동;전입일",
    "LD01": "소재지;구조;용도;연면적;소유자;위반건축물",
    "LD02": "소재지;지목;면적;소유자",
    "LD05": "소재지;기준연도;가격",
    "WF01": "급여종류;수급기간",
    "WF02": "자격;자격기간",
    "WF03": "장애유형;장애정도",
    "IM01": "영문성명;국적;체류자격;체류기간;체류지",
    "ID01": "주소;발급신청일",
}
KEY_FACTS = {
    "RR01": "읍면동",
    "RR02": "읍면동",
    "LD01": "지번",
    "LD02": "지번",
    "LD05": "지번",
    "WF01": "급여종류",
    "WF02": "자격",
    "WF03": "장애유형",
    "IM01": "체류자격",
    "ID01": "주소",
}

# 관공서의 공휴일에 관한 규정 §3: these move from Saturday and Sunday, the two great feasts from Sunday alone.
MOVED_FROM_WEEKENDS = {
    "3·1절",
    "노동절",
    "어린이날",
    "부처님오신날",
    "제헌절",
    "광복절",
    "개천절",
    "한글날",
    "기독탄신일",
}
SATURDAY, SUNDAY = 5, 6


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kinds() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("kinds")}


def codes_where(column: str, value: str) -> set[str]:
    return {code for code, kind in kinds().items() if kind[column] == value}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_row_is_whole_and_every_cell_is_plain_text(name: str) -> None:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert ",".join(header) == COLUMNS[name]
    assert {len(line) for line in lines} == {len(header)}
    odd = [
        cell
        for line in lines
        for cell in line
        if cell != cell.strip() or cell.startswith(("=", "+", "-", "@"))
    ]
    assert odd == []


def test_the_offices_are_those_of_17_november_2023() -> None:
    offices = rows("offices")
    assert len({office["기관코드"] for office in offices}) == len(offices) == 3882
    assert Counter(office["단계"] for office in offices) == {
        "시도": 17,
        "시군구": 229,
        "일반구": 32,
        "읍면동": 3527,
        "출장소": 77,
    }


def test_every_office_stands_below_its_parent() -> None:
    seen: set[str] = set()
    orphans = []
    for office in rows("offices"):
        parent = office["상위코드"]
        if parent not in seen and not (parent == "" and office["단계"] == "시도"):
            orphans.append(office["기관코드"])
        seen.add(office["기관코드"])
    assert orphans == []


def test_sejong_stands_twice_as_a_province_and_as_its_own_city() -> None:
    sejong = [
        (office["기관코드"], office["단계"])
        for office in rows("offices")
        if office["전체명"] == "세종특별자치시"
    ]
    assert sejong == [("36000000", "시도"), ("36110000", "시군구")]


def test_the_catalogue_holds_every_kind_and_filing_once() -> None:
    found = [row["code"] for row in rows("kinds")]
    assert found == DOCUMENTS + FILINGS
    assert codes_where("flow", "document") == set(DOCUMENTS)
    assert codes_where("flow", "filing") == set(FILINGS)


def test_only_ten_kinds_may_ever_be_provisional() -> None:
    assert codes_where("output_class", "P") == set(FACTS)
    assert codes_where("output_class", "S") == {"SE01", "SE02", "FL02"}
    assert codes_where("output_class", "R") == set(FILINGS) - {"FL02"}
    assert codes_where("output_class", "X") == set(DOCUMENTS) - set(FACTS) - {"SE01", "SE02"}


def test_a_provisional_kind_has_its_facts_and_no_other_kind_has_any() -> None:
    assert {code: kind["facts"] for code, kind in kinds().items() if kind["facts"]} == FACTS
    assert {code: kind["key_fact"] for code, kind in kinds().items() if kind["key_fact"]} == KEY_FACTS


def test_a_supervisor_approves_what_welfare_and_identity_hang_on() -> None:
    assert codes_where("approval", "supervisor") == {"WF01", "WF02", "ID01"}
    assert codes_where("approval", "") == {*DOCUMENTS, *FILINGS} - {"WF01", "WF02", "ID01"}


def test_land_is_keyed_by_its_parcel_and_everything_else_by_a_person() -> None:
    assert codes_where("subject_key", "parcel") == {f"LD{number:02d}" for number in range(1, 7)}
    assert codes_where("subject_key", "resident") == {code for code in kinds() if not code.startswith("LD")}


def test_no_provisional_title_can_be_taken_for_the_official_document() -> None:
    titles = {code: kind["provisional_title"] for code, kind in kinds().items() if kind["provisional_title"]}
    assert set(titles) == set(FACTS)
    assert [title for title in titles.values() if not title.endswith(" 임시확인서")] == []
    official = {kind["formal_name"] for kind in kinds().values()}
    assert [title for title in titles.values() for name in official if name in title] == []


def test_every_kind_says_what_a_clerk_needs() -> None:
    needed = ("name", "short_names", "law", "who_may_ask", "formal_name", "alternative")
    assert [(code, column) for code, kind in kinds().items() for column in needed if not kind[column]] == []
    assert [code for code, kind in kinds().items() if not kind["alternative"].endswith("주세요.")] == []
    assert {code for code, kind in kinds().items() if kind["deadline"]} == set(FILINGS)


def test_a_nickname_means_one_kind_only() -> None:
    names = [
        name.replace(" ", "")
        for kind in kinds().values()
        for name in {
            kind["name"].replace(" ", ""),
            *(word.replace(" ", "") for word in kind["short_names"].split(";")),
        }
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_fees_are_the_counters_won() -> None:
    fees = {code: int(kind["fee_won"]) for code, kind in kinds().items()}
    free = {"SE03", "TX01", "TX03", "WF01", "WF02", "WF03", "MI01", "VT01", "ID01", "OC01", *FILINGS} - {
        "FL02"
    }
    assert {code for code, fee in fees.items() if fee == 0} == free
    assert {code: fees[code] for code in ("RR01", "RR02", "SE01", "FR01", "IM01", "RG01", "FL02")} == {
        "RR01": 400,
        "RR02": 400,
        "SE01": 600,
        "FR01": 1000,
        "IM01": 2000,
        "RG01": 1200,
        "FL02": 600,
    }


def test_records_are_kept_ten_years_or_as_long_as_the_law_says() -> None:
    longer = {code: kind["keep_years"] for code, kind in kinds().items() if kind["keep_years"] != "10"}
    assert longer == {"SE01": "30", "SE02": "30", "FL02": "20"}


def test_every_kind_hangs_on_a_system_that_is_there() -> None:
    systems = [row["code"] for row in rows("systems")]
    assert len(systems) == len(set(systems))
    assert {kind["home_system"] for kind in kinds().values()} - set(systems) == set()


def test_substitute_holidays_follow_from_the_others() -> None:
    days = {date.fromisoformat(row["date"]): row["name"] for row in rows("holidays")}
    named = {day: name for day, name in days.items() if not name.startswith("대체공휴일")}
    expected = set()
    for day, name in named.items():
        feast = name.startswith(("설날", "추석"))
        # Two holidays on one day, as on 5 May 2025, give one day back.
        moves = "·부처님오신날" in name or (
            name in MOVED_FROM_WEEKENDS and day.weekday() in (SATURDAY, SUNDAY)
        )
        if moves or (feast and day.weekday() == SUNDAY):
            substitute = day + timedelta(days=1)
            while substitute in named or substitute.weekday() in (SATURDAY, SUNDAY):
                substitute += timedelta(days=1)
            expected.add(substitute)
    assert set(days) - set(named) == expected


def test_holidays_run_from_2023_to_2027_each_once() -> None:
    found = [row["date"] for row in rows("holidays")]
    assert found == sorted(set(found))
    assert Counter(day[:4] for day in found) == {"2023": 18, "2024": 19, "2025": 19, "2026": 22, "2027": 24}


def test_the_demo_has_its_people_in_four_offices_and_at_headquarters() -> None:
    staff = rows("staff")
    assert (
        len({person["username"] for person in staff})
        == len({person["name"] for person in staff})
        == len(staff)
    )
    offices = {office["기관코드"] for office in rows("offices")}
    teams: dict[str, Counter[str]] = {}
    for person in staff:
        teams.setdefault(person["office"], Counter())[person["role"]] += 1
    headquarters = teams.pop("00000000")
    assert headquarters == {"headquarters": 3, "auditor": 1}
    assert set(teams) - offices == set()
    assert list(teams) == ["11110515", "30200000", "26350510", "50110253"]
    assert [team for team in teams.values() if team != {"clerk": 2, "supervisor": 1, "head": 1}] == []


def test_no_telephone_of_the_demo_can_ring() -> None:
    assert [
        person for person in rows("staff") if not re.fullmatch(r"0\d{1,2}-0000-\d{4}", person["phone"])
    ] == []
