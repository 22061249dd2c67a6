"""What the main system said of a subject, before the outage and after it."""

from datetime import timedelta

import pytest

from issuance.domain.ledger import FileKind
from issuance.main_system.writing import written_moment
from issuance.models import Restriction
from issuance.queries.ledger import (
    issued_entries,
    restricted,
    restrictions_of,
    snapshot_as_of,
    snapshot_entry,
)
from issuance.queries.matching import extracts
from tests import builders
from tests.builders import NOW
from tests.ledger_files import (
    LONG_AGO,
    bring_in,
    extract_row,
    file_of,
    issued_row,
    number_of,
    restriction_row,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_the_newest_state_of_a_snapshot_that_is_not_of_the_future_counts() -> None:
    filing = builders.filing()
    number = number_of(filing)
    moments = (LONG_AGO, NOW - DAY, NOW + DAY)
    rows = [extract_row(number, as_of=at, ledger_number=f"원-{place}") for place, at in enumerate(moments)]
    rows.append(extract_row(number, kind="RR02", as_of=NOW, ledger_number="다른 서류"))
    rows.append(extract_row(builders.resident_number(), as_of=NOW, ledger_number="다른 사람"))
    bring_in(file_of(FileKind.EXTRACT, rows), outage=None)
    entries = [snapshot_entry(filing, at=at) for at in (LONG_AGO - DAY, LONG_AGO, NOW, NOW + DAY)]
    assert [entry and entry.ledger_number for entry in entries] == [None, "원-0", "원-1", "원-2"]


def test_an_extract_is_no_snapshot() -> None:
    filing = builders.filing()
    outage = builders.declared_outage()
    bring_in(file_of(FileKind.EXTRACT, [extract_row(number_of(filing))]), outage=outage)
    assert (snapshot_entry(filing, at=NOW), snapshot_as_of()) == (None, None)


def test_the_age_of_the_snapshot_is_that_of_its_newest_row() -> None:
    rows = [extract_row(builders.resident_number(), as_of=at) for at in (LONG_AGO, NOW - DAY)]
    bring_in(file_of(FileKind.EXTRACT, rows), outage=None)
    assert snapshot_as_of() == NOW - DAY


def test_what_the_main_system_issued_is_found_by_subject_and_kind() -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    number = number_of(filing)
    rows = [issued_row(number, at=NOW, official="2"), issued_row(number, at=LONG_AGO, official="1")]
    bring_in(file_of(FileKind.ISSUED, rows), FileKind.ISSUED, outage=outage)
    found = issued_entries(outage, subject_key=filing.subject_key, kind="RR01")
    assert [entry.number for entry in found] == ["1", "2"]
    assert list(issued_entries(outage, subject_key=filing.subject_key, kind="RR02")) == []


@pytest.mark.parametrize("file_kind", [FileKind.ISSUED, FileKind.RESTRICTIONS])
def test_only_an_extract_for_this_very_outage_makes_a_subject_not_found(file_kind: FileKind) -> None:
    outage, other = builders.declared_outage(), builders.suspected_outage()
    content = file_of(FileKind.EXTRACT, [extract_row(builders.resident_number())])
    bring_in(content, outage=None)
    bring_in(content, outage=other)
    bring_in(file_of(file_kind, []), file_kind, outage=outage)
    assert extracts(outage).exists() is False
    bring_in(content, outage=outage)
    assert extracts(outage).exists() is True


def test_a_restriction_holds_from_its_start_until_it_is_lifted() -> None:
    filing = builders.filing()
    restriction = builders.restriction(filing)
    Restriction.objects.filter(pk=restriction.pk).update(starts_at=NOW, lifted_at=NOW + DAY)
    moments = (NOW - timedelta(seconds=1), NOW, NOW + DAY - timedelta(seconds=1), NOW + DAY)
    assert [restricted(filing.subject_key, at=at) for at in moments] == [False, True, True, False]
    assert restricted(builders.filing().subject_key, at=NOW) is False


def test_a_later_list_says_when_a_restriction_was_lifted() -> None:
    filing = builders.filing()
    row = restriction_row(number_of(filing))
    lifted = {**row, "해제일시": written_moment(NOW)}
    lost = {**row, "구분": "분실", "시작일시": written_moment(NOW - DAY)}
    for rows, ends in (
        ([row, lost], [None, None]),
        ([lifted], [NOW, None]),
        # One file that says both leaves the restriction standing.
        ([lifted, row, lost], [NOW, None, None]),
        ([lifted, {**lost, "해제일시": written_moment(NOW)}], [NOW, NOW]),
    ):
        bring_in(
            file_of(FileKind.RESTRICTIONS, rows), FileKind.RESTRICTIONS, outage=builders.declared_outage()
        )
        spans = restrictions_of((filing.subject_key,))[filing.subject_key]
        assert [end for _, end in spans] == ends
        assert restricted(filing.subject_key, at=NOW) == (None in ends)
