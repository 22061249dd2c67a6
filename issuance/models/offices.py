"""Offices, their windows, and the issuance books that number their paper."""

from django.db import models
from django.db.models import Q

from issuance.domain.journal import GENESIS
from issuance.domain.offices import Level, head_of


class Office(models.Model):
    """발급기관, keyed by the first eight digits of the 행정기관코드."""

    code = models.CharField("기관코드", max_length=8, primary_key=True)
    name = models.CharField("이름", max_length=60)
    full_name = models.CharField("전체 이름", max_length=120)
    level = models.CharField("단계", max_length=12, choices=Level.choices())
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    phone = models.CharField("전화", max_length=20, blank=True)
    acting_head = models.BooleanField("직무대리", default=False)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.full_name

    @property
    def signed_by(self) -> str:
        return head_of(self.full_name, acting=self.acting_head)


class Window(models.Model):
    """창구: the number that stands first in the printed issue number."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="windows")
    number = models.PositiveSmallIntegerField("창구번호")

    class Meta:
        ordering = ("office", "number")
        constraints = (
            models.UniqueConstraint(fields=("office", "number"), name="window_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 99)), name="window_two_digits"),
        )


class Book(models.Model):
    """발급대장: the row that is locked to take a number and to write the journal of an office.

    One sequence across all series; a drill has books of its own.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="books")
    year = models.PositiveSmallIntegerField("연도(두 자리)")
    number = models.PositiveSmallIntegerField("권")
    drill = models.BooleanField("훈련", default=False)
    registry_number = models.PositiveIntegerField("대장 등록번호", unique=True)
    last_sequence = models.PositiveIntegerField("마지막 번호", default=0)
    last_issued_at = models.DateTimeField("마지막 발급 시각", null=True)
    journal_length = models.PositiveIntegerField("처리 기록 수", default=0)
    journal_head = models.CharField("처리 기록 머리", max_length=64, default=GENESIS)
    opened_at = models.DateTimeField("연 때")

    class Meta:
        ordering = ("office", "year", "number")
        constraints = (
            models.UniqueConstraint(fields=("office", "year", "number"), name="book_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 999)), name="book_three_digits"),
            models.CheckConstraint(
                condition=Q(registry_number__range=(1, 99_999)), name="book_registry_five_digits"
            ),
            models.CheckConstraint(condition=Q(last_sequence__lte=999_999), name="book_sequence_six_digits"),
        )

    def __str__(self) -> str:
        return f"{self.office_id}-{self.year:02d}-{self.number:03d}"

    @property
    def label(self) -> str:
        """`26-001`, as the trust list names a book."""
        return f"{self.year:02d}-{self.number:03d}"
