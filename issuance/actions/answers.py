"""Take what the main system answered: register, refuse, or leave a contradiction to a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from issuance.actions import filings, journal
from issuance.actions.journal import Change
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import registrations as rules
from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import AnswerCode, AnswerRow, RowFault
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.registrations import Effect
from issuance.domain.states import FilingState, OutageState
from issuance.models import (
    AnswerDoubt,
    BackEntryBatch,
    BackEntryLine,
    Filing,
    LedgerImport,
    Outage,
    RegistrationAnswer,
    User,
)
from issuance.permissions import Deed, ensure
from issuance.queries import registrations as queries

RECEIPT = "임시번호"
REGISTERED_FIELDS = (
    "state",
    "main_system_number",
    "already_there",
    "last_answer",
    "effective_date",
    "registered_at",
    "resend",
)


@dataclass(slots=True)
class _Block:
    """The rows that a block of answers touches, locked, and what is to be stored of it."""

    lines: dict[UUID, BackEntryLine]
    said: set[tuple[UUID, str, str, str]]
    answers: list[RegistrationAnswer] = field(default_factory=list)
    doubts: list[tuple[AnswerRow, AnswerDoubt]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


@transaction.atomic
def take_answers(
    rows: Sequence[AnswerRow],
    *,
    source: LedgerImport | None,
    outage: Outage,
    by: User,
    at: datetime,
    batch: BackEntryBatch | None = None,
) -> list[RowFault]:
    """Take a block of answers; returns those to nothing of theirs, which are left out.

    An answer of a `batch` must be to one of its lines. The same answers again change nothing. A number that contradicts
    the one that stands changes nothing either, and waits for a person; once the outage is closed it is kept, and
    returned with what was left out.
    """
    ensure(by, Deed.IMPORT_LEDGER)
    theirs = queries.by_receipt(
        outage,
        [str(row.receipt) for row in rows],
        office=None if by.office_id == HEADQUARTERS else by.office_id,
    )
    ours = None if batch is None else frozenset(batch.lines.values_list("filing_id", flat=True))
    faults: list[RowFault] = []
    kept: list[tuple[AnswerRow, UUID]] = []
    for row in rows:
        filing = theirs.get(str(row.receipt))
        if filing is None:
            faults.append(_fault(row, rules.UnknownReceipt()))
        elif ours is not None and filing.pk not in ours:
            faults.append(_fault(row, rules.NotInBatch()))
        else:
            kept.append((row, filing.pk))
    # All rows first, in one order, and the book last.
    keys = {pk for _, pk in kept}
    locked = {
        filing.pk: filing
        for filing in Filing.objects.select_for_update(of=("self",))
        .select_related("kind")
        .filter(pk__in=keys)
        .order_by("pk")
    }
    block = _Block(
        lines={
            line.filing_id: line
            for line in BackEntryLine.objects.filter(filing__in=keys, closed_at__isnull=True)
        },
        said=set(
            RegistrationAnswer.objects.filter(filing__in=keys).values_list(
                "filing_id", "code", "text", "number"
            )
        ),
    )
    for row, pk in kept:
        _take(block, row, locked[pk], source=source, at=at)
    return faults + _store(block, outage=outage, by=by, at=at)


@transaction.atomic
def settle_doubt(doubt: AnswerDoubt, *, take: bool, words: str, by: User, at: datetime) -> AnswerDoubt:
    """A person says which of two contradicting answers holds: the new one, or what stands.

    To take a number puts it in the place of the old one, which the answers and the journal keep. To take a refusal of what
    was registered sends the filing again.
    """
    ensure(by, Deed.SETTLE_FILING, doubt.filing.office_id)
    words = rules.ensure_words(words)
    filing = filings.locked(doubt.filing)
    doubt = AnswerDoubt.objects.select_for_update(of=("self",)).select_related("answer").get(pk=doubt.pk)
    if doubt.settled_at is not None:
        raise rules.NoDoubt
    before, answer = filing.main_system_number, doubt.answer
    if take and answer.number:
        filing.main_system_number, filing.registered_at = answer.number, at
        filing.effective_date = rules.effective_date(filing.moment)
        filing.save(update_fields=("main_system_number", "registered_at", "effective_date"))
    elif take:
        filing.resend, filing.last_answer = True, answer.code
        filing.save(update_fields=("resend", "last_answer"))
    doubt.taken, doubt.settled_by, doubt.settled_at, doubt.words = take, by, at, words
    doubt.save(update_fields=("taken", "settled_by", "settled_at", "words"))
    filings.noted(
        filing,
        "settle_doubt",
        by=by,
        at=at,
        taken=int(take),
        number_before=before,
        number=filing.main_system_number,
    )
    return doubt


def _take(
    block: _Block, row: AnswerRow, filing: Filing, *, source: LedgerImport | None, at: datetime
) -> None:
    line, says = block.lines.pop(filing.pk, None), (filing.pk, row.code.value, row.text, row.number)
    if line is None and says in block.said:
        return
    block.said.add(says)
    answer = RegistrationAnswer(
        source=source, filing=filing, line=line, code=row.code, text=row.text, number=row.number, at=at
    )
    block.answers.append(answer)
    effect = rules.effect_of(
        row.code,
        row.number,
        state=filing.state,
        standing=filing.main_system_number,
        again=line is not None and line.again,
    )
    if effect in (Effect.REGISTER, Effect.REGISTER_AGAIN):
        _register(block, filing, answer, at=at)
    elif effect == Effect.REFUSE:
        filing.last_answer, filing.resend = row.code, False
        filing.save(update_fields=("last_answer", "resend"))
    elif effect == Effect.DOUBT:
        before = filing.main_system_number
        doubt = AnswerDoubt(answer=answer, filing=filing, number_before=before, opened_at=at)
        block.doubts.append((row, doubt))


def _register(block: _Block, filing: Filing, answer: RegistrationAnswer, *, at: datetime) -> None:
    """The main system has it: its number there, and the date from which it counts (민원처리법 시행령 §6의2 ③)."""
    number_before = filing.main_system_number
    filing.main_system_number, filing.last_answer = answer.number, answer.code
    filing.already_there = answer.code == AnswerCode.ALREADY_THERE
    filing.effective_date, filing.registered_at = rules.effective_date(filing.moment), at
    filing.resend = False
    if filing.state == FilingState.REGISTERED:
        state, verb = filing.state, "register_again"
        detail = {"number_before": number_before, "number": answer.number}
    else:
        state, verb, detail = transit(filing, "register"), "register", {}
    filing.save(update_fields=REGISTERED_FIELDS)
    block.changes.append(Change(filing, verb, str(state), str(filing.state), detail))


def _store(block: _Block, *, outage: Outage, by: User, at: datetime) -> list[RowFault]:
    """Store all of a block; returns the contradictions that came too late for anybody to judge."""
    RegistrationAnswer.objects.bulk_create(block.answers, batch_size=500)
    BackEntryLine.objects.filter(
        pk__in=[answer.line_id for answer in block.answers if answer.line_id is not None]
    ).update(closed_at=at)
    if not block.changes and not block.doubts:
        return []
    # Closing holds every book: whether it was first is certain from here on.
    book = locked_book(by.office_id, at=at, drill=outage.drill)
    if block.changes:
        journal.record_all(book, block.changes, by=by, at=at)
    if Outage.objects.filter(pk=outage.pk, state=OutageState.CLOSED).exists():
        return [_fault(row, rules.AnswerAfterClosing()) for row, _ in block.doubts]
    AnswerDoubt.objects.bulk_create([doubt for _, doubt in block.doubts], batch_size=500)
    return []


def _fault(row: AnswerRow, refusal: IssuanceError) -> RowFault:
    return RowFault(row.row, RECEIPT, refusal.code, refusal.message, str(row.receipt))
