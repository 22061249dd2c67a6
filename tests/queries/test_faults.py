"""Every kind of fault that the check knows is planted here, and seen."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection, models

from issuance.actions import (
    closing_statements,
    documents,
    filings,
    journal,
    keys,
    orders,
    paper_filings,
    reconciliation,
    registrations,
    second_looks,
    settlements,
)
from issuance.actions.keys import signer_of
from issuance.actions.offices import locked_book
from issuance.domain.documents import Source, VoidReason
from issuance.domain.filings import SettlementReason
from issuance.domain.match_runs import FOUND
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.papers import check_number
from issuance.domain.reconciliation import Decision
from issuance.domain.staff import Role
from issuance.models import (
    Book,
    Case,
    Certificate,
    ClosingStatement,
    CorrectionNotice,
    Delivery,
    Document,
    Filing,
    Finding,
    FindingPage,
    Inquiry,
    JournalEntry,
    MatchRun,
    OfficeClosing,
    OrderKind,
    Outage,
    Paper,
    SecondLook,
    SigningKey,
    triggers,
)
from issuance.queries import closing_faults, faults, paper_faults, people_faults
from issuance.queries.faults import all_faults
from issuance.sealing.mark import read_mark, write_mark
from tests import builders, settling
from tests.actions import cases
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@contextmanager
def rules_off() -> Iterator[None]:
    """The database without its triggers and checks, as somebody with its password would write into it."""
    triggers.drop(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint"
                " WHERE contype = 'c' AND conrelid::regclass::text LIKE 'issuance_%'"
            )
            for table, name in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def over(row: models.Model, **fields: object) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**fields)


def receipt() -> Paper:
    return filings.receipt_of(builders.filing())


def handed_over() -> Document:
    return builders.handed_over(builders.counter())


def issued() -> Document:
    return builders.issued_document(builders.counter())


def book() -> Book:
    builders.filing()
    builders.filing()
    return Book.objects.get(office=builders.TOWN)


def resigned(paper: Paper, **claims: object) -> str:
    """The paper's mark with other claims, signed by the right key."""
    changed = replace(paper.read_mark().claims, **claims)  # type: ignore[arg-type]
    return write_mark(changed, signer_of(paper.key))


def closed_outage() -> Outage:
    """Closed with one filing, which two people settled."""
    outage = builders.declared_outage()
    filing = builders.filing()
    filings.propose_settlement(
        filing, reason=SettlementReason.WITHDRAWN, words="민원인 취하", by=builders.supervisor(), at=NOW
    )
    filings.settle(filing, by=builders.head(), at=NOW)
    return builders.closed_outage(builders.restored_outage(outage))


def _journal_gap() -> None:
    head = book()
    head.journal.filter(position=1).delete()


def _journal_changed() -> None:
    book()
    over(JournalEntry.objects.get(book__office=builders.TOWN, position=1), at=NOW - timedelta(days=1))


def _journal_head() -> None:
    over(book(), journal_head="f" * 64)


def _serial() -> None:
    over(receipt(), serial="R-11110515-26-001-000777")


def _check_number() -> None:
    paper = receipt()
    over(paper, check_number=paper.check_number + 1)


def _check_number_of_another_book() -> None:
    paper = receipt()
    over(paper, check_number=check_number(paper.book.registry_number + 1, 1))


def _status_place() -> None:
    over(receipt(), status_index=7)


def _journal_holds_no_hash() -> None:
    book()
    over(JournalEntry.objects.get(book__office=builders.TOWN, position=1), digest="손댐")


def _office_of_a_number() -> None:
    over(receipt(), office=builders.NEIGHBOUR)


def _number_gap() -> None:
    head = book()
    over(head, last_sequence=head.last_sequence + 1)


def _number_beyond() -> None:
    head = book()
    over(head, last_sequence=head.last_sequence - 1)


def _journal_jump() -> None:
    filing = builders.filing()
    journal.record(
        locked_book(builders.TOWN, at=NOW),
        filing,
        "settle",
        before="registered",
        after="received",
        by=None,
        at=NOW,
    )


def _impossible_edge() -> None:
    document = issued()
    over(document, state="confirmed")
    journal.record(
        locked_book(builders.TOWN, at=NOW),
        document,
        "confirm",
        before="issued",
        after="confirmed",
        by=None,
        at=NOW,
    )


