"""The queue: whose cases come first, what is urgent, what may go together, and what is found again."""

from datetime import date, timedelta

import pytest

from issuance.actions import case_files
from issuance.domain.case_queue import Urgency
from issuance.domain.reconciliation import Decision
from issuance.models import Case, User
from issuance.queries import reconciliation as queries
from issuance.queries.reconciliation import Filters, Group
from tests import builders
from tests.actions.cases import EFFECT, opened, proposed, settled
from tests.builders import NOW, Counter
from tests.ledger_files import RECOVERED


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def shown(person: User, **filters: str | int) -> list[Case]:
    return list(queries.queue(person, Filters(**filters)))  # type: ignore[arg-type]


def test_own_cases_come_first_then_the_urgent_then_the_due(counter: Counter) -> None:
    late = opened(counter, due_on=date(2026, 12, 3))
    soon = opened(counter, due_on=date(2026, 11, 26))
    urgent = opened(counter, urgency=Urgency.BLOCKS, due_on=date(2026, 12, 9))
    mine = opened(counter, urgency=Urgency.STATISTICS)
    anothers = opened(counter, urgency=Urgency.BLOCKS, due_on=date(2026, 11, 24))
    case_files.assign(mine, to=counter.supervisor, by=counter.supervisor, at=RECOVERED)
    case_files.assign(anothers, to=builders.head(), by=counter.supervisor, at=RECOVERED)
    assert shown(counter.supervisor) == [mine, urgent, soon, late, anothers]
    assert shown(counter.supervisor, whose="mine") == [mine]
    assert shown(counter.supervisor, whose="nobody") == [urgent, soon, late]


def test_each_filter_shows_its_own(counter: Counter) -> None:
    differs = opened(counter, "differs", differing=["주소", "세대주"], urgency=Urgency.PAPERS)
    other = opened(counter, "differs", differing=["세대"], urgency=Urgency.BLOCKS)
    ahead = proposed(opened(counter, "not_found"), Decision.REVOKE)
    person = counter.supervisor
    assert set(shown(person, verdict="differs")) == {differs, other}
    assert shown(person, differing="세대주") == [differs]
    assert shown(person, state="proposed") == [ahead]
    assert shown(person, urgency=1) == [other]
    assert shown(person, kind="RR02") == []
    assert shown(person, office=builders.NEIGHBOUR) == []
    assert differs.document.paper is not None
    assert shown(person, number=differs.document.paper.serial[-6:]) == [differs]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (builders.TOWN, [0]),
        ("청운효자동", [0]),
        (" 종로  청운", [0]),
        ("종로구청운효자동", [0]),
        ("서울", [0, 1]),
        ("ㅅㅈㄷ", [1]),
        ("청운효쟈동", [0]),
        ("해운대", [2]),
        ("종로 해운대", []),
        ("없는곳입니다", []),
    ],
)
def test_an_office_is_found_by_code_by_any_part_of_its_name_and_with_a_slip(
    words: str, found: list[int], counter: Counter
) -> None:
    above = []
    for code in (builders.TOWN, builders.NEIGHBOUR, builders.FAR_TOWN):
        if code != builders.TOWN:
            builders.acknowledged(counter.order, code)
        people = builders.clerk(code), builders.supervisor(code)
        there = Counter(*people, counter.outage, counter.order, builders.delivery(counter.order, code))
        above.append(proposed(opened(there, "not_found"), Decision.REVOKE))
    shown_here = shown(builders.headquarters_approver(), office=words)
    assert sorted(above.index(case) for case in shown_here) == found


def test_the_kinds_of_a_queue_are_those_that_occur_in_it(counter: Counter) -> None:
    assert queries.kinds_waiting(counter.office) == {}
    opened(counter)
    opened(counter, document=builders.handed_over(counter, kind="LD02"))
    settled(opened(counter, document=builders.handed_over(counter, kind="WF01")))
    assert list(queries.kinds_waiting(counter.office).items()) == [
        (code, builders.kind(code).name) for code in ("RR01", "LD02")
    ]
    assert queries.kinds_waiting(builders.office(builders.NEIGHBOUR)) == {}


def test_an_office_sees_its_own_and_what_it_decides_for_those_below(counter: Counter) -> None:
    here, above = opened(counter), proposed(opened(counter, "not_found"), Decision.REVOKE)
    assert set(shown(counter.supervisor)) == {here, above}
    assert shown(builders.headquarters_approver()) == [above]
    assert shown(builders.supervisor(builders.NEIGHBOUR)) == []
    assert list(queries.to_decide_at(counter.office)) == []
    assert list(queries.to_decide_at(builders.headquarters_approver().office)) == [above]


