"""The sheet that every benchmark of paper draws: a 등본's provisional document with a household of four."""

from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from issuance.domain.documents import Source
from issuance.domain.papers import Serial, Series, check_number
from issuance.domain.sheets import Sheet, canonical, digest
from issuance.domain.sources import Origin
from issuance.domain.wording import Numbering, provisional
from issuance.sealing.claims import Claims
from issuance.sealing.mark import write_mark
from issuance.sealing.signing import SoftwareSigner, base64url
from tests.samples import DESK, ISSUED_AT, PROVISION, REQUEST

VALID_UNTIL = ISSUED_AT + timedelta(days=7)
KEY = ec.derive_private_key(0x1EA5E, ec.SECP256R1())
SIGNER = SoftwareSigner(bytes.fromhex("5a1d3c0e77b2a4f9"), KEY)


def serial(number: int = 123) -> Serial:
    return Serial(Series.PROVISIONAL, "11110515", 26, 1, number)


def sheet(number: int = 123) -> Sheet:
    request = replace(
        REQUEST,
        copies=1,
        receiver="농협은행 효자동지점",
        handed_in="신청서 1매, 신분증 확인(운전면허증)",
        outage_number="2026-0007",
    )
    provision = replace(
        PROVISION,
        title="주민등록사항 임시확인서",
        facts=(
            ("주소", "서울특별시 종로구 자하문로33길 22-10, 101동 1204호 (청운동, 청운현대아파트)"),
            ("세대주", "홍길동(洪吉童)"),
            ("세대원", "홍길동(洪吉童)(본인);김영희(金英姬)(배우자);홍길순(자녀);홍길남(자녀)"),
            ("전입일", "2019-04-01"),
        ),
        origin=Origin(Source.SNAPSHOT, ISSUED_AT - timedelta(hours=14)),
        order_number="2026-0007-02",
        identity="운전면허증 끝자리 4821 (진위확인 미실시)",
        fee_due=400,
        fee_waived=400,
        waiver_basis="지침 2026-0007-02",
    )
    check = check_number(17, 482_913_507 + number)
    numbering = Numbering.of(serial(number), check, window=3, issued_at=ISSUED_AT, salt="5a" * 16)
    return provisional(request, provision, DESK)(numbering)


def claims(number: int = 123) -> Claims:
    return Claims(
        office=serial(number).office,
        series="P",
        year=serial(number).year,
        book=serial(number).book,
        sequence=number,
        check_number=check_number(17, 482_913_507 + number),
        name="홍길동",
        birth=18850302,
        key_fact="청운동",
        sheet_digest=digest(canonical(sheet(number)))[:16],
        flags=1,
        status_list=0,
        status_index=17_531,
        kind="RR01",
        issued_at=int(ISSUED_AT.timestamp()),
        expires_at=int(VALID_UNTIL.timestamp()),
        purpose=1,
    )


def mark(number: int = 123) -> str:
    return write_mark(claims(number), SIGNER)


def public_jwk() -> dict[str, str]:
    point = KEY.public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": base64url(point.x.to_bytes(32, "big")),
        "y": base64url(point.y.to_bytes(32, "big")),
        "kid": base64url(SIGNER.kid),
    }
