"""A file is read once into sealed blocks, looked at, then brought in or dropped; killed anywhere, nothing is half."""

import csv
import io
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from issuance import tasks
from issuance.actions import blocks, ledger, outages, readers, staging
from issuance.actions.filings import subject_hash
from issuance.domain.ledger import ExtractRow, FileKind
from issuance.domain.spellings import row_text
from issuance.domain.staging import RECORD, place_in_block, row_number, words_of_changes
from issuance.domain.states import FilingState, ImportState
from issuance.main_system import files, pieces
from issuance.main_system.encodings import Limits
from issuance.models import (
    Filing,
    ImportFault,
    IssuedEntry,
    JournalEntry,
    LedgerEntry,
    LedgerImport,
    Outage,
    RegistrationAnswer,
    StagedBlock,
    User,
)
from issuance.queries import ledger as queries
from issuance.queries.faults import edges_of
from issuance.sealing.vault import keyed_hash
from tests import builders
from tests.builders import FACTS, NOW, resident_number
from tests.ledger_files import RECOVERED, answer_row, bring_in, extract_row, file_of, issued_row
from tests.refusals import refused

pytestmark = pytest.mark.django_db

WAITING = (ImportState.STAGING, ImportState.STAGED, ImportState.CONFIRMED)


def staged(
    content: bytes,
    kind: FileKind = FileKind.EXTRACT,
    *,
    outage: Outage | None = None,
    by: User | None = None,
    workers: int = 0,
) -> LedgerImport:
    return staging.stage(
        io.BytesIO(content),
        file_name=f"{kind.value}.csv",
        file_kind=kind,
        snapshot=outage is None,
        outage=outage,
        by=by or builders.headquarters_drafter(),
        at=NOW,
        workers=workers,
    )


def extract_rows(block: StagedBlock) -> list[ExtractRow]:
    return [row for row in staging.opened_rows(block) if isinstance(row, ExtractRow)]


def row_counts(*, without: tuple[str, ...] = ()) -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model.__name__ not in without
    }


def three_rows() -> bytes:
    """A good row, one whose number has a digit too few, and another good one."""
    return file_of(
        FileKind.EXTRACT,
        [
            extract_row(resident_number(), ledger_number="원-1"),
            extract_row(resident_number()[:-1], ledger_number="원-2"),
            extract_row(resident_number(), ledger_number="원-3"),
        ],
    )


def many_rows(count: int) -> bytes:
    rows = [extract_row(resident_number(), ledger_number=f"원-{place}") for place in range(count)]
    return file_of(FileKind.EXTRACT, rows)


def test_a_preview_changes_nothing_but_its_own_staging() -> None:
    builders.headquarters_drafter()
    own = ("LedgerImport", "StagedBlock", "ImportFault", "JournalEntry", "Book")
    before = row_counts(without=own)
    made = staged(three_rows())
    assert row_counts(without=own) == before
    assert (made.state, made.encoding, made.row_count, made.fault_count, made.block_count) == (
        ImportState.STAGED, "UTF-8", 2, 1, 1,
    )  # fmt: skip
    assert list(made.faults.values_list("row", "column", "code", "shown")) == [
        (3, "주민등록번호", "wrong_length", made.faults.get().shown)
    ]
    assert made.columns[:6] == ["원장번호", "서류코드", "주민등록번호", "고유번호", "성명", "기준일시"]


def test_an_unknown_column_is_shown_and_not_kept() -> None:
    made = staged(file_of(FileKind.EXTRACT, [extract_row(resident_number(), 비고="옛 자료")]))
    assert made.unknown_columns == ["비고"]
    assert "옛 자료" not in made.blocks.get().unsealed("content")


def test_a_number_that_stands_in_the_header_is_masked() -> None:
    made = staged(file_of(FileKind.EXTRACT, [{**extract_row(resident_number()), "850302-9012345": ""}]))
    assert made.unknown_columns == ["850302-*******"]


def test_nothing_of_a_row_stands_in_a_block_in_the_clear() -> None:
    number = resident_number()
    made = staged(file_of(FileKind.EXTRACT, [extract_row(number)]), outage=builders.suspected_outage())
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, keys FROM issuance_stagedblock WHERE source_id = %s", [made.pk])
        content, keys = (bytes(cell) for cell in cursor.fetchone())
    plain = (number, FACTS["RR01"]["주소"], FACTS["RR01"]["세대원"], "홍길동")
    assert [text for text in plain if text.encode() in content + keys] == []
    assert len(keys) == RECORD.size


