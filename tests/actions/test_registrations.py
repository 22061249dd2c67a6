"""Batches of what is to be registered: their order, their bytes, and what becomes of a filing in one."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from issuance.actions import filings, ledger, paper_filings, registrations
from issuance.domain.access import Reason
from issuance.domain.filings import SettlementReason
from issuance.domain.ledger import AnswerCode, FileKind
from issuance.domain.registrations import Group, NothingToRegister
from issuance.domain.staff import Role
from issuance.main_system.simulator import MainSystem
from issuance.models import AccessRecord, BackEntryBatch, BackEntryLine, Filing, Outage, RegistrationAnswer
from issuance.queries import registrations as queries
from issuance.queries.faults import all_faults
from issuance.sealing.fields import Sealed
from tests import builders
from tests.builders import NEIGHBOUR, NOW, TOWN, resident_number
from tests.ledger_files import RECOVERED, answer_row, bring_in, file_of
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def batch_of(outage: Outage, code: str = TOWN, **over: object) -> BackEntryBatch:
    terms = {"office": builders.office(code), "by": builders.supervisor(code), "at": RECOVERED}
    return registrations.make_batch(outage, **terms | over)  # type: ignore[arg-type]


def content_of(batch: BackEntryBatch) -> bytes:
    by = builders.supervisor(batch.office_id)
    return b"".join(registrations.file_of(batch, by=by, at=RECOVERED))


def lines_of(content: bytes) -> list[list[str]]:
    return [line.split(",") for line in content.decode("utf-8-sig").splitlines()[1:]]


def answer(filing: Filing, code: str, *, number: str = "") -> Filing:
    """As a file of one line brings it in."""
    row = answer_row(filings.receipt_of(filing), code, number=number)
    content = file_of(FileKind.ANSWERS, [row]) + b"\n" * RegistrationAnswer.objects.count()
    bring_in(content, FileKind.ANSWERS, outage=filing.outage)
    return Filing.objects.get(pk=filing.pk)


def tallied(outage: Outage, code: str = TOWN) -> dict[Group, int]:
    return {tally.group: tally.count for tally in queries.tallies(outage, code) if tally.count}


def test_a_batch_has_a_line_for_each_filing_that_is_still_received() -> None:
    outage = builders.declared_outage()
    number = resident_number()
    waiting = builders.filing(number=number)
    answer(builders.filing(), "0000", number="7")
    builders.filing(by=builders.clerk(NEIGHBOUR))
    batch = batch_of(outage)
    assert lines_of(content_of(batch)) == [
        [
            filings.receipt_of(waiting).serial,
            "RR01",
            "2026-11-23 13:58:00",
            TOWN,
            number,
            "홍길동",
            "접수",
            "2026-11-23",
            builders.clerk().name,
        ]
    ]
    assert (batch.number, batch.row_count) == (f"{outage.number}-{TOWN}-0001", 1)


def test_the_file_of_a_batch_is_made_again_with_the_same_bytes_and_no_number_is_kept_for_it() -> None:
    counter = builders.counter()
    request = builders.filing(number="8503029012345", begun_at=NOW - timedelta(minutes=9))
    builders.filing(kind="FL99", number="", title='가로등, "고장"', applicant_name="=김영희")
    batch = batch_of(counter.outage)
    first = content_of(batch)
    assert (hashlib.sha256(first).hexdigest(), len(first)) == (batch.sha256, batch.byte_count)
    # What happens to a filing afterwards does not change what was sent.
    builders.certificate(request)
    Filing.objects.filter(pk=request.pk).update(subject_name="다른 이름")
    assert content_of(BackEntryBatch.objects.get()) == first
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM issuance_backentryline")
        assert "8503029012345" not in repr(cursor.fetchall())


def test_lines_stand_in_the_order_of_urgency_and_then_of_their_moments() -> None:
    outage = builders.declared_outage(("saeol",))
    minutes = iter(range(20, 0, -1))

    def filed(kind: str) -> str:
        begun = NOW - timedelta(minutes=next(minutes))
        return filings.receipt_of(builders.filing(kind=kind, begun_at=begun)).serial

    paper, other, dated, status, earlier_paper = (
        filed(kind) for kind in ("RR01", "FL04", "FL01", "FL06", "LD02")
    )
    blocked = filed("FL08")
    assert [line[0] for line in lines_of(content_of(batch_of(outage)))] == [
        status,
        blocked,
        dated,
        other,
        paper,
        earlier_paper,
    ]


def test_what_the_counter_gave_stands_in_the_line() -> None:
    counter = builders.counter()
    builders.certificate(builders.filing(begun_at=NOW - timedelta(minutes=9)))
    builders.handed_over(counter)
    assert [line[6] for line in lines_of(content_of(batch_of(counter.outage)))] == [
        "전산장애 사실확인서 발급",
        "임시확인서 발급",
    ]


def test_each_number_that_goes_out_leaves_an_access_record_as_it_goes() -> None:
    outage = builders.declared_outage()
    sent = [builders.filing(begun_at=NOW - timedelta(minutes=minutes)) for minutes in (9, 8)]
    builders.filing(kind="LD02", begun_at=NOW - timedelta(minutes=7))
    records = AccessRecord.objects.filter(reason=Reason.BACK_ENTRY)
    batch = batch_of(outage)
    made = [(record.subject, record.by, record.subject_key) for record in records]
    assert made == [(str(one.pk), builders.supervisor(), one.subject_key) for one in sent]
    seen = []
    for _ in registrations.file_of(batch, by=builders.supervisor(), at=RECOVERED):
        seen.append(records.all().count() - len(made))
    assert seen == [0, 1, 2, 2]


def test_another_offices_filings_are_handed_to_nobody_else() -> None:
    outage = builders.declared_outage()
    builders.filing()
    batch = batch_of(outage)
    for person, code in (
        (builders.supervisor(NEIGHBOUR), "other_office"),
        (builders.clerk(), "not_permitted"),
        (builders.headquarters_drafter(), "not_permitted"),
    ):
        with refused(code):
            batch_of(outage, by=person)
        with refused(code):
            registrations.file_of(batch, by=person, at=RECOVERED)
        with refused(code):
            registrations.withdraw(batch, words="잘못 만듦", by=person, at=RECOVERED)


def test_a_filing_waits_for_one_answer_at_a_time() -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    batch_of(outage)
    assert tallied(outage) == {Group.SENT: 1}
    with refused("nothing_to_register"):
        batch_of(outage)
    again = BackEntryBatch.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        BackEntryLine.objects.create(batch=again, number=2, filing=filing, receipt="x", name="x")


def test_a_batch_that_was_lost_is_withdrawn_and_its_filings_wait_again() -> None:
    outage = builders.declared_outage()
    answered, unanswered = builders.filing(), builders.filing()
    batch = batch_of(outage)
    answer(answered, "0000", number="1")
    with refused("answer_words_missing"):
        registrations.withdraw(batch, words=" 분실 ", by=builders.supervisor(), at=RECOVERED)
    registrations.withdraw(batch, words="파일을 잃어버림", by=builders.supervisor(), at=RECOVERED)
    with refused("batch_ended"):
        registrations.withdraw(batch, words="파일을 잃어버림", by=builders.supervisor(), at=RECOVERED)
    assert tallied(outage) == {Group.WAITING: 1, Group.REGISTERED: 1}
    second = batch_of(outage)
    assert second.number.endswith("-0002")
    assert [line[0] for line in lines_of(content_of(second))] == [filings.receipt_of(unanswered).serial]
    assert builders.told(batch) == [
        ("make", "", "made", builders.supervisor().username),
        ("withdraw", "made", "withdrawn", builders.supervisor().username),
    ]


@pytest.mark.parametrize("code", [code for code in AnswerCode if not code.is_registered])
def test_a_refusal_stands_under_its_code_and_only_try_again_goes_by_itself(code: AnswerCode) -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    batch_of(outage)
    answer(filing, code.value)
    assert tallied(outage) == {Group(code.value): 1}
    assert Group(code.value).next_step != ""
    if code == AnswerCode.TRY_AGAIN:
        assert batch_of(outage).row_count == 1
        return
    with refused("nothing_to_register"):
        batch_of(outage)
    registrations.resend(filing, by=builders.supervisor(), at=RECOVERED)
    assert tallied(outage) == {Group.WAITING: 1}
    assert batch_of(outage).row_count == 1
    assert tallied(outage) == {Group.SENT: 1}
    assert list(all_faults()) == []


def test_only_what_was_refused_is_sent_once_more_and_only_by_its_own_office() -> None:
    builders.declared_outage()
    fresh, registered, other = builders.filing(), builders.filing(), builders.filing()
    answer(registered, "0000", number="1")
    answer(other, "2001")
    for filing in (fresh, registered):
        with refused("no_refusal_to_repeat"):
            registrations.resend(filing, by=builders.supervisor(), at=RECOVERED)
    with refused("other_office"):
        registrations.resend(other, by=builders.supervisor(NEIGHBOUR), at=RECOVERED)
    with refused("not_permitted"):
        registrations.resend(other, by=builders.clerk(), at=RECOVERED)


def test_a_filing_that_was_settled_otherwise_is_not_sent_again() -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    filings.propose_settlement(
        filing, reason=SettlementReason.WITHDRAWN, words="민원인 취하", by=builders.supervisor(), at=NOW
    )
    filings.settle(filing, by=builders.head(), at=NOW)
    with refused("nothing_to_register"):
        batch_of(outage)


def test_a_paper_filing_goes_out_when_somebody_has_compared_it() -> None:
    outage = builders.declared_outage()
    filing = builders.paper_filing()
    assert tallied(outage) == {Group.UNCHECKED: 1}
    with refused("nothing_to_register"):
        batch_of(outage)
    paper_filings.check(filing, by=builders.clerk(), at=NOW)
    assert batch_of(outage).row_count == 1


def test_a_filing_whose_number_cannot_be_opened_holds_up_no_other() -> None:
    outage = builders.declared_outage()
    broken, good = builders.filing(), builders.filing()
    Filing.objects.filter(pk=broken.pk).update(subject_number=Sealed(b"\x01" * 60))
    assert [line[0] for line in lines_of(content_of(batch_of(outage)))] == [filings.receipt_of(good).serial]
    assert tallied(outage) == {Group.WAITING: 1, Group.SENT: 1}


def test_a_batch_holds_a_thousand_lines_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("issuance.domain.registrations.MOST_LINES", 2)
    outage = builders.declared_outage()
    for _ in range(3):
        builders.filing()
    assert [batch_of(outage).row_count for _ in range(2)] == [2, 1]
    with pytest.raises(NothingToRegister):
        batch_of(outage)


def test_what_was_sent_never_changes() -> None:
    outage = builders.declared_outage()
    builders.filing()
    batch = batch_of(outage)
    line = batch.lines.get()
    for rows, change in (
        (BackEntryBatch.objects.all(), {"sha256": "0" * 64}),
        (BackEntryLine.objects.all(), {"name": "다른 사람"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        BackEntryLine.objects.filter(pk=line.pk).delete()


def test_consent_is_given_once_and_taken_back_and_never_for_a_drill() -> None:
    outage, office = builders.declared_outage(), builders.office()
    with refused("no_consent"):
        registrations.withdraw_consent(outage, office=office, by=builders.supervisor(), at=NOW)
    given = registrations.consent(outage, office=office, by=builders.supervisor(), at=NOW)
    with refused("consent_given"):
        registrations.consent(outage, office=office, by=builders.head(), at=NOW)
    assert list(queries.standing_consents()) == [given]
    registrations.withdraw_consent(outage, office=office, by=builders.head(), at=NOW)
    assert list(queries.standing_consents()) == []
    assert [entry[0] for entry in builders.told(given)] == ["consent", "withdraw"]
    for person, code in (
        (builders.clerk(), "not_permitted"),
        (builders.supervisor(NEIGHBOUR), "other_office"),
    ):
        with refused(code):
            registrations.consent(outage, office=office, by=person, at=NOW)
    drill = builders.declared_outage(drill=True)
    with refused("drill_not_sent"):
        registrations.consent(drill, office=office, by=builders.supervisor(), at=NOW)


def test_what_goes_out_to_the_main_system_comes_back_as_registered_filings() -> None:
    outage = builders.declared_outage(("saeol",))
    filed = [
        builders.filing(),
        builders.filing(kind="LD02"),
        builders.filing(kind="FL99", title="가로등 고장"),
    ]
    refused_one = builders.filing()
    system = MainSystem(())
    refuse = {filings.receipt_of(refused_one).serial: AnswerCode.TRY_AGAIN}
    answers = system.register(content_of(batch_of(outage)), refuse=refuse)
    made = bring_in(answers, FileKind.ANSWERS, outage=outage)
    assert (made.row_count, made.fault_count) == (4, 0)
    found = {filing.pk: (filing.state, filing.effective_date) for filing in Filing.objects.all()}
    assert found == {
        **{filing.pk: ("registered", date(2026, 11, 23)) for filing in filed},
        refused_one.pk: ("received", None),
    }
    second = content_of(batch_of(outage))
    assert [line[0] for line in lines_of(second)] == list(refuse)
    assert b"1001" in system.register(second) + system.register(second)


def test_the_list_of_effective_dates_is_proved_by_the_marks_of_the_receipts() -> None:
    outage = builders.declared_outage()
    filing = answer(builders.filing(begun_at=NOW - timedelta(minutes=5)), "1001", number="신청-1")
    (line,) = (queries.effective_line(found) for found in queries.effective(outage, TOWN))
    assert (line.receipt, line.moment, line.marked_moment, line.effective_date, line.holds) == (
        filings.receipt_of(filing).serial,
        filing.moment,
        filing.moment,
        date(2026, 11, 23),
        True,
    )
    assert (line.number, line.already_there, line.registered_at) == ("신청-1", True, RECOVERED)


def test_a_person_without_a_role_in_the_office_sees_no_tally_of_it() -> None:
    outage = builders.declared_outage()
    builders.filing()
    assert tallied(outage, NEIGHBOUR) == {}
    assert builders.person(Role.CLERK, NEIGHBOUR).office_id == NEIGHBOUR


def test_the_answers_of_another_office_are_left_out() -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    rows = file_of(FileKind.ANSWERS, [answer_row(filings.receipt_of(filing), "0000", number="1")])
    made = ledger.import_file(
        rows,
        file_name="a.csv",
        file_kind=FileKind.ANSWERS,
        snapshot=False,
        outage=outage,
        by=builders.supervisor(NEIGHBOUR),
        at=RECOVERED,
    )
    assert (made.row_count, made.fault_count) == (0, 1)
    assert Filing.objects.get().state == "received"
