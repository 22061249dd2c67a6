"""What may be attached to a paper filing, by what it is and not by what it is called."""

import pytest

from issuance.domain.paper_filings import MOST_EVIDENCE_BYTES, EvidenceType, evidence_type
from tests.refusals import refused


@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        (b"\xff\xd8\xff\xe0", EvidenceType.JPEG),
        (b"\x89PNG\r\n\x1a\n", EvidenceType.PNG),
        (b"%PDF-1.7", EvidenceType.PDF),
    ],
)
def test_a_photo_or_scan_is_known_by_its_first_bytes(beginning: bytes, found: EvidenceType) -> None:
    assert evidence_type(beginning + b"...") == found


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<html>", b" %PDF-1.7", b"PK\x03\x04", b"\x89PNG\n"])
def test_anything_else_is_refused(content: bytes) -> None:
    with refused("evidence_unknown"):
        evidence_type(content)


def test_five_megabytes_are_the_most() -> None:
    assert evidence_type(b"%PDF-".ljust(MOST_EVIDENCE_BYTES)) == EvidenceType.PDF
    with refused("evidence_too_large"):
        evidence_type(b"%PDF-".ljust(MOST_EVIDENCE_BYTES + 1))