def test_the_packed_record_is_what_a_paper_of_the_same_facts_would_have() -> None:
    number = resident_number()
    made = staged(file_of(FileKind.EXTRACT, [extract_row(number)]), outage=builders.suspected_outage())
    block = made.blocks.get()
    (row,) = extract_rows(block)
    said = row_text("RR01", number, [value for _, value in row.facts], name="홍길동")
    assert list(RECORD.iter_unpack(block.keys)) == [
        (
            bytes.fromhex(keyed_hash("row", said))[:16],
            bytes.fromhex(subject_hash(number))[:16],
            int(row.as_of.timestamp()),
            b"RR01",
        )
    ]


@pytest.mark.parametrize("workers", [0, 1, 2])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_other_processes_read_the_very_same(
    workers: int, line_end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With records over several lines, bad rows and blank ones, so that pieces end in the middle of something."""
    for module in (pieces, readers, files):
        monkeypatch.setattr(module, "PIECE_CHARACTERS", 2_000)
    rows = [
        extract_row(
            f"850302901{place:04}", ledger_number=f"원-{place}", 주소="서울\n종로\n" * (place % 4) + "끝"
        )
        if place % 3
        else extract_row("1", ledger_number=f"원-{place}")
        for place in range(300)
    ]
    text = file_of(FileKind.EXTRACT, rows).decode().replace("\r\n", line_end)
    made = staged((text + line_end * 3).encode(), workers=workers)
    assert (made.row_count, made.fault_count) == (200, 100)
    assert made.block_count > 5
    assert list(made.faults.values_list("row", flat=True)) == [2 + place for place in range(0, 300, 3)]
    found = [
        (row.row, row.ledger_number)
        for block in made.blocks.select_related("source")
        for row in extract_rows(block)
    ]
    assert found == [(2 + place, f"원-{place}") for place in range(300) if place % 3]
    assert [block.index for block in made.blocks.all()] == list(range(made.block_count))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_row_comes_back_out_of_its_block_as_it_was_in_any_encoding(encoding: str) -> None:
    rows = [
        extract_row(resident_number(), name="똠방각하", 주소='서울, "종로"\n2층', ledger_number="=1+1"),
        extract_row(resident_number(), name="홍길동"),
    ]
    if encoding != "cp949":
        rows.append(extract_row(resident_number(), name=unicodedata.normalize("NFD", "홍길동")))
    made = staged(file_of(FileKind.EXTRACT, rows, encoding=encoding))
    found = extract_rows(made.blocks.get())
    assert [row.name for row in found] == ["똠방각하", "홍길동", "홍길동"][: len(rows)]
    assert dict(found[0].facts)["주소"] == '서울, "종로"\n2층'
    assert (found[0].ledger_number, found[0].row, found[1].row) == ("=1+1", 2, 3)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("원장번호,서류코드\n원-1,RR01\n".encode(), "missing_column"),
        (three_rows().replace("원장번호".encode(), "성명".encode(), 1), "duplicate_column"),
        (three_rows() + b"\xff\xff\n", "wrong_encoding"),
        (three_rows()[:-5] + "가".encode()[:2], "wrong_encoding"),
        (three_rows() + b"\0\n", "file_has_nul"),
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\xff\xfe", "empty_file"),
        (b"a," * 2_000 + b"a\n", "too_many_columns"),
        (b"PK\x03\x04" + b"x" * 100, "broken_spreadsheet"),
        (file_of(FileKind.EXTRACT, [extract_row(resident_number()), {"서류코드": "LD01"}]), "missing_column"),
    ],
)
def test_a_fault_of_the_header_or_the_encoding_refuses_the_whole_file(content: bytes, code: str) -> None:
    builders.headquarters_drafter()
    before = row_counts()
    with refused(code):
        staged(content)
    assert row_counts() == before


def test_a_file_beyond_the_cap_is_refused_before_it_is_read() -> None:
    class Sparse(io.BytesIO):
        """Says that it has ten gigabytes, and must not be read beyond what tells its kind."""

        def seek(self, offset: int, whence: int = 0, /) -> int:
            return 10 * 1024**3 if whence == 2 else super().seek(offset, whence)

        def read(self, size: int | None = -1, /) -> bytes:
            assert size == 4
            return b""

    with refused("file_too_large"):
        staging.stage(
            Sparse(),
            file_name="원부.csv",
            file_kind=FileKind.EXTRACT,
            snapshot=True,
            outage=None,
            by=builders.headquarters_drafter(),
            at=NOW,
        )
    assert LedgerImport.objects.count() == 0


def test_the_same_bytes_show_the_preview_that_waits_and_then_the_import() -> None:
    content = three_rows()
    first = staged(content)
    before = row_counts()
    assert staged(content) == first
    assert row_counts() == before
    first = ledger.confirm(first, by=builders.headquarters_drafter(), at=RECOVERED)
    assert staged(content) == first
    first = ledger.apply_rest(first, at=RECOVERED)
    before = row_counts()
    assert (bring_in(content, outage=None), first.state) == (first, ImportState.DONE)
    assert row_counts() == before


def test_two_who_bring_the_same_file_in_at_once_get_one_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one looked before the first had ended, so only the table can tell."""
    content = three_rows()
    first = staged(content)
    looks, same_file = [0], queries.same_file

    def sees_nothing_at_first(**of: Any) -> LedgerImport | None:
        looks[0] += 1
        return same_file(**of) if looks[0] > 1 else None

    monkeypatch.setattr(queries, "same_file", sees_nothing_at_first)
    assert staged(content) == first
    assert (LedgerImport.objects.count(), StagedBlock.objects.count()) == (1, 1)


def test_a_dropped_preview_leaves_no_row_and_its_file_may_come_again() -> None:
    by, content = builders.headquarters_drafter(), three_rows()
    made = ledger.drop(staged(content), by=by, at=NOW)
    assert (made.state, made.blocks.count(), made.faults.count()) == (ImportState.DROPPED, 0, 0)
    again = staged(content)
    assert again != made
    assert again.state == ImportState.STAGED
    with refused("wrong_state"):
        ledger.confirm(made, by=by, at=NOW)


def test_who_staged_confirmed_and_dropped_a_file_stands_in_the_journal() -> None:
    by = builders.headquarters_drafter()
    made = bring_in(three_rows(), outage=None)
    dropped = ledger.drop(staged(many_rows(1)), by=by, at=NOW)
    told = JournalEntry.objects.filter(noun="ledgerimport").order_by("pk")
    assert list(told.values_list("subject", "verb", "before", "after")) == [
        (str(made.pk), "stage", "staging", "staged"),
        (str(made.pk), "confirm", "staged", "confirmed"),
        (str(made.pk), "finish", "confirmed", "done"),
        (str(dropped.pk), "stage", "staging", "staged"),
        (str(dropped.pk), "drop", "staged", "dropped"),
    ]


@pytest.mark.parametrize("role", ["clerk", "auditor"])
def test_whoever_may_not_bring_files_in_may_do_nothing_with_them(role: str) -> None:
    made = staged(three_rows())
    person = builders.clerk() if role == "clerk" else builders.auditor()
    for deed in (ledger.confirm, ledger.drop):
        with refused("not_permitted"):
            deed(made, by=person, at=NOW)
    with refused("not_permitted"):
        staged(three_rows(), by=person)
    with refused("not_permitted"):
        list(ledger.error_file(made, by=person))
    made.refresh_from_db()
    assert made.state == ImportState.STAGED


def test_a_confirmed_snapshot_comes_in_block_by_block_and_its_blocks_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (pieces, files):
        monkeypatch.setattr(module, "PIECE_CHARACTERS", 300)
    made = staged(many_rows(5))
    made = ledger.confirm(made, by=builders.headquarters_drafter(), at=RECOVERED)
    steps = []
    while made.state == ImportState.CONFIRMED:
        steps.append((made.blocks_done, made.blocks.count(), LedgerEntry.objects.count() == 5))
        made = ledger.apply_next(made, at=RECOVERED)
    count = made.block_count
    assert steps == [(done, count - done, False) for done in range(count)]
    assert (LedgerEntry.objects.count(), made.blocks.count(), made.blocks_done) == (5, 0, count)
    assert ledger.apply_next(made, at=RECOVERED).blocks_done == count


def test_a_snapshot_that_is_only_half_in_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pieces, files):
        monkeypatch.setattr(module, "PIECE_CHARACTERS", 300)
    made = ledger.confirm(staged(many_rows(5)), by=builders.headquarters_drafter(), at=RECOVERED)
    made = ledger.apply_next(made, at=RECOVERED)
    assert LedgerEntry.objects.count() > 0
    assert queries.snapshot_as_of() is None
    ledger.apply_rest(made, at=RECOVERED)
    assert queries.snapshot_as_of() is not None


