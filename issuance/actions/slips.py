"""Put an obvious slip of a filing right, and keep what it said before."""

import json
import uuid
from datetime import datetime

from django.db import transaction

from issuance.actions import filings, papers
from issuance.domain import slips as rules
from issuance.domain import wording
from issuance.domain.documents import ensure_reason
from issuance.domain.filings import Purpose, ensure_copies
from issuance.domain.papers import Series
from issuance.domain.slips import Changes
from issuance.models import Document, Filing, Slip, User
from issuance.permissions import Deed, ensure


@transaction.atomic
def correct(
    filing: Filing, *, changes: Changes, consent: bool, reason: str, by: User, at: datetime
) -> Filing:
    """Correct what the applicant agrees was a slip (민원처리법 시행령 §6⑤), as long as no paper P says it.

    The receipt stays as it was handed out; the old values are kept, sealed.
    """
    ensure(by, Deed.CORRECT_FILING, filing.office_id)
    rules.ensure_consent(consent=consent)
    ensure_reason(reason)
    rules.ensure_fits(changes)
    filing = filings.locked(filing)
    filings.ensure_received(filing)
    # Held, so that none of them is issued between this look and the commit.
    documents = Document.objects.select_for_update(of=("self",)).filter(filing=filing)
    rules.ensure_correctable([document.state for document in documents], changes)
    before = {
        name: getattr(filing, name)
        for name, value in changes.given().items()
        if getattr(filing, name) != value
    }
    if not before:
        raise rules.NothingChanged
    for name in before:
        setattr(filing, name, changes.given()[name])
    _ensure_valid(filing, by=by, at=at)
    slip = Slip(id=uuid.uuid4(), filing=filing, names=sorted(before), reason=reason.strip(), by=by, at=at)
    slip.seal("before", json.dumps(before, ensure_ascii=False))
    slip.save(force_insert=True)
    filing.save(update_fields=tuple(before))
    return filings.noted(filing, "correct", by=by, at=at, fields=",".join(sorted(before)))


def _ensure_valid(filing: Filing, *, by: User, at: datetime) -> None:
    """What a filing refuses when it is taken, it refuses here: copies, a purpose in no list, what cannot be printed."""
    ensure_copies(filing.copies)
    if filing.purpose not in {"", *Purpose}:
        raise rules.UnknownPurpose
    desk = papers.desk_of(by, drill=filing.outage is not None and filing.outage.drill)
    compose = wording.receipt(filings.request_of(filing), desk)
    papers.ensure_paper(Series.RECEIPT, compose, desk, office=filing.office_id, at=at)
