"""The verdict on a mark: whether its key did sign it, and, without any network, how it stands by the lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from issuance.domain.papers import SEOUL
from issuance.domain.verdicts import Judgement, Reason, Standing, Verdict
from issuance.sealing.claims import Claims, birth_date
from issuance.sealing.lists import ENTRIES, ListedKey, Realm, StatusList, TrustList
from issuance.sealing.mark import Mark, UnreadableMark, read_mark, verify_mark

AGAINST = {
    Standing.VOIDED: Verdict.VOIDED,
    Standing.SUPERSEDED: Verdict.SUPERSEDED,
    Standing.SUSPENDED: Verdict.SUSPENDED,
}


@dataclass(frozen=True, slots=True)
class Authentic:
    """A mark that the key of its own book did sign, in the realm of the trust list; the key may be revoked."""

    mark: Mark
    key: ListedKey


def judge(text: str, trust: TrustList, statuses: Mapping[int, StatusList], at: datetime) -> Judgement:
    """The first verdict that applies, in the order of `Verdict`; `statuses` by list number. Never raises.

    A list that is out of date still speaks against a key or a paper, but no longer for one.
    """
    found = authentic(text, trust.keys.get, realm=trust.realm, list_version=trust.version)
    if isinstance(found, Judgement):
        return found
    claims = found.mark.claims
    listed = statuses.get(claims.status_list)
    verdict, reason = _standing(claims, found.key, trust, listed, int(at.timestamp()))
    as_of = None if listed is None else listed.issued_at
    return judgement(claims, verdict, reason, as_of=as_of, list_version=trust.version)


def authentic(
    text: str, key_of: Callable[[bytes], ListedKey | None], *, realm: Realm, list_version: int | None = None
) -> Authentic | Judgement:
    """The mark with its key; or the verdict `UNREADABLE`, `UNKNOWN_KEY` or `INVALID`, without any claims."""
    try:
        mark = read_mark(text)
    except UnreadableMark as unreadable:
        return Judgement(Verdict.UNREADABLE, unreadable.reason, list_version=list_version)
    claims = mark.claims
    key = key_of(mark.kid)
    if key is None:
        return Judgement(Verdict.UNKNOWN_KEY, Reason.NO_SUCH_KEY, list_version=list_version)
    if not key.counts_at(claims.issued_at):
        return Judgement(Verdict.UNKNOWN_KEY, Reason.KEY_OUT_OF_TIME, list_version=list_version)
    if not verify_mark(mark, key.jwk):
        return Judgement(Verdict.INVALID, Reason.SIGNATURE, list_version=list_version)
    misuse = _misuse(claims, key, realm)
    if misuse is not None:
        return Judgement(Verdict.INVALID, misuse, list_version=list_version)
    return Authentic(mark, key)


def judgement(
    claims: Claims,
    verdict: Verdict,
    reason: Reason | None,
    *,
    as_of: int | None,
    list_version: int | None = None,
    superseded_by: str | None = None,
    seen_before: int | None = None,
) -> Judgement:
    """A verdict on a mark whose signature holds; `as_of` in seconds."""
    return Judgement(
        verdict=verdict,
        reason=reason,
        serial=claims.serial,
        series=claims.series,
        kind=claims.kind,
        office=claims.office,
        name=claims.name,
        birth=birth_date(claims.birth).isoformat(),
        issued_at=_moment(claims.issued_at),
        expires_at=None if claims.expires_at is None else _moment(claims.expires_at),
        status_as_of=None if as_of is None else _moment(as_of),
        list_version=list_version,
        superseded_by=superseded_by,
        seen_before=seen_before,
    )


def _misuse(claims: Claims, key: ListedKey, realm: Realm) -> Reason | None:
    """A key signs for one book of one office, in one realm: a stolen one forges no other's paper."""
    if (key.office, key.book) != (claims.office, f"{claims.year:02d}-{claims.book:03d}"):
        return Reason.OTHER_BOOK
    if claims.series.startswith("T") != (realm == Realm.DRILL):
        return Reason.OTHER_REALM
    return None


def _standing(
    claims: Claims, key: ListedKey, trust: TrustList, listed: StatusList | None, now: int
) -> tuple[Verdict, Reason | None]:
    """The verdict on a mark that its office did sign."""
    if key.revoked_at is not None:
        return Verdict.KEY_REVOKED, None
    if listed is None or claims.status_index >= ENTRIES:
        return Verdict.NOT_YET_SYNCED, Reason.NO_STATUS_LIST
    standing = Standing(listed.status(claims.status_index))
    if standing in AGAINST:
        return AGAINST[standing], None
    if claims.issued_at > listed.issued_at:
        return Verdict.NOT_YET_SYNCED, Reason.LATER_THAN_LIST
    if now >= listed.expires_at or now >= trust.expires_at:
        return Verdict.NOT_YET_SYNCED, Reason.LIST_OUT_OF_DATE
    if claims.expires_at is not None and now >= claims.expires_at:
        return Verdict.EXPIRED, None
    return Verdict.VALID, None


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, SEOUL).isoformat()
