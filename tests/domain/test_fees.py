"""Fees: due, waived and the basis of it."""

import pytest

from issuance.domain.fees import Fee, ensure_waiver, fee_of
from tests.refusals import refused

BASIS = "한부모가족 지원 대상 (주민등록법 시행규칙 §18①)"


@pytest.mark.parametrize(
    ("each", "by_order", "waiver", "fee"),
    [
        (400, "", "", Fee(800, 0, "")),
        (400, "", BASIS, Fee(800, 800, BASIS)),
        (400, "지침 제1호", "", Fee(800, 800, "지침 제1호")),
        (400, "지침 제1호", BASIS, Fee(800, 800, "지침 제1호")),
        (0, "", BASIS, Fee(0, 0, "")),
    ],
)
def test_a_fee_is_due_waived_by_the_order_or_on_a_basis_of_one_person(
    each: int, by_order: str, waiver: str, fee: Fee
) -> None:
    assert fee_of(each=each, copies=2, by_order=by_order, waiver=waiver) == fee


def test_only_a_basis_of_the_catalogue_waives() -> None:
    ensure_waiver("", bases=[])
    ensure_waiver(BASIS, bases=[BASIS])
    with refused("unknown_waiver"):
        ensure_waiver("아는 사람", bases=[BASIS])
