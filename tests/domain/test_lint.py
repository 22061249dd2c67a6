"""Lint: sound sheets pass, and each rule is broken once and named."""

from dataclasses import replace
from datetime import timedelta

import pytest

from issuance.domain.lint import (
    LintHit,
    MarkWords,
    Rule,
    ensure_mark,
    ensure_sheet,
    mark_hits,
    sheet_hits,
)
from issuance.domain.papers import Serial, Series, check_number, printed_check_number
from issuance.domain.sheets import Sheet, canonical, digest
from issuance.domain.wording import (
    Composer,
    Correction,
    Numbering,
    certificate,
    correction,
    provisional,
    receipt,
)
from tests.samples import DESK, ISSUED_AT, PROVISION, REQUEST

VALID_UNTIL = ISSUED_AT + timedelta(days=7)
CHECK_NUMBER = check_number(17, 482_913_507)
CHANGE = Correction(
    corrected_serial="P-11110515-26-001-000122",
    corrected_issued_at=ISSUED_AT - timedelta(days=3),
    differences=(("전입일", "2020. 3. 2.", "2020. 3. 12."),),
    ledger_as_of=ISSUED_AT - timedelta(days=1),
    reason="전입일이 다름",
)
COMPOSERS: dict[Series, Composer] = {
    Series.RECEIPT: receipt(REQUEST, DESK),
    Series.CERTIFICATE: certificate(REQUEST, DESK, system="주민등록정보시스템", down_since=None),
    Series.PROVISIONAL: provisional(REQUEST, PROVISION, DESK),
    Series.CORRECTION: correction(REQUEST, CHANGE, DESK),
}


def sheet_of(series: Series) -> Sheet:
    serial = Serial(series, "11110515", 26, 1, 123)
    numbering = Numbering.of(serial, CHECK_NUMBER, window=3, issued_at=ISSUED_AT, salt="5a" * 16)
    return COMPOSERS[series](numbering)


SHEET = sheet_of(Series.PROVISIONAL)
DIGEST = digest(canonical(SHEET))
WORDS = MarkWords(
    serial=SHEET.serial,
    check_number=printed_check_number(CHECK_NUMBER),
    name="홍길동",
    issued_at=ISSUED_AT,
    expires_at=VALID_UNTIL,
    digest=DIGEST[:16],
)


def broken(sheet: Sheet) -> list[Rule]:
    return list(sheet_hits(sheet, formal_name=PROVISION.formal_name))


def with_row(label: str, value: str) -> Sheet:
    rows = tuple(replace(row, value=value) if row.label == label else row for row in SHEET.rows)
    return replace(SHEET, rows=rows)


@pytest.mark.parametrize("series", Series)
def test_a_sheet_as_it_is_composed_breaks_no_rule(series: Series) -> None:
    assert broken(sheet_of(series)) == []
    ensure_sheet(sheet_of(series))


@pytest.mark.parametrize("series", Series)
def test_a_sheet_that_has_no_number_yet_breaks_no_rule(series: Series) -> None:
    blank = Numbering.blank(series, "11110515", window=3, issued_at=ISSUED_AT, drill=False)
    ensure_sheet(COMPOSERS[series](blank), numbered=False)


@pytest.mark.parametrize(
    ("rule", "sheet"),
    [
        (Rule.RENDERER, replace(SHEET, renderer=SHEET.renderer + 1)),
        (Rule.SERIAL, replace(SHEET, serial="P-11110515-26-1-000123")),
        (Rule.SERIAL, replace(SHEET, serial="R-11110515-26-001-000123")),
        (Rule.SERIAL, replace(SHEET, serial="TP-11110515-26-001-000123")),
        (Rule.SERIAL, replace(SHEET, drill=True)),
        (Rule.CHECK_NUMBER, replace(SHEET, check_number="1748291350782")),
        (Rule.CHECK_NUMBER, replace(SHEET, check_number=printed_check_number(CHECK_NUMBER + 1))),
        (Rule.ISSUE_NUMBER, replace(SHEET, issue_number="03-20261123/140512-000124")),
        (Rule.ISSUE_NUMBER, replace(SHEET, issue_number="3-20261123/140512-000123")),
        (Rule.SALT, replace(SHEET, salt="")),
        (Rule.MOMENTS, replace(SHEET, issued_at="2026-11-23 14:05")),
        (Rule.MOMENTS, with_row("유효기한", "2026. 11. 30")),
        (Rule.MASKING, replace(SHEET, statements=("850302-9012345",))),
        (Rule.MASKING, replace(SHEET, notes=("8503029012345",))),
        (Rule.MASKING, with_row("주소", "850302 – 0012345")),
        (Rule.MASKING, with_row("주소", "８５０３０２－９０１２３４５")),
        (Rule.TITLE, replace(SHEET, title=PROVISION.formal_name)),
        (Rule.TITLE, replace(SHEET, title="주민등록사항(세대) 확인서")),
        (Rule.BANNER, replace(SHEET, banner="")),
        (Rule.BANNER, replace(SHEET, banner="이 문서는 주민등록표 등본가 아닙니다")),
        (Rule.BANNER, replace(SHEET, banner="이 문서는 주민등록표 초본이 아닙니다")),
        (Rule.WATERMARK, replace(SHEET, watermark="임시확인서 · 주민등록표 초본 아님")),
        (Rule.SEAL, replace(SHEET, seal="")),
        (Rule.COPIES, replace(SHEET, copies=("민원인 보관용",))),
    ],
)
def test_a_broken_rule_is_found_and_refuses_the_sheet(rule: Rule, sheet: Sheet) -> None:
    assert broken(sheet) == [rule]
    with pytest.raises(LintHit) as hit:
        ensure_sheet(sheet, formal_name=PROVISION.formal_name)
    assert (hit.value.code, hit.value.rule, hit.value.facts["rule"]) == ("lint_hit", rule, rule.value)


