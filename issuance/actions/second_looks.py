"""Draw settled cases for a second look, and judge them again without seeing the first judgement."""

import secrets
from datetime import datetime

from django.db import transaction

from issuance.actions import case_evidence, journal, reconciliation
from issuance.actions.case_evidence import Evidence
from issuance.actions.offices import locked_book
from issuance.domain import second_looks as rules
from issuance.domain.case_batches import drawn
from issuance.domain.documents import ensure_reason
from issuance.domain.reconciliation import Decision, DecisionMissing
from issuance.domain.second_looks import MARGIN, LookOutcome, Stratum
from issuance.domain.staff import OtherOffice
from issuance.models import Case, LookDraw, Office, Outage, SecondLook, User
from issuance.permissions import Deed, ensure
from issuance.queries import second_looks as queries
from issuance.queries.reconciliation import office_above


@transaction.atomic
def draw(outage: Outage, office: Office, *, at: datetime) -> list[LookDraw]:
    """Draw from what was settled since the last draw: one in twenty of each stratum, 60 an office and outage at most.

    The seed is stored, so that an auditor draws the same again.
    """
    office = Office.objects.select_for_update(of=("self",)).select_related("parent").get(pk=office.pk)
    return [one for stratum in Stratum if (one := _drawn(outage, office, stratum, at=at)) is not None]


@transaction.atomic
def take(look: SecondLook, *, by: User, at: datetime) -> SecondLook:
    """Take a second look upon oneself; refuses whoever dealt with the case or has opened its paper before."""
    look = _locked(look, by)
    if look.by_id is not None and look.by_id != by.pk:
        raise rules.LookTaken
    case = look.case
    concerned = {case.proposed_by_id, case.decided_by_id, *(person for _, person in case.hands)}
    rules.ensure_fresh(
        by.pk, concerned=concerned, has_looked=look.by_id is None and queries.has_looked(by, case)
    )
    look.by, look.taken_at = by, look.taken_at or at
    look.save(update_fields=("by", "taken_at"))
    return look


@transaction.atomic
def evidence(look: SecondLook, *, by: User, at: datetime) -> tuple[Evidence, ...]:
    """The paper beside the ledger, and nothing of what was found or decided; leaves access records."""
    _ensure_own(look, by)
    return case_evidence.side_by_side(look.case, by=by, at=at)


@transaction.atomic
def printed_paper(look: SecondLook, *, by: User, at: datetime) -> bytes:
    _ensure_own(look, by)
    return case_evidence.drawn_paper(look.case, by=by, at=at)


@transaction.atomic
def judge(look: SecondLook, *, judgement: Decision, words: str, by: User, at: datetime) -> SecondLook:
    """Say what one would have decided; where that is not what was decided, a new case follows."""
    ensure_reason(words)
    look = _locked(look, by)
    _ensure_own(look, by)
    if look.done_at is not None:
        raise rules.LookDone
    if judgement not in rules.JUDGEMENTS:
        raise DecisionMissing
    agrees = rules.agrees(judgement, decided=look.case.decision, paper=look.case.document.state)
    look.judgement, look.words, look.done_at = judgement, words.strip(), at
    look.outcome = LookOutcome.AGREES if agrees else LookOutcome.DISAGREES
    look.save(update_fields=("judgement", "words", "done_at", "outcome"))
    if not agrees:
        reconciliation.followed(look.case, reason=f"두 번째 확인: {words.strip()}"[:300], by=by, at=at)
    book = locked_book(by.office_id, at=at, drill=look.case.is_drill)
    journal.record(
        book,
        look,
        "judge",
        before="",
        after=look.outcome,
        by=by,
        at=at,
        case=look.case_id,
        judgement=judgement,
    )
    return look


def _drawn(outage: Outage, office: Office, stratum: Stratum, *, at: datetime) -> LookDraw | None:
    since, until = queries.drawn_until(outage, office, stratum), at - MARGIN
    if since is not None and until <= since:
        return None
    keys = list(queries.pool(outage, office, stratum, since=since, until=until).values_list("pk", flat=True))
    if not keys:
        return None
    seen, taken = queries.drawn_so_far(outage, office, stratum)
    _, of_office = queries.drawn_so_far(outage, office)
    count = min(len(keys), rules.draw_size(seen=seen + len(keys), drawn=taken, drawn_of_office=of_office))
    seed = secrets.token_hex(16)
    row = LookDraw.objects.create(
        outage=outage,
        office=office,
        stratum=stratum,
        since=since,
        until=until,
        pool_size=len(keys),
        pool_digest=rules.pool_digest(keys),
        count=count,
        seed=seed,
        at=at,
    )
    above = office_above(office)
    SecondLook.objects.bulk_create(
        [
            SecondLook(draw=row, case_id=key, office=office, above=above)
            for key in drawn(keys, seed=seed, count=count)
        ]
    )
    book = locked_book(office, at=at, drill=outage.drill)
    journal.record(
        book, row, "draw", before="", after="drawn", by=None, at=at,
        stratum=stratum.value, pool=len(keys), count=count, seed=seed,
    )  # fmt: skip
    return row


def _ensure_own(look: SecondLook, by: User) -> None:
    ensure(by, Deed.LOOK_AGAIN)
    if look.by_id is None:
        raise rules.LookNotTaken
    if look.by_id != by.pk:
        raise rules.LookTaken


def _locked(look: SecondLook, by: User) -> SecondLook:
    """The look, locked; its case and paper are read beside it."""
    ensure(by, Deed.LOOK_AGAIN)
    if by.office_id not in (look.office_id, look.above_id):
        raise OtherOffice
    look = SecondLook.objects.select_for_update(of=("self",)).get(pk=look.pk)
    look.case = Case.objects.select_related(
        "document__filing", "document__paper__book", "document__kind", "entry"
    ).get(pk=look.case_id)
    return look
