"""Read a file's pieces, here or in processes of our own that are given nothing but how, and two keys."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace

from issuance.actions.processes import processes
from issuance.domain.ledger import FileKind
from issuance.main_system.files import Opened
from issuance.main_system.pieces import PIECE_CHARACTERS, Cutter, Piece, PieceReader, Recipe
from issuance.sealing.vault import digests_under, hash_key

ROW, SUBJECT = "row", "subject"

# So many pieces are under way for each process: enough that none ever waits, few enough to be held in memory.
_AHEAD = 3

_reader: PieceReader | None = None


@contextmanager
def pieces(opened: Opened, *, workers: int) -> Iterator[Iterator[Piece]]:
    """The pieces in their order, numbered as in the file.

    Only an extract's lines are shared out: an issue ledger must know each number that came before.
    """
    keys = hash_key(ROW), hash_key(SUBJECT)
    if workers < 1 or opened.texts is None or opened.recipe.layout.kind != FileKind.EXTRACT:
        yield opened.pieces(_reader_of(opened.recipe, *keys))
        return
    with processes(workers, _begin, opened.recipe, *keys) as pool:
        found = _shared_out(opened.texts, pool, workers)
        yield opened.refusing(piece.numbered_from(opened.header_row) for piece in found)


def _reader_of(recipe: Recipe, row_key: bytes, subject_key: bytes) -> PieceReader:
    return PieceReader(
        recipe,
        row_digests=digests_under(row_key, ROW),
        subject_digests=digests_under(subject_key, SUBJECT),
    )


def _begin(recipe: Recipe, row_key: bytes, subject_key: bytes) -> None:
    global _reader
    _reader = _reader_of(recipe, row_key, subject_key)


def _read(text: str, final: bool) -> Piece:
    """A piece that is kept just as it came is not sent back; whoever sent it has its text."""
    assert _reader is not None
    piece = _reader.read(text, final=final)
    return replace(piece, text="") if piece.text == text else piece


def _shared_out(texts: Iterator[str], pool: Executor, workers: int) -> Iterator[Piece]:
    """Pieces read side by side, each as if the one before had ended with a whole record.

    Where one did not, what it left goes before the next, which alone is read again.
    """
    cutter = Cutter(texts)
    waiting: deque[tuple[str, bool, Future[Piece]]] = deque()

    def send(text: str, final: bool) -> tuple[str, bool, Future[Piece]]:
        return text, final, pool.submit(_read, text, final)

    before, size = 0, PIECE_CHARACTERS
    while waiting or not cutter.is_at_end:
        while not cutter.is_at_end and len(waiting) < _AHEAD * workers:
            text = cutter.cut(size)
            waiting.append(send(text, cutter.is_at_end))
        text, _, result = waiting.popleft()
        piece = result.result()
        if piece.row_count and not piece.text:
            piece = replace(piece, text=text)
        yield piece.numbered_from(before)
        before += piece.record_count
        size = max(PIECE_CHARACTERS, len(piece.left))
        if piece.left:
            text, final = _next(waiting, cutter, size)
            waiting.appendleft(send(piece.left + text, final))


def _next(waiting: deque[tuple[str, bool, Future[Piece]]], cutter: Cutter, size: int) -> tuple[str, bool]:
    """The text that follows, at least so much: a record that goes on and on is not read again and again."""
    parts, length = [], 0
    while waiting and length < size:
        text, final, result = waiting.popleft()
        result.cancel()
        parts.append(text)
        length += len(text)
    if not parts:
        parts.append(cutter.cut(size))
        final = cutter.is_at_end
    return "".join(parts), final
