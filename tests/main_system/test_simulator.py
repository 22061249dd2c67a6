"""The simulated main system: its people are made up, and its files are files that we read."""

import io
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from issuance.domain.ledger import (
    AnswerCode,
    AnswerRow,
    ExtractRow,
    FileKind,
    IssuedRow,
    KindColumns,
    LedgerRow,
    RestrictionRow,
    RowFault,
)
from issuance.domain.papers import Serial
from issuance.main_system.cells import moment
from issuance.main_system.files import read
from issuance.main_system.layouts import Catalogue
from issuance.main_system.population import Person, SimOffice, population
from issuance.main_system.simulator import MainSystem
from issuance.main_system.writing import back_entry_csv
from tests.main_system.test_writing import back_entry

FACTS = {
    "RR01": "주소 세대주 세대원 전입일", "RR02": "주소 주소변동 전입일",
    "LD01": "소재지 구조 용도 연면적 소유자 위반건축물", "LD02": "소재지 지목 면적 소유자", "LD05": "소재지 기준연도 가격",
    "WF01": "급여종류 수급기간", "WF02": "자격 자격기간", "WF03": "장애유형 장애정도",
    "IM01": "영문성명 국적 체류자격 체류기간 체류지", "ID01": "주소 발급신청일",
}  # fmt: skip
OFFICES = (
    SimOffice("11110515", "서울특별시 종로구 청운효자동"),
    SimOffice("50110253", "제주특별자치도 제주시 애월읍"),
    SimOffice("30200000", "대전광역시 유성구"),
)
DAY = moment("2026-11-20 09:00")
HOUR = timedelta(hours=1)


def people(size: int = 48, seed: int = 1) -> tuple[Person, ...]:
    return population(Random(seed), offices=OFFICES, size=size)


def catalogue() -> Catalogue:
    return {code: KindColumns(tuple(names.split()), code.startswith("LD")) for code, names in FACTS.items()}


def read_back(content: bytes, kind: FileKind) -> list[LedgerRow | RowFault]:
    return list(
        read(
            io.BytesIO(content),
            file_name="원부.csv",
            kind=kind,
            catalogue=catalogue(),
            today=date(2026, 11, 24),
        ).rows
    )


def extract_rows(content: bytes) -> list[ExtractRow]:
    rows = read_back(content, FileKind.EXTRACT)
    found = [row for row in rows if isinstance(row, ExtractRow)]
    assert len(found) == len(rows)
    return found


def of_kind(everyone: tuple[Person, ...], kind: str) -> Person:
    return next(person for person in everyone if kind in person.kinds)


def test_the_same_seed_makes_the_same_people_and_another_seed_others() -> None:
    assert people(seed=1) == people(seed=1)
    assert people(seed=1) != people(seed=2)


@pytest.mark.parametrize("size", [0, 1, 7, 24, 50])
def test_the_people_are_as_many_as_asked_and_spread_evenly(size: int) -> None:
    everyone = people(size)
    shares = [sum(person.office == office for person in everyone) for office in OFFICES]
    assert (sum(shares), max(shares) - min(shares) <= 1) == (size, True)


