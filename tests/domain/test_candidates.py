"""Which row a paper without an exact key gets, what the score says for itself, and who is never joined unseen."""

from dataclasses import replace

import pytest

from issuance.domain.candidates import SHOWN_MOST, Assignment, assign
from issuance.domain.cautions import Caution
from issuance.domain.neighbours import Neighbours
from issuance.domain.profiles import Profile, person

HOME = "서울특별시 종로구 세종대로 209, 101호 (세종로)"
ELSEWHERE = "부산광역시 중구 중앙대로 7 (중앙동)"
LOT = "서울특별시 종로구 세종로 1-91 101호"
NUMBER, SLIPPED = "5003129123456", "5003129143456"
NATION = 1_000_000


def row(key: str = "row", **cells: str) -> Profile:
    return person(key, kind="RR01", **{"name": "홍길동", "number": NUMBER, "address": HOME, **cells})


def paper(key: str = "paper", **cells: str) -> Profile:
    return row(key, **{"number": SLIPPED, **cells})


def assigned(papers: list[Profile], rows: list[Profile], *, population: int = NATION) -> list[Assignment]:
    ledger = Neighbours(papers)
    for one in rows:
        ledger.add(one)
    return assign(papers, ledger, population=population)


def only(of: Profile, *rows: Profile, population: int = NATION) -> Assignment:
    (found,) = assigned([of], list(rows), population=population)
    return found


def test_one_slip_of_the_number_is_forgiven_where_all_else_agrees() -> None:
    found = only(paper(), row())
    assert found.chosen is not None
    assert (found.automatic, found.chosen.row.key, found.chosen.weight) == (True, "row", 11 + 12 + 12 + 12)


@pytest.mark.parametrize(
    ("cells", "cautions"),
    [
        ({}, ()),
        ({"address": HOME.replace("서울특별시", "서울시")}, ()),
        ({"address": ELSEWHERE}, ()),
        ({"address": LOT}, ()),
        ({"name": "홍길동(洪吉童)"}, ()),
        ({"name": "홍길둥"}, (Caution.TWO_SLIPS,)),
        ({"name": "홍길둥", "address": ELSEWHERE}, (Caution.TWO_SLIPS,)),
        ({"name": "홍길둥", "number": "5003129123457"}, (Caution.TWO_SLIPS,)),
        ({"name": "홍새봄"}, (Caution.OTHER_NAME,)),
        ({"number": "5003129777777"}, ()),
        ({"number": "5003129777777", "address": ELSEWHERE}, (Caution.WEAK,)),
        ({"number": "5003129777777", "name": "홍길둥"}, (Caution.TWO_SLIPS,)),
        ({"number": "5003139123456"}, ()),
        ({"number": "5003139123456", "address": ELSEWHERE}, (Caution.WEAK,)),
        ({"number": "5003120123456"}, ()),
    ],
)
def test_what_a_program_may_decide_and_what_a_person_must(
    cells: dict[str, str], cautions: tuple[Caution, ...]
) -> None:
    found = only(paper(**cells), row())
    assert found.chosen is not None
    assert found.cautions == cautions
    assert found.automatic == (cautions == ())


@pytest.mark.parametrize("name", ["류관순", "유관순"])
def test_people_whose_names_differ_by_the_initial_sound_rule_are_never_joined(name: str) -> None:
    other = "유관순" if name == "류관순" else "류관순"
    found = only(paper(name=name), row(name=other))
    assert found.cautions == (Caution.OTHER_NAME,)


@pytest.mark.parametrize("population", [1, 1_000, NATION, 60_000_000])
def test_name_and_birth_date_alone_join_nobody_however_small_the_ledger(population: int) -> None:
    found = only(paper(number="5003129777777", address=ELSEWHERE), row(), population=population)
    assert not found.automatic


