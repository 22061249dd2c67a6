"""A filing whose record is gone is rebuilt from its receipt: once, at its moment, and only from a genuine one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from issuance.actions import answers, filings, keys, paper_filings, rebuilds, registrations
from issuance.actions.keys import book_key, signer_of
from issuance.actions.offices import locked_book
from issuance.domain.filings import NewFiling, Relation
from issuance.domain.ledger import AnswerCode, AnswerRow
from issuance.domain.papers import Serial
from issuance.models import Book, Filing, Outage, Paper, User, triggers
from issuance.queries.faults import all_faults
from issuance.sealing.claims import DRILL_FLAG, Claims
from issuance.sealing.mark import read_mark, write_mark
from tests import builders
from tests.builders import NEIGHBOUR, NOW, TOWN, resident_number
from tests.ledger_files import RECOVERED
from tests.refusals import refused

pytestmark = pytest.mark.django_db

MOMENT = NOW - timedelta(hours=1)
SCAN = b"%PDF-1.7 the receipt"


def book(*, code: str = NEIGHBOUR, drill: bool = False) -> Book:
    with transaction.atomic():
        return locked_book(code, at=NOW, drill=drill)


def claims(*, drill: bool = False, **over: object) -> Claims:
    """What a receipt says that another office gave before its machine burnt."""
    theirs = book(drill=drill)
    said = Claims(
        office=theirs.office_id,
        series="TR" if drill else "R",
        year=theirs.year,
        book=theirs.number,
        sequence=77,
        check_number=1234567890123456,
        name="홍길동",
        birth=18850302,
        sheet_digest=b"\x07" * 16,
        flags=DRILL_FLAG if drill else 0,
        status_list=1,
        status_index=1,
        kind="RR01",
        issued_at=int(NOW.timestamp()),
        key_fact="주민등록",
        filing_moment=int(MOMENT.timestamp()),
    )
    return replace(said, **over)  # type: ignore[arg-type]


def receipt(*, drill: bool = False, **over: Any) -> str:
    """The mark of a genuine receipt that no database of ours has."""
    key = book_key(book(drill=drill), at=NOW)
    return write_mark(claims(drill=drill, **over), signer_of(key))


def asked(**over: object) -> NewFiling:
    facts = {"number": resident_number(date(1885, 3, 2)), "begun_at": RECOVERED - timedelta(minutes=1)}
    return builders.new_filing(**facts | over)


def rebuilt(text: str, new: NewFiling | None = None, **over: object) -> Filing:
    terms = {"evidence": SCAN, "by": builders.supervisor(), "at": RECOVERED} | over
    return rebuilds.rebuild(text, new or asked(), **terms)  # type: ignore[arg-type]


def read(text: str, by: User | None = None) -> object:
    return rebuilds.read(text, by=by or builders.supervisor(), at=RECOVERED)


@pytest.fixture
def outage() -> Outage:
    return builders.declared_outage()


def test_a_genuine_receipt_says_what_is_left_of_its_filing(outage: Outage) -> None:
    found = rebuilds.read(receipt(), by=builders.supervisor(), at=RECOVERED)
    assert (found.serial, found.office, found.kind, found.applicant, found.applicant_birth) == (
        claims().serial,
        NEIGHBOUR,
        "RR01",
        "홍길동",
        date(1885, 3, 2),
    )
    assert (found.moment, found.system, found.beyond_its_book) == (MOMENT, "주민등록", True)


def test_it_is_rebuilt_at_its_moment_with_the_scan_and_its_old_serial_and_everything_adds_up(
    outage: Outage,
) -> None:
    text = receipt()
    filing = rebuilt(text)
    assert (filing.moment, filing.paper_moment, filing.outage) == (MOMENT, MOMENT, outage)
    assert (filing.rebuilt_from, filing.rebuilt_mark, filing.office_id) == (claims().serial, text, TOWN)
    assert filing.taken_by_whom == f"{builders.office(NEIGHBOUR).full_name} 접수증"
    assert filings.receipt_of(filing).read_mark().claims.filing_moment == int(MOMENT.timestamp())
    assert paper_filings.evidence(filing, by=builders.clerk(), at=NOW)[0] == SCAN
    assert builders.told(filing) == [("rebuild", "", "received", builders.supervisor().username)]
    assert list(all_faults()) == []


def test_it_goes_to_the_main_system_under_its_old_serial_after_a_second_clerk_has_looked(
    outage: Outage,
) -> None:
    filing = rebuilt(receipt())
    office, by = builders.office(), builders.supervisor()
    with refused("nothing_to_register"):
        registrations.make_batch(outage, office=office, by=by, at=RECOVERED)
    with refused("same_person"):
        paper_filings.check(filing, by=by, at=RECOVERED)
    paper_filings.check(filing, by=builders.clerk(), at=RECOVERED)
    batch = registrations.make_batch(outage, office=office, by=by, at=RECOVERED)
    line = b"".join(registrations.file_of(batch, by=by, at=RECOVERED)).decode().splitlines()[1].split(",")
    assert (line[0], line[2], line[7]) == (claims().serial, "2026-11-23 13:00:00", "2026-11-23")
    answer = AnswerRow(2, Serial.parse(claims().serial), AnswerCode.REGISTERED, "", "신청-1")
    assert answers.take_answers([answer], source=None, outage=outage, by=by, at=RECOVERED) == []
    filing.refresh_from_db()
    assert (filing.state, filing.effective_date) == ("registered", date(2026, 11, 23))
    assert list(all_faults()) == []


def test_a_receipt_is_rebuilt_once_whoever_asks(outage: Outage) -> None:
    text = receipt()
    rebuilt(text)
    with refused("receipt_rebuilt"):
        read(text)
    with refused("receipt_rebuilt"):
        rebuilt(text, by=builders.supervisor(builders.FAR_TOWN))
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.filter(pk=builders.filing().pk).update(rebuilt_from=claims().serial, rebuilt_mark=text)


def test_the_same_form_five_times_is_one_filing(outage: Outage) -> None:
    text, new = receipt(), asked()
    assert len({rebuilt(text, new).pk for _ in range(5)}) == 1
    with refused("other_content_under_token"):
        rebuilt(text, replace(new, receiver="다른 은행"))


def test_a_receipt_that_we_have_is_found_and_not_rebuilt(outage: Outage) -> None:
    paper = filings.receipt_of(builders.filing())
    with refused("receipt_known"):
        read(paper.mark)


def test_a_filing_that_was_lost_with_its_database_is_rebuilt_from_its_own_receipt(outage: Outage) -> None:
    filing = builders.filing()
    paper = filings.receipt_of(filing)
    mark, moment, number = paper.mark, filing.moment, filing.unsealed("subject_number")
    triggers.drop(connection)
    Paper.objects.filter(pk=paper.pk).delete()
    Filing.objects.filter(pk=filing.pk).delete()
    triggers.create(connection)
    again = rebuilt(mark, asked(number=number))
    assert (again.moment, again.rebuilt_from) == (moment.replace(microsecond=0), paper.serial)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"series": "P", "expires_at": 2_000_000_000, "purpose": 1, "filing_moment": None}, "not_a_receipt"),
        ({"series": "E"}, "not_a_receipt"),
        ({"office": TOWN}, "receipt_forged"),
        ({"book": 2}, "receipt_forged"),
        ({"issued_at": int((NOW - timedelta(days=400)).timestamp())}, "receipt_key_unknown"),
        ({"filing_moment": int((RECOVERED + timedelta(hours=1)).timestamp())}, "paper_moment_in_future"),
    ],
)
def test_what_is_no_receipt_of_that_book_and_time_is_refused(
    over: dict[str, Any], code: str, outage: Outage
) -> None:
    with refused(code):
        read(receipt(**over))


def test_a_forged_receipt_is_refused(outage: Outage) -> None:
    good = read_mark(receipt())
    key = book_key(book(code=TOWN), at=NOW)
    stranger = signer_of(key)
    with refused("receipt_forged"):
        read(write_mark(claims(), stranger))
    assert good.claims == claims()
    text = receipt()
    for changed, code in (
        ("KD1:" + "0" * 60, "receipt_unreadable"),
        ("KD2:" + text[4:], "receipt_unreadable"),
        ("https://example.com", "receipt_unreadable"),
        ("", "receipt_unreadable"),
    ):
        with refused(code):
            read(changed)


def test_a_receipt_of_a_drill_is_refused_as_one(outage: Outage) -> None:
    with refused("receipt_of_drill"):
        read(receipt(drill=True))


def test_a_receipt_under_a_revoked_key_is_refused(outage: Outage) -> None:
    text = receipt()
    keys.revoke(book_key(book(), at=NOW), at=NOW, from_sequence=1000)
    with refused("receipt_key_revoked"):
        read(text)


@pytest.mark.parametrize(
    "over",
    [
        {"applicant_name": "홍길순"},
        {"applicant_name": "홍길동동"},
        {"number": "8503039012345"},
        {"relation": Relation.PROXY, "applicant_birth": date(1885, 3, 3)},
    ],
)
def test_another_applicant_than_the_signed_one_is_refused(over: dict[str, object], outage: Outage) -> None:
    with refused("other_applicant"):
        rebuilt(receipt(), asked(**over))


def test_a_long_name_is_compared_as_the_mark_holds_it(outage: Outage) -> None:
    long = "RAJAPAKSA MUDIYANSELAGE NIMAL BANDARA WIJESINGHE ARACHCHIGE DON"
    text = receipt(name=long)
    assert rebuilt(text, asked(applicant_name=long, subject_name=long)).applicant_name == long


def test_without_the_scan_or_by_a_clerk_nothing_is_rebuilt(outage: Outage) -> None:
    text = receipt()
    for over, code in (
        ({"evidence": None}, "receipt_evidence_missing"),
        ({"evidence": b""}, "receipt_evidence_missing"),
        ({"evidence": b"GIF89a"}, "evidence_unknown"),
        ({"by": builders.clerk()}, "not_permitted"),
        ({"by": builders.headquarters_drafter()}, "not_permitted"),
    ):
        with refused(code):
            rebuilt(text, **over)
    assert Filing.objects.count() == 0
    with refused("not_permitted"):
        read(text, by=builders.clerk())


def test_a_moment_that_no_outage_covers_is_kept_and_waits_for_one() -> None:
    filing = rebuilt(receipt())
    assert (filing.outage, filing.moment) == (None, MOMENT)
    assert list(all_faults()) == []


def test_from_what_a_filing_was_rebuilt_never_changes(outage: Outage) -> None:
    filing = rebuilt(receipt())
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.filter(pk=filing.pk).update(rebuilt_from="R-11110530-26-001-000078")


def test_a_rebuilt_filing_that_says_something_else_than_its_receipt_is_a_fault(outage: Outage) -> None:
    filing = rebuilt(receipt())
    other = receipt(sequence=78, filing_moment=int((MOMENT - timedelta(days=1)).timestamp()))
    triggers.drop(connection)
    Filing.objects.filter(pk=filing.pk).update(rebuilt_mark=other)
    found = [fault.code for fault in all_faults()]
    Filing.objects.filter(pk=filing.pk).update(rebuilt_mark="KD1:odd")
    found += [fault.code for fault in all_faults()]
    triggers.create(connection)
    assert found == ["rebuilt_differs", "rebuilt_mark"]
