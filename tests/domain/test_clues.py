"""What the clues of a nation's rows let pass: whoever has a part in a paper's assignment, and few others."""

from collections.abc import Sequence

import pytest

from issuance.domain.candidates import assign
from issuance.domain.clues import CLUE, Clues, clue_of, number_in
from issuance.domain.neighbours import Neighbours
from issuance.domain.profiles import Profile, person
from issuance.domain.staging import RECORD
from tests.truth.crowd import crowd

NUMBER = "5003129123456"
HOME = "서울특별시 종로구 세종대로 209, 101호"
ELSEWHERE = "부산광역시 중구 중앙대로 7"
PARCEL = "1111010100100010000"


def passed(papers: Sequence[Profile], rows: Sequence[Profile]) -> list[str]:
    clues = b"".join(clue_of(row.number, row.name, row.address) for row in rows)
    keys = b"".join(RECORD.pack(b"", b"", 0, row.kind.encode()) for row in rows)
    return [rows[place].key for place in Clues(papers).near(clues, keys)]


def some(key: str, **changed: str) -> Profile:
    return person(key, **{"kind": "RR01", "name": "홍길동", "number": NUMBER, "address": HOME, **changed})


@pytest.mark.parametrize(("seed", "pairs"), [(0, 1_000_000), (1, 1_000_000), (2, 7), (3, 1)])
def test_an_assignment_is_the_same_with_the_rows_that_pass_as_with_all(
    seed: int, pairs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a crowd of forty names, a hundred birth days and two hundred homes; however many pairs are held at once."""
    monkeypatch.setattr("issuance.domain.clues._PAIRS_AT_ONCE", pairs)
    made = crowd(600, seed=seed)
    keys = set(passed(made.papers, made.rows))
    assert len(keys) < len(made.rows)
    everybody, near = Neighbours(made.papers), Neighbours(made.papers)
    for row in made.rows:
        everybody.add(row)
        if row.key in keys:
            near.add(row)
    count = len(made.rows)
    assert assign(made.papers, near, population=count) == assign(made.papers, everybody, population=count)


@pytest.mark.parametrize(
    ("changed", "passes"),
    [
        ({}, True),
        ({"number": "5003129123457", "name": "NGUYEN VAN ANH", "address": ELSEWHERE}, True),
        ({"number": "5003129123465", "name": "김새봄", "address": ELSEWHERE}, True),
        ({"number": "6101019123456", "name": "김새봄", "address": ELSEWHERE}, False),
        ({"number": "6101019123456", "name": "김새봄"}, True),
        ({"number": "6101019123456", "name": "홍긷동", "address": ELSEWHERE}, True),
        ({"number": "6101019123456", "name": "홍동길", "address": ELSEWHERE}, True),
        ({"number": "6101019123456", "name": "HONG GILDONG", "address": ELSEWHERE}, True),
        ({"number": "5003120777777", "name": "홍새봄", "address": ELSEWHERE}, True),
        ({"number": "6101019777777", "name": "홍새봄"}, True),
        ({"number": "6101019777777", "name": "김새봄"}, False),
        ({"number": "5003139777777", "address": ELSEWHERE}, True),
        ({"number": "6101019777777", "address": ELSEWHERE}, False),
        ({"kind": "RR02"}, False),
    ],
)
def test_a_row_passes_by_what_it_shares_with_a_paper(changed: dict[str, str], passes: bool) -> None:
    assert passed([some("paper")], [some("row", **changed)]) == (["row"] if passes else [])


def test_a_parcel_and_a_paper_without_a_number_or_name_are_near_nobody() -> None:
    assert passed([some("paper", number="", address="")], [some("row")]) == []
    assert passed([some("paper", name="", number="")], [some("row")]) == []
    assert passed([some("paper")], [some("row", number=PARCEL, name="")]) == []
    assert passed([], [some("row")]) == []


def test_a_clue_holds_the_number_and_no_more_of_a_long_name_than_its_beginning() -> None:
    clues = clue_of(PARCEL, "", "") + clue_of("0001019000001", "NGUYEN THI PHUONG", HOME)
    assert (number_in(clues, 0), number_in(clues, 1)) == ("", "0001019000001")
    assert CLUE.unpack_from(clues, CLUE.size)[1].decode("utf-16-be") == "NGUYEN T"
