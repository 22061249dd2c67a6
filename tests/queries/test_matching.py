"""What a match run reads: which papers wait, which extracts count, and which runs are to go on."""

from datetime import timedelta

import pytest

from issuance.actions import matching
from issuance.domain.ledger import FileKind
from issuance.domain.match_runs import LEASE, RunState
from issuance.models import Case, Document, MatchRun, StagedBlock
from issuance.queries import matching as queries
from issuance.queries.matching import Page
from tests import builders
from tests.builders import Counter
from tests.ledger_files import RECOVERED, bring_in, extract_row, file_of, issued_row, number_of


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def extract_of(counter: Counter, document: Document) -> None:
    bring_in(file_of(FileKind.EXTRACT, [extract_row(number_of(document.filing))]), outage=counter.outage)


def test_a_paper_waits_in_somebodys_hands_without_a_case_and_at_its_own_office(counter: Counter) -> None:
    builders.prepared_document(counter)
    builders.issued_document(counter)
    with_case, waits = builders.handed_over(counter), builders.handed_over(counter)
    Case.objects.create(document=with_case, verdict="match", opened_at=RECOVERED)
    found = {
        name: list(queries.waiting(counter.outage, office))
        for name, office in (
            ("all", None),
            ("own", counter.office),
            ("other", builders.office(builders.NEIGHBOUR)),
        )
    }
    assert found == {"all": [waits], "own": [waits], "other": []}
    assert list(queries.waiting(builders.declared_outage(), None)) == []


def test_a_paper_is_read_as_its_key_and_digest(counter: Counter) -> None:
    papers = sorted((builders.handed_over(counter) for _ in range(3)), key=lambda paper: paper.pk.hex)
    found = queries.narrow(queries.waiting(counter.outage, None))
    assert [queries.uuid_of(key) for key in found.keys] == [paper.pk for paper in papers]
    assert found.digests == [bytes(paper.row_digest or b"") for paper in papers]


def test_a_paper_in_doubt_is_read_past_the_converters_as_it_is_through_them(counter: Counter) -> None:
    paper = builders.handed_over(counter)
    (found,) = queries.doubtful(queries.narrow(queries.waiting(counter.outage, None)).keys)
    filing = paper.filing
    assert paper.paper is not None
    assert (found.issued_at, found.digest, found.serial) == (
        paper.issued_at,
        bytes(paper.row_digest or b""),
        paper.paper.serial,
    )
    assert (queries.uuid_of(found.key), queries.uuid_of(found.filing)) == (paper.pk, filing.pk)
    assert (found.subject_key, found.kind, found.name) == (
        filing.subject_key,
        filing.kind.code,
        filing.subject_name,
    )
    assert found.subject == bytes.fromhex(filing.subject_key)[:16] + filing.kind.code.encode()


def test_blocks_are_read_in_the_order_of_their_pages(counter: Counter) -> None:
    for _ in range(2):
        extract_of(counter, builders.handed_over(counter))
    pages = queries.pages([source.pk for source in queries.extracts(counter.outage)])
    assert [Page(block.source_id, block.index) for block in queries.blocks_of(pages)] == pages
    assert len(pages) == 2


@pytest.mark.parametrize("many", [0, 20_000])
def test_rivals_are_the_other_papers_of_the_same_subjects(
    counter: Counter, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MANY", many)
    mine = builders.handed_over(counter)
    also = builders.issued_document(counter, number=number_of(mine.filing))
    waiting = queries.waiting(counter.outage, None)
    found = queries.rivals(counter.outage, waiting, queries.narrow(waiting))
    assert [queries.uuid_of(key) for key in found.keys] == [also.pk]


def test_an_extract_counts_for_its_own_outage_once_it_is_in_and_a_snapshot_never(counter: Counter) -> None:
    document = builders.handed_over(counter)
    bring_in(file_of(FileKind.EXTRACT, [extract_row(number_of(document.filing))]), outage=None)
    assert list(queries.extracts(counter.outage)) == []
    extract_of(counter, document)
    (made,) = queries.extracts(counter.outage)
    assert (made.snapshot, list(queries.extracts(builders.declared_outage()))) == (False, [])
    assert queries.pages([made.pk]) == [Page(made.pk, 0)]
    assert list(queries.keys_of([made.pk])) == [bytes(StagedBlock.objects.get().keys)]


def test_the_main_systems_own_issues_are_known_by_subject_and_by_the_paper_that_they_name(
    counter: Counter,
) -> None:
    document = builders.handed_over(counter)
    number = number_of(document.filing)
    rows = [
        issued_row(number, at=RECOVERED),
        issued_row(builders.resident_number(), at=RECOVERED, official="2", provisional=document.number),
    ]
    bring_in(file_of(FileKind.ISSUED, rows), FileKind.ISSUED, outage=counter.outage)
    (paper,) = queries.doubtful(queries.narrow(queries.waiting(counter.outage, None)).keys)
    assert paper.subject in queries.issued_subjects(counter.outage)
    assert queries.named_papers(counter.outage) == {paper.key}
    assert (queries.issued_subjects(builders.declared_outage()), queries.named_papers(builders.declared_outage())) == (
        set(), set(),
    )  # fmt: skip


def test_a_run_is_to_go_on_while_nobody_is_at_work_on_it(counter: Counter) -> None:
    extract_of(counter, builders.handed_over(counter))
    run = matching.begin(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    assert list(queries.to_go_on(at=RECOVERED)) == [run]
    MatchRun.objects.update(lease="somebody", leased_until=RECOVERED + LEASE)
    assert list(queries.to_go_on(at=RECOVERED + LEASE - timedelta(seconds=1))) == []
    assert list(queries.to_go_on(at=RECOVERED + LEASE)) == [run]
    run = matching.go_on(run, at=RECOVERED + LEASE)
    assert (list(queries.to_go_on(at=RECOVERED)), list(queries.to_open())) == ([], [run])


def test_an_office_sees_its_own_run_and_the_nations(counter: Counter) -> None:
    neighbour = builders.office(builders.NEIGHBOUR)
    by = counter.supervisor
    own = MatchRun.objects.create(
        outage=counter.outage, office=counter.office, by=by, started_at=RECOVERED, state=RunState.DONE
    )
    assert (queries.seen_by(counter.office, counter.outage), queries.seen_by(neighbour, counter.outage)) == (
        own,
        None,
    )
    nation = MatchRun.objects.create(
        outage=counter.outage, by=by, started_at=RECOVERED + LEASE, state=RunState.DONE
    )
    assert queries.seen_by(neighbour, counter.outage) == nation
    assert list(queries.runs_for(by)) == [own]
    assert list(queries.runs_for(builders.headquarters_drafter())) == [nation, own]
