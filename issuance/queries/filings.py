"""Which filings an office has taken, what each still waits for, and how one is found again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from issuance.domain.case_queue import URGENT_FILINGS, Urgency
from issuance.domain.catalogue import Flow
from issuance.domain.filings import Earlier
from issuance.domain.names import masked_name
from issuance.domain.papers import SEOUL, Series
from issuance.domain.search import SLIPPED, births_of, check_number_of, closest, digits_of, serial_of
from issuance.domain.states import CertificateState, DocumentState, FilingState, OutageState
from issuance.models import Book, Certificate, Document, Filing, Office, Paper

MOST_FOUND = 50
_SEQUENCE_DIGITS = 6

GIVEN_UP = (DocumentState.REFUSED, DocumentState.WITHDRAWN, DocumentState.VOIDED)


@dataclass(frozen=True, slots=True)
class Found:
    """A filing among the results of a search, with nobody's whole name."""

    pk: UUID
    serial: str
    what: str
    applicant: str
    applicant_birth: date
    subject: str
    subject_birth: date | None
    moment: datetime
    state: str
    state_label: str


def day_of(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day in Asia/Seoul, and of the day after."""
    begin = datetime.combine(day, time(), tzinfo=SEOUL)
    return begin, begin + timedelta(days=1)


def of_office(office: Office | str) -> QuerySet[Filing]:
    code = office.code if isinstance(office, Office) else office
    return Filing.objects.filter(office_id=code).select_related(
        "kind__home_system", "outage", "taken_by", "settlement_proposed_by"
    )


def register_of(office: Office | str, day: date) -> QuerySet[Filing]:
    """The 처리부 of a day: by moment, then by the serial of the receipt (`receipt_serial`)."""
    begin, end = day_of(day)
    return in_order(of_office(office).filter(moment__gte=begin, moment__lt=end))


def in_order(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """By moment, then by the serial of the receipt that stands, which each then has as `receipt_serial`."""
    receipts = Paper.objects.filter(filing=OuterRef("pk"), series=Series.RECEIPT, voided_at__isnull=True)
    return filings.annotate(receipt_serial=Subquery(receipts.order_by().values("serial")[:1])).order_by(
        "moment", "receipt_serial"
    )


def awaiting_confirmation(office: Office | str) -> QuerySet[Filing]:
    """Filings in which their taker has an interest, and that no other clerk has confirmed."""
    return of_office(office).filter(
        Q(interest=True) | Q(interest_found=True), state=FilingState.RECEIVED, confirmed_by__isnull=True
    )


def without_paper(office: Office | str) -> QuerySet[Filing]:
    """Requests for a document that have a receipt, but neither a certificate nor a document under way."""
    certificates = Certificate.objects.filter(filing=OuterRef("pk"), state=CertificateState.ISSUED)
    documents = Document.objects.filter(filing=OuterRef("pk")).exclude(state__in=GIVEN_UP)
    return (
        of_office(office)
        .filter(state=FilingState.RECEIVED, kind__flow=Flow.DOCUMENT)
        .filter(~Exists(certificates), ~Exists(documents))
    )


def awaiting_second_person(office: Office | str) -> QuerySet[Filing]:
    """Filings for which somebody proposed to end them otherwise."""
    return of_office(office).filter(state=FilingState.RECEIVED, settlement_proposed_by__isnull=False)


def unregistered(office: Office | str) -> QuerySet[Filing]:
    """Filings of outages that are restored, and that the main system does not have yet, the most urgent first."""
    urgency = Case(
        *(When(kind__code__in=kinds, then=Value(int(one))) for one, kinds in URGENT_FILINGS.items()),
        default=Value(int(Urgency.PAPERS)),
    )
    waiting = of_office(office).filter(state=FilingState.RECEIVED, outage__state=OutageState.RESTORED)
    return waiting.order_by(urgency, "moment", "pk")


def same_before(filing: Filing) -> Earlier | None:
    """The newest filing of the same request, of one office and outage, for the same subject and by the same applicant.

    One that was ended otherwise is none.
    """
    same = of_office(filing.office_id).filter(
        applicant_name=filing.applicant_name,
        applicant_birth=filing.applicant_birth,
        subject_key=filing.subject_key,
        kind__code=filing.kind.code,
        title=filing.title,
        outage=filing.outage,
    )
    found = in_order(same.exclude(state=FilingState.SETTLED)).order_by("-sent_at").first()
    if found is None:
        return None
    taken_by = found.entered_by or found.taken_by
    return Earlier(found.pk, found.receipt_serial, found.sent_at, taken_by.name)  # type: ignore[attr-defined]


def search(office: Office | str, text: str) -> tuple[Found, ...]:
    """Filings of the own office by a paper's serial or its last digits, check number, birth date, or name.

    Spaces, hyphens and case do not count; where no name is as it was typed, a slip of a letter is forgiven.
    At most fifty, the newest first. A resident number finds nothing here: that is `actions.access.looked_up`.
    """
    code = office.code if isinstance(office, Office) else office
    digits = digits_of(text)
    papers = Paper.objects.filter(office=code)
    if serial := serial_of(text):
        # Of a rebuilt filing the citizen holds the old receipt too.
        rebuilt = Q(rebuilt_from=serial) & ~Q(rebuilt_from="")
        return _shown(code, _of_papers(papers.filter(serial=serial)), rebuilt)
    check_number = check_number_of(text)
    if check_number is not None:
        return _shown(code, _of_papers(papers.filter(check_number=check_number)))
    if digits:
        ways = [Q(applicant_birth__in=births_of(text)), Q(subject_birth__in=births_of(text))]
        if len(digits) <= _SEQUENCE_DIGITS:
            books = Book.objects.filter(office=code).values("pk")
            ways.append(_of_papers(Paper.objects.filter(book__in=books, sequence=int(digits))))
        return _shown(code, *ways)
    names = _names(code, text)
    return _shown(code, Q(applicant_name__in=names), Q(subject_name__in=names))


def of_subject(office: str, subject_key: str) -> tuple[Found, ...]:
    """Filings of the own office for a person or a parcel, by the keyed hash of the number."""
    return _shown(office, Q(subject_key=subject_key))


def _of_papers(papers: QuerySet[Paper]) -> Q:
    return Q(pk__in=list(papers.order_by().values_list("filing", flat=True)))


def _names(office: str, text: str) -> list[str]:
    """The names of people in the office's filings that fit; those with a slip only where no other does."""
    known: set[str] = set()
    for field in ("applicant_name", "subject_name"):
        known.update(Filing.objects.filter(office=office).order_by().values_list(field, flat=True).distinct())
    ranks = closest(text, known - {""})
    best = sorted(ranks, key=lambda name: (ranks[name], name))
    plain = [name for name in best if ranks[name] < SLIPPED]
    return (plain or best)[:MOST_FOUND]


def _shown(office: str, *ways: Q) -> tuple[Found, ...]:
    """What is found one way or another, the newest first.

    Each way is asked by itself and not in order, so that each goes by its own index.
    """
    moments: dict[UUID, datetime] = {}
    for way in ways:
        moments.update(Filing.objects.filter(way, office=office).order_by().values_list("pk", "moment"))
    newest = sorted(moments, key=moments.__getitem__, reverse=True)[:MOST_FOUND]
    rows = in_order(of_office(office).filter(pk__in=newest)).order_by("-moment", "-sent_at")
    return tuple(_found(rows))


def _found(filings: Iterable[Filing]) -> Iterable[Found]:
    for filing in filings:
        yield Found(
            pk=filing.pk,
            serial=filing.receipt_serial,  # type: ignore[attr-defined]
            what=filing.what,
            applicant=masked_name(filing.applicant_name),
            applicant_birth=filing.applicant_birth,
            subject=masked_name(filing.subject_name) if filing.subject_name else "",
            subject_birth=filing.subject_birth,
            moment=filing.moment,
            state=filing.state,
            state_label=filing.get_state_display(),
        )
