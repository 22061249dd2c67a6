"""Seeds may be loaded twice, change by new versions alone, and name where they are broken."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from issuance.actions import seeds
from issuance.domain.catalogue import BrokenSeed, SeedColumnMissing
from issuance.models import Book, DocumentKind, Holiday, MainSystem, Office, User
from issuance.queries.catalogue import kind_at
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return builders.seed_folder(tmp_path)


def edit(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def rows() -> list[int]:
    return [model.objects.count() for model in (Office, MainSystem, DocumentKind, Holiday, User, Book)]


def test_loading_again_changes_nothing(folder: Path) -> None:
    before = rows()
    counts = seeds.load(folder, at=NOW)
    assert rows() == before
    assert counts["offices"] == len(builders.OFFICES) + 1


def test_a_kind_that_changed_gets_a_new_version_and_the_old_stays(folder: Path) -> None:
    edit(folder / "kinds.csv", lambda text: text.replace("주민등록법 §29,400", "주민등록법 §29,500", 1))
    seeds.load(folder, at=NOW)
    assert (kind_at("RR01", at=NOW).version, kind_at("RR01", at=NOW).fee_won) == (2, 500)
    before = kind_at("RR01", at=NOW - timedelta(seconds=1))
    assert (before.version, before.fee_won) == (1, 400)
    assert kind_at("RR02", at=NOW).version == 1


def test_a_new_kind_needs_no_code(folder: Path) -> None:
    edit(
        folder / "kinds.csv",
        lambda text: (
            text
            + "XY01,새 증명,새증명,document,P,resident,새 법 §1,300,,,본인,,resident,주소,새 증명서,새 사항 임시확인서,,,,10\n"
        ),
    )
    seeds.load(folder, at=NOW)
    assert (kind_at("XY01", at=NOW).provisional_title, kind_at("XY01", at=NOW).facts) == (
        "새 사항 임시확인서",
        ["주소"],
    )


def test_every_office_without_staff_gets_a_head_who_cannot_log_in(folder: Path) -> None:
    heads = User.objects.filter(username__startswith="head-")
    assert {user.office_id for user in heads} == set(builders.OFFICES)
    assert {user.has_usable_password() for user in heads} == {False}


def test_named_staff_log_in_only_with_a_password_that_is_given(folder: Path) -> None:
    edit(folder / "staff.csv", lambda text: text + "kim,김하나,11110515,clerk,주무관,02-0000-0001,2\n")
    seeds.load(folder, at=NOW)
    assert User.objects.get(username="kim").has_usable_password() is False
    seeds.load(folder, at=NOW, password="도담도담 1234")
    user = User.objects.get(username="kim")
    assert (user.check_password("도담도담 1234"), user.window, user.role) == (True, 2, "clerk")


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("offices.csv", "11110515,", "1111051,", ("offices.csv", 4, "기관코드")),
        ("offices.csv", "읍면동,11110000", "읍면동,99990000", ("offices.csv", 4, "상위코드")),
        ("offices.csv", "읍면동,11110000", "마을,11110000", ("offices.csv", 4, "단계")),
        ("kinds.csv", "주민등록법 §29,400", "주민등록법 §29,사백", ("kinds.csv", 2, "fee_won")),
        ("kinds.csv", "document,P,resident", "document,P,nowhere", ("kinds.csv", 2, "home_system")),
        ("kinds.csv", "document,P,resident", "document,Q,resident", ("kinds.csv", 2, "output_class")),
        ("holidays.csv", "2023-01-01", "2023-13-01", ("holidays.csv", 2, "date")),
        ("staff.csv", "", "kim,김하나,99999999,clerk,주무관,,1\n", ("staff.csv", 2, "office")),
        ("staff.csv", "", "kim,김하나,11110515,king,주무관,,1\n", ("staff.csv", 2, "role")),
        ("staff.csv", "", "kim,김하나,11110515\n", ("staff.csv", 2, "role")),
    ],
)
def test_a_broken_seed_names_file_row_and_column_and_changes_nothing(
    folder: Path, file: str, old: str, new: str, place: tuple[str, int, str]
) -> None:
    edit(folder / file, lambda text: text.replace(old, new, 1) if old else text + new)
    before = rows()
    with pytest.raises(BrokenSeed) as caught:
        seeds.load(folder, at=NOW)
    facts = caught.value.facts
    assert (facts["file"], facts["row"], facts["column"]) == place
    assert rows() == before


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("offices.csv", "단계"),
        ("systems.csv", "owner"),
        ("kinds.csv", "law"),
        ("holidays.csv", "date"),
        ("staff.csv", "role"),
    ],
)
def test_a_missing_column_is_named(folder: Path, file: str, column: str) -> None:
    edit(folder / file, lambda text: text.replace(column, "x", 1))
    with pytest.raises(SeedColumnMissing) as caught:
        seeds.load(folder, at=NOW)
    assert caught.value.facts == {"file": file, "column": column}


def test_a_byte_order_mark_is_forgiven(folder: Path) -> None:
    edit(folder / "systems.csv", lambda text: "\ufeff" + text)
    assert seeds.load(folder, at=NOW)["systems"] == MainSystem.objects.count()