def test_cases_are_counted_by_what_they_wait_for(counter: Counter) -> None:
    opened(counter, due_on=date(2026, 11, 20))
    mine = opened(counter)
    case_files.assign(mine, to=counter.supervisor, by=counter.supervisor, at=RECOVERED)
    proposed(opened(counter))
    assert queries.counts(counter.supervisor, at=NOW) == {
        "waiting": 3,
        "to_propose": 2,
        "to_decide": 1,
        "on_hold": 0,
        "mine": 1,
        "nobodys": 2,
        "late": 1,
    }


def test_equal_cases_are_grouped_and_single_ones_are_not(counter: Counter) -> None:
    for _ in range(3):
        opened(counter)
    for _ in range(2):
        opened(counter, "differs", differing=["주소"])
    opened(counter, "differs", differing=["주소", "세대주"])
    assert queries.groups(counter.office) == [
        Group("match", "일치", (), False, 3),
        Group("differs", "불일치", ("주소",), False, 2),
    ]


@pytest.mark.parametrize(
    "spelled",
    ["{serial}", " {serial} ", "{small}", "{bare}", "{wide}", "{tail}", "{book}", "{check}", "{check4}"],
)
def test_a_number_is_found_as_people_type_it(spelled: str, counter: Counter) -> None:
    wanted, _ = opened(counter), opened(counter)
    paper = wanted.document.paper
    assert paper is not None
    check = f"{paper.check_number:016d}"
    number = spelled.format(
        serial=paper.serial,
        small=paper.serial.lower(),
        bare=paper.serial.replace("-", " "),
        wide=paper.serial[-6:].translate({ord("0") + digit: ord("０") + digit for digit in range(10)}),
        tail=paper.serial[-4:],
        book=paper.serial[-10:],
        check=check,
        check4="-".join(check[place : place + 4] for place in range(0, 16, 4)),
    )
    assert shown(counter.supervisor, number=number) == [wanted]


def test_a_differing_fact_is_found_by_a_part_and_with_a_slip(counter: Counter) -> None:
    head = opened(counter, "differs", differing=["세대주"])
    moves = opened(counter, "differs", differing=["주소변동", "주소"])
    past = opened(counter, "differs", differing=["주소변동"])
    person = counter.supervisor
    assert shown(person, differing="주소") == [moves]
    assert set(shown(person, differing="변동")) == {moves, past}
    assert shown(person, differing="셰대주") == [head]
    assert shown(person, differing="면적") == []


def test_settled_cases_are_found_by_the_end_of_a_number(counter: Counter) -> None:
    first, second = settled(opened(counter)), settled(opened(counter))
    assert set(queries.settled(counter.supervisor, Filters())) == {first, second}
    assert first.document.paper is not None
    found = queries.settled(counter.supervisor, Filters(number=first.document.paper.serial[-6:]))
    assert list(found) == [first]
    assert list(queries.settled(builders.supervisor(builders.NEIGHBOUR), Filters())) == []


def test_a_paper_of_somebody_restricted_is_the_most_urgent(counter: Counter) -> None:
    blocked, free = builders.handed_over(counter), builders.handed_over(counter)
    builders.restriction(blocked.filing)
    found = queries.urgencies({blocked.pk: ("match", False), free.pk: ("match", False)})
    assert found == {blocked.pk: Urgency.BLOCKS, free.pk: Urgency.STATISTICS}


def test_a_block_on_whom_the_ledgers_row_names_makes_it_as_urgent(counter: Counter) -> None:
    mistyped, blocked = builders.handed_over(counter), builders.handed_over(counter)
    builders.restriction(blocked.filing)
    found = queries.urgencies({mistyped.pk: ("match", False)}, rows={mistyped.pk: blocked.filing.subject_key})
    assert found == {mistyped.pk: Urgency.BLOCKS}


def test_a_case_is_due_in_three_working_days(db: None) -> None:
    assert queries.due_on(NOW, days=3) == date(2026, 11, 26)
    assert queries.due_on(NOW + timedelta(days=30), days=3) == date(2026, 12, 29)


def test_the_next_case_is_the_one_after_in_the_own_queue(counter: Counter) -> None:
    first = opened(counter, due_on=date(2026, 11, 24))
    second = opened(counter, due_on=date(2026, 11, 25))
    assert queries.next_after(counter.supervisor, first) == second
    assert queries.next_after(counter.supervisor, second) is None


def test_a_paper_tells_its_story_in_words(counter: Counter) -> None:
    case = settled(opened(counter))
    assert [(step.noun, step.verb, step.by) for step in queries.story_of(case)] == [
        ("문서", "작성", "담당1"),
        ("문서", "발급", "담당1"),
        ("문서", "교부", "담당1"),
        ("대조 건", "대조 건 열림", "담당1"),
        ("대조 건", "처리안 올림", "담당1"),
        ("대조 건", "결정", "담당1"),
        ("대조 건", "효력 발생", "담당1"),
        ("문서", "확인 완료", "담당1"),
    ]
    assert queries.story_of(case)[-1].at == EFFECT
