"""What of a filing may be put right, and until when."""

import pytest

from issuance.domain.slips import Changes, ensure_correctable, ensure_fits
from tests.refusals import refused


@pytest.mark.parametrize(
    ("states", "changes", "code"),
    [
        ((), Changes(copies=2), ""),
        (("refused", "withdrawn", "voided"), Changes(copies=2), ""),
        (("prepared",), Changes(receiver="은행"), ""),
        (("prepared",), Changes(copies=2), "document_under_way"),
        (("awaiting_approval",), Changes(receiver="은행"), "document_under_way"),
        (("issued",), Changes(applicant_phone="1"), "already_on_paper"),
        (("voided", "handed_over"), Changes(receiver="은행"), "already_on_paper"),
        (("revoked",), Changes(receiver="은행"), "already_on_paper"),
    ],
)
def test_a_paper_that_says_it_stands_against_it(states: tuple[str, ...], changes: Changes, code: str) -> None:
    if code:
        with refused(code):
            ensure_correctable(states, changes)
    else:
        ensure_correctable(states, changes)


def test_what_a_field_does_not_hold_is_refused() -> None:
    ensure_fits(Changes(applicant_phone="0" * 20, receiver="가" * 80, handed_in="가" * 300))
    for changes in (
        Changes(applicant_phone="0" * 21),
        Changes(receiver="가" * 81),
        Changes(handed_in="가" * 301),
    ):
        with refused("slip_too_long"):
            ensure_fits(changes)