def _state() -> None:
    over(issued(), state="handed_over")


def _no_journal() -> None:
    Case.objects.create(document=handed_over(), verdict="match", opened_at=NOW)


def _no_row() -> None:
    builders.declared_outage()
    Certificate.objects.filter(pk=builders.certificate(builders.filing()).pk).delete()


def _mark_unreadable() -> None:
    over(receipt(), mark="KD1:%%%")


def _mark_signature() -> None:
    one, other = receipt(), filings.receipt_of(builders.filing(by=builders.clerk(builders.FAR_TOWN)))
    over(one, key=other.key)


def _key_unreadable() -> None:
    key = receipt().key
    over(key, public_jwk={**key.public_jwk, "x": "손댐"})


def _mark_differs() -> None:
    paper = receipt()
    over(paper, mark=resigned(paper, kind="RR02"))


def _moment() -> None:
    filing = builders.filing()
    over(filing, moment=filing.moment - timedelta(hours=1))


def _no_receipt() -> None:
    builders.filing().papers.all().delete()


def _void() -> None:
    document = issued()
    assert document.paper is not None
    over(document.paper, voided_at=NOW)


def _status() -> None:
    document = issued()
    assert document.paper is not None
    over(document.paper, status=2)


def _status_of_a_receipt() -> None:
    over(receipt(), status=1)


def _void_of_a_certificate() -> None:
    builders.declared_outage()
    over(builders.certificate(builders.filing()), state="voided")


def _paper_of_another_filing() -> None:
    paper = issued().paper
    assert paper is not None
    over(paper, filing=builders.filing())


def _paper_of_another_person() -> None:
    paper = issued().paper
    assert paper is not None
    over(paper, issued_by=builders.clerk(number=2))


def revoked() -> SigningKey:
    return keys.revoke(receipt().key, at=NOW, from_sequence=7)


def _key_trusted_again() -> None:
    over(revoked(), revoked_at=None, revoked_from=None)


def _key_trusted_for_more() -> None:
    over(revoked(), revoked_from=8)


def _notice_of_another_paper() -> None:
    counter = builders.counter()
    case = settling.differing(settling.handed_over(counter))
    settlements.settle(settling.decided(case, Decision.CORRECT), at=settling.EFFECT)
    over(CorrectionNotice.objects.get().paper, corrects=builders.handed_over(counter).paper)


def _decided_otherwise() -> None:
    over(cases.settled(cases.opened(builders.counter())), decision="revoke")


def _hold() -> None:
    case = cases.settled(cases.opened(builders.counter()))
    over(case, takes_effect_at=cases.EFFECT + timedelta(seconds=1))


def _no_correction() -> None:
    document = handed_over()
    over(document, state="corrected")


def _stray_paper() -> None:
    document = issued()
    over(document, paper=None, issued_at=None)


def _same_person_for_an_order() -> None:
    order = builders.order_in_force(builders.declared_outage())
    over(order, approved_by=order.drafted_by)


def _same_person_prepared_and_approved() -> None:
    document = issued()
    over(document, approved_by=document.prepared_by)


def _same_person_settled() -> None:
    closed_outage()
    filing = Filing.objects.get()
    over(filing, settled_by=filing.settlement_proposed_by)


def _same_person_decided() -> None:
    case = Case.objects.create(document=handed_over(), verdict="match", opened_at=NOW)
    over(case, proposed_by=builders.supervisor(), decided_by=builders.supervisor())


def _same_person_issued_and_decided() -> None:
    document = handed_over()
    case = Case.objects.create(document=document, verdict="match", opened_at=NOW)
    over(case, proposed_by=builders.supervisor(), decided_by=document.issued_by)


def _same_person_checked_a_void() -> None:
    document = issued()
    documents.void(document, reason=VoidReason.SPOILED, words="용지가 걸림", by=builders.clerk(), at=NOW)
    assert document.paper is not None
    over(document.paper, void_checked_by=document.paper.issued_by)


def asked() -> Inquiry:
    case = cases.proposed(cases.opened(builders.counter(), "ambiguous"), Decision.ASK)
    return reconciliation.decide(case, by=builders.head(), at=cases.EFFECT).inquiries.get()


def _same_person_asked() -> None:
    inquiry = asked()
    over(inquiry, decided_by=inquiry.proposed_by)


