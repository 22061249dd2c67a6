"""The QR of a mark: text to modules, as the printer needs it for every paper."""

import qrcode
import segno

from tests.benchmarks.comparison import Comparison, interleaved

# As long as a mark may be with a name of up to five syllables: 352 characters of base45, none favoured.
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
MARK = "KD1:" + "".join(ALPHABET[place * place * 7 % 45] for place in range(348))


def modules_of_segno() -> object:
    return segno.make_qr(MARK, error="q", boost_error=False).matrix


def modules_of_qrcode() -> list[list[bool | None]]:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=0)
    code.add_data(MARK)
    code.make(fit=True)
    return code.get_matrix()


def bench_mark_qr() -> Comparison:
    """Time to the modules of one mark; both are checked to choose the same size first."""
    if segno.make_qr(MARK, error="q", boost_error=False).symbol_size(border=0)[0] != len(modules_of_qrcode()):
        raise AssertionError("the two symbols differ in size, so their times cannot be compared")
    ours, peer = interleaved(modules_of_segno, modules_of_qrcode, rounds=7, repeat=3)
    return Comparison("mark_qr", ours * 1000, peer * 1000, "qrcode", "ms")
