"""What a verifier types is read kindly, and counted in windows."""

from datetime import UTC, datetime, timedelta

import pytest

from issuance.domain.papers import check_number, printed_check_number
from issuance.domain.verification import (
    PREFIX,
    WINDOW,
    ensure_tries_left,
    network_of,
    prefix_of,
    typed_birth,
    typed_check_number,
    typed_mark,
    window_of,
)
from tests.refusals import refused

NUMBER = check_number(17, 482_913_507)
PRINTED = printed_check_number(NUMBER)


@pytest.mark.parametrize(
    "text",
    [PRINTED, PRINTED.replace("-", ""), PRINTED.replace("-", " "), f"  {PRINTED}\t", PRINTED.replace("-", "–"),
     "".join(chr(ord(digit) + 0xFEE0) for digit in PRINTED)],
)  # fmt: skip
def test_spaces_hyphens_and_full_width_digits_are_forgiven(text: str) -> None:
    assert typed_check_number(text) == NUMBER


@pytest.mark.parametrize("text", ["", "1234", PRINTED + "0", PRINTED[:-1] + "x", "0" * 16, "٠" * 16])
def test_what_cannot_be_a_number_is_mistyped(text: str) -> None:
    with refused("mistyped_number"):
        typed_check_number(text)


def test_every_digit_wrong_and_every_two_neighbours_swapped_is_noticed() -> None:
    digits = f"{NUMBER:016d}"
    wrong = {
        digits[:at] + other + digits[at + 1 :]
        for at in range(16)
        for other in "0123456789"
        if other != digits[at]
    }
    swapped = {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(15)} - {digits}
    for text in wrong | swapped:
        with refused("mistyped_number"):
            typed_check_number(text)


@pytest.mark.parametrize("text", ["850302", "85 03 02", "1885-03-02", "1885. 03. 02.", "８５０３０２"])
def test_a_birth_date_is_read_as_its_last_six_digits(text: str) -> None:
    assert typed_birth(text) == "850302"


@pytest.mark.parametrize("text", ["", "8532", "8503020", "1885년", "85030x"])
def test_what_is_no_birth_date_is_refused(text: str) -> None:
    with refused("malformed_birth"):
        typed_birth(text)


def test_a_space_at_the_end_of_a_mark_stays() -> None:
    assert typed_mark(" \n KD1:AB C \r\n") == "KD1:AB C "


def test_a_check_number_begins_with_its_book() -> None:
    assert prefix_of(NUMBER) == "00017"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("console", "console"),
    ],
)
def test_one_visitor_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_tries_are_counted_by_ten_minutes() -> None:
    begin = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    assert window_of(begin + WINDOW - timedelta(microseconds=1)) == begin
    assert window_of(begin + WINDOW) == begin + WINDOW
    ensure_tries_left(PREFIX.most - 1, PREFIX)
    with refused("too_many_tries"):
        ensure_tries_left(PREFIX.most, PREFIX)
