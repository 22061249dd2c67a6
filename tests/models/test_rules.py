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

from issuance.actions import (
    case_batches,
    case_files,
    closings,
    documents,
    filings,
    near_misses,
    paper_filings,
    reconciliation,
    second_looks,
    slips,
)
from issuance.domain.documents import Source
from issuance.domain.papers import Series
from issuance.domain.reconciliation import Decision
from issuance.domain.slips import Changes
from issuance.models import (
    AccessRecord,
    Book,
    Case,
    CaseBatch,
    Certificate,
    ClosingStatement,
    Delivery,
    Document,
    DocumentKind,
    Evidence,
    FallbackOrder,
    Filing,
    ImportFault,
    Inquiry,
    IssuedEntry,
    IssuingStop,
    JournalEntry,
    LedgerEntry,
    LedgerImport,
    NearMiss,
    OfficeClosing,
    OrderKind,
    Outage,
    OutageSystem,
    Paper,
    PublishedList,
    SecondLook,
    SigningKey,
    Slip,
    StagedBlock,
    VerificationTries,
    Watch,
    Window,
)
from issuance.models.triggers import TRIGGERS
from tests import builders
from tests.actions import cases
from tests.actions.test_closings import finished, own
from tests.actions.test_rebuilds import rebuilt
from tests.actions.test_rebuilds import receipt as burnt_receipt
from tests.actions.test_voids import voided
from tests.builders import NOW
from tests.models import exchange_plants
from tests.models.planting import Plant, changed, gone, twice
from tests.refusals import refused_by_database

pytestmark = pytest.mark.django_db


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


def rebuilt_filing() -> Filing:
    outage()
    return rebuilt(burnt_receipt())


def voided_paper() -> Paper:
    return voided(builders.counter())


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
    return documents.issue(approved(), by=builders.clerk(number=2), at=NOW)


def approved() -> Document:
    return documents.approve(awaiting(), by=builders.supervisor(), at=NOW)


def confirmed_by_a_second() -> Filing:
    return filings.confirm_interest(of_interest(), by=builders.clerk(number=2), at=NOW)


def checked_by_a_second() -> Filing:
    return paper_filings.check(paper_filing(), by=builders.clerk(number=3), at=NOW)


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


def proposed_case(decision: Decision = Decision.CONFIRM) -> Case:
    return cases.proposed(cases.opened(builders.counter(), "ambiguous"), decision)


def case_with_decider() -> Case:
    row = case()
    Case.objects.filter(pk=row.pk).update(decided_by=builders.head())
    return row


def picked_case() -> Case:
    return cases.opened(builders.counter(), picked_by=builders.supervisor())


def corrected_case() -> Case:
    document = builders.handed_over(builders.counter())
    found = cases.entry_of(document, 주소="다른 주소 1")
    case = cases.opened(builders.counter(), "differs", document=document, differing=["주소"], entry=found)
    return cases.decided(case, Decision.CORRECT)


def settled_case() -> Case:
    at_counter = builders.counter()
    return cases.settled(cases.opened(at_counter))


def inquiry() -> Inquiry:
    at_counter = builders.counter()
    asked = cases.proposed(cases.opened(at_counter, "ambiguous"), Decision.ASK)
    return reconciliation.decide(asked, by=builders.head(), at=cases.EFFECT).inquiries.get()


def case_batch() -> CaseBatch:
    at_counter = builders.counter()
    cases.opened(at_counter)
    batch = cases.batched(at_counter, at=cases.EFFECT)
    case_batches.carry_on(batch, at=cases.EFFECT)
    return batch


def case_batch_line() -> models.Model:
    return case_batch().lines.get()


def case_batch_sample() -> models.Model:
    (sample,) = case_batches.draw_sample(case_batch(), by=builders.head(), at=cases.EFFECT)
    return sample


def case_note() -> models.Model:
    return case_files.note(case(), words="메모를 남김", by=builders.supervisor(), at=NOW)


