"""What is wrong with the books of closed outages: frozen sums, signatures, statements and journal heads."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max

from issuance.domain.closing_statements import heads_of, restored
from issuance.domain.closings import Account, Line, added
from issuance.domain.journal import GENESIS
from issuance.domain.papers import SEOUL
from issuance.domain.states import DocumentState, OutageState
from issuance.models import Book, Case, ClosingStatement, Document, JournalEntry, Outage, Paper
from issuance.queries import closings

_ENDS = {
    DocumentState.CONFIRMED: "confirmed",
    DocumentState.CORRECTED: "corrected",
    DocumentState.REVOKED: "revoked",
}
_TOTALS = (
    "filings",
    "documents",
    "issued",
    "voided",
    "confirmed",
    "corrected",
    "revoked",
    "registered",
    "settled",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a stable code, the row, and what is wrong with it in Korean."""

    code: str
    row: str
    words: str


def closing_faults() -> Iterator[Fault]:
    """A closed outage must still add up to what was signed, but for what later cases changed and say."""
    for outage in Outage.objects.filter(state=OutageState.CLOSED):
        row = f"outage {outage.number}"
        statement = ClosingStatement.objects.select_related("outage", "key").filter(outage=outage).first()
        if statement is None:
            # One that was closed before there were statements has none, and its journal names none.
            entry = _closing_entry(outage)
            if entry is None or "statement" in entry.detail:
                yield Fault("no_statement", row, "종결되었는데 종결 조서가 없습니다")
            continue
        yield from _statement_faults(statement)
        yield from _sums_faults(outage, statement)


def _statement_faults(statement: ClosingStatement) -> Iterator[Fault]:
    row = f"outage {statement.outage.number}"
    if not statement.signature_holds():
        yield Fault("statement_signature", row, "종결 조서의 전자서명이 맞지 않습니다")
        return
    said = _closing_entry(statement.outage)
    if said is None or said.detail.get("statement") != statement.sheet_digest:
        yield Fault("statement_journal", row, "종결 조서가 처리 기록에 적힌 것과 다릅니다")
    if said is not None and _is_cut_elsewhere(statement, said):
        yield Fault("statement_case", row, "종결 조서의 마지막 대조 건이 종결 때의 것과 다릅니다")
    for head in heads_of(restored(json.loads(statement.sheet))):
        found = JournalEntry.objects.filter(book=_book(head.book), position=head.length).first()
        if (found.digest if found else GENESIS if not head.length else "") != head.head:
            yield Fault(
                "statement_head", f"book {head.book}", "종결 조서에 적힌 처리 기록의 머리가 대장에 없습니다"
            )


def _is_cut_elsewhere(statement: ClosingStatement, closed: JournalEntry) -> bool:
    """Whether the newest case that the statement counts was opened after it, or the next one before."""
    cases = Case.objects.filter(document__order__outage=statement.outage_id).order_by("pk")
    counted = cases.filter(pk__lte=statement.last_case).last()
    after = cases.filter(pk__gt=statement.last_case).first()
    opened = {
        case: JournalEntry.objects.filter(noun="case", subject=str(case.pk)).order_by("pk").first()
        for case in (counted, after)
        if case is not None
    }
    late = {case for case, entry in opened.items() if entry is not None and entry.pk > closed.pk}
    return statement.last_case != (counted.pk if counted else 0) or late != ({after} if after else set())


def _closing_entry(outage: Outage) -> JournalEntry | None:
    return JournalEntry.objects.filter(noun="outage", subject=str(outage.pk), verb="close").last()


def _book(name: str) -> Book | None:
    office, year, number = name.split("-")
    return Book.objects.filter(office=office, year=int(year), number=int(number)).first()


