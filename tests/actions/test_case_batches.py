"""Equal cases together: proposed by one, a sample looked at, decided by another, one bad row stopping no other."""

from functools import partial
from typing import Any

import pytest

from issuance.actions import case_batches, case_evidence, documents, reconciliation, settlements
from issuance.domain.case_batches import LineOutcome, drawn
from issuance.domain.matching import CaseVerdict
from issuance.domain.reconciliation import Decision, Grounds
from issuance.domain.verdicts import Standing
from issuance.models import Case, CaseBatch, CaseBatchSample, Paper, User
from issuance.queries.case_batches import counted, to_carry_on
from issuance.queries.faults import all_faults
from tests import builders
from tests.actions.cases import (
    BIRTH,
    EFFECT,
    HIDDEN,
    batched,
    entry_of,
    mistyped,
    opened,
    picked,
    proposed,
    with_password,
)
from tests.builders import Counter
from tests.concurrency.sessions import together
from tests.ledger_files import RECOVERED
from tests.refusals import refused, refused_by_database


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def proposed_together(counter: Counter, count: int, verdict: str = "match", **over: Any) -> CaseBatch:
    for _ in range(count):
        opened(counter, verdict)
    batch = batched(counter, verdict=CaseVerdict(verdict), **over)
    case_batches.carry_on(batch, at=RECOVERED)
    return batch


def looked_at(batch: CaseBatch, by: User) -> list[CaseBatchSample]:
    sample = case_batches.draw_sample(batch, by=by, at=RECOVERED)
    for one in sample:
        case_evidence.evidence(one.case, by=by, at=RECOVERED)
    return sample


def outcomes(batch: CaseBatch) -> dict[str, int]:
    return {outcome: count for outcome, count in counted(batch).items() if count}


def test_equal_cases_go_together_and_no_other_goes_with_them(counter: Counter) -> None:
    others = [
        opened(counter, "not_found"),
        opened(counter, "match", picked_by=counter.supervisor),
        opened(counter, "match", differing=["주소"]),
        proposed(opened(counter)),
    ]
    batch = proposed_together(counter, 2)
    assert outcomes(batch) == {"proposed": 2}
    states = {case.pk: case.state for case in Case.objects.all()}
    assert [states.pop(case.pk) for case in others] == ["open", "open", "open", "proposed"]
    assert set(states.values()) == {"proposed"}
    with refused("nothing_to_batch"):
        batched(counter)
    # No deed has picked the row of the second.
    assert [fault.row for fault in all_faults()] == [f"case {others[1].pk}"]


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"decision": Decision.ASK, "grounds": Grounds.WHICH_FACT}, "not_together"),
        ({"grounds": Grounds.NOT_IN_LEDGER}, "grounds_do_not_fit"),
        ({"reason": " "}, "reason_missing"),
        ({"reason": "없는 글자 \U0001f600 입니다"}, "missing_glyph"),
        ({"by": "neighbour"}, "other_office"),
        ({"by": "clerk"}, "not_permitted"),
    ],
)
def test_a_batch_that_may_not_be_is_refused_whole(counter: Counter, over: dict[str, Any], code: str) -> None:
    opened(counter)
    people = {"neighbour": builders.supervisor(builders.NEIGHBOUR), "clerk": counter.clerk}
    if "by" in over:
        over = {"by": people[over["by"]]}
    with refused(code):
        batched(counter, **over)
    assert CaseBatch.objects.count() == 0


def test_a_paper_whose_row_nobody_has_picked_is_left_out_of_a_confirmation(counter: Counter) -> None:
    mistyped(counter, {"number": BIRTH})
    batch = batched(counter, verdict=CaseVerdict.AMBIGUOUS)
    case_batches.carry_on(batch, at=RECOVERED)
    assert list(batch.lines.values_list("outcome", "code")) == [("left", "row_not_picked")]


def test_a_case_in_which_somebody_picked_a_row_goes_by_itself(counter: Counter) -> None:
    case = picked(mistyped(counter, {"number": HIDDEN}))
    assert case.verdict == CaseVerdict.MATCH
    with refused("nothing_to_batch"):
        batched(counter)


