"""Keys from the console: seen, rotated, revoked, published; and the verifier as a file."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from issuance.actions import keys, verification
from issuance.domain.verdicts import Verdict
from issuance.models import Paper, PublishedList, SigningKey
from issuance.models.keys import KeyUse
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import NOW, told

REASON = "--reason=열쇠가 든 장비를 잃음"


@pytest.fixture
def paper(db: None) -> Paper:
    paper = builders.handed_over(builders.counter()).paper
    assert paper is not None
    return paper


def run(*arguments: object, hours: int = 1) -> str:
    out = io.StringIO()
    name, *rest = (str(argument) for argument in arguments)
    with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
        call_command(name, *rest, stdout=out)
    return out.getvalue()


def verdict(paper: Paper) -> Verdict:
    return verification.verify_mark(paper.mark, at=NOW + timedelta(hours=2), by_address="").judgement.verdict


def test_a_new_key_signs_from_now_on_and_the_old_one_stays_good(paper: Paper) -> None:
    run("keys", "rotate", f"--office={builders.TOWN}")
    signing = keys.book_key(paper.book, at=NOW + timedelta(hours=2))
    assert signing != paper.key
    assert told(signing) == [("rotate", "", "good", "")]
    assert verdict(paper) == Verdict.VALID
    assert list(all_faults()) == []


def test_a_revoked_key_is_in_the_next_trust_list_and_in_the_journal(paper: Paper) -> None:
    run("keys", "publish")
    before = PublishedList.objects.get(realm="live", name="trust-list").version
    run("keys", "revoke", f"--kid={paper.key.kid}", "--from-sequence=0", REASON)
    assert PublishedList.objects.get(realm="live", name="trust-list").version == before + 1
    assert verdict(paper) == Verdict.KEY_REVOKED
    assert told(paper.key) == [("revoke", "good", "revoked", "")]
    assert "폐지 2026. 11. 23. 15:00 (0번부터)" in run("keys", "list")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--kid=AAAAAAAAAAA", "--from-sequence=0", REASON), "없습니다"),
        (("--kid={kid}", "--from-sequence=-1", REASON), "0 이상"),
        (("--kid={kid}", "--from-sequence=0", "--reason=x"), "reason"),
    ],
)
def test_a_revocation_that_makes_no_sense_is_refused(
    paper: Paper, arguments: tuple[str, ...], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        run("keys", "revoke", *(argument.format(kid=paper.key.kid) for argument in arguments))
    assert SigningKey.objects.filter(revoked_at__isnull=False).count() == 0


def test_a_root_stays(paper: Paper) -> None:
    run("keys", "publish")
    root = SigningKey.objects.get(realm="live", use=KeyUse.ROOT)
    with pytest.raises(CommandError, match="root_stays"):
        run("keys", "revoke", f"--kid={root.kid}", "--from-sequence=0", REASON)


def test_published_lists_are_written_as_files(paper: Paper, tmp_path: Path) -> None:
    run("keys", "publish", f"--out={tmp_path / 'lists'}")
    names = sorted(path.name for path in (tmp_path / "lists").iterdir())
    assert names == ["root.jwk.json", f"status-{paper.status_list}.jwt", "trust-list.jwt"]
    assert '"d"' not in (tmp_path / "lists" / "root.jwk.json").read_text()


def test_the_verifier_is_one_file_with_the_newest_lists(paper: Paper, tmp_path: Path) -> None:
    run("export_verifier", tmp_path / "verifier.html", hours=3)
    page = (tmp_path / "verifier.html").read_text()
    trust = PublishedList.objects.get(realm="live", name="trust-list")
    assert (trust.published_at, trust.text in page) == (NOW + timedelta(hours=3), True)


def test_without_papers_there_is_nothing_to_export(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing_published"):
        run("export_verifier", tmp_path / "verifier.html")
