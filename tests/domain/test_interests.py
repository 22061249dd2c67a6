"""Whose matter it is, told by name."""

import pytest

from issuance.domain.interests import names_meet


@pytest.mark.parametrize(
    ("person", "concerned", "meet"),
    [
        ("홍길동", ("홍길동",), True),
        ("홍길동", ("임꺽정", "홍길동(洪吉童)"), True),
        ("홍 길동", ("홍길동",), True),
        ("홍길동", ("홍길순", ""), False),
        ("", ("",), False),
        ("Kim Minji", ("KIM MINJI",), True),
    ],
)
def test_names_meet_whatever_their_spacing_and_hanja(
    person: str, concerned: tuple[str, ...], meet: bool
) -> None:
    assert names_meet(person, *concerned) is meet