def test_nobody_decides_a_batch_without_having_looked_at_its_sample(counter: Counter) -> None:
    batch, head = proposed_together(counter, 7), builders.head()
    with refused("sample_not_seen"):
        case_batches.decide(batch, by=head, at=RECOVERED)
    sample = case_batches.draw_sample(batch, by=head, at=RECOVERED)
    assert (len(sample), {one.pool_size for one in sample}) == (5, {7})
    for one in sample[:-1]:
        case_evidence.evidence(one.case, by=head, at=RECOVERED)
    # What another person has seen does not count.
    case_evidence.evidence(sample[-1].case, by=builders.supervisor(number=2), at=RECOVERED)
    with refused("sample_not_seen"):
        case_batches.decide(batch, by=head, at=RECOVERED)
    case_evidence.evidence(sample[-1].case, by=head, at=RECOVERED)
    case_batches.decide(batch, by=head, at=RECOVERED)
    case_batches.carry_on(batch, at=RECOVERED)
    assert outcomes(batch) == {"decided": 7}
    assert list(all_faults()) == []


def test_a_sample_is_drawn_once_by_a_seed_that_anybody_can_draw_with_again(counter: Counter) -> None:
    batch, head = proposed_together(counter, 7), builders.head()
    first = case_batches.draw_sample(batch, by=head, at=RECOVERED)
    again = case_batches.draw_sample(batch, by=head, at=EFFECT)
    assert [one.pk for one in again] == [one.pk for one in first]
    keys = batch.lines.values_list("case", flat=True)
    assert [one.case_id for one in first] == drawn(keys, seed=first[0].seed, count=5)
    with refused("same_person"):
        case_batches.draw_sample(batch, by=counter.supervisor, at=RECOVERED)
    with refused_by_database("a sample is drawn once"):
        CaseBatchSample.objects.filter(pk=first[0].pk).update(case=first[1].case)


def test_the_proposer_does_not_decide_by_any_door(counter: Counter) -> None:
    batch = proposed_together(counter, 2)
    with refused("same_person"):
        case_batches.decide(batch, by=counter.supervisor, at=RECOVERED)
    with refused_by_database("case_batch_two_people"):
        CaseBatch.objects.filter(pk=batch.pk).update(decided_by=counter.supervisor, decided_at=RECOVERED)


def test_one_bad_row_stops_no_other_and_says_why(counter: Counter) -> None:
    second = builders.supervisor(number=2)
    own = documents.issue(builders.prepared_document(counter), by=second, at=builders.NOW)
    mine = opened(counter, document=documents.hand_over(own, by=counter.clerk, at=builders.NOW))
    batch = proposed_together(counter, 3)
    taken = Case.objects.exclude(pk=mine.pk).order_by("pk")[0]
    looked_at(batch, second)
    reconciliation.send_back(taken, words="이 건은 따로 봅니다", by=second, at=RECOVERED)
    case_batches.decide(batch, by=second, at=RECOVERED)
    case_batches.carry_on(batch, at=RECOVERED)
    lines = {line.case_id: (line.outcome, line.code) for line in batch.lines.all()}
    assert (lines.pop(mine.pk), lines.pop(taken.pk)) == (("refused", "same_person"), ("refused", "not_equal"))
    assert set(lines.values()) == {("decided", "")}
    assert list(to_carry_on()) == []
    assert list(all_faults()) == []


@pytest.mark.parametrize("over", [{"ask_above": True}, {"grounds": Grounds.SEEN_ORIGINAL}])
def test_a_case_that_its_proposer_put_otherwise_is_left_out_and_stops_no_other(
    counter: Counter, over: dict[str, Any]
) -> None:
    batch, head = proposed_together(counter, 3), builders.head()
    case = reconciliation.take_back(Case.objects.all()[0], by=counter.supervisor, at=RECOVERED)
    proposed(case, by=counter.supervisor, **{"grounds": Grounds.SAME, **over})
    looked_at(batch, head)
    case_batches.decide(batch, by=head, at=RECOVERED)
    case_batches.carry_on(batch, at=RECOVERED)
    lines = {line.case_id: (line.outcome, line.code) for line in batch.lines.all()}
    assert lines.pop(case.pk) == ("refused", "not_equal")
    assert set(lines.values()) == {("decided", "")}
    assert Case.objects.get(pk=case.pk).state == "proposed"
    assert list(all_faults()) == []


