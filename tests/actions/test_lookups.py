"""Looking somebody up is a deed: it is written down, and nobody does it fifty-one times in ten minutes."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from issuance.actions import access, filings
from issuance.domain.access import Reason
from issuance.domain.catalogue import OTHER_FILING
from issuance.models import AccessRecord
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def opened(row: Any, **over: Any) -> None:
    facts: dict[str, Any] = {"by": builders.clerk(), "at": NOW}
    access.look_at(row, of=getattr(row, "filing", row), **facts | over)


def test_a_number_finds_the_offices_filings_masked() -> None:
    number = builders.resident_number()
    filing = builders.filing(number=number)
    builders.filing()
    builders.filing(number=number, by=builders.clerk(builders.FAR_TOWN))
    for typed in (number, f"{number[:6]}-{number[6:]}", f" {number[:6]} {number[6:]} "):
        found = access.looked_up(typed, by=builders.clerk(), at=NOW)
        assert [(one.pk, one.applicant) for one in found] == [(filing.pk, "홍*동")]


def test_a_parcel_is_found_by_its_number() -> None:
    parcel = builders.parcel_number()
    filing = builders.filing(kind="LD02", number=parcel)
    assert [one.pk for one in access.looked_up(parcel, by=builders.clerk(), at=NOW)] == [filing.pk]


def test_a_look_up_is_written_down_found_or_not_and_names_nobody_by_number() -> None:
    number = builders.resident_number()
    assert access.looked_up(number, by=builders.clerk(), at=NOW) == ()
    record = AccessRecord.objects.get()
    assert (record.reason, record.noun, record.subject, record.by, record.at) == (
        Reason.LOOK_UP,
        "filing",
        "",
        builders.clerk(),
        NOW,
    )
    assert record.subject_key == filings.subject_hash(number)
    assert number not in repr(list(AccessRecord.objects.values_list()))


@pytest.mark.parametrize(
    ("typed", "code"), [("850302", "wrong_length"), ("851302-9000001", "impossible_date")]
)
def test_what_is_no_number_is_not_looked_up(typed: str, code: str) -> None:
    with refused(code):
        access.looked_up(typed, by=builders.clerk(), at=NOW)
    assert AccessRecord.objects.count() == 0


def test_headquarters_looks_nobody_up() -> None:
    with refused("not_permitted"):
        access.looked_up(builders.resident_number(), by=builders.headquarters_drafter(), at=NOW)


def test_opening_a_filing_leaves_a_record_each_time() -> None:
    filing = builders.filing()
    opened(filing)
    opened(filing, at=NOW + MINUTE)
    assert list(AccessRecord.objects.values_list("reason", "noun", "subject", "subject_key", "at")) == [
        ("opening", "filing", str(filing.pk), filing.subject_key, at) for at in (NOW, NOW + MINUTE)
    ]


def test_opening_a_document_leaves_a_record_of_its_own() -> None:
    document = builders.issued_document(builders.counter())
    opened(document)
    record = AccessRecord.objects.latest("pk")
    assert (record.reason, record.noun, record.subject, record.subject_key) == (
        "opening",
        "document",
        str(document.pk),
        document.filing.subject_key,
    )


def test_another_office_opens_nothing() -> None:
    document = builders.issued_document(builders.counter())
    for row in (document.filing, document):
        with refused("other_office"):
            opened(row, by=builders.clerk(builders.NEIGHBOUR))
    assert not AccessRecord.objects.filter(by=builders.clerk(builders.NEIGHBOUR)).exists()


def test_look_ups_and_openings_share_one_budget(settings: Settings) -> None:
    settings.IEUM_LOOKUP_BUDGET = 2
    one, other = builders.filing(), builders.filing()
    access.looked_up(builders.resident_number(), by=builders.clerk(), at=NOW)
    opened(one)
    with refused("too_many_lookups"):
        opened(other)
    with refused("too_many_lookups"):
        access.looked_up(builders.resident_number(), by=builders.clerk(), at=NOW)
    assert AccessRecord.objects.count() == 2


def test_documents_count_as_filings_do(settings: Settings) -> None:
    settings.IEUM_LOOKUP_BUDGET = 1
    at_counter = builders.counter()
    first, second = builders.issued_document(at_counter), builders.issued_document(at_counter)
    opened(first)
    for row in (second, second.filing):
        with refused("too_many_lookups"):
            opened(row)


def test_the_same_person_again_costs_nothing(settings: Settings) -> None:
    settings.IEUM_LOOKUP_BUDGET = 1
    number = builders.resident_number()
    document = builders.issued_document(builders.counter(), number=number)
    for row in (document.filing, document, builders.filing(number=number, again=True), document):
        opened(row)
    access.looked_up(number, by=builders.clerk(), at=NOW)
    assert AccessRecord.objects.filter(reason__in=("opening", "look_up")).count() == 5


def test_requests_without_a_number_count_one_by_one(settings: Settings) -> None:
    settings.IEUM_LOOKUP_BUDGET = 1
    one, other = (
        builders.filing(kind=OTHER_FILING, title=title, number="")
        for title in ("가로등 고장 신고", "소음 신고")
    )
    opened(one)
    opened(one)
    with refused("too_many_lookups"):
        opened(other)


def test_everybody_has_a_budget_of_their_own_and_it_comes_back(settings: Settings) -> None:
    settings.IEUM_LOOKUP_BUDGET = 1
    one, other = builders.filing(), builders.filing()
    opened(one)
    opened(other, by=builders.clerk(number=2))
    with refused("too_many_lookups"):
        opened(other, at=NOW + 10 * MINUTE - timedelta(seconds=1))
    opened(other, at=NOW + 10 * MINUTE)


def test_what_the_work_itself_opens_is_not_counted(settings: Settings) -> None:
    settings.IEUM_LOOKUP_BUDGET = 1
    builders.issued_document(builders.counter())
    assert AccessRecord.objects.count() > 1
    opened(builders.filing())


def test_fifty_are_the_budget(settings: Settings) -> None:
    assert settings.IEUM_LOOKUP_BUDGET == 50
