"""In whose name an office issues."""

import pytest

from issuance.domain.offices import head_of


@pytest.mark.parametrize(
    ("office", "head"),
    [
        ("서울특별시 종로구 청운효자동", "서울특별시 종로구 청운효자동장"),
        ("제주특별자치도 제주시 애월읍", "제주특별자치도 제주시 애월읍장"),
        ("경기도 가평군 북면", "경기도 가평군 북면장"),
        ("경기도 가평군", "경기도 가평군수"),
        ("서울특별시 종로구", "서울특별시 종로구청장"),
        ("경기도 수원시", "경기도 수원시장"),
        ("세종특별자치시", "세종특별자치시장"),
        ("부산광역시", "부산광역시장"),
        ("서울특별시", "서울특별시장"),
        ("경기도", "경기도지사"),
        ("제주특별자치도", "제주특별자치도지사"),
        ("경상북도 울릉군 울릉읍 태하출장소", "경상북도 울릉군 울릉읍 태하출장소장"),
    ],
)
def test_an_office_issues_in_the_name_of_its_head(office: str, head: str) -> None:
    assert head_of(office) == head


def test_a_deputy_is_named_as_one() -> None:
    assert head_of("서울특별시 종로구 사직동", acting=True) == "서울특별시 종로구 사직동장 직무대리"
