"""The place of the mark: a QR code of 40 mm with its check number below, or an empty frame."""

from issuance.printing.lines import Style
from issuance.printing.modules import Modules
from issuance.printing.pen import Align, Pen
from issuance.printing.typefaces import Weight


class MarkPlace:
    """40 mm square, 4 modules of quiet zone included, and a line of text below."""

    SIDE = 40.0
    HEIGHT = 48.0
    QUIET_ZONE = 4
    CAPTION = Style(7, grey=0.25)
    NUMBER = Style(9.5, Weight.BOLD)

    @classmethod
    def draw(cls, pen: Pen, left: float, top: float, modules: Modules | None, check_number: str) -> None:
        pen.blank(left, top, cls.SIDE, cls.SIDE)
        if modules is None:
            pen.frame(left + 4, top + 4, cls.SIDE - 8, cls.SIDE - 8, grey=0.6, dash=(1, 1))
        else:
            quiet = cls.SIDE * cls.QUIET_ZONE / (modules.side + 2 * cls.QUIET_ZONE)
            spoken = f"진위확인 부호(QR). 문서확인번호 {check_number}"
            pen.modules(left + quiet, top + quiet, cls.SIDE - 2 * quiet, modules, spoken)
        pen.write(left + cls.SIDE / 2, top + cls.SIDE + 2.6, "문서확인번호", cls.CAPTION, Align.CENTRE)
        pen.write(left + cls.SIDE / 2, top + cls.SIDE + 7.0, check_number, cls.NUMBER, Align.CENTRE)
