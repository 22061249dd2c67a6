"""What a screen says stands against a document is what preparing it refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from issuance.actions import documents
from issuance.domain.documents import Source
from issuance.domain.errors import IssuanceError
from issuance.models import Filing
from issuance.queries.documents import against_provisional
from tests import builders
from tests.builders import FACTS, NOW, SNAPSHOT_AS_OF


def refusal_of_preparing(filing: Filing) -> str:
    with pytest.raises(IssuanceError) as caught:
        documents.prepare(
            filing,
            source=Source.PAPER_REGISTER,
            facts=FACTS["RR01"],
            as_of=SNAPSHOT_AS_OF,
            by=filing.taken_by,
            at=NOW,
            token=builders.token(),
        )
    return caught.value.code


def at_a_counter(**over: Any) -> Filing:
    return builders.filing(by=builders.counter().clerk, **over)


def restricted() -> Filing:
    filing = at_a_counter()
    builders.restriction(filing)
    return filing


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: at_a_counter(kind="RR03"), "not_provisional"),
        (lambda: at_a_counter(relation="proxy"), "only_in_person"),
        (lambda: at_a_counter(purpose="12"), "purpose_refused"),
        (lambda: at_a_counter(id_kind="", id_last4=""), "identity_not_checked"),
        (lambda: at_a_counter(purpose=""), "fact_missing"),
        (builders.filing, "no_order"),
        (restricted, "restricted"),
    ],
)
def test_each_rule_is_told_beforehand_as_it_is_refused_afterwards(
    db: None, made: Callable[[], Filing], code: str
) -> None:
    filing = made()
    told = against_provisional(filing, at=NOW)
    assert told is not None
    assert (told.code, refusal_of_preparing(filing)) == (code, code)


def test_nothing_is_told_where_nothing_stands_against_it(db: None) -> None:
    assert against_provisional(at_a_counter(), at=NOW) is None
