"""Clean matches in pages: how they are written, in which order their cases open, and how a row is found again in them."""

from itertools import chain
from typing import Any

import pytest

from issuance.actions import findings, matching
from issuance.actions.findings import append_clean, entry_of, open_cases
from issuance.domain.match_runs import FOUND, RunState, keys_in
from issuance.domain.matching import CaseVerdict
from issuance.models import Case, Document, Finding, LedgerImport, MatchRun
from issuance.queries import comparands
from issuance.queries.faults import all_faults
from tests import builders
from tests.actions.test_matching import OTHER_ADDRESS, ledger, same
from tests.builders import Counter
from tests.ledger_files import RECOVERED


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def papers(counter: Counter, count: int, **changed: dict[str, str]) -> list[Document]:
    """Papers in the order of their keys, and an extract that has each in the same place under 원-0, 원-1, …"""
    made = sorted((builders.handed_over(counter) for _ in range(count)), key=lambda paper: paper.pk)
    ledger(
        counter.outage,
        *(same(paper, ledger_number=f"원-{n}", **changed.get(f"n{n}", {})) for n, paper in enumerate(made)),
    )
    return made


def begun(counter: Counter) -> MatchRun:
    return matching.begin(counter.outage, office=counter.office, by=counter.supervisor, at=RECOVERED)


def done(counter: Counter) -> MatchRun:
    return MatchRun.objects.create(
        outage=counter.outage,
        office=counter.office,
        by=counter.supervisor,
        state=RunState.DONE,
        started_at=RECOVERED,
    )


def stored(run: MatchRun, found: list[Document], places: list[int]) -> None:
    source = LedgerImport.objects.filter(snapshot=False).get().pk
    append_clean(
        run,
        b"".join(document.pk.bytes for document in found),
        b"".join(FOUND.pack(source, 0, place) for place in places),
    )


def in_pages(run: MatchRun) -> list[list[bytes]]:
    return [list(keys_in(documents)) for documents in comparands.paged(run)]


def test_a_page_is_full_before_the_next_begins(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    made = papers(counter, 5)
    monkeypatch.setattr(findings, "MATCHES_A_PAGE", 2)
    run = matching.go_on(begun(counter), at=RECOVERED)
    assert [(page.index, page.count, page.first, page.last) for page in run.pages.all()] == [
        (0, 2, made[0].pk, made[1].pk), (1, 2, made[2].pk, made[3].pk), (2, 1, made[4].pk, made[4].pk),
    ]  # fmt: skip
    assert list(chain.from_iterable(in_pages(run))) == [paper.pk.bytes for paper in made]
    rows = chain.from_iterable(FOUND.iter_unpack(bytes(page.rows)) for page in run.pages.all())
    assert list(rows) == [(run.sources[0], 0, place) for place in range(5)]
    assert (run.found_count, Finding.objects.count(), list(all_faults())) == (5, 0, [])


def test_nothing_found_is_no_page(counter: Counter) -> None:
    run = done(counter)
    append_clean(run, b"", b"")
    assert run.pages.count() == 0


def test_whoever_goes_on_finds_what_is_left_and_every_case_is_opened_once(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages of the second worker begin again with smaller documents than the first one's end with."""
    made = papers(counter, 7, n6={"주소": OTHER_ADDRESS})
    run = begun(counter)
    stored(run, [made[1], made[2], made[4]], [1, 2, 4])
    MatchRun.objects.update(found_count=3)
    run = matching.go_on(run, at=RECOVERED)
    assert in_pages(run) == [[made[n].pk.bytes for n in some] for some in ((1, 2, 4), (0, 3, 5))]
    assert (run.found_count, list(all_faults())) == (7, [])

    monkeypatch.setattr(findings, "CASES_AT_A_TIME", 2)
    monkeypatch.setattr(findings, "EXCEPTIONS_AT_A_TIME", 2)
    make, left = findings._made, [1] * 3

    def breaking(*args: Any, **options: Any) -> Any:
        cases = make(*args, **options)
        if not left:
            raise OSError("the disk is full")
        left.pop()
        return cases

    monkeypatch.setattr(findings, "_made", breaking)
    with pytest.raises(OSError, match="the disk is full"):
        open_cases(run, at=RECOVERED)
    order = [made[n].pk for n in (6, 1, 2, 4, 0, 3, 5)]
    cases = Case.objects.order_by("pk").values_list("document", flat=True)
    assert list(cases.all()) == order[:4]
    monkeypatch.setattr(findings, "_made", make)
    assert open_cases(run, at=RECOVERED) == 3
    assert list(cases.all()) == order
    run.refresh_from_db()
    assert (run.case_count, run.matches_through, run.opened_at) == (7, 6, RECOVERED)
    assert list(all_faults()) == []


def test_the_row_of_each_clean_match_is_found_in_its_page(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = papers(counter, 5)
    monkeypatch.setattr(findings, "MATCHES_A_PAGE", 3)
    open_cases(matching.go_on(begun(counter), at=RECOVERED), at=RECOVERED)
    numbers = {}
    for case in Case.objects.all():
        entry = entry_of(case)
        assert entry is not None
        numbers[case.document_id] = entry.ledger_number
    assert numbers == {paper.pk: f"원-{n}" for n, paper in enumerate(made)}


@pytest.mark.parametrize("older", ["row", "page"])
@pytest.mark.parametrize("newer", ["row", "page"])
def test_what_the_newest_run_found_counts(older: str, newer: str, counter: Counter) -> None:
    """The run after it found the papers around this one, in a page that does not have it."""
    before, document, after = made = papers(counter, 3)
    source = LedgerImport.objects.filter(snapshot=False).get().pk
    for place, way in enumerate((older, newer)):
        run = done(counter)
        if way == "page":
            stored(run, made, [place] * 3)
        else:
            Finding.objects.create(
                run=run, document=document, verdict=CaseVerdict.MATCH, source_id=source, block=0, place=place
            )
    stored(done(counter), [before, after], [2, 2])
    case = Case.objects.create(document=document, verdict=CaseVerdict.MATCH, opened_at=RECOVERED)
    entry = entry_of(case)
    assert entry is not None
    assert entry.ledger_number == "원-1"


def test_a_case_that_no_run_found_has_no_row(counter: Counter) -> None:
    before, document, after = papers(counter, 3)
    stored(done(counter), [before, after], [0, 2])
    case = Case.objects.create(document=document, verdict=CaseVerdict.MATCH, opened_at=RECOVERED)
    assert entry_of(case) is None
