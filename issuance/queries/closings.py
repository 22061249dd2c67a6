"""What an office has in an outage: its sums, what keeps it from signing, and which offices have yet to sign."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, DateField, Exists, Func, Max, Min, OuterRef, Q, QuerySet, Sum, When

from issuance.domain.closings import COUNTS, Account, BookLine, Line, Matter
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.papers import Series
from issuance.domain.states import CaseState, ClosingState, DocumentState, FilingState, OutageState
from issuance.models import (
    AnswerDoubt,
    Book,
    Case,
    ClosingStatement,
    Delivery,
    Document,
    DocumentKind,
    Filing,
    Office,
    OfficeClosing,
    Outage,
    Paper,
)
from issuance.queries.registrations import awaited

_STATES = {
    DocumentState.ISSUED: "open",
    DocumentState.HANDED_OVER: "open",
    DocumentState.CONFIRMED: "confirmed",
    DocumentState.CORRECTED: "corrected",
    DocumentState.REVOKED: "revoked",
    DocumentState.VOIDED: "voided",
}
_FILING_STATES = {
    FilingState.RECEIVED: "filings_open",
    FilingState.REGISTERED: "registered",
    FilingState.SETTLED: "settled",
}
_SERIES = {
    Series.RECEIPT: "receipts",
    Series.CERTIFICATE: "certificates",
    Series.PROVISIONAL: "documents",
    Series.CORRECTION: "corrections",
}


class SeoulDay(Func):
    """The day in Asia/Seoul of a moment, reckoned by the database itself; there is no summer time to heed."""

    arity = 1
    output_field = DateField()
    template = "((%(expressions)s) AT TIME ZONE 'Asia/Seoul')::date"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template="date(%(expressions)s, '+9 hours')", **context)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many offices an outage concerns, and how many of them have signed."""

    offices: int
    signed: int

    @property
    def missing(self) -> int:
        return self.offices - self.signed

    @property
    def percent(self) -> int:
        return self.signed * 100 // self.offices if self.offices else 100


def accounts(outage: Outage, offices: Collection[str] | None = None) -> dict[str, Account]:
    """The sums by office, counted by the database; of every office with a filing or a paper where none is named."""
    codes: dict[int, str] = dict(DocumentKind.objects.values_list("pk", "code"))
    lines: dict[str, dict[tuple[str, str], dict[str, int]]] = defaultdict(dict)

    def cell(office: str, kind: int, day: Any) -> dict[str, int]:
        return lines[office].setdefault((str(day), codes[kind]), dict.fromkeys(COUNTS, 0))

    for office, kind, day, state, count, due, waived, to_refund in (
        _of(Document.objects.filter(order__outage=outage, paper__isnull=False), offices)
        .annotate(day=SeoulDay("issued_at"))
        .values_list("office_id", "kind_id", "day", "state")
        .annotate(Count("pk"), Sum("fee_due"), Sum("fee_waived"), Sum("fee_to_refund"))
    ):
        sums = cell(office, kind, day)
        sums["documents"] += count
        if state in _STATES:
            sums[_STATES[state]] += count
        sums["due"] += due
        sums["waived"] += waived
        sums["to_refund"] += to_refund
    for office, kind, day, state, count in (
        _of(Filing.objects.filter(outage=outage), offices)
        .annotate(day=SeoulDay("moment"))
        .values_list("office_id", "kind_id", "day", "state")
        .annotate(Count("pk"))
    ):
        sums = cell(office, kind, day)
        sums["filings"] += count
        sums[_FILING_STATES[state]] += count
    books = _books(outage, offices)
    return {
        office: Account(
            tuple(Line(day, kind, **sums) for (day, kind), sums in sorted(lines[office].items())),
            tuple(books[office]),
        )
        for office in sorted({*lines, *books})
    }


def account(outage: Outage, office: Office | str) -> Account:
    code = office.code if isinstance(office, Office) else office
    return accounts(outage, (code,)).get(code, Account())