def _same_person_looked_again() -> None:
    case = cases.settled(cases.opened(builders.counter()))
    document = case.document
    second_looks.draw(document.order.outage, document.office, at=cases.EFFECT + timedelta(hours=1))
    over(SecondLook.objects.get(), by=case.decided_by)


def _nobody_confirmed() -> None:
    """A second person whom no deed has named."""
    over(builders.filing(interest=True), confirmed_by=builders.head(), confirmed_at=NOW)


def _another_took() -> None:
    over(builders.filing(), taken_by=builders.clerk(number=2))


def _another_drafted() -> None:
    over(
        builders.order_in_force(builders.declared_outage()),
        drafted_by=builders.person(Role.HEADQUARTERS, HEADQUARTERS, 3),
    )


def _another_proposed_the_end() -> None:
    closed_outage()
    over(Filing.objects.get(), settlement_proposed_by=builders.supervisor(number=2))


def _another_signed() -> None:
    closing = OfficeClosing.objects.get(outage=closed_outage(), office=builders.TOWN)
    over(closing, signed_by=builders.head())


def _acknowledged_earlier() -> None:
    issued()
    over(Delivery.objects.get(state="acknowledged"), acknowledged_at=NOW - timedelta(days=1))


def _outage_restored_earlier() -> None:
    outage = closed_outage()
    over(outage, restored_at=NOW - timedelta(days=1))


def _another_approved() -> None:
    document = builders.awaiting_document(builders.counter())
    documents.approve(document, by=builders.supervisor(), at=NOW)
    over(document, approved_by=builders.supervisor(number=2))


def _another_confirmed() -> None:
    filing = filings.confirm_interest(builders.filing(interest=True), by=builders.head(), at=NOW)
    over(filing, confirmed_by=builders.supervisor(), confirmed_at=NOW)


def _another_proposed() -> None:
    case = cases.proposed(cases.opened(builders.counter()))
    over(case, proposed_by=builders.supervisor(number=2))


def _another_decided() -> None:
    case = cases.decided(cases.opened(builders.counter()))
    over(case, decided_by=builders.supervisor(number=2))


def _not_acknowledged() -> None:
    issued()
    over(Delivery.objects.get(state="acknowledged"), state="sent", acknowledged_at=None)


def _acknowledged_afterwards() -> None:
    issued()
    over(Delivery.objects.get(state="acknowledged"), acknowledged_at=NOW + timedelta(seconds=1))


def _kind_taken_from_the_order() -> None:
    OrderKind.objects.filter(order=issued().order, code="RR01").delete()


def _issued_after_the_order() -> None:
    over(issued().order, starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1))


def _not_approved() -> None:
    document = builders.issued_document(builders.counter(), kind="WF01")
    over(document, approved_by=None, needs_approval=False)


def _telephone() -> None:
    order = builders.order_in_force(builders.declared_outage())
    over(builders.acknowledged(order), manner="telephone")


def _no_main_number() -> None:
    builders.declared_outage()
    filing = builders.registered(builders.filing())
    over(filing, main_system_number="")


def _main_number() -> None:
    builders.declared_outage()
    over(builders.registered(builders.filing()), main_system_number="2")


def prepared_for(filing: Filing) -> Document:
    builders.in_snapshot(filing)
    return documents.prepare(
        filing, source=Source.SNAPSHOT, by=builders.clerk(), at=NOW, token=builders.token()
    )


def _interest_not_confirmed() -> None:
    counter = builders.counter()
    filing = builders.filing(interest=True)
    document = prepared_for(filing)
    over(filing, interest=False)
    documents.issue(document, by=counter.clerk, at=NOW)
    over(filing, interest=True)


def _same_person_took_and_confirmed() -> None:
    filing = builders.filing(interest=True)
    over(filing, confirmed_by=filing.taken_by, confirmed_at=NOW)


def _same_person_entered_and_confirmed() -> None:
    builders.declared_outage()
    filing = builders.paper_filing(interest=True)
    over(filing, confirmed_by=filing.entered_by, confirmed_at=NOW)


def _same_person_entered_and_checked() -> None:
    builders.declared_outage()
    filing = builders.paper_filing()
    over(filing, checked_by=filing.entered_by, checked_at=NOW)


def _paper_not_checked() -> None:
    counter = builders.counter()
    filing = paper_filings.check(builders.paper_filing(), by=counter.clerk, at=NOW)
    documents.issue(prepared_for(filing), by=counter.clerk, at=NOW)
    over(filing, checked_by=None, checked_at=None)


