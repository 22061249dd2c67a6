"""The verdict on a mark without any network: the mark, a trust list and the status lists at hand."""

from collections.abc import Mapping
from datetime import datetime

from issuance.domain.papers import SEOUL
from issuance.domain.verdicts import Judgement, Reason, Standing, Verdict
from issuance.sealing.claims import Claims, birth_date
from issuance.sealing.lists import ENTRIES, ListedKey, Realm, StatusList, TrustList
from issuance.sealing.mark import UnreadableMark, read_mark, verify_mark

_AGAINST = {
    Standing.VOIDED: Verdict.VOIDED,
    Standing.SUPERSEDED: Verdict.SUPERSEDED,
    Standing.SUSPENDED: Verdict.SUSPENDED,
}


def judge(text: str, trust: TrustList, statuses: Mapping[int, StatusList], at: datetime) -> Judgement:
    """The first verdict that applies, in the order of `Verdict`; `statuses` by list number. Never raises.

    A list that is out of date still speaks against a key or a paper, but no longer for one.
    """
    version = trust.version
    try:
        mark = read_mark(text)
    except UnreadableMark as unreadable:
        return Judgement(Verdict.UNREADABLE, unreadable.reason, list_version=version)
    claims = mark.claims
    key = trust.keys.get(mark.kid)
    if key is None:
        return Judgement(Verdict.UNKNOWN_KEY, Reason.NO_SUCH_KEY, list_version=version)
    if not key.counts_at(claims.issued_at):
        return Judgement(Verdict.UNKNOWN_KEY, Reason.KEY_OUT_OF_TIME, list_version=version)
    if not verify_mark(mark, key.jwk):
        return Judgement(Verdict.INVALID, Reason.SIGNATURE, list_version=version)
    misuse = _misuse(claims, key, trust.realm)
    if misuse is not None:
        return Judgement(Verdict.INVALID, misuse, list_version=version)
    listed = statuses.get(claims.status_list)
    verdict, reason = _standing(claims, key, trust, listed, int(at.timestamp()))
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
        status_as_of=None if listed is None else _moment(listed.issued_at),
        list_version=version,
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
    if standing in _AGAINST:
        return _AGAINST[standing], None
    if claims.issued_at > listed.issued_at:
        return Verdict.NOT_YET_SYNCED, Reason.LATER_THAN_LIST
    if now >= listed.expires_at or now >= trust.expires_at:
        return Verdict.NOT_YET_SYNCED, Reason.LIST_OUT_OF_DATE
    if claims.expires_at is not None and now >= claims.expires_at:
        return Verdict.EXPIRED, None
    return Verdict.VALID, None


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, SEOUL).isoformat()