def case_attachment() -> models.Model:
    return case_files.attach(case(), title="", content=b"%PDF-1.7", by=builders.supervisor(), at=NOW)


def second_look() -> SecondLook:
    outage = settled_case().document.order.outage
    second_looks.draw(outage, builders.office(), at=cases.EFFECT + timedelta(hours=1))
    return SecondLook.objects.get()


def done_look() -> SecondLook:
    by = builders.supervisor(number=5)
    look = second_looks.take(second_look(), by=by, at=NOW)
    return second_looks.judge(look, judgement=Decision.CONFIRM, words="같다고 봄", by=by, at=NOW)


def look_draw() -> models.Model:
    return second_look().draw


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


def staged_block() -> StagedBlock:
    block = StagedBlock(source=ledger_import(), index=0, first_row=2, row_count=1)
    block.seal("content", "")
    block.save(force_insert=True)
    return block


def import_fault() -> ImportFault:
    return ImportFault.objects.create(source=ledger_import(), row=2, code="short_row", sentence="모자람")


def ledger_entry() -> LedgerEntry:
    entry = LedgerEntry(source=ledger_import(), row=2, as_of=NOW)
    entry.seal("facts", "{}")
    entry.save(force_insert=True)
    return entry


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


def signed_closing() -> OfficeClosing:
    at_counter = finished()
    return closings.sign(own(at_counter.outage), by=at_counter.supervisor, at=NOW)


def closed_outage() -> Outage:
    return builders.closed_outage(finished().outage)


def closing() -> OfficeClosing:
    return own(closed_outage())


def statement() -> ClosingStatement:
    return closed_outage().statement


def closed_document() -> Document:
    closed_outage()
    return Document.objects.get()


def closed_filing() -> Filing:
    return closed_document().filing


def closed_paper() -> Paper:
    return closed_filing().papers.get(series=Series.PROVISIONAL)


def _stated_before_all_signed() -> Callable[[], Any]:
    row = signed_closing()
    closings.withdraw(row, reason="다시 보려고 합니다", by=builders.head(), at=NOW)
    return lambda: ClosingStatement.objects.create(
        outage=row.outage,
        key=SigningKey.objects.all()[0],
        made_by=builders.headquarters_drafter(),
        made_at=NOW,
    )


def outage_with_open_paper() -> Outage:
    return case().document.order.outage


def outage_with_open_filing() -> Outage:
    left = outage()
    builders.filing()
    return left


def open_closing() -> OfficeClosing:
    return OfficeClosing.objects.create(pk="x", outage=outage_with_open_paper(), office_id=builders.TOWN)


def _signed_with_one_open(make: Callable[[], Outage]) -> Plant:
    def plant() -> Callable[[], Any]:
        left = make()
        return lambda: OfficeClosing.objects.create(
            pk="x",
            outage=left,
            office_id=builders.TOWN,
            state="signed",
            signing="own",
            sums={},
            signed_by=builders.head(),
            signed_at=NOW,
        )

    return plant


def _asked_by_the_proposer() -> Callable[[], Any]:
    asked = inquiry()
    case = cases.proposed(asked.case, Decision.ASK)
    return lambda: Inquiry.objects.create(
        case=case,
        decision="ask",
        grounds="which_fact",
        reason="물음",
        proposed_by=builders.head(),
        decided_by=builders.supervisor(),
        at=NOW,
        answer_by=NOW.date(),
    )


NEW = {"token": builders.token}
SETTLED = {"state": "settled", "settlement_reason": "withdrawn"}

