"""What the main system says: files imported after recovery, and the register snapshot of peacetime."""

import uuid

from django.db import models
from django.db.models import F, Q
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from issuance.domain.ledger import FileKind
from issuance.domain.states import ImportState
from issuance.models.outages import Outage
from issuance.models.staff import User
from issuance.sealing.fields import SealedField, SealedRow

# A file that is being read, or was dropped, keeps nobody from bringing it in again.
STANDING = (ImportState.STAGED, ImportState.CONFIRMED, ImportState.DONE)


class LedgerImport(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """One file; the same bytes again change nothing.

    Its good rows wait sealed in blocks, its bad ones are faults. `scope` is the office whose filings alone an
    answers file registers, empty where the file counts for everybody.
    """

    file_kind = models.CharField("파일 종류", max_length=12, choices=FileKind.choices())
    file_name = models.CharField("파일 이름", max_length=200)
    sha256 = models.CharField("파일 해시", max_length=64)
    byte_count = models.PositiveBigIntegerField("크기(바이트)", default=0)
    snapshot = models.BooleanField("지역사본", default=False)
    outage = models.ForeignKey(Outage, models.PROTECT, null=True, related_name="imports")
    scope = models.CharField("미치는 기관", max_length=8, blank=True)
    state = FSMField("상태", default=ImportState.DONE, choices=ImportState.choices(), protected=True)
    encoding = models.CharField("인코딩", max_length=20)
    columns = models.JSONField("읽는 칸", default=list)
    unknown_columns = models.JSONField("모르는 칸", default=list)
    changes = models.JSONField("바뀔 것", default=dict)
    row_count = models.PositiveIntegerField("행 수")
    fault_count = models.PositiveIntegerField("오류 행 수")
    block_count = models.PositiveIntegerField("묶음 수", default=0)
    blocks_done = models.PositiveIntegerField("반영한 묶음 수", default=0)
    imported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField("불러온 때")
    seen_at = models.DateTimeField("마지막으로 읽던 때", null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("반영을 누른 때", null=True)
    ended_at = models.DateTimeField("끝난 때", null=True)

    # Not stored: whether it is shown because the same file came again.
    found_again = False

    class Meta:
        ordering = ("imported_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("sha256", "file_kind", "snapshot", "outage", "scope"),
                condition=Q(outage__isnull=False, state__in=STANDING),
                name="import_once",
            ),
            models.UniqueConstraint(
                fields=("sha256", "file_kind", "snapshot", "scope"),
                condition=Q(outage__isnull=True, state__in=STANDING),
                name="import_without_outage_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.CONFIRMED)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="import_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(blocks_done__lte=F("block_count")), name="import_no_block_beyond_the_last"
            ),
        )
        indexes = (
            models.Index(
                fields=("state",),
                condition=Q(state__in=(ImportState.STAGING, ImportState.STAGED, ImportState.CONFIRMED)),
                name="import_to_do",
            ),
        )

    def __str__(self) -> str:
        return self.file_name

    @transition(field=state, source=ImportState.STAGING, target=ImportState.STAGED)
    def stage(self) -> None: ...

    @transition(field=state, source=ImportState.STAGED, target=ImportState.CONFIRMED)
    def confirm(self) -> None: ...

    @transition(field=state, source=ImportState.STAGED, target=ImportState.DROPPED)
    def drop(self) -> None: ...

    @transition(field=state, source=ImportState.CONFIRMED, target=ImportState.DONE)
    def finish(self) -> None: ...


class StagedBlock(SealedRow):
    """Some thousand good rows of a file, sealed as CSV: comma, `\\n`, no header, the cells of `source.columns`.

    `skipped` are the rows between the first and the last that are not in it. Of an extract, `keys` is one packed record a
    row, by which papers are compared without opening anything (`domain.staging`), and `clues` what tells which rows may be
    near a paper that none of them is of (`domain.clues`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(LedgerImport, models.CASCADE, related_name="blocks")
    index = models.PositiveIntegerField("순서")
    first_row = models.PositiveIntegerField("첫 행")
    row_count = models.PositiveIntegerField("행 수")
    skipped = models.JSONField("건너뛴 행", default=list)
    keys = models.BinaryField("대조 열쇠", default=bytes)
    clues = SealedField("후보 단서(봉인)", default=bytes)
    content = SealedField("내용(봉인)")

    class Meta:
        ordering = ("source", "index")
        constraints = (models.UniqueConstraint(fields=("source", "index"), name="block_once"),)


class ImportFault(models.Model):
    """A row that was left out: where, why, and the cell with its numbers masked."""

    source = models.ForeignKey(LedgerImport, models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField("행")
    column = models.CharField("칸", max_length=60, blank=True)
    code = models.CharField("오류코드", max_length=60)
    sentence = models.CharField("까닭", max_length=300)
    shown = models.CharField("값", max_length=60, blank=True)

    class Meta:
        ordering = ("source", "row", "id")
        indexes = (models.Index(fields=("source", "row"), name="fault_source_row"),)


class LedgerEntry(SealedRow):
    """What was true of one subject from `as_of` on: each row of a snapshot, and of an extract those that a case rests on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(LedgerImport, models.PROTECT, related_name="entries")
    row = models.PositiveIntegerField("행", null=True)
    ledger_number = models.CharField("원장번호", max_length=60)
    kind_code = models.CharField("서류코드", max_length=4)
    subject_key = models.CharField("대상 해시", max_length=64)
    name = models.CharField("성명", max_length=100, blank=True)
    as_of = models.DateTimeField("기준일시")
    facts = SealedField("내용(봉인)")
    fingerprints = models.JSONField("내용 지문", default=dict)

    class Meta:
        ordering = ("as_of", "ledger_number")
        constraints = (models.UniqueConstraint(fields=("source", "row"), name="entry_row_once"),)
        indexes = (models.Index(fields=("subject_key", "kind_code", "as_of"), name="entry_subject_kind"),)


class IssuedEntry(models.Model):
    """A row of the issue ledger (교부대장): a paper that the main system itself issued."""

    source = models.ForeignKey(LedgerImport, models.PROTECT, related_name="issued")
    number = models.CharField("발급번호", max_length=60)
    kind_code = models.CharField("서류코드", max_length=4)
    issued_at = models.DateTimeField("발급일시")
    office_code = models.CharField("기관코드", max_length=8)
    subject_key = models.CharField("대상 해시", max_length=64)
    name = models.CharField("성명", max_length=100, blank=True)
    copies = models.PositiveSmallIntegerField("통수", default=1)
    provisional_serial = models.CharField("임시번호", max_length=28, blank=True)

    class Meta:
        ordering = ("issued_at", "number")
        constraints = (models.UniqueConstraint(fields=("source", "number"), name="issued_number_once"),)
        indexes = (models.Index(fields=("subject_key", "kind_code"), name="issued_subject_kind"),)


class Restriction(models.Model):
    """교부제한, 인감보호, 분실 or 사망: whoever is on it gets no provisional paper at a counter."""

    source = models.ForeignKey(LedgerImport, models.PROTECT, related_name="restrictions")
    kind = models.CharField("구분", max_length=20)
    subject_key = models.CharField("대상 해시", max_length=64, db_index=True)
    starts_at = models.DateTimeField("시작일시")
    lifted_at = models.DateTimeField("해제일시", null=True)

    class Meta:
        ordering = ("starts_at", "id")
