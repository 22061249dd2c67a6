"""What the ledger knows of a paper that somebody verifies, and who waits for news of one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from issuance.domain.papers import Series
from issuance.domain.reconciliation import Decision
from issuance.domain.states import CaseState
from issuance.domain.verdicts import Standing
from issuance.models import Case, Office, Paper, SigningKey, VerificationRecord, Watch
from issuance.models.keys import KeyUse


@dataclass(frozen=True, slots=True)
class Trail:
    """What became of a paper: its dates, and the number that stands in its place."""

    issued_at: datetime
    handed_over_at: datetime | None
    registered_at: datetime | None
    confirmed_at: datetime | None
    corrected_at: datetime | None
    revoked_at: datetime | None
    voided_at: datetime | None
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """How often a paper was verified, and when last."""

    times: int
    last_at: datetime | None


def key_of(kid: str, realm: str) -> SigningKey | None:
    """The key of a book by its kid (base64url)."""
    return SigningKey.objects.filter(use=KeyUse.BOOK, realm=realm, kid=kid).select_related("book").first()


def by_serial(serial: str) -> Paper | None:
    return _whole(Paper.objects.filter(serial=serial))


def by_key(pk: UUID) -> Paper | None:
    return _whole(Paper.objects.filter(pk=pk))


def mark_by_check_number(number: int, *, drill: bool) -> tuple[UUID, str] | None:
    """Key and mark of the paper, and nothing else: it costs the same whether there is one or not."""
    return (
        Paper.objects.filter(check_number=number, book__drill=drill)
        .order_by()
        .values_list("pk", "mark")
        .first()
    )


def seen(paper: Paper) -> Seen:
    found = VerificationRecord.objects.filter(paper=paper).aggregate(times=Count("id"), last_at=Max("at"))
    return Seen(found["times"], found["last_at"])


def trail(paper: Paper) -> Trail:
    """Read from the document's settled cases: a paper may be confirmed first and corrected later."""
    document = getattr(paper, "document", None)
    settled: dict[str, Case] = {}
    if document is not None:
        for case in document.cases.filter(state=CaseState.SETTLED).order_by("settled_at"):
            settled[case.decision] = case
    moments = {decision: case.settled_at for decision, case in settled.items()}
    return Trail(
        issued_at=paper.issued_at,
        handed_over_at=document.handed_over_at if document is not None else None,
        registered_at=paper.filing.registered_at if paper.series == Series.RECEIPT else None,
        confirmed_at=moments.get(Decision.CONFIRM),
        corrected_at=moments.get(Decision.CORRECT),
        revoked_at=moments.get(Decision.REVOKE),
        voided_at=paper.voided_at,
        superseded_by=_successor(paper, settled.get(Decision.CORRECT)),
    )


def office_name(code: str) -> str | None:
    office = Office.objects.filter(code=code).first()
    return office.full_name if office else None


def watches_to_tell(*, at: datetime) -> QuerySet[Watch]:
    """Watches whose paper was revoked or corrected within its validity, or signed by a key in doubt."""
    in_doubt = Q(
        paper__key__revoked_at__isnull=False, paper__sequence__gte=Coalesce("paper__key__revoked_from", 0)
    )
    return Watch.objects.filter(
        Q(paper__status__in=(Standing.VOIDED, Standing.SUPERSEDED)) | in_doubt, until__gt=at
    )


def _whole(papers: QuerySet[Paper]) -> Paper | None:
    return papers.select_related("book", "filing", "document", "key__book").first()


def _successor(paper: Paper, correction: Case | None) -> str | None:
    """The correction notice, or the number that the main system gave to the right paper."""
    notice = paper.corrected_by.exclude(status=Standing.VOIDED).order_by("-issued_at").first()
    if notice is not None:
        return notice.serial
    return correction.official_number or None if correction is not None else None
