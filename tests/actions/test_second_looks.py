"""Second looks: drawn by a stored seed, taken by somebody fresh, blind, and what comes of another judgement."""

from datetime import timedelta

import pytest

from issuance.actions import case_evidence, second_looks, settlements
from issuance.domain.case_batches import drawn
from issuance.domain.reconciliation import Decision
from issuance.domain.second_looks import MARGIN, Stratum
from issuance.models import AccessRecord, Case, LookDraw, SecondLook, User
from issuance.queries import second_looks as queries
from issuance.queries.faults import all_faults
from issuance.queries.reconciliation import Filters
from issuance.queries.reconciliation import settled as settled_cases
from tests import builders
from tests.actions.cases import EFFECT, decided, opened, settled
from tests.builders import Counter
from tests.refusals import refused, refused_by_database

LATER = EFFECT + MARGIN
WORDS = "원장과 같다고 봄"


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def fresh() -> User:
    return builders.supervisor(number=5)


def looks(counter: Counter, verdict: str = "match", decision: Decision = Decision.CONFIRM) -> SecondLook:
    """The second look at one settled case."""
    settled(opened(counter, verdict), decision)
    second_looks.draw(counter.outage, counter.office, at=LATER)
    return SecondLook.objects.get()


def taken(look: SecondLook, by: User | None = None) -> SecondLook:
    return second_looks.take(look, by=by or fresh(), at=LATER)


def judged(look: SecondLook, judgement: Decision = Decision.CONFIRM, by: User | None = None) -> SecondLook:
    return second_looks.judge(look, judgement=judgement, words=WORDS, by=by or fresh(), at=LATER)


def test_a_draw_takes_one_in_twenty_of_each_stratum_and_can_be_drawn_again(counter: Counter) -> None:
    for _ in range(3):
        settled(opened(counter))
    settled(opened(counter, "ambiguous"))
    opened(counter)
    second_looks.draw(counter.outage, counter.office, at=LATER)
    assert [(one.stratum, one.pool_size, one.count) for one in LookDraw.objects.all()] == [
        (Stratum.MATCHES, 3, 1),
        (Stratum.AGREED, 1, 1),
    ]
    for one in LookDraw.objects.all():
        stratum = Stratum(one.stratum)
        pool = queries.pool(counter.outage, counter.office, stratum, since=one.since, until=one.until)
        keys = list(pool.values_list("pk", flat=True))
        assert [look.case_id for look in one.looks.all()] == drawn(keys, seed=one.seed, count=one.count)
    assert second_looks.draw(counter.outage, counter.office, at=LATER) == []
    assert list(all_faults()) == []


def test_later_cases_are_counted_with_those_before(counter: Counter) -> None:
    look = looks(counter)
    settlements.settle(decided(opened(counter)), at=LATER)
    assert queries.to_draw(at=LATER + MARGIN) == [(counter.outage, counter.office)]
    (one,) = second_looks.draw(counter.outage, counter.office, at=LATER + MARGIN)
    # Two in all are one of twenty still: the first draw has taken it.
    assert (one.pool_size, one.count, SecondLook.objects.get()) == (1, 0, look)
    assert queries.to_draw(at=LATER + MARGIN) == []


def test_what_takes_effect_in_the_moment_of_a_draw_waits_for_the_next(counter: Counter) -> None:
    settled(opened(counter))
    assert second_looks.draw(counter.outage, counter.office, at=EFFECT) == []


def test_whoever_dealt_with_a_case_or_saw_it_does_not_look_again(counter: Counter) -> None:
    look = looks(counter)
    seen = builders.supervisor(number=3)
    case_evidence.evidence(look.case, by=seen, at=EFFECT)
    for person in (counter.supervisor, builders.head(), seen):
        with refused("not_fresh"):
            taken(look, person)
        assert list(queries.free_for(person)) == []
    with refused("other_office"):
        taken(look, builders.supervisor(builders.NEIGHBOUR))
    with refused("not_permitted"):
        taken(look, builders.clerk(number=9))
    assert list(queries.free_for(fresh())) == [look]
    for person in (counter.supervisor, builders.head()):
        with refused_by_database("nobody who dealt with a case or its paper looks a second time"):
            SecondLook.objects.filter(pk=look.pk).update(by=person)
    assert taken(look).by == fresh()
    with refused("look_taken"):
        taken(look, builders.supervisor(number=6))


def test_a_second_look_is_blind_to_the_first(counter: Counter) -> None:
    look = looks(counter)
    with refused("look_not_taken"):
        second_looks.evidence(look, by=fresh(), at=LATER)
    look = taken(look)
    with refused("blind_look"):
        case_evidence.evidence(look.case, by=fresh(), at=LATER)
    assert list(settled_cases(fresh(), Filters())) == []
    rows = second_looks.evidence(look, by=fresh(), at=LATER)
    assert [row.fact for row in rows] == ["성명", "주소", "세대주", "세대원", "전입일"]
    assert second_looks.printed_paper(look, by=fresh(), at=LATER)[:5] == b"%PDF-"
    assert AccessRecord.objects.filter(by=fresh(), noun="paper").count() == 1
    judged(look)
    assert case_evidence.evidence(look.case, by=fresh(), at=LATER)
    assert [case.pk for case in settled_cases(fresh(), Filters())] == [look.case_id]


def test_the_same_judgement_is_recorded_and_nothing_follows(counter: Counter) -> None:
    look = judged(taken(looks(counter)))
    assert (look.outcome, look.judgement, Case.objects.count()) == ("agrees", "confirm", 1)
    with refused("look_done"):
        judged(look)
    with refused_by_database("a second look is done once"):
        SecondLook.objects.filter(pk=look.pk).update(outcome="disagrees")
    assert list(all_faults()) == []


def test_another_judgement_opens_a_new_case(counter: Counter) -> None:
    look = judged(taken(looks(counter)), Decision.REVOKE)
    case = Case.objects.latest("pk")
    assert (look.outcome, case.follows, case.state) == ("disagrees", look.case, "open")
    assert [(note.kind, note.words) for note in case.notes.all()] == [
        ("opened_anew", "두 번째 확인: 원장과 같다고 봄")
    ]
    assert list(all_faults()) == []


def test_of_a_revoked_paper_nothing_can_follow(counter: Counter) -> None:
    look = judged(taken(looks(counter, "not_found", Decision.REVOKE)), Decision.CONFIRM)
    assert (look.outcome, Case.objects.count()) == ("disagrees", 1)


def test_nobody_judges_what_they_did_not_take_or_in_other_words(counter: Counter) -> None:
    look = taken(looks(counter))
    with refused("look_taken"):
        judged(look, by=builders.supervisor(number=6))
    with refused("decision_missing"):
        judged(look, Decision.ASK)
    with refused("reason_missing"):
        second_looks.judge(look, judgement=Decision.CONFIRM, words="", by=fresh(), at=LATER)


def test_the_office_above_may_look_where_nobody_here_is_fresh(counter: Counter) -> None:
    look = looks(counter)
    watcher = builders.headquarters_drafter()
    assert list(queries.free_for(watcher)) == [look]
    assert taken(look, watcher).by == watcher
    assert timedelta(0) < MARGIN
