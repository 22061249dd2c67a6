"""What the rehearsal leaves in its folder: counts of the first outage, its papers, and the signed lists."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from issuance.actions import keys
from issuance.domain.papers import Series
from issuance.domain.states import FilingState, OutageState
from issuance.domain.verdicts import Standing, Verdict
from issuance.models import Outage, Paper
from issuance.models.keys import KeyUse
from issuance.queries.outages import sums
from issuance.sealing.lists import Realm

WRITTEN = ("*.pdf", "closing-*.xlsx", "status-*.jwt", "trust-list.jwt", "root.jwk.json", "summary.json")

_VERDICTS = {
    Standing.VOIDED: Verdict.VOIDED,
    Standing.SUPERSEDED: Verdict.SUPERSEDED,
    Standing.SUSPENDED: Verdict.SUSPENDED,
}


def emptied(folder: Path) -> Path:
    """The folder, without what an earlier rehearsal left there."""
    folder.mkdir(parents=True, exist_ok=True)
    for pattern in WRITTEN:
        for path in folder.glob(pattern):
            path.unlink()
    return folder


def write(folder: Path, outage: Outage, *, at: datetime) -> dict[str, Any]:
    """Write `summary.json`, counted by queries over the first outage alone."""
    summary: dict[str, Any] = {"outage": outage.number, **asdict(sums(outage))}
    summary["closed"] = outage.state == OutageState.CLOSED
    papers = Paper.objects.filter(filing__outage=outage).select_related(
        "document", "certificate", "filing", "book"
    )
    summary["papers"] = [
        {
            "serial": paper.serial,
            "file": f"{paper.serial}.pdf",
            "state": _state(paper),
            "expected_verdict": _verdict(paper, at).value,
        }
        for paper in papers.order_by("book", "sequence")
    ]
    (folder / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
    return summary


def write_lists(folder: Path, *, at: datetime) -> None:
    """The trust list with its root, and the status lists: written last, so that they know every paper."""
    for published in keys.publish_all(at=at):
        if published.realm == Realm.LIVE:
            (folder / f"{published.name}.jwt").write_text(published.text)
    root = keys.realm_key(Realm.LIVE, KeyUse.ROOT, at=at)
    (folder / "root.jwk.json").write_text(json.dumps(root.public_jwk, indent=1) + "\n")


def _state(paper: Paper) -> str:
    if paper.series == Series.PROVISIONAL:
        return str(paper.document.state)
    if paper.series == Series.CERTIFICATE:
        return str(paper.certificate.state)
    if paper.series == Series.RECEIPT:
        return str(FilingState(paper.filing.state))
    return "issued"


def _verdict(paper: Paper, at: datetime) -> Verdict:
    """What a verifier who holds today's lists must find."""
    standing = Standing(paper.status)
    if standing in _VERDICTS:
        return _VERDICTS[standing]
    if paper.expires_at is not None and paper.expires_at <= at:
        return Verdict.EXPIRED
    return Verdict.VALID