def test_a_batch_killed_half_way_goes_on_where_it_stopped(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_batches, "AT_A_TIME", 2)
    for _ in range(5):
        opened(counter)
    batch = batched(counter)
    assert case_batches.carry_on(batch, at=RECOVERED, most=2) == 2
    with refused("batch_not_ready"):
        case_batches.draw_sample(batch, by=builders.head(), at=RECOVERED)
    original, calls = case_batches._written, []

    def breaking(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise OSError("killed")
        original(*args)

    monkeypatch.setattr(case_batches, "_written", breaking)
    with pytest.raises(OSError, match="killed"):
        case_batches.carry_on(batch, at=RECOVERED)
    assert outcomes(batch) == {"proposed": 4, "waiting": 1}
    assert [one.pk for one in to_carry_on()] == [batch.pk]
    case_batches.carry_on(batch, at=RECOVERED)
    assert (outcomes(batch), list(to_carry_on())) == ({"proposed": 5}, [])
    assert list(all_faults()) == []


def test_a_batch_that_is_sent_back_returns_every_case_with_the_words(counter: Counter) -> None:
    batch = proposed_together(counter, 3)
    case_batches.send_back(batch, words="원장 파일이 틀림", by=builders.head(), at=RECOVERED)
    case_batches.carry_on(batch, at=RECOVERED)
    assert outcomes(batch) == {"returned": 3}
    assert {(case.state, case.reason) for case in Case.objects.all()} == {("returned", "원장 파일이 틀림")}
    with refused("batch_is_over"):
        case_batches.send_back(batch, words="다시 돌려보냄", by=builders.head(), at=RECOVERED)
    assert list(all_faults()) == []


def test_revocations_together_go_above_and_are_suspended_while_on_hold(counter: Counter) -> None:
    city = with_password(builders.supervisor("11110000"))
    batch = proposed_together(
        counter, 2, "not_found", decision=Decision.REVOKE, grounds=Grounds.NOT_IN_LEDGER
    )
    assert batch.above == city.office
    with refused("decided_above"):
        case_batches.draw_sample(batch, by=builders.head(), at=RECOVERED)
    with refused("other_office"):
        case_batches.draw_sample(batch, by=builders.headquarters_approver(), at=RECOVERED)
    looked_at(batch, city)
    case_batches.decide(batch, by=city, at=RECOVERED)
    case_batches.carry_on(batch, at=RECOVERED)
    papers = Paper.objects.filter(document__isnull=False)
    assert set(papers.values_list("status", flat=True)) == {Standing.SUSPENDED}
    for case in Case.objects.all():
        settlements.settle(case, at=EFFECT)
    assert set(papers.values_list("status", flat=True)) == {Standing.VOIDED}
    assert list(all_faults()) == []


def test_corrections_together_need_a_row_each(counter: Counter) -> None:
    with_entry, without = builders.handed_over(counter), builders.handed_over(counter)
    opened(
        counter,
        "differs",
        document=with_entry,
        differing=["주소"],
        entry=entry_of(with_entry, 주소="새 주소"),
    )
    opened(counter, "differs", document=without, differing=["주소"])
    batch = batched(
        counter,
        verdict=CaseVerdict.DIFFERS,
        differing=["주소"],
        decision=Decision.CORRECT,
        grounds=Grounds.MOVED,
    )
    case_batches.carry_on(batch, at=RECOVERED)
    assert outcomes(batch) == {"proposed": 1, "left": 1}
    assert [line.code for line in batch.lines.filter(outcome=LineOutcome.LEFT)] == ["nothing_to_correct"]


@pytest.mark.slow
def test_two_who_decide_a_batch_at_once_and_five_who_carry_it_on(committed_db: None) -> None:
    counter = builders.counter()
    batch = proposed_together(counter, 6)
    people = [builders.head(), builders.supervisor(number=2)]
    for person in people:
        looked_at(batch, person)

    def deciding(person: User) -> int:
        return int(case_batches.decide(batch, by=person, at=RECOVERED).pk)

    ends = together([partial(deciding, person) for person in people])
    assert sorted(str(end) for end in ends) == sorted([str(batch.pk), "batch_is_over"])
    counts = together([lambda: case_batches.carry_on(batch, at=RECOVERED)] * 5)
    assert (sum(counts), outcomes(batch)) == (6, {"decided": 6})
    assert list(all_faults()) == []
