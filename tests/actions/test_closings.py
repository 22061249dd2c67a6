"""Who signs for an office, when, and what takes a signature off again."""

from datetime import timedelta

import pytest

from issuance.actions import (
    closing_statements,
    closings,
    filings,
    orders,
    outages,
    reconciliation,
    settlements,
)
from issuance.domain.closings import Account, OfficeHasOpenMatters, OfficesNotSigned
from issuance.domain.filings import SettlementReason
from issuance.domain.outages import OutageHasOpenMatters
from issuance.domain.reconciliation import Decision, Grounds
from issuance.domain.states import DocumentState, OutageState
from issuance.models import Document, Filing, JournalEntry, Office, OfficeClosing, Outage
from issuance.queries import closings as queries
from issuance.queries.faults import all_faults
from tests import builders, settling
from tests.builders import FAR_TOWN, NEIGHBOUR, NOW, TOWN, Counter
from tests.refusals import refused

pytestmark = pytest.mark.django_db

CITY, PROVINCE = "11110000", "11000000"
LATER = NOW + timedelta(hours=1)
REASON = "담당자가 자리를 비움"


def ended(filing: Filing) -> None:
    """Settled by two people, so that the filing waits for nothing."""
    filings.propose_settlement(
        filing,
        reason=SettlementReason.WITHDRAWN,
        words="민원인 취하",
        by=builders.supervisor(filing.office_id),
        at=NOW,
    )
    filings.settle(filing, by=builders.head(filing.office_id), at=NOW)


def finished() -> Counter:
    """A counter whose only paper is confirmed and whose outage is restored: nothing is open."""
    counter = builders.counter()
    document = builders.handed_over(counter)
    ended(document.filing)
    orders.lift(counter.order, by=builders.headquarters_approver(), at=NOW)
    builders.restored_outage(counter.outage)
    settlements.settle(settling.decided(settling.matching(document), Decision.CONFIRM), at=settling.EFFECT)
    counter.outage.refresh_from_db()
    return counter


def restored_with_a_filing() -> tuple[Outage, Filing]:
    outage = builders.declared_outage()
    filing = builders.filing()
    builders.restored_outage(outage)
    outage.refresh_from_db()
    return outage, filing


def own(outage: Outage, code: str = TOWN) -> OfficeClosing:
    return queries.closing_of(outage, builders.office(code))


def test_an_office_signs_for_its_sums_and_the_journal_says_so() -> None:
    counter = finished()
    closing = closings.sign(own(counter.outage), by=counter.supervisor, at=LATER)
    stored = OfficeClosing.objects.get(pk=closing.pk)
    account = queries.account(counter.outage, TOWN)
    assert (stored.state, stored.signing, stored.signed_by, stored.signed_at) == (
        "signed", "own", counter.supervisor, LATER,
    )  # fmt: skip
    assert (stored.account, stored.sums_digest) == (account, account.digest())
    assert (account.total.documents, account.total.confirmed, account.total.settled) == (1, 1, 1)
    assert builders.told(stored) == [("sign", "", "signed", counter.supervisor.username)]
    assert closings.stands(stored)
    assert list(all_faults()) == []


def test_an_office_with_one_filing_open_does_not_sign() -> None:
    outage, _ = restored_with_a_filing()
    with pytest.raises(OfficeHasOpenMatters) as refusal:
        closings.sign(own(outage), by=builders.supervisor(), at=NOW)
    assert refusal.value.facts == {"matters": "등록이나 종결을 기다리는 접수 1건"}
    assert OfficeClosing.objects.count() == 0


def test_nobody_signs_while_the_outage_lasts() -> None:
    outage = builders.declared_outage()
    ended(builders.filing())
    with refused("not_yet_restored"):
        closings.sign(own(outage), by=builders.supervisor(), at=NOW)


def test_an_office_that_an_outage_does_not_concern_has_nothing_to_sign() -> None:
    outage, filing = restored_with_a_filing()
    ended(filing)
    with refused("office_not_concerned"):
        closings.sign(own(outage, NEIGHBOUR), by=builders.supervisor(NEIGHBOUR), at=NOW)


def test_a_clerk_a_neighbour_and_headquarters_sign_for_no_office_of_their_own_accord() -> None:
    counter = finished()
    with refused("not_permitted"):
        closings.sign(own(counter.outage), by=counter.clerk, at=NOW)
    with refused("other_office"):
        closings.sign(own(counter.outage), by=builders.supervisor(NEIGHBOUR), at=NOW)
    with refused("not_permitted"):
        closings.sign(own(counter.outage), by=builders.headquarters_drafter(), at=NOW)


