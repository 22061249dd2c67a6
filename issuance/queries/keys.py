"""The signed lists as they were last published."""

from issuance.models import PublishedList


def published(realm: str, name: str) -> PublishedList | None:
    return PublishedList.objects.filter(realm=realm, name=name).first()
