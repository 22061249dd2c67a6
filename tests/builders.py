"""What tests stand on: people, outages, orders, filings and papers, made through the actions."""

import csv
import itertools
import json
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Model

from issuance.actions import (
    answers,
    certificates,
    closings,
    documents,
    filings,
    orders,
    outages,
    paper_filings,
    seeds,
)
from issuance.domain.documents import Source
from issuance.domain.filings import NewFiling, Relation
from issuance.domain.ledger import AnswerCode, AnswerRow
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.papers import Serial
from issuance.domain.staff import Role
from issuance.models import (
    Book,
    Case,
    Certificate,
    Delivery,
    Document,
    DocumentKind,
    FallbackOrder,
    Filing,
    IssuedEntry,
    JournalEntry,
    LedgerEntry,
    LedgerImport,
    MainSystem,
    Office,
    Outage,
    Restriction,
    User,
)
from issuance.queries.catalogue import kind_at
from issuance.queries.closings import closing_of, unsigned

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # a Monday, 14:00 in Seoul
BEGAN, DECLARED = NOW - timedelta(hours=6), NOW - timedelta(hours=4)
SNAPSHOT_AS_OF = NOW - timedelta(hours=12)

# 서울특별시 ⊃ 종로구 ⊃ 청운효자동, 사직동; 부산광역시 ⊃ 해운대구 ⊃ 우제1동.
OFFICES = ("11000000", "11110000", "11110515", "11110530", "26000000", "26350000", "26350510")
TOWN, NEIGHBOUR, FAR_TOWN = "11110515", "11110530", "26350510"
SYSTEMS = ("resident", "welfare", "kras", "seumteo", "immigration")
PROVISIONAL_KINDS = ("RR01", "RR02", "LD01", "LD02", "LD05", "WF01", "WF02", "WF03", "IM01", "ID01")

FACTS: dict[str, dict[str, str]] = {
    "RR01": {
        "주소": "서울특별시 종로구 자하문로 100 (청운동)",
        "세대주": "홍길동",
        "세대원": "홍길동(본인);김영희(배우자)",
        "전입일": "2020-03-02",
    },
    "RR02": {
        "주소": "서울특별시 종로구 자하문로 100 (청운동)",
        "주소변동": "2020-03-02 전입",
        "전입일": "2020-03-02",
    },
    "WF01": {"급여종류": "생계급여", "수급기간": "2026-01-01 ~ 2026-12-31"},
    "LD02": {"소재지": "서울특별시 종로구 청운동 1-2", "지목": "대", "면적": "120.5㎡", "소유자": "홍길동"},
}

_serials = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Counter:
    """An office that has acknowledged an order in force, with the people at its windows."""

    clerk: User
    supervisor: User
    outage: Outage
    order: FallbackOrder
    delivery: Delivery

    @property
    def office(self) -> Office:
        return self.clerk.office


