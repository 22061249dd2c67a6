"""Which role may do which deed: the whole table, and who is refused by it."""

import pytest

from issuance.domain.staff import Role
from issuance.models import User
from issuance.permissions import DEEDS, Deed, ensure, may
from tests import builders
from tests.refusals import refused

COUNTER = {
    "report_system",
    "take_filing",
    "correct_filing",
    "confirm_interest",
    "check_paper_filing",
    "certify",
    "prepare",
    "issue",
    "hand_over",
    "void",
    "print",
    "acknowledge",
    "see_own_office",
    "send_message",
}
SUPERVISION = COUNTER | {
    "approve",
    "resume_issuing",
    "check_voids",
    "reconcile",
    "stop_matching",
    "decide",
    "decide_above",
    "look_again",
    "settle_filing",
    "import_ledger",
    "export_back_entry",
    "rebuild_filing",
    "sign_closing",
    "sign_on_behalf",
}
HEADQUARTERS = {
    "report_system",
    "acknowledge_by_telephone",
    "import_ledger",
    "note_loss",
    "declare_outage",
    "draft_order",
    "approve_order",
    "watch_nation",
    "close_outage",
    "match_nation",
    "stop_matching",
    "sign_on_behalf",
    "decide_above",
    "look_again",
}
TABLE = {
    "clerk": COUNTER,
    "supervisor": SUPERVISION,
    "head": SUPERVISION,
    "headquarters": HEADQUARTERS,
    "auditor": {"see_own_office", "watch_nation"},
}


def somebody(role: Role, *, active: bool = True) -> User:
    return User(username=role, role=role, office_id=builders.TOWN, is_active=active)


def test_the_table_is_exactly_this() -> None:
    assert {role.value: {deed.value for deed in deeds} for role, deeds in DEEDS.items()} == TABLE


def test_every_role_and_every_deed_is_in_the_table() -> None:
    assert set(TABLE) == {role.value for role in Role}
    assert {deed for deeds in TABLE.values() for deed in deeds} == {deed.value for deed in Deed}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("deed", Deed)
def test_a_person_may_what_the_role_may_and_nothing_else(role: Role, deed: Deed) -> None:
    allowed = deed in TABLE[role]
    assert may(somebody(role), deed) is allowed
    if allowed:
        ensure(somebody(role), deed, builders.TOWN)
    else:
        with refused("not_permitted"):
            ensure(somebody(role), deed, builders.TOWN)


@pytest.mark.parametrize("role", Role)
def test_whoever_has_left_may_nothing(role: Role) -> None:
    assert [deed for deed in Deed if may(somebody(role, active=False), deed)] == []


def test_a_deed_of_one_office_is_not_done_by_a_person_of_another() -> None:
    with refused("other_office"):
        ensure(somebody(Role.SUPERVISOR), Deed.APPROVE, builders.NEIGHBOUR)


def test_what_the_role_may_not_is_told_before_the_office_is_looked_at() -> None:
    with refused("not_permitted"):
        ensure(somebody(Role.CLERK), Deed.APPROVE, builders.NEIGHBOUR)