def _books(outage: Outage, offices: Collection[str] | None) -> dict[str, list[BookLine]]:
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    spans: dict[int, list[int]] = defaultdict(list)
    for book, series, void, count, first, last in (
        _of(Paper.objects.filter(filing__outage=outage), offices)
        .annotate(void=Choice(When(voided_at__isnull=True, then=0), default=1))
        .values_list("book_id", "series", "void")
        .annotate(Count("pk"), Min("sequence"), Max("sequence"))
    ):
        found[book]["numbers"] += count
        found[book]["voided" if void else _SERIES[Series(series)]] += count
        spans[book] += [first, last]
    lines: dict[str, list[BookLine]] = defaultdict(list)
    for one in Book.objects.filter(pk__in=list(found)).order_by("office", "year", "number"):
        counted = found[one.pk]
        names = ("numbers", "voided", *_SERIES.values())
        lines[one.office_id].append(
            BookLine(
                str(one), min(spans[one.pk]), max(spans[one.pk]), **{name: counted[name] for name in names}
            )
        )
    return lines


def _of(rows: "QuerySet[Any]", offices: Collection[str] | None) -> "QuerySet[Any]":
    rows = rows.order_by()
    return rows if offices is None else rows.filter(office_id__in=offices)


def rows_of(matter: Matter, outage: Outage) -> "QuerySet[Any]":
    """The very rows that a matter counts, of every office of an outage."""
    documents = Document.objects.filter(order__outage=outage)
    rows: Mapping[Matter, QuerySet[Any]] = {
        Matter.UNFINISHED: documents.filter(
            state__in=(DocumentState.PREPARED, DocumentState.AWAITING_APPROVAL)
        ),
        Matter.TO_HAND_OVER: documents.filter(state=DocumentState.ISSUED),
        Matter.TO_COMPARE: documents.filter(state=DocumentState.HANDED_OVER),
        Matter.OPEN_CASES: Case.objects.filter(document__order__outage=outage).exclude(
            state=CaseState.SETTLED
        ),
        Matter.TO_REGISTER: Filing.objects.filter(outage=outage, state=FilingState.RECEIVED),
        Matter.AWAITED: awaited(outage),
        Matter.DOUBTS: AnswerDoubt.objects.filter(filing__outage=outage, settled_at__isnull=True),
    }
    return rows[matter]


_OFFICE_PATHS = {
    Matter.OPEN_CASES: "document__office",
    Matter.AWAITED: "filing__office",
    Matter.DOUBTS: "filing__office",
}
_SHOWN = {
    Matter.OPEN_CASES: ("document__paper", "document__kind", "document__filing"),
    Matter.TO_REGISTER: ("kind",),
    Matter.AWAITED: ("batch", "filing__kind"),
    Matter.DOUBTS: ("filing__kind",),
}
_ORDER = {
    Matter.OPEN_CASES: "opened_at",
    Matter.TO_REGISTER: "moment",
    Matter.AWAITED: "batch__made_at",
    Matter.DOUBTS: "opened_at",
}


def left_at(matter: Matter, outage: Outage, office: Office | str) -> "QuerySet[Any]":
    """The rows of a matter at one office, the oldest first, with what a list shows of them."""
    code = office.code if isinstance(office, Office) else office
    rows = rows_of(matter, outage).filter(**{_OFFICE_PATHS.get(matter, "office"): code})
    shown = _SHOWN.get(matter, ("paper", "kind", "filing"))
    return rows.select_related(*shown).order_by(_ORDER.get(matter, "prepared_at"), "pk")


def matters(outage: Outage, offices: Collection[str]) -> dict[str, dict[Matter, int]]:
    """What each of these offices still has open."""
    found = {office: dict.fromkeys(Matter, 0) for office in offices}
    for matter in Matter:
        path = _OFFICE_PATHS.get(matter, "office")
        counted = (
            rows_of(matter, outage)
            .filter(**{f"{path}__in": list(offices)})
            .order_by()
            .values_list(path)
            .annotate(Count("pk"))
        )
        for office, count in counted:
            found[office][matter] = count
    return found


def matters_at(outage: Outage, office: Office | str) -> dict[Matter, int]:
    code = office.code if isinstance(office, Office) else office
    return matters(outage, (code,))[code]


def concerned(outage: Outage) -> QuerySet[Office]:
    """The offices that must sign: those that an order of the outage was sent to, or that took a filing in it.

    A document rests on a filing, so it needs no asking of its own.
    """
    return Office.objects.filter(
        Exists(Delivery.objects.filter(order__outage=outage, office=OuterRef("pk")))
        | Exists(_filings_here(outage))
    ).exclude(pk=HEADQUARTERS)


def _filings_here(outage: Outage) -> QuerySet[Filing]:
    """Those of an outer office; with every state named, the index of outage, state and office finds them."""
    return Filing.objects.filter(outage=outage, state__in=list(FilingState), office=OuterRef("pk"))