def test_a_fault_while_a_block_comes_in_leaves_it_waiting_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pieces, files):
        monkeypatch.setattr(module, "PIECE_CHARACTERS", 300)
    made = ledger.confirm(staged(many_rows(5)), by=builders.headquarters_drafter(), at=RECOVERED)
    made = ledger.apply_next(made, at=RECOVERED)
    entries, blocks = LedgerEntry.objects.count(), made.blocks.count()
    with monkeypatch.context() as broken:
        broken.setattr(StagedBlock, "delete", lambda block: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ledger.apply_next(made, at=RECOVERED)
    assert (LedgerEntry.objects.count(), made.blocks.count()) == (entries, blocks)
    tasks.apply_imports()
    made.refresh_from_db()
    assert (made.state, LedgerEntry.objects.count()) == (ImportState.DONE, 5)
    assert list(LedgerEntry.objects.values_list("row", flat=True).order_by("row")) == [2, 3, 4, 5, 6]


def test_whatever_ends_a_reading_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.headquarters_drafter()
    before, block = row_counts(), blocks.block_of

    def breaks(made: LedgerImport, piece: pieces.Piece) -> StagedBlock:
        if made.block_count == 2:
            raise KeyboardInterrupt
        return block(made, piece)

    monkeypatch.setattr(staging, "_BLOCKS_AT_ONCE", 1)
    monkeypatch.setattr(staging, "block_of", breaks)
    for module in (pieces, files):
        monkeypatch.setattr(module, "PIECE_CHARACTERS", 300)
    with pytest.raises(KeyboardInterrupt):
        staged(many_rows(8))
    assert row_counts() == before


def test_what_a_killed_reading_left_is_seen_by_nobody_and_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    content = three_rows()
    monkeypatch.setattr(staging, "_staged", lambda *of, **more: (_ for _ in ()).throw(KeyboardInterrupt))
    monkeypatch.setattr(staging, "forget", lambda made: None)
    with pytest.raises(KeyboardInterrupt):
        staged(content)
    monkeypatch.undo()
    left = LedgerImport.objects.get()
    assert (left.state, left.blocks.count()) == (ImportState.STAGING, 1)
    assert list(queries.imports_of(builders.headquarters_drafter())) == []
    made = staged(content)
    assert made != left
    tasks.erase_previews()
    assert LedgerImport.objects.filter(pk=left.pk).exists()
    LedgerImport.objects.filter(pk=left.pk).update(seen_at=NOW - timedelta(days=400))
    LedgerImport.objects.filter(pk=made.pk).update(imported_at=NOW - timedelta(days=400))
    tasks.erase_previews()
    assert [(one.pk, one.state) for one in LedgerImport.objects.all()] == [(made.pk, ImportState.DROPPED)]
    assert (StagedBlock.objects.count(), ImportFault.objects.count()) == (0, 0)


@pytest.mark.parametrize("erased_before", ["store", "_staged"])
def test_a_reading_that_was_taken_for_dead_and_erased_says_so(
    erased_before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.headquarters_drafter()
    before, step = row_counts(), getattr(staging, erased_before)

    def long_after(made: LedgerImport, *of: Any, **more: Any) -> Any:
        LedgerImport.objects.update(seen_at=NOW - timedelta(days=400))
        tasks.erase_previews()
        return step(made, *of, **more)

    monkeypatch.setattr(staging, erased_before, long_after)
    with refused("reading_erased"):
        staged(three_rows())
    assert row_counts() == before


def test_what_was_read_to_its_end_meanwhile_is_not_swept() -> None:
    made = staged(three_rows())
    ledger.confirm(made, by=builders.headquarters_drafter(), at=NOW)
    staging.forget(made)
    assert (LedgerImport.objects.get().state, StagedBlock.objects.count()) == (ImportState.CONFIRMED, 1)


def test_the_error_file_names_every_row_and_no_spreadsheet_calculates_it() -> None:
    rows = [
        extract_row("1", ledger_number="원-1"),
        {**extract_row(resident_number()), "서류코드": "=1+1"},
        extract_row(resident_number()),
        extract_row(resident_number() + "0"),
    ]
    made = staged(file_of(FileKind.EXTRACT, rows))
    text = b"".join(ledger.error_file(made, by=builders.headquarters_drafter())).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))
    assert [(row["행"], row["칸"], row["오류코드"]) for row in found] == [
        ("2", "주민등록번호", "wrong_length"),
        ("3", "서류코드", "unknown_kind_code"),
        ("5", "주민등록번호", "wrong_length"),
    ]
    assert found[1]["값"] == "'=1+1"
    assert found[2]["값"].endswith("********")


