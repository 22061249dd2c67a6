"""Which filings an office has taken, what each still waits for, and how one is found again."""

import re
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from issuance.domain.catalogue import Flow
from issuance.domain.names import choseong
from issuance.domain.papers import SEOUL
from issuance.domain.states import CertificateState, DocumentState, FilingState, OutageState
from issuance.models import Certificate, Document, DocumentKind, Filing, Office
from issuance.queries.catalogue import kinds_at

GIVEN_UP = (DocumentState.REFUSED, DocumentState.WITHDRAWN, DocumentState.VOIDED)


def day_of(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day in Asia/Seoul, and of the day after."""
    begin = datetime.combine(day, time(), tzinfo=SEOUL)
    return begin, begin + timedelta(days=1)


def of_office(office: Office | str) -> QuerySet[Filing]:
    code = office.code if isinstance(office, Office) else office
    return Filing.objects.filter(office_id=code).select_related(
        "kind__home_system", "outage", "taken_by", "settlement_proposed_by"
    )


def taken_on(office: Office | str, day: date) -> QuerySet[Filing]:
    """The filings of a day in the order of the 처리부: by moment, newest first."""
    begin, end = day_of(day)
    return of_office(office).filter(moment__gte=begin, moment__lt=end).order_by("-moment", "-sent_at")


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
    """Filings of outages that are restored, and that the main system does not have yet."""
    return of_office(office).filter(state=FilingState.RECEIVED, outage__state=OutageState.RESTORED)


def found(office: Office | str, words: str, *, subject_key: str = "") -> QuerySet[Filing]:
    """Filings of an office by number of a paper, check number, birth date or name; by `subject_key` where given."""
    filings = of_office(office).order_by("-moment")
    if subject_key:
        return filings.filter(subject_key=subject_key)
    plain = words.strip()
    digits = re.sub(r"[\s-]", "", plain)
    either = Q(applicant_name__icontains=plain) | Q(subject_name__icontains=plain)
    either |= Q(papers__serial__iexact=plain)
    if digits.isdigit() and len(digits) == 16:
        either |= Q(papers__check_number=int(digits))
    if digits.isdigit() and len(digits) == 8:
        try:
            birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            pass
        else:
            either |= Q(applicant_birth=birth) | Q(subject_birth=birth)
    if digits.isdigit() and len(digits) == 6:
        either |= Q(papers__serial__endswith=f"-{digits}")
    return filings.filter(either).distinct()


def kinds_found(words: str, *, at: datetime) -> list[DocumentKind]:
    """Kinds by name, code, short name or initial consonants (`ㄷㅂ` finds 등본), the closest first; all without words."""
    wanted = re.sub(r"\s", "", words).casefold()
    kinds = kinds_at(at=at)
    if not wanted:
        return kinds
    ranked = [(rank, kind) for kind in kinds if (rank := _rank(kind, wanted)) is not None]
    return [kind for _, kind in sorted(ranked, key=lambda pair: (pair[0], pair[1].code))]


def _rank(kind: DocumentKind, wanted: str) -> int | None:
    """0 for the very name, 1 for its beginning, 2 for a part of it; None where nothing fits."""
    names = [re.sub(r"\s", "", name).casefold() for name in (kind.code, kind.name, *kind.short_names)]
    names += [choseong(name) for name in names]
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    return 2 if any(wanted in name for name in names) else None