@pytest.mark.parametrize("above", [CITY, PROVINCE])
def test_an_office_above_signs_on_behalf_with_its_reason(above: str) -> None:
    counter, by = finished(), builders.supervisor(above)
    closing = closings.sign_on_behalf(own(counter.outage), reason=REASON, by=by, at=LATER)
    assert (closing.signing, closing.signed_by, closing.reason) == ("behalf", by, REASON)


def test_headquarters_signs_on_behalf_and_neither_a_neighbour_nor_one_without_words_does() -> None:
    counter = finished()
    with refused("not_above"):
        closings.sign_on_behalf(own(counter.outage), reason=REASON, by=builders.supervisor(NEIGHBOUR), at=NOW)
    with refused("not_above"):
        closings.sign_on_behalf(own(counter.outage), reason=REASON, by=counter.supervisor, at=NOW)
    with refused("reason_missing"):
        closings.sign_on_behalf(own(counter.outage), reason=" ", by=builders.headquarters_drafter(), at=NOW)
    by = builders.headquarters_drafter()
    assert closings.sign_on_behalf(own(counter.outage), reason=REASON, by=by, at=NOW).signing == "behalf"


def test_nobody_above_signs_away_what_is_open() -> None:
    outage, _ = restored_with_a_filing()
    with refused("office_has_open_matters"):
        closings.sign_on_behalf(own(outage), reason=REASON, by=builders.headquarters_drafter(), at=NOW)


def test_an_office_with_nothing_closes_by_itself_and_the_journal_says_automatic() -> None:
    counter = finished()
    assert closings.sign_untouched(counter.outage, at=LATER) == len(builders.OFFICES) - 1
    assert closings.sign_untouched(counter.outage, at=LATER) == 0
    closing = own(counter.outage, FAR_TOWN)
    assert (closing.state, closing.signing, closing.signed_by, closing.account) == (
        "signed", "automatic", None, Account(),
    )  # fmt: skip
    assert builders.told(closing) == [("sign", "", "signed", "")]
    entry = JournalEntry.objects.get(noun="officeclosing", subject=closing.pk)
    assert (entry.detail["signing"], entry.detail["filings"]) == ("automatic", 0)
    assert [office.pk for office in queries.unsigned(counter.outage)] == [TOWN]
    assert list(all_faults()) == []


def test_the_same_signature_five_times_is_one() -> None:
    counter = finished()
    closings.sign(own(counter.outage), by=counter.supervisor, at=NOW)
    for _ in range(4):
        with refused("wrong_state"):
            closings.sign(own(counter.outage), by=counter.supervisor, at=NOW)
    assert len(builders.told(own(counter.outage))) == 1


def test_a_signature_is_taken_back_with_a_reason_and_given_again() -> None:
    counter = finished()
    closing = closings.sign(own(counter.outage), by=counter.supervisor, at=NOW)
    with refused("reason_missing"):
        closings.withdraw(closing, reason="", by=counter.supervisor, at=NOW)
    with refused("not_above"):
        closings.withdraw(closing, reason=REASON, by=builders.supervisor(NEIGHBOUR), at=NOW)
    closing = closings.withdraw(closing, reason=REASON, by=builders.head(), at=NOW)
    assert (closing.state, closing.sums, closing.signed_by, closing.reason) == ("open", None, None, REASON)
    closings.sign(own(counter.outage), by=builders.head(), at=LATER)
    assert [entry[:3] for entry in builders.told(closing)] == [
        ("sign", "", "signed"), ("withdraw", "signed", "open"), ("sign", "open", "signed"),
    ]  # fmt: skip
    assert list(all_faults()) == []


def test_a_new_case_takes_the_signature_off() -> None:
    counter = finished()
    closing = closings.sign(own(counter.outage), by=counter.supervisor, at=NOW)
    assert [row.pk for row in queries.moved_on(counter.outage)] == []
    reconciliation.open_anew(
        Document.objects.get(), reason="본인이 다르다고 알려 옴", by=counter.supervisor, at=NOW
    )
    assert [row.pk for row in queries.moved_on(counter.outage)] == [closing.pk]
    with refused("outage_has_open_matters"):
        outages.close(counter.outage, by=builders.headquarters_drafter(), at=NOW)
    assert closings.lapse(closing, at=LATER) is True
    assert own(counter.outage).state == "open"
    assert builders.told(closing)[-1] == ("lapse", "signed", "open", "")
    assert closings.lapse(closing, at=LATER) is False


def test_a_signature_still_true_does_not_lapse_though_the_office_went_on_working() -> None:
    counter = finished()
    closing = closings.sign(own(counter.outage), by=counter.supervisor, at=NOW)
    builders.filing(by=counter.clerk, kind="RR02")
    assert [row.pk for row in queries.moved_on(counter.outage)] == [closing.pk]
    assert closings.lapse(closing, at=NOW) is False
    assert own(counter.outage).state == "signed"