@pytest.mark.parametrize("address", ["서울특별시 종로구 청운동", "거주불명", "서울특별시 종로구 종로3가"])
def test_an_address_without_a_house_tells_no_namesake_apart(address: str) -> None:
    found = only(paper(number="5003129777777", address=address), row(address=address))
    assert found.cautions == (Caution.WEAK,)


@pytest.mark.parametrize("number", ["5003120777777", "5003129999999"])
@pytest.mark.parametrize("typed", [SLIPPED, "5003139123456"])
def test_a_namesake_anywhere_in_the_ledger_calls_a_person(number: str, typed: str) -> None:
    found = only(paper(number=typed), row(), row("namesake", number=number, address=ELSEWHERE))
    assert Caution.NAMESAKE in found.cautions


def test_a_namesake_whose_words_stand_in_another_order_is_one() -> None:
    found = only(
        paper(name="NGUYEN VAN ANH"),
        row(name="NGUYEN VAN ANH"),
        row("namesake", name="ANH NGUYEN VAN", number="5003129777777", address=ELSEWHERE),
    )
    assert Caution.NAMESAKE in found.cautions


@pytest.mark.parametrize(
    "twin",
    [
        {"number": "5003120777777"},
        {"number": "5003129777777", "name": "홍길둥"},
        {"number": "5003129123469", "address": ELSEWHERE},
        {"number": "5003120777777", "address": "서울 종로구 세종대로 209 101호"},
        {"number": "5003120777777", "address": LOT},
        {"number": "5003120777777", "address": ""},
    ],
)
def test_a_possible_twin_in_the_ledger_calls_a_person(twin: dict[str, str]) -> None:
    found = only(paper(), row(), row("twin", **{"name": "홍길순", **twin}))
    assert Caution.TWINS in found.cautions


@pytest.mark.parametrize(
    "other",
    [
        {"number": "5003130777777"},
        {"number": "5003120777777", "address": ELSEWHERE},
        {"number": "5003120777777", "name": "김길순"},
        {"number": "5003120777777", "address": LOT.replace("101호", "102호")},
    ],
)
def test_who_shares_less_than_a_twin_would_does_not_stand_in_the_way(other: dict[str, str]) -> None:
    assert only(paper(), row(), row("other", **{"name": "홍길순", **other})).automatic


@pytest.mark.parametrize("number", ["5003129123466", "5003129123458"])
def test_the_paper_of_a_twin_whom_the_ledger_lacks_is_not_given_to_the_other(number: str) -> None:
    assert not only(paper(number=number, name="홍길둥"), row()).automatic


def test_states_of_one_person_are_no_rivals_and_the_best_of_them_is_taken() -> None:
    before = row("before", subject="s", address=ELSEWHERE)
    now = row("now", subject="s")
    found = only(paper(), before, now)
    assert found.chosen is not None
    assert (found.automatic, found.chosen.row.key, len(found.candidates)) == (True, "now", 1)


def test_two_papers_that_claim_one_person_are_both_shown_to_a_person() -> None:
    first, second = assigned([paper("first"), paper("second", number="5003129120456")], [row()])
    assert (first.chosen is None, second.chosen is None) == (False, True)
    assert first.cautions == second.cautions == (Caution.CONTESTED,)
    assert not second.automatic
    assert [candidate.row.key for candidate in second.candidates] == ["row"]


def test_one_person_is_given_to_one_paper_and_the_heavier_pair_goes_first() -> None:
    exact, moved = paper("exact"), paper("moved", address=ELSEWHERE, number="5003129120456")
    found = assigned([moved, exact], [row()])
    assert [one.chosen.row.key if one.chosen else "" for one in found] == ["", "row"]


def test_a_paper_that_nothing_is_near_has_no_candidates() -> None:
    assert only(paper(), row(name="김새봄", number="6101019777777", address=ELSEWHERE)) == Assignment(
        paper(), None, (), ()
    )


def test_a_stranger_born_on_the_same_day_is_not_shown() -> None:
    assert only(paper(), row(name="홍새봄", number="5003120777777", address=ELSEWHERE)).candidates == ()


