"""When an office stops issuing."""

from datetime import timedelta

import pytest

from issuance.domain.near_misses import must_stop
from tests.builders import NOW


@pytest.mark.parametrize(
    ("minutes", "stop"),
    [
        ((), False),
        ((0, 1), False),
        ((0, 30, 60), True),
        ((0, 30, 61), False),
        ((0, 30, 61, 90), True),
        ((0, 0, 0), True),
    ],
)
def test_three_within_an_hour_stop_it(minutes: tuple[int, ...], stop: bool) -> None:
    assert must_stop([NOW + timedelta(minutes=minute) for minute in minutes]) is stop
