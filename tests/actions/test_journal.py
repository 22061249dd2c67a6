"""One entry beside each change, chained in the book of the office where it was done."""

import pytest

from issuance.actions import journal
from issuance.actions.offices import locked_book
from issuance.domain.journal import GENESIS, entry_hash
from issuance.models import Book, JournalEntry
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_where_when_from_and_to() -> None:
    filing = builders.filing(by=builders.clerk(number=2))
    entry = JournalEntry.objects.get(noun="filing", subject=str(filing.pk))
    assert (entry.verb, entry.before, entry.after) == ("receive", "", "received")
    assert (entry.at, entry.actor, entry.window) == (NOW, builders.clerk(number=2), 1)
    assert entry.book.office_id == builders.TOWN
    assert entry.detail == {"serial": filing.papers.get().serial}


def test_entries_are_chained_in_their_order() -> None:
    for _ in range(3):
        builders.filing()
    book = Book.objects.get(office=builders.TOWN)
    head = GENESIS
    for position, entry in enumerate(book.journal.order_by("position"), start=1):
        assert entry.position == position
        assert entry.digest == entry_hash(head, entry.chained())
        head = entry.digest
    assert (book.journal_head, book.journal_length) == (head, 3)


def test_many_entries_at_once_are_chained_as_one_by_one() -> None:
    filing = builders.filing()
    book = locked_book(builders.TOWN, at=NOW)
    before = book.journal_length
    changes = [journal.Change(filing, "register", "received", f"{number}", {}) for number in range(4)]
    journal.record_all(book, changes, by=None, at=NOW)
    entries = list(book.journal.order_by("position"))[before:]
    assert [entry.after for entry in entries] == ["0", "1", "2", "3"]
    assert [entry.position for entry in entries] == [before + 1, before + 2, before + 3, before + 4]
    assert Book.objects.get(pk=book.pk).journal_head == entries[-1].digest


def test_what_time_itself_does_has_no_actor() -> None:
    order = builders.order_in_force(builders.declared_outage())
    assert [entry[3] for entry in builders.told(builders.delivery(order))] == [
        builders.headquarters_approver().username,
        "",
    ]


def test_an_order_that_reaches_every_office_is_written_at_headquarters() -> None:
    order = builders.order_in_force(builders.declared_outage())
    books = {
        entry.book.office_id for entry in JournalEntry.objects.filter(noun__in=("fallbackorder", "delivery"))
    }
    assert books == {"00000000"}
    assert order.deliveries.count() == len(builders.OFFICES)


def test_no_entry_holds_a_name_or_a_number_of_a_person() -> None:
    number = builders.resident_number()
    document = builders.handed_over(builders.counter(), number=number)
    said = repr(list(JournalEntry.objects.values_list()))
    assert [word for word in (number, number[6:], document.filing.applicant_name) if word in said] == []
