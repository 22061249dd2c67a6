"""Whose a case is, notes that stay, and attachments that are sealed."""

import pytest

from issuance.actions import case_files
from issuance.domain.access import Reason
from issuance.domain.paper_filings import EvidenceType
from issuance.models import AccessRecord, CaseAttachment, CaseNote
from issuance.queries.faults import all_faults
from tests import builders
from tests.actions.cases import opened, settled
from tests.builders import Counter
from tests.ledger_files import RECOVERED
from tests.refusals import refused, refused_by_database

PDF = b"%PDF-1.7 scan"


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def test_a_case_is_given_to_a_colleague_and_taken_over_with_a_reason(counter: Counter) -> None:
    case, head = opened(counter), builders.head()
    case = case_files.assign(case, to=counter.supervisor, by=counter.supervisor, at=RECOVERED)
    with refused("assigned_to_self"):
        case_files.assign(case, to=counter.supervisor, by=counter.supervisor, at=RECOVERED)
    with refused("assigned_already"):
        case_files.assign(case, to=head, by=head, at=RECOVERED)
    with refused("reason_missing"):
        case_files.take_over(case, words=" ", by=head, at=RECOVERED)
    case = case_files.take_over(case, words="담당자가 휴가임", by=head, at=RECOVERED)
    assert (case.assigned_to, [note.words for note in case.notes.all()]) == (head, ["담당자가 휴가임"])
    case = case_files.assign(case, to=counter.supervisor, by=head, at=RECOVERED)
    assert [verb for verb, *_ in builders.told(case)] == ["open", "assign", "take_over", "assign"]
    assert list(all_faults()) == []


def test_only_those_who_reconcile_here_may_have_a_case(counter: Counter) -> None:
    case = opened(counter)
    for stranger in (counter.clerk, builders.supervisor(builders.NEIGHBOUR)):
        with refused("not_a_colleague"):
            case_files.assign(case, to=stranger, by=counter.supervisor, at=RECOVERED)
    settled(case)
    with refused("case_is_settled"):
        case_files.assign(case, to=counter.supervisor, by=counter.supervisor, at=RECOVERED)


def test_a_note_is_never_changed_and_holds_no_number(counter: Counter) -> None:
    case = opened(counter)
    row = case_files.note(case, words="전화로 본인을 찾음", by=counter.supervisor, at=RECOVERED)
    with refused("open_number"):
        case_files.note(
            case, words=f"번호는 {builders.resident_number()}", by=counter.supervisor, at=RECOVERED
        )
    with refused_by_database("append only"):
        CaseNote.objects.filter(pk=row.pk).update(words="다르게")
    with refused_by_database("rows are kept"):
        CaseNote.objects.filter(pk=row.pk)._raw_delete("default")
    assert list(all_faults()) == []


def test_an_attachment_is_sealed_and_each_look_leaves_a_record(counter: Counter) -> None:
    case = opened(counter)
    row = case_files.attach(case, title="확인서 사본", content=PDF, by=counter.supervisor, at=RECOVERED)
    stored = CaseAttachment.objects.get(pk=row.pk)
    assert (stored.media_type, stored.byte_count, PDF in bytes(stored.content)) == (
        "application/pdf",
        13,
        False,
    )
    content, media_type = case_files.attachment(stored, by=builders.head(), at=RECOVERED)
    assert (content, media_type) == (PDF, EvidenceType.PDF)
    record = AccessRecord.objects.order_by("id").last()
    assert record is not None
    assert (record.noun, record.subject, record.reason) == ("caseattachment", str(row.pk), Reason.EVIDENCE)
    with refused("other_office"):
        case_files.attachment(stored, by=builders.supervisor(builders.NEIGHBOUR), at=RECOVERED)
    assert list(all_faults()) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_attachment"),
        (b"<script>alert(1)</script>", "evidence_unknown"),
        (b"PK\x03\x04", "evidence_unknown"),
        (b"%PDF-" + b"x" * 5 * 1024 * 1024, "evidence_too_large"),
    ],
)
def test_other_files_are_not_kept(counter: Counter, content: bytes, code: str) -> None:
    case = opened(counter)
    with refused(code):
        case_files.attach(case, title="", content=content, by=counter.supervisor, at=RECOVERED)
    assert CaseAttachment.objects.count() == 0
