"""A file read in pieces: the same rows and faults as one by one, wherever it is cut, and however its lines are taken."""

import io
import json
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuance.domain.clues import clue_of
from issuance.domain.ledger import ExtractRow, FileKind, LedgerRow, RowFault
from issuance.domain.profiles import address_in
from issuance.domain.spellings import name_text, row_text
from issuance.domain.staging import RECORD
from issuance.main_system import files, pieces
from issuance.main_system.blocks import Layout, rows_in
from issuance.main_system.files import open_file
from issuance.main_system.pieces import Piece, PieceReader, pieces_in_turn
from issuance.main_system.plain import PLAIN_LETTERS, PlainLines, Taken
from issuance.main_system.refusals import FileRefused
from tests.main_system.extracts import CATALOGUE, HEADER, LAND, ROW, TODAY, changed, csv_text, rows_of
from tests.main_system.test_spreadsheets import workbook

LAND_ROW = (
    "0002",
    "LD02",
    "",
    "1111010100100010002",
    "",
    "2026-11-23",
    "",
    "",
    "",
    "",
    "종로",
    "대",
    "10",
    "가",
)
WIDE = (*HEADER, *LAND)
WIDE_ROW = (*ROW, "", "", "", "")

# What a plain line must never be taken for: every way in which one cell can be odd.
ODD_CELLS = (
    "", " ", "  가", "가 ", "\u3000가", "가\u00a0", "\t가", "가\n나", "가\r\n나", "가\r나", "\r가", '"', '가"나', '""', "가,나", "가;나", "가\t나",
    unicodedata.normalize("NFD", "홍길동"), "e\u0301", "\u1100\u1161", "금\uf90a", "\u200b가", "가\u202e", "\ufeff가", "가\u0301",
    "똠방각하", "金", "𠮷", "\u3164", "\u115f", "ﬁ", "Å", "１２３", "가" * 61, "가" * 101, "가" * 4_000, "가" * 4_001,
    "850302-9012345", "8503029012345", "850230-9012345", "350302-3012345", "850302-90123456", "８５０３０２-9012345", "850302 9012345",
    "1111010100100010002", "111101010010001000", "1111010100-1-0010-0002",
    "RR01", " RR01", "RR99", "rr01", "TX01", "LD02",
    "2026-11-23", "2026. 11. 23.", "20261123", "2026-11-23 14:05:09", "2026-11-23  14:05", "2026-11-23 24:00", "2026-02-30",
    "1988-06-01 12:00", "1961-08-10", "2026-11-23T14:05", "1989-01-01", "2099-12-31 23:59:59", "0000-01-01",
    "=1+1", "-1", "+82", "@가", "홍길동(洪吉童)", "Kim, A", "O'Brien", "류", "유", "KIM ABC",
)  # fmt: skip


def digests(purpose: str) -> Callable[[Iterable[bytes]], list[bytes]]:
    return lambda values: [sha256(purpose.encode() + value).digest() for value in values]


def cut_after(patch: pytest.MonkeyPatch, characters: int) -> None:
    """Pieces so small that a few rows make several."""
    for module in (files, pieces):
        patch.setattr(module, "PIECE_CHARACTERS", characters)


def pieces_of(content: str | bytes, *, kind: FileKind = FileKind.EXTRACT) -> list[Piece]:
    if isinstance(content, str):
        content = content.encode()
    opened = open_file(
        io.BytesIO(content),
        file_name="원부.csv",
        kind=kind,
        catalogue=CATALOGUE,
        today=TODAY,
        offices=frozenset(),
    )
    reader = PieceReader(opened.recipe, row_digests=digests("row"), subject_digests=digests("subject"))
    found = list(opened.pieces(reader))
    layouts.append(opened.recipe.layout)
    return found


layouts: list[Layout] = []


def staged(content: str | bytes) -> list[LedgerRow | RowFault]:
    """The rows as they come back out of the blocks, and the faults, in the order of the file."""
    found: list[LedgerRow | RowFault] = []
    for piece in pieces_of(content):
        rows = list(rows_in(piece.text, layouts[-1], first_row=piece.first_row, skipped=piece.skipped))
        assert len(rows) == piece.row_count
        assert bytes(piece.taken.keys) == b"".join(packed(row) for row in rows)
        assert bytes(piece.taken.clues) == b"".join(clue(row) for row in rows)
        found += [*rows, *piece.faults]
    return sorted(found, key=lambda row: row.row)