def test_a_late_filing_that_has_its_end_already_changes_the_sums_and_closes_nothing() -> None:
    counter = finished()
    closing = closings.sign(own(counter.outage), by=counter.supervisor, at=NOW)
    late = filings.receive(builders.new_filing(), by=counter.clerk, at=NOW, outage=counter.outage)
    assert late.outage == counter.outage
    ended(late)
    with pytest.raises(OfficesNotSigned) as refusal:
        outages.close(counter.outage, by=builders.headquarters_drafter(), at=NOW)
    assert refusal.value.facts["offices"] == "서울특별시 종로구 청운효자동: 마감한 뒤 합계가 달라짐"
    assert closings.lapse(closing, at=NOW) is True


def test_an_outage_with_one_office_unsigned_stays_open() -> None:
    counter = finished()
    with pytest.raises(OfficesNotSigned) as refusal:
        outages.close(counter.outage, by=builders.headquarters_drafter(), at=NOW)
    assert refusal.value.facts == {"count": "1", "offices": "서울특별시 종로구 청운효자동: 마감하지 않음"}
    counter.outage.refresh_from_db()
    assert (counter.outage.state, OfficeClosing.objects.count()) == (OutageState.RESTORED, 0)


def test_an_outage_with_one_paper_open_stays_open() -> None:
    counter = finished()
    builders.signed_off(counter.outage)
    document = Document.objects.get()
    reconciliation.open_anew(document, reason="본인이 다르다고 알려 옴", by=counter.supervisor, at=NOW)
    with pytest.raises(OutageHasOpenMatters) as refusal:
        outages.close(counter.outage, by=builders.headquarters_drafter(), at=NOW)
    assert refusal.value.facts == {"matters": "끝나지 않은 대조 건 1건"}


def test_what_was_signed_for_a_closed_outage_is_neither_withdrawn_nor_signed_again() -> None:
    counter = finished()
    outage = builders.closed_outage(counter.outage)
    with refused("closed_for_good"):
        closings.withdraw(own(outage), reason=REASON, by=counter.supervisor, at=LATER)
    with refused("closed_for_good"):
        closings.sign(own(outage), by=counter.supervisor, at=LATER)
    assert closings.lapse(own(outage), at=LATER) is False
    assert closings.sign_untouched(outage, at=LATER) == 0


def test_the_statement_holds_the_sums_the_heads_and_a_signature_and_is_drawn_the_same_for_ever() -> None:
    counter = finished()
    outage = builders.closed_outage(counter.outage)
    statement = outage.statement
    assert statement.signature_holds()
    assert (outage.sums or {})["confirmed"] == 1
    entry = JournalEntry.objects.get(noun="outage", verb="close")
    assert entry.detail["statement"] == statement.sheet_digest
    by = builders.headquarters_drafter()
    assert closing_statements.printed(statement, by=by) == closing_statements.printed(statement, by=by)
    with refused("not_permitted"):
        closing_statements.printed(statement, by=counter.supervisor)
    assert list(all_faults()) == []


def test_after_closing_a_new_case_changes_a_paper_while_the_statement_stays() -> None:
    counter = finished()
    outage = builders.closed_outage(counter.outage)
    before = (outage.statement.sheet, outage.sums)
    document = Document.objects.get()
    case = reconciliation.open_anew(document, reason="거짓 신청으로 드러남", by=counter.supervisor, at=LATER)
    assert list(queries.later_cases(outage)) == [case]
    assert list(all_faults()) == []
    case = reconciliation.propose(
        case,
        decision=Decision.REVOKE,
        grounds=Grounds.FALSE_FILING,
        reason="거짓 신청으로 드러남",
        by=counter.supervisor,
        at=LATER,
    )
    case = reconciliation.decide(case, by=builders.headquarters_approver(), at=LATER)
    settlements.settle(case, at=LATER + settling.HOLD)
    document.refresh_from_db()
    outage = Outage.objects.get(pk=outage.pk)
    assert document.state == DocumentState.REVOKED
    assert (outage.statement.sheet, outage.sums) == before
    assert queries.account(outage, TOWN).total.revoked == 1
    assert own(outage).account.total.confirmed == 1
    assert list(all_faults()) == []


def test_every_office_of_an_outage_is_one_that_was_told_or_took_a_filing() -> None:
    outage, _ = restored_with_a_filing()
    assert [office.pk for office in queries.concerned(outage)] == [TOWN]
    counter = builders.counter(FAR_TOWN)
    told = Office.objects.filter(pk__in=builders.OFFICES)
    assert set(queries.concerned(counter.outage)) == set(told)