def test_entries_for_cases_are_made_once_and_hold_what_the_row_held() -> None:
    number = resident_number()
    rows = [extract_row(resident_number()), extract_row("1"), extract_row(number, 주소="서울특별시 중구")]
    made = bring_in(file_of(FileKind.EXTRACT, rows), outage=builders.suspected_outage())
    block = made.blocks.get()
    one = staging.entries_from([block], {0: [1]})[0, 1]
    assert (one.row, one.subject_key, one.name) == (4, subject_hash(number), "홍길동")
    assert '"주소": "서울특별시 중구"' in one.unsealed("facts")
    both = staging.entries_from([block], {0: [0, 1]})
    assert {place: entry.row for place, entry in both.items()} == {(0, 0): 2, (0, 1): 4}
    assert both[0, 1] == one
    assert staging.entries_from([], {}) == {}
    assert LedgerEntry.objects.count() == 2
    with pytest.raises(IntegrityError):
        LedgerEntry.objects.create(source=made, row=4, as_of=NOW, facts=one.facts)


def test_an_issued_number_that_stands_twice_is_a_fault_over_all_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (pieces, files):
        monkeypatch.setattr(module, "PIECE_CHARACTERS", 200)
    outage, number = builders.suspected_outage(), resident_number()
    rows = [issued_row(number, at=NOW, official=f"2026-{place % 4}") for place in range(8)]
    made = bring_in(file_of(FileKind.ISSUED, rows), FileKind.ISSUED, outage=outage)
    assert (made.row_count, made.fault_count, IssuedEntry.objects.count()) == (4, 4, 4)
    assert set(made.faults.values_list("code", flat=True)) == {"issued_number_twice"}