def test_every_number_is_of_the_1800s_and_nobody_has_anothers() -> None:
    numbers = [person.number for person in people(300)]
    assert len(set(numbers)) == 300
    assert {number.birth.year // 100 for number in numbers} == {18}


def test_eight_people_an_office_have_every_kind_with_all_its_facts() -> None:
    everyone = people(24)
    for office in OFFICES:
        held = {
            holding.kind: " ".join(name for name, value in holding.facts if value)
            for person in everyone
            if person.office == office
            for holding in person.holdings
        }
        assert held == FACTS


def test_a_household_lists_its_members_and_shares_its_facts() -> None:
    everyone = [person for person in people(60) if "RR01" in person.kinds]
    households: dict[str, list[Person]] = {}
    for person in everyone:
        households.setdefault(dict(person.holding("RR01").facts)["세대원"], []).append(person)
    for listed, members in households.items():
        assert listed == ";".join(f"{member.name}({member.relation})" for member in members)
        assert {member.holding("RR01").facts for member in members} == {members[0].holding("RR01").facts}
        assert dict(members[0].holding("RR01").facts)["세대주"] == members[0].name


@pytest.mark.parametrize(
    ("office", "starts", "ends"),
    [(OFFICES[0], "서울특별시 종로구 ", " (청운효자동)"), (OFFICES[1], "제주특별자치도 제주시 애월읍 ", "")],
)
def test_an_address_is_of_its_office(office: SimOffice, starts: str, ends: str) -> None:
    for person in people(48):
        if person.office == office and "RR01" in person.kinds:
            address = dict(person.holding("RR01").facts)["주소"]
            assert (address.startswith(starts), address.endswith(ends)) == (True, True)
            assert ("(" in address) is bool(ends)


def test_the_snapshot_is_an_extract_that_reads_back_as_the_register() -> None:
    everyone = people()
    system = MainSystem(everyone)
    rows = extract_rows(system.register_snapshot(DAY))
    assert {row.as_of for row in rows} == {DAY}
    read = {(row.parcel or row.resident_number, row.kind): dict(row.facts) for row in rows}
    expected = {
        (person.parcel if holding.is_parcel else person.number, holding.kind): system.facts_of(
            person, holding.kind
        )
        for person in everyone
        for holding in person.holdings
    }
    assert read == expected


def test_a_changed_fact_is_a_second_state_from_its_moment_on() -> None:
    everyone = people()
    system, person = MainSystem(everyone), of_kind(everyone, "WF01")
    before = system.facts_of(person, "WF01")
    system.change_fact(person, "WF01", "급여종류", "해산급여", at=DAY + HOUR)
    states = [
        (row.as_of, dict(row.facts))
        for row in extract_rows(system.extract(since=DAY, until=DAY + 2 * HOUR))
        if (row.kind, row.resident_number) == ("WF01", person.number)
    ]
    assert states == [(DAY, before), (DAY + HOUR, before | {"급여종류": "해산급여"})]
    assert system.facts_of(person, "WF01") == before | {"급여종류": "해산급여"}


def test_a_change_before_the_last_one_or_of_no_fact_is_refused() -> None:
    everyone = people()
    system, person = MainSystem(everyone), of_kind(everyone, "WF01")
    system.change_fact(person, "WF01", "급여종류", "해산급여", at=DAY)
    with pytest.raises(ValueError, match=r"^no such fact"):
        system.change_fact(person, "WF01", "급여종류", "장제급여", at=DAY)
    with pytest.raises(ValueError, match=r"^no such fact"):
        system.change_fact(person, "WF01", "주소", "x", at=DAY + HOUR)


def test_a_person_who_is_forgotten_is_in_no_row_of_the_extract() -> None:
    everyone = people()
    system, person = MainSystem(everyone), of_kind(everyone, "LD02")
    count = len(extract_rows(system.register_snapshot(DAY)))
    system.forget(person)
    rows = extract_rows(system.register_snapshot(DAY))
    assert len(rows) == count - len(person.holdings)
    assert [
        row for row in rows if person.number == row.resident_number or person.parcel == row.parcel is not None
    ] == []


def test_what_it_issues_is_in_the_issue_ledger() -> None:
    everyone = people()
    system = MainSystem(everyone)
    serial = Serial.parse("P-11110515-26-001-000124")
    owner, citizen = of_kind(everyone, "LD01"), of_kind(everyone, "RR01")
    numbers = [
        system.issue(citizen, "RR01", at=DAY, office="11110515", provisional=serial),
        system.issue(owner, "LD01", at=DAY + HOUR, office="11110515"),
    ]
    first, second = read_back(system.issued(), FileKind.ISSUED)
    assert isinstance(first, IssuedRow)
    assert isinstance(second, IssuedRow)
    assert numbers == ["2026-발급-0000001", "2026-발급-0000002"] == [first.number, second.number]
    assert (first.issued_at, first.resident_number, first.provisional) == (DAY, citizen.number, serial)
    assert (second.resident_number, second.parcel, second.provisional) == (None, owner.parcel, None)


def test_a_restriction_is_in_its_list() -> None:
    everyone = people()
    system = MainSystem(everyone)
    system.restrict(everyone[0], what="교부제한", at=DAY)
    assert read_back(system.restrictions(), FileKind.RESTRICTIONS) == [
        RestrictionRow(2, "교부제한", everyone[0].number, everyone[0].name, DAY, None)
    ]


def test_a_back_entry_file_is_answered_line_by_line() -> None:
    system = MainSystem(())
    refused, taken = "R-11110515-26-001-000123", "R-11110515-26-001-000124"
    rows = [back_entry(), replace(back_entry(), receipt=Serial.parse(taken))]
    refuse = {refused: AnswerCode.NOT_ALLOWED}
    answers = read_back(system.register(b"".join(back_entry_csv(rows)), refuse=refuse), FileKind.ANSWERS)
    again = read_back(system.register(b"".join(back_entry_csv(rows))), FileKind.ANSWERS)
    assert answers == [
        AnswerRow(2, Serial.parse(refused), AnswerCode.NOT_ALLOWED, "처리할 수 없는 서류", ""),
        AnswerRow(3, Serial.parse(taken), AnswerCode.REGISTERED, "등록됨", "2026-신청-0000001"),
    ]
    assert again == [
        AnswerRow(2, Serial.parse(refused), AnswerCode.REGISTERED, "등록됨", "2026-신청-0000002"),
        AnswerRow(3, Serial.parse(taken), AnswerCode.ALREADY_THERE, "이미 등록됨", "2026-신청-0000001"),
    ]


def test_what_is_no_back_entry_file_is_not_registered() -> None:
    with pytest.raises(ValueError, match=r"^not a back-entry file$"):
        MainSystem(()).register(b"a,b\r\n1,2\r\n")


def test_a_number_of_the_register_is_never_shown_whole() -> None:
    person = people()[0]
    assert person.number.digits not in repr(person)
