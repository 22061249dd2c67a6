"""The notice for the hall: what is down, how to file instead, until when (민원처리법 시행령 §6의2 ①)."""

from issuance.domain.sheets import Notice, Row
from issuance.printing.lines import DoesNotFit, Style, ensure_one_line, wrapped
from issuance.printing.page import BODY, LAST_LINE, NUMBERS, SMALL, Title, fewest_pages
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Piece, draw_down, paginated, paragraph, space, together
from issuance.printing.typefaces import Weight


def draw_notice_pages(pen: Pen, notice: Notice) -> None:
    """As large as one page allows, to be read on a wall from two steps away; more pages where it must."""
    closing, room = _closing(notice), _Page.END - _Page.BODY

    def lay_out(size: float) -> list[list[Piece]]:
        return paginated([_section(row, size) for row in notice.sections], closing, room)

    pages = fewest_pages(_Section.SIZES, lay_out)
    for number, pieces in enumerate(pages, start=1):
        _Page.draw(pen, notice, number, len(pages))
        draw_down(pen, _Page.BODY, pieces)
        pen.turn_page()


class _Page:
    TITLE = 38.0
    TITLE_STYLE = Style(32, Weight.BOLD)
    RULE = 46.0
    BODY = 52.0
    END = 276.0

    @classmethod
    def draw(cls, pen: Pen, notice: Notice, number: int, pages: int) -> None:
        if notice.drill:
            pen.drill(Pen.WIDTH / 2, Pen.HEIGHT / 2, size=210)
        outage = f"장애번호  {notice.outage_number}"
        ensure_one_line("장애번호", outage, SMALL, BODY.width)
        ensure_one_line("문의처", notice.contact, SMALL, BODY.width - 20)
        pen.write(BODY.left, NUMBERS, outage, SMALL)
        Title.draw(pen, cls.TITLE, notice.title, cls.TITLE_STYLE)
        pen.rule(BODY.left, cls.RULE, BODY.right, cls.RULE, thickness=0.8)
        pen.write(BODY.left, LAST_LINE, notice.contact, SMALL)
        pen.write(BODY.right, LAST_LINE, f"{number} / {pages}", SMALL, Align.RIGHT)


class _Section:
    SIZES = (17.0, 15.5, 14.0, 12.5)
    INDENT = 6.0
    BELOW = 5.0
    BAR = 1.6


def _section(row: Row, size: float) -> Piece:
    label, style = Style(size + 1, Weight.BOLD), Style(size)
    left, width = BODY.left + _Section.INDENT, BODY.width - _Section.INDENT
    lines = wrapped(row.value, style, width)
    ensure_one_line(row.label, row.label, label, width)

    def draw(pen: Pen, top: float) -> None:
        pen.bar(BODY.left, top + label.pitch * 0.2, _Section.BAR, label.pitch * 0.6)
        pen.write(left, top + label.rise, row.label, label)
        pen.write_lines(left, top + label.pitch, lines, style)

    return Piece(row.label, label.pitch + len(lines) * style.pitch + _Section.BELOW, draw)


class _Closing:
    LEGAL = Style(10, grey=0.15)
    DATE = Style(13)
    SIGNED = Style(20, Weight.BOLD, leading=1.35)
    MOST_LINES = 2


def _closing(notice: Notice) -> Piece:
    lines = wrapped(notice.signed_by, _Closing.SIGNED, BODY.width)
    if len(lines) > _Closing.MOST_LINES:
        raise DoesNotFit(field="게시 기관")

    def signed(pen: Pen, top: float) -> None:
        pen.write_lines(BODY.middle, top, lines, _Closing.SIGNED, Align.CENTRE)

    return together(
        "법적 근거",
        [
            paragraph("법적 근거", notice.legal_basis, BODY, _Closing.LEGAL, align=Align.CENTRE),
            space(5),
            paragraph("게시일", notice.issued_at, BODY, _Closing.DATE, align=Align.CENTRE),
            space(3),
            Piece("게시 기관", len(lines) * _Closing.SIGNED.pitch, signed),
        ],
    )
