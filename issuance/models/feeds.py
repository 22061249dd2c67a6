"""What is being fetched from a main system over the network, page by page, sealed until it is staged."""

import uuid

from django.db import models
from django.db.models import Q

from issuance.domain.feeds import FetchState
from issuance.domain.ledger import FileKind
from issuance.models.catalogue import MainSystem
from issuance.models.ledger import LedgerImport
from issuance.models.outages import Outage
from issuance.models.staff import User
from issuance.sealing.fields import SealedField, SealedRow


class FeedFetch(models.Model):
    """One kind of file of one main system for an outage; `cursor` says where the next page begins."""

    system = models.ForeignKey(MainSystem, models.PROTECT, related_name="fetches")
    outage = models.ForeignKey(Outage, models.PROTECT, related_name="fetches")
    file_kind = models.CharField("파일 종류", max_length=12, choices=FileKind.choices())
    since = models.DateTimeField("이때부터")
    until = models.DateTimeField("이때까지")
    state = models.CharField("상태", max_length=8, choices=FetchState.choices(), default=FetchState.FETCHING)
    cursor = models.CharField("다음 쪽", max_length=200, blank=True)
    page_count = models.PositiveIntegerField("쪽 수", default=0)
    row_count = models.PositiveIntegerField("행 수", default=0)
    byte_count = models.PositiveBigIntegerField("크기(바이트)", default=0)
    tries = models.PositiveSmallIntegerField("거듭 실패한 횟수", default=0)
    next_try_at = models.DateTimeField("다음에 해 볼 때")
    trouble = models.CharField("멈춘 까닭", max_length=300, blank=True)
    source = models.ForeignKey(LedgerImport, models.SET_NULL, null=True, related_name="fetches")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("가져오기를 누른 때")
    ended_at = models.DateTimeField("끝난 때", null=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("system", "outage", "file_kind"),
                condition=Q(state__in=(FetchState.FETCHING, FetchState.FETCHED)),
                name="fetch_one_at_a_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",),
                condition=Q(state__in=(FetchState.FETCHING, FetchState.FETCHED)),
                name="fetch_to_do",
            ),
        )


class FeedPage(SealedRow):
    """One whole page as it came, JSON Lines; erased when its fetch has been staged or given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fetch = models.ForeignKey(FeedFetch, models.CASCADE, related_name="pages")
    index = models.PositiveIntegerField("쪽 번호")
    byte_count = models.PositiveIntegerField("크기(바이트)")
    content = SealedField("내용(봉인)")

    class Meta:
        ordering = ("fetch", "index")
        constraints = (models.UniqueConstraint(fields=("fetch", "index"), name="page_once"),)