@pytest.mark.parametrize("series", [Series.RECEIPT, Series.CERTIFICATE, Series.CORRECTION])
def test_only_a_provisional_document_says_what_it_is_not(series: Series) -> None:
    sheet = sheet_of(series)
    assert broken(replace(sheet, banner=SHEET.banner)) == [Rule.BANNER]
    assert broken(replace(sheet, watermark=SHEET.watermark)) == [Rule.WATERMARK]
    assert broken(replace(sheet, title=SHEET.title)) == [Rule.TITLE]


@pytest.mark.parametrize(
    "text",
    [
        "850302-9******",
        "고유번호 1111010100100010002",
        "농협 301-0123-4567-81",
        "02-2148-5432, 010-0000-1234",
        "851302-9012345",
        "03-20261123/140512-000123",
        "R-11110515-26-001-000121",
    ],
)
def test_masked_numbers_and_other_numbers_are_no_resident_numbers(text: str) -> None:
    assert broken(replace(SHEET, notes=(text,))) == []


def test_a_sheet_whose_banner_and_watermark_name_different_documents_is_refused_without_the_catalogue() -> (
    None
):
    with pytest.raises(LintHit) as hit:
        ensure_sheet(replace(SHEET, watermark="임시확인서 · 주민등록표 초본 아님"))
    assert hit.value.rule is Rule.BANNER


def test_a_mark_that_says_what_its_sheet_says_breaks_no_rule() -> None:
    assert list(mark_hits(SHEET, WORDS, digest=DIGEST, latest_expiry=VALID_UNTIL)) == []
    assert list(mark_hits(SHEET, replace(WORDS, name="홍길"), digest=DIGEST)) == []


@pytest.mark.parametrize(
    ("rules", "change"),
    [
        ([Rule.MARK_NUMBER], {"serial": "P-11110515-26-001-000124"}),
        ([Rule.MARK_NUMBER], {"check_number": "0000-0000-0000-0000"}),
        ([Rule.MARK_NAME], {"name": "김영희"}),
        ([Rule.MARK_NAME], {"name": ""}),
        ([Rule.MARK_MOMENT], {"issued_at": ISSUED_AT - timedelta(minutes=1)}),
        ([Rule.MARK_MOMENT], {"expires_at": VALID_UNTIL - timedelta(minutes=1)}),
        ([Rule.MARK_MOMENT, Rule.VALIDITY], {"expires_at": None}),
        ([Rule.MARK_MOMENT, Rule.VALIDITY], {"expires_at": VALID_UNTIL + timedelta(minutes=1)}),
        ([Rule.MARK_DIGEST], {"digest": bytes(16)}),
        ([Rule.MARK_DIGEST], {"digest": b""}),
    ],
)
def test_a_mark_that_says_something_else_is_refused(rules: list[Rule], change: dict[str, object]) -> None:
    words = replace(WORDS, **change)  # type: ignore[arg-type]
    assert list(mark_hits(SHEET, words, digest=DIGEST, latest_expiry=VALID_UNTIL)) == rules
    with pytest.raises(LintHit) as hit:
        ensure_mark(SHEET, words, digest=DIGEST, latest_expiry=VALID_UNTIL)
    assert hit.value.rule is rules[0]


def test_a_document_that_outlives_its_order_is_refused() -> None:
    latest = VALID_UNTIL - timedelta(seconds=1)
    assert list(mark_hits(SHEET, WORDS, digest=DIGEST, latest_expiry=latest)) == [Rule.VALIDITY]


@pytest.mark.parametrize("series", [Series.RECEIPT, Series.CERTIFICATE, Series.CORRECTION])
def test_a_paper_of_another_series_never_ends(series: Series) -> None:
    sheet = sheet_of(series)
    own = digest(canonical(sheet))
    words = replace(WORDS, serial=sheet.serial, digest=own[:16], expires_at=None)
    assert list(mark_hits(sheet, words, digest=own)) == []
    ends = replace(words, expires_at=VALID_UNTIL)
    assert list(mark_hits(sheet, ends, digest=own)) == [Rule.MARK_MOMENT, Rule.VALIDITY]
