"""Verifying from the console: a PDF, a picture or a text; with the ledger, or by signed lists alone."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.core.management import CommandError, call_command

from issuance.actions import keys, papers
from issuance.domain.verdicts import Standing
from issuance.models import Paper, VerificationRecord
from tests import builders
from tests.builders import NOW


@pytest.fixture
def paper(db: None) -> Paper:
    paper = builders.handed_over(builders.counter()).paper
    assert paper is not None
    keys.publish_all(at=NOW)
    return paper


@pytest.fixture
def pdf(paper: Paper, tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(papers.printed(paper, by=builders.clerk(), at=NOW))
    return path


def run(*arguments: object, at: Any = NOW) -> tuple[int, str]:
    out = io.StringIO()
    with time_machine.travel(at, tick=False):
        try:
            call_command("verify_mark", *(str(argument) for argument in arguments), stdout=out)
        except SystemExit as end:
            return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def judged(*arguments: object, at: Any = NOW) -> tuple[int, str, str | None]:
    code, text = run(*arguments, "--json", at=at)
    said = json.loads(text)
    return code, said["verdict"], said["reason"]


def test_a_pdf_and_a_picture_of_it_are_valid(pdf: Path, tmp_path: Path) -> None:
    picture = tmp_path / "paper.png"
    with pypdfium2.PdfDocument(pdf) as document:
        document[0].render(scale=100 / 72).to_pil().rotate(90, expand=True).save(picture)
    assert judged("--pdf", pdf) == judged("--image", picture) == (0, "VALID", None)


def test_only_valid_ends_with_0(paper: Paper) -> None:
    assert judged("--text", paper.mark, at=NOW + timedelta(days=60)) == (1, "EXPIRED", None)
    papers.set_status(paper, Standing.VOIDED)
    assert judged("--text", paper.mark) == (1, "VOIDED", None)
    assert judged("--text", paper.mark[:-1]) == (1, "UNREADABLE", "alphabet")
    assert judged("--text", "KD2:ABC") == (1, "UNREADABLE", "newer")


def test_a_page_without_a_mark_is_unreadable(tmp_path: Path, db: None) -> None:
    blank = tmp_path / "blank.pdf"
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.save(blank)
    assert judged("--pdf", blank) == (1, "UNREADABLE", "no_mark")


def test_people_read_the_verdict_in_words(paper: Paper) -> None:
    code, text = run("--text", paper.mark)
    assert (code, text.splitlines()[:2]) == (0, ["VALID  유효", f"  문서번호  {paper.serial}"])
    assert "신분증" in text


def test_offline_it_asks_the_lists_alone(paper: Paper) -> None:
    papers.set_status(paper, Standing.VOIDED)
    assert judged("--text", paper.mark, "--offline") == (0, "VALID", None)
    keys.publish_all(at=NOW)
    assert judged("--text", paper.mark, "--offline") == (1, "VOIDED", None)
    assert VerificationRecord.objects.count() == 0


def test_offline_it_takes_lists_from_files_that_were_published(paper: Paper, tmp_path: Path) -> None:
    with time_machine.travel(NOW, tick=False):
        call_command("keys", "publish", f"--out={tmp_path}", stdout=io.StringIO())
    status = tmp_path / f"status-{paper.status_list}.jwt"
    files = [
        "--trust-list",
        tmp_path / "trust-list.jwt",
        "--root",
        tmp_path / "root.jwk.json",
        "--status",
        status,
    ]
    assert judged("--text", paper.mark, "--offline", *files) == (0, "VALID", None)
    with pytest.raises(CommandError, match="older_list"):
        run("--text", paper.mark, "--offline", *files, "--least-version", "9")
    (tmp_path / "root.jwk.json").write_text(json.dumps(paper.key.public_jwk))
    with pytest.raises(CommandError, match="untrusted_list"):
        run("--text", paper.mark, "--offline", *files)


def test_a_file_that_is_not_there_or_no_picture_is_named(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError, match="열 수 없습니다"):
        run("--pdf", tmp_path / "none.pdf")
    (tmp_path / "odd.png").write_bytes(b"odd")
    with pytest.raises(CommandError, match="picture_not_readable"):
        run("--image", tmp_path / "odd.png")


def test_without_any_list_there_is_no_offline_verdict(db: None) -> None:
    with pytest.raises(CommandError, match="no_lists"):
        run("--text", "KD1:", "--offline")
