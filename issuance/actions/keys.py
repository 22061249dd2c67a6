"""Make signing keys where they are due, and publish the signed trust list and status lists."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from issuance.actions import journal
from issuance.domain.errors import IssuanceError
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.papers import status_position
from issuance.models import Book, Office, Paper, PublishedList, SigningKey
from issuance.models.keys import KeyUse
from issuance.sealing.lists import ListedKey, Realm, status_list, trust_list
from issuance.sealing.signing import Signer, new_signing_key, open_signer

BOOK_KEY_LIFE = timedelta(days=30)
REALM_KEY_LIFE = timedelta(days=3650)
TRUST_LIST_LIFE = timedelta(days=30)
STATUS_LIST_LIFE = timedelta(days=7)

_GOOD, _REVOKED = "good", "revoked"  # what the journal says of a key


class RootStays(IssuanceError):
    code = "root_stays"
    sentence = "뿌리 열쇠는 폐지할 수 없습니다. 확인하는 곳마다 새 뿌리 열쇠를 나눠 주어야 합니다."


def realm_of(*, drill: bool) -> Realm:
    return Realm.DRILL if drill else Realm.LIVE


def book_key(book: Book, *, at: datetime) -> SigningKey:
    """The key that signs in this book at this moment; made where there is none, for 30 days at most."""
    key = (
        SigningKey.objects.filter(book=book, not_before__lte=at, expires_at__gt=at, revoked_at__isnull=True)
        .order_by("-not_before")
        .first()
    )
    return key or _made(realm_of(drill=book.drill), KeyUse.BOOK, book=book, at=at, life=BOOK_KEY_LIFE)


@transaction.atomic
def realm_key(realm: Realm, use: KeyUse, *, at: datetime) -> SigningKey:
    """The root or list key of a realm; a root never changes, since verifiers pin it."""
    standing = SigningKey.objects.filter(realm=realm, use=use, revoked_at__isnull=True).order_by("not_before")
    key = standing.first()
    if key is None:
        # Two who publish for the first time must not make two roots: headquarters' row is the lock.
        Office.objects.select_for_update(of=("self",)).filter(code=HEADQUARTERS).first()
        key = standing.all().first() or _made(realm, use, book=None, at=at, life=REALM_KEY_LIFE)
    return key


def signer_of(key: SigningKey) -> Signer:
    return open_signer(key.public_jwk, bytes(key.private_sealed))


def _made(realm: Realm, use: KeyUse, *, book: Book | None, at: datetime, life: timedelta) -> SigningKey:
    public_jwk, private_sealed = new_signing_key()
    moment = at.replace(microsecond=0)
    return SigningKey.objects.create(
        kid=public_jwk["kid"],
        realm=realm,
        use=use,
        book=book,
        public_jwk=public_jwk,
        private_sealed=private_sealed,
        not_before=moment,
        expires_at=moment + life,
    )


@transaction.atomic
def rotate(book: Book, *, at: datetime) -> SigningKey:
    """A new key for the book from now on; marks by the one before stay good, since it stays on the trust list."""
    book = Book.objects.select_for_update(of=("self",)).get(pk=book.pk)
    key = _made(realm_of(drill=book.drill), KeyUse.BOOK, book=book, at=at, life=BOOK_KEY_LIFE)
    journal.record(book, key, "rotate", before="", after=_GOOD, by=None, at=at)
    return key


@transaction.atomic
def revoke(key: SigningKey, *, at: datetime, from_sequence: int, reason: str = "") -> SigningKey:
    """Revoke a key from a sequence on (0 for all); a revoked key stays revoked. Refuses a root.

    Said again, it can only take trust from more numbers, never give any back.
    """
    book = Book.objects.select_for_update(of=("self",)).get(pk=key.book_id) if key.book_id else None
    key = SigningKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if key.use == KeyUse.ROOT:
        raise RootStays
    before = _GOOD if key.revoked_at is None else _REVOKED
    if key.revoked_at is None:
        key.revoked_at, key.revoked_from = at, from_sequence
    else:
        key.revoked_from = min(key.revoked_from or 0, from_sequence)
    key.save(update_fields=("revoked_at", "revoked_from"))
    if book is not None:
        facts: dict[str, str | int | None] = {"from_sequence": key.revoked_from, "reason": reason}
        journal.record(book, key, "revoke", before=before, after=_REVOKED, by=None, at=at, **facts)
    return key


@transaction.atomic
def publish_trust_list(realm: Realm, *, at: datetime) -> PublishedList:
    """Sign the realm's list of keys anew, with a higher version where its keys have changed."""
    root = realm_key(realm, KeyUse.ROOT, at=at)
    realm_key(realm, KeyUse.LIST, at=at)
    known = SigningKey.objects.filter(realm=realm).select_related("book").order_by("not_before", "kid")
    keys = [listed(key) for key in known if key.use == KeyUse.BOOK]
    list_keys = [listed(key) for key in known if key.use == KeyUse.LIST]
    content = repr((keys, list_keys))
    published = PublishedList.objects.select_for_update().filter(realm=realm, name="trust-list").first()
    version = 1
    if published is not None:
        same = published.content_digest == _digest(content)
        version = published.version if same else published.version + 1
    text = trust_list(
        realm=realm,
        version=version,
        issued_at=int(at.timestamp()),
        expires_at=int((at + TRUST_LIST_LIFE).timestamp()),
        keys=keys,
        list_keys=list_keys,
        signer=signer_of(root),
    )
    return _stored(realm, "trust-list", version=version, text=text, content=content, at=at)


