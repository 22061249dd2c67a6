"""Sources of single facts: which stands for all, and which are refused."""

from datetime import UTC, datetime, timedelta

import pytest

from issuance.domain.documents import Source
from issuance.domain.sources import Origin, ensure_origins, oldest, restored, weakest
from tests.refusals import refused

AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
REGISTER = Origin(Source.PAPER_REGISTER, AT, "세대별 주민등록표")
COPY = Origin(Source.RECENT_COPY, AT - timedelta(days=3), "11월 2일 발급 등본")
OLDER = Origin(Source.RECENT_COPY, AT - timedelta(days=9), "10월 발급 등본")
FACTS = ("주소", "전입일")


def test_the_weakest_source_stands_for_all_and_the_oldest_of_its_like() -> None:
    assert weakest([REGISTER, COPY]) == COPY
    assert weakest([COPY, OLDER, REGISTER]) == OLDER
    assert oldest([REGISTER, OLDER, COPY]) == OLDER.as_of


def test_an_origin_comes_back_as_it_was_stored() -> None:
    assert restored({"주소": COPY.stored()}) == {"주소": COPY}


@pytest.mark.parametrize(
    ("single", "of_most", "code"),
    [
        ({"주소": Origin(Source.SNAPSHOT, AT, "-")}, Source.RECENT_COPY, "source_not_paper"),
        ({"주소": COPY}, Source.SNAPSHOT, "source_not_paper"),
        ({"본적": COPY}, Source.RECENT_COPY, "source_not_paper"),
        ({"주소": Origin(Source.RECENT_COPY, AT, " ")}, Source.PAPER_REGISTER, "source_incomplete"),
        (
            {"주소": Origin(Source.RECENT_COPY, AT, "850302-9012345 등본")},
            Source.PAPER_REGISTER,
            "open_number",
        ),
    ],
    ids=["the snapshot", "beside the snapshot", "no such fact", "unnamed", "a number in its name"],
)
def test_a_source_of_one_fact_is_refused(single: dict[str, Origin], of_most: Source, code: str) -> None:
    with refused(code):
        ensure_origins(single, of_most=of_most, facts=FACTS)


def test_each_fact_may_have_a_paper_of_its_own() -> None:
    ensure_origins({"주소": COPY, "전입일": OLDER}, of_most=Source.PAPER_REGISTER, facts=FACTS)
