"""The statement with which an outage is closed (종결 조서): tables on landscape A4, its signature at the end."""

from collections.abc import Iterator

from issuance.domain.closing_statements import ClosingSheet
from issuance.printing.characters import ensure_characters
from issuance.printing.lines import Style, ensure_one_line
from issuance.printing.modules import modules_of
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Column, Piece, draw_down, paginated, paragraph, space, together
from issuance.printing.tables import Grid, LabelledRows, row_texts, table_texts
from issuance.printing.typefaces import Weight

BODY = Column(15, 267)


def draw_statement(sheet: ClosingSheet, signature: str) -> bytes:
    """The PDF of a frozen statement with its signature, the same bytes each time."""
    for field, text in _texts(sheet):
        ensure_characters(field, text)
    pen = Pen(title=sheet.title, author=sheet.signed_by, width=Pen.HEIGHT, height=Pen.WIDTH)
    pages = paginated(list(_Body.pieces(sheet)), _Signature.piece(sheet, signature), _Page.END - _Page.BODY)
    for number, pieces in enumerate(pages, start=1):
        if sheet.drill:
            pen.drill(Pen.HEIGHT / 2, Pen.WIDTH / 2, size=150)
        with pen.told_once(number):
            _Page.draw_head(pen, sheet)
        draw_down(pen, _Page.BODY, pieces)
        _Page.draw_foot(pen, sheet, number, len(pages))
        pen.turn_page()
    return pen.finished()


class _Page:
    TITLE = 20.0
    TITLE_STYLE = Style(18, Weight.BOLD)
    SPACING = 4.0
    SMALL = Style(8.5, grey=0.15)
    BODY = 25.0
    END = 196.0
    LAST_LINE = 202.0

    @classmethod
    def draw_head(cls, pen: Pen, sheet: ClosingSheet) -> None:
        width = cls.TITLE_STYLE.width(sheet.title) + cls.SPACING * (len(sheet.title) - 1)
        with pen.element("H1"):
            pen.write_spaced(BODY.middle - width / 2, cls.TITLE, sheet.title, cls.TITLE_STYLE, cls.SPACING)
        pen.write(BODY.left, cls.TITLE, f"장애번호 {sheet.outage}", cls.SMALL)

    @classmethod
    def draw_foot(cls, pen: Pen, sheet: ClosingSheet, number: int, pages: int) -> None:
        pen.write(BODY.left, cls.LAST_LINE, f"종결 {sheet.dated}", cls.SMALL)
        pen.write(BODY.right, cls.LAST_LINE, f"{number} / {pages}", cls.SMALL, Align.RIGHT)


class _Body:
    SIZE = 9.0
    SMALL_SIZE = 8.0
    GAP = 4.0
    # Book, entries, head.
    HEAD_WIDTHS = (52.0, 30.0, 185.0)

    @classmethod
    def pieces(cls, sheet: ClosingSheet) -> Iterator[Piece]:
        yield from LabelledRows.pieces(sheet.facts, BODY, cls.SIZE)
        yield space(cls.GAP)
        yield from LabelledRows.pieces(sheet.sums, BODY, cls.SIZE)
        for table in sheet.tables:
            yield from Grid.pieces(table, BODY, cls.SMALL_SIZE)
        if sheet.heads.rows:
            yield from Grid.pieces(sheet.heads, BODY, cls.SMALL_SIZE, cls.HEAD_WIDTHS)


class _Signature:
    """What is confirmed, by whom, and the signature: as a QR code and as the text that it holds."""

    ABOVE = 6.0
    SIDE = 46.0
    QUIET_ZONE = 4
    GAP = 6.0
    TEXT = Style(10.5, leading=1.5)
    DATE = Style(11)
    SIGNED = Style(16, Weight.BOLD, leading=1.35)
    LABEL = Style(8, Weight.BOLD)
    CODE = Style(6.5, leading=1.35)

    @classmethod
    def piece(cls, sheet: ClosingSheet, signature: str) -> Piece:
        beside = Column(BODY.left + cls.SIDE + cls.GAP, BODY.width - cls.SIDE - cls.GAP)
        ensure_one_line("종결 기관", sheet.signed_by, cls.SIGNED, beside.width)
        words = [
            paragraph("확인 문구", sheet.statement, beside, cls.TEXT, below=3.0),
            paragraph("종결일", sheet.dated, beside, cls.DATE, align=Align.CENTRE, below=1.0),
            paragraph("종결 기관", sheet.signed_by, beside, cls.SIGNED, align=Align.CENTRE, below=3.0),
            paragraph("전자서명", "전자서명(JWS, ES256)", beside, cls.LABEL),
            *cls._code(signature, beside),
        ]
        height = max(cls.SIDE, sum(word.height for word in words))
        modules = modules_of(signature)

        def draw(pen: Pen, top: float) -> None:
            quiet = cls.SIDE * cls.QUIET_ZONE / (modules.side + 2 * cls.QUIET_ZONE)
            pen.modules(
                BODY.left + quiet, top + quiet, cls.SIDE - 2 * quiet, modules, "종결 조서의 전자서명(QR)"
            )
            draw_down(pen, top, words)

        return together("전자서명", [space(cls.ABOVE), Piece("전자서명", height, draw)])

    @classmethod
    def _code(cls, signature: str, column: Column) -> Iterator[Piece]:
        """The text in lines of equal length: it has no space to break at."""
        length = int(column.width / (cls.CODE.width(signature) / len(signature)) * 0.9)
        for start in range(0, len(signature), length):
            yield paragraph("전자서명", signature[start : start + length], column, cls.CODE)


def _texts(sheet: ClosingSheet) -> Iterator[tuple[str, str]]:
    """Every printed text with the name of its field."""
    yield "제목", sheet.title
    yield "장애번호", sheet.outage
    yield from row_texts((*sheet.facts, *sheet.sums))
    for table in (*sheet.tables, sheet.heads):
        yield from table_texts(table)
    yield "확인 문구", sheet.statement
    yield "종결일", sheet.dated
    yield "종결 기관", sheet.signed_by
