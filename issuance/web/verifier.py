"""The verifier as one HTML file that needs no server: scripts, look and signed lists are all inside."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from issuance.domain.errors import IssuanceError
from issuance.domain.papers import printed_moment
from issuance.domain.verdicts import Reason, Verdict
from issuance.queries.catalogue import kinds_at
from issuance.queries.keys import keys, published_lists, root_jwk
from issuance.sealing.lists import Realm
from issuance.sealing.signing import public_part
from issuance.web.verdicts import SHOWN

_STATIC = Path(__file__).with_name("static") / "verify"
_SCRIPTS = ("qr.js", "mark.js", "offline.js", "camera.js")
_STYLES = ("offline.css", "verify.css")


class NothingPublished(IssuanceError):
    code = "nothing_published"
    sentence = "발행된 목록이 없습니다. 문서를 발급하거나 manage.py keys publish를 실행한 뒤 다시 해 주세요."


def offline_page(realm: Realm, *, at: datetime) -> str:
    """The file's text, with the lists as they were last published; refuses where there are none."""
    lists, root = published_lists(realm), root_jwk(realm)
    if root is None or "trust-list" not in lists:
        raise NothingPublished
    inside: dict[str, Any] = {
        "root": public_part(root),
        "trust_list": lists.pop("trust-list"),
        "status_lists": list(lists.values()),
        "verdicts": {verdict.value: _shown(verdict) for verdict in Verdict},
        "reasons": {reason.value: reason.label for reason in Reason},
        "kinds": {kind.code: kind.name for kind in kinds_at(at=at)},
        "offices": {
            key.book.office_id: key.book.office.full_name
            for key in keys(realm).select_related("book__office")
            if key.book is not None
        },
    }
    return render_to_string(
        "verify/offline.html",
        {
            "scripts": [_inline(name) for name in _SCRIPTS],
            "styles": [(_STATIC / name).read_text(encoding="utf-8") for name in _STYLES],
            "inside": inside,
            "drill": realm == Realm.DRILL,
            "made": printed_moment(at),
        },
    )


def _shown(verdict: Verdict) -> dict[str, str]:
    shown = SHOWN[verdict]
    return {"label": verdict.label, "icon": shown.icon, "look": shown.look, "advice": shown.advice}


def _inline(name: str) -> str:
    """A script's text, which may not end the element that it stands in."""
    text = (_STATIC / name).read_text(encoding="utf-8")
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError(f"{name} cannot stand inside a page")
    return text
