"""Signing keys and the signed lists that verifiers hold."""

from django.db import models
from django.db.models import F, Q

from issuance.domain.states import Labelled
from issuance.models.offices import Book
from issuance.sealing.lists import Realm

REALMS = [(Realm.LIVE.value, "실제"), (Realm.DRILL.value, "훈련")]


class KeyUse(Labelled):
    ROOT = "root", "뿌리"
    LIST = "list", "목록"
    BOOK = "book", "발급대장"


class SigningKey(models.Model):
    """One key: of a realm's root, of its status lists, or of one book for 30 days at most."""

    kid = models.CharField("열쇠 번호", max_length=11, primary_key=True)
    realm = models.CharField("구분", max_length=5, choices=REALMS)
    use = models.CharField("쓰임", max_length=4, choices=KeyUse.choices())
    book = models.ForeignKey(Book, models.PROTECT, null=True, related_name="keys")
    public_jwk = models.JSONField("공개키")
    private_sealed = models.BinaryField("비밀키(봉인)")
    not_before = models.DateTimeField("유효 시작")
    expires_at = models.DateTimeField("유효 종료")
    revoked_at = models.DateTimeField("폐지 시각", null=True)
    revoked_from = models.PositiveIntegerField("폐지 시작 번호", null=True)

    class Meta:
        ordering = ("not_before", "kid")
        constraints = (
            models.CheckConstraint(
                condition=Q(use=KeyUse.BOOK, book__isnull=False) | ~Q(use=KeyUse.BOOK) & Q(book__isnull=True),
                name="key_book_has_book",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("not_before")), name="key_expires_after_start"
            ),
        )


class PublishedList(models.Model):
    """The newest signed trust list or status list of a realm, as verifiers fetch it."""

    realm = models.CharField("구분", max_length=5, choices=REALMS)
    name = models.CharField("이름", max_length=20)
    version = models.PositiveIntegerField("판", default=1)
    text = models.TextField("서명된 목록")
    content_digest = models.CharField("내용 해시", max_length=64)
    published_at = models.DateTimeField("낸 때")

    class Meta:
        ordering = ("realm", "name")
        constraints = (models.UniqueConstraint(fields=("realm", "name"), name="list_once"),)