def test_an_office_that_is_in_no_list_is_a_fault() -> None:
    row = {**issued_row(resident_number(), at=NOW), "기관코드": "99999999"}
    made = staged(file_of(FileKind.ISSUED, [row]), FileKind.ISSUED, outage=builders.suspected_outage())
    assert list(made.faults.values_list("row", "column", "code")) == [(2, "기관코드", "unknown_office")]


def test_a_preview_of_answers_says_how_many_filings_they_would_register() -> None:
    outage = builders.declared_outage()
    ours = [builders.filing() for _ in range(3)]
    receipts = [filing.papers.get() for filing in ours]
    rows = [
        answer_row(receipts[0], "0000", number="1"),
        answer_row(receipts[1], "1001", number="2"),
        answer_row(receipts[2], "2001"),
        answer_row("R-11110515-26-001-000999", "0000", number="3"),
    ]
    made = staged(file_of(FileKind.ANSWERS, rows), FileKind.ANSWERS, outage=outage)
    assert made.changes == {"unknown": 1, "would_register": 2, "refused": 1}
    assert (
        RegistrationAnswer.objects.count(),
        Filing.objects.filter(state=FilingState.REGISTERED).count(),
    ) == (0, 0)
    made = ledger.apply_rest(ledger.confirm(made, by=made.imported_by, at=RECOVERED), at=RECOVERED)
    assert (made.row_count, made.fault_count) == (3, 1)
    assert list(made.faults.values_list("row", "code")) == [(5, "unknown_receipt")]
    assert Filing.objects.filter(state=FilingState.REGISTERED).count() == 2


