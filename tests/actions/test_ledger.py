"""Files come in whole or not at all, answers register filings, and what goes out is streamed and recorded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection

from issuance.actions import documents, filings, ledger, outages
from issuance.domain.ledger import AnswerCode, FileKind
from issuance.domain.resident_numbers import ParcelNumber, ResidentNumber
from issuance.domain.staging import RECORD
from issuance.domain.states import FilingState
from issuance.main_system.population import Holding, Person, SimOffice
from issuance.main_system.simulator import MainSystem
from issuance.models import (
    Filing,
    IssuedEntry,
    LedgerEntry,
    LedgerImport,
    RegistrationAnswer,
    Restriction,
    StagedBlock,
)
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import FACTS, NOW, resident_number
from tests.ledger_files import (
    LONG_AGO,
    RECOVERED,
    Row,
    answer_row,
    bring_in,
    extract_row,
    file_of,
    issued_row,
    number_of,
    restriction_row,
)
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def three_rows() -> bytes:
    """A good row, one whose number has a digit too few, and another good one."""
    return file_of(
        FileKind.EXTRACT,
        [
            extract_row(resident_number(), ledger_number="원-1"),
            extract_row(resident_number()[:-1], ledger_number="원-2"),
            extract_row(resident_number(), ledger_number="원-3"),
        ],
    )


def test_good_rows_come_in_and_bad_ones_are_left_out_and_counted() -> None:
    made = bring_in(three_rows(), outage=None)
    assert (made.row_count, made.fault_count) == (2, 1)
    assert list(made.entries.values_list("ledger_number", flat=True).order_by("ledger_number")) == [
        "원-1",
        "원-3",
    ]


def test_the_same_bytes_for_another_outage_are_another_import() -> None:
    content = file_of(FileKind.EXTRACT, [extract_row(resident_number())])
    one, other = builders.suspected_outage(), builders.suspected_outage()
    assert bring_in(content, outage=one) != bring_in(content, outage=other)
    assert StagedBlock.objects.count() == 2


def test_an_extract_of_an_outage_stays_in_its_blocks_and_makes_no_rows() -> None:
    made = bring_in(three_rows(), outage=builders.suspected_outage())
    assert (made.state, made.row_count, made.fault_count) == ("done", 2, 1)
    assert (made.blocks.count(), made.blocks_done, LedgerEntry.objects.count()) == (1, 1, 0)


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (FileKind.ISSUED, {**issued_row(resident_number(), at=NOW), "발급번호": "\r=발급"}),
        (FileKind.RESTRICTIONS, {**restriction_row(resident_number()), "구분": "\r=교부제한"}),
        (FileKind.ANSWERS, {**answer_row("R-11110515-26-001-000001", "9999"), "처리내용": "\r-처리"}),
    ],
)
def test_a_lone_return_in_a_cell_keeps_no_file_from_coming_in(kind: FileKind, row: Row) -> None:
    made = bring_in(file_of(kind, [row]), kind, outage=builders.declared_outage())
    assert (made.state, made.row_count + made.fault_count) == ("done", 1)


def test_an_issued_number_that_stands_twice_costs_its_second_row_only() -> None:
    outage, number = builders.suspected_outage(), resident_number()
    rows = [issued_row(number, at=NOW), issued_row(number, at=NOW), issued_row(number, at=NOW, official="2")]
    made = bring_in(file_of(FileKind.ISSUED, rows), FileKind.ISSUED, outage=outage)
    assert (made.row_count, made.fault_count) == (2, 1)
    assert list(IssuedEntry.objects.values_list("number", flat=True).order_by("number")) == [
        "2",
        "2026-발급-0000001",
    ]


def test_the_facts_of_an_extract_are_sealed_and_the_number_is_kept_as_a_hash_alone() -> None:
    number = resident_number()
    made = bring_in(file_of(FileKind.EXTRACT, [extract_row(number)]), outage=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM issuance_ledgerentry WHERE source_id = %s", [made.pk])
        stored = b"|".join(
            cell if isinstance(cell, bytes) else str(cell).encode() for cell in cursor.fetchone()
        )
    plain = (number, FACTS["RR01"]["주소"], FACTS["RR01"]["세대원"], FACTS["RR01"]["전입일"])
    assert [text for text in plain if text.encode() in stored] == []
    entry = LedgerEntry.objects.get()
    assert entry.subject_key == filings.subject_hash(number)
    assert set(entry.fingerprints) == set(FACTS["RR01"])


def test_a_snapshot_needs_no_outage_and_an_extract_does() -> None:
    number = resident_number()
    content = file_of(FileKind.EXTRACT, [extract_row(number)])
    with refused("outage_missing"):
        ledger.import_file(
            content,
            file_name="원부.csv",
            file_kind=FileKind.EXTRACT,
            snapshot=False,
            outage=None,
            by=builders.headquarters_drafter(),
            at=NOW,
        )
    outage = builders.suspected_outage()
    made = [bring_in(content, outage=outage), bring_in(content, outage=None)]
    assert [(row.snapshot, row.outage) for row in made] == [(False, outage), (True, None)]


@pytest.mark.parametrize("role", ["clerk", "auditor"])
def test_whoever_may_not_bring_files_in_is_refused(role: str) -> None:
    person = builders.clerk() if role == "clerk" else builders.auditor()
    with refused("not_permitted"):
        bring_in(three_rows(), outage=None, by=person)
    assert LedgerImport.objects.count() == 0


def test_a_restriction_stops_a_provisional_document_from_then_on() -> None:
    counter = builders.counter()
    filing = builders.filing()
    builders.in_snapshot(filing)
    content = file_of(FileKind.RESTRICTIONS, [restriction_row(number_of(filing))])
    bring_in(content, FileKind.RESTRICTIONS, outage=counter.outage, at=NOW)
    assert Restriction.objects.values_list("subject_key", "starts_at").get() == (filing.subject_key, LONG_AGO)
    with refused("restricted"):
        documents.snapshot_facts(filing, by=counter.clerk, at=NOW)


def answered(filing: Filing, code: str, *, number: str = "", at: datetime = RECOVERED) -> Filing:
    row = answer_row(filings.receipt_of(filing), code, number=number)
    bring_in(file_of(FileKind.ANSWERS, [row]), FileKind.ANSWERS, outage=filing.outage, at=at)
    return Filing.objects.get(pk=filing.pk)


@pytest.mark.parametrize(("code", "already_there"), [("0000", False), ("1001", True)])
def test_an_answer_registers_its_filing(code: str, already_there: bool) -> None:
    builders.declared_outage()
    filing = answered(builders.filing(), code, number="2026-신청-0000007")
    assert (filing.state, filing.main_system_number, filing.already_there, filing.last_answer) == (
        FilingState.REGISTERED,
        "2026-신청-0000007",
        already_there,
        code,
    )
    assert filing.registered_at == RECOVERED
    assert builders.told(filing)[1:] == [
        ("register", "received", "registered", builders.headquarters_drafter().username)
    ]
    assert list(all_faults()) == []


@pytest.mark.parametrize("code", [code for code in AnswerCode if not code.is_registered])
def test_a_refusing_answer_leaves_the_filing_received_with_the_answer(code: AnswerCode) -> None:
    builders.declared_outage()
    filing = answered(builders.filing(), code.value)
    assert (filing.state, filing.last_answer, filing.main_system_number, filing.effective_date) == (
        FilingState.RECEIVED,
        code,
        "",
        None,
    )


def test_a_filing_that_was_refused_is_registered_by_a_later_answer() -> None:
    builders.declared_outage()
    filing = answered(builders.filing(), "3001")
    filing = answered(filing, "0000", number="7")
    assert (filing.state, filing.last_answer) == (FilingState.REGISTERED, "0000")
    assert list(RegistrationAnswer.objects.values_list("code", flat=True)) == ["3001", "0000"]


def test_an_answer_to_a_filing_that_has_its_end_is_kept_and_changes_nothing() -> None:
    builders.declared_outage()
    filing = answered(builders.filing(), "0000", number="7")
    again = answered(filing, "2001")
    assert (again.state, again.last_answer, again.main_system_number) == (FilingState.REGISTERED, "0000", "7")
    assert RegistrationAnswer.objects.count() == 2


def test_answers_to_nothing_of_this_outage_are_left_out_and_counted() -> None:
    elsewhere = builders.filing(
        at=builders.BEGAN - timedelta(days=1), begun_at=builders.BEGAN - timedelta(days=1)
    )
    outage = builders.declared_outage()
    ours = builders.filing()
    rows = [
        answer_row(filings.receipt_of(elsewhere), "0000", number="1"),
        answer_row("R-11110515-26-001-000999", "0000", number="2"),
        answer_row(filings.receipt_of(ours), "0000", number="3"),
    ]
    made = bring_in(file_of(FileKind.ANSWERS, rows), FileKind.ANSWERS, outage=outage)
    assert (made.row_count, made.fault_count) == (1, 2)
    assert {filing.pk: filing.state for filing in Filing.objects.all()} == {
        elsewhere.pk: FilingState.RECEIVED,
        ours.pk: FilingState.REGISTERED,
    }


def test_a_registered_answer_without_a_number_is_a_bad_row() -> None:
    outage = builders.declared_outage()
    rows = [answer_row(filings.receipt_of(builders.filing()), "0000")]
    made = bring_in(file_of(FileKind.ANSWERS, rows), FileKind.ANSWERS, outage=outage)
    assert (made.row_count, made.fault_count) == (0, 1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 15, 0, 0, tzinfo=UTC), date(2026, 11, 24)),
    ],
)
def test_a_filing_counts_from_the_day_that_it_was_in_seoul(moment: datetime, day: date) -> None:
    builders.declared_outage()
    filing = builders.filing(at=moment + timedelta(minutes=2), begun_at=moment)
    assert filing.moment == moment
    assert answered(filing, "0000", number="7", at=moment + timedelta(days=3)).effective_date == day


def test_the_files_of_the_simulator_come_in_without_a_fault() -> None:
    outage = builders.declared_outage()
    number, parcel = resident_number(), builders.parcel_number()
    person = Person(
        office=SimOffice(builders.TOWN, "서울특별시 종로구 청운효자동"),
        number=ResidentNumber(number),
        name="홍길동",
        relation="본인",
        parcel=ParcelNumber(parcel),
        holdings=(
            Holding("RR01", tuple(FACTS["RR01"].items())),
            Holding("LD02", tuple(FACTS["LD02"].items()), is_parcel=True),
        ),
    )
    system = MainSystem([person])
    system.change_fact(person, "RR01", "전입일", "2026-11-20", at=NOW)
    system.issue(person, "RR01", at=NOW, office=builders.TOWN)
    system.restrict(person, what="교부제한", at=NOW)
    brought = [
        bring_in(system.register_snapshot(LONG_AGO), outage=None),
        bring_in(system.extract(since=LONG_AGO, until=RECOVERED), outage=outage),
        bring_in(system.issued(), FileKind.ISSUED, outage=outage),
        bring_in(system.restrictions(), FileKind.RESTRICTIONS, outage=outage),
    ]
    assert [(made.row_count, made.fault_count) for made in brought] == [(2, 0), (3, 0), (1, 0), (1, 0)]
    keys = {filings.subject_hash(number), filings.subject_hash(parcel)}
    assert set(LedgerEntry.objects.values_list("subject_key", flat=True)) == keys
    (block,) = brought[1].blocks.all()
    told = {record[1].hex() for record in RECORD.iter_unpack(block.keys)}
    assert told == {key[:32] for key in keys}


def test_an_import_for_an_outage_outlives_its_restoring() -> None:
    outage = builders.restored_outage(builders.declared_outage())
    assert bring_in(three_rows(), outage=outage).row_count == 2
    outages.close(outage, by=builders.headquarters_drafter(), at=RECOVERED)
