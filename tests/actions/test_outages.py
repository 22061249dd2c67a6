"""From the first suspicion to closing."""

from datetime import timedelta

import pytest

from issuance.actions import certificates, documents, filings, orders, outages
from issuance.domain.documents import VoidReason
from issuance.domain.filings import SettlementReason
from issuance.domain.outages import OutageHasOpenMatters
from issuance.domain.states import OutageState, SystemState
from issuance.models import Filing, Outage, SystemReport
from issuance.queries.faults import all_faults
from issuance.queries.outages import down_since, open_matters
from tests import builders
from tests.builders import BEGAN, NOW
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def test_a_counter_marks_a_system_down_for_its_own_office() -> None:
    outages.report(builders.system(), SystemState.DOWN, by=builders.clerk(), at=BEGAN)
    system = builders.system()
    assert down_since(system, office=builders.office(), at=NOW) == BEGAN
    assert down_since(system, office=builders.office(builders.NEIGHBOUR), at=NOW) is None


def test_headquarters_marks_a_system_down_for_the_nation() -> None:
    report = outages.report(builders.system(), SystemState.DOWN, by=builders.headquarters_drafter(), at=BEGAN)
    assert down_since(builders.system(), office=builders.office(builders.FAR_TOWN), at=NOW) == BEGAN
    assert builders.told(report) == [("report", "", "down", builders.headquarters_drafter().username)]


def test_a_system_is_down_from_the_first_report_until_it_is_up() -> None:
    by, system = builders.clerk(), builders.system()
    for minutes, state in ((0, "down"), (5, "down"), (9, "degraded"), (20, "up"), (30, "degraded")):
        outages.report(system, SystemState(state), by=by, at=BEGAN + timedelta(minutes=minutes))
    since = [
        down_since(system, office=by.office, at=BEGAN + timedelta(minutes=minutes))
        for minutes in (0, 10, 19, 20, 40)
    ]
    assert since == [BEGAN, BEGAN, BEGAN, None, None]


def test_an_auditor_reports_nothing() -> None:
    with refused("not_permitted"):
        outages.report(builders.system(), SystemState.DOWN, by=builders.auditor(), at=NOW)


def test_outages_are_numbered_by_the_year() -> None:
    assert [builders.suspected_outage().number, builders.suspected_outage().number] == [
        "2026-001",
        "2026-002",
    ]


def test_an_outage_of_no_system_is_refused() -> None:
    with refused("no_systems"):
        outages.suspect("장애", [], began_at=BEGAN, by=builders.headquarters_drafter(), at=NOW)
    assert Outage.objects.count() == 0


@pytest.mark.parametrize("who", [builders.clerk, builders.supervisor, builders.head, builders.auditor])
def test_only_headquarters_declares(who: object) -> None:
    assert callable(who)
    person, outage = who(), builders.suspected_outage()
    with refused("not_permitted"):
        outages.suspect("장애", [builders.system()], began_at=BEGAN, by=person, at=NOW)
    with refused("not_permitted"):
        outages.declare(outage, by=person, at=NOW)
    with refused("not_permitted"):
        outages.dismiss(outage, by=person, at=NOW)
    with refused("not_permitted"):
        outages.restore(outage, by=person, at=NOW)
    with refused("not_permitted"):
        outages.close(outage, by=person, at=NOW)


def test_a_declaration_marks_its_systems_down_since_the_outage_began() -> None:
    builders.declared_outage(("resident", "welfare"))
    reports = SystemReport.objects.filter(office=None).values_list("system", "state", "at")
    assert set(reports) == {("resident", "down", BEGAN), ("welfare", "down", BEGAN)}


def test_filings_since_the_beginning_join_the_outage_that_is_declared() -> None:
    early = builders.filing(at=BEGAN - timedelta(minutes=10), begun_at=BEGAN - timedelta(minutes=11))
    during = builders.filing(at=BEGAN + timedelta(minutes=10), begun_at=BEGAN)
    elsewhere = builders.filing(kind="TX01", at=BEGAN + timedelta(minutes=10), begun_at=BEGAN)
    outage = builders.declared_outage(("resident",))
    joined = {filing.pk: filing.outage for filing in Filing.objects.select_related("outage")}
    assert joined == {early.pk: None, during.pk: outage, elsewhere.pk: None}


def test_every_step_of_an_outage_stands_in_the_journal() -> None:
    outage = outages.close(
        builders.restored_outage(builders.declared_outage()), by=builders.headquarters_approver(), at=NOW
    )
    first, second = builders.headquarters_drafter().username, builders.headquarters_approver().username
    assert builders.told(outage) == [
        ("suspect", "", "suspected", first),
        ("declare", "suspected", "declared", second),
        ("restore", "declared", "restored", first),
        ("close", "restored", "closed", second),
    ]


