"""Claims: which row of the ledger a paper's digest finds, and which papers are left in doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain import digests
from issuance.domain.claims import Claims, KeyedState, states_of
from issuance.domain.claims import claims as claims_of
from issuance.domain.digests import NONE
from issuance.domain.staging import RECORD

RR01, RR02 = b"RR01", b"RR02"
LATE = 1_000

Row = tuple[bytes, bytes, int, bytes]


def digest(name: str) -> bytes:
    return name.encode().ljust(16, b".")


def row(digest_name: str, subject: str, as_of: int = 0, kind: bytes = RR01) -> Row:
    return digest(digest_name), digest(subject), as_of, kind


def page(*rows: Row) -> bytes:
    return b"".join(RECORD.pack(*one) for one in rows)


def claims(papers: list[bytes], pages: list[bytes], *, not_after: int) -> Claims:
    return claims_of(digests.packed(b"".join(papers)), lambda: pages, not_after=not_after)


def doubtful(found: Claims) -> set[int]:
    return set(found.doubtful.nonzero()[0].tolist())


def positions(found: Claims) -> list[tuple[int, int]]:
    page, place = Claims.position(found.where)
    return list(zip(page.tolist(), place.tolist(), strict=True))


def test_a_paper_finds_its_row_and_is_in_no_doubt() -> None:
    pages = [page(row("a", "s"), row("b", "t")), page(row("c", "u"))]
    found = claims([digest("c"), digest("b")], pages, not_after=LATE)
    assert (positions(found), doubtful(found), found.kinds) == (
        [(1, 0), (0, 1)],
        set(),
        {RR01},
    )


def test_a_paper_without_a_row_is_in_doubt() -> None:
    found = claims([digest("z")], [page(row("a", "s"))], not_after=LATE)
    assert (found.where.tolist(), doubtful(found)) == ([NONE], {0})


def test_a_row_from_after_the_first_issue_leaves_its_paper_in_doubt() -> None:
    pages = [page(row("a", "s", LATE), row("b", "t", LATE + 1))]
    assert doubtful(claims([digest("a"), digest("b")], pages, not_after=LATE)) == {1}


def test_two_papers_of_one_digest_are_both_in_doubt() -> None:
    found = claims(
        [digest("a"), digest("b"), digest("a")], [page(row("a", "s"), row("b", "t"))], not_after=LATE
    )
    assert doubtful(found) == {0, 2}


def test_a_claimed_subject_with_several_rows_of_one_kind_is_in_doubt_in_one_page_and_over_two() -> None:
    pages = [
        page(row("a", "s"), row("b", "s"), row("c", "t"), row("d", "u"), row("g", "v"), row("h", "v")),
        page(row("e", "t"), row("f", "u", kind=RR02)),
    ]
    found = claims([digest(name) for name in "acd"], pages, not_after=LATE)
    states = states_of((), lambda: pages, found)
    assert (doubtful(found), set(states)) == ({0, 1}, {digest("s") + RR01, digest("t") + RR01})


def test_the_states_of_a_subject_are_found_with_their_places_and_doubt_the_papers_that_claim_one() -> None:
    pages = [page(row("a", "s"), row("b", "t")), page(row("c", "s", 7), row("d", "s", kind=RR02))]
    found = claims([digest("b"), digest("a")], pages, not_after=LATE)
    states = states_of({digest("s") + RR01}, lambda: pages, found)
    assert states == {
        digest("s") + RR01: [KeyedState(0, 0, 0, digest("a")), KeyedState(1, 0, 7, digest("c"))],
    }
    assert doubtful(found) == {1}


def test_of_no_subjects_nothing_is_read() -> None:
    def never() -> list[bytes]:
        raise AssertionError("read")

    assert dict(states_of((), never, claims([], [], not_after=LATE))) == {}


def test_many_pages_are_read_some_at_a_time_and_each_row_keeps_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("issuance.domain.claims._ROWS_AT_ONCE", 3)
    names = [f"{number}" for number in range(20)]
    pages = [page(*(row(name, f"s{name}") for name in names[start : start + 2])) for start in range(0, 20, 2)]
    found = claims([digest(name) for name in names], pages, not_after=LATE)
    assert positions(found) == [divmod(number, 2) for number in range(20)]


NAMES = st.sampled_from("abcdef")
ROWS = st.lists(st.tuples(NAMES, st.integers(0, 2_000)), max_size=8)


def subject_of(name: str) -> str:
    """A digest is of one subject; two of them are of one here."""
    return {"a": "s", "b": "s", "c": "t", "d": "t"}.get(name, name)


@given(papers=st.lists(NAMES, max_size=6), pages=st.lists(ROWS, max_size=3))
def test_who_is_in_no_doubt_alone_claims_the_only_row_of_its_subject(
    papers: list[str], pages: list[list[tuple[str, int]]]
) -> None:
    packed = [page(*(row(name, subject_of(name), as_of) for name, as_of in rows)) for rows in pages]
    found = claims([digest(paper) for paper in papers], packed, not_after=LATE)
    states_of((), lambda: packed, found)
    rows = [one for some in pages for one in some]
    for place, paper in enumerate(papers):
        if place not in doubtful(found):
            ((name, as_of),) = (one for one in rows if subject_of(one[0]) == subject_of(paper))
            assert (name, papers.count(paper), as_of <= LATE) == (paper, 1, True)