def clue(row: LedgerRow) -> bytes:
    assert isinstance(row, ExtractRow)
    subject = row.resident_number or row.parcel
    assert subject is not None
    return clue_of(
        subject.digits,
        name_text(row.name) if row.resident_number else "",
        address_in(dict(row.facts)) if row.resident_number else "",
    )


def packed(row: LedgerRow) -> bytes:
    assert isinstance(row, ExtractRow)
    subject = row.resident_number or row.parcel
    assert subject is not None
    said = row_text(row.kind, subject.digits, (value for _, value in row.facts), name=row.name)
    return RECORD.pack(
        *digests("row")([said.encode()]),
        *digests("subject")([subject.digits.encode()]),
        int(row.as_of.timestamp()),
        row.kind.encode(),
    )


def bare_line(cells: Sequence[str], separator: str = ",") -> str:
    """Cells as a simple program writes them: quoted only where the separator makes it necessary."""
    return separator.join(f'"{cell}"' if separator in cell else cell for cell in cells) + "\n"


def plain_count(line: str, *, columns: Sequence[str] = HEADER, separator: str = ",") -> int:
    taken = Taken()
    lines = PlainLines(
        columns,
        separator,
        catalogue=CATALOGUE,
        today=TODAY,
        row_digests=digests("row"),
        subject_digests=digests("subject"),
    )
    lines.take(line, 0, taken)
    return taken.row_count


def test_the_usual_line_is_plain_bare_and_quoted() -> None:
    assert plain_count(bare_line(ROW)) == 1
    assert plain_count(csv_text([ROW])) == 1
    assert plain_count(bare_line(ROW, "\t"), separator="\t") == 1
    assert plain_count(bare_line(LAND_ROW), columns=WIDE) == 1
    assert plain_count(bare_line(WIDE_ROW) + bare_line(LAND_ROW) + bare_line(WIDE_ROW), columns=WIDE) == 3


@pytest.mark.parametrize("column", HEADER)
def test_whatever_one_cell_holds_a_piece_says_what_the_slow_reader_says(column: str) -> None:
    odd = [
        [cell if name == column else kept for name, kept in zip(WIDE, WIDE_ROW, strict=True)]
        for cell in ODD_CELLS
    ]
    lines = [WIDE_ROW, *odd, LAND_ROW, WIDE_ROW]
    for text in (
        csv_text([WIDE, *lines]),
        bare_line(WIDE) + "".join(map(bare_line, lines)),
        csv_text([WIDE, *lines], separator="\t"),
        csv_text([[*WIDE, "비고"], *([*line, "x,y"] for line in lines)], separator=";"),
    ):
        assert staged(text) == rows_of(text)


CELL = st.one_of(st.sampled_from(ODD_CELLS), st.text(max_size=8))
LINE = st.one_of(
    st.sampled_from(
        [
            bare_line(WIDE_ROW),
            csv_text([WIDE_ROW]),
            bare_line(LAND_ROW),
            "\n",
            ",,,\r",
            "\r\n",
            '"',
            '"\n',
            "x\n",
        ]
    ),
    st.tuples(st.sampled_from(WIDE), CELL, st.booleans()).map(
        lambda drawn: (csv_text if drawn[2] else lambda rows: bare_line(rows[0]))(
            [[drawn[1] if name == drawn[0] else cell for name, cell in zip(WIDE, WIDE_ROW, strict=True)]]
        )
    ),
    st.text(alphabet='가힣一A1 ,"\r\n\t;-', max_size=30),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINE, max_size=8), st.integers(1, 400))
def test_any_lines_cut_anywhere_give_what_the_slow_reader_gives(lines: list[str], size: int) -> None:
    text = (bare_line(WIDE) + "".join(lines)).replace("\0", "")
    with pytest.MonkeyPatch.context() as patch:
        cut_after(patch, size)
        try:
            content = text.encode()
            slow = rows_of(content)
        except (FileRefused, UnicodeEncodeError):
            return
        assert staged(content) == slow


