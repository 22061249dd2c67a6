"""Take the address of somebody who verified a paper, and tell it if the paper stops being good."""

import uuid
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

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

자세한 내용은 아래 주소에서 다시 확인해 주세요.
{address}/verify/

이 알림은 한 번만 보내며, 남기신 주소는 보낸 뒤 지웠습니다.
"""


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


@transaction.atomic
def tell(watch: Watch, *, at: datetime) -> bool:
    """Send the news and forget the address; whether there was news to send.

    The mail leaves before the address is erased: after a fault in between it may be sent twice, never lost.
    """
    found = Watch.objects.select_for_update(of=("self",)).select_related("paper").filter(pk=watch.pk).first()
    if found is None or at >= found.until:
        return False
    verdict = AGAINST.get(Standing(found.paper.status))
    if verdict not in (Verdict.VOIDED, Verdict.SUPERSEDED):
        return False
    words = _WORDS.format(
        serial=found.paper.serial,
        state=f"{verdict.label} ({printed_moment(at)} 기준)",
        address=settings.IEUM_REALM_URL,
    )
    send_mail(_SUBJECT, words, None, [found.unsealed("email")])
    found.delete()
    return True


def forget_expired(*, at: datetime) -> int:
    """Erase the addresses whose paper is past its validity; returns how many."""
    return Watch.objects.filter(until__lte=at).delete()[0]
