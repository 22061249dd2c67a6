"""Which filings wait for the main system, which for its answer, and which for a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from issuance.domain.ledger import AnswerCode
from issuance.domain.papers import Series
from issuance.domain.registrations import TRY_AGAIN_AFTER, Group, Manner
from issuance.domain.states import DocumentState, FilingState, OutageState
from issuance.models import (
    AnswerDoubt,
    BackEntryBatch,
    BackEntryLine,
    Certificate,
    Document,
    Filing,
    Office,
    Outage,
    Paper,
    RegistrationAnswer,
    SendingConsent,
    SystemLoss,
)

_HAS_OPEN_LINE = Exists(BackEntryLine.objects.filter(filing=OuterRef("pk"), closed_at__isnull=True))
_IS_LOST = Exists(
    SystemLoss.objects.filter(
        system=OuterRef("kind__home_system"),
        withdrawn_at__isnull=True,
        complete_until__lt=OuterRef("registered_at"),
        found_at__gt=OuterRef("registered_at"),
    )
)
_IN_DOUBT = Exists(AnswerDoubt.objects.filter(filing=OuterRef("pk"), settled_at__isnull=True))

_RECEIVED, _REGISTERED = Q(state=FilingState.RECEIVED), Q(state=FilingState.REGISTERED)
_UNCHECKED = Q(paper_moment__isnull=False, checked_by__isnull=True)
_FREE = Q(has_open_line=False)
_BY_ITSELF = Q(last_answer__in=("", AnswerCode.TRY_AGAIN)) | Q(resend=True)
_REFUSED = Q(last_answer__in=[code.value for code in AnswerCode if not code.is_registered])
# What was lost and is refused when it comes again waits for a person like any other refusal.
_TO_REGISTER_AGAIN = _REGISTERED & (Q(is_lost=True) & ~_REFUSED | Q(resend=True))
_LOST_AND_REFUSED = _REGISTERED & Q(is_lost=True, resend=False)
_SENDABLE = _FREE & (
    _RECEIVED & ~_UNCHECKED & _BY_ITSELF
    | _TO_REGISTER_AGAIN
    | _LOST_AND_REFUSED & Q(last_answer=AnswerCode.TRY_AGAIN)
)

_GROUPS: dict[Group, Q] = {
    Group.UNCHECKED: _RECEIVED & _UNCHECKED,
    Group.WAITING: _FREE & _RECEIVED & ~_UNCHECKED & (Q(last_answer="") | Q(resend=True)),
    Group.LOST: _FREE & _TO_REGISTER_AGAIN,
    Group.SENT: Q(has_open_line=True),
    Group.DOUBT: Q(in_doubt=True),
    Group.REGISTERED: _REGISTERED & Q(already_there=False),
    Group.ALREADY_THERE: _REGISTERED & Q(already_there=True),
} | {
    Group(code.value): _FREE
    & (_RECEIVED & ~_UNCHECKED | _LOST_AND_REFUSED)
    & Q(last_answer=code, resend=False)
    for code in AnswerCode
    if not code.is_registered
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many filings of an office stand in one group."""

    group: Group
    count: int


@dataclass(frozen=True, slots=True)
class EffectiveLine:
    """One registered filing, with the moment that its receipt prints and that the receipt's mark was signed with."""

    receipt: str
    kind: str
    office: str
    moment: datetime
    marked_moment: datetime | None
    effective_date: date
    number: str
    already_there: bool
    registered_at: datetime

    @property
    def holds(self) -> bool:
        """Whether the signed moment is the one that the filing has, to the second."""
        return self.marked_moment is not None and self.marked_moment == self.moment.replace(microsecond=0)


def of_outage(outage: Outage, office: Office | str) -> QuerySet[Filing]:
    """The office's filings of an outage, each with what `Group` is told by."""
    code = office.code if isinstance(office, Office) else office
    return Filing.objects.filter(office_id=code, outage=outage).annotate(
        has_open_line=_HAS_OPEN_LINE, is_lost=_IS_LOST, in_doubt=_IN_DOUBT
    )


