"""Finding the encoding of a text file by decoding all of it strictly, never by guessing."""

import codecs
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from issuance.main_system.refusals import EmptyFile, HasNul, LineTooLong, TooLarge, WrongEncoding

_CHUNK = 1 << 20
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEPARATOR = re.compile(r"[,;\t]")
_NUL = "\0"


class Encoding(StrEnum):
    """How the characters of a file are stored; the value is what a person is shown."""

    UTF_8 = "UTF-8"
    UTF_8_BOM = "UTF-8 BOM"
    UTF_16 = "UTF-16"
    CP949 = "CP949"
    XLSX = "XLSX"

    @property
    def codec(self) -> str:
        return _CODECS[self]


_CODECS = {
    Encoding.UTF_8: "utf-8",
    Encoding.UTF_8_BOM: "utf-8-sig",
    Encoding.UTF_16: "utf-16",
    Encoding.CP949: "cp949",
}
_BOMS = (
    (codecs.BOM_UTF8, Encoding.UTF_8_BOM),
    (codecs.BOM_UTF16_LE, Encoding.UTF_16),
    (codecs.BOM_UTF16_BE, Encoding.UTF_16),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost: its bytes, a line, its columns; of a spreadsheet its own bytes, unpacked, and laid out."""

    file_bytes: int = 2 * 1024**3
    sheet_bytes: int = 200 * 1024**2
    unpacked_bytes: int = 500 * 1024**2
    line_characters: int = 1_000_000
    columns: int = 1_000
    sheet_cells: int = 12_000_000
    sheet_characters: int = 300_000_000


@dataclass(slots=True)
class _Reached:
    """How far a decoder has come: the line, the cell in it, and the length of the line so far."""

    line: int = 1
    cell: int = 1
    length: int = 0

    def advance(self, text: str, limit: int) -> bool:
        """Move over the text; whether every line of it is within the limit."""
        lines = _LINE_END.split(text)
        for place, part in enumerate(lines):
            if place:
                self.line, self.cell, self.length = self.line + 1, 1, 0
            self.length += len(part)
            if self.length > limit:
                return False
        # Only the cell of the last line can ever be asked for.
        self.cell += len(_SEPARATOR.findall(lines[-1]))
        return True


def ensure_size(content: BinaryIO, *, file_name: str, most: int) -> None:
    """Refuse what is empty or has more than `most` bytes; leaves the stream at its start."""
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    if size == 0:
        raise EmptyFile(file=file_name)
    if size > most:
        raise TooLarge(file=file_name, limit=f"{most // 1024**2:,} MB")


def find_encoding(content: BinaryIO, *, file_name: str, limits: Limits) -> Encoding:
    """The encoding under which the whole stream decodes: by its BOM, else UTF-8, else CP949.

    Refuses a NUL and a line beyond the cap. If nothing decodes, the refusal names the place that the
    better decoder reached.
    """
    start = content.read(4)
    marked = next((encoding for bom, encoding in _BOMS if start.startswith(bom)), None)
    candidates = (marked,) if marked else (Encoding.UTF_8, Encoding.CP949)
    failures = []
    for encoding in candidates:
        if _decodes(content, encoding, limits=limits):
            return encoding
        reached = _decode(content, encoding, file_name=file_name, limits=limits)
        if reached is None:
            return encoding
        failures.append(reached)
    furthest = max(failures, key=lambda reached: (reached.line, reached.cell))
    raise WrongEncoding(file=file_name, row=furthest.line, column=furthest.cell)


def _decodes(content: BinaryIO, encoding: Encoding, *, limits: Limits) -> bool:
    """Whether nothing at all is wrong, which is nearly always and so is found fast; if not, `_decode` says what is."""
    content.seek(0)
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    size, length = min(_CHUNK, limits.line_characters), 0
    while True:
        chunk = content.read(size)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            return False
        ends = [place for end in "\r\n" for place in (text.find(end), text.rfind(end)) if place >= 0]
        if _NUL in text or length + min(ends, default=len(text)) > limits.line_characters:
            return False
        length = len(text) - 1 - max(ends) if ends else length + len(text)
        if not chunk:
            content.seek(0)
            return True


def _decode(content: BinaryIO, encoding: Encoding, *, file_name: str, limits: Limits) -> _Reached | None:
    """None if all of it decodes, else where it stopped."""
    content.seek(0)
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    reached = _Reached()
    ends_in_return = False
    while True:
        chunk = content.read(_CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
            failed = False
        except UnicodeDecodeError as error:
            text, failed = error.object[: error.start].decode(encoding.codec, "ignore"), True
        # A line end must not be cut in two between chunks.
        text = "\r" * ends_in_return + text
        ends_in_return = text.endswith("\r") and bool(chunk) and not failed
        text = text[: len(text) - ends_in_return]
        before_nul, nul, _ = text.partition(_NUL)
        if not reached.advance(before_nul, limits.line_characters):
            raise LineTooLong(file=file_name, row=reached.line, limit=limits.line_characters)
        if failed:
            return reached
        if nul:
            raise HasNul(file=file_name, row=reached.line, column=reached.cell)
        if not chunk:
            content.seek(0)
            return None