def _paper_before_outage() -> None:
    builders.declared_outage()
    early = builders.BEGAN - timedelta(minutes=1)
    over(builders.paper_filing(), paper_moment=early, moment=early)


def _refund() -> None:
    counter = builders.counter()
    document = documents.void(
        builders.issued_document(counter),
        reason=VoidReason.SPOILED,
        words="용지가 걸림",
        by=counter.clerk,
        at=NOW,
    )
    over(document, fee_to_refund=0)


def _sums() -> None:
    builders.declared_outage()
    over(receipt(), voided_at=NOW, void_reason="훼손", status=1)


def _closed_sums() -> None:
    outage = closed_outage()
    over(outage, sums={**(outage.sums or {}), "filings": 2})


def _signed_sums_then_other_rows() -> None:
    closed_outage()
    over(Filing.objects.get(), moment=NOW - timedelta(days=1))


def _signed_sums() -> None:
    closing = OfficeClosing.objects.get(outage=closed_outage(), office=builders.TOWN)
    sums = closing.sums or {}
    over(closing, sums={**sums, "lines": [{**line, "filings": 2} for line in sums["lines"]]})


def _not_signed() -> None:
    over(OfficeClosing.objects.get(outage=closed_outage(), office=builders.TOWN), state="open")


def _no_statement() -> None:
    ClosingStatement.objects.filter(outage=closed_outage()).delete()


def _statement_signature() -> None:
    statement = closed_outage().statement
    over(statement, sheet=statement.sheet.replace("1건", "2건", 1))


def _statement_journal() -> None:
    """A second statement with a good signature is still not the one that the journal knows."""
    outage = closed_outage()
    first, at = outage.statement, NOW + timedelta(minutes=1)
    ClosingStatement.objects.filter(pk=first.pk).delete()
    closing_statements.freeze(outage, by=builders.headquarters_drafter(), at=at)


def _statement_head() -> None:
    closed_outage()
    first = JournalEntry.objects.filter(book__office=builders.TOWN).order_by("-position").first()
    assert first is not None
    over(first, digest="f" * 64)


def _statement_case() -> None:
    statement = closed_outage().statement
    over(statement, last_case=statement.last_case + 1)


def _statement_counts_a_later_case() -> None:
    """So that what the case changed would have to be as it was signed, or the other way round."""
    counter = builders.counter()
    document = cases.settled(cases.opened(counter)).document
    builders.registered(document.filing)
    orders.lift(counter.order, by=builders.headquarters_approver(), at=NOW)
    outage = builders.closed_outage(builders.restored_outage(counter.outage))
    later = reconciliation.open_anew(
        document, reason="본인이 다르다고 함", by=counter.supervisor, at=cases.EFFECT
    )
    over(outage.statement, last_case=later.pk)


def _closed_open() -> None:
    outage = closed_outage()
    over(Filing.objects.get(), state="received")
    assert outage.state == "closed"


def _batch_lines() -> None:
    outage = builders.declared_outage()
    builders.filing()
    batch = registrations.make_batch(outage, office=builders.office(), by=builders.supervisor(), at=NOW)
    batch.lines.all().delete()


def _effective_date() -> None:
    builders.declared_outage()
    over(
        builders.filing(), state="registered", main_system_number="1", effective_date=NOW - timedelta(days=1)
    )


def _rebuilt_mark() -> None:
    over(builders.filing(), rebuilt_from="R-11110530-26-001-000001", rebuilt_mark="KD1:odd")


def _rebuilt_differs() -> None:
    over(builders.filing(), rebuilt_from="R-11110530-26-001-000001", rebuilt_mark=receipt().mark)


def _rebuilt_twice() -> None:
    paper = receipt()
    over(builders.filing(), rebuilt_from=paper.serial, rebuilt_mark=paper.mark)


def _draw() -> None:
    cases.settled(cases.opened(builders.counter()))
    (draw,) = second_looks.draw(
        Case.objects.get().document.order.outage, builders.office(), at=cases.EFFECT + timedelta(hours=1)
    )
    over(draw, seed="0" * 32, pool_size=2, pool_digest="0" * 64)


