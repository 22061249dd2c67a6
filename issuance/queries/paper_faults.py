"""What is wrong with numbered paper: its number, its mark, what it is of, and what became of it."""

from collections.abc import Iterator

from django.db import models
from django.db.models import F, Q

from issuance.domain.errors import IssuanceError
from issuance.domain.papers import Serial, Series, check_number_holds, status_position
from issuance.domain.reconciliation import HARMFUL, Decision
from issuance.domain.states import CaseState, CertificateState, DocumentState
from issuance.domain.verdicts import Standing
from issuance.models import (
    Book,
    Case,
    Certificate,
    CorrectionNotice,
    Document,
    Filing,
    JournalEntry,
    Paper,
    SigningKey,
)
from issuance.queries.closing_faults import Fault

_ENDS = {
    DocumentState.CONFIRMED: Decision.CONFIRM,
    DocumentState.CORRECTED: Decision.CORRECT,
    DocumentState.REVOKED: Decision.REVOKE,
}
# Rows whose paper must be of the same filing and person, of their own series, or point back to the very paper.
_NOT_ITS_OWN: tuple[tuple[type[models.Model], Q], ...] = (
    (
        Document,
        ~Q(paper__filing=F("filing"))
        | ~Q(paper__series=Series.PROVISIONAL)
        | ~Q(paper__issued_by=F("issued_by")),
    ),
    (Certificate, ~Q(paper__filing=F("filing")) | ~Q(paper__series=Series.CERTIFICATE)),
    (CorrectionNotice, ~Q(paper__corrects=F("document__paper"))),
)


def number_faults() -> Iterator[Fault]:
    """No gap and no number beyond the last; each paper's numbers must follow from its book."""
    for book in Book.objects.filter(Q(last_sequence__gt=0) | Q(papers__isnull=False)).distinct():
        taken = set()
        for paper in book.papers.all():
            taken.add(paper.sequence)
            serial = Serial(
                Series(paper.series), book.office_id, book.year, book.number, paper.sequence, book.drill
            )
            if paper.serial != str(serial) or paper.office_id != book.office_id:
                yield Fault("serial", f"paper {paper.serial}", "문서번호가 발급대장과 다릅니다")
            if (
                not check_number_holds(paper.check_number)
                or paper.check_number // 10**11 != book.registry_number
            ):
                yield Fault("check_number", f"paper {paper.serial}", "문서확인번호가 맞지 않습니다")
            if (paper.status_list, paper.status_index) != status_position(
                book.registry_number, paper.sequence
            ):
                yield Fault("status_place", f"paper {paper.serial}", "상태 목록의 자리가 다릅니다")
        for missing in sorted(set(range(1, book.last_sequence + 1)) - taken):
            yield Fault("number_gap", f"book {book}", f"{missing}번이 없습니다")
        for beyond in sorted(number for number in taken if number > book.last_sequence):
            yield Fault("number_beyond", f"book {book}", f"{beyond}번은 대장의 마지막 번호보다 큽니다")


def mark_faults() -> Iterator[Fault]:
    """Every mark must be signed by its book's key and say what the ledger says."""
    for paper in Paper.objects.select_related("key", "book", "kind", "filing", "corrects__book").iterator():
        row = f"paper {paper.serial}"
        try:
            claims, holds = paper.read_mark().claims, paper.mark_holds()
        except (IssuanceError, ValueError):
            yield Fault("mark_unreadable", row, "진위확인 부호나 그 열쇠를 읽을 수 없습니다")
            continue
        if not holds or paper.key.book_id != paper.book_id:
            yield Fault("mark_signature", row, "진위확인 부호의 서명이 맞지 않습니다")
        said = (
            claims.serial,
            claims.check_number,
            claims.sheet_digest.hex(),
            claims.status_list,
            claims.status_index,
            claims.kind,
            claims.issued_at,
            claims.expires_at,
            claims.corrects,
        )
        wrong = paper.corrects
        known = (
            paper.serial,
            paper.check_number,
            paper.sheet_digest[:32],
            paper.status_list,
            paper.status_index,
            paper.kind.code,
            int(paper.issued_at.timestamp()),
            int(paper.expires_at.timestamp()) if paper.expires_at else None,
            (wrong.book.year, wrong.book.number, wrong.sequence) if wrong else None,
        )
        if said != known:
            yield Fault("mark_differs", row, "진위확인 부호와 발급대장의 내용이 다릅니다")
        if claims.filing_moment not in (None, int(paper.filing.moment.timestamp())):
            yield Fault("moment", row, "접수일시가 접수증의 부호와 다릅니다")


