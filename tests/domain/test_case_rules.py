"""The numbers of the queue, of samples and of second looks."""

from datetime import date

import pytest

from issuance.domain.case_batches import drawn, sample_size
from issuance.domain.case_files import MOST_ATTACHMENTS, ensure_room
from issuance.domain.case_queue import Urgency, urgency_of, urgency_of_filing, working_day_after
from issuance.domain.case_story import told
from issuance.domain.reconciliation import Decision
from issuance.domain.second_looks import agrees, draw_size
from tests.refusals import refused

HOLIDAYS = {date(2026, 12, 25), date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2026, 11, 23), 3, date(2026, 11, 26)),
        (date(2026, 11, 26), 3, date(2026, 12, 1)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 12, 24), 3, date(2026, 12, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_weekends_and_holidays_do_not_count(day: date, count: int, due: date) -> None:
    assert working_day_after(day, count, holidays=HOLIDAYS) == due


@pytest.mark.parametrize(
    ("kind", "verdict", "differs", "restricted", "urgency"),
    [
        ("RR01", "match", False, True, Urgency.BLOCKS),
        ("ID01", "differs", True, False, Urgency.BLOCKS),
        ("ID01", "match", False, False, Urgency.STATISTICS),
        ("RR01", "differs", True, False, Urgency.PAPERS),
        ("RR01", "not_found", False, False, Urgency.PAPERS),
        ("RR01", "also_issued", True, False, Urgency.PAPERS),
        ("RR01", "also_issued", False, False, Urgency.FEES),
        ("RR01", "match", False, False, Urgency.STATISTICS),
    ],
)
def test_what_blocks_comes_first_and_what_only_counts_last(
    kind: str, verdict: str, differs: bool, restricted: bool, urgency: Urgency
) -> None:
    assert urgency_of(kind, verdict, differs=differs, restricted=restricted) == urgency


@pytest.mark.parametrize(
    ("kind", "urgency"),
    [("FL06", 1), ("FL08", 1), ("FL01", 2), ("FL02", 2), ("FL04", 3), ("RR01", 4), ("FL99", 4)],
)
def test_filings_are_registered_in_the_order_of_their_effect(kind: str, urgency: int) -> None:
    assert urgency_of_filing(kind) == urgency


@pytest.mark.parametrize(
    ("count", "size"), [(0, 0), (1, 1), (5, 5), (6, 5), (100, 5), (101, 6), (400, 20), (5000, 20)]
)
def test_one_in_twenty_is_looked_at_but_five_at_least_and_twenty_at_most(count: int, size: int) -> None:
    assert sample_size(count) == size


def test_a_draw_is_the_same_again_and_another_by_another_seed() -> None:
    keys = range(1000)
    first = drawn(keys, seed="a", count=20)
    assert first == drawn(reversed(keys), seed="a", count=20)
    assert first != drawn(keys, seed="b", count=20)
    assert (len(set(first)), set(first) <= set(keys)) == (20, True)


@pytest.mark.parametrize(
    ("seen", "drawn_before", "of_office", "count"),
    [(1, 0, 0, 1), (20, 1, 1, 0), (21, 1, 1, 1), (2000, 0, 0, 60), (2000, 10, 55, 5), (2000, 50, 60, 0)],
)
def test_one_in_twenty_so_far_is_drawn_and_sixty_an_office_at_most(
    seen: int, drawn_before: int, of_office: int, count: int
) -> None:
    assert draw_size(seen=seen, drawn=drawn_before, drawn_of_office=of_office) == count


@pytest.mark.parametrize(
    ("judgement", "decided", "paper", "same"),
    [
        (Decision.CONFIRM, "confirm", "confirmed", True),
        (Decision.REVOKE, "confirm", "confirmed", False),
        (Decision.CONFIRM, "keep", "confirmed", True),
        (Decision.CORRECT, "keep", "corrected", True),
        (Decision.CONFIRM, "keep", "corrected", False),
    ],
)
def test_what_was_kept_is_judged_by_what_the_paper_is(
    judgement: Decision, decided: str, paper: str, same: bool
) -> None:
    assert agrees(judgement, decided=decided, paper=paper) is same


def test_attachments_have_an_end() -> None:
    ensure_room(MOST_ATTACHMENTS - 1)
    with refused("too_many_attachments"):
        ensure_room(MOST_ATTACHMENTS)


def test_the_story_is_told_in_words() -> None:
    assert told("case", "overrule", "proposed") == ("대조 건", "다른 처리안으로 바꿈", "처리안")
    assert told("document", "hand_over", "handed_over") == ("문서", "교부", "교부")