def test_a_husband_behind_his_wifes_number_is_shown_and_not_joined() -> None:
    husband = row("husband", name="홍길동", number="4901019777777")
    wife = row("wife", name="김영희", number="5003120777777")
    found = only(paper(number=wife.number), husband, wife)
    assert sorted(candidate.row.key for candidate in found.candidates) == ["husband", "wife"]
    assert not found.automatic


def test_no_more_candidates_than_a_person_can_look_at_are_shown() -> None:
    rows = [row(f"r{place}", number=f"50031291{place}0000") for place in range(10)]
    assert len(only(paper(), *rows).candidates) == SHOWN_MOST


def test_a_parcel_is_never_joined_by_a_slip() -> None:
    here, there = "1111010100100010000", "1111010100100010001"
    found = assigned(
        [person("paper", kind="LD02", name="", number=there, address="서울 종로구 청운동 1")],
        [person("row", kind="LD02", name="", number=here, address="서울 종로구 청운동 1")],
        population=10,
    )
    assert found[0].cautions == (Caution.WEAK,)


def test_kinds_are_never_compared_with_each_other() -> None:
    other = person("row", kind="RR02", name="홍길동", number=NUMBER, address=HOME)
    assert only(paper(), other).candidates == ()


def test_the_score_explains_itself_field_by_field_and_holds_nobodys_value() -> None:
    found = only(paper(name="홍길동(洪吉童)", address=LOT), row())
    assert found.chosen is not None
    assert found.chosen.explained(entry="e1") == {
        "entry": "e1",
        "score": 1.0,
        "fields": [
            {"name": "성명", "agreement": "same", "weight": 11.0, "words": "같음"},
            {"name": "생년월일", "agreement": "same", "weight": 12.0, "words": "같음"},
            {"name": "주민등록번호", "agreement": "close", "weight": 12.0, "words": "한 자리 다름"},
            {"name": "한자", "agreement": "missing", "weight": 0.0, "words": "한쪽에 없음"},
            {
                "name": "주소",
                "agreement": "missing",
                "weight": 0.0,
                "words": "도로명주소와 지번주소라 비교할 수 없음",
            },
        ],
    }


def test_the_score_is_the_chance_among_all_people_of_the_ledger() -> None:
    found = only(paper(number="5003129777777", address=ELSEWHERE), row())
    assert found.chosen is not None
    weight = 11 + 12 - 1 - 2
    assert found.chosen.weight == weight
    assert found.chosen.score == pytest.approx(1 / (1 + NATION / 2**weight))


def test_the_same_records_have_the_same_result_in_any_order() -> None:
    papers = [paper(f"p{place}", number=f"50031291234{place}6") for place in (1, 2, 3)]
    rows = [row(f"r{place}", number=f"50031291{place}3456") for place in (1, 2, 3)]
    one, other = assigned(papers, rows), assigned(papers, rows[::-1])
    assert [found.chosen and found.chosen.row.key for found in one] == [
        found.chosen and found.chosen.row.key for found in other
    ]
    assert [found.cautions for found in one] == [found.cautions for found in other]


def test_given_name_and_surname_in_each_others_place_are_forgiven() -> None:
    record = Profile(
        "a",
        "a",
        given="kydan",
        surname="mccarthy",
        house="67",
        postcode="6415",
        birth="19720518",
        suburb="fairlawn",
    )
    turned = record._replace(key="b", subject="b", given="mccarthy", surname="kydan")
    found = only(record, turned, population=5_000)
    assert found.automatic
    assert found.chosen is not None
    assert [line.level.words for line in found.chosen.fields if line.field in ("given", "surname")] == [
        "이름과 성이 바뀜",
        "이름과 성이 바뀜",
    ]


def test_an_assignment_with_a_caution_is_not_automatic() -> None:
    found = only(paper(), row())
    assert not replace(found, cautions=(Caution.TWINS,)).automatic
    assert not replace(found, chosen=None).automatic