def of_group(outage: Outage, office: Office | str, group: Group) -> QuerySet[Filing]:
    found = with_receipts(of_outage(outage, office).filter(_GROUPS[group]))
    return found.select_related("kind", "taken_by").order_by("moment", "pk")


def tallies(outage: Outage, office: Office | str) -> tuple[Tally, ...]:
    """Every group with its count; what waits for a person is in one group alone, save that it may also be in doubt."""
    counted = of_outage(outage, office).aggregate(
        **{f"of_{group.name}": Count("pk", filter=_GROUPS[group]) for group in Group}
    )
    return tuple(Tally(group, counted[f"of_{group.name}"]) for group in Group)


def sendable(outage: Outage, office: Office | str, *, system: str | None = None) -> QuerySet[Filing]:
    """What goes into the next batch, of one system or of all."""
    filings = of_outage(outage, office).filter(_SENDABLE)
    return filings if system is None else filings.filter(kind__home_system=system)


def rested(filings: QuerySet[Filing], *, at: datetime) -> QuerySet[Filing]:
    """Without those that were told a moment ago to try again later."""
    lately = RegistrationAnswer.objects.filter(
        filing=OuterRef("pk"), code=AnswerCode.TRY_AGAIN, at__gt=at - TRY_AGAIN_AFTER
    )
    return filings.exclude(Exists(lately))


def by_receipt(outage: Outage, serials: Collection[str], *, office: str | None) -> dict[str, Filing]:
    """The filings of an outage by the serial that their citizens hold; `office` None is the whole nation."""
    theirs = Filing.objects.filter(outage=outage)
    if office is not None:
        theirs = theirs.filter(office=office)
    receipts = theirs.filter(papers__serial__in=serials, papers__series=Series.RECEIPT, rebuilt_from="")
    found = {receipt_of(filing): filing for filing in with_receipts(receipts)}
    rebuilt = theirs.filter(rebuilt_from__in=serials).exclude(rebuilt_from="")
    return found | {filing.rebuilt_from: filing for filing in rebuilt}


def would_register(outage: Outage, serials: Collection[str], *, office: str | None) -> int:
    """How many of these receipts are of filings that are not registered yet."""
    found = by_receipt(outage, serials, office=office)
    return sum(filing.state == FilingState.RECEIVED for filing in found.values())


def batches(outage: Outage, office: Office | str) -> QuerySet[BackEntryBatch]:
    """Newest first, each with how many of its lines are still open."""
    code = office.code if isinstance(office, Office) else office
    return (
        BackEntryBatch.objects.filter(outage=outage, office_id=code)
        .select_related("made_by", "system")
        .annotate(open_lines=Count("lines", filter=Q(lines__closed_at__isnull=True)))
    )


def batches_of(office: Office | str) -> QuerySet[BackEntryBatch]:
    code = office.code if isinstance(office, Office) else office
    return BackEntryBatch.objects.filter(office_id=code).select_related(
        "outage", "office", "system", "made_by", "withdrawn_by"
    )


def lines_of(batch: BackEntryBatch) -> QuerySet[BackEntryLine]:
    return batch.lines.select_related("filing__kind").prefetch_related("answers").order_by("number")


def awaited(outage: Outage) -> QuerySet[BackEntryLine]:
    """Open lines of filings that have had their end here: the main system may still say otherwise."""
    lines = BackEntryLine.objects.filter(batch__outage=outage, closed_at__isnull=True)
    return lines.exclude(filing__state=FilingState.RECEIVED)


def batches_to_send(*, at: datetime) -> QuerySet[BackEntryBatch]:
    """Batches for a connected system that are due, the oldest first."""
    return (
        BackEntryBatch.objects.filter(
            manner=Manner.FEED, sent_at__isnull=True, withdrawn_at__isnull=True, next_try_at__lte=at
        )
        .select_related("outage", "office", "system", "made_by")
        .order_by("made_at", "pk")
    )