def _sums_faults(outage: Outage, statement: ClosingStatement) -> Iterator[Fault]:
    counted = _as_closed(outage, statement)
    signed = {row.office_id: row for row in closings.signed(outage)}
    for missing in closings.unsigned(outage):
        yield Fault("not_signed", f"outage {outage.number}", f"{missing.full_name}의 마감이 없습니다")
    for office, closing in signed.items():
        if closing.account.digest() != closing.sums_digest:
            yield Fault("signed_sums", f"closing {closing.pk}", "마감한 합계가 나중에 바뀌었습니다")
        elif counted.get(office, Account()).digest() != closing.sums_digest:
            yield Fault("closed_sums", f"closing {closing.pk}", "마감 때의 합계와 지금 합계가 다릅니다")
    total = added("", "", (line for row in signed.values() for line in row.account.lines))
    stored = outage.sums or {}
    if any(stored.get(name) != getattr(total, name) for name in _TOTALS):
        yield Fault("closed_sums", f"outage {outage.number}", "종결 때의 합계와 마감한 합계가 다릅니다")


def _as_closed(outage: Outage, statement: ClosingStatement) -> dict[str, Account]:
    """The sums by office as they stand, with what later cases did to a document, and its correction, taken back."""
    accounts = closings.accounts(outage)
    later = Case.objects.filter(document__order__outage=outage, pk__gt=statement.last_case)
    documents = Document.objects.filter(pk__in=later.order_by().values("document")).select_related("kind")
    for document in documents:
        account = accounts[document.office_id]
        accounts[document.office_id] = replace(
            account, lines=tuple(_taken_back(account.lines, document, _entries_since(document, outage)))
        )
    corrections = Paper.objects.filter(
        corrects__document__in=documents, pk__in=_numbers_since(documents, outage)
    ).select_related("book", "filing")
    # From the last one back, so that what is before each still stands.
    for paper in corrections.order_by("-book", "-sequence"):
        account = accounts[paper.office_id]
        accounts[paper.office_id] = replace(account, books=tuple(_without(account.books, paper)))
    return accounts


def _entries_since(document: Document, outage: Outage) -> list[JournalEntry]:
    closed = _closing_entry(outage)
    since = closed.pk if closed else 0
    return list(
        JournalEntry.objects.filter(noun="document", subject=str(document.pk), pk__gt=since).order_by("pk")
    )


def _numbers_since(documents: Iterable[Document], outage: Outage) -> list[Any]:
    """The papers of corrections that the journal knows since the closing."""
    closed = _closing_entry(outage)
    subjects = JournalEntry.objects.filter(
        noun="correctionnotice", verb="notify", pk__gt=closed.pk if closed else 0
    ).values_list("subject", flat=True)
    keys = set(subjects)
    return [
        notice.paper_id
        for document in documents
        for notice in document.corrections.all()
        if str(notice.pk) in keys
    ]


def _taken_back(lines: Iterable[Line], document: Document, entries: list[JournalEntry]) -> Iterator[Line]:
    assert document.issued_at is not None
    place = (document.issued_at.astimezone(SEOUL).date().isoformat(), document.kind.code)
    for line in lines:
        if (line.day, line.kind) != place or not entries:
            yield line
            continue
        now, then = _ENDS[DocumentState(document.state)], _ENDS[DocumentState(entries[0].before)]
        refund = line.to_refund - sum(int(entry.detail.get("refund") or 0) for entry in entries)
        moved = replace(line, to_refund=refund, **{now: getattr(line, now) - 1})
        yield replace(moved, **{then: getattr(moved, then) + 1})


def _without(books: Iterable[Any], paper: Paper) -> Iterator[Any]:
    """The books without a correction that was numbered later; a line that it alone made is left out."""
    for line in books:
        if line.book != str(paper.book):
            yield line
        elif line.numbers > 1:
            earlier = Paper.objects.filter(
                book=paper.book, sequence__lt=paper.sequence, filing__outage=paper.filing.outage_id
            )
            last = earlier.aggregate(last=Max("sequence"))["last"]
            yield replace(line, numbers=line.numbers - 1, corrections=line.corrections - 1, last=last)
