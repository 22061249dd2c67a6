"""Signing keys, and the signed lists as they were last published."""

from django.db.models import QuerySet

from issuance.models import PublishedList, SigningKey
from issuance.models.keys import KeyUse


def published(realm: str, name: str) -> PublishedList | None:
    return PublishedList.objects.filter(realm=realm, name=name).first()


def published_lists(realm: str) -> dict[str, str]:
    """The texts of all lists of a realm by name: `trust-list`, `status-7`."""
    return dict(PublishedList.objects.filter(realm=realm).order_by("name").values_list("name", "text"))


def root_jwk(realm: str) -> dict[str, str] | None:
    """The public key that verifiers of the realm pin."""
    root = (
        SigningKey.objects.filter(realm=realm, use=KeyUse.ROOT, revoked_at__isnull=True)
        .order_by("not_before")
        .first()
    )
    return root.public_jwk if root else None


def keys(realm: str) -> QuerySet[SigningKey]:
    return SigningKey.objects.filter(realm=realm).select_related("book").order_by("use", "book", "not_before")


def key_by_kid(kid: str) -> SigningKey | None:
    return SigningKey.objects.filter(kid=kid).select_related("book").first()
