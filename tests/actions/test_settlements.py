"""One step carries all: paper, status, notice, money, messages and journal, or nothing of it."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issuance import tasks
from issuance.actions import documents, filings, journal, messages, papers, settlements
from issuance.domain.access import Reason
from issuance.domain.documents import Source
from issuance.domain.filings import Relation
from issuance.domain.letters import Letter
from issuance.domain.messages import Audience, Channel
from issuance.domain.reconciliation import Decision
from issuance.domain.verdicts import Standing
from issuance.models import AccessRecord, Book, Case, CorrectionNotice, Document, JournalEntry, Message, Paper
from issuance.printing.characters import MissingGlyph
from issuance.printing.letter import draw_letter
from issuance.queries.faults import all_faults
from issuance.queries.messages import due, waiting_at
from issuance.queries.settlements import confirmations_by_book
from issuance.sealing.claims import Claims
from tests import builders, settling
from tests.actions import cases
from tests.builders import NOW, Counter
from tests.concurrency.sessions import together
from tests.refusals import refused
from tests.settling import EFFECT


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def told(case: Case) -> set[tuple[str, str, str]]:
    """To whom, by which way, on which occasion."""
    return set(Message.objects.filter(case=case).values_list("audience", "channel", "occasion"))


def money(case: Case) -> tuple[int, int, int]:
    """Due, waived, to refund."""
    document = Document.objects.get(pk=case.document_id)
    return document.fee_due, document.fee_waived, document.fee_to_refund


def test_a_confirmation_ends_the_paper_and_tells_nobody(counter: Counter) -> None:
    case = settling.decided(settling.matching(settling.handed_over(counter)), Decision.CONFIRM)
    settlements.settle(case, at=EFFECT)
    assert settling.standing(case) == ("settled", "confirmed", Standing.VALID)
    assert (told(case), money(case)) == (set(), (400, 0, 0))
    assert list(all_faults()) == []


def test_a_correction_gives_a_notice_a_letter_a_text_and_a_letter_to_the_receiver(counter: Counter) -> None:
    case = settling.decided(settling.differing(settling.handed_over(counter)), Decision.CORRECT)
    settlements.settle(case, at=EFFECT)
    assert settling.standing(case) == ("settled", "corrected", Standing.SUPERSEDED)
    notice = CorrectionNotice.objects.get(document=case.document)
    assert told(case) == {
        ("citizen", "letter", "corrected"),
        ("citizen", "sms", "corrected"),
        ("receiver", "letter", "corrected"),
    }
    assert set(Message.objects.values_list("notice", "state")) == {(notice.pk, "drafted")}
    assert money(case) == (400, 0, 0)
    assert list(all_faults()) == []


def test_the_letter_goes_to_where_the_ledger_knows_the_citizen_and_says_what_was_corrected(
    counter: Counter,
) -> None:
    case = settling.decided(settling.differing(settling.handed_over(counter)), Decision.CORRECT)
    settlements.settle(case, at=EFFECT)
    letter = Message.objects.get(audience=Audience.CITIZEN, channel=Channel.LETTER)
    said = json.loads(letter.unsealed("body"))
    notice = CorrectionNotice.objects.get()
    assert said["recipient"] == [settling.OTHER_ADDRESS, "홍길동 귀하"]
    assert {row["label"]: row["value"] for row in said["rows"]} == {
        "문서번호": f"임시확인서 {case.document.number}",
        "서류": "주민등록표 등본",
        "발급일시": "2026. 11. 23. 14:00",
        "정정 통지서": notice.paper.serial,
        "정정한 항목": "주소",
        "정정 사유": f"근거 자료 뒤에 바뀐 내용: {settling.REASON}",
    }
    assert said["signed_by"] == "서울특별시 종로구 청운효자동장"


def noticed(case: Case) -> tuple[dict[str, str], tuple[tuple[str, ...], ...], Claims]:
    """The rows and the table of the notice that a correction gives, and what its mark claims."""
    cases.settled(case, Decision.CORRECT)
    paper = CorrectionNotice.objects.get(document=case.document).paper
    sheet = papers.sheet_of(paper.unsealed("sheet"))
    assert sheet.table is not None
    return {row.label: row.value for row in sheet.rows}, sheet.table.rows, paper.read_mark().claims


def test_a_notice_prints_a_corrected_number_masked_and_is_about_whom_the_ledger_names(
    counter: Counter,
) -> None:
    case = cases.picked(cases.mistyped(counter, {"number": cases.BIRTH, "세대주": "김영희"}))
    rows, table, claims = noticed(case)
    assert table == (
        ("주민등록번호", "850302-9******", "850320-9******"),
        ("세대주", "홍길동", "김영희"),
    )
    assert (rows["대상"], rows["신청인"]) == ("독고탁 (1885. 3. 20.생)", "독고탁 (1885. 3. 20.생) · 본인")
    assert (claims.name, claims.birth) == ("독고탁", 18850320)
    letter = Message.objects.get(audience=Audience.CITIZEN, channel=Channel.LETTER)
    said = {row["label"]: row["value"] for row in json.loads(letter.unsealed("body"))["rows"]}
    assert said["정정한 항목"] == "주민등록번호, 세대주"
    noted = AccessRecord.objects.filter(reason=Reason.NOTICE).values_list("by", "noun")
    head = builders.head().pk
    assert sorted(noted) == [
        (head, "document"),
        (head, "filing"),
        (head, "ledgerentry"),
        (head, "ledgerentry"),
    ]
    assert list(all_faults()) == []


def test_a_notice_says_nothing_of_digits_that_no_paper_prints(counter: Counter) -> None:
    case = cases.picked(cases.mistyped(counter, {"number": cases.HIDDEN, "세대주": "김영희"}))
    rows, table, claims = noticed(case)
    assert (table, rows["대상"], claims.birth) == (
        (("세대주", "홍길동", "김영희"),), "독고탁 (1885. 3. 2.생)", 18850302,
    )  # fmt: skip


def test_a_notice_of_a_corrected_name_bears_the_ledgers_and_leaves_another_applicant_alone(
    counter: Counter,
) -> None:
    case = cases.mistyped(
        counter,
        {"name": "독고탄"},
        relation=Relation.HOUSEHOLD,
        applicant_name="김영희",
        applicant_birth=date(1888, 5, 5),
    )
    rows, table, claims = noticed(case)
    assert table == (("성명", "독고탁", "독고탄"),)
    assert (rows["대상"], rows["신청인"]) == (
        "독고탄 (1885. 3. 2.생)", f"김영희 (1888. 5. 5.생) · {Relation.HOUSEHOLD.label}",
    )  # fmt: skip
    assert (claims.name, claims.birth) == ("독고탄", 18850302)


def test_a_paper_with_a_hidden_slip_is_confirmed_by_two_people_though_one_of_them_picked(
    counter: Counter,
) -> None:
    case = cases.settled(cases.picked(cases.mistyped(counter, {"number": cases.HIDDEN})))
    assert settling.standing(case) == ("settled", "confirmed", Standing.VALID)
    assert list(all_faults()) == []


def test_a_paper_in_whose_place_an_official_one_stands_is_not_paid_twice(counter: Counter) -> None:
    case = settling.also_issued(settling.handed_over(counter, copies=3), copies=2)
    case = settling.decided(case, Decision.CORRECT)
    settlements.settle(case, at=EFFECT)
    assert settling.standing(case) == ("settled", "corrected", Standing.SUPERSEDED)
    assert (money(case), CorrectionNotice.objects.count()) == ((1200, 0, 800), 0)
    assert {occasion for _, _, occasion in told(case)} == {"replaced"}
    assert list(all_faults()) == []


def test_a_revocation_is_decided_above_and_answered_for_by_the_own_office(counter: Counter) -> None:
    case = settling.decided(settling.opened(settling.handed_over(counter), "not_found"), Decision.REVOKE)
    settlements.settle(case, at=EFFECT)
    assert settling.standing(case) == ("settled", "revoked", Standing.VOIDED)
    assert money(case) == (400, 0, 400)
    letter = Message.objects.get(audience=Audience.CITIZEN, channel=Channel.LETTER)
    said = json.loads(letter.unsealed("body"))
    assert (said["contact"], said["signed_by"]) == (
        "담당 민원팀장 담당1 · 전화 02-0000-0100",
        "서울특별시 종로구 청운효자동장",
    )
    assert "돌려드릴 수수료" in {row["label"] for row in said["rows"]}
    assert list(all_faults()) == []


def test_what_was_opened_for_it_leaves_an_access_record_of_whoever_decided(counter: Counter) -> None:
    case = settling.decided(settling.differing(settling.handed_over(counter)), Decision.CORRECT)
    settlements.settle(case, at=EFFECT)
    records = AccessRecord.objects.filter(reason=Reason.NOTICE).values_list("by", "noun")
    assert sorted(records) == [(builders.head().pk, "document"), (builders.head().pk, "ledgerentry")]


def test_the_journal_tells_every_row_and_the_money(counter: Counter) -> None:
    case = settling.decided(settling.opened(settling.handed_over(counter), "not_found"), Decision.REVOKE)
    settlements.settle(case, at=EFFECT)
    entries = JournalEntry.objects.filter(at=EFFECT).order_by("position")
    assert [(entry.noun, entry.verb, entry.after) for entry in entries] == [
        ("case", "settle", "settled"),
        ("document", "revoke", "revoked"),
        ("message", "draft", "drafted"),
        ("message", "draft", "drafted"),
        ("message", "draft", "drafted"),
    ]
    assert entries[1].detail == {"case": case.pk, "refund": 400}


def broken(*_: Any, **__: Any) -> Any:
    raise OSError("broken")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (papers, "set_status"),
        (papers, "write"),
        (messages, "draw_letter"),
        (messages, "drafted"),
        (settlements, "locked_book"),
        (journal, "record_all"),
    ],
)
def test_a_fault_anywhere_leaves_everything_as_it_was_and_the_next_sweep_ends_it(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    case = settling.decided(settling.differing(settling.handed_over(counter)), Decision.CORRECT)
    before = (Paper.objects.count(), JournalEntry.objects.count(), builders.last_sequence())
    with monkeypatch.context() as patched:
        patched.setattr(module, name, broken)
        with time_machine.travel(EFFECT, tick=False):
            tasks.settle_decided_cases()
    assert settling.standing(case) == ("decided", "handed_over", Standing.SUSPENDED)
    assert (Paper.objects.count(), JournalEntry.objects.count(), builders.last_sequence()) == before
    assert Message.objects.count() == 0
    with time_machine.travel(EFFECT + timedelta(minutes=1), tick=False):
        tasks.settle_decided_cases()
    assert settling.standing(case) == ("settled", "corrected", Standing.SUPERSEDED)
    assert Message.objects.count() == 3


def test_words_that_paper_cannot_carry_are_refused_before_anybody_decides(counter: Counter) -> None:
    case = settling.opened(settling.handed_over(counter), "not_found")
    with refused("missing_glyph"):
        settling.decided(case, Decision.REVOKE, reason="원장에 없음 😀")


def test_a_letter_that_cannot_be_drawn_leaves_its_case_and_stops_no_other(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = settling.decided(settling.opened(settling.handed_over(counter), "not_found"), Decision.REVOKE)
    draw = draw_letter

    def drawn(letter: Letter) -> bytes:
        if bad.document.number in letter.reference:
            raise MissingGlyph(field="취소 사유", character="☃")
        return draw(letter)

    monkeypatch.setattr(messages, "draw_letter", drawn)
    good = settling.decided(settling.opened(settling.handed_over(counter), "not_found"), Decision.REVOKE)
    with time_machine.travel(EFFECT, tick=False):
        tasks.settle_decided_cases()
    assert settling.standing(bad) == ("decided", "handed_over", Standing.SUSPENDED)
    assert settling.standing(good) == ("settled", "revoked", Standing.VOIDED)
    assert set(Message.objects.values_list("case", flat=True)) == {good.pk}


def test_settled_five_times_it_is_settled_once(counter: Counter) -> None:
    case = settling.decided(settling.differing(settling.handed_over(counter)), Decision.CORRECT)
    settlements.settle(case, at=EFFECT)
    for _ in range(4):
        with refused("wrong_state"):
            settlements.settle(case, at=EFFECT)
    assert (Message.objects.count(), CorrectionNotice.objects.count()) == (3, 1)


def test_two_sweeps_at_once_draft_each_message_once(committed_db: None) -> None:
    case = settling.decided(settling.differing(settling.handed_over(builders.counter())), Decision.CORRECT)
    ends = together([lambda: settlements.settle(case, at=EFFECT).state] * 2)
    assert sorted(str(end) for end in ends).count("settled") == 1
    assert (Message.objects.count(), CorrectionNotice.objects.count()) == (3, 1)
    assert list(all_faults()) == []


def test_a_question_to_the_citizen_ends_nothing(counter: Counter) -> None:
    case = settling.matching(settling.handed_over(counter))
    settling.decided(case, Decision.ASK)
    case.refresh_from_db()
    with refused("wrong_state"):
        settlements.settle(case, at=EFFECT)
    assert settling.standing(case) == ("open", "handed_over", Standing.VALID)


def test_a_second_end_says_the_new_one_and_books_only_what_is_new(counter: Counter) -> None:
    first = settling.decided(settling.also_issued(settling.handed_over(counter)), Decision.CORRECT)
    settlements.settle(first, at=EFFECT)
    document = Document.objects.get(pk=first.document_id)
    second = settling.opened(document, "not_found", follows=first, at=EFFECT)
    second = settling.decided(second, Decision.REVOKE, at=EFFECT)
    settlements.settle(second, at=EFFECT + settling.HOLD)
    assert settling.standing(second) == ("settled", "revoked", Standing.VOIDED)
    entry = JournalEntry.objects.get(verb="revoke", noun="document")
    assert (money(second), entry.detail) == ((400, 0, 400), {"case": second.pk, "refund": 0})
    assert {occasion for _, _, occasion in told(second)} == {"revoked"}


def test_a_case_that_keeps_the_first_end_changes_nothing_but_itself(counter: Counter) -> None:
    first = settling.decided(settling.differing(settling.handed_over(counter)), Decision.CORRECT)
    settlements.settle(first, at=EFFECT)
    document = Document.objects.get(pk=first.document_id)
    second = settling.opened(document, "differs", entry=first.entry, follows=first, at=EFFECT)
    second = settling.decided(second, Decision.KEEP, at=EFFECT)
    settlements.settle(second, at=EFFECT + settling.HOLD)
    assert settling.standing(second) == ("settled", "corrected", Standing.SUPERSEDED)
    assert told(second) == set()
    assert list(all_faults()) == []


def confirmations(counter: Counter, count: int) -> list[Case]:
    return [
        settling.decided(settling.matching(settling.handed_over(counter)), Decision.CONFIRM)
        for _ in range(count)
    ]


def test_many_confirmations_of_an_office_are_settled_in_one_heap(counter: Counter) -> None:
    cases = confirmations(counter, 4)
    (heap,) = confirmations_by_book(at=EFFECT)
    length = Book.objects.get(office_id=builders.TOWN).journal_length
    assert settlements.settle_confirmed(heap, at=EFFECT) == 4
    assert [settling.standing(case) for case in cases] == [("settled", "confirmed", Standing.VALID)] * 4
    assert Book.objects.get(office_id=builders.TOWN).journal_length == length + 8
    assert list(all_faults()) == []


def test_a_heap_asks_as_many_questions_however_many_it_holds(counter: Counter) -> None:
    def asked(count: int) -> int:
        confirmations(counter, count)
        (heap,) = confirmations_by_book(at=EFFECT)
        with CaptureQueriesContext(connection) as captured:
            settlements.settle_confirmed(heap, at=EFFECT)
        return len(captured)

    assert asked(1) == asked(5)


def test_a_heap_with_one_that_breaks_is_settled_one_by_one(counter: Counter) -> None:
    good, bad = confirmations(counter, 2)
    # Somebody ended the paper behind the case's back.
    Document.objects.filter(pk=bad.document_id).update(state="confirmed")
    with time_machine.travel(EFFECT, tick=False):
        tasks.settle_decided_cases()
    assert settling.standing(good) == ("settled", "confirmed", Standing.VALID)
    assert settling.standing(bad)[0] == "decided"


def test_a_heap_waits_for_its_hold_and_takes_nothing_but_confirmations(counter: Counter) -> None:
    (case,) = confirmations(counter, 1)
    harmful = settling.decided(settling.differing(settling.handed_over(counter)), Decision.CORRECT)
    assert list(confirmations_by_book(at=EFFECT - timedelta(microseconds=1))) == []
    with refused("still_on_hold"):
        settlements.settle_confirmed([case], at=EFFECT - timedelta(microseconds=1))
    assert settlements.settle_confirmed([harmful], at=EFFECT) == 0
    assert settling.standing(harmful)[0] == "decided"


def test_heaps_of_two_offices_do_not_mix(counter: Counter) -> None:
    beside = builders.Counter(
        builders.clerk(builders.NEIGHBOUR),
        builders.supervisor(builders.NEIGHBOUR),
        counter.outage,
        counter.order,
        builders.acknowledged(counter.order, builders.NEIGHBOUR),
    )
    ours, theirs = confirmations(counter, 2), confirmations(beside, 2)
    heaps = [{case.pk for case in heap} for heap in confirmations_by_book(at=EFFECT)]
    assert heaps == [{case.pk for case in ours}, {case.pk for case in theirs}]


def test_a_drill_is_settled_and_told_in_its_own_book_and_leaves_by_no_sender(db: None) -> None:
    outage = builders.declared_outage(drill=True)
    order = builders.order_in_force(outage)
    builders.acknowledged(order)
    filing = filings.receive(
        builders.new_filing(applicant_phone=settling.MOBILE), by=builders.clerk(), at=NOW, outage=outage
    )
    builders.in_snapshot(filing)
    document = documents.prepare(
        filing, source=Source.SNAPSHOT, by=builders.clerk(), at=NOW, token=builders.token()
    )
    document = documents.issue(document, by=builders.clerk(), at=NOW)
    document = documents.hand_over(document, by=builders.clerk(), at=NOW)
    case = settling.decided(settling.differing(document), Decision.CORRECT)
    settlements.settle(case, at=EFFECT)
    assert set(Message.objects.values_list("drill", "channel")) == {(True, "letter"), (True, "sms")}
    assert list(due(served=("sms", "email"), at=EFFECT)) == []
    assert waiting_at(builders.TOWN, served=("sms", "email")).count() == 3
    assert set(JournalEntry.objects.filter(at=EFFECT).values_list("book__drill", flat=True)) == {True}
    assert list(all_faults()) == []
