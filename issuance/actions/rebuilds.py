"""Rebuild a filing from a citizen's receipt: its mark is genuine, its moment holds, and it is rebuilt once."""

from dataclasses import replace
from datetime import UTC, datetime

from django.db import IntegrityError

from issuance.actions import filings
from issuance.actions.keys import listed
from issuance.actions.paper_filings import scan_of
from issuance.domain import rebuilds as rules
from issuance.domain.filings import NewFiling, ensure_complete
from issuance.domain.interests import names_meet
from issuance.domain.paper_filings import ensure_past
from issuance.domain.papers import Series
from issuance.domain.rebuilds import Receipt
from issuance.domain.verdicts import Judgement, Reason, Verdict
from issuance.models import Filing, User
from issuance.permissions import Deed, ensure
from issuance.queries.catalogue import kind_at
from issuance.queries.rebuilds import is_beyond, outage_of, rebuilt_from, was_sent
from issuance.queries.verification import by_serial, key_of, office_name
from issuance.sealing.claims import Claims, birth_date
from issuance.sealing.lists import ListedKey, Realm
from issuance.sealing.mark import fitted
from issuance.sealing.signing import base64url
from issuance.sealing.vault import keyed_hash
from issuance.sealing.verdict import Authentic, authentic

_REFUSALS = {
    Verdict.UNKNOWN_KEY: rules.ReceiptKeyUnknown,
    Verdict.INVALID: rules.ReceiptForged,
}


def read(text: str, *, by: User, at: datetime) -> Receipt:
    """What the receipt with this mark says; refuses one that is forged, of a drill, or whose filing we have."""
    ensure(by, Deed.REBUILD_FILING)
    claims = _genuine(text)
    known = by_serial(claims.serial)
    if known is not None:
        raise rules.ReceiptKnown(serial=claims.serial)
    rebuilt = rebuilt_from(claims.serial)
    if rebuilt is not None:
        raise rules.ReceiptRebuilt(serial=claims.serial, office=rebuilt.office.full_name)
    receipt = _receipt(claims)
    ensure_past(receipt.moment, at=at)
    return receipt


def genuine(text: str, *, by: User) -> Receipt:
    """What a receipt says that is ours, whether or not its filing is known."""
    ensure(by, Deed.REBUILD_FILING)
    return _receipt(_genuine(text))


def rebuild(text: str, new: NewFiling, *, evidence: bytes | None, by: User, at: datetime) -> Filing:
    """A filing at the moment of its old receipt, with a new receipt of this office and the old one's serial kept.

    It is like one that was taken on paper: the scan is its evidence, and a second clerk compares the two before anything
    rests on it. The main system is asked to register it under the old serial, so that it does so once. The same form sent
    again shows the filing that it made.
    """
    ensure(by, Deed.REBUILD_FILING)
    receipt = _receipt(_genuine(text)) if was_sent(new.token) else read(text, by=by, at=at)
    scan = rules.ensure_evidence(evidence)
    ensure_complete(new)
    kind = kind_at(receipt.kind, at=receipt.moment)
    filing = filings.filled(replace(new, kind=receipt.kind), kind, by=by, at=at)
    _ensure_same_applicant(text, filing)
    filing.taken_by_name = _short(office_name(receipt.office) or receipt.office)
    filing.interest_found = names_meet(by.name, filing.applicant_name, filing.subject_name)
    filing.entered_by = by
    filing.moment = filing.paper_moment = receipt.moment
    filing.rebuilt_from, filing.rebuilt_mark = receipt.serial, text
    filing.content_digest = keyed_hash("form", "\n".join((filing.content_digest, text, scan.hex())))
    try:
        return filings.keep(
            filing,
            lambda: outage_of(kind, receipt.moment),
            verb="rebuild",
            again=True,
            by=by,
            at=at,
            evidence=scan_of(filing, scan),
        )
    except IntegrityError as fault:
        # Two offices at once, each with its own book: the constraint lets one through.
        rebuilt = rebuilt_from(receipt.serial)
        if rebuilt is None:
            raise
        raise rules.ReceiptRebuilt(serial=receipt.serial, office=rebuilt.office.full_name) from fault


def _genuine(text: str) -> Claims:
    """The claims of a receipt that a key of ours did sign, in the realm of what is real."""
    found = authentic(text, lambda kid: _key(kid, Realm.LIVE), realm=Realm.LIVE)
    if isinstance(found, Judgement):
        if isinstance(authentic(text, lambda kid: _key(kid, Realm.DRILL), realm=Realm.DRILL), Authentic):
            raise rules.ReceiptOfDrill
        if found.verdict in _REFUSALS:
            raise _REFUSALS[found.verdict]
        raise rules.ReceiptUnreadable(explanation=(found.reason or Reason.NO_MARK).label)
    if found.key.revoked_at is not None:
        raise rules.ReceiptKeyRevoked
    if found.mark.claims.series != Series.RECEIPT:
        raise rules.NotAReceipt
    return found.mark.claims


def _key(kid: bytes, realm: Realm) -> ListedKey | None:
    key = key_of(base64url(kid), realm)
    return None if key is None else listed(key)


def _receipt(claims: Claims) -> Receipt:
    assert claims.filing_moment is not None  # on every R, or the mark does not read
    return Receipt(
        serial=claims.serial,
        office=claims.office,
        kind=claims.kind,
        applicant=claims.name,
        applicant_birth=birth_date(claims.birth),
        moment=datetime.fromtimestamp(claims.filing_moment, UTC),
        system=claims.key_fact or "",
        issued_at=datetime.fromtimestamp(claims.issued_at, UTC),
        beyond_its_book=is_beyond(
            claims.office, year=claims.year, number=claims.book, sequence=claims.sequence
        ),
    )


def _ensure_same_applicant(text: str, filing: Filing) -> None:
    """The name as a mark would hold it: a long one is cut there."""
    claims = _genuine(text)
    same_name = fitted(replace(claims, name=filing.applicant_name)).name == claims.name
    if not same_name or filing.applicant_birth != birth_date(claims.birth):
        raise rules.OtherApplicant


def _short(office: str) -> str:
    return f"{office} 접수증"[:100]
