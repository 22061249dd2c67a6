"""Verify a mark or a check number against the ledger, and remember that it was asked."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from django.db import transaction
from django.db.models import F

from issuance.actions.keys import listed
from issuance.domain import verification as rules
from issuance.domain.verdicts import Judgement, Reason, Standing, Verdict
from issuance.domain.verification import Limit
from issuance.models import Paper, VerificationRecord, VerificationTries
from issuance.printing.codes import codes_in
from issuance.queries import verification as queries
from issuance.queries.verification import Seen, Trail
from issuance.sealing import vault
from issuance.sealing.claims import Claims
from issuance.sealing.lists import ListedKey, Realm
from issuance.sealing.mark import Mark, read_mark
from issuance.sealing.signing import base64url
from issuance.sealing.verdict import AGAINST, Authentic, authentic, judgement

_FAMILY = "KD"  # of the prefixes of every version

# Read when there is no paper with a number, so that the answer takes as long as for a wrong birth date.
_DECOY = (
    "KD1:RRQT 9O60GO0XNMWHHCW2E2G8CKS5F080%96%96B46.96FN0:NDLIPWY0ZND7XK/E7360/AE%7075AZPG.C3C43UH0000290B"
    " 1:KU4P0U1UF.H%FN3ZTNFJ.C3.:355WW6ELQM0-TC*M$OJ4-TJEI-6IR-0PBFRTF4+A5WT2P0NME53U99EO01491%N1100.B2-B1 "
    "J1EIA74627B0*CMSI T42QUETHNU94LB E8M9QN3CD.Q I5%OD% 0O32 LD5S0$%40$17EOW6IE-5T/P/:AXMNR*BHTV 9DDCVJDRB1Q8RV"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, and of a paper that the ledger has: what the mark claims, and what became of the paper."""

    judgement: Judgement
    claims: Claims | None = None
    paper: Paper | None = None
    trail: Trail | None = None
    seen: Seen | None = None


def verify_mark(text: str, *, at: datetime, by_address: str, realm: Realm = Realm.LIVE) -> Answer:
    """The verdict of the ledger on a mark, now; a paper that it has is recorded as verified.

    A mark is its own proof, so nobody is held back from asking about one.
    """
    found = authentic(text, lambda kid: _key(kid, realm), realm=realm)
    if isinstance(found, Judgement):
        return Answer(found)
    return _weighed(found, at=at, by_address=by_address)


def mark_in_picture(content: bytes) -> str | Judgement:
    """The mark in a photo or a PDF; `UNREADABLE` where there is none, or more than one.

    Of two marks on a page one may be pasted from a good paper, so a person has to choose.
    """
    texts = codes_in(content)
    marks = [text for text in texts if text.startswith(_FAMILY)] or list(texts)
    if len(marks) == 1:
        return marks[0]
    return Judgement(Verdict.UNREADABLE, Reason.SEVERAL_MARKS if marks else Reason.NO_MARK)


@transaction.atomic
def verify_number(
    check_number: str, birth6: str, *, at: datetime, by_address: str, realm: Realm = Realm.LIVE
) -> Answer:
    """The verdict on the paper with a check number, for whoever also knows the birth date in its mark.

    An unknown number and a wrong birth date give the same `NOT_FOUND`. Refuses a mistyped number, and further
    tries after too many that failed, from one address or on the numbers of one book.
    """
    number, birth = rules.typed_check_number(check_number), rules.typed_birth(birth6)
    counted = [
        _tries(rules.ADDRESS, rules.network_of(by_address), at=at),
        _tries(rules.PREFIX, f"{realm}:{rules.prefix_of(number)}", at=at),
    ]
    pk, mark = queries.mark_by_check_number(number, drill=realm == Realm.DRILL) or (None, _DECOY)
    born = f"{read_mark(mark).claims.birth % 1_000_000:06d}"
    if not compare_digest(born, birth) or pk is None:
        for tries in counted:
            _count(tries)
        return Answer(Judgement(Verdict.NOT_FOUND))
    return verify_mark(mark, at=at, by_address=by_address, realm=realm)


