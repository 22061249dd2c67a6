"""What the main system answers: it registers, refuses, repeats itself, or contradicts what stands."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from issuance.actions import answers, filings, registrations
from issuance.domain.filings import SettlementReason
from issuance.domain.ledger import AnswerCode, AnswerRow, RowFault
from issuance.domain.papers import Serial
from issuance.domain.registrations import Group
from issuance.models import AnswerDoubt, BackEntryLine, Filing, JournalEntry, Outage, RegistrationAnswer, User
from issuance.queries import registrations as queries
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import NEIGHBOUR, NOW, TOWN
from tests.ledger_files import RECOVERED
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def row(filing: Filing | str, code: str, number: str = "", *, at_row: int = 2) -> AnswerRow:
    serial = filing if isinstance(filing, str) else filings.receipt_of(filing).serial
    return AnswerRow(at_row, Serial.parse(serial), AnswerCode(code), "처리 결과", number)


def take(outage: Outage, *rows: AnswerRow, by: User | None = None) -> list[RowFault]:
    person = by or builders.headquarters_drafter()
    return answers.take_answers(rows, source=None, outage=outage, by=person, at=RECOVERED)


def stands(filing: Filing) -> tuple[str, str, str]:
    found = Filing.objects.get(pk=filing.pk)
    return found.state, found.main_system_number, found.last_answer


def doubted(outage: Outage) -> tuple[Filing, AnswerDoubt]:
    """Registered as 1, and then answered as 2."""
    filing = builders.filing()
    take(outage, row(filing, "0000", "1"))
    take(outage, row(filing, "0000", "2"))
    return filing, AnswerDoubt.objects.get()


@pytest.mark.parametrize(
    ("code", "state", "already"),
    [("0000", "registered", False), ("1001", "registered", True)]
    + [(code.value, "received", False) for code in AnswerCode if not code.is_registered],
)
def test_each_code_does_what_it_means(code: str, state: str, already: bool) -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    number = "신청-1" if state == "registered" else ""
    assert take(outage, row(filing, code, number)) == []
    found = Filing.objects.get()
    assert stands(filing) == (state, number, code)
    assert (found.already_there, found.effective_date) == (
        already,
        date(2026, 11, 23) if state == "registered" else None,
    )
    assert list(all_faults()) == []


def test_an_answer_closes_the_line_that_it_answers() -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    batch = registrations.make_batch(outage, office=builders.office(), by=builders.supervisor(), at=RECOVERED)
    take(outage, row(filing, "3001"))
    line = batch.lines.get()
    assert (line.closed_at, line.answers.get().code) == (RECOVERED, "3001")
    registrations.make_batch(outage, office=builders.office(), by=builders.supervisor(), at=RECOVERED)
    take(outage, row(filing, "3001"))
    assert list(RegistrationAnswer.objects.values_list("code", "line__batch__number")) == [
        ("3001", f"{outage.number}-{TOWN}-0001"),
        ("3001", f"{outage.number}-{TOWN}-0002"),
    ]
    assert BackEntryLine.objects.filter(closed_at__isnull=True).count() == 0


def test_the_same_answers_five_times_change_nothing() -> None:
    outage = builders.declared_outage()
    good, bad = builders.filing(), builders.filing()
    rows = [row(good, "0000", "1"), row(bad, "2001"), row(bad, "2001", at_row=3)]
    take(outage, *rows)
    before = (stands(good), stands(bad), RegistrationAnswer.objects.count(), JournalEntry.objects.count())
    for _ in range(4):
        assert take(outage, *rows) == []
    after = (stands(good), stands(bad), RegistrationAnswer.objects.count(), JournalEntry.objects.count())
    assert before == after
    assert RegistrationAnswer.objects.count() == 2


def test_an_answer_to_nothing_of_theirs_is_a_fault_and_stops_no_other() -> None:
    outage = builders.declared_outage()
    ours, beside = builders.filing(), builders.filing(by=builders.clerk(NEIGHBOUR))
    unknown = f"R-{TOWN}-26-001-000999"
    rows = [row(unknown, "0000", "1", at_row=2), row(beside, "0000", "2", at_row=3), row(ours, "0000", "3")]
    faults = take(outage, *rows, by=builders.supervisor())
    assert [(fault.row, fault.column, fault.code, fault.shown) for fault in faults] == [
        (2, "임시번호", "unknown_receipt", unknown),
        (3, "임시번호", "unknown_receipt", filings.receipt_of(beside).serial),
    ]
    assert (stands(ours)[0], stands(beside)[0]) == ("registered", "received")
    assert queries.would_register(outage, [filings.receipt_of(beside).serial], office=None) == 1
    assert queries.would_register(outage, [filings.receipt_of(ours).serial, unknown], office=TOWN) == 0


def test_an_answer_that_is_of_no_line_of_the_batch_is_a_fault() -> None:
    outage = builders.declared_outage()
    sent = builders.filing()
    batch = registrations.make_batch(outage, office=builders.office(), by=builders.supervisor(), at=RECOVERED)
    other = builders.filing()
    faults = answers.take_answers(
        [row(sent, "0000", "1"), row(other, "0000", "2")],
        source=None,
        outage=outage,
        batch=batch,
        by=builders.supervisor(),
        at=RECOVERED,
    )
    assert [fault.code for fault in faults] == ["not_in_batch"]
    assert (stands(sent)[0], stands(other)[0]) == ("registered", "received")


def test_only_who_may_import_takes_answers() -> None:
    outage = builders.declared_outage()
    with refused("not_permitted"):
        take(outage, by=builders.clerk())


def test_another_number_for_what_is_registered_waits_for_a_person() -> None:
    outage = builders.declared_outage()
    filing, doubt = doubted(outage)
    assert stands(filing) == ("registered", "1", "0000")
    assert (doubt.number_before, doubt.answer.number, doubt.settled_at) == ("1", "2", None)
    assert queries.of_group(outage, TOWN, Group.DOUBT).get() == filing
    assert list(queries.open_doubts(filing)) == [doubt]


def test_a_person_keeps_what_stands_and_the_same_answer_asks_no_more() -> None:
    outage = builders.declared_outage()
    filing, doubt = doubted(outage)
    by = builders.supervisor()
    answers.settle_doubt(doubt, take=False, words="화면에서 1번 확인", by=by, at=RECOVERED)
    assert stands(filing) == ("registered", "1", "0000")
    take(outage, row(filing, "0000", "2"))
    assert AnswerDoubt.objects.filter(settled_at__isnull=True).count() == 0
    with refused("no_doubt"):
        answers.settle_doubt(doubt, take=True, words="다시 생각해 봄", by=by, at=RECOVERED)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerDoubt.objects.update(taken=True)


def test_a_person_takes_the_new_number_and_the_old_one_stays_on_record() -> None:
    outage = builders.declared_outage()
    filing, doubt = doubted(outage)
    answers.settle_doubt(doubt, take=True, words="화면에서 2번 확인", by=builders.supervisor(), at=RECOVERED)
    assert stands(filing) == ("registered", "2", "0000")
    entry = JournalEntry.objects.get(verb="settle_doubt")
    assert entry.detail == {"taken": 1, "number_before": "1", "number": "2"}
    assert list(filing.answers.values_list("number", flat=True)) == ["1", "2"]
    assert list(all_faults()) == []


def test_a_no_after_a_yes_is_sent_again_where_a_person_says_so() -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    take(outage, row(filing, "0000", "1"), row(filing, "2001"))
    doubt = AnswerDoubt.objects.get()
    answers.settle_doubt(doubt, take=True, words="주 시스템에 없음", by=builders.supervisor(), at=RECOVERED)
    batch = registrations.make_batch(outage, office=builders.office(), by=builders.supervisor(), at=RECOVERED)
    assert batch.lines.get().again is True
    take(outage, row(filing, "0000", "3"))
    assert stands(filing) == ("registered", "3", "0000")
    assert [entry[0] for entry in builders.told(filing)] == [
        "receive",
        "register",
        "settle_doubt",
        "register_again",
    ]
    assert list(all_faults()) == []


def test_a_yes_for_what_was_settled_otherwise_waits_for_a_person() -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    filings.propose_settlement(
        filing, reason=SettlementReason.WITHDRAWN, words="민원인 취하", by=builders.supervisor(), at=NOW
    )
    filings.settle(filing, by=builders.head(), at=NOW)
    take(outage, row(filing, "2001"))
    assert AnswerDoubt.objects.count() == 0
    take(outage, row(filing, "0000", "1"))
    assert stands(filing) == ("settled", "", "")
    doubt = AnswerDoubt.objects.get()
    answers.settle_doubt(
        doubt, take=True, words="취하 뒤 다시 접수됨", by=builders.supervisor(), at=RECOVERED
    )
    assert stands(filing) == ("settled", "1", "")
    assert list(all_faults()) == []


def test_a_doubt_is_settled_by_the_own_office_with_words() -> None:
    outage = builders.declared_outage()
    _, doubt = doubted(outage)
    for person, words, code in (
        (builders.supervisor(NEIGHBOUR), "화면에서 확인", "other_office"),
        (builders.clerk(), "화면에서 확인", "not_permitted"),
        (builders.supervisor(), " 확인 ", "answer_words_missing"),
    ):
        with refused(code):
            answers.settle_doubt(doubt, take=True, words=words, by=person, at=RECOVERED)


def test_what_was_told_to_try_again_rests_for_ten_minutes() -> None:
    outage = builders.declared_outage()
    take(outage, row(builders.filing(), "3001"))
    waiting = queries.sendable(outage, TOWN)
    assert queries.rested(waiting, at=RECOVERED + timedelta(minutes=9)).count() == 0
    assert queries.rested(waiting, at=RECOVERED + timedelta(minutes=10)).count() == 1
