"""A name and an address for each state in which people see a page: what is looked at, read by axe and parsed."""

from datetime import timedelta
from io import BytesIO

from issuance.actions import documents, ledger, messages, near_misses, settlements, staging
from issuance.domain.closings import Matter
from issuance.domain.documents import VoidReason
from issuance.domain.ledger import FileKind
from issuance.domain.messages import Way
from issuance.domain.papers import Series
from issuance.domain.reconciliation import Decision
from issuance.models import Case, Message
from tests import builders, settling
from tests.builders import NOW, Counter, resident_number
from tests.ledger_files import extract_row, file_of

PUBLIC = {"log-in": "/login/", "verify": "/verify/"}


def of_an_office() -> dict[str, str]:
    """The counter's pages as a supervisor sees them."""
    at_counter = builders.counter()
    taken = builders.filing(by=at_counter.clerk)
    builders.in_snapshot(taken)
    proxy = builders.filing(by=at_counter.clerk, relation="proxy")
    prepared = builders.prepared_document(at_counter)
    awaiting = builders.awaiting_document(at_counter)
    issued = builders.issued_document(at_counter)
    given = builders.handed_over(at_counter)
    spoiled = builders.issued_document(at_counter)
    documents.void(spoiled, reason=VoidReason.SPOILED, words="용지가 걸렸습니다", by=at_counter.clerk, at=NOW)
    case = Case.objects.create(document=given, verdict="match", opened_at=NOW)
    ended = settling.decided(settling.differing(settling.handed_over(at_counter)), Decision.CORRECT)
    settlements.settle(ended, at=settling.EFFECT)
    told = Message.objects.filter(case=ended)
    posted = told.get(channel="letter", audience="receiver")
    messages.deliver(posted, way=Way.POST, words="등기우편으로 보냄", by=at_counter.clerk, at=NOW)
    on_paper = builders.paper_filing(by=at_counter.clerk, interest=True)
    for minute in range(3):
        near_misses.record(
            Series.PROVISIONAL,
            "mark_does_not_read_back",
            "부호를 되읽지 못했습니다",
            subject="-",
            by=at_counter.clerk,
            at=NOW - timedelta(minutes=minute),
            drill=False,
        )
    builders.declared_outage(("resident",), drill=True)
    return {
        "home": "/",
        "choose": "/filings/new/",
        "choose-found": "/filings/new/?q=ㄷㅂ",
        "choose-none": "/filings/new/?q=없는민원",
        "filing-new": "/filings/new/RR01/",
        "filing-new-land": "/filings/new/LD02/",
        "filing-new-other": "/filings/new/FL99/",
        "filing-paper-choose": "/filings/paper/",
        "filing-paper-new": "/filings/paper/RR01/",
        "filing-drill-choose": "/filings/drill/",
        "filing-drill-new": "/filings/drill/RR01/",
        "filing-on-paper": f"/filings/{on_paper.pk}/",
        "near-misses": "/near-misses/",
        "filings": "/filings/",
        "filing": f"/filings/{taken.pk}/",
        "filing-proxy": f"/filings/{proxy.pk}/",
        "sources": f"/filings/{taken.pk}/documents/",
        "prepare-snapshot": f"/filings/{taken.pk}/documents/1/",
        "prepare-paper": f"/filings/{taken.pk}/documents/2/",
        "document-prepared": f"/documents/{prepared.pk}/",
        "document-awaiting": f"/documents/{awaiting.pk}/",
        "document-issued": f"/documents/{issued.pk}/",
        "document-given": f"/documents/{given.pk}/",
        "document-spoiled": f"/documents/{spoiled.pk}/",
        "book": "/book/?day=2026-11-23",
        "book-drill": "/book/?day=2026-11-23&drill=on",
        "book-voids": "/book/voids/",
        "session": "/session/",
        "order": f"/orders/{at_counter.order.pk}/",
        "cases": "/cases/",
        "case": f"/cases/{case.pk}/",
        "case-told": f"/cases/{ended.pk}/",
        "messages": "/messages/",
        "messages-sent": "/messages/?sent=1",
        "message-letter": f"/messages/{told.get(channel='letter', audience='citizen').pk}/",
        "message-text": f"/messages/{told.get(channel='sms').pk}/",
        "closings": "/closings/",
        "closing": f"/closings/{at_counter.outage.pk}-{builders.TOWN}/",
        "closing-left": f"/closings/{at_counter.outage.pk}-{builders.TOWN}/left/{Matter.TO_REGISTER.value}/",
        "registrations": "/registrations/",
        "ledger": "/ledger/",
        "components": "/components/",
        "missing": "/no-such-page/",
    }


def _imports() -> dict[str, str]:
    """A file's page while it waits for a look, while it comes in, and after."""
    by, at = builders.headquarters_drafter(), NOW
    found = {}
    for name in ("staged", "coming", "done", "dropped"):
        rows = [extract_row(resident_number()), extract_row("1")]
        made = staging.stage(
            BytesIO(file_of(FileKind.EXTRACT, rows)),
            file_name="지역사본.csv",
            file_kind=FileKind.EXTRACT,
            snapshot=True,
            outage=None,
            by=by,
            at=at,
        )
        if name in ("coming", "done"):
            made = ledger.confirm(made, by=by, at=at)
        if name == "done":
            ledger.apply_rest(made, at=at)
        if name == "dropped":
            ledger.drop(made, by=by, at=at)
        found[f"hq-import-{name}"] = f"/ledger/{made.pk}/"
    return found


def of_headquarters(at_counter: Counter) -> dict[str, str]:
    return {
        "hq-home": "/",
        "hq-outages": "/outages/",
        "hq-outage-new": "/outages/new/",
        "hq-outage": f"/outages/{at_counter.outage.pk}/",
        "hq-order": f"/orders/{at_counter.order.pk}/",
        "hq-order-new": f"/outages/{at_counter.outage.pk}/orders/new/",
        "hq-telephone": f"/deliveries/{builders.delivery(at_counter.order, builders.NEIGHBOUR).pk}/telephone/",
        "hq-ledger": "/ledger/",
        "hq-closings": "/closings/",
        "hq-closing-offices": f"/outages/{at_counter.outage.pk}/closing/offices/",
        "hq-matching": "/matching/",
        "hq-cases": "/cases/?office=종로 청운&kind=RR01",
        "hq-main-systems": "/main-systems/",
        **_imports(),
    }