def test_no_plain_letter_changes_beside_another() -> None:
    """A letter that may be composed with the one before it would make a plain line's value another than the slow one's."""
    plain = [chr(code) for first, last in PLAIN_LETTERS for code in range(ord(first), ord(last) + 1)]
    plain += [chr(code) for code in range(0x20, 0x7F)]
    assert [one for one in plain if not unicodedata.is_normalized("NFC", one)] == []
    composing = {
        decomposed[1]
        for code in range(0x110000)
        if (decomposed := unicodedata.normalize("NFD", chr(code)))[1:]
        and unicodedata.combining(chr(code)) == 0
    }
    assert composing.intersection(plain) == set()
    assert [
        one for one in plain if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
    ] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_separator_and_line_end_is_kept_as_the_same_rows(
    encoding: str, separator: str, line_end: str
) -> None:
    rows = [HEADER, ROW, changed("성명", "똠방각하"), changed("주소", "서울\n종로"), ROW]
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    text = csv_text(rows, separator=separator, line_end=line_end)
    content = (mark + text).encode(encoding)
    assert staged(content) == rows_of(text)
    assert len(rows_of(text)) == 4


@pytest.mark.parametrize("column", HEADER)
def test_whatever_one_value_of_json_holds_a_piece_says_what_the_slow_reader_says(column: str) -> None:
    rows = [dict(zip(WIDE, WIDE_ROW, strict=True)) | {column: cell} for cell in ODD_CELLS]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    assert staged(text) == rows_of(text)