def is_concerned(outage: Outage, office: Office) -> bool:
    return concerned(outage).filter(pk=office.pk).exists()


def unsigned(outage: Outage) -> QuerySet[Office]:
    """The offices that an outage concerns and that have not signed."""
    return concerned(outage).filter(~Exists(_signed(outage).filter(office=OuterRef("pk"))))


def untouched(outage: Outage) -> QuerySet[Office]:
    """The offices that were told of an outage and neither took nor issued anything in it: they close by themselves."""
    return unsigned(outage).filter(~Exists(_filings_here(outage)))


def _signed(outage: Outage) -> QuerySet[OfficeClosing]:
    return OfficeClosing.objects.filter(outage=outage, state=ClosingState.SIGNED)


def signed(outage: Outage) -> QuerySet[OfficeClosing]:
    return _signed(outage).select_related("office", "signed_by").order_by("office")


def progress(outage: Outage, offices: QuerySet[Office] | None = None) -> Progress:
    rows, done = concerned(outage), _signed(outage)
    if offices is not None:
        within = offices.values("pk")
        rows, done = rows.filter(pk__in=within), done.filter(office__in=within)
    return Progress(rows.count(), done.count())


def closing_of(outage: Outage, office: Office) -> OfficeClosing:
    """The office's row, or one that is not stored yet where it never signed."""
    found = (
        OfficeClosing.objects.select_related("outage", "office", "signed_by")
        .filter(outage=outage, office=office)
        .first()
    )
    return found or OfficeClosing(pk=key_of(outage, office), outage=outage, office=office)


def key_of(outage: Outage, office: Office | str) -> str:
    return f"{outage.pk}-{office.code if isinstance(office, Office) else office}"


def journal_marks(offices: Iterable[str], *, drill: bool) -> dict[str, int]:
    """How much each office's books hold by now: where nothing was written, nothing has changed."""
    return dict(
        Book.objects.filter(office_id__in=list(offices), drill=drill)
        .order_by()
        .values_list("office")
        .annotate(Sum("journal_length"))
    )


def moved_on(outage: Outage) -> list[OfficeClosing]:
    """Signatures whose office has written something since, or has something open: each is to be looked at again."""
    rows = list(signed(outage).defer("sums"))
    marks = journal_marks((row.office_id for row in rows), drill=outage.drill)
    open_at: set[str] = set()
    for matter in Matter:
        open_at.update(
            rows_of(matter, outage)
            .order_by()
            .values_list(_OFFICE_PATHS.get(matter, "office"), flat=True)
            .distinct()
        )
    return [
        row for row in rows if row.office_id in open_at or marks.get(row.office_id, 0) != row.journal_mark
    ]


def is_above(upper: Office, office: Office) -> bool:
    """Whether `upper` stands above an office: headquarters above all, a parent above its own."""
    return upper.code == HEADQUARTERS != office.code or upper.code in ancestors(office)


def ancestors(office: Office) -> tuple[str, ...]:
    codes, parent = [], office.parent
    while parent is not None and parent.code not in codes:
        codes.append(parent.code)
        parent = parent.parent
    return tuple(codes)


def below(office: Office) -> QuerySet[Office]:
    """Every office under one, however deep; at headquarters the nation."""
    if office.code == HEADQUARTERS:
        return Office.objects.exclude(pk=HEADQUARTERS)
    within: set[str] = set()
    heap = [office.code]
    while heap:
        heap = list(
            Office.objects.filter(parent__in=heap).exclude(pk__in=within).values_list("pk", flat=True)
        )
        within.update(heap)
    return Office.objects.filter(pk__in=within)


def with_something_left(outage: Outage) -> Q:
    """A condition on offices: something of theirs is open. Each matter is read once, not once an office."""
    condition = Q()
    for matter in Matter:
        path = _OFFICE_PATHS.get(matter, "office")
        condition |= Q(pk__in=rows_of(matter, outage).order_by().values(path))
    return condition


def to_sign_off() -> QuerySet[Outage]:
    """Outages whose systems are back, and that are not closed."""
    return Outage.objects.filter(state=OutageState.RESTORED).order_by("pk")


def later_cases(outage: Outage) -> QuerySet[Case]:
    """추록: the cases that were opened after an outage was closed."""
    return (
        Case.objects.filter(
            document__order__outage=outage, pk__gt=ClosingStatement.objects.get(outage=outage).last_case
        )
        .select_related("document__paper", "document__kind", "document__office")
        .order_by("pk")
    )
