"""What the main system was asked to register, in batches whose lines never change, and what it answered."""

from django.db import models
from django.db.models import Q

from issuance.domain.registrations import Manner
from issuance.models.catalogue import MainSystem
from issuance.models.filings import Filing
from issuance.models.ledger import LedgerImport
from issuance.models.offices import Office
from issuance.models.outages import Outage
from issuance.models.staff import User


class BackEntryBatch(models.Model):
    """One back-entry file (등록 요청) of an office; made again from its lines it has the same bytes.

    `number` is also the key under which a main system registers it once, however often it is sent. Without a system it
    is a file that a person carries.
    """

    number = models.CharField("묶음번호", max_length=24, unique=True)
    outage = models.ForeignKey(Outage, models.PROTECT, related_name="batches")
    office = models.ForeignKey(Office, models.PROTECT, related_name="batches")
    system = models.ForeignKey(MainSystem, models.PROTECT, null=True, related_name="batches")
    manner = models.CharField("보내는 방법", max_length=4, choices=Manner.choices())
    sha256 = models.CharField("파일 해시", max_length=64)
    byte_count = models.PositiveIntegerField("크기(바이트)")
    row_count = models.PositiveIntegerField("행 수")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("만든 때")
    sent_at = models.DateTimeField("보낸 때", null=True)
    tries = models.PositiveSmallIntegerField("보내 본 횟수", default=0)
    next_try_at = models.DateTimeField("다음에 보낼 때", null=True)
    trouble = models.CharField("보내지 못한 까닭", max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("거둔 때", null=True)
    withdrawn_words = models.CharField("거둔 까닭", max_length=300, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(manner=Manner.FILE) | Q(system__isnull=False), name="batch_is_sent_to_a_system"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="batch_withdrawn_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",),
                condition=Q(manner=Manner.FEED, sent_at__isnull=True, withdrawn_at__isnull=True),
                name="batch_to_send",
            ),
        )

    def __str__(self) -> str:
        return self.number


class BackEntryLine(models.Model):
    """One line of a batch: what may change on a filing is frozen here, its number stays sealed there.

    Open until it is answered, or its batch withdrawn; a filing has one open line at most.
    """

    batch = models.ForeignKey(BackEntryBatch, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField("줄 번호")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="lines")
    receipt = models.CharField("임시번호", max_length=28)
    name = models.CharField("성명", max_length=100)
    outcome = models.CharField("처리결과", max_length=40)
    clerk = models.CharField("담당자", max_length=100)
    again = models.BooleanField("다시 등록", default=False)
    closed_at = models.DateTimeField("닫힌 때", null=True)

    class Meta:
        ordering = ("batch", "number")
        constraints = (
            models.UniqueConstraint(fields=("batch", "number"), name="line_number_once"),
            models.UniqueConstraint(
                fields=("filing",), condition=Q(closed_at__isnull=True), name="line_open_once"
            ),
        )


class RegistrationAnswer(models.Model):
    """What the main system answered to one line: read from a file, or sent back at once."""

    source = models.ForeignKey(LedgerImport, models.PROTECT, null=True, related_name="answers")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="answers")
    line = models.ForeignKey(BackEntryLine, models.PROTECT, null=True, related_name="answers")
    code = models.CharField("처리코드", max_length=4)
    text = models.CharField("처리내용", max_length=300, blank=True)
    number = models.CharField("주시스템번호", max_length=60, blank=True)
    at = models.DateTimeField("받은 때", null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("filing", "at"), name="answer_filing_at"),)


class AnswerDoubt(models.Model):
    """An answer that contradicts what stands on its filing; a person says which of the two holds."""

    answer = models.OneToOneField(RegistrationAnswer, models.PROTECT, related_name="doubt")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="doubts")
    number_before = models.CharField("있던 번호", max_length=60, blank=True)
    opened_at = models.DateTimeField("엇갈린 때")
    taken = models.BooleanField("새 답을 따름", null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField("정한 때", null=True)
    words = models.CharField("정한 까닭", max_length=300, blank=True)

    class Meta:
        ordering = ("opened_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(taken__isnull=True, settled_by__isnull=True, settled_at__isnull=True)
                | Q(taken__isnull=False, settled_by__isnull=False, settled_at__isnull=False) & ~Q(words=""),
                name="doubt_settled_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("filing",), condition=Q(settled_at__isnull=True), name="doubt_open"),)


class SendingConsent(models.Model):
    """A supervisor's yes: the office's filings of an outage go to the main system by themselves."""

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="consents")
    office = models.ForeignKey(Office, models.PROTECT, related_name="consents")
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField("허락한 때")
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("거둔 때", null=True)

    class Meta:
        ordering = ("given_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("outage", "office"), condition=Q(withdrawn_at__isnull=True), name="consent_once"
            ),
        )


class SystemLoss(models.Model):
    """A main system came back without what it had taken after `complete_until`; found when it was noticed.

    What it had registered between the two is to be registered again.
    """

    system = models.ForeignKey(MainSystem, models.PROTECT, related_name="losses")
    complete_until = models.DateTimeField("여기까지 있음")
    found_at = models.DateTimeField("알게 된 때")
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("거둔 때", null=True)

    class Meta:
        ordering = ("-found_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(found_at__gt=models.F("complete_until")), name="loss_found_after"
            ),
        )