def consent(outage: Outage, office: Office | str) -> SendingConsent | None:
    code = office.code if isinstance(office, Office) else office
    return (
        SendingConsent.objects.filter(outage=outage, office_id=code, withdrawn_at__isnull=True)
        .select_related("given_by")
        .first()
    )


def standing_consents() -> QuerySet[SendingConsent]:
    """Consents for outages that are not over."""
    return (
        SendingConsent.objects.filter(withdrawn_at__isnull=True)
        .exclude(outage__state__in=(OutageState.CLOSED, OutageState.DISMISSED))
        .select_related("outage", "office", "given_by")
    )


def doubts_of(office: Office | str) -> QuerySet[AnswerDoubt]:
    """Answers of the office's filings that contradict what stands, and that nobody has judged."""
    code = office.code if isinstance(office, Office) else office
    return AnswerDoubt.objects.filter(filing__office_id=code).select_related(
        "filing__kind", "filing__outage", "answer"
    )


def open_doubts(filing: Filing) -> QuerySet[AnswerDoubt]:
    return filing.doubts.filter(settled_at__isnull=True).select_related("answer")


def losses() -> QuerySet[SystemLoss]:
    return SystemLoss.objects.select_related("system", "noted_by", "withdrawn_by")


def lost_filings(loss: SystemLoss) -> int:
    """How many registered filings a loss has taken with it that are not registered again yet."""
    return Filing.objects.filter(
        state=FilingState.REGISTERED,
        kind__home_system=loss.system_id,
        registered_at__gt=loss.complete_until,
        registered_at__lt=loss.found_at,
    ).count()


def effective(outage: Outage, office: Office | str) -> QuerySet[Filing]:
    """The 소급 목록: what is registered, by its moment."""
    receipts = Paper.objects.filter(series=Series.RECEIPT, voided_at__isnull=True).defer("sheet")
    return (
        with_receipts(of_outage(outage, office).filter(_REGISTERED))
        .select_related("kind")
        .prefetch_related(Prefetch("papers", receipts, to_attr="receipts"))
        .order_by("moment", "pk")
    )


def effective_line(filing: Filing) -> EffectiveLine:
    """One row of `effective`, with the moment that the mark of its receipt was signed with."""
    receipts: list[Paper] = filing.receipts  # type: ignore[attr-defined]
    if filing.rebuilt_mark:
        receipts = [Paper(mark=filing.rebuilt_mark)]
    marked = receipts[0].read_mark().claims.filing_moment if receipts else None
    assert filing.effective_date is not None
    assert filing.registered_at is not None
    return EffectiveLine(
        receipt=receipt_of(filing),
        kind=filing.kind.code,
        office=filing.office_id,
        moment=filing.moment,
        marked_moment=datetime.fromtimestamp(marked, tz=UTC) if marked is not None else None,
        effective_date=filing.effective_date,
        number=filing.main_system_number,
        already_there=filing.already_there,
        registered_at=filing.registered_at,
    )


def receipt_of(filing: Filing) -> str:
    """The serial that the citizen holds: of a rebuilt filing that of the old receipt."""
    return filing.rebuilt_from or filing.receipt_serial or ""  # type: ignore[attr-defined]


def with_receipts(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Each with the serial of the receipt that stands in our own books, as `receipt_serial`."""
    receipts = Paper.objects.filter(filing=OuterRef("pk"), series=Series.RECEIPT, voided_at__isnull=True)
    return filings.annotate(receipt_serial=Subquery(receipts.order_by().values("serial")[:1]))


def with_outcomes(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Each with what the counter gave beside the receipt, as `has_document` and `has_certificate`."""
    numbered = Document.objects.filter(filing=OuterRef("pk"), paper__isnull=False)
    return filings.annotate(
        has_document=Exists(numbered.exclude(state=DocumentState.VOIDED)),
        has_certificate=Exists(Certificate.objects.filter(filing=OuterRef("pk"))),
    )