def key_faults() -> Iterator[Fault]:
    """A book's key is revoked where the journal says so, and from the number on that it says."""
    entries = JournalEntry.objects.filter(noun="signingkey", verb="revoke").order_by("id")
    said = {entry.subject: entry.detail.get("from_sequence") for entry in entries}
    for key in SigningKey.objects.filter(book__isnull=False):
        if (key.revoked_at is not None, key.revoked_from) != (str(key.pk) in said, said.get(str(key.pk))):
            yield Fault("key_revoked", f"key {key.kid}", "열쇠의 폐지가 처리 기록과 다릅니다")


def paper_faults() -> Iterator[Fault]:
    """Each filing has its receipt, and each paper's status is what became of it."""
    for filing in Filing.objects.exclude(papers__series=Series.RECEIPT):
        yield Fault("no_receipt", f"filing {filing.pk}", "접수증이 없습니다")
    rows = Document.objects.select_related("paper").prefetch_related("corrections", "cases")
    for document in rows.filter(paper__isnull=False):
        yield from _document_faults(document)
    for paper in Paper.objects.filter(
        series=Series.PROVISIONAL, document__isnull=True, voided_at__isnull=True
    ):
        yield Fault("stray_paper", f"paper {paper.serial}", "임시확인서가 없는 번호입니다")
    others = Paper.objects.exclude(series=Series.PROVISIONAL)
    void, stands = Q(voided_at__isnull=False), Q(status=Standing.VALID)
    for paper in others.exclude(void & Q(status=Standing.VOIDED) | ~void & stands):
        yield Fault("status", f"paper {paper.serial}", f"상태 목록은 {paper.status}인데 폐기 여부와 다릅니다")
    voided = Q(state=CertificateState.VOIDED)
    for certificate in Certificate.objects.exclude(
        voided & Q(paper__voided_at__isnull=False) | ~voided & Q(paper__voided_at__isnull=True)
    ):
        yield Fault("void", f"certificate {certificate.pk}", "폐기 상태와 번호의 폐기가 다릅니다")
    for model, condition in _NOT_ITS_OWN:
        for row in model._default_manager.filter(condition, paper__isnull=False):
            name = model._meta.model_name
            yield Fault("other_paper", f"{name} {row.pk}", "번호가 다른 접수나 문서, 다른 사람의 것입니다")


def _document_faults(document: Document) -> Iterator[Fault]:
    paper, row = document.paper, f"document {document.pk}"
    assert paper is not None
    if (document.state == DocumentState.VOIDED) != (paper.voided_at is not None):
        yield Fault("void", row, "폐기 상태와 번호의 폐기가 다릅니다")
    expected = _standing(document)
    if paper.status != expected:
        yield Fault("status", row, f"상태 목록은 {paper.status}인데 {int(expected)}이어야 합니다")
    if (
        document.state == DocumentState.CORRECTED
        and not document.corrections.all()
        and not any(case.official_number for case in document.cases.all())
    ):
        yield Fault("no_correction", row, "정정 통지도 정식 발급번호도 없습니다")
    if document.state in _ENDS and _ENDS[DocumentState(document.state)] != _last_decision(document):
        yield Fault("decided_otherwise", row, "대조 건의 결정과 다르게 끝난 문서입니다")


def _last_decision(document: Document) -> str:
    """What the newest settled case made of a paper, or nothing; to keep one makes nothing of it."""
    settled: list[Case] = [
        case
        for case in document.cases.all()
        if case.state == CaseState.SETTLED and case.decision != Decision.KEEP
    ]
    return max(settled, key=lambda case: case.pk).decision if settled else ""


def _standing(document: Document) -> Standing:
    decided = [case for case in document.cases.all() if case.state == CaseState.DECIDED]
    if document.state in (DocumentState.VOIDED, DocumentState.REVOKED):
        return Standing.VOIDED
    if any(case.decision in HARMFUL for case in decided):
        return Standing.SUSPENDED
    return Standing.SUPERSEDED if document.state == DocumentState.CORRECTED else Standing.VALID
