"""The mark: from claims to a signature and back, and from text to the modules of its QR code."""

import segno
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from issuance.printing.modules import modules_of
from issuance.sealing.mark import read_mark, verify_mark, write_mark
from tests.benchmarks import real_sheet
from tests.benchmarks.comparison import Comparison, interleaved


def bench_mark_vs_segno() -> Comparison:
    """Symbols a second, ours ÷ segno's; both are checked to choose the same size first."""
    mark = real_sheet.mark()

    def peer() -> object:
        return segno.make_qr(mark, error="q", boost_error=False).matrix

    if modules_of(mark).side != segno.make_qr(mark, error="q", boost_error=False).symbol_size(border=0)[0]:
        raise AssertionError("the two symbols differ in size, so their times cannot be compared")
    ours_seconds, peer_seconds = interleaved(lambda: modules_of(mark), peer, rounds=7, repeat=10)
    return Comparison("mark_vs_segno", 1 / ours_seconds, 1 / peer_seconds, "segno", "symbols/s")


def bench_sign_verify() -> Comparison:
    """Milliseconds to write a mark, read it and verify it; the peer signs and verifies as many bytes bare."""
    claims, signer = real_sheet.claims(), real_sheet.SIGNER
    jwk = real_sheet.public_jwk()
    key = real_sheet.KEY
    public, scheme = key.public_key(), ec.ECDSA(SHA256(), deterministic_signing=True)
    message = read_mark(write_mark(claims, signer)).to_be_signed

    def ours() -> None:
        if not verify_mark(read_mark(write_mark(claims, signer)), jwk):
            raise AssertionError("the mark does not verify")

    def peer() -> None:
        public.verify(key.sign(message, scheme), message, scheme)

    ours_seconds, peer_seconds = interleaved(ours, peer, rounds=7, repeat=50)
    return Comparison("sign_verify", ours_seconds * 1000, peer_seconds * 1000, "cryptography", "ms")
