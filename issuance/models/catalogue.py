"""The catalogue: main systems, and document kinds in versions that never change."""

from django.db import models
from django.db.models import Q

from issuance.domain.catalogue import Flow, OutputClass, SubjectKey


class MainSystem(models.Model):
    """주 시스템: what may be down, and what a counter does without it."""

    code = models.CharField("코드", max_length=20, primary_key=True)
    name = models.CharField("이름", max_length=60)
    owner = models.CharField("소관", max_length=60)
    counter_loses = models.CharField("멈추면 못 하는 일", max_length=200)
    fallback = models.CharField("대신할 방법", max_length=200, blank=True)
    channel = models.CharField("다른 창구", max_length=200, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class DocumentKind(models.Model):
    """민원서류 종류, one row for each version: a paper always shows the rules that it was made under."""

    code = models.CharField("서류코드", max_length=4)
    version = models.PositiveSmallIntegerField("판")
    valid_from = models.DateTimeField("시행일시")
    name = models.CharField("이름", max_length=80)
    short_names = models.JSONField("약칭", default=list)
    flow = models.CharField("흐름", max_length=8, choices=Flow.choices())
    output_class = models.CharField("처리 구분", max_length=1, choices=OutputClass.choices())
    home_system = models.ForeignKey(MainSystem, models.PROTECT, related_name="kinds")
    law = models.CharField("근거", max_length=120)
    fee_won = models.PositiveIntegerField("수수료(원)")
    fee_exemptions = models.CharField("면제", max_length=300, blank=True)
    waivers = models.JSONField("면제 근거", default=list)
    who_may_ask = models.CharField("신청할 수 있는 사람", max_length=200)
    supervisor_approves = models.BooleanField("팀장 결재")
    subject_key = models.CharField("대상 번호", max_length=8, choices=SubjectKey.choices())
    facts = models.JSONField("적는 내용", default=list)
    formal_name = models.CharField("정식 명칭", max_length=80)
    provisional_title = models.CharField("임시확인서 제목", max_length=80, blank=True)
    key_fact = models.CharField("핵심 내용", max_length=20, blank=True)
    deadline = models.CharField("기한·효력", max_length=300, blank=True)
    alternative = models.CharField("다른 길", max_length=300, blank=True)
    keep_years = models.PositiveSmallIntegerField("보존 연한(년)", default=10)

    class Meta:
        ordering = ("code", "version")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="kind_version_once"),
            models.CheckConstraint(
                condition=~Q(output_class=OutputClass.PROVISIONAL) | ~Q(provisional_title=""),
                name="kind_provisional_has_title",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_parcel(self) -> bool:
        return self.subject_key == SubjectKey.PARCEL


class Holiday(models.Model):
    """공휴일: the days that a processing period skips (민원처리법 §19)."""

    date = models.DateField("날짜", primary_key=True)
    name = models.CharField("이름", max_length=40)
