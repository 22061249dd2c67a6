"""Match runs: what is found of each paper, which cases follow, and that a run goes on where it was left."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from issuance.actions import candidates, comparisons, documents, findings, matching
from issuance.actions.findings import entry_of
from issuance.domain.access import Reason
from issuance.domain.candidates import Ranking, rankings
from issuance.domain.case_queue import Urgency
from issuance.domain.cautions import Caution
from issuance.domain.documents import VoidReason
from issuance.domain.ledger import FileKind
from issuance.domain.match_runs import FOUND, LEASE, RunState
from issuance.domain.matching import CaseVerdict
from issuance.models import AccessRecord, Case, Document, Finding, FindingPage, LedgerEntry, MatchRun, Outage
from issuance.queries import comparands
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import FACTS, NOW, Counter, parcel_number, resident_number
from tests.ledger_files import (
    LONG_AGO,
    RECOVERED,
    Row,
    bring_in,
    extract_row,
    file_of,
    issued_row,
    number_of,
)
from tests.refusals import refused, refused_by_database

OTHER_ADDRESS = "서울특별시 종로구 자하문로 77-1"
NOBODY = "원-9999"


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def ledger(outage: Outage, *rows: Row) -> None:
    """An extract with these rows, and with one of somebody else so that it covers the kind."""
    other = extract_row(
        resident_number(date(1851, 7, 9)), name="어을우동", ledger_number=NOBODY, 주소="제주시 애월로 3"
    )
    bring_in(file_of(FileKind.EXTRACT, [*rows, other]), outage=outage)


def issued(outage: Outage, *rows: Row) -> None:
    bring_in(file_of(FileKind.ISSUED, rows), FileKind.ISSUED, outage=outage)


def same(document: Document, **changed: Any) -> Row:
    """A row of the extract that says what the paper says, but for `changed`."""
    options = {"kind": document.kind.code, "name": document.filing.subject_name} | changed
    number = document.filing.parcel or number_of(document.filing)
    return extract_row(options.pop("number", number), **options)


def run(counter: Counter, *, at: datetime = RECOVERED) -> MatchRun:
    return matching.compare(counter.outage, office=counter.office, by=counter.supervisor, at=at)


def nation(outage: Outage, *, at: datetime = RECOVERED) -> MatchRun:
    return matching.compare(outage, by=builders.headquarters_drafter(), at=at)


def verdicts() -> dict[str, tuple[str, list[str]]]:
    """Verdict and differing facts of each case, by the serial of its paper."""
    return {
        case.document.number: (case.verdict, case.differing)
        for case in Case.objects.select_related("document__paper")
    }


def next_door(counter: Counter) -> Counter:
    """A counter of another office in the same outage."""
    builders.acknowledged(counter.order, builders.NEIGHBOUR)
    clerk, supervisor = builders.clerk(builders.NEIGHBOUR), builders.supervisor(builders.NEIGHBOUR)
    there = builders.delivery(counter.order, builders.NEIGHBOUR)
    return Counter(clerk, supervisor, counter.outage, counter.order, there)


def opened() -> list[tuple[str, str]]:
    """Noun and reason of what a run opened."""
    return [
        (record.noun, record.reason)
        for record in AccessRecord.objects.filter(reason=Reason.MATCHING).order_by("pk")
    ]


def test_a_clean_match_is_found_without_opening_anything(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document))
    done = run(counter)
    assert (done.state, done.paper_count, done.found_count, done.left_count, done.case_count) == (
        RunState.DONE, 1, 1, 0, 1,
    )  # fmt: skip
    page = done.pages.get()
    assert (page.count, page.first, page.last, bytes(page.documents)) == (
        1, document.pk, document.pk, document.pk.bytes,
    )  # fmt: skip
    assert FOUND.unpack(bytes(page.rows)) == (done.sources[0], 0, 0)
    assert (Finding.objects.count(), Case.objects.get().verdict) == (0, CaseVerdict.MATCH)
    assert (opened(), LedgerEntry.objects.filter(source__snapshot=False).count()) == ([], 0)
    assert list(all_faults()) == []


def test_a_clean_matchs_ledger_row_is_taken_out_when_it_is_asked_for(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document, ledger_number="원-7"))
    run(counter)
    case = Case.objects.get()
    assert case.entry is None
    entry = entry_of(case)
    assert entry is not None
    assert (entry.ledger_number, Case.objects.get().entry) == ("원-7", entry)
    assert entry_of(Case.objects.get()) == entry


def test_a_difference_is_named_and_the_subject_that_was_opened_leaves_an_access_record(
    counter: Counter,
) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document, 주소=OTHER_ADDRESS))
    run(counter)
    case = Case.objects.get()
    assert (case.verdict, case.differing) == (CaseVerdict.DIFFERS, ["주소"])
    assert case.entry is not None
    assert case.entry.subject_key == document.filing.subject_key
    record = AccessRecord.objects.get(reason=Reason.MATCHING)
    assert (record.noun, record.subject_key, record.by) == (
        "stagedblock", document.filing.subject_key, counter.supervisor,
    )  # fmt: skip


def test_a_spelling_within_one_system_is_no_difference_though_the_digests_are_not_equal(
    counter: Counter,
) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document, 주소="서울 종로구 자하문로 100", 전입일="2020. 3. 2."))
    run(counter)
    assert verdicts() == {document.number: (CaseVerdict.MATCH, [])}


@pytest.mark.parametrize(
    ("moved_at", "verdict", "changed"),
    [
        (NOW - timedelta(days=1), (CaseVerdict.DIFFERS, ["주소"]), []),
        (NOW, (CaseVerdict.DIFFERS, ["주소"]), []),
        (NOW + timedelta(seconds=1), (CaseVerdict.MATCH, []), ["주소"]),
    ],
)
def test_what_was_true_at_the_issue_counts_and_what_changed_since_is_marked(
    counter: Counter, moved_at: datetime, verdict: tuple[str, list[str]], changed: list[str]
) -> None:
    document = builders.handed_over(counter)
    moved = same(document, as_of=moved_at, ledger_number="원-0002", 주소=OTHER_ADDRESS)
    ledger(counter.outage, moved, same(document))
    run(counter)
    assert (verdicts(), Case.objects.get().changed_since) == ({document.number: verdict}, changed)


def test_a_history_that_ends_in_what_is_printed_is_a_clean_match(counter: Counter) -> None:
    document = builders.handed_over(counter)
    before = same(document, as_of=NOW - timedelta(days=900), ledger_number="원-0002", 주소=OTHER_ADDRESS)
    ledger(counter.outage, before, same(document))
    run(counter)
    assert (Finding.objects.get().verdict, Finding.objects.get().detail, opened()) == (
        CaseVerdict.MATCH,
        None,
        [],
    )


def test_only_a_later_state_leaves_it_to_a_person(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document, as_of=NOW + timedelta(hours=1)))
    run(counter)
    assert verdicts() == {document.number: (CaseVerdict.UNDECIDABLE, [])}


def test_states_of_one_moment_that_contradict_each_other_are_ambiguous(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document), same(document, ledger_number="원-0002", 주소=OTHER_ADDRESS))
    run(counter)
    assert verdicts() == {document.number: (CaseVerdict.AMBIGUOUS, [])}


def test_the_same_row_in_two_files_is_one_state(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document))
    ledger(counter.outage, same(document))
    run(counter)
    assert verdicts() == {document.number: (CaseVerdict.MATCH, [])}


def test_a_wifes_number_on_her_husbands_paper_is_a_difference_of_the_name(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document, name="김영희"))
    run(counter)
    assert verdicts() == {document.number: (CaseVerdict.DIFFERS, ["성명"])}


@pytest.mark.parametrize("names_it", [False, True])
def test_a_paper_that_the_main_system_issued_too_is_named(counter: Counter, names_it: bool) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document))
    issued(
        counter.outage,
        issued_row(
            number_of(document.filing),
            at=NOW + timedelta(minutes=40),
            provisional=document.number if names_it else "",
        ),
    )
    run(counter)
    case = Case.objects.get()
    assert (case.verdict, case.official_number) == (CaseVerdict.ALSO_ISSUED, "2026-발급-0000001")
    assert case.issued_entry is not None


def test_an_issue_of_another_paper_or_of_the_day_before_is_nothing_to_this_one(counter: Counter) -> None:
    document, other = builders.handed_over(counter), builders.handed_over(counter)
    ledger(counter.outage, same(document), same(other, ledger_number="원-2"))
    number = number_of(document.filing)
    issued(
        counter.outage,
        issued_row(number, at=NOW - timedelta(days=1)),
        issued_row(number, at=NOW, official="2", provisional="P-11110515-26-001-000999"),
    )
    run(counter)
    assert verdicts() == {paper.number: (CaseVerdict.MATCH, []) for paper in (document, other)}


def test_two_papers_of_one_day_for_one_subject_are_both_duplicates(counter: Counter) -> None:
    number = resident_number()
    one = builders.handed_over(counter, number=number)
    two = builders.handed_over(counter, number=number, again=True)
    ledger(counter.outage, same(one))
    run(counter)
    assert verdicts() == {document.number: (CaseVerdict.DUPLICATE, []) for document in (one, two)}


def test_a_paper_is_a_duplicate_of_one_that_another_office_handed_out(counter: Counter) -> None:
    number = resident_number()
    mine = builders.handed_over(counter, number=number)
    neighbour = next_door(counter)
    theirs = builders.handed_over(neighbour, number=number)
    ledger(counter.outage, same(mine))
    run(counter)
    assert verdicts() == {mine.number: (CaseVerdict.DUPLICATE, [])}
    run(neighbour)
    assert verdicts() == {document.number: (CaseVerdict.DUPLICATE, []) for document in (mine, theirs)}


def test_papers_of_two_days_for_one_subject_are_no_duplicates(counter: Counter) -> None:
    number = resident_number()
    one = builders.handed_over(counter, number=number)
    two = documents.hand_over(
        builders.issued_document(counter, number=number, at=NOW + timedelta(days=1)),
        by=counter.clerk,
        at=NOW + timedelta(days=1),
    )
    ledger(counter.outage, same(one))
    run(counter, at=RECOVERED + timedelta(days=1))
    assert verdicts() == {document.number: (CaseVerdict.MATCH, []) for document in (one, two)}


def test_a_spoiled_paper_makes_no_duplicate_of_the_one_that_replaced_it(counter: Counter) -> None:
    number = resident_number()
    spoiled = builders.issued_document(counter, number=number)
    documents.void(spoiled, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW)
    paper = builders.handed_over(counter, number=number, again=True)
    ledger(counter.outage, same(paper))
    run(counter)
    assert verdicts() == {paper.number: (CaseVerdict.MATCH, [])}


def test_nobody_in_the_extract_is_not_found(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage)
    run(counter)
    assert verdicts() == {document.number: (CaseVerdict.NOT_FOUND, [])}


def test_a_block_on_the_person_whose_number_was_mistyped_makes_the_case_urgent(counter: Counter) -> None:
    document = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    builders.restriction(builders.filing(number="8503029000018"))
    ledger(counter.outage, same(document, number="8503029000018"))
    run(counter)
    case = Case.objects.get()
    assert (case.verdict, case.urgency) == (CaseVerdict.MATCH, Urgency.BLOCKS)


def test_a_mistyped_number_is_linked_with_its_explanation_and_goes_first(counter: Counter) -> None:
    document = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    ledger(counter.outage, same(document, number="8503029000018"))
    run(counter)
    case = Case.objects.get()
    assert case.verdict == CaseVerdict.MATCH
    assert case.entry is not None
    (candidate,) = case.candidates
    assert candidate["entry"] == str(case.entry.pk)
    assert [(line["name"], line["agreement"]) for line in candidate["fields"]] == [
        ("성명", "same"), ("생년월일", "same"), ("주민등록번호", "close"), ("기관", "missing"), ("주소", "same"),
    ]  # fmt: skip
    assert sorted(set(opened())) == [
        ("document", Reason.MATCHING), ("filing", Reason.MATCHING), ("stagedblock", Reason.MATCHING),
    ]  # fmt: skip


def test_what_the_main_system_issued_under_the_right_number_is_seen_of_a_linked_paper(
    counter: Counter,
) -> None:
    document = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    ledger(counter.outage, same(document, number="8503029000018"))
    issued(counter.outage, issued_row("8503029000018", at=NOW, official="2026-000777"))
    run(counter)
    case = Case.objects.get()
    assert (case.verdict, case.official_number) == (CaseVerdict.ALSO_ISSUED, "2026-000777")
    assert case.entry is not None


@pytest.mark.parametrize("away", [False, True])
def test_a_row_whose_number_another_paper_bears_is_linked_by_a_person_alone(
    counter: Counter, away: bool
) -> None:
    slipped = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    at = next_door(counter) if away else counter
    other = builders.handed_over(at, number="8503029000018", subject_name="독고탁")
    ledger(counter.outage, same(other, 전입일="2001-01-01"))
    run(counter)
    mine: dict[str, tuple[str, list[str]]] = {slipped.number: (CaseVerdict.AMBIGUOUS, [])}
    assert verdicts() == (mine if away else mine | {other.number: (CaseVerdict.DIFFERS, ["전입일"])})
    (candidate,) = Case.objects.get(document=slipped).candidates
    assert candidate["cautions"] == [Caution.CONTESTED]


@pytest.mark.parametrize("right", ["8503209000017", "8503020000017"])
def test_a_birth_date_or_sex_that_was_mistyped_stands_on_the_paper_and_goes_to_a_person(
    counter: Counter, right: str
) -> None:
    document = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    ledger(counter.outage, same(document, number=right))
    run(counter)
    assert verdicts() == {document.number: (CaseVerdict.AMBIGUOUS, [])}
    assert len(Case.objects.get().candidates) == 1


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([{"as_of": NOW - timedelta(days=1), "주소": OTHER_ADDRESS}], (CaseVerdict.DIFFERS, ["주소"])),
        ([{"as_of": NOW + timedelta(hours=1), "세대주": "김영희"}], (CaseVerdict.MATCH, [])),
        ([{"주소": OTHER_ADDRESS}], (CaseVerdict.AMBIGUOUS, [])),
        (
            [{"as_of": NOW - timedelta(days=900)}, {"as_of": NOW - timedelta(days=1), "세대주": "김영희"}],
            (CaseVerdict.DIFFERS, ["세대주"]),
        ),
    ],
    ids=["moved before the issue", "changed after it", "two at one moment", "three states"],
)
@pytest.mark.parametrize("number", ["8503029000018", "8503029765432"], ids=["slip", "changed number"])
def test_a_linked_paper_is_compared_with_what_was_true_at_its_issue(
    counter: Counter, number: str, others: list[dict[str, Any]], found: tuple[str, list[str]]
) -> None:
    document = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    right = {"number": number}
    states = [same(document, **right, **other, ledger_number=f"원-{n}") for n, other in enumerate(others)]
    ledger(counter.outage, same(document, **right), *states)
    run(counter)
    assert verdicts() == {document.number: found}


def test_a_candidate_is_shown_as_of_the_issue_though_another_row_of_that_person_is_more_alike(
    counter: Counter,
) -> None:
    document = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    moved_at = NOW - timedelta(days=1)
    before = same(document, number="8503209000017")
    moved = same(
        document, number="8503209000017", as_of=moved_at, ledger_number="원-0002", 주소=OTHER_ADDRESS
    )
    ledger(counter.outage, before, moved)
    run(counter)
    (candidate,) = Case.objects.get().candidates
    shown = LedgerEntry.objects.get(pk=candidate["entry"])
    assert (shown.as_of, datetime.fromisoformat(candidate["scored_at"])) == (moved_at, LONG_AGO)


def test_rows_of_one_moment_that_contradict_each_other_are_all_shown_and_the_same_row_once(
    counter: Counter,
) -> None:
    document = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    right = same(document, number="8503029000018")
    ledger(counter.outage, right)
    ledger(counter.outage, right, same(document, number="8503029000018", 주소=OTHER_ADDRESS))
    run(counter)
    case = Case.objects.get()
    assert (case.verdict, len({one["entry"] for one in case.candidates})) == (CaseVerdict.AMBIGUOUS, 2)
    assert len(case.candidates) == 2


def test_a_row_that_another_paper_has_by_its_number_is_linked_to_no_second_one(counter: Counter) -> None:
    right = builders.handed_over(counter, number="8503029000018", subject_name="독고탁")
    slipped = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    ledger(counter.outage, same(right))
    run(counter)
    assert {serial: verdict for serial, (verdict, _) in verdicts().items()} == {
        right.number: CaseVerdict.MATCH,
        slipped.number: CaseVerdict.AMBIGUOUS,
    }
    (candidate,) = Case.objects.get(document=slipped).candidates
    assert candidate["cautions"] == ["contested"]


def test_a_paper_is_not_linked_to_a_person_of_whom_another_paper_has_an_older_row(counter: Counter) -> None:
    right = builders.handed_over(counter, number="8503029000018", subject_name="독고탁")
    slipped = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    newer = same(right, as_of=NOW - timedelta(days=1), ledger_number="원-0002", 주소=OTHER_ADDRESS)
    ledger(counter.outage, same(right), newer)
    run(counter)
    assert verdicts()[slipped.number] == (CaseVerdict.AMBIGUOUS, [])


def test_twins_are_left_to_a_person(counter: Counter) -> None:
    document = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    twins = (
        same(document, number="8503029000025"),
        same(document, number="8503029000033", name="독고준", ledger_number="원-2"),
    )
    ledger(counter.outage, *twins)
    run(counter)
    assert verdicts() == {document.number: (CaseVerdict.AMBIGUOUS, [])}
    assert Case.objects.get().entry is None
    assert [one.get("cautions") for one in Case.objects.get().candidates] == [["twins"], None]


def test_a_kind_that_no_extract_holds_waits_for_one(counter: Counter) -> None:
    parcel = builders.handed_over(counter, kind="LD02", number=parcel_number())
    ledger(counter.outage)
    done = run(counter)
    assert (done.found_count, done.left_count, Case.objects.count()) == (0, 1, 0)
    ledger(counter.outage, same(parcel))
    done = run(counter)
    assert (done.found_count, done.left_count) == (1, 0)
    assert verdicts() == {parcel.number: (CaseVerdict.MATCH, [])}


def test_without_an_extract_nothing_is_compared(counter: Counter) -> None:
    document = builders.handed_over(counter)
    bring_in(file_of(FileKind.EXTRACT, [same(document)]), outage=None)
    with refused("ledger_missing"):
        run(counter)
    assert (MatchRun.objects.count(), Case.objects.count()) == (0, 0)


def test_an_extract_of_another_outage_is_none(counter: Counter) -> None:
    document = builders.handed_over(counter)
    other = builders.declared_outage()
    bring_in(file_of(FileKind.EXTRACT, [same(document)]), outage=other)
    with refused("ledger_missing"):
        run(counter)


def test_an_office_runs_over_its_own_papers_and_headquarters_over_all(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document))
    neighbour = builders.supervisor(builders.NEIGHBOUR)
    with refused("other_office"):
        matching.begin(counter.outage, office=counter.office, by=neighbour, at=RECOVERED)
    for nobody in (counter.clerk, counter.supervisor):
        with refused("not_permitted"):
            matching.begin(counter.outage, by=nobody, at=RECOVERED)
    theirs = matching.compare(counter.outage, office=neighbour.office, by=neighbour, at=RECOVERED)
    assert (theirs.paper_count, FindingPage.objects.count()) == (0, 0)
    everyones = nation(counter.outage)
    assert (everyones.office, everyones.found_count) == (None, 1)
    assert builders.told(everyones) == [
        ("begin", "", "running", everyones.by.username),
        ("finish", "running", "done", everyones.by.username),
    ]


def test_comparing_again_finds_nothing_new(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document))
    for found in (1, 0, 0):
        assert (run(counter).found_count, Case.objects.count(), FindingPage.objects.count()) == (found, 1, 1)


def test_a_run_at_work_refuses_another_over_the_same_papers(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document))
    mine = matching.begin(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    assert matching.begin(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED) == mine
    MatchRun.objects.filter(pk=mine.pk).update(lease="somebody", leased_until=RECOVERED + LEASE)
    for begin in (run, lambda counter: nation(counter.outage)):
        with refused("match_run_under_way"):
            begin(counter)
    with refused("match_run_under_way"):
        matching.go_on(mine, at=RECOVERED)
    neighbour = builders.supervisor(builders.NEIGHBOUR)
    matching.begin(counter.outage, office=neighbour.office, by=neighbour, at=RECOVERED)
    assert matching.go_on(mine, at=RECOVERED + LEASE).state == RunState.DONE


def test_a_run_keeps_its_lease_in_the_middle_of_a_long_step(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    ledger(counter.outage, same(document, number="8503029000018"))
    # Every look at the clock is more than half a lease after the one before.
    clock = count(step=LEASE.total_seconds() * 0.6)
    monkeypatch.setattr(matching, "monotonic", lambda: next(clock))
    until = []

    def ranked(*args: Any, **options: Any) -> list[Ranking]:
        until.append(MatchRun.objects.get().leased_until)
        return rankings(*args, **options)

    monkeypatch.setattr(candidates, "rankings", ranked)
    assert run(counter).state == RunState.DONE
    assert until[0] is not None
    assert until[0] > RECOVERED + 2 * LEASE


def test_a_run_over_the_nation_ends_those_of_offices_that_nobody_is_at_work_on(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document))
    mine = matching.begin(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    nation(counter.outage)
    mine.refresh_from_db()
    assert (mine.state, Case.objects.count()) == (RunState.STOPPED, 1)
    assert list(all_faults()) == []


def test_a_run_that_was_stopped_opens_no_case_and_goes_on_no_more(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document))
    mine = matching.begin(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    mine = matching.stop(mine, by=counter.supervisor, at=RECOVERED)
    assert (mine.state, findings.open_cases(mine, at=RECOVERED)) == (RunState.STOPPED, 0)
    with refused("match_run_taken_over"):
        matching.go_on(mine, at=RECOVERED)
    with refused("wrong_state"):
        matching.stop(mine, by=counter.supervisor, at=RECOVERED)
    assert run(counter).case_count == 1


def test_a_run_goes_on_with_what_it_has_not_found_yet(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chunk is stored and the next breaks: what was stored is kept, and found once."""
    papers = [builders.handed_over(counter) for _ in range(5)]
    ledger(counter.outage, *(same(paper, ledger_number=str(place)) for place, paper in enumerate(papers)))
    monkeypatch.setattr(matching, "CLEAN_AT_A_TIME", 2)
    mine = matching.begin(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    append, left = findings.append_clean, [1]

    def breaking(*args: Any) -> None:
        if not left:
            raise OSError("the disk is full")
        left.pop()
        append(*args)

    monkeypatch.setattr(findings, "append_clean", breaking)
    with pytest.raises(OSError, match="the disk is full"):
        matching.go_on(mine, at=RECOVERED)
    mine.refresh_from_db()
    assert (mine.state, mine.found_count, mine.pages.get().count) == (RunState.RUNNING, 2, 2)
    monkeypatch.setattr(findings, "append_clean", append)
    mine = matching.go_on(mine, at=RECOVERED + 2 * LEASE)
    assert (mine.state, mine.found_count) == (RunState.DONE, 5)
    assert [(page.index, page.count) for page in mine.pages.all()] == [(0, 2), (1, 2), (2, 1)]
    assert b"".join(comparands.paged(mine)) == b"".join(sorted(paper.pk.bytes for paper in papers))
    assert list(all_faults()) == []


def test_cases_are_opened_chunk_by_chunk_what_is_no_match_first(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [builders.handed_over(counter) for _ in range(7)]
    ledger(
        counter.outage,
        *(
            same(paper, ledger_number=str(place), **({"주소": OTHER_ADDRESS} if place % 3 == 0 else {}))
            for place, paper in enumerate(papers)
        ),
    )
    monkeypatch.setattr(findings, "CASES_AT_A_TIME", 2)
    monkeypatch.setattr(findings, "EXCEPTIONS_AT_A_TIME", 2)
    done = run(counter)
    assert done.case_count == 7
    assert [case.verdict for case in Case.objects.order_by("pk")] == ["differs"] * 3 + ["match"] * 4
    assert findings.open_cases(done, at=RECOVERED) == 0
    assert list(all_faults()) == []


def test_each_finding_has_its_case_in_the_order_of_the_ledger(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that each block is opened few times; the keys of documents are random, and a chunk goes on behind the one before."""
    made = [builders.handed_over(counter, at=NOW + timedelta(minutes=place)) for place in range(6)]
    rows = (same(paper, ledger_number=str(place), 주소=OTHER_ADDRESS) for place, paper in enumerate(made))
    ledger(counter.outage, *rows)
    monkeypatch.setattr(findings, "EXCEPTIONS_AT_A_TIME", 1)
    assert run(counter).case_count == 6
    assert list(Case.objects.order_by("pk").values_list("document", flat=True)) == [
        paper.pk for paper in made
    ]


def test_a_paper_that_got_its_case_meanwhile_gets_no_second_one(counter: Counter) -> None:
    document = builders.handed_over(counter)
    ledger(counter.outage, same(document))
    mine = matching.begin(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    mine = matching.go_on(mine, at=RECOVERED)
    Case.objects.create(document=document, verdict=CaseVerdict.NOT_FOUND, opened_at=RECOVERED)
    assert (findings.open_cases(mine, at=RECOVERED), Case.objects.count()) == (0, 1)


@pytest.mark.parametrize("limit", ["AT_ONCE", "ROWS_AT_ONCE"])
def test_many_papers_or_rows_are_left_to_the_queue(
    limit: str, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [builders.handed_over(counter) for _ in range(2)]
    ledger(counter.outage, *(same(paper, ledger_number=str(place)) for place, paper in enumerate(papers)))
    monkeypatch.setattr(matching, limit, 1)
    waiting = run(counter)
    assert (waiting.state, waiting.paper_count, Case.objects.count()) == (RunState.RUNNING, 2, 0)


def test_a_paper_from_before_there_were_digests_is_compared_fact_by_fact(counter: Counter) -> None:
    document = builders.handed_over(counter)
    from django.db import connection

    from issuance.models import triggers

    triggers.drop(connection)
    Document.objects.update(row_digest=None)
    triggers.create(connection)
    ledger(counter.outage, same(document))
    run(counter)
    assert verdicts() == {document.number: (CaseVerdict.MATCH, [])}


def test_a_finding_never_changes_and_is_never_deleted(counter: Counter) -> None:
    clean, differs = builders.handed_over(counter), builders.handed_over(counter)
    ledger(counter.outage, same(clean), same(differs, ledger_number="원-2", 주소=OTHER_ADDRESS))
    run(counter)
    with refused_by_database("append only"):
        Finding.objects.update(verdict=CaseVerdict.NOT_FOUND)
    with refused_by_database("append only"):
        FindingPage.objects.update(index=1)
    for found in (Finding, FindingPage):
        with refused_by_database("rows are kept"):
            found.objects.all().delete()


def test_a_finding_holds_names_of_facts_and_none_of_their_values(counter: Counter) -> None:
    document = builders.handed_over(counter, number="8503029000017", subject_name="독고탁")
    ledger(counter.outage, same(document, number="8503029000018", 주소=OTHER_ADDRESS))
    run(counter)
    written = str(Finding.objects.values_list("detail", flat=True).get())
    values = ["독고탁", "8503029", OTHER_ADDRESS, *FACTS["RR01"].values()]
    assert [value for value in values if value in written] == []


def test_the_fingerprints_of_thousands_are_those_of_one(db: None) -> None:
    facts = FACTS["RR01"] | {"소재지": "서울특별시 종로구 청운동 1-2"}
    assert comparisons.marker()(facts) == documents.fingerprints_of(facts)


def test_a_run_over_an_outage_without_any_order_has_nothing_to_compare(db: None) -> None:
    outage = builders.declared_outage()
    ledger(outage)
    run = nation(outage)
    assert (run.state, run.found_count, run.opened_at) == (RunState.DONE, 0, RECOVERED)
