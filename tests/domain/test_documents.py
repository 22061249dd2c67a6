"""Who may have a provisional document, from what, and with whose approval."""

from datetime import UTC, datetime, timedelta

import pytest

from issuance.domain.catalogue import OutputClass
from issuance.domain.documents import (
    Source,
    ensure_approved,
    ensure_facts,
    ensure_identity,
    ensure_may_be_provisional,
    ensure_reason,
    ensure_source,
    needs_approval,
)
from issuance.domain.filings import IN_PERSON, REFUSED_PURPOSES, Purpose, Relation
from tests.refusals import refused

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
FOUR_DAYS = timedelta(hours=96)


def judged(*, output_class: str = "P", relation: str = Relation.SELF, purpose: str = Purpose.FINANCE) -> None:
    ensure_may_be_provisional(
        kind="등본",
        output_class=output_class,
        alternative="",
        relation=relation,
        purpose=purpose,
        purpose_label=Purpose(purpose).label,
    )


@pytest.mark.parametrize("output_class", [one for one in OutputClass if one != OutputClass.PROVISIONAL])
def test_only_class_p_is_ever_provisional(output_class: str) -> None:
    with refused("not_provisional"):
        judged(output_class=output_class)


@pytest.mark.parametrize("relation", [one for one in Relation if one not in IN_PERSON])
def test_nobody_but_the_household_gets_one(relation: str) -> None:
    with refused("only_in_person"):
        judged(relation=relation)


@pytest.mark.parametrize("purpose", sorted(REFUSED_PURPOSES))
def test_a_purpose_of_high_value_is_refused(purpose: str) -> None:
    with refused("purpose_refused"):
        judged(purpose=purpose)


@pytest.mark.parametrize("purpose", [one for one in Purpose if one not in REFUSED_PURPOSES])
@pytest.mark.parametrize("relation", sorted(IN_PERSON))
def test_any_other_purpose_of_somebody_in_person_is_allowed(relation: str, purpose: str) -> None:
    judged(relation=relation, purpose=purpose)


@pytest.mark.parametrize(
    ("kind", "last4"), [("", "1234"), ("resident_card", ""), ("resident_card", "123"), ("mobile", "12345")]
)
def test_the_identity_check_is_recorded_in_full(kind: str, last4: str) -> None:
    with refused("identity_not_checked"):
        ensure_identity(id_kind=kind, id_last4=last4)


def test_a_recorded_identity_check_is_enough() -> None:
    ensure_identity(id_kind="mobile", id_last4=" 1234 ")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"주소": "서울"}, "fact_missing"),
        ({"주소": "서울", "전입일": "  "}, "fact_missing"),
        ({"주소": "서울", "전입일": "2020-03-02", "본적": "서울"}, "unknown_fact"),
    ],
)
def test_exactly_the_facts_of_the_kind_are_taken(facts: dict[str, str], code: str) -> None:
    with refused(code):
        ensure_facts(facts, expected=("주소", "전입일"))


def test_all_facts_of_the_kind_are_enough() -> None:
    ensure_facts({"전입일": "2020-03-02", "주소": "서울"}, expected=("주소", "전입일"))


@pytest.mark.parametrize("source", list(Source))
def test_no_source_is_dated_later_than_now(source: str) -> None:
    ensure_source(source, as_of=NOW, at=NOW, snapshot_age=FOUR_DAYS)
    with refused("source_from_the_future"):
        ensure_source(source, as_of=NOW + timedelta(microseconds=1), at=NOW, snapshot_age=FOUR_DAYS)


def test_a_snapshot_is_as_old_as_the_order_allows_and_no_older() -> None:
    ensure_source(Source.SNAPSHOT, as_of=NOW - FOUR_DAYS, at=NOW, snapshot_age=FOUR_DAYS)
    with refused("snapshot_too_old"):
        ensure_source(
            Source.SNAPSHOT, as_of=NOW - FOUR_DAYS - timedelta(microseconds=1), at=NOW, snapshot_age=FOUR_DAYS
        )


@pytest.mark.parametrize("source", [one for one in Source if one != Source.SNAPSHOT])
def test_paper_may_be_older_than_a_snapshot(source: str) -> None:
    ensure_source(source, as_of=NOW - timedelta(days=900), at=NOW, snapshot_age=FOUR_DAYS)


def test_a_supervisor_approves_named_kinds_and_any_source_but_the_snapshot() -> None:
    table = {
        (source, kind): needs_approval(source=source, kind_needs_it=kind)
        for source in Source
        for kind in (False, True)
    }
    assert [row for row, needed in table.items() if not needed] == [(Source.SNAPSHOT, False)]


def test_what_needs_approval_waits_for_it() -> None:
    with refused("approval_missing"):
        ensure_approved(needed=True, approved=False)
    ensure_approved(needed=True, approved=True)
    ensure_approved(needed=False, approved=False)


def test_a_reason_has_five_letters() -> None:
    with refused("reason_missing"):
        ensure_reason(" 훼손됨  ")
    ensure_reason("용지 걸림")
