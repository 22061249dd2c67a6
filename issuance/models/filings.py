"""Filings: a citizen's request at a counter, whose moment never changes."""

import uuid

from django.db import models
from django.db.models import F, Q
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from issuance.domain.filings import IdKind, Purpose, Relation, SettlementReason
from issuance.domain.names import masked_name
from issuance.domain.states import FilingState
from issuance.models.catalogue import DocumentKind
from issuance.models.offices import Office
from issuance.models.outages import Outage
from issuance.models.staff import User
from issuance.sealing.claims import Claims
from issuance.sealing.fields import SealedField, SealedRow
from issuance.sealing.mark import read_mark


class Filing(ConcurrentTransitionMixin, FSMModelMixin, SealedRow):
    """접수: taken whether or not an outage is declared; always has a receipt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="filings")
    window = models.PositiveSmallIntegerField("창구번호")
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    outage = models.ForeignKey(Outage, models.PROTECT, null=True, related_name="filings")
    kind = models.ForeignKey(DocumentKind, models.PROTECT, related_name="filings")
    title = models.CharField("민원 제목", max_length=100, blank=True)
    state = FSMField("상태", default=FilingState.RECEIVED, choices=FilingState.choices(), protected=True)

    subject_number = SealedField("주민등록번호(봉인)", null=True)
    subject_key = models.CharField("대상 해시", max_length=64, db_index=True)
    subject_name = models.CharField("대상자 성명", max_length=100, blank=True)
    subject_birth = models.DateField("대상자 생년월일", null=True)
    parcel = models.CharField("고유번호", max_length=19, blank=True)
    applicant_name = models.CharField("신청인 성명", max_length=100)
    applicant_birth = models.DateField("신청인 생년월일")
    applicant_phone = models.CharField("연락처", max_length=20, blank=True)
    relation = models.CharField("관계", max_length=12, choices=Relation.choices())
    id_kind = models.CharField("신분증", max_length=16, choices=IdKind.choices(), blank=True)
    id_last4 = models.CharField("신분증 끝 네 자리", max_length=4, blank=True)
    id_issued_on = models.DateField("신분증 발급일", null=True)
    purpose = models.CharField("용도", max_length=2, choices=Purpose.choices(), blank=True)
    receiver = models.CharField("제출처", max_length=80, blank=True)
    copies = models.PositiveSmallIntegerField("통수", default=1)
    handed_in = models.CharField("제출서류", max_length=300, blank=True)
    waiver = models.CharField("수수료 면제 근거", max_length=120, blank=True)

    begun_at = models.DateTimeField("작성 시작")
    sent_at = models.DateTimeField("보낸 때")
    moment = models.DateTimeField("접수일시")
    paper_moment = models.DateTimeField("종이 접수일시", null=True)
    clock_skew = models.BigIntegerField("창구 시계 차이(초)", null=True)
    token = models.CharField("화면 번호", max_length=64, unique=True)
    content_digest = models.CharField("내용 해시", max_length=64)

    interest = models.BooleanField("이해관계(담당자 표시)", default=False)
    interest_found = models.BooleanField("이해관계(이름이 같음)", default=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("이해관계 확인 시각", null=True)

    # Of a paper filing alone: who wrote the paper where that person has no account, who typed it in, who compared.
    taken_by_name = models.CharField("종이로 접수한 사람", max_length=100, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField("종이 대조 시각", null=True)

    # Of one rebuilt from a citizen's receipt alone: the receipt's own serial, and its mark.
    rebuilt_from = models.CharField("되살린 접수증", max_length=28, blank=True)
    rebuilt_mark = models.TextField("되살린 접수증의 부호", blank=True)

    main_system_number = models.CharField("주 시스템 번호", max_length=60, blank=True)
    already_there = models.BooleanField("이미 있음", default=False)
    effective_date = models.DateField("소급일자", null=True)
    registered_at = models.DateTimeField("등록 시각", null=True)
    last_answer = models.CharField("마지막 답", max_length=4, blank=True)
    resend = models.BooleanField("다시 보냄", default=False)
    settlement_reason = models.CharField(
        "종결 구분", max_length=12, choices=SettlementReason.choices(), blank=True
    )
    settlement_words = models.CharField("종결 사유", max_length=300, blank=True)
    settlement_proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField("종결 시각", null=True)

    class Meta:
        ordering = ("moment", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(paper_moment__isnull=True) & (Q(moment=F("begun_at")) | Q(moment=F("sent_at")))
                | Q(paper_moment__isnull=False, moment=F("paper_moment")),
                name="filing_moment_is_one_of_two",
            ),
            models.CheckConstraint(
                condition=Q(paper_moment__isnull=True, entered_by__isnull=True, taken_by_name="")
                | Q(paper_moment__isnull=False, entered_by__isnull=False, paper_moment__lte=F("sent_at")),
                name="filing_on_paper_was_entered",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False, paper_moment__isnull=False)
                & ~Q(checked_by=F("entered_by")),
                name="filing_paper_checked_by_another",
                violation_error_message="입력한 사람은 종이와 맞춰 볼 수 없습니다.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & (Q(interest=True) | Q(interest_found=True))
                & ~Q(confirmed_by=F("taken_by"))
                & (Q(entered_by__isnull=True) | ~Q(confirmed_by=F("entered_by"))),
                name="filing_interest_confirmed_by_another",
                violation_error_message="접수한 사람은 이해관계를 확인할 수 없습니다.",
            ),
            models.UniqueConstraint(
                fields=("rebuilt_from",), condition=~Q(rebuilt_from=""), name="filing_rebuilt_once"
            ),
            models.CheckConstraint(
                condition=Q(rebuilt_from="", rebuilt_mark="")
                | ~Q(rebuilt_from="") & ~Q(rebuilt_mark="") & Q(paper_moment__isnull=False),
                name="filing_rebuilt_has_mark",
            ),
            models.CheckConstraint(condition=Q(copies__range=(1, 20)), name="filing_copies"),
            models.CheckConstraint(
                condition=~Q(state=FilingState.REGISTERED)
                | ~Q(main_system_number="") & Q(effective_date__isnull=False),
                name="filing_registered_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(state=FilingState.SETTLED)
                | ~Q(settlement_reason="")
                & Q(settled_by__isnull=False, settlement_proposed_by__isnull=False),
                name="filing_settled_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("settlement_proposed_by")),
                name="filing_settled_by_two",
                violation_error_message="종결안을 올린 사람은 종결을 결정할 수 없습니다.",
            ),
        )
        indexes = (
            models.Index(fields=("office", "moment", "kind"), name="filing_office_moment"),
            models.Index(fields=("office", "applicant_name"), name="filing_office_applicant"),
            models.Index(fields=("office", "subject_name"), name="filing_office_subject"),
            models.Index(fields=("office", "applicant_birth"), name="filing_office_applicant_birth"),
            models.Index(fields=("office", "subject_birth"), name="filing_office_subject_birth"),
            models.Index(fields=("outage", "state", "office"), name="filing_outage_state"),
            # What waits for a second person is asked for every few seconds, and is little among much.
            models.Index(
                fields=("office", "moment", "id"),
                condition=Q(paper_moment__isnull=False, checked_by__isnull=True),
                name="filing_awaits_check",
            ),
            models.Index(
                fields=("office", "moment", "id"),
                condition=(Q(interest=True) | Q(interest_found=True)) & Q(confirmed_by__isnull=True),
                name="filing_awaits_confirmation",
            ),
            models.Index(
                fields=("office", "moment", "id"),
                condition=Q(settlement_proposed_by__isnull=False),
                name="filing_awaits_settlement",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.applicant_name}"

    @property
    def what(self) -> str:
        """The name of the request: the catalogue's, or the typed title of one in no list."""
        return self.title or self.kind.name

    @property
    def masked_applicant(self) -> str:
        """The applicant as lists show one: whoever needs the whole name opens the filing, which leaves a record."""
        return masked_name(self.applicant_name)

    @property
    def has_interest(self) -> bool:
        """Whether the taker declared an interest or bears the name of somebody concerned."""
        return self.interest or self.interest_found

    @property
    def awaits_confirmation(self) -> bool:
        return self.has_interest and self.confirmed_by_id is None

    @property
    def rebuilt_mark_claims(self) -> Claims:
        """What the old receipt of a rebuilt filing says; refuses, with `UnreadableMark`, a mark that is broken."""
        return read_mark(self.rebuilt_mark).claims

    @property
    def on_paper(self) -> bool:
        """Whether it was taken on paper and entered later."""
        return self.paper_moment is not None

    @property
    def awaits_check(self) -> bool:
        return self.on_paper and self.checked_by_id is None

    @property
    def taken_by_whom(self) -> str:
        """The name of the person who took it, be it one without an account."""
        return self.taken_by_name or self.taken_by.name

    @transition(field=state, source=FilingState.RECEIVED, target=FilingState.REGISTERED)
    def register(self) -> None: ...

    @transition(field=state, source=FilingState.RECEIVED, target=FilingState.SETTLED)
    def settle(self) -> None: ...