def run_with(*pages: list[int]) -> MatchRun:
    """A run that found these documents as clean matches; their keys are small numbers."""
    counter = builders.counter()
    by = counter.supervisor
    run = MatchRun.objects.create(outage=counter.outage, office=counter.office, by=by, started_at=NOW)
    for index, numbers in enumerate(pages):
        documents = [UUID(int=number) for number in numbers]
        FindingPage.objects.create(
            run=run,
            index=index,
            count=len(documents),
            first=documents[0],
            last=documents[-1],
            documents=b"".join(document.bytes for document in documents),
            rows=bytes(FOUND.size * len(documents)),
        )
    return run


def _found_in_two_pages() -> None:
    run_with([1, 3], [2, 3])


def _found_in_a_page_and_in_a_row() -> None:
    Finding.objects.create(run=run_with([1, 2]), document_id=UUID(int=1), verdict="differs")


def _page_falls() -> None:
    run_with([1, 3, 2])


def _page_ends_elsewhere() -> None:
    over(run_with([1, 2]).pages.get(), last=UUID(int=3))


PLANTED: list[tuple[str, Callable[[], None]]] = [
    ("journal_gap", _journal_gap),
    ("journal_changed", _journal_changed),
    ("journal_changed", _journal_holds_no_hash),
    ("journal_head", _journal_head),
    ("serial", _serial),
    ("serial", _office_of_a_number),
    ("check_number", _check_number),
    ("check_number", _check_number_of_another_book),
    ("status_place", _status_place),
    ("number_gap", _number_gap),
    ("number_beyond", _number_beyond),
    ("journal_jump", _journal_jump),
    ("impossible_edge", _impossible_edge),
    ("state", _state),
    ("no_journal", _no_journal),
    ("no_row", _no_row),
    ("mark_unreadable", _mark_unreadable),
    ("mark_unreadable", _key_unreadable),
    ("mark_signature", _mark_signature),
    ("mark_differs", _mark_differs),
    ("moment", _moment),
    ("no_receipt", _no_receipt),
    ("void", _void),
    ("status", _status),
    ("status", _status_of_a_receipt),
    ("void", _void_of_a_certificate),
    ("key_revoked", _key_trusted_again),
    ("key_revoked", _key_trusted_for_more),
    ("other_paper", _paper_of_another_filing),
    ("other_paper", _paper_of_another_person),
    ("other_paper", _notice_of_another_paper),
    ("mark_differs", _notice_of_another_paper),
    ("decided_otherwise", _decided_otherwise),
    ("hold", _hold),
    ("no_correction", _no_correction),
    ("stray_paper", _stray_paper),
    ("same_person", _same_person_for_an_order),
    ("same_person", _same_person_prepared_and_approved),
    ("same_person", _same_person_settled),
    ("same_person", _same_person_decided),
    ("same_person", _same_person_issued_and_decided),
    ("same_person", _same_person_checked_a_void),
    ("same_person", _same_person_asked),
    ("same_person", _same_person_looked_again),
    ("another_person", _nobody_confirmed),
    ("another_person", _another_took),
    ("another_person", _another_drafted),
    ("another_person", _another_proposed_the_end),
    ("another_person", _another_signed),
    ("another_moment", _acknowledged_earlier),
    ("another_moment", _outage_restored_earlier),
    ("another_person", _another_approved),
    ("another_person", _another_confirmed),
    ("another_person", _another_proposed),
    ("another_person", _another_decided),
    ("not_acknowledged", _not_acknowledged),
    ("not_acknowledged", _acknowledged_afterwards),
    ("outside_order", _kind_taken_from_the_order),
    ("outside_order", _issued_after_the_order),
    ("not_approved", _not_approved),
    ("telephone", _telephone),
    ("no_main_number", _no_main_number),
    ("interest_not_confirmed", _interest_not_confirmed),
    ("same_person", _same_person_took_and_confirmed),
    ("same_person", _same_person_entered_and_confirmed),
    ("same_person", _same_person_entered_and_checked),
    ("paper_not_checked", _paper_not_checked),
    ("paper_before_outage", _paper_before_outage),
    ("refund", _refund),
    ("batch_lines", _batch_lines),
    ("main_number", _main_number),
    ("effective_date", _effective_date),
    ("rebuilt_mark", _rebuilt_mark),
    ("rebuilt_differs", _rebuilt_differs),
    ("rebuilt_twice", _rebuilt_twice),
    ("found_twice", _found_in_two_pages),
    ("found_twice", _found_in_a_page_and_in_a_row),
    ("page_order", _page_falls),
    ("page_order", _page_ends_elsewhere),
    ("draw", _draw),
    ("sums", _sums),
    ("closed_sums", _closed_sums),
    ("closed_sums", _signed_sums_then_other_rows),
    ("signed_sums", _signed_sums),
    ("not_signed", _not_signed),
    ("no_statement", _no_statement),
    ("statement_signature", _statement_signature),
    ("statement_journal", _statement_journal),
    ("statement_head", _statement_head),
    ("statement_case", _statement_case),
    ("statement_case", _statement_counts_a_later_case),
    ("closed_open", _closed_open),
]


