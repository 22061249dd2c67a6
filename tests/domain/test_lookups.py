"""The budget of look-ups."""

from issuance.domain.lookups import ensure_within_budget
from tests.refusals import refused


def test_the_last_of_the_budget_is_allowed_and_the_next_is_not() -> None:
    ensure_within_budget(50, 50)
    with refused("too_many_lookups"):
        ensure_within_budget(51, 50)
