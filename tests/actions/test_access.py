"""To open a sealed field is a deed that leaves its record."""

import pytest

from issuance.actions.access import opened
from issuance.domain.access import Reason
from issuance.models import AccessRecord, Filing
from issuance.sealing.vault import SealBroken
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_opening_says_who_looked_at_whom_and_why() -> None:
    number = builders.resident_number()
    filing = builders.filing(number=number)
    text = opened(
        filing,
        "subject_number",
        by=builders.clerk(),
        at=NOW,
        reason=Reason.REVIEW,
        subject_key=filing.subject_key,
    )
    record = AccessRecord.objects.get()
    assert text == number
    assert (record.at, record.by, record.office_id, record.noun, record.subject, record.reason) == (
        NOW,
        builders.clerk(),
        builders.TOWN,
        "filing",
        str(filing.pk),
        "review",
    )
    assert record.subject_key == filing.subject_key


def test_a_record_names_nobody_by_number() -> None:
    number = builders.resident_number()
    filing = builders.filing(number=number)
    opened(
        filing,
        "subject_number",
        by=builders.clerk(),
        at=NOW,
        reason=Reason.REVIEW,
        subject_key=filing.subject_key,
    )
    assert number not in repr(list(AccessRecord.objects.values_list()))


def test_a_field_that_does_not_open_leaves_no_record() -> None:
    one, other = builders.filing(), builders.filing()
    Filing.objects.filter(pk=one.pk).update(subject_number=bytes(other.subject_number))
    with pytest.raises(SealBroken):
        opened(
            Filing.objects.get(pk=one.pk), "subject_number", by=builders.clerk(), at=NOW, reason=Reason.REVIEW
        )
    assert AccessRecord.objects.count() == 0
