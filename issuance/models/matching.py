"""Match runs: the papers of an outage against the ledger, and what was found of each."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from issuance.domain.match_runs import FOUND, KEY_BYTES, RunState
from issuance.domain.matching import CaseVerdict
from issuance.models.documents import Document
from issuance.models.ledger import LedgerImport
from issuance.models.offices import Office
from issuance.models.outages import Outage
from issuance.models.staff import User


class MatchRun(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """대조 작업: of one office's papers, or of the nation's where `office` is null."""

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="match_runs")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = FSMField("상태", default=RunState.RUNNING, choices=RunState.choices(), protected=True)
    started_at = models.DateTimeField("시작")
    finished_at = models.DateTimeField("끝", null=True)
    # The files that it compares with, fixed when it begins: going on after a fault compares with the same.
    sources = models.JSONField("원부 추출 파일", default=list)
    paper_count = models.PositiveIntegerField("대조할 문서 수", default=0)
    found_count = models.PositiveIntegerField("대조한 문서 수", default=0)
    left_count = models.PositiveIntegerField("원부 추출이 없어 남긴 문서 수", default=0)
    case_count = models.PositiveIntegerField("연 대조 건 수", default=0)
    # Who is at work on it, and until when nobody else takes it over.
    lease = models.CharField("작업 표시", max_length=32, blank=True)
    leased_until = models.DateTimeField("작업 표시 기한", null=True)
    # Cases are opened in the order in which findings were stored, the rows first: the last one's document, and how many of the pages.
    exceptions_through = models.UUIDField("연 곳까지(일치 밖)", null=True)
    matches_through = models.PositiveIntegerField("연 곳까지(일치 문서 수)", default=0)
    opened_at = models.DateTimeField("대조 건을 다 연 때", null=True)

    class Meta:
        ordering = ("-started_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("outage", "office"),
                condition=Q(state=RunState.RUNNING, office__isnull=False),
                name="match_run_one_an_office",
            ),
            models.UniqueConstraint(
                fields=("outage",),
                condition=Q(state=RunState.RUNNING, office__isnull=True),
                name="match_run_one_of_the_nation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outage.number} {self.office or '전국'}"

    @property
    def is_under_way(self) -> bool:
        """Whether papers are still to be compared, or cases to be opened."""
        return self.state == RunState.RUNNING or (self.state == RunState.DONE and self.opened_at is None)

    @property
    def scope(self) -> str:
        return self.office.name if self.office else "전국"

    @transition(field=state, source=RunState.RUNNING, target=RunState.DONE)
    def finish(self) -> None: ...

    @transition(field=state, source=RunState.RUNNING, target=RunState.STOPPED)
    def stop(self) -> None: ...


class Finding(models.Model):
    """What a run found of one document that is no clean match; appended, never changed. Clean ones stand in pages.

    Nothing that it points to is ever deleted, so the database is not asked for each row whether it stands.
    """

    run = models.ForeignKey(
        MatchRun, models.PROTECT, related_name="findings", db_constraint=False, db_index=False
    )
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="findings", db_constraint=False, db_index=False
    )
    verdict = models.CharField("대조 결과", max_length=12, choices=CaseVerdict.choices())
    # The ledger row that it rests on: file, block of the file, place in the block.
    source = models.ForeignKey(
        LedgerImport, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    block = models.PositiveIntegerField("묶음", null=True)
    place = models.PositiveSmallIntegerField("자리", null=True)
    # The facts that differ, candidates, the paper that the main system issued; none where the closer look found nothing.
    detail = models.JSONField("내용", null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "document"), name="finding_once"),)


class FindingPage(models.Model):
    """Clean matches of a run, some ten thousand together; appended, never changed.

    `documents` are their keys, 16 bytes each and rising, `rows` the ledger rows that were found, packed in the same order.
    Documents rise from page to page too, until another worker goes on with the run: its pages begin again with the smallest
    that is left. `domain.match_runs` knows how both are read.
    """

    run = models.ForeignKey(
        MatchRun, models.PROTECT, related_name="pages", db_constraint=False, db_index=False
    )
    index = models.PositiveIntegerField("순서")
    count = models.PositiveIntegerField("문서 수")
    first = models.UUIDField("첫 문서")
    last = models.UUIDField("끝 문서")
    documents = models.BinaryField("문서들")
    rows = models.BinaryField("원부의 자리")

    class Meta:
        ordering = ("index",)
        constraints = (
            models.UniqueConstraint(fields=("run", "index"), name="finding_page_once"),
            models.CheckConstraint(
                condition=Q(count__gt=0, first__lte=F("last")), name="finding_page_has_documents"
            ),
            models.CheckConstraint(
                condition=Q(
                    Exact(Length("documents"), F("count") * KEY_BYTES),
                    Exact(Length("rows"), F("count") * FOUND.size),
                ),
                name="finding_page_whole",
            ),
        )