def test_answers_of_one_office_are_brought_in_by_that_office_alone() -> None:
    """What another office brought in registered only its own filings, so the same bytes are another file for this one."""
    outage = builders.declared_outage()
    rows = [answer_row(builders.filing().papers.get(), "0000", number="1")]
    content = file_of(FileKind.ANSWERS, rows)
    elsewhere = staged(content, FileKind.ANSWERS, outage=outage, by=builders.supervisor(builders.NEIGHBOUR))
    here = staged(content, FileKind.ANSWERS, outage=outage, by=builders.supervisor())
    assert elsewhere != here
    assert (elsewhere.changes["unknown"], here.changes["would_register"]) == (1, 1)
    with refused("other_office"):
        ledger.confirm(here, by=elsewhere.imported_by, at=RECOVERED)
    with refused("other_office"):
        ledger.confirm(here, by=builders.headquarters_drafter(), at=RECOVERED)


def test_a_preview_of_an_extract_says_its_kinds_its_span_and_what_it_adds_to() -> None:
    outage = builders.suspected_outage()
    bring_in(many_rows(1), outage=outage)
    content = file_of(
        FileKind.EXTRACT, [extract_row(resident_number()), extract_row(builders.parcel_number(), kind="LD02")]
    )
    made = staged(content, outage=outage)
    assert made.changes["kinds"] == {"LD02": 1, "RR01": 1}
    assert (made.changes["earlier"], made.changes["again"]) == (1, 0)
    assert made.changes["oldest"] == made.changes["newest"]


def test_a_preview_of_an_extract_says_how_many_of_its_rows_came_before() -> None:
    outage = builders.suspected_outage()
    one, other, fresh = (extract_row(resident_number()) for _ in range(3))
    bring_in(file_of(FileKind.EXTRACT, [one, other]), outage=outage)
    later = extract_row(other["주민등록번호"], as_of=RECOVERED)
    made = staged(file_of(FileKind.EXTRACT, [fresh, one, later]), outage=outage)
    assert made.changes["again"] == 1
    said = dict(words_of_changes(FileKind.EXTRACT, made.changes))
    assert (
        said["앞서 불러온 원부"]
        == "파일 1개. 그 행들과 같은 행이 1개이고, 나머지 2개가 새 상태로 더해집니다."
    )


def test_nothing_comes_in_for_an_outage_that_is_over() -> None:
    outage, content = builders.suspected_outage(), many_rows(1)
    made = staged(content, outage=outage)
    outage = outages.dismiss(outage, by=made.imported_by, at=NOW)
    with refused("import_outage_is_over"):
        staged(many_rows(1), outage=outage)
    with refused("import_outage_is_over"):
        ledger.confirm(made, by=made.imported_by, at=NOW)
    assert ledger.drop(made, by=made.imported_by, at=NOW).state == ImportState.DROPPED


def test_the_machine_of_a_file_has_these_edges_and_no_others() -> None:
    assert set(edges_of(LedgerImport)) == {
        ("stage", "staging", "staged"),
        ("confirm", "staged", "confirmed"),
        ("drop", "staged", "dropped"),
        ("finish", "confirmed", "done"),
    }


def test_a_row_keeps_its_number_over_runs_that_are_left_out() -> None:
    skipped = [(3, 2), (7, 1)]
    assert [row_number(place, first_row=2, skipped=skipped) for place in range(4)] == [2, 5, 6, 8]
    assert [place_in_block(number, first_row=2, skipped=skipped) for number in (2, 5, 6, 8)] == [0, 1, 2, 3]
    assert [row_number(place, first_row=2, skipped=[]) for place in range(3)] == [2, 3, 4]


def test_a_page_has_lower_caps_than_the_command() -> None:
    page, command = staging.ON_A_PAGE, Limits()
    assert page.file_bytes < command.file_bytes
    assert page.sheet_bytes < command.sheet_bytes
    assert page.unpacked_bytes < command.unpacked_bytes
    assert page.sheet_cells < command.sheet_cells
