"""Every number of a closed outage is a row, with what became of it, and nobody is named."""

from dataclasses import astuple

import pytest

from issuance.actions import documents, filings, orders, reconciliation, settlements
from issuance.domain.documents import VoidReason
from issuance.domain.reconciliation import Decision
from issuance.models import Document, Filing, Outage, Paper
from issuance.queries.closing_rows import filings_of, papers_of
from tests import builders, settling
from tests.actions.test_closings import ended
from tests.builders import NOW, TOWN, Counter

pytestmark = pytest.mark.django_db

OFFICE = (TOWN, "서울특별시 종로구 청운효자동")


def settled(document: Document, case: str, decision: Decision) -> Document:
    opened = getattr(settling, case)(document)
    settlements.settle(settling.decided(opened, decision), at=settling.EFFECT)
    return document


@pytest.fixture
def at_counter() -> Counter:
    return builders.counter()


def closed(at_counter: Counter) -> Outage:
    for filing in Filing.objects.filter(state="received"):
        ended(filing)
    orders.lift(at_counter.order, by=builders.headquarters_approver(), at=NOW)
    builders.restored_outage(at_counter.outage)
    at_counter.outage.refresh_from_db()
    return builders.closed_outage(at_counter.outage)


def test_each_paper_says_what_became_of_it(at_counter: Counter) -> None:
    confirmed, corrected, issued_too = (builders.handed_over(at_counter) for _ in range(3))
    settled(confirmed, "matching", Decision.CONFIRM)
    settled(corrected, "differing", Decision.CORRECT)
    settled(issued_too, "also_issued", Decision.CORRECT)
    spoiled = builders.issued_document(at_counter)
    documents.void(spoiled, reason=VoidReason.SPOILED, words="용지가 걸림", by=at_counter.clerk, at=NOW)
    certified = builders.certificate(builders.filing())
    outage = closed(at_counter)
    correction = Paper.objects.get(corrects=corrected.paper)
    p, e, c, kind = "임시확인서", "전산장애 사실확인서", "정정 통지서", "주민등록표 등본"
    effect = settling.EFFECT
    assert [astuple(row) for row in papers_of(outage)] == [
        (confirmed.number, *OFFICE, p, kind, NOW, "확인 완료", "", "일치", "확인", (), ""),
        (corrected.number, *OFFICE, p, kind, NOW, "정정", "", "불일치", "정정", (correction.serial,), ""),
        (
            issued_too.number,
            *OFFICE,
            p,
            kind,
            NOW,
            "정정",
            "2026-1111-000777",
            "정식 발급됨",
            "정정",
            (),
            "",
        ),
        (correction.serial, *OFFICE, c, kind, effect, "발급", "", "", "", (), ""),
        (spoiled.number, *OFFICE, p, kind, NOW, "폐기", "", "", "", (), ""),
        (certified.paper.serial, *OFFICE, e, kind, NOW, "발급", "", "", "", (), ""),
    ]


def test_each_filing_says_how_it_ended(at_counter: Counter) -> None:
    registered = builders.registered(builders.filing(), number="신청-1")
    withdrawn = builders.filing()
    moment = registered.moment
    assert [astuple(row) for row in filings_of(closed(at_counter))] == [
        (filings.receipt_of(registered).serial, *OFFICE, moment, "등록", "신청-1", ""),
        (filings.receipt_of(withdrawn).serial, *OFFICE, moment, "기타 종결(취하)", "", ""),
    ]


def test_every_number_of_the_books_is_a_row_once(at_counter: Counter) -> None:
    settled(builders.handed_over(at_counter), "differing", Decision.CORRECT)
    builders.certificate(builders.filing())
    outage = closed(at_counter)
    rows = [row.serial for row in papers_of(outage)] + [row.receipt for row in filings_of(outage)]
    assert sorted(rows) == sorted(Paper.objects.values_list("serial", flat=True))


def test_a_case_of_after_the_closing_stands_beside_its_paper_as_an_addendum(at_counter: Counter) -> None:
    document = settled(builders.handed_over(at_counter), "matching", Decision.CONFIRM)
    outage = closed(at_counter)
    reconciliation.open_anew(document, reason="거짓 신청으로 드러남", by=at_counter.supervisor, at=NOW)
    (row,) = papers_of(outage)
    assert (row.state, row.verdict, row.decision, row.addendum) == ("확인 완료", "일치", "", "추록 대기")
