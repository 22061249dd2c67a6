"""Issued papers looked at again: sound ones pass, what was tampered with is told, and each look is recorded."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from issuance.actions import documents, filings, paper_checks
from issuance.domain.access import Reason
from issuance.domain.documents import VoidReason
from issuance.domain.lint import Rule
from issuance.models import AccessRecord, Paper, triggers
from issuance.printing.paper import draw
from issuance.printing.proofs import Flaw
from issuance.queries.access import times_printed
from issuance.queries.samples import sample_of_papers
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def receipt() -> Paper:
    return filings.receipt_of(builders.filing())


def altered(paper: Paper, **changes: object) -> Paper:
    """The paper as somebody left it who wrote past every rule; a changed sheet is sealed again."""
    triggers.drop(connection)
    paper = Paper.objects.get(pk=paper.pk)
    if "sheet" in changes:
        paper.seal("sheet", json.dumps(changes.pop("sheet"), ensure_ascii=False))
    for name, value in changes.items():
        setattr(paper, name, value)
    paper.save()
    return Paper.objects.get(pk=paper.pk)


def test_papers_of_every_series_are_as_they_should_be() -> None:
    counter = builders.counter()
    builders.certificate(builders.filing())
    builders.issued_document(counter)
    checked = list(paper_checks.check_sample(10, at=NOW))
    assert sorted(each.serial[0] for each in checked) == ["E", "P", "R", "R"]
    assert [each.found for each in checked] == [()] * 4


def test_a_voided_document_is_checked_as_a_void_one() -> None:
    counter = builders.counter()
    document = builders.issued_document(counter)
    documents.void(document, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW)
    paper = Paper.objects.get(document=document)
    assert paper_checks.check(paper, at=NOW).found == ()


def test_a_look_leaves_a_record_that_names_no_person_and_counts_as_no_copy() -> None:
    paper = receipt()
    paper_checks.check(paper, at=NOW)
    (record,) = AccessRecord.objects.filter(subject=str(paper.pk))
    assert (record.by, record.reason, record.office_id) == (None, Reason.CHECK, paper.office_id)
    assert record.subject_key == paper.filing.subject_key
    assert times_printed(paper) == 0


def test_a_sheet_that_was_changed_is_told_by_its_digest() -> None:
    paper = receipt()
    sheet = json.loads(paper.unsealed("sheet"))
    sheet["signed_by"] = "서울특별시 종로구 사직동장"
    found = paper_checks.check(altered(paper, sheet=sheet), at=NOW).found
    assert found == (Rule.MARK_DIGEST.label,)


def test_a_mark_of_another_paper_is_told() -> None:
    paper, other = receipt(), receipt()
    found = paper_checks.check(altered(paper, mark=other.mark), at=NOW).found
    assert found == (Rule.MARK_NUMBER.label, Rule.MARK_DIGEST.label)


def test_a_mark_whose_signature_does_not_hold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Paper, "mark_holds", lambda paper: False)
    assert paper_checks.check(receipt(), at=NOW).found == (paper_checks.SIGNATURE,)


def test_a_pdf_that_lacks_its_mark_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_checks, "draw", lambda sheet, mark, void: draw(sheet, mark, void=True))
    assert paper_checks.check(receipt(), at=NOW).found == (Flaw.MARK.label, Flaw.VOID.label)


def test_a_mark_that_cannot_be_read_is_told_and_does_not_stop_the_others() -> None:
    altered(receipt(), mark="KD1:")
    receipt()
    checked = list(paper_checks.check_sample(5, at=NOW))
    assert sorted(len(each.found) for each in checked) == [0, 1]


def test_a_sample_holds_each_paper_once_and_no_more_than_asked() -> None:
    for _ in range(5):
        receipt()
    assert len({paper.pk for paper in sample_of_papers(3)}) == 3
    assert {paper.pk for paper in sample_of_papers(9)} == set(Paper.objects.values_list("pk", flat=True))
    assert len(list(sample_of_papers(9))) == 5


def test_a_sample_of_no_papers_is_empty() -> None:
    assert list(paper_checks.check_sample(3, at=NOW)) == []


def test_the_command_says_how_many_it_looked_at() -> None:
    receipt()
    out = StringIO()
    call_command("check_papers", sample=3, stdout=out)
    assert out.getvalue() == "종이 1장 점검: 이상 없음\n"


def test_the_command_names_the_paper_and_ends_with_one() -> None:
    paper = altered(receipt(), mark="KD1:")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_papers", sample=3, stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().startswith(f"{paper.serial}: ")
    assert out.getvalue().endswith("종이 1장 점검: 잘못 1건\n")
