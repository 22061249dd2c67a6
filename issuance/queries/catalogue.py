"""The catalogue as it stands at a moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from issuance.domain.catalogue import OutputClass, UnknownKind
from issuance.domain.search import closest
from issuance.models import DocumentKind, Filing, Office

USED_WITHIN = timedelta(days=90)


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


def search(text: str, at: datetime) -> list[DocumentKind]:
    """Kinds by name, code, short name or initial consonants (`ㄷㅂ` finds 등본), the closest first; all without words.

    A slip of a letter is forgiven.
    """
    kinds = kinds_at(at=at)
    if not text.strip():
        return kinds
    names = {kind.code: (kind.code, kind.name, *kind.short_names) for kind in kinds}
    ranks = closest(text, {name for spelled in names.values() for name in spelled})
    found = {
        code: min(ranks[name] for name in spelled if name in ranks)
        for code, spelled in names.items()
        if any(name in ranks for name in spelled)
    }
    return sorted(
        (kind for kind in kinds if kind.code in found), key=lambda kind: (found[kind.code], kind.code)
    )


def most_used(office: Office | str, at: datetime, count: int = 10) -> list[DocumentKind]:
    """The kinds that the office took most often in the last 90 days, filled up from the head of the catalogue."""
    code = office.code if isinstance(office, Office) else office
    taken = (
        Filing.objects.filter(office=code, moment__gt=at - USED_WITHIN, moment__lte=at)
        .order_by()
        .values_list("kind")
        .annotate(times=Count("pk"))
    )
    codes = dict(DocumentKind.objects.values_list("pk", "code"))
    times: dict[str, int] = {}
    for kind, number in taken:
        times[codes[kind]] = times.get(codes[kind], 0) + number
    kinds = kinds_at(at=at)
    return sorted(kinds, key=lambda kind: -times.get(kind.code, 0))[:count]