@transaction.atomic
def count_picture(*, at: datetime, by_address: str) -> None:
    """Refuse a picture of an address that has sent many: to read one is work."""
    _count(_tries(rules.PICTURE, rules.network_of(by_address), at=at))


def count_watch(*, at: datetime, by_address: str) -> None:
    """Refuse an address that has asked for many watches."""
    _count(_tries(rules.WATCH, rules.network_of(by_address), at=at))


def forget_tries(*, at: datetime) -> int:
    """Drop the counts of windows that are over; returns how many."""
    return VerificationTries.objects.filter(begun_at__lt=rules.window_of(at)).delete()[0]


def _weighed(found: Authentic, *, at: datetime, by_address: str) -> Answer:
    claims, now = found.mark.claims, int(at.timestamp())
    paper = queries.by_serial(claims.serial)
    verdict, reason = _standing(found, paper, now)
    if paper is None or reason == Reason.NOT_THE_LEDGERS:
        if verdict == Verdict.INVALID:
            return Answer(Judgement(verdict, reason))
        return Answer(judgement(claims, verdict, reason, as_of=now), claims)
    trail, seen = queries.trail(paper), queries.seen(paper)
    VerificationRecord.objects.create(paper=paper, at=at, by_address=vault.keyed_hash("verifier", by_address))
    said = judgement(
        claims,
        verdict,
        reason,
        as_of=now,
        superseded_by=trail.superseded_by if verdict == Verdict.SUPERSEDED else None,
        seen_before=seen.times,
    )
    return Answer(said, claims, paper, trail, seen)


def _standing(found: Authentic, paper: Paper | None, now: int) -> tuple[Verdict, Reason | None]:
    """The verdict on a mark that its book's key did sign.

    A revoked key is trusted only for what the ledger itself has, from before the first number in doubt. A key
    that is good vouches for a paper that the ledger has not yet; but never for another one under its number.
    """
    claims, key = found.mark.claims, found.key
    same = paper is not None and _is_of(paper, found.mark)
    if key.revoked_at is not None and not (same and claims.sequence < (key.revoked_from or 0)):
        return Verdict.KEY_REVOKED, None if same or paper is None else Reason.NOT_THE_LEDGERS
    if paper is None:
        return Verdict.NOT_YET_SYNCED, Reason.NOT_IN_LEDGER
    if not same:
        return Verdict.INVALID, Reason.NOT_THE_LEDGERS
    standing = Standing(paper.status)
    if standing in AGAINST:
        return AGAINST[standing], None
    if claims.expires_at is not None and now >= claims.expires_at:
        return Verdict.EXPIRED, None
    return Verdict.VALID, None


def _is_of(paper: Paper, mark: Mark) -> bool:
    """Whether all that the mark claims is what the ledger signed, its sheet's digest included.

    The signature may differ: with a high s it is the same document.
    """
    return mark.claims == paper.read_mark().claims and paper.sheet_digest.startswith(
        mark.claims.sheet_digest.hex()
    )


def _key(kid: bytes, realm: Realm) -> ListedKey | None:
    """As the next trust list of the realm will show it."""
    key = queries.key_of(base64url(kid), realm)
    return None if key is None else listed(key)


def _tries(limit: Limit, place: str, *, at: datetime) -> VerificationTries:
    """The count of this window, locked, so that tries at once do not all pass; refuses a full one."""
    tries, _ = VerificationTries.objects.get_or_create(
        place=vault.keyed_hash(f"tries:{limit.sort}", place), begun_at=rules.window_of(at)
    )
    tries = VerificationTries.objects.select_for_update().get(pk=tries.pk)
    rules.ensure_tries_left(tries.count, limit)
    return tries


def _count(tries: VerificationTries) -> None:
    tries.count = F("count") + 1
    tries.save(update_fields=("count",))
