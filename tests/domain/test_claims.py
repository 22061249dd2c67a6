"""Claims: which row of the ledger a paper's digest finds, and which papers are left in doubt."""

from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.claims import NOWHERE, KeyedState, claims, states_of
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


def test_a_paper_finds_its_row_and_is_in_no_doubt() -> None:
    pages = [page(row("a", "s"), row("b", "t")), page(row("c", "u"))]
    found = claims([digest("c"), digest("b")], pages, not_after=LATE)
    assert ([found.position(0), found.position(1)], found.doubtful, found.kinds) == (
        [(1, 0), (0, 1)],
        set(),
        {RR01},
    )


def test_a_paper_without_a_row_is_in_doubt() -> None:
    found = claims([digest("z")], [page(row("a", "s"))], not_after=LATE)
    assert (list(found.where), found.doubtful) == ([NOWHERE], {0})


def test_a_row_from_after_the_first_issue_leaves_its_paper_in_doubt() -> None:
    pages = [page(row("a", "s", LATE), row("b", "t", LATE + 1))]
    assert claims([digest("a"), digest("b")], pages, not_after=LATE).doubtful == {1}


def test_two_papers_of_one_digest_are_both_in_doubt() -> None:
    assert claims(
        [digest("a"), digest("b"), digest("a")], [page(row("a", "s"), row("b", "t"))], not_after=LATE
    ).doubtful == {0, 2}


def test_a_subject_with_several_rows_of_one_kind_is_noted_in_one_page_and_over_two() -> None:
    pages = [
        page(row("a", "s"), row("b", "s"), row("c", "t"), row("d", "u")),
        page(row("e", "t"), row("f", "u", kind=RR02)),
    ]
    assert claims([], pages, not_after=LATE).several == {digest("s") + RR01, digest("t") + RR01}


def test_the_states_of_a_subject_are_found_with_their_places_and_doubt_the_papers_that_claim_one() -> None:
    pages = [page(row("a", "s"), row("b", "t")), page(row("c", "s", 7), row("d", "s", kind=RR02))]
    found = claims([digest("b"), digest("a")], pages, not_after=LATE)
    states = states_of({digest("s") + RR01}, pages, found)
    assert states == {
        digest("s") + RR01: [KeyedState(0, 0, 0, digest("a")), KeyedState(1, 0, 7, digest("c"))],
    }
    assert found.doubtful == {1}


def test_of_no_subjects_nothing_is_read() -> None:
    def never() -> bytes:
        raise AssertionError("read")

    found = claims([], [], not_after=LATE)
    assert dict(states_of(set(), (never() for _ in range(1)), found)) == {}


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
    states_of(found.several, packed, found)
    rows = [one for some in pages for one in some]
    for place, paper in enumerate(papers):
        if place not in found.doubtful:
            ((name, as_of),) = (one for one in rows if subject_of(one[0]) == subject_of(paper))
            assert (name, papers.count(paper), as_of <= LATE) == (paper, 1, True)
