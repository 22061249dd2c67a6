"""Take the address of somebody who verified a paper, and tell it if the paper stops being good."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from issuance.actions.senders import message_id
from issuance.actions.verification import count_watch
from issuance.domain.papers import printed_moment
from issuance.domain.verdicts import Standing, Verdict
from issuance.domain.verification import ensure_watchable
from issuance.models import Paper, Watch
from issuance.sealing import vault
from issuance.sealing.verdict import AGAINST

_SUBJECT = "[민원이음] 확인하신 문서의 상태가 바뀌었습니다"
_WORDS = """확인하신 문서의 상태가 바뀌었습니다.

문서번호: {serial}
지금 상태: {state}

{next_step}

자세한 내용은 아래 주소에서 다시 확인해 주세요.
{address}/verify/

이 알림은 한 번만 보내며, 남기신 주소는 보낸 뒤 지웠습니다.
"""


_NEXT = {
    Verdict.KEY_REVOKED: "서명한 열쇠가 폐지되었습니다. 이 문서를 근거로 쓰지 마시고 발급기관에 확인해 주세요.",
    Verdict.VOIDED: "이 문서를 근거로 쓰지 마시고 신청인에게 정식 서류를 받아 주세요.",
    Verdict.SUPERSEDED: "이 문서를 근거로 쓰지 마시고 신청인에게 정정 통지서나 정식 서류를 받아 주세요.",
}
# Longer than a mail server is waited for.
HELD = timedelta(minutes=5)


class NotMailed(Exception):
    """The mail did not leave; the watch waits for the next sweep."""


@transaction.atomic
def ask(paper: Paper, *, email: str, at: datetime, by_address: str) -> Watch:
    """Keep the address, sealed, until the paper expires; asked twice it is kept once."""
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    address = email.strip()
    email_key = vault.keyed_hash("watch", address.lower())
    watches = Watch.objects.filter(paper=paper)
    already = watches.filter(email_key=email_key).first()
    if already is not None:
        return already
    until = ensure_watchable(
        AGAINST.get(Standing(paper.status), Verdict.VALID),
        paper.expires_at,
        watches=watches.count(),
        at=at,
    )
    count_watch(at=at, by_address=by_address)
    watch = Watch(id=uuid.uuid4(), paper=paper, email_key=email_key, asked_at=at, until=until)
    watch.seal("email", address)
    watch.save(force_insert=True)
    return watch


def tell(watch: Watch, *, at: datetime) -> bool:
    """Send the news and forget the address; whether there was news to send.

    It is mailed with nothing locked, so that a slow mail server holds up no counter, and before the address is
    erased: after a fault in between it is sent again once nobody holds it, under the same id; never lost.
    """
    held = _held(watch, at=at)
    if held is None:
        return False
    verdict = verdict_on(held.paper)
    assert verdict is not None
    words = _WORDS.format(
        serial=held.paper.serial,
        state=f"{verdict.label} ({printed_moment(at)} 기준)",
        next_step=_NEXT[verdict],
        address=settings.IEUM_REALM_URL,
    )
    headers = {"Message-ID": message_id(held.pk)}
    try:
        EmailMessage(_SUBJECT, words, None, [held.unsealed("email")], headers=headers).send()
    except Exception as fault:
        # What a mail server says repeats the address, which must not come into the log.
        raise NotMailed(type(fault).__name__) from None
    Watch.objects.filter(pk=held.pk).delete()
    return True


def verdict_on(paper: Paper) -> Verdict | None:
    """What whoever relied on the paper must know, in the order in which verdicts apply; None while it is good."""
    key = paper.key
    if key.revoked_at is not None and paper.sequence >= (key.revoked_from or 0):
        return Verdict.KEY_REVOKED
    verdict = AGAINST.get(Standing(paper.status))
    return verdict if verdict in (Verdict.VOIDED, Verdict.SUPERSEDED) else None


@transaction.atomic
def _held(watch: Watch, *, at: datetime) -> Watch | None:
    """Keep others away from the watch while it is mailed; None where there is no news or somebody else holds it."""
    found = (
        Watch.objects.select_for_update(of=("self",)).select_related("paper__key").filter(pk=watch.pk).first()
    )
    if found is None or at >= found.until or verdict_on(found.paper) is None:
        return None
    if found.held_until is not None and at < found.held_until:
        return None
    found.held_until = at + HELD
    found.save(update_fields=("held_until",))
    return found


def forget_expired(*, at: datetime) -> int:
    """Erase the addresses whose paper is past its validity; returns how many."""
    return Watch.objects.filter(until__lte=at).delete()[0]