def test_json_lines_are_kept_as_the_same_rows() -> None:
    whole = dict(zip(HEADER, ROW, strict=True))
    land = dict(zip(HEADER[:6], ("0002", "LD02", "", "1111010100100010002", "", "20261123"), strict=True))
    land |= dict.fromkeys(LAND, "가,나")
    lines = [
        whole,
        whole | {"주소": '가"나', "비고": "모름"},
        whole | {"성명": '"가', "주소": '나"'},
        land,
        {name: value for name, value in land.items() if name != "지목"},
        whole | {"세대원": None},
        whole | {"주소": "가\n나\r다"},
        whole | {"원장번호": ""},
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n{\n[1]\n"
    assert staged(text) == rows_of(text)
    assert [row.row for row in rows_of(text) if isinstance(row, RowFault)] == [5, 8, 9, 10]


def test_a_sheet_is_kept_as_the_same_rows_dates_and_numbers_too() -> None:
    dated: list[object] = list(ROW)
    dated[0], dated[2], dated[5], dated[9] = (
        12,
        8503029012345,
        datetime(2026, 11, 23, 14, 5),
        date(2020, 1, 1),
    )
    lost: list[object] = list(ROW)
    lost[3] = 1111010100100010002
    content = workbook(
        [[], HEADER, ROW, dated, [], lost, changed("주소", '서울, "종로"\n2층'), changed("성명", "")]
    )
    assert staged(content) == rows_of(content)
    assert [(row.row, isinstance(row, RowFault)) for row in rows_of(content)] == [
        (3, False), (4, False), (6, True), (7, False), (8, True),
    ]  # fmt: skip


def test_rows_are_numbered_as_an_editor_counts_them_over_blank_and_bad_ones_and_over_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut_after(monkeypatch, 300)
    good, bad = bare_line(ROW), bare_line(changed("주민등록번호", "1"))
    text = "\n" + bare_line(HEADER) + good + "\n\n" + good + bad + good * 3 + bad + bad + good + bad
    found = pieces_of(text)
    assert len(found) > 2
    assert staged(text) == rows_of(text)
    assert [row.row for row in rows_of(text)] == [3, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert sum(piece.record_count for piece in found) == 12


def test_a_record_that_a_cut_falls_into_is_read_whole_with_the_next_piece() -> None:
    text = csv_text([changed("주소", "서울\n종로\n구"), ROW], line_end="\n")
    lines = io.StringIO(text, newline="")
    opened = open_file(
        io.BytesIO((csv_text([HEADER]) + text).encode()), file_name="가", kind=FileKind.EXTRACT, catalogue=CATALOGUE,
        today=TODAY, offices=frozenset(),
    )  # fmt: skip
    reader = PieceReader(opened.recipe, row_digests=digests("row"), subject_digests=digests("subject"))
    first = text.index("종로")
    piece = reader.read(text[:first], final=False)
    assert (piece.record_count, piece.row_count, piece.left) == (0, 0, text[:first])
    again = reader.read(piece.left + text[first:], final=True)
    assert (again.record_count, again.row_count, again.left) == (2, 2, "")
    assert lines.read() == text


def test_a_file_cut_in_the_middle_loses_its_half_row_or_is_refused() -> None:
    """Half a row is a fault of its own; half a character refuses the file, since nobody can say what else is missing."""
    whole = (bare_line(HEADER) + bare_line(ROW) * 3).encode()
    half_row = whole[: whole.rindex(b"2020")].rstrip(b",")
    assert [(row.row, type(row).__name__) for row in staged(half_row)] == [
        (2, "ExtractRow"),
        (3, "ExtractRow"),
        (4, "RowFault"),
    ]
    half_character = whole[: whole.rindex("동".encode()) + 1]
    with pytest.raises(FileRefused) as refused:
        pieces_of(half_character)
    assert refused.value.code == "wrong_encoding"
    open_quote = whole[: whole.rindex("세종로".encode())]
    assert [row.row for row in staged(open_quote) if isinstance(row, RowFault)] == [4]


def test_a_kind_without_columns_refuses_the_file_and_names_all_that_is_missing() -> None:
    land = ("0002", "LD02", "", "1111010100100010002", "", "2026-11-23", "", "", "", "")
    with pytest.raises(FileRefused) as refused:
        pieces_of(csv_text([HEADER, ROW, land, ROW]))
    assert (refused.value.code, refused.value.facts["column"]) == (
        "missing_column",
        "소재지, 지목, 면적, 소유자",
    )


def test_a_record_that_never_ends_is_not_read_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """An open quotation mark before long lines: what is read grows with what is left, so the work stays in proportion."""
    cut_after(monkeypatch, 100)
    read: list[int] = []

    class Counting(PieceReader):
        def read(self, text: str, *, final: bool) -> Piece:
            read.append(len(text))
            return super().read(text, final=final)

    text = '"' + ("가" * 99 + "\n") * 40
    opened = open_file(
        io.BytesIO((bare_line(HEADER) + text).encode()), file_name="가", kind=FileKind.EXTRACT, catalogue=CATALOGUE,
        today=TODAY, offices=frozenset(),
    )  # fmt: skip
    reader = Counting(opened.recipe, row_digests=digests("row"), subject_digests=digests("subject"))
    texts: Iterator[str] = (text[place : place + 100] for place in range(0, len(text), 100))
    found = list(pieces_in_turn(texts, reader))
    assert sum(piece.record_count for piece in found) == 40
    assert sum(read) < 8 * len(text)


def test_a_packed_record_has_the_width_that_others_read() -> None:
    assert RECORD.size == struct.calcsize(">16s16sq4s") == 44


def test_a_piece_moves_all_its_numbers() -> None:
    fault = RowFault(2, "성명", "x", "y", "z")
    piece = Piece(3, 2, 1, ((2, 1),), "", Taken(), (), (fault,))
    assert piece.numbered_from(10) == replace(
        piece, first_row=11, skipped=((12, 1),), faults=(replace(fault, row=12),)
    )


def test_a_quotation_mark_that_a_later_row_closes_loses_none_of_the_rows_between() -> None:
    cells = "RR01,850302-9012345,,홍길동,2026-11-23,서울,홍길동,홍길동(본인),2020-01-01"
    lines = [f"원-{number},{cells}" for number in range(9)]
    lines[2] = lines[2].replace("서울", '"서울')
    lines[6] += '"'
    found = staged("\n".join([",".join(HEADER), *lines]) + "\n")
    assert [row.row for row in found] == list(range(2, 11))
    assert [(row.row, row.code) for row in found if isinstance(row, RowFault)] == [(4, "broken_row")]
