"""The codes of the files, as the main system writes them."""

import pytest

from issuance.domain.ledger import AnswerCode, FileKind


def test_the_answer_codes_are_those_of_the_format() -> None:
    assert [code.value for code in AnswerCode] == ["0000", "1001", "2001", "2002", "2003", "3001", "9999"]


def test_only_registered_and_already_there_are_successes() -> None:
    assert [code for code in AnswerCode if code.is_registered] == [
        AnswerCode.REGISTERED,
        AnswerCode.ALREADY_THERE,
    ]


@pytest.mark.parametrize("code", AnswerCode)
def test_every_answer_has_its_own_next_step(code: AnswerCode) -> None:
    assert code.next_step.endswith(".")
    assert [other for other in AnswerCode if other.next_step == code.next_step] == [code]


def test_the_file_kinds_fit_their_column() -> None:
    assert [(kind.value, kind.label) for kind in FileKind] == [
        ("extract", "원부 추출"),
        ("issued", "교부대장"),
        ("restrictions", "교부제한"),
        ("answers", "등록 결과"),
    ]