def listed(key: SigningKey) -> ListedKey:
    """The key as the trust list shows it."""
    return ListedKey(
        jwk=key.public_jwk,
        office=key.book.office_id if key.book else "",
        book=key.book.label if key.book else "",
        not_before=int(key.not_before.timestamp()),
        expires_at=int(key.expires_at.timestamp()),
        revoked_at=int(key.revoked_at.timestamp()) if key.revoked_at else None,
        revoked_from=key.revoked_from,
    )


@transaction.atomic
def publish_status_list(realm: Realm, number: int, *, at: datetime) -> PublishedList:
    """Sign one status list anew, at this moment, with every paper that is not simply valid."""
    statuses: Mapping[int, int] = dict(
        Paper.objects.filter(status_list=number).exclude(status=0).values_list("status_index", "status")
    )
    content = repr(sorted(statuses.items()))
    text = status_list(
        number,
        statuses,
        issued_at=int(at.timestamp()),
        expires_at=int((at + STATUS_LIST_LIFE).timestamp()),
        signer=signer_of(realm_key(realm, KeyUse.LIST, at=at)),
    )
    return _stored(realm, f"status-{number}", version=int(at.timestamp()), text=text, content=content, at=at)


def publish_all(*, at: datetime) -> list[PublishedList]:
    """Publish what verifiers hold: the status list of every book that has papers, and the trust lists."""
    numbers: dict[Realm, set[int]] = {Realm.LIVE: set(), Realm.DRILL: set()}
    for registry, drill, last in Book.objects.filter(last_sequence__gt=0).values_list(
        "registry_number", "drill", "last_sequence"
    ):
        for sequence in range(1, last + 1, 1024):
            numbers[realm_of(drill=drill)].add(status_position(registry, sequence)[0])
    lists = [
        publish_status_list(realm, number, at=at) for realm in numbers for number in sorted(numbers[realm])
    ]
    return lists + [publish_trust_list(realm, at=at) for realm in numbers if numbers[realm]]


def _stored(realm: Realm, name: str, *, version: int, text: str, content: str, at: datetime) -> PublishedList:
    published, _ = PublishedList.objects.update_or_create(
        realm=realm,
        name=name,
        defaults={
            "version": version,
            "text": text,
            "content_digest": _digest(content),
            "published_at": at,
        },
    )
    return published


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