def seed_folder(folder: Path) -> Path:
    """The real seeds, but only a few offices and nobody with a name."""
    for name in ("systems.csv", "kinds.csv", "holidays.csv"):
        shutil.copy(SEEDS / name, folder / name)
    header, *rows = (SEEDS / "offices.csv").read_text(encoding="utf-8").splitlines()
    few = [row for row in rows if row.startswith(OFFICES)]
    (folder / "offices.csv").write_text("\n".join([header, *few]) + "\n", encoding="utf-8")
    with (folder / "staff.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(seeds.STAFF_COLUMNS)
    return folder


def office(code: str = TOWN) -> Office:
    return Office.objects.get(code=code)


def person(role: Role, code: str, number: int = 1, *, window: int = 1) -> User:
    """The `number`th person of a role in an office, made when first asked for."""
    user, _ = User.objects.get_or_create(
        username=f"{role}-{code}-{number}",
        defaults={
            "name": f"담당{number}",
            "office_id": code,
            "role": role,
            "title": role.label,
            "phone": "02-0000-0100",
            "window": window,
            "password": "!",
        },
    )
    return User.objects.select_related("office").get(pk=user.pk)


def clerk(code: str = TOWN, number: int = 1) -> User:
    return person(Role.CLERK, code, number)


def supervisor(code: str = TOWN, number: int = 1) -> User:
    return person(Role.SUPERVISOR, code, number)


def head(code: str = TOWN) -> User:
    return person(Role.HEAD, code)


def decider(case: Case) -> User:
    """Who may decide a case that was proposed by a supervisor: the head of the office, or headquarters above it."""
    return headquarters_approver() if case.above_id == HEADQUARTERS else head(case.document.office_id)


def headquarters_drafter() -> User:
    return person(Role.HEADQUARTERS, HEADQUARTERS, 1)


def headquarters_approver() -> User:
    return person(Role.HEADQUARTERS, HEADQUARTERS, 2)


def auditor() -> User:
    return person(Role.AUDITOR, HEADQUARTERS)


def system(code: str = "resident") -> MainSystem:
    return MainSystem.objects.get(code=code)


def kind(code: str) -> DocumentKind:
    return kind_at(code, at=NOW)


def token() -> str:
    return uuid.uuid4().hex


def resident_number(
    birth: date = date(1885, 3, 2), serial: int | None = None, *, female: bool = False
) -> str:
    """A number that nobody living can have: born in the 1800s, century digit 9 or 0."""
    number = next(_serials) if serial is None else serial
    return f"{birth:%y%m%d}{0 if female else 9}{number % 1_000_000:06d}"


def parcel_number(serial: int | None = None) -> str:
    return f"1111010100{1}{next(_serials) if serial is None else serial:08d}"


def suspected_outage(systems: Sequence[str] = SYSTEMS, *, drill: bool = False) -> Outage:
    return outages.suspect(
        "주 시스템 장애",
        [system(code) for code in systems],
        began_at=BEGAN,
        by=headquarters_drafter(),
        at=DECLARED - timedelta(minutes=10),
        drill=drill,
    )


def declared_outage(systems: Sequence[str] = SYSTEMS, *, drill: bool = False) -> Outage:
    return outages.declare(suspected_outage(systems, drill=drill), by=headquarters_approver(), at=DECLARED)


def restored_outage(outage: Outage, *, at: datetime = NOW) -> Outage:
    for row in outage.outage_systems.select_related("system"):
        outages.bring_back(outage, row.system, by=headquarters_drafter(), at=at)
    return outages.restore(outage, by=headquarters_drafter(), at=at)


def signed_off(outage: Outage, *, at: datetime = NOW) -> Outage:
    """Every office that has something in a restored outage has signed for it."""
    closings.sign_untouched(outage, at=at)
    for code in unsigned(outage).values_list("pk", flat=True):
        closings.sign(closing_of(outage, office(code)), by=supervisor(code), at=at)
    return outage


def closed_outage(outage: Outage, *, at: datetime = NOW) -> Outage:
    return outages.close(signed_off(outage, at=at), by=headquarters_drafter(), at=at)


def drafted_order(outage: Outage, kinds: Sequence[str] = PROVISIONAL_KINDS, **changes: Any) -> FallbackOrder:
    terms: dict[str, Any] = {
        "starts_at": DECLARED,
        "ends_at": NOW + timedelta(days=3),
        "legal_basis": "민원처리법 시행령 §6의2",
        "by": headquarters_drafter(),
        "at": DECLARED,
    }
    return orders.draft(outage, kinds=kinds, **terms | changes)


def submitted_order(
    outage: Outage, kinds: Sequence[str] = PROVISIONAL_KINDS, **changes: Any
) -> FallbackOrder:
    return orders.submit(drafted_order(outage, kinds, **changes), by=headquarters_drafter(), at=DECLARED)


def order_in_force(outage: Outage, kinds: Sequence[str] = PROVISIONAL_KINDS, **changes: Any) -> FallbackOrder:
    """Approved by another person and sent to every office that it reaches."""
    submitted = submitted_order(outage, kinds, **changes)
    order = orders.approve(submitted, by=headquarters_approver(), at=DECLARED)
    orders.send_pending(order, at=DECLARED)
    return order


def delivery(order: FallbackOrder, code: str = TOWN) -> Delivery:
    return Delivery.objects.get(order=order, office_id=code)


def acknowledged(order: FallbackOrder, code: str = TOWN) -> Delivery:
    return orders.acknowledge(delivery(order, code), by=supervisor(code), at=DECLARED + timedelta(minutes=5))


def counter(code: str = TOWN, kinds: Sequence[str] = PROVISIONAL_KINDS, **changes: Any) -> Counter:
    """All that a provisional document needs but its filing; `changes` are of the order."""
    outage = declared_outage()
    order = order_in_force(outage, kinds, **changes)
    return Counter(clerk(code), supervisor(code), outage, order, acknowledged(order, code))


def new_filing(**over: Any) -> NewFiling:
    """A 등본 that the subject asks for in person; `over` replaces any field."""
    land = str(over.get("kind", "")).startswith("LD")
    facts: dict[str, Any] = {
        "kind": "RR01",
        "number": parcel_number() if land else resident_number(),
        "subject_name": "홍길동",
        "applicant_name": "홍길동",
        "applicant_birth": date(1885, 3, 2),
        "relation": Relation.SELF,
        "begun_at": NOW - timedelta(minutes=2),
        "token": token(),
        "id_kind": "resident_card",
        "id_last4": "1234",
        "purpose": "1",
        "receiver": "한빛은행",
    }
    return NewFiling(**facts | over)


def filing(*, by: User | None = None, at: datetime = NOW, **over: Any) -> Filing:
    return filings.receive(new_filing(**over), by=by or clerk(), at=at)


def in_snapshot(
    filing: Filing, *, as_of: datetime = SNAPSHOT_AS_OF, facts: dict[str, str] | None = None
) -> LedgerEntry:
    """What the register snapshot of peacetime says of the filing's subject."""
    entry = LedgerEntry(
        id=uuid.uuid4(),
        source=_imported("extract", snapshot=True),
        ledger_number=f"원-{next(_serials)}",
        kind_code=filing.kind.code,
        subject_key=filing.subject_key,
        name=filing.subject_name,
        as_of=as_of,
    )
    entry.seal("facts", json.dumps(facts or FACTS[filing.kind.code], ensure_ascii=False))
    entry.save(force_insert=True)
    return entry


def restriction(filing: Filing) -> Restriction:
    """교부제한 on the filing's subject, as the main system told it."""
    return Restriction.objects.create(
        source=_imported("restrictions"),
        kind="교부제한",
        subject_key=filing.subject_key,
        starts_at=NOW - timedelta(days=9),
    )


def official_issue(case: Case) -> IssuedEntry:
    """What the main system's issue ledger says: it gave the subject of a case the same paper."""
    return IssuedEntry.objects.create(
        source=_imported("issued"),
        number="정-1",
        kind_code=case.document.kind.code,
        issued_at=NOW,
        office_code=case.document.office_id,
        subject_key=case.document.filing.subject_key,
    )


def _imported(file_kind: str, *, snapshot: bool = False) -> LedgerImport:
    return LedgerImport.objects.create(
        file_kind=file_kind,
        file_name=f"{file_kind}.csv",
        sha256=uuid.uuid4().hex * 2,
        snapshot=snapshot,
        encoding="utf-8",
        row_count=1,
        fault_count=0,
        imported_by=headquarters_drafter(),
        imported_at=SNAPSHOT_AS_OF,
    )


def prepared_document(
    at_counter: Counter, *, source: Source = Source.SNAPSHOT, at: datetime = NOW, **over: Any
) -> Document:
    """Prepared and not yet issued; `over` changes the filing that it is made for."""
    request = filing(by=at_counter.clerk, at=at, **over)
    if source == Source.SNAPSHOT:
        in_snapshot(request)
        return documents.prepare(request, source=source, by=at_counter.clerk, at=at, token=token())
    return documents.prepare(
        request,
        source=source,
        facts=FACTS[request.kind.code],
        as_of=SNAPSHOT_AS_OF,
        source_note="세대별 주민등록표",
        by=at_counter.clerk,
        at=at,
        token=token(),
    )


def awaiting_document(at_counter: Counter, **over: Any) -> Document:
    """From the paper register, so that a supervisor must approve it."""
    document = prepared_document(at_counter, source=Source.PAPER_REGISTER, **over)
    return documents.submit(document, by=at_counter.clerk, at=NOW)


def issued_document(at_counter: Counter, *, at: datetime = NOW, **over: Any) -> Document:
    document = prepared_document(at_counter, at=at, **over)
    if document.needs_approval:
        documents.submit(document, by=at_counter.clerk, at=at)
        documents.approve(document, by=at_counter.supervisor, at=at)
    return documents.issue(document, by=at_counter.clerk, at=at)


def handed_over(at_counter: Counter, **over: Any) -> Document:
    return documents.hand_over(issued_document(at_counter, **over), by=at_counter.clerk, at=NOW)


def certificate(filing: Filing) -> Certificate:
    """A 전산장애 사실확인서; the filing's system must be down."""
    return certificates.certify(filing, by=filing.taken_by, at=NOW, token=token())


def told(row: Model) -> list[tuple[str, str, str, str]]:
    """What the journal says of a row, oldest first: verb, from, to, and who did it (nobody: time itself)."""
    entries = JournalEntry.objects.filter(noun=row._meta.model_name, subject=str(row.pk)).select_related(
        "actor"
    )
    return [
        (entry.verb, entry.before, entry.after, entry.actor.username if entry.actor else "")
        for entry in entries
    ]


def last_sequence(code: str = TOWN) -> int:
    return Book.objects.get(office_id=code).last_sequence


def paper_filing(
    *, by: User | None = None, moment: datetime = NOW - timedelta(hours=2), **over: Any
) -> Filing:
    """Taken on paper by the first clerk while the system was down, entered now by the second."""
    return paper_filings.enter(
        new_filing(**over),
        moment=moment,
        taken_by=clerk(),
        evidence=b"%PDF-1.7 scan",
        by=by or clerk(number=2),
        at=NOW,
    )


def registered(filing: Filing, *, number: str = "1", at: datetime = NOW) -> Filing:
    """As an answer of the main system leaves it; the filing is of an outage."""
    assert filing.outage is not None
    receipt = Serial.parse(filings.receipt_of(filing).serial)
    row = AnswerRow(1, receipt, AnswerCode.REGISTERED, "", number)
    answers.take_answers([row], source=None, outage=filing.outage, by=headquarters_drafter(), at=at)
    return Filing.objects.select_related("kind", "outage").get(pk=filing.pk)
