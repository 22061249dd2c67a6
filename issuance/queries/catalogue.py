"""The catalogue as it stands at a moment."""

from collections.abc import Sequence
from datetime import datetime

from issuance.domain.catalogue import OutputClass, UnknownKind
from issuance.models import DocumentKind


def kind_at(code: str, *, at: datetime) -> DocumentKind:
    """The version of a kind in force at a moment."""
    kind = (
        DocumentKind.objects.select_related("home_system")
        .filter(code=code, valid_from__lte=at)
        .order_by("-version")
        .first()
    )
    if kind is None:
        raise UnknownKind(kind=code)
    return kind


def kinds_at(*, at: datetime) -> list[DocumentKind]:
    """Every kind in the version in force, by code."""
    newest: dict[str, DocumentKind] = {}
    for kind in DocumentKind.objects.filter(valid_from__lte=at).order_by("code", "version"):
        newest[kind.code] = kind
    return list(newest.values())


def provisional_kinds(*, at: datetime) -> Sequence[DocumentKind]:
    """The kinds that an order may allow."""
    return [kind for kind in kinds_at(at=at) if kind.output_class == OutputClass.PROVISIONAL]
