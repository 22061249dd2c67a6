"""Letters in the name of an office: to the holder of a paper, and to the place where it was handed in."""

from collections.abc import Iterable, Iterator, Sequence

import pypdfium2

from issuance.domain.letters import Letter
from issuance.domain.wording import SEAL
from issuance.printing.characters import ensure_characters
from issuance.printing.closing import Closing
from issuance.printing.lines import Style, ensure_one_line
from issuance.printing.page import BODY, LAST_LINE, NUMBERS, SMALL, Title
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Piece, draw_down, paginated, paragraph, space, together
from issuance.printing.tables import LabelledRows
from issuance.printing.typefaces import Weight


def draw_letter(letter: Letter) -> bytes:
    """The PDF of a letter; refuses characters and lengths as a sheet does."""
    for field, text in _texts(letter):
        ensure_characters(field, text)
    pen = Pen(title=letter.title, author=letter.signed_by)
    pages = paginated(list(_Body.pieces(letter)), _Body.closing(letter), _Page.END - _Page.BODY)
    for number, pieces in enumerate(pages, start=1):
        _Page.draw(pen, letter, number, len(pages))
        draw_down(pen, _Page.BODY, pieces)
        pen.turn_page()
    return pen.finished()


def bound(documents: Sequence[bytes]) -> bytes:
    """Several PDFs as one, in their order, to be printed at once."""
    if len(documents) == 1:
        return documents[0]
    whole = pypdfium2.PdfDocument.new()
    for content in documents:
        with pypdfium2.PdfDocument(content) as part:
            whole.import_pages(part)
    return _saved(whole)


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    pieces: list[bytes] = []

    class Gathered:
        def write(self, piece: bytes) -> int:
            pieces.append(bytes(piece))
            return len(piece)

    document.save(Gathered())
    document.close()
    return b"".join(pieces)


class _Page:
    OFFICE = 30.0
    OFFICE_STYLE = Style(20, Weight.BOLD)
    RULE = 37.0
    BODY = 46.0
    END = 276.0

    @classmethod
    def draw(cls, pen: Pen, letter: Letter, number: int, pages: int) -> None:
        if letter.drill:
            pen.drill(Pen.WIDTH / 2, Pen.HEIGHT / 2, size=210)
        ensure_one_line("관련 문서", letter.reference, SMALL, BODY.width)
        ensure_one_line("문의처", letter.contact, SMALL, BODY.width - 20)
        pen.write(BODY.left, NUMBERS, letter.reference, SMALL)
        Title.draw(pen, cls.OFFICE, letter.office, cls.OFFICE_STYLE)
        pen.rule(BODY.left, cls.RULE, BODY.right, cls.RULE, thickness=0.8)
        pen.write(BODY.left, LAST_LINE, letter.contact, SMALL)
        pen.write(BODY.right, LAST_LINE, f"{number} / {pages}", SMALL, Align.RIGHT)


class _Body:
    ADDRESS = Style(11)
    NAME = Style(14, Weight.BOLD)
    SUBJECT = Style(14, Weight.BOLD)
    TEXT = Style(12, leading=1.65)
    ROWS = 11.0
    BELOW_RECIPIENT = 9.0
    BELOW_SUBJECT = 5.0
    BELOW_TEXT = 3.5
    ABOVE_CLOSING = 6.0

    @classmethod
    def pieces(cls, letter: Letter) -> Iterator[Piece]:
        *address, name = letter.recipient
        lines = [paragraph("받는 곳", line, BODY, cls.ADDRESS) for line in address]
        yield together(
            "받는 분", [*lines, paragraph("받는 분", name, BODY, cls.NAME, below=cls.BELOW_RECIPIENT)]
        )
        yield cls._subject(letter.title)
        yield paragraph("본문", letter.opening, BODY, cls.TEXT, below=cls.BELOW_TEXT)
        yield from LabelledRows.pieces(letter.rows, BODY, cls.ROWS)
        yield space(cls.BELOW_SUBJECT)
        for text in letter.paragraphs:
            yield paragraph("본문", text, BODY, cls.TEXT, below=cls.BELOW_TEXT)

    @classmethod
    def closing(cls, letter: Letter) -> Piece:
        signature = Closing.piece(letter.dated, letter.signed_by, SEAL, BODY)
        return together("발급기관장", [space(cls.ABOVE_CLOSING), signature])

    @classmethod
    def _subject(cls, title: str) -> Piece:
        style = cls.SUBJECT
        ensure_one_line("제목", f"제목  {title}", style, BODY.width)

        def draw(pen: Pen, top: float) -> None:
            with pen.element("H2"):
                pen.write(BODY.left, top + style.rise, f"제목  {title}", style)
            pen.rule(BODY.left, top + style.pitch + 1, BODY.right, top + style.pitch + 1, grey=0.4)

        return Piece("제목", style.pitch + 1 + cls.BELOW_SUBJECT, draw)


def _texts(letter: Letter) -> Iterable[tuple[str, str]]:
    """Every printed text with the name of its field, as a clerk knows it."""
    yield "기관", letter.office
    yield from (("받는 분", line) for line in letter.recipient)
    yield "제목", letter.title
    yield "본문", letter.opening
    for row in letter.rows:
        yield row.label, row.label
        yield row.label, row.value
    yield from (("본문", text) for text in letter.paragraphs)
    yield "시행일", letter.dated
    yield "발급기관장", letter.signed_by
    yield "관련 문서", letter.reference
    yield "문의처", letter.contact