def test_a_suspicion_that_was_wrong_is_dismissed() -> None:
    outage = outages.dismiss(builders.suspected_outage(), by=builders.headquarters_drafter(), at=NOW)
    assert outage.state == OutageState.DISMISSED
    with refused("wrong_state"):
        outages.declare(outage, by=builders.headquarters_drafter(), at=NOW)


def test_systems_come_back_one_by_one_and_the_last_makes_the_restoring_possible() -> None:
    outage = builders.declared_outage(("resident", "welfare"))
    by = builders.headquarters_drafter()
    outages.bring_back(outage, builders.system("resident"), by=by, at=NOW)
    with refused("still_down"):
        outages.restore(outage, by=by, at=NOW)
    outages.bring_back(outage, builders.system("welfare"), by=by, at=NOW)
    assert outages.restore(outage, by=by, at=NOW).restored_at == NOW
    assert down_since(builders.system("resident"), office=builders.office(), at=NOW) is None


def test_a_system_of_another_outage_does_not_come_back() -> None:
    outage = builders.declared_outage(("resident",))
    with refused("not_of_this_outage"):
        outages.bring_back(outage, builders.system("welfare"), by=builders.headquarters_drafter(), at=NOW)


def test_an_outage_is_not_closed_before_it_is_restored() -> None:
    with refused("wrong_state"):
        outages.close(builders.declared_outage(), by=builders.headquarters_drafter(), at=NOW)


def test_closing_lists_everything_that_is_open() -> None:
    counter = builders.counter()
    builders.prepared_document(counter)
    builders.issued_document(counter)
    builders.handed_over(counter)
    outage = builders.restored_outage(counter.outage)
    with pytest.raises(OutageHasOpenMatters) as caught:
        outages.close(outage, by=builders.headquarters_drafter(), at=NOW)
    assert caught.value.facts == {
        "matters": "발급을 마치지 않은 서류 1건, 교부나 폐기를 기다리는 임시확인서 1건, 대조를 기다리는 임시확인서 1건, "
        "등록이나 종결을 기다리는 접수 3건, 시행 중인 지침 1건"
    }
    outage.refresh_from_db()
    assert (outage.state, outage.sums) == (OutageState.RESTORED, None)


def test_an_outage_with_nothing_open_closes_with_its_sums() -> None:
    counter = builders.counter()
    document = builders.issued_document(counter)
    builders.certificate(document.filing)
    documents.void(document, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW)
    orders.lift(counter.order, by=builders.headquarters_approver(), at=NOW)
    outage = builders.restored_outage(counter.outage)
    filings.propose_settlement(
        document.filing, reason=SettlementReason.WITHDRAWN, words="민원인 취하", by=counter.supervisor, at=NOW
    )
    filings.settle(document.filing, by=builders.head(), at=NOW)
    assert set(open_matters(outage).values()) == {0}
    outage = builders.closed_outage(outage)
    offices = len(builders.OFFICES)
    assert {name: count for name, count in (outage.sums or {}).items() if count} == {
        "offices": offices,
        "deliveries": offices,
        "acknowledged": 1,
        "filings": 1,
        "receipts": 1,
        "certificates": 1,
        "documents": 1,
        "voided": 1,
        "settled": 1,
    }
    assert list(all_faults()) == []


def test_a_closed_outage_takes_no_filing_any_more() -> None:
    outage = outages.close(
        builders.restored_outage(builders.declared_outage()), by=builders.headquarters_drafter(), at=NOW
    )
    assert builders.filing().outage is None
    assert filings.receive(builders.new_filing(), by=builders.clerk(), at=NOW, outage=outage).outage is None


def test_no_certificate_is_given_or_voided_once_the_outage_is_closed() -> None:
    outage = builders.declared_outage()
    filing = builders.filing()
    certificate = builders.certificate(filing)
    builders.restored_outage(outage)
    filings.propose_settlement(
        filing, reason=SettlementReason.WITHDRAWN, words="민원인 취하", by=builders.supervisor(), at=NOW
    )
    filings.settle(filing, by=builders.head(), at=NOW)
    builders.closed_outage(outage)
    with refused("outage_is_closed"):
        certificates.void(
            certificate, reason=VoidReason.SPOILED, words="용지가 걸림", by=builders.clerk(), at=NOW
        )
    assert list(all_faults()) == []
