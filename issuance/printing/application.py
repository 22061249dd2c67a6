"""The application (신청서) with the applicant's pledge, to be signed by hand and kept by the office."""

from collections.abc import Iterator

from issuance.domain.sheets import Application
from issuance.printing.lines import Style, ensure_one_line, wrapped
from issuance.printing.page import BODY, LAST_LINE, NUMBERS, SMALL, Title, nothing_below
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Piece, draw_down, paginated, together
from issuance.printing.tables import LabelledRows
from issuance.printing.typefaces import Weight


def draw_application_pages(pen: Pen, application: Application) -> None:
    """One page, or more where the facts are long; the signature is on the last."""
    room = _Page.END - _Page.BODY
    rows = [*LabelledRows.pieces(application.rows, BODY, _Page.ROWS), nothing_below()]
    closing = together("서약", [_Pledge.piece(application.pledge), *_Signature.pieces(application)])
    pages = paginated(rows, closing, room)
    for number, pieces in enumerate(pages, start=1):
        _Page.draw(pen, application, number, len(pages))
        draw_down(pen, _Page.BODY, pieces)
        pen.turn_page()


class _Page:
    TITLE = 34.0
    BODY = 44.0
    END = 276.0
    ROWS = 11.0

    @classmethod
    def draw(cls, pen: Pen, application: Application, number: int, pages: int) -> None:
        serial = f"접수번호  {application.receipt_serial}"
        ensure_one_line("접수번호", serial, SMALL, BODY.width)
        ensure_one_line("문의처", application.contact, SMALL, BODY.width - 20)
        pen.write(BODY.left, NUMBERS, serial, SMALL)
        Title.draw(pen, cls.TITLE, application.title)
        pen.write(BODY.left, LAST_LINE, application.contact, SMALL)
        pen.write(BODY.right, LAST_LINE, f"{number} / {pages}", SMALL, Align.RIGHT)


class _Pledge:
    TEXT = Style(11.5, leading=1.6)
    PADDING = 4.0

    @classmethod
    def piece(cls, text: str) -> Piece:
        """What the applicant pledges, in a frame."""
        lines = wrapped(text, cls.TEXT, BODY.width - 2 * cls.PADDING)
        height = len(lines) * cls.TEXT.pitch + 2 * cls.PADDING

        def draw(pen: Pen, top: float) -> None:
            pen.frame(BODY.left, top, BODY.width, height)
            pen.write_lines(BODY.left + cls.PADDING, top + cls.PADDING, lines, cls.TEXT)

        return Piece("서약", height, draw)


class _Signature:
    DATE = Style(12)
    NAME = Style(13)
    HINT = Style(9.5, grey=0.35)
    OFFICE = Style(16, Weight.BOLD)
    SPACE = 9.0
    HINT_WIDTH = 34.0

    @classmethod
    def pieces(cls, application: Application) -> Iterator[Piece]:
        """Date, applicant with room to sign, and the office that it is addressed to."""
        addressed = f"{application.office} 귀하"
        ensure_one_line("신청일", application.dated, cls.DATE, BODY.width)
        ensure_one_line("신청인", f"신청인   {application.applicant}", cls.NAME, BODY.width - cls.HINT_WIDTH)
        ensure_one_line("기관", addressed, cls.OFFICE, BODY.width)

        def date(pen: Pen, top: float) -> None:
            pen.write(BODY.middle, top + cls.SPACE + cls.DATE.rise, application.dated, cls.DATE, Align.CENTRE)

        def name(pen: Pen, top: float) -> None:
            baseline = top + cls.SPACE + cls.NAME.rise
            name_end = BODY.right - cls.HINT_WIDTH
            pen.write(name_end, baseline, f"신청인   {application.applicant}", cls.NAME, Align.RIGHT)
            pen.write(BODY.right, baseline, "(서명 또는 인)", cls.HINT, Align.RIGHT)

        def office(pen: Pen, top: float) -> None:
            pen.write(BODY.left, top + cls.SPACE + cls.OFFICE.rise, addressed, cls.OFFICE)

        yield Piece("신청일", cls.SPACE + cls.DATE.pitch, date)
        yield Piece("신청인", cls.SPACE + cls.NAME.pitch, name)
        yield Piece("기관", cls.SPACE + cls.OFFICE.pitch, office)
