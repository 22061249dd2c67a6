"""The papers that a match run reads: which of them wait, as narrow rows, and what the closer look begins with."""

from uuid import UUID

import pytest

from issuance.actions import findings, matching
from issuance.domain import digests
from issuance.domain.match_runs import FOUND
from issuance.models import Case, Document
from issuance.queries import comparands
from tests import builders
from tests.builders import Counter
from tests.ledger_files import RECOVERED, extract_of, number_of


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def test_a_paper_waits_in_somebodys_hands_without_a_case_and_at_its_own_office(counter: Counter) -> None:
    builders.prepared_document(counter)
    builders.issued_document(counter)
    with_case, waits = builders.handed_over(counter), builders.handed_over(counter)
    Case.objects.create(document=with_case, verdict="match", opened_at=RECOVERED)
    found = {
        name: list(comparands.waiting(counter.outage, office))
        for name, office in (
            ("all", None),
            ("own", counter.office),
            ("other", builders.office(builders.NEIGHBOUR)),
        )
    }
    assert found == {"all": [waits], "own": [waits], "other": []}
    assert list(comparands.waiting(builders.declared_outage(), None)) == []


def test_a_paper_is_read_as_its_key_and_digest(counter: Counter) -> None:
    papers = sorted((builders.handed_over(counter) for _ in range(3)), key=lambda paper: paper.pk.hex)
    found = comparands.narrow(comparands.waiting(counter.outage, None))
    assert [comparands.uuid_of(key) for key in found.names()] == [paper.pk for paper in papers]
    assert digests.unpacked(found.digests) == b"".join(bytes(paper.row_digest or b"") for paper in papers)


def test_what_stands_in_a_page_of_the_run_is_left_out(counter: Counter) -> None:
    papers = sorted((builders.handed_over(counter) for _ in range(4)), key=lambda paper: paper.pk)
    extract_of(papers[0], outage=counter.outage)
    run = matching.begin(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)
    waiting = comparands.narrow(comparands.waiting(counter.outage, None, run=run))
    assert len(comparands.unpaged(waiting, run)) == len(waiting) == 4
    pages = [[papers[0], papers[3]], [papers[1]]]
    for page in pages:
        keys = b"".join(paper.pk.bytes for paper in page)
        findings.append_clean(run, keys, FOUND.pack(run.sources[0], 0, 0) * len(page))
    assert list(comparands.paged(run)) == [b"".join(paper.pk.bytes for paper in page) for page in pages]
    left = comparands.unpaged(waiting, run)
    assert [comparands.uuid_of(key) for key in left.names()] == [papers[2].pk]
    assert digests.unpacked(left.digests) == papers[2].row_digest


def test_a_paper_in_doubt_is_read_past_the_converters_as_it_is_through_them(counter: Counter) -> None:
    paper = builders.handed_over(counter)
    (found,) = comparands.doubtful(comparands.narrow(comparands.waiting(counter.outage, None)).names())
    filing = paper.filing
    assert paper.paper is not None
    assert (found.issued_at, found.digest, found.serial) == (
        paper.issued_at,
        bytes(paper.row_digest or b""),
        paper.paper.serial,
    )
    assert (comparands.uuid_of(found.key), UUID(found.filing)) == (paper.pk, filing.pk)
    assert (found.subject_key, found.kind, found.name) == (
        filing.subject_key,
        filing.kind.code,
        filing.subject_name,
    )
    assert found.fingerprints == paper.fingerprints
    assert found.subject == bytes.fromhex(filing.subject_key)[:16] + filing.kind.code.encode()
    assert list(comparands.subjects([found.key])) == [(found.key, found.subject)]
    assert (UUID(found.document), found.office) == (paper.pk, paper.office_id)
    assert (bytes(found.facts), bytes(found.number or b"")) == (
        bytes(paper.facts),
        bytes(filing.subject_number or b""),
    )
    assert filing.subject_name not in repr(found)


def test_fingerprints_come_in_the_order_of_the_paper_whatever_order_the_database_keeps(
    counter: Counter,
) -> None:
    paper = builders.handed_over(counter)
    turned = dict(reversed(paper.fingerprints.items()))
    Document.objects.filter(pk=paper.pk).update(fingerprints=turned)
    (found,) = comparands.doubtful(comparands.narrow(comparands.waiting(counter.outage, None)).names())
    assert list(found.fingerprints.items()) == [(name, turned[name]) for name in paper.kind.facts]


@pytest.mark.parametrize("many", [0, 20_000])
def test_rivals_are_the_other_papers_of_the_same_subjects(
    counter: Counter, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparands, "MANY", many)
    mine = builders.handed_over(counter)
    also = builders.issued_document(counter, number=number_of(mine.filing), again=True)
    waiting = comparands.waiting(counter.outage, None)
    found = comparands.rivals(counter.outage, waiting, comparands.narrow(waiting))
    assert [comparands.uuid_of(key) for key in found.names()] == [also.pk]


def test_who_bears_a_number_are_all_numbered_papers_of_it_by_kind(counter: Counter) -> None:
    one = builders.handed_over(counter)
    two = builders.issued_document(counter, number=number_of(one.filing), again=True)
    builders.prepared_document(counter, number=number_of(one.filing), again=True)
    key = (one.filing.subject_key, one.kind.code)
    assert comparands.bearers(counter.outage, {key[0], "0" * 64}) == {key: {one.pk.bytes, two.pk.bytes}}
    assert comparands.bearers(counter.outage, ()) == {}
