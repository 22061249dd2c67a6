"""What a match run reads of the ledger: which extracts count, in which order, and which runs are to go on."""

from datetime import timedelta
from uuid import UUID

import pytest

from issuance.actions import findings, matching
from issuance.domain.ledger import FileKind
from issuance.domain.match_runs import FOUND, LEASE, RunState
from issuance.models import MatchRun, StagedBlock
from issuance.queries import comparands
from issuance.queries import matching as queries
from issuance.queries.matching import Page
from tests import builders
from tests.builders import Counter
from tests.ledger_files import RECOVERED, bring_in, extract_of, extract_row, file_of, issued_row, number_of


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def test_clean_matches_follow_each_other_in_the_order_of_the_pages(counter: Counter) -> None:
    extract_of(builders.handed_over(counter), outage=counter.outage)
    run = matching.begin(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    papers = [UUID(int=n) for n in (2, 4, 6, 1, 3)]
    for page in (papers[:3], papers[3:]):
        keys = b"".join(paper.bytes for paper in page)
        findings.append_clean(run, keys, FOUND.pack(run.sources[0], 0, 0) * len(page))
    assert [queries.clean_after(run, passed, limit=2) for passed in range(6)] == [
        papers[0:2], papers[1:3], papers[2:3], papers[3:5], papers[4:5], [],
    ]  # fmt: skip


def test_blocks_are_read_in_the_order_of_their_pages(counter: Counter) -> None:
    for _ in range(2):
        extract_of(builders.handed_over(counter), outage=counter.outage)
    pages = queries.pages([source.pk for source in queries.extracts(counter.outage)])
    assert [Page(block.source_id, block.index) for block in queries.blocks_of(pages)] == pages
    assert len(pages) == 2


def test_an_extract_counts_for_its_own_outage_once_it_is_in_and_a_snapshot_never(counter: Counter) -> None:
    document = builders.handed_over(counter)
    bring_in(file_of(FileKind.EXTRACT, [extract_row(number_of(document.filing))]), outage=None)
    assert list(queries.extracts(counter.outage)) == []
    extract_of(document, outage=counter.outage)
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
    (paper,) = comparands.doubtful(comparands.narrow(comparands.waiting(counter.outage, None)).names())
    assert paper.subject in queries.issued_subjects(counter.outage)
    assert comparands.named_papers(counter.outage) == {paper.key}
    assert (queries.issued_subjects(builders.declared_outage()), comparands.named_papers(builders.declared_outage())) == (
        set(), set(),
    )  # fmt: skip


def test_a_run_is_to_go_on_while_nobody_is_at_work_on_it(counter: Counter) -> None:
    extract_of(builders.handed_over(counter), outage=counter.outage)
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