CONSTRAINTS: dict[str, Plant] = {
    "closing_once": twice(signed_closing, id="x"),
    "closing_signed_has_sums": changed(signed_closing, signed_at=None),
    "closing_behalf_has_reason": changed(signed_closing, signing="behalf"),
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
    "filing_rebuilt_once": twice(rebuilt_filing, **NEW),
    "filing_rebuilt_has_mark": twice(builders.filing, rebuilt_from="R-x", **NEW),
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
    "paper_void_checked_by_another": changed(
        voided_paper, void_checked_by=F("issued_by"), void_checked_at=NOW
    ),
    "key_book_has_book": changed(book_key, book=None),
    "key_expires_after_start": changed(book_key, expires_at=F("not_before")),
    "document_two_people": changed(awaiting, approved_by=F("prepared_by")),
    "document_approver_does_not_issue": changed(approved, issued_by=F("approved_by")),
    "document_numbered_has_paper": changed(prepared, state="issued"),
    "document_issued_is_approved": changed(issued, needs_approval=True),
    "document_fee_sums": changed(prepared, fee_due=1, fee_waived=1, fee_to_refund=1),
    "certificate_once": twice(certificate, paper_id=lambda: builders.filing().papers.get().pk, **NEW),
    "case_one_open_a_document": twice(case),
    "case_two_people": changed(case, decided_by=F("proposed_by")),
    "case_decided_has_two": changed(proposed_case, state="decided"),
    "case_picker_does_not_decide": changed(
        case, picked_by=lambda: builders.head(), decided_by=lambda: builders.head()
    ),
    "case_inquiry_ends_nothing": changed(
        partial(proposed_case, Decision.ASK), state="decided", decided_by=lambda: builders.head()
    ),
    "case_revoked_above": changed(case, decision="revoke"),
    "inquiry_two_people": twice(inquiry, decided_by_id=lambda: builders.supervisor().pk),
    "inquiry_answered_by_somebody": changed(inquiry, answered_at=NOW),
    "case_batch_two_people": changed(case_batch, decided_by=F("proposed_by")),
    "case_batch_ends_once": changed(case_batch, decided_at=NOW, returned_at=NOW),
    "case_batch_revoked_above": twice(case_batch, decision="revoke"),
    "case_batch_line_once": twice(case_batch_line),
    "case_batch_sample_once": twice(case_batch_sample),
    "look_draw_once": twice(look_draw),
    "look_done_by_somebody": changed(second_look, done_at=NOW),
    "journal_position_once": twice(entry),
    "issued_number_once": twice(issued_entry),
    "list_once": twice(published),
    "tries_once": twice(tries),
    "watch_once": twice(watch, id=uuid4),
    "import_once": twice(lambda: ledger_import(outage=outage())),
    "import_confirmed_by_someone": changed(lambda: ledger_import(state="staged"), state="confirmed"),
    "import_no_block_beyond_the_last": changed(ledger_import, blocks_done=1),
    "block_once": twice(staged_block, id=uuid4),
    "entry_row_once": twice(ledger_entry, id=uuid4),
    "import_without_outage_once": twice(ledger_import),
    "slip_has_reason": twice(slip, id=uuid4, reason=""),
    "issuing_stop_once": twice(issuing_stop),
    "issuing_stop_cleared_by_somebody": changed(issuing_stop, cleared_at=NOW, words="점검함"),
    **exchange_plants.CONSTRAINTS,
}
KEPT: dict[str, Plant] = {
    "issuance_officeclosing_kept": gone(signed_closing),
    "issuance_closingstatement_kept": gone(statement),
    "issuance_accessrecord_kept": gone(access_record),
    "issuance_book_kept": gone(book),
    "issuance_case_kept": gone(case),
    "issuance_caseattachment_kept": gone(case_attachment),
    "issuance_casebatch_kept": gone(case_batch),
    "issuance_casebatchline_kept": gone(case_batch_line),
    "issuance_casebatchsample_kept": gone(case_batch_sample),
    "issuance_casenote_kept": gone(case_note),
    "issuance_inquiry_kept": gone(inquiry),
    "issuance_lookdraw_kept": gone(look_draw),
    "issuance_secondlook_kept": gone(second_look),
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
    **exchange_plants.KEPT,
}
GUARDED: dict[str, list[Plant]] = {
    "issuance_accessrecord_written_once": [changed(access_record, reason="reprint")],
    "issuance_evidence_written_once": [changed(evidence, content=b"x")],
    "issuance_journalentry_written_once": [changed(entry, verb="withdraw")],
    "issuance_nearmiss_written_once": [changed(near_miss, words="")],
    "issuance_slip_written_once": [changed(slip, before=b"x")],
    "issuance_stagedblock_written_once": [changed(staged_block, keys=b"x")],
    "issuance_importfault_written_once": [changed(import_fault, shown="x")],
    "import_kept": [gone(ledger_import)],
    "import_fixed": [
        changed(lambda: ledger_import(state="staged"), sha256="1" * 64),
        changed(lambda: ledger_import(state="staged"), scope=builders.TOWN),
        changed(ledger_import, state="staged"),
        changed(lambda: ledger_import(state="dropped"), state="staged"),
    ],
    "filing_interest_fixed": [
        changed(of_interest, interest=False),
        changed(of_interest, interest_found=True),
        changed(of_interest, taken_by_id=lambda: builders.clerk(number=2).pk),
        changed(paper_filing, entered_by_id=lambda: builders.clerk(number=3).pk),
        changed(paper_filing, taken_by_name="임꺽정"),
    ],
    "filing_second_clerk_fixed": [
        changed(confirmed_by_a_second, confirmed_by=None, confirmed_at=None),
        changed(confirmed_by_a_second, confirmed_by_id=lambda: builders.head().pk),
        changed(checked_by_a_second, checked_by_id=lambda: builders.head().pk),
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
    "filing_rebuilt_fixed": [
        changed(rebuilt_filing, rebuilt_from="R-x"),
        changed(rebuilt_filing, rebuilt_mark="KD1:"),
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
        changed(issued_by_a_third, approved_by_id=lambda: builders.head().pk),
        changed(issued, paper_id=lambda: builders.filing().papers.get().pk),
        changed(issued, issued_by_id=lambda: builders.head().pk),
        changed(issued, issued_at=NOW - timedelta(days=1)),
        changed(issued, facts=b"x"),
    ],
    "document_prepared_in_person": [
        twice(prepared, filing_id=partial(key_of_filing, relation), **NEW)
        for relation in ("proxy", "creditor", "third_party")
    ],
    "case_decider_had_no_hand_update": [changed(case, decided_by_id=lambda: builders.clerk().pk)],
    "case_decider_had_no_hand_insert": [
        twice(settled_case, state="open", decided_by_id=lambda: builders.clerk().pk)
    ],
    "case_decided_where_it_belongs_update": [
        changed(case, decided_by_id=lambda: builders.supervisor(builders.NEIGHBOUR).pk),
        changed(case_with_decider, above_id="11110000"),
        changed(case_with_decider, decision="revoke", above_id=builders.TOWN),
    ],
    "case_decided_where_it_belongs_insert": [
        twice(settled_case, state="open", decided_by_id=lambda: builders.supervisor(builders.NEIGHBOUR).pk),
        twice(settled_case, state="open", decision="revoke", above_id=builders.TOWN),
    ],
    "case_begins_open": [
        twice(settled_case, state=state) for state in ("proposed", "returned", "decided", "settled")
    ],
    "document_ended_by_two": [
        changed(lambda: case().document, state="confirmed"),
        changed(lambda: proposed_case().document, state="confirmed"),
        changed(lambda: corrected_case().document, state="confirmed"),
    ],
    "case_decided_as_proposed": [
        changed(case, state="decided"),
        changed(proposed_case, state="settled", decided_by=lambda: builders.head()),
        changed(proposed_case, proposed_by=lambda: builders.head()),
        changed(proposed_case, decision="correct"),
        changed(partial(proposed_case, Decision.REVOKE), above=builders.TOWN),
        changed(
            proposed_case,
            state="decided",
            decided_by=F("proposed_by"),
            proposed_by=lambda: builders.head(),
        ),
        changed(proposed_case, state="decided", decided_by=lambda: builders.head(), reason="달리"),
        changed(proposed_case, state="returned", decision="correct"),
    ],
    "case_picker_stays": [
        changed(picked_case, picked_by=None),
        changed(settled_case, picked_by=lambda: builders.clerk(number=2)),
    ],
    "case_fixed": [
        changed(case, document_id=lambda: builders.handed_over(builders.counter()).pk),
        changed(case, opened_at=NOW - timedelta(days=1)),
    ],
    "case_decided_for_good": [
        changed(settled_case, state="open"),
        changed(settled_case, settled_at=NOW),
        changed(settled_case, decision="keep"),
        changed(settled_case, decided_by_id=lambda: builders.supervisor(number=2).pk),
        changed(settled_case, differing=["주소"]),
        changed(settled_case, official_number="1"),
        changed(corrected_case, entry=None),
    ],
    "inquiry_decider_had_no_hand": [
        twice(inquiry, decided_by_id=lambda: builders.clerk().pk),
        _asked_by_the_proposer,
    ],
    "inquiry_asked_once": [changed(inquiry, reason="달리 물음"), changed(inquiry, decision="refer")],
    "case_batch_fixed": [changed(case_batch, decision="correct"), changed(case_batch, reason="달리")],
    "case_batch_sample_drawn_once": [changed(case_batch_sample, seed="0" * 32)],
    "look_by_a_fresh_person": [
        changed(second_look, by_id=lambda: builders.head().pk),
        changed(second_look, by_id=lambda: builders.clerk().pk),
    ],
    "look_done_once": [changed(done_look, outcome="disagrees"), changed(done_look, words="달리 봄")],
    "issuance_caseattachment_written_once": [changed(case_attachment, title="다른 이름")],
    "issuance_casenote_written_once": [changed(case_note, words="달리")],
    "issuance_lookdraw_written_once": [changed(look_draw, seed="0" * 32)],
    "outage_drill_fixed": [changed(outage, drill=True)],
    "issuance_closingstatement_written_once": [changed(statement, sheet="")],
    "document_of_closed_outage": [
        changed(closed_document, state="handed_over"),
        changed(closed_document, fee_due=9_000),
    ],
    "document_after_closing": [twice(closed_document, paper_id=None, state="prepared", **NEW)],
    "filing_of_closed_outage": [
        changed(closed_filing, state="received"),
        changed(closed_filing, outage=None),
    ],
    "filing_after_closing": [twice(closed_filing, **NEW)],
    "paper_of_closed_outage": [changed(closed_paper, status=1)],
    "paper_after_closing": [twice(closed_paper, serial="P-x", check_number=1, sequence=99, status_index=99)],
    "outage_closed_with_nothing_open": [
        changed(outage_with_open_paper, state="closed", closed_at=NOW, sums={}),
        changed(outage_with_open_filing, state="closed", closed_at=NOW, sums={}),
    ],
    "closing_signed_with_nothing_open_insert": [
        _signed_with_one_open(outage_with_open_paper),
        _signed_with_one_open(outage_with_open_filing),
    ],
    "closing_signed_with_nothing_open_update": [
        changed(
            open_closing,
            state="signed",
            sums={},
            signing="own",
            signed_at=NOW,
            signed_by=lambda: builders.head(),
        ),
    ],
    "outage_closed_for_good": [changed(closed_outage, sums={}), changed(closed_outage, state="restored")],
    "closing_of_closed_outage_insert": [twice(closing, id="x")],
    "closing_of_closed_outage_update": [changed(closing, reason="달리"), changed(closing, state="open")],
    "statement_of_signed_offices": [_stated_before_all_signed],
    **exchange_plants.GUARDED,
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