def full_ledger() -> None:
    """Something of everything, all of it done by the actions."""
    counter = builders.counter()
    builders.handed_over(counter)
    builders.issued_document(counter, kind="WF01")
    builders.awaiting_document(counter)
    spoiled = builders.issued_document(counter, kind="LD02")
    documents.void(spoiled, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW)
    builders.certificate(spoiled.filing)
    orders.lift(counter.order, by=builders.headquarters_approver(), at=NOW)
    closed_outage()


def test_a_ledger_that_the_actions_wrote_has_no_fault() -> None:
    full_ledger()
    assert list(all_faults()) == []


def test_whoever_agreed_to_ask_may_propose_with_the_answer() -> None:
    inquiry = asked()
    by = builders.head()
    reconciliation.answer(inquiry, words="본인이 맞다고 함", by=by, at=cases.EFFECT)
    cases.proposed(inquiry.case, Decision.REVOKE, by=by)
    assert list(all_faults()) == []


@pytest.mark.parametrize(
    ("code", "plant"), [pytest.param(code, plant, id=plant.__name__.strip("_")) for code, plant in PLANTED]
)
def test_a_planted_fault_is_seen(code: str, plant: Callable[[], None]) -> None:
    with rules_off():
        plant()
    assert code in {fault.code for fault in all_faults()}


def test_every_kind_of_fault_is_planted() -> None:
    written = "".join(
        Path(str(one.__file__)).read_text(encoding="utf-8")
        for one in (faults, closing_faults, paper_faults, people_faults)
    )
    known = set(re.findall(r'Fault\(\s*"(\w+)"', written))
    assert {code for code, _ in PLANTED} == known


def test_a_fault_names_its_row() -> None:
    with rules_off():
        paper = receipt()
        over(paper, status_index=7)
    assert [(fault.code, fault.row) for fault in all_faults()] == [
        ("status_place", f"paper {paper.serial}"),
        ("mark_differs", f"paper {paper.serial}"),
    ]


def test_a_paper_that_is_found_by_two_runs_is_no_fault() -> None:
    for _ in range(2):
        run_with([1, 2], [3], [4, 5])
    assert {fault.code for fault in all_faults()} == {"no_journal"}


def test_a_mark_of_another_paper_is_no_mark_of_this_one() -> None:
    one, other = receipt(), receipt()
    assert read_mark(one.mark) == one.read_mark()
    with rules_off():
        over(one, mark=other.mark)
    assert [fault.code for fault in all_faults()] == ["mark_differs"]


def test_the_command_prints_what_it_checked_and_passes() -> None:
    builders.filing()
    out = StringIO()
    call_command("check_ledger", stdout=out)
    assert out.getvalue() == "발급대장 8권 · 번호 1개 · 처리 기록 1건 점검: 이상 없음\n"


def test_the_command_exits_with_1_and_prints_each_fault() -> None:
    with rules_off():
        _number_gap()
    out = StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("check_ledger", stdout=out)
    assert caught.value.code == 1
    assert out.getvalue().splitlines() == [
        "[number_gap] book 11110515-26-001: 3번이 없습니다",
        "발급대장 8권 · 번호 2개 · 처리 기록 2건 점검: 잘못 1건",
    ]


def test_the_command_gives_its_faults_to_a_program() -> None:
    with rules_off():
        _number_gap()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_ledger", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {
        "books": 8,
        "papers": 2,
        "entries": 2,
        "faults": [asdict(fault) for fault in all_faults()],
    }


def test_an_empty_ledger_passes_with_json() -> None:
    out = StringIO()
    call_command("check_ledger", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"books": 8, "papers": 0, "entries": 0, "faults": []}
