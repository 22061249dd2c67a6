"""Which encoding a file has: decoded strictly to its end, never guessed."""

import io

import pytest

from issuance.main_system import encodings
from issuance.main_system.encodings import Encoding, Limits, find_encoding
from issuance.main_system.refusals import FileRefused
from tests.main_system.extracts import HEADER, ROW, csv_text, reading_of

TEXT = csv_text([HEADER, ROW])


def found(content: bytes, *, limits: Limits | None = None) -> Encoding:
    return find_encoding(io.BytesIO(content), file_name="원부.csv", limits=limits or Limits())


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", Encoding.UTF_8),
        ("utf-8-sig", Encoding.UTF_8_BOM),
        ("cp949", Encoding.CP949),
        ("utf-16", Encoding.UTF_16),
    ],
)
def test_each_encoding_is_found_and_gives_the_same_rows(codec: str, encoding: Encoding) -> None:
    reading = reading_of(TEXT.encode(codec))
    assert reading.encoding == encoding
    assert list(reading.rows) == list(reading_of(TEXT).rows)


def test_utf_16_of_the_other_byte_order_is_read_by_its_bom() -> None:
    assert list(reading_of(b"\xfe\xff" + TEXT.encode("utf-16-be")).rows) == list(reading_of(TEXT).rows)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("chunk", [1, 2, 3, 5])
def test_a_character_or_a_line_end_cut_between_chunks_is_whole(
    codec: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encodings, "_CHUNK", chunk)
    assert found("똠\r\n방,각\r\n하".encode(codec)) == found("똠방각하".encode(codec))


def test_the_refusal_names_the_row_and_the_cell_where_the_better_decoder_stopped() -> None:
    content = "가,나\r\n다,라\r\n마,".encode("cp949") + b"\xff\xff,x\r\n"
    with pytest.raises(FileRefused) as refused:
        found(content)
    assert refused.value.code == "wrong_encoding"
    assert refused.value.facts == {"file": "원부.csv", "row": 3, "column": 2}


@pytest.mark.parametrize(
    ("content", "row", "column"),
    [
        ("가,나\n다,라\n".encode("utf-16")[:-1], 2, 2),
        ("\ufeff가,나\n".encode() + "다".encode("cp949"), 2, 1),
        (b"\xfe\xff" + "가,나".encode("utf-16-be") + b"\xd8\x00\x00\x41", 1, 2),
    ],
)
def test_a_bom_is_believed_and_then_held_to(content: bytes, row: int, column: int) -> None:
    with pytest.raises(FileRefused) as refused:
        found(content)
    assert (refused.value.code, refused.value.facts["row"], refused.value.facts["column"]) == (
        "wrong_encoding",
        row,
        column,
    )


@pytest.mark.parametrize("content", [b"a,b\nc,d\0e\n", "a,b\nc,d\0e\n".encode("utf-16")])
def test_a_nul_is_refused_with_its_place(content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        found(content)
    assert refused.value.code == "file_has_nul"
    assert refused.value.facts == {"file": "원부.csv", "row": 2, "column": 2}


def test_utf_16_without_a_bom_is_refused() -> None:
    with pytest.raises(FileRefused):
        found("원장번호,서류코드\n".encode("utf-16-le"))


def test_a_line_beyond_the_cap_is_refused_before_any_row_is_read() -> None:
    limits = Limits(line_characters=100)
    assert found(b"x" * 100 + b"\r\n" + b"x" * 100, limits=limits) == Encoding.UTF_8
    with pytest.raises(FileRefused) as refused:
        found(b"x\n" + b"x" * 101, limits=limits)
    assert refused.value.facts == {"file": "원부.csv", "row": 2, "limit": 100}


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty_file"), (b"\r\n\r\n", "empty_file"), (b"x" * 2_000, "file_too_large")]
)
def test_an_empty_file_and_one_beyond_the_cap_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        reading_of(content, limits=Limits(file_bytes=1_999))
    assert refused.value.code == code
