"""A 등본's provisional document in words: the example on which tests of wording, lint and drawing stand."""

from datetime import UTC, date, datetime, timedelta

from issuance.domain.documents import Source
from issuance.domain.sources import Origin
from issuance.domain.wording import Desk, Provision, Request

ISSUED_AT = datetime(2026, 11, 23, 5, 5, 12, tzinfo=UTC)
DESK = Desk("서울특별시 종로구 청운효자동", "서울특별시 종로구 청운효자동장", 3, "담당 주무관 한가람", False)
REQUEST = Request(
    what="주민등록표 등본",
    copies=2,
    applicant="홍길동",
    applicant_birth=date(1885, 3, 2),
    relation="본인",
    subject="홍길동",
    subject_birth=date(1885, 3, 2),
    parcel="",
    purpose="금융(기존 거래)",
    receiver="한빛은행",
    handed_in="",
    moment=ISSUED_AT - timedelta(minutes=3),
    deadline="",
    outage_number="2026-001",
)
PROVISION = Provision(
    title="주민등록사항(세대) 임시확인서",
    formal_name="주민등록표 등본",
    law="주민등록법 §29",
    subject_number="850302-9******",
    facts=(
        ("주소", "서울특별시 종로구 자하문로 100 (청운동)"),
        ("세대원", "홍길동(洪吉童)(본인);김영희(배우자)"),
        ("전입일", "2020-03-02"),
    ),
    origin=Origin(Source.SNAPSHOT, ISSUED_AT - timedelta(hours=12)),
    issued_at=ISSUED_AT,
    valid_until=ISSUED_AT + timedelta(days=7),
    order_number="제2026-1호",
    identity="주민등록증 끝자리 1234 (진위확인 미실시)",
    fee_due=800,
    fee_waived=0,
    waiver_basis="",
)
