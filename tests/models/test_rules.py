"""What the database refuses by itself, whoever writes: every constraint and every trigger, planted one by one."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import F

from issuance.actions import documents, near_misses, slips
from issuance.domain.documents import Source
from issuance.domain.papers import Series
from issuance.domain.slips import Changes
from issuance.models import (
    AccessRecord,
    Book,
    Case,
    Certificate,
    Delivery,
    Document,
    DocumentKind,
    Evidence,
    FallbackOrder,
    Filing,
    IssuedEntry,
    IssuingStop,
    JournalEntry,
    LedgerImport,
    NearMiss,
    OrderKind,
    Outage,
    OutageSystem,
    Paper,
    PublishedList,
    SigningKey,
    Slip,
    VerificationTries,
    Watch,
    Window,
)
from issuance.models.triggers import TRIGGERS
from tests import builders
from tests.builders import NOW
from tests.refusals import refused_by_database

pytestmark = pytest.mark.django_db

Plant = Callable[[], Callable[[], Any]]


def changed(make: Callable[[], models.Model], **fields: Any) -> Plant:
    """A row made by the actions, then written over as no action would."""

    def plant() -> Callable[[], Any]:
        row = make()
        values = {name: value() if callable(value) else value for name, value in fields.items()}
        return lambda: type(row)._default_manager.filter(pk=row.pk).update(**values)

    return plant


def twice(make: Callable[[], models.Model], **fields: Any) -> Plant:
    """The same row once more under a key of its own; `fields` differ."""

    def plant() -> Callable[[], Any]:
        row: Any = make()
        copy = type(row)._default_manager.get(pk=row.pk)
        values = {
            field.attname: getattr(copy, field.attname)
            for field in copy._meta.concrete_fields
            if not field.primary_key
        }
        for name, value in fields.items():
            values[name] = value() if callable(value) else value
        return lambda: type(row)._default_manager.bulk_create([type(row)(**values)])

    return plant


def gone(make: Callable[[], models.Model]) -> Plant:
    def plant() -> Callable[[], Any]:
        row: Any = make()
        return lambda: type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")

    return plant


def book() -> Book:
    return builders.filing().papers.get().book


def receipt() -> Paper:
    return builders.filing().papers.get()


def outage() -> Outage:
    return builders.declared_outage()


def outage_system() -> OutageSystem:
    return outage().outage_systems.get(system="resident")


def draft() -> FallbackOrder:
    return builders.drafted_order(outage())


def order() -> FallbackOrder:
    return builders.order_in_force(outage())


def order_kind() -> OrderKind:
    return draft().kinds.get(code="RR01")


def delivery() -> Delivery:
    return builders.delivery(order())


def acknowledged() -> Delivery:
    return builders.acknowledged(order())


def prepared() -> Document:
    return builders.prepared_document(builders.counter())


def awaiting() -> Document:
    return builders.awaiting_document(builders.counter())


def of_interest() -> Filing:
    return builders.filing(interest=True)


def paper_filing() -> Filing:
    outage()
    return builders.paper_filing()


def evidence() -> Evidence:
    return paper_filing().evidence


def slip() -> Slip:
    corrected = slips.correct(
        builders.filing(),
        changes=Changes(receiver="새빛은행"),
        consent=True,
        reason="은행 이름을 잘못 적음",
        by=builders.clerk(),
        at=NOW,
    )
    return corrected.slips.get()


def near_miss() -> NearMiss:
    return near_misses.record(
        Series.PROVISIONAL, "lint_hit", "제목", subject="1", by=builders.clerk(), at=NOW, drill=False
    )


def issuing_stop() -> IssuingStop:
    for _ in range(3):
        near_miss()
    return IssuingStop.objects.get()


def prepared_for(make: Callable[[], Filing]) -> Document:
    """Prepared for a filing that a second clerk has yet to look at."""
    builders.counter()
    filing = make()
    builders.in_snapshot(filing)
    return documents.prepare(
        filing, source=Source.SNAPSHOT, by=builders.clerk(), at=NOW, token=builders.token()
    )


def issued_by_a_third() -> Document:
    document = awaiting()
    documents.approve(document, by=builders.supervisor(), at=NOW)
    return documents.issue(document, by=builders.clerk(number=2), at=NOW)


def issued() -> Document:
    return builders.issued_document(builders.counter())


def provisional() -> Paper:
    paper = issued().paper
    assert paper is not None
    return paper


def certificate() -> Certificate:
    outage()
    return builders.certificate(builders.filing())


def case() -> Case:
    return Case.objects.create(
        document=builders.handed_over(builders.counter()),
        verdict="match",
        opened_at=NOW,
        proposed_by=builders.supervisor(),
    )


def correction() -> models.Model:
    document = builders.handed_over(builders.counter())
    return document.corrections.create(paper=builders.filing().papers.get(), issued_at=NOW)


def entry() -> JournalEntry:
    return JournalEntry.objects.get(subject=str(builders.filing().pk))


def access_record() -> AccessRecord:
    issued()
    return AccessRecord.objects.latest("pk")


def ledger_import(**fields: Any) -> LedgerImport:
    return LedgerImport.objects.create(
        file_kind="issued",
        file_name="issued.csv",
        sha256="0" * 64,
        encoding="utf-8",
        row_count=1,
        fault_count=0,
        imported_by=builders.headquarters_drafter(),
        imported_at=NOW,
        **fields,
    )


def issued_entry() -> IssuedEntry:
    return IssuedEntry.objects.create(
        source=ledger_import(),
        number="1",
        kind_code="RR01",
        issued_at=NOW,
        office_code=builders.TOWN,
        subject_key="0",
    )


def book_key() -> SigningKey:
    return book().keys.get()


def published() -> PublishedList:
    return PublishedList.objects.create(
        realm="live", name="trust-list", text="", content_digest="0" * 64, published_at=NOW
    )


def catalogued() -> DocumentKind:
    return builders.kind("RR01")


def key_of_kind(code: str) -> int:
    return builders.kind(code).pk


def key_of_filing(relation: str) -> UUID:
    return builders.filing(relation=relation).pk


def watch() -> Watch:
    row = Watch(id=uuid4(), paper=receipt(), email_key="0" * 64, asked_at=NOW, until=NOW + timedelta(days=7))
    row.seal("email", "clerk@example.go.kr")
    row.save(force_insert=True)
    return row


def tries() -> VerificationTries:
    return VerificationTries.objects.create(place="0" * 64, begun_at=NOW)


def window() -> Window:
    return builders.office().windows.get()


NEW = {"token": builders.token}
SETTLED = {"state": "settled", "settlement_reason": "withdrawn"}

CONSTRAINTS: dict[str, Plant] = {
    "book_once": twice(book, registry_number=77_777),
    "book_three_digits": changed(book, number=1000),
    "book_registry_five_digits": changed(book, registry_number=100_000),
    "book_sequence_six_digits": changed(book, last_sequence=1_000_000),
    "window_once": twice(window),
    "window_two_digits": changed(window, number=100),
    "kind_version_once": twice(catalogued),
    "kind_provisional_has_title": changed(catalogued, provisional_title=""),
    "outage_declared_has_moment": changed(outage, declared_at=None),
    "outage_closed_has_sums": changed(outage, state="closed"),
    "outage_system_once": twice(outage_system),
    "outage_system_back_after_down": changed(
        outage_system, restored_at=builders.BEGAN - timedelta(seconds=1)
    ),
    "order_two_people": changed(order, approved_by=F("drafted_by")),
    "order_in_force_is_approved": changed(draft, state="in_force"),
    "order_ends_after_start": changed(draft, ends_at=F("starts_at")),
    "order_validity_a_week": changed(draft, validity_days=8),
    "order_kind_once": twice(order_kind),
    "delivery_once": twice(delivery),
    "delivery_acknowledged_by_someone": changed(acknowledged, manner=""),
    "delivery_telephone_has_name": changed(acknowledged, manner="telephone"),
    "filing_moment_is_one_of_two": twice(builders.filing, moment=NOW - timedelta(minutes=1), **NEW),
    "filing_on_paper_was_entered": twice(
        builders.filing, moment=NOW - timedelta(hours=3), paper_moment=NOW - timedelta(hours=3), **NEW
    ),
    "filing_paper_checked_by_another": changed(paper_filing, checked_by=F("entered_by"), checked_at=NOW),
    "filing_interest_confirmed_by_another": changed(
        of_interest, confirmed_by=F("taken_by"), confirmed_at=NOW
    ),
    "filing_copies": changed(builders.filing, copies=21),
    "filing_registered_has_number": changed(builders.filing, state="registered"),
    "filing_settled_has_reason": changed(builders.filing, **SETTLED),
    "filing_settled_by_two": changed(
        builders.filing, settled_by=F("taken_by"), settlement_proposed_by=F("taken_by")
    ),
    "paper_number_once": twice(
        receipt, serial="R-x", check_number=1, status_index=9, series=Series.CERTIFICATE
    ),
    "paper_status_place_once": twice(
        receipt, serial="R-x", check_number=1, sequence=9, series=Series.CERTIFICATE
    ),
    "receipt_once": twice(receipt, serial="R-x", check_number=1, sequence=9, status_index=9),
    "paper_only_provisional_expires": twice(
        receipt, serial="E-x", check_number=1, sequence=9, status_index=9, series="E", expires_at=NOW
    ),
    "paper_only_correction_corrects": twice(
        receipt, serial="C-x", check_number=1, sequence=9, status_index=9, series="C"
    ),
    "paper_voided_has_reason": changed(receipt, voided_at=NOW, status=1),
    "key_book_has_book": changed(book_key, book=None),
    "key_expires_after_start": changed(book_key, expires_at=F("not_before")),
    "document_two_people": changed(awaiting, approved_by=F("prepared_by")),
    "document_approver_does_not_issue": changed(issued_by_a_third, approved_by=F("issued_by")),
    "document_numbered_has_paper": changed(prepared, state="issued"),
    "document_issued_is_approved": changed(issued, needs_approval=True),
    "document_fee_sums": changed(prepared, fee_due=1, fee_waived=1, fee_to_refund=1),
    "certificate_once": twice(certificate, paper_id=lambda: builders.filing().papers.get().pk, **NEW),
    "case_one_open_a_document": twice(case),
    "case_two_people": changed(case, decided_by=F("proposed_by")),
    "case_decided_has_two": changed(case, state="decided"),
    "journal_position_once": twice(entry),
    "issued_number_once": twice(issued_entry),
    "list_once": twice(published),
    "tries_once": twice(tries),
    "watch_once": twice(watch, id=uuid4),
    "import_once": twice(lambda: ledger_import(outage=outage())),
    "import_without_outage_once": twice(ledger_import),
    "slip_has_reason": twice(slip, id=uuid4, reason=""),
    "issuing_stop_once": twice(issuing_stop),
    "issuing_stop_cleared_by_somebody": changed(issuing_stop, cleared_at=NOW, words="점검함"),
}
KEPT: dict[str, Plant] = {
    "issuance_accessrecord_kept": gone(access_record),
    "issuance_book_kept": gone(book),
    "issuance_case_kept": gone(case),
    "issuance_certificate_kept": gone(certificate),
    "issuance_correctionnotice_kept": gone(correction),
    "issuance_delivery_kept": gone(delivery),
    "issuance_document_kept": gone(prepared),
    "issuance_evidence_kept": gone(evidence),
    "issuance_fallbackorder_kept": gone(draft),
    "issuance_filing_kept": gone(builders.filing),
    "issuance_issuingstop_kept": gone(issuing_stop),
    "issuance_journalentry_kept": gone(entry),
    "issuance_nearmiss_kept": gone(near_miss),
    "issuance_outage_kept": gone(outage),
    "issuance_paper_kept": gone(receipt),
    "issuance_slip_kept": gone(slip),
}
GUARDED: dict[str, list[Plant]] = {
    "issuance_accessrecord_written_once": [changed(access_record, reason="reprint")],
    "issuance_evidence_written_once": [changed(evidence, content=b"x")],
    "issuance_journalentry_written_once": [changed(entry, verb="withdraw")],
    "issuance_nearmiss_written_once": [changed(near_miss, words="")],
    "issuance_slip_written_once": [changed(slip, before=b"x")],
    "filing_interest_fixed": [
        changed(of_interest, interest=False),
        changed(of_interest, interest_found=True),
        changed(of_interest, taken_by_id=lambda: builders.clerk(number=2).pk),
        changed(paper_filing, entered_by_id=lambda: builders.clerk(number=3).pk),
        changed(paper_filing, taken_by_name="임꺽정"),
    ],
    "document_seen_by_a_second_clerk": [
        changed(lambda: prepared_for(of_interest), paper_id=lambda: receipt().pk),
        changed(lambda: prepared_for(builders.paper_filing), paper_id=lambda: receipt().pk),
    ],
    "filing_moment_fixed": [
        changed(builders.filing, moment=F("sent_at")),
        changed(builders.filing, begun_at=F("sent_at")),
        changed(builders.filing, sent_at=NOW + timedelta(hours=1)),
        changed(builders.filing, paper_moment=F("moment")),
        changed(builders.filing, subject_key="0"),
        changed(builders.filing, kind_id=lambda: builders.kind("RR02").pk),
        changed(builders.filing, office_id=builders.NEIGHBOUR),
    ],
    "paper_frozen": [
        changed(receipt, book_id=lambda: Book.objects.exclude(office=builders.TOWN).latest("pk").pk),
        changed(receipt, sequence=9),
        changed(receipt, series="E"),
        changed(receipt, serial="R-x"),
        changed(receipt, check_number=1),
        changed(receipt, sheet=b"x"),
        changed(receipt, sheet_digest="0"),
        changed(receipt, mark="KD1:"),
        changed(receipt, issued_at=NOW - timedelta(days=1)),
        changed(receipt, filing_id=lambda: builders.filing().pk),
        changed(receipt, corrects_id=F("pk")),
        changed(provisional, expires_at=NOW + timedelta(days=9)),
    ],
    "book_never_back": [
        changed(book, last_sequence=F("last_sequence") - 1),
        changed(book, journal_length=F("journal_length") - 1),
    ],
    "document_is_provisional": [
        twice(prepared, kind_id=partial(key_of_kind, code), **NEW) for code in ("RR03", "SE01", "FL01")
    ],
    "document_keeps_its_rules": [
        changed(prepared, kind_id=lambda: builders.kind("RR02").pk),
        changed(prepared, order_id=lambda: builders.drafted_order(builders.declared_outage()).pk),
        changed(prepared, filing_id=lambda: builders.filing().pk),
        changed(prepared, prepared_by_id=lambda: builders.head().pk),
        changed(issued, paper_id=lambda: builders.filing().papers.get().pk),
        changed(issued, issued_by_id=lambda: builders.head().pk),
        changed(issued, issued_at=NOW - timedelta(days=1)),
        changed(issued, facts=b"x"),
    ],
    "document_prepared_in_person": [
        twice(prepared, filing_id=partial(key_of_filing, relation), **NEW)
        for relation in ("proxy", "creditor", "third_party")
    ],
    "case_decider_did_not_issue": [changed(case, decided_by_id=lambda: builders.clerk().pk)],
    "outage_drill_fixed": [changed(outage, drill=True)],
}


def _model_of(constraint: models.BaseConstraint) -> type[models.Model]:
    return next(
        model
        for model in apps.get_app_config("issuance").get_models()
        if constraint in model._meta.constraints
    )


def _words(name: str) -> str:
    """What the database says when this constraint refuses; SQLite names the columns of a unique one."""
    constraint = CONSTRAINED[name]
    if not isinstance(constraint, models.UniqueConstraint) or connection.vendor != "sqlite":
        return name
    meta = _model_of(constraint)._meta
    named = {field.name: field.column for field in meta.concrete_fields}
    columns = (f"{meta.db_table}.{named[field]}" for field in constraint.fields)
    return f"UNIQUE constraint failed: {', '.join(columns)}"


CONSTRAINED = {
    constraint.name: constraint
    for model in apps.get_app_config("issuance").get_models()
    for constraint in model._meta.constraints
}
REFUSALS = {trigger.name: trigger.refusal for trigger in TRIGGERS}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_constraint_refuses_what_breaks_it(name: str) -> None:
    write = CONSTRAINTS[name]()
    with refused_by_database(_words(name)):
        write()


@pytest.mark.parametrize("name", KEPT)
def test_a_row_that_is_kept_cannot_be_deleted(name: str) -> None:
    delete = KEPT[name]()
    with refused_by_database(REFUSALS[name]):
        delete()


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        pytest.param(name, plant, id=f"{name}-{n}")
        for name, plants in GUARDED.items()
        for n, plant in enumerate(plants)
    ],
)
def test_a_trigger_refuses_what_must_never_change(name: str, plant: Plant) -> None:
    write = plant()
    with refused_by_database(REFUSALS[name]):
        write()


def test_a_paper_that_is_void_never_comes_back() -> None:
    paper = receipt()
    Paper.objects.filter(pk=paper.pk).update(status=1, voided_at=NOW, void_reason="훼손")
    with refused_by_database(REFUSALS["paper_invalid_for_ever"]):
        Paper.objects.filter(pk=paper.pk).update(status=0, voided_at=None)


def test_every_constraint_is_planted() -> None:
    assert set(CONSTRAINTS) == set(CONSTRAINED)


def test_every_trigger_is_planted() -> None:
    assert {*KEPT, *GUARDED, "paper_invalid_for_ever"} == set(REFUSALS)
