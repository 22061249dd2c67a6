"""What the ledger says of a mark or of a number that somebody typed."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from issuance.actions import documents, filings, keys, matching, reconciliation, settlements, verification
from issuance.actions.verification import Answer
from issuance.domain.documents import VoidReason
from issuance.domain.ledger import FileKind
from issuance.domain.papers import check_number, printed_check_number
from issuance.domain.reconciliation import Decision
from issuance.domain.verdicts import Judgement, Reason, Verdict
from issuance.domain.verification import FAILURES_PER_ADDRESS, FAILURES_PER_PREFIX, WINDOW
from issuance.models import Document, Paper, VerificationRecord, VerificationTries
from issuance.queries import verification as queries
from issuance.sealing import base45
from issuance.sealing.lists import Realm
from issuance.sealing.mark import write_mark
from issuance.sealing.signing import new_signing_key, open_signer
from tests import builders
from tests.builders import NOW, Counter
from tests.ledger_files import RECOVERED, bring_in, extract_row, file_of, number_of
from tests.refusals import refused

BIRTH = "850302"
PLACE = "192.0.2.1"


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


@pytest.fixture
def document(counter: Counter) -> Document:
    return builders.handed_over(counter)


@pytest.fixture
def paper(document: Document) -> Paper:
    assert document.paper is not None
    return document.paper


def asked(text: str, *, at: datetime = NOW, realm: Realm = Realm.LIVE) -> Answer:
    return verification.verify_mark(text, at=at, by_address=PLACE, realm=realm)


def told(text: str, **facts: Any) -> tuple[Verdict, Reason | None]:
    judgement = asked(text, **facts).judgement
    return judgement.verdict, judgement.reason


def typed(number: str | int, birth: str = BIRTH, *, by: str = PLACE, at: datetime = NOW) -> Judgement:
    text = f"{number:016d}" if isinstance(number, int) else number
    return verification.verify_number(text, birth, at=at, by_address=by).judgement


def forged(paper: Paper, **changes: Any) -> str:
    """A mark by the paper's own key, as a thief of the key would make it."""
    return write_mark(replace(paper.read_mark().claims, **changes), keys.signer_of(paper.key))


