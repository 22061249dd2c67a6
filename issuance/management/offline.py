"""Judge a mark by signed lists alone: from files, or as they were last published here."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from issuance.domain.errors import IssuanceError
from issuance.domain.verdicts import Judgement
from issuance.queries.keys import published_lists, root_jwk
from issuance.sealing.jws import UntrustedList
from issuance.sealing.lists import Realm, StatusList, read_status_list, read_trust_list
from issuance.sealing.signing import Jwk, ensure_verifies
from issuance.sealing.verdict import judge


class NoLists(IssuanceError):
    code = "no_lists"
    sentence = "신뢰목록이나 뿌리 공개키가 없습니다. manage.py keys publish로 목록을 먼저 발행해 주세요."


@dataclass(frozen=True, slots=True)
class Files:
    """Where the lists are; what is None or empty is taken as it was last published."""

    trust_list: Path | None
    root: Path | None
    statuses: tuple[Path, ...]


def judge_offline(text: str, files: Files, *, realm: Realm, least_version: int, at: datetime) -> Judgement:
    """Refuses lists that are missing, older than `least_version`, or not signed by the root."""
    here = published_lists(realm)
    trust_text = files.trust_list.read_text().strip() if files.trust_list else here.get("trust-list")
    root = _jwk(files.root) if files.root else root_jwk(realm)
    if trust_text is None or root is None:
        raise NoLists
    trust = read_trust_list(trust_text, root, highest_version_seen=least_version)
    if trust.realm != realm:
        raise UntrustedList
    texts = [path.read_text().strip() for path in files.statuses]
    if not texts:
        texts = [text for name, text in here.items() if name.startswith("status-")]
    return judge(text, trust, _newest([read_status_list(one, trust.list_keys) for one in texts]), at)


def _newest(lists: list[StatusList]) -> dict[int, StatusList]:
    newest: dict[int, StatusList] = {}
    for one in sorted(lists, key=lambda one: one.issued_at):
        newest[one.number] = one
    return newest


def _jwk(path: Path) -> Jwk:
    try:
        jwk: Jwk = json.loads(path.read_text())
        ensure_verifies(jwk)
    except (ValueError, KeyError, TypeError) as fault:
        raise UntrustedList from fault
    return jwk
