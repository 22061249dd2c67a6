"""Comparing a paper with the ledger: the verdict of each case, and what it rests on."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from issuance.domain.matching import (
    NAME,
    CaseVerdict,
    Comparison,
    Difference,
    LedgerState,
    OfficialIssue,
    PaperFacts,
    Way,
    compare,
)
from issuance.domain.papers import SEOUL

ISSUED = datetime(2026, 11, 20, 14, 5, tzinfo=SEOUL)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SERIAL = "P-11110515-26-001-000123"
PAPER = PaperFacts(SERIAL, ISSUED, {"주소": "a1", "세대주": "b1", "전입일": "c1"})
TRUE = {"주소": "a1", "세대주": "b1", "전입일": "c1"}
MOVED = {"주소": "a2", "세대주": "b1", "전입일": "c2"}


def state(key: str, as_of: datetime, fingerprints: dict[str, str]) -> LedgerState:
    return LedgerState(key, as_of, fingerprints)


def test_what_was_true_then_matches() -> None:
    then = state("1", ISSUED - DAY, TRUE)
    assert compare(PAPER, states=[then], official=[]) == Comparison(CaseVerdict.MATCH, (), then, None)


def test_the_differing_facts_are_named_in_the_order_of_the_paper() -> None:
    then = state("1", ISSUED - DAY, {"전입일": "c2", "주소": "a2", "세대주": "b1"})
    assert compare(PAPER, states=[then], official=[]) == Comparison(
        CaseVerdict.DIFFERS, ("주소", "전입일"), then, None
    )


def test_a_fact_that_the_ledger_lacks_differs_and_one_that_the_paper_lacks_does_not() -> None:
    then = state("1", ISSUED - DAY, {"주소": "a1", "세대주": "b1", "병역": "d1"})
    assert compare(PAPER, states=[then], official=[]).differing == ("전입일",)


def test_the_latest_state_not_after_the_issue_is_what_was_true() -> None:
    before, at, after = (
        state("1", ISSUED - DAY, MOVED),
        state("2", ISSUED, TRUE),
        state("3", ISSUED + timedelta(seconds=1), MOVED),
    )
    found = compare(PAPER, states=[after, at, before], official=[])
    assert (found.verdict, found.differing, found.state) == (CaseVerdict.MATCH, (), at)
    assert compare(PAPER, states=[after, before], official=[]).state == before


def test_only_later_states_leave_it_to_a_person() -> None:
    later = state("1", ISSUED + HOUR, TRUE)
    assert compare(PAPER, states=[later], official=[]) == Comparison(CaseVerdict.UNDECIDABLE, (), None, None)


def test_no_state_at_all_is_not_found() -> None:
    assert compare(PAPER, states=[], official=[]) == Comparison(CaseVerdict.NOT_FOUND, (), None, None)


def test_two_states_of_one_moment_that_contradict_each_other_are_ambiguous() -> None:
    one, other = state("1", ISSUED - DAY, TRUE), state("2", ISSUED - DAY, MOVED)
    assert compare(PAPER, states=[one, other], official=[]) == Comparison(
        CaseVerdict.AMBIGUOUS, (), None, None
    )


def test_two_states_of_one_moment_that_agree_are_one() -> None:
    one, other = state("1", ISSUED - DAY, TRUE), state("2", ISSUED - DAY, dict(TRUE))
    assert compare(PAPER, states=[one, other], official=[]).verdict == CaseVerdict.MATCH


def test_an_official_paper_takes_precedence_and_the_differing_facts_are_kept() -> None:
    then, issue = state("1", ISSUED - DAY, MOVED), OfficialIssue("7", ISSUED + HOUR, "")
    assert compare(PAPER, states=[then], official=[issue]) == Comparison(
        CaseVerdict.ALSO_ISSUED, ("주소", "전입일"), then, issue
    )


def test_an_official_paper_is_named_where_nothing_could_be_compared() -> None:
    issue = OfficialIssue("7", ISSUED, SERIAL)
    assert compare(PAPER, states=[], official=[issue]) == Comparison(CaseVerdict.NOT_FOUND, (), None, issue)


@pytest.mark.parametrize(
    ("issue", "counts"),
    [
        (OfficialIssue("7", ISSUED - DAY, ""), False),
        (OfficialIssue("7", ISSUED.replace(hour=0, minute=0), ""), True),
        (OfficialIssue("7", ISSUED + 3 * DAY, ""), True),
        (OfficialIssue("7", ISSUED - 3 * DAY, SERIAL), True),
        (OfficialIssue("7", ISSUED, "P-11110515-26-001-000124"), False),
    ],
)
def test_an_official_paper_counts_if_it_names_this_one_or_names_none_from_its_day_on(
    issue: OfficialIssue, counts: bool
) -> None:
    found = compare(PAPER, states=[state("1", ISSUED - DAY, TRUE)], official=[issue])
    assert found.verdict == (CaseVerdict.ALSO_ISSUED if counts else CaseVerdict.MATCH)


def test_the_official_paper_that_names_this_one_is_preferred_to_an_earlier_one() -> None:
    silent, naming = OfficialIssue("7", ISSUED, ""), OfficialIssue("8", ISSUED + DAY, SERIAL)
    found = compare(PAPER, states=[state("1", ISSUED - DAY, TRUE)], official=[silent, naming])
    assert found.official == naming


def test_what_the_ledger_changed_after_the_issue_is_named_and_changes_no_verdict() -> None:
    then, later, latest = (
        state("1", ISSUED - DAY, TRUE),
        state("2", ISSUED + HOUR, TRUE),
        state("3", ISSUED + DAY, MOVED),
    )
    found = compare(PAPER, states=[latest, then, later], official=[])
    assert (found.verdict, found.state, found.changed_since) == (CaseVerdict.MATCH, then, ("주소", "전입일"))
    assert compare(PAPER, states=[then, later], official=[]).changed_since == ()


def test_a_change_before_the_issue_is_no_change_since() -> None:
    before, then = state("1", ISSUED - DAY, MOVED), state("2", ISSUED - HOUR, TRUE)
    assert compare(PAPER, states=[before, then], official=[]).changed_since == ()


def test_a_change_of_name_since_is_named() -> None:
    paper = replace(PAPER, name="홍길동")
    then = replace(state("1", ISSUED - DAY, TRUE), name="홍길동(洪吉童)")
    later = replace(state("2", ISSUED + DAY, TRUE), name="홍새봄")
    found = compare(paper, states=[then, later], official=[])
    assert (found.verdict, found.changed_since) == (CaseVerdict.MATCH, (NAME,))


def test_the_household_of_a_wife_does_not_confirm_the_paper_of_her_husband() -> None:
    husbands = replace(PAPER, name="홍길동")
    wifes = replace(state("1", ISSUED - DAY, TRUE), name="김영희")
    found = compare(husbands, states=[wifes], official=[])
    assert (found.verdict, found.differing, found.needs_candidates) == (CaseVerdict.DIFFERS, (NAME,), True)


@pytest.mark.parametrize(
    ("ours", "theirs", "differs"),
    [
        ("홍길동", "홍길동(洪吉童)", False),
        ("홍길동(洪吉童)", "홍길동(洪吉同)", False),
        ("홍 길동", "홍길동", False),
        ("Nguyen Van Anh", "NGUYEN  VAN ANH", False),
        ("류관순", "유관순", True),
        ("홍길동", "", True),
        ("", "홍길동", False),
    ],
)
def test_names_are_compared_beside_the_number_and_only_where_the_paper_has_one(
    ours: str, theirs: str, differs: bool
) -> None:
    found = compare(
        replace(PAPER, name=ours), states=[replace(state("1", ISSUED - DAY, TRUE), name=theirs)], official=[]
    )
    assert found.differing == ((NAME,) if differs else ())


def test_an_address_of_the_other_system_differs_and_says_so() -> None:
    paper = replace(PAPER, fingerprints={"주소": "a1@road", "세대주": "b1", "전입일": "c1"})
    then = state("1", ISSUED - DAY, {"주소": "a2@lot", "세대주": "b2", "전입일": "c1"})
    found = compare(paper, states=[then], official=[])
    assert found.differences == (Difference("주소", Way.OTHER_SYSTEM), Difference("세대주", Way.DIFFERENT))
    moved = compare(paper, states=[state("1", ISSUED - DAY, {**TRUE, "주소": "a3@road"})], official=[])
    assert moved.differences == (Difference("주소", Way.DIFFERENT),)


OTHER = PaperFacts("P-11110515-26-001-000124", ISSUED + HOUR, PAPER.fingerprints, filing="f2")


@pytest.mark.parametrize(
    ("sibling", "counts"),
    [
        (OTHER, True),
        (replace(OTHER, issued_at=ISSUED.replace(hour=0, minute=0)), True),
        (replace(OTHER, issued_at=ISSUED.replace(hour=23, minute=59)), True),
        (replace(OTHER, issued_at=ISSUED + DAY), False),
        (replace(OTHER, filing="f1"), False),
        (replace(OTHER, serial=SERIAL), False),
    ],
)
def test_a_second_paper_of_another_filing_on_the_same_day_makes_both_duplicates(
    sibling: PaperFacts, counts: bool
) -> None:
    paper = replace(PAPER, filing="f1")
    then = state("1", ISSUED - DAY, TRUE)
    found = compare(paper, states=[then], official=[], siblings=[paper, sibling])
    back = compare(sibling, states=[then], official=[], siblings=[paper, sibling])
    both = (found.verdict == CaseVerdict.DUPLICATE, back.verdict == CaseVerdict.DUPLICATE)
    assert both == (counts, counts)
    assert found.duplicates == ((sibling.serial,) if counts else ())


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("홍길동", True),
        ("홍 길동(洪吉童)", True),
        ("홍길둥", True),
        ("", True),
        ("김영희", False),
        ("류관순", False),
    ],
)
def test_papers_of_two_people_under_one_number_are_no_duplicates(name: str, counts: bool) -> None:
    paper, sibling = replace(PAPER, name="홍길동"), replace(OTHER, name=name)
    then = replace(state("1", ISSUED - DAY, TRUE), name="홍길동")
    for one, other in ((paper, sibling), (sibling, paper)):
        found = compare(one, states=[then], official=[], siblings=[other])
        assert (found.verdict == CaseVerdict.DUPLICATE, bool(found.duplicates)) == (counts, counts)


def test_a_paper_made_after_the_ledger_changed_is_no_duplicate_of_the_one_before() -> None:
    morning, moved = state("1", ISSUED - DAY, TRUE), state("2", ISSUED + timedelta(minutes=30), MOVED)
    found = compare(PAPER, states=[morning, moved], official=[], siblings=[OTHER])
    assert (found.verdict, found.duplicates) == (CaseVerdict.MATCH, ())


def test_duplicates_that_differ_keep_what_differs_and_an_official_paper_comes_before_them() -> None:
    then, issue = state("1", ISSUED - DAY, MOVED), OfficialIssue("7", ISSUED, "")
    found = compare(PAPER, states=[then], official=[], siblings=[OTHER])
    assert (found.verdict, found.differing) == (CaseVerdict.DUPLICATE, ("주소", "전입일"))
    also = compare(PAPER, states=[then], official=[issue], siblings=[OTHER])
    assert (also.verdict, also.duplicates) == (CaseVerdict.ALSO_ISSUED, (OTHER.serial,))


def test_two_papers_that_nothing_in_the_ledger_answers_name_each_other() -> None:
    found = compare(PAPER, states=[], official=[], siblings=[OTHER])
    assert (found.verdict, found.duplicates) == (CaseVerdict.NOT_FOUND, (OTHER.serial,))


def test_two_states_of_one_moment_under_two_names_are_ambiguous() -> None:
    one, other = state("1", ISSUED - DAY, TRUE), replace(state("2", ISSUED - DAY, TRUE), name="김영희")
    assert compare(PAPER, states=[one, other], official=[]).verdict == CaseVerdict.AMBIGUOUS


@pytest.mark.parametrize(
    ("states", "needs"),
    [
        ([], True),
        ([LedgerState("1", ISSUED - DAY, TRUE)], False),
        ([LedgerState("1", ISSUED - DAY, MOVED)], False),
        ([LedgerState("1", ISSUED + DAY, TRUE)], False),
    ],
)
def test_candidates_are_looked_for_where_no_row_or_another_persons_was_found(
    states: list[LedgerState], needs: bool
) -> None:
    assert compare(PAPER, states=states, official=[]).needs_candidates == needs