def decided(counter: Counter, document: Document, decision: Decision) -> None:
    address = (
        "서울특별시 종로구 자하문로 77-1" if decision == Decision.CORRECT else builders.FACTS["RR01"]["주소"]
    )
    rows = [
        extract_row(number_of(document.filing), 주소=address),
        extract_row(builders.resident_number(), ledger_number="원-9999"),
    ]
    bring_in(file_of(FileKind.EXTRACT, rows), outage=counter.outage)
    matching.compare(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    case = document.cases.get()
    reconciliation.propose(
        case, decision=decision, reason="원장을 확인함", by=counter.supervisor, at=RECOVERED
    )
    case.refresh_from_db()
    reconciliation.decide(case, by=builders.decider(case), at=RECOVERED)


def settled(document: Document) -> None:
    settlements.settle(document.cases.get(), at=RECOVERED + timedelta(minutes=10))


def test_a_good_paper_is_valid_and_tells_what_the_ledger_knows(paper: Paper) -> None:
    answer = asked(paper.mark)
    assert answer.judgement.as_json() == {
        "verdict": "VALID", "reason": None, "serial": paper.serial, "series": "P", "kind": "RR01",
        "office": builders.TOWN, "name": "홍길동", "birth": "1885-03-02", "issued_at": "2026-11-23T14:00:00+09:00",
        "expires_at": "2026-11-30T14:00:00+09:00", "status_as_of": "2026-11-23T14:00:00+09:00", "list_version": None,
        "superseded_by": None, "seen_before": 0,
    }  # fmt: skip
    assert answer.trail is not None
    assert (answer.trail.issued_at, answer.trail.handed_over_at, answer.trail.confirmed_at) == (
        NOW,
        NOW,
        None,
    )


def test_a_receipt_is_valid_for_ever(paper: Paper) -> None:
    receipt = Paper.objects.get(filing=paper.filing, series="R")
    assert told(receipt.mark, at=NOW + timedelta(days=4000)) == (Verdict.VALID, None)


def test_a_paper_past_its_validity_has_expired(paper: Paper) -> None:
    assert paper.expires_at is not None
    assert told(paper.mark, at=paper.expires_at - timedelta(seconds=1)) == (Verdict.VALID, None)
    assert told(paper.mark, at=paper.expires_at) == (Verdict.EXPIRED, None)


def test_a_voided_paper_is_voided_even_once_it_has_expired(counter: Counter) -> None:
    document = builders.issued_document(counter)
    documents.void(document, reason=VoidReason.SPOILED, words="인쇄가 번져 다시 냄", by=counter.clerk, at=NOW)
    paper = Paper.objects.get(document=document)
    assert told(paper.mark, at=NOW + timedelta(days=30)) == (Verdict.VOIDED, None)


def test_a_corrected_paper_is_suspended_first_and_then_points_to_what_stands_in_its_place(
    counter: Counter, document: Document, paper: Paper
) -> None:
    decided(counter, document, Decision.CORRECT)
    assert told(paper.mark, at=RECOVERED) == (Verdict.SUSPENDED, None)
    settled(document)
    notice = Paper.objects.get(series="C")
    answer = asked(paper.mark, at=RECOVERED + timedelta(hours=1))
    assert (answer.judgement.verdict, answer.judgement.superseded_by) == (Verdict.SUPERSEDED, notice.serial)
    assert told(notice.mark, at=RECOVERED + timedelta(hours=1)) == (Verdict.VALID, None)


def test_a_confirmed_paper_says_when_it_was_confirmed(
    counter: Counter, document: Document, paper: Paper
) -> None:
    decided(counter, document, Decision.CONFIRM)
    settled(document)
    answer = asked(paper.mark, at=RECOVERED + timedelta(hours=1))
    assert answer.trail is not None
    assert (answer.judgement.verdict, answer.trail.confirmed_at) == (
        Verdict.VALID,
        RECOVERED + timedelta(minutes=10),
    )


def test_a_mark_that_the_ledger_has_not_is_not_yet_synced(paper: Paper) -> None:
    text = forged(paper, sequence=paper.sequence + 500)
    answer = asked(text)
    assert (answer.judgement.verdict, answer.judgement.reason) == (
        Verdict.NOT_YET_SYNCED,
        Reason.NOT_IN_LEDGER,
    )
    assert (answer.paper, answer.judgement.seen_before) == (None, None)


@pytest.mark.parametrize(
    "changes",
    [{"name": "홍길순"}, {"sheet_digest": bytes(16)}, {"expires_at": 1_999_999_999}, {"kind": "RR02"}],
)
def test_another_paper_under_a_number_of_the_ledger_is_a_forgery(
    paper: Paper, changes: dict[str, Any]
) -> None:
    answer = asked(forged(paper, **changes))
    assert answer == Answer(Judgement(Verdict.INVALID, Reason.NOT_THE_LEDGERS))
    assert VerificationRecord.objects.count() == 0


def test_a_revoked_key_is_trusted_for_what_the_ledger_has_from_before_the_number_in_doubt(
    paper: Paper,
) -> None:
    keys.revoke(paper.key, at=NOW, from_sequence=paper.sequence + 1)
    assert told(paper.mark) == (Verdict.VALID, None)
    assert told(forged(paper, name="홍길순")) == (Verdict.KEY_REVOKED, Reason.NOT_THE_LEDGERS)
    assert told(forged(paper, sequence=999)) == (Verdict.KEY_REVOKED, None)
    keys.revoke(paper.key, at=NOW, from_sequence=paper.sequence)
    assert told(paper.mark) == (Verdict.KEY_REVOKED, None)
    keys.revoke(paper.key, at=NOW, from_sequence=0)
    assert told(paper.mark) == (Verdict.KEY_REVOKED, None)


def test_a_key_that_is_not_ours_is_unknown(paper: Paper) -> None:
    stranger = open_signer(*new_signing_key())
    assert told(write_mark(paper.read_mark().claims, stranger)) == (Verdict.UNKNOWN_KEY, Reason.NO_SUCH_KEY)


def test_a_live_paper_means_nothing_in_a_drill(paper: Paper) -> None:
    assert told(paper.mark, realm=Realm.DRILL) == (Verdict.UNKNOWN_KEY, Reason.NO_SUCH_KEY)


def test_the_other_s_of_a_signature_is_the_same_document(paper: Paper) -> None:
    raw = base45.decode(paper.mark.removeprefix("KD1:"))
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    other = raw[:-32] + (order - int.from_bytes(raw[-32:], "big")).to_bytes(32, "big")
    assert told("KD1:" + base45.encode(other)) == (Verdict.VALID, None)


def test_it_is_told_how_often_and_when_a_paper_was_verified_before(paper: Paper) -> None:
    asked(paper.mark)
    asked(paper.mark, at=NOW + timedelta(hours=1))
    answer = asked(paper.mark, at=NOW + timedelta(hours=2))
    assert answer.judgement.seen_before == 2
    assert answer.seen == queries.Seen(2, NOW + timedelta(hours=1))
    assert PLACE not in {record.by_address for record in VerificationRecord.objects.all()}


@pytest.mark.parametrize("written", ["{:016d}", " {:016d} "])
def test_a_number_with_its_birth_date_finds_the_paper(paper: Paper, written: str) -> None:
    assert typed(written.format(paper.check_number)).verdict == Verdict.VALID
    assert typed(printed_check_number(paper.check_number)).verdict == Verdict.VALID
    assert typed(printed_check_number(paper.check_number).replace("-", " ")).serial == paper.serial


def test_an_unknown_number_and_a_wrong_birth_date_give_the_same_answer_by_the_same_questions(
    paper: Paper, django_assert_num_queries: Any
) -> None:
    typed(paper.check_number, "850303")  # so that both below find the counts already begun
    unknown = check_number(paper.book.registry_number, 1)
    with django_assert_num_queries(9):
        wrong = typed(paper.check_number, "850303")
    with django_assert_num_queries(9):
        assert typed(unknown) == wrong == Judgement(Verdict.NOT_FOUND)


def test_a_drills_number_is_not_found_among_the_living(db: None) -> None:
    outage = builders.declared_outage(drill=True)
    filing = filings.receive(builders.new_filing(), by=builders.clerk(), at=NOW, outage=outage)
    paper = Paper.objects.get(filing=filing)
    assert typed(paper.check_number) == Judgement(Verdict.NOT_FOUND)
    found = verification.verify_number(
        f"{paper.check_number:016d}", BIRTH, at=NOW, by_address=PLACE, realm=Realm.DRILL
    )
    assert (found.judgement.verdict, found.judgement.series) == (Verdict.VALID, "TR")


@pytest.mark.parametrize("place", [0, 5, 9, 15])
def test_a_mistyped_digit_is_told_apart_from_an_unknown_number(paper: Paper, place: int) -> None:
    digits = f"{paper.check_number:016d}"
    mistyped = f"{digits[:place]}{(int(digits[place]) + 1) % 10}{digits[place + 1 :]}"
    with refused("mistyped_number"):
        typed(mistyped)
    with refused("mistyped_number"):
        typed(digits[:-1])
    assert VerificationTries.objects.count() == 0


def test_who_fails_often_has_to_wait_and_others_have_not(paper: Paper) -> None:
    for _ in range(FAILURES_PER_ADDRESS):
        assert typed(paper.check_number, "850303").verdict == Verdict.NOT_FOUND
    with refused("too_many_tries"):
        typed(paper.check_number)
    assert typed(paper.check_number, by="192.0.2.2").verdict == Verdict.VALID
    assert typed(paper.check_number, at=NOW + WINDOW).verdict == Verdict.VALID
    assert told(paper.mark) == (Verdict.VALID, None)


def test_who_succeeds_is_never_held_back(paper: Paper) -> None:
    found = {typed(paper.check_number).verdict for _ in range(FAILURES_PER_ADDRESS * 2)}
    assert found == {Verdict.VALID}


def test_the_numbers_of_one_book_are_guarded_against_many_addresses(paper: Paper) -> None:
    for place in range(FAILURES_PER_PREFIX):
        typed(paper.check_number, "850303", by=f"198.51.100.{place}")
    with refused("too_many_tries"):
        typed(paper.check_number, by="203.0.113.1")


def test_counts_of_windows_that_are_over_are_dropped(paper: Paper) -> None:
    typed(paper.check_number, "850303")
    assert verification.forget_tries(at=NOW) == 0
    assert verification.forget_tries(at=NOW + WINDOW) == 2


def test_a_page_with_two_marks_has_to_be_looked_at_by_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(verification, "codes_in", lambda content: tuple(seen))
    assert verification.mark_in_picture(b"") == Judgement(Verdict.UNREADABLE, Reason.NO_MARK)
    seen[:] = ["HTTPS://EXAMPLE.INVALID/", "KD1:A"]
    assert verification.mark_in_picture(b"") == "KD1:A"
    seen[:] = ["KD1:A", "KD1:B"]
    assert verification.mark_in_picture(b"") == Judgement(Verdict.UNREADABLE, Reason.SEVERAL_MARKS)
