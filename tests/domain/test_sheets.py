"""Sheets are frozen: the same sheet has the same bytes."""

import hashlib
import json
from dataclasses import replace

import pytest

from issuance.domain.sheets import Form, Row, Sheet, Table, canonical, digest, restored

SHEET = Sheet(
    form=Form.PROVISIONAL,
    renderer=1,
    drill=False,
    serial="P-11110515-26-001-000123",
    check_number="0001-7482-9135-0782",
    issue_number="03-20261123/140512-000123",
    title="주민등록사항(세대) 임시확인서",
    banner="이 문서는 주민등록표 등본이 아닙니다",
    watermark="임시확인서",
    rows=(Row("대상", "홍길동(洪吉童)"), Row("주민등록번호", "850302-9******")),
    table=Table("세대원", ("번호", "성명"), (("1", "홍길동"), ("2", "김영희"))),
    statements=("첫째", "둘째"),
    notes=(),
    issued_at="2026. 11. 23. 14:05",
    signed_by="서울특별시 종로구 청운효자동장",
    seal="관인이 없으면 무효",
    contact="담당 주무관",
    copies=("민원인 보관용",),
    salt="0" * 32,
)


@pytest.mark.parametrize("sheet", [SHEET, replace(SHEET, table=None, form=Form.RECEIPT, drill=True)])
def test_a_sheet_comes_back_from_its_canonical_bytes(sheet: Sheet) -> None:
    assert restored(json.loads(canonical(sheet))) == sheet


def test_canonical_bytes_have_sorted_keys_no_space_and_plain_korean() -> None:
    text = canonical(SHEET).decode()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_the_digest_is_sha_256_of_the_canonical_bytes() -> None:
    assert digest(canonical(SHEET)) == hashlib.sha256(canonical(SHEET)).digest()


def test_the_salt_alone_changes_the_digest() -> None:
    other = replace(SHEET, salt="1" * 32)
    assert digest(canonical(other)) != digest(canonical(SHEET))
