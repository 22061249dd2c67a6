"""Loading seeds as a newcomer types it, with the mistakes that a newcomer makes."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from issuance.models import DocumentKind, Office, User
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return builders.seed_folder(tmp_path)


def load(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command("load_seeds", f"--folder={folder}", *options, stdout=out)
    return out.getvalue()


def refusal(folder: Path, *options: str) -> str:
    with pytest.raises(CommandError) as caught:
        load(folder, *options)
    return str(caught.value)


def unreadable(path: Path) -> str:
    return (
        f"{path} 파일을 읽을 수 없습니다."
        " 폴더가 맞는지, UTF-8로 저장되어 있는지 확인한 뒤 다시 불러와 주세요."
    )


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def staff(folder: Path, *rows: str) -> None:
    with (folder / "staff.csv").open("a", encoding="utf-8") as file:
        file.writelines(row + "\n" for row in rows)


def test_it_says_how_many_rows_of_each_there_are(folder: Path) -> None:
    offices, kinds = len(builders.OFFICES) + 1, DocumentKind.objects.count()
    told = load(folder)
    assert told.startswith(f"기관 {offices} · 주 시스템 ")
    assert f"서류 종류 {kinds} · " in told
    assert load(folder) == told
    assert (Office.objects.count(), DocumentKind.objects.count()) == (offices, kinds)


def test_only_who_is_named_in_the_staff_gets_the_password(folder: Path) -> None:
    staff(folder, "clerk1,한가람,11110515,clerk,주무관,02-0000-0101,1")
    load(folder, "--password=시연용 비밀번호")
    people = {user.username: user.check_password("시연용 비밀번호") for user in User.objects.all()}
    assert [name for name, can in people.items() if can] == ["clerk1"]
    assert len(people) > 1


def test_settings_that_allow_no_rehearsal_give_no_password(folder: Path, settings: Any) -> None:
    settings.IEUM_REHEARSAL_ALLOWED = False
    assert refusal(folder, "--password=x") == "운영 설정에서는 시연용 비밀번호를 만들 수 없습니다."
    assert load(folder).startswith("기관 ")


@pytest.mark.parametrize("name", ["offices.csv", "systems.csv", "kinds.csv", "holidays.csv", "staff.csv"])
def test_a_file_that_is_missing_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refusal(folder) == unreadable(folder / name)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "sedes"
    assert refusal(missing) == unreadable(missing / "offices.csv")


def test_a_missing_column_names_file_row_and_column(folder: Path) -> None:
    replaced(folder / "offices.csv", "상위코드", "상위")
    assert (
        refusal(folder) == "offices.csv 1행에 ‘상위코드’ 칸이 없습니다. 머리글을 고친 뒤 다시 불러와 주세요."
    )


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("clerk1,한가람,99999999,clerk,주무관,,1", "office", "없는 기관코드입니다"),
        ("clerk1,한가람,11110515,boss,주무관,,1", "role", "‘boss’"),
        ("clerk1,한가람,11110515,clerk,주무관,,첫째", "window", "‘첫째’"),
        ("clerk1,한가람,11110515", "role", "칸이 모자랍니다"),
    ],
)
def test_a_wrong_cell_names_file_row_and_column_and_nothing_is_loaded(
    folder: Path, row: str, column: str, reason: str
) -> None:
    before = User.objects.count()
    staff(folder, "clerk9,오이든,11110515,clerk,주무관,,1", row)
    assert refusal(folder) == (
        f"staff.csv 3행 ‘{column}’ 칸을 읽을 수 없습니다: {reason}. 파일을 고친 뒤 다시 불러와 주세요."
    )
    assert User.objects.count() == before


def test_a_seed_in_another_encoding_is_named(folder: Path) -> None:
    path = folder / "holidays.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp949"))
    assert refusal(folder) == unreadable(path)
