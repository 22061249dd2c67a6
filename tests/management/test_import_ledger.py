"""Bringing in a file of the main system as a newcomer types it, with the mistakes that a newcomer makes."""

import csv
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from issuance.actions import ledger
from issuance.domain.ledger import FileKind
from issuance.models import LedgerEntry, LedgerImport
from tests import builders
from tests.builders import resident_number
from tests.ledger_files import extract_row, file_of, issued_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> str:
    return f"--by={builders.headquarters_drafter().username}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two good rows and one whose number is too short."""
    rows = [extract_row(number) for number in (resident_number(), "8503029012", resident_number())]
    file = tmp_path / "원부.csv"
    file.write_bytes(file_of(FileKind.EXTRACT, rows))
    return file


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_ledger", *(str(argument) for argument in arguments), stdout=out)
    return out.getvalue()


def refusal(*arguments: object) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert LedgerImport.objects.count() == 0
    return str(caught.value)


def test_without_commit_it_shows_what_the_file_holds_and_brings_nothing_in(path: Path, by: str) -> None:
    told = run(path, "--file=extract", "--snapshot", by).splitlines()
    assert told[0].startswith("인코딩 UTF-8 · 칸 원장번호, 서류코드, 주민등록번호, ")
    assert told[1] == "읽을 수 있는 행 2 · 오류 행 1"
    assert told[2:4] == ["  서류: RR01 2행", "  기준일시: 2026. 10. 24. 14:00 ~ 2026. 10. 24. 14:00"]
    assert told[4].startswith("  3행 ‘주민등록번호’ [wrong_length] 주민등록번호는 숫자 13자리입니다.")
    assert told[4].endswith("(850302****)")
    assert told[5:] == ["미리보기입니다. 바뀐 것은 없습니다. 불러오려면 --commit을 주세요."]
    assert (LedgerImport.objects.get().state, LedgerEntry.objects.count()) == ("staged", 0)


def test_a_second_look_shows_the_preview_that_waits_and_commit_brings_it_in(path: Path, by: str) -> None:
    command = (path, "--file=extract", "--snapshot", by)
    first = run(*command).splitlines()
    again = run(*command).splitlines()
    assert again[0].startswith("같은 파일을 ")
    assert again[0].endswith("에 읽었습니다: 미리보기")
    assert again[1:] == first
    assert run(*command, "--commit").splitlines()[-1] == "2행을 불러왔습니다."
    assert (LedgerImport.objects.get().state, LedgerEntry.objects.count()) == ("done", 2)


def test_one_that_was_killed_while_it_came_in_goes_on_with_the_same_command(
    path: Path, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = (path, "--file=extract", "--snapshot", by, "--commit")
    with monkeypatch.context() as killed:
        killed.setattr(ledger, "apply_next", lambda made, *, at: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(*command)
    assert (LedgerImport.objects.get().state, LedgerEntry.objects.count()) == ("confirmed", 0)
    assert run(*command).splitlines()[-1] == "2행을 불러왔습니다."
    assert (LedgerImport.objects.get().state, LedgerEntry.objects.count()) == ("done", 2)


def test_without_a_person_it_is_the_first_of_headquarters_and_says_so(path: Path) -> None:
    assert refusal(path, "--file=extract", "--snapshot").startswith(
        "본부에 자료를 불러올 수 있는 사람이 없습니다."
    )
    person = builders.headquarters_drafter()
    told = run(path, "--file=extract", "--snapshot").splitlines()
    assert told[0] == f"{person.name}({person.username}) 이름으로 불러옵니다."
    assert LedgerImport.objects.get().imported_by == person


def test_with_commit_it_brings_the_good_rows_in_and_a_second_time_nothing(path: Path, by: str) -> None:
    command = (path, "--file=extract", "--snapshot", by, "--commit")
    assert run(*command).splitlines()[-1] == "2행을 불러왔습니다."
    assert run(*command).splitlines()[-1] == "2행을 불러왔습니다 (전에 불러온 파일이라 바뀐 것은 없습니다)."
    assert (LedgerImport.objects.count(), LedgerEntry.objects.count()) == (1, 2)


def test_the_rows_that_were_left_out_go_to_the_error_file_without_their_numbers(
    path: Path, by: str, tmp_path: Path
) -> None:
    errors = tmp_path / "오류.csv"
    told = run(path, "--file=extract", "--snapshot", by, f"--errors={errors}")
    assert f"오류 행을 {errors}에 썼습니다." in told
    rows = list(csv.DictReader(StringIO(errors.read_text(encoding="utf-8-sig"))))
    assert [(row["행"], row["칸"], row["오류코드"], row["값"]) for row in rows] == [
        ("3", "주민등록번호", "wrong_length", "850302****")
    ]


def test_no_error_file_is_left_where_no_row_is_wrong(by: str, tmp_path: Path) -> None:
    path, errors = tmp_path / "원부.csv", tmp_path / "오류.csv"
    path.write_bytes(file_of(FileKind.EXTRACT, [extract_row(resident_number())]))
    run(path, "--file=extract", "--snapshot", by, f"--errors={errors}")
    assert not errors.exists()


def test_a_file_for_an_outage_names_it_by_its_number(by: str, tmp_path: Path) -> None:
    outage = builders.declared_outage()
    path = tmp_path / "교부대장.csv"
    path.write_bytes(file_of(FileKind.ISSUED, [issued_row(resident_number(), at=builders.NOW)]))
    run(path, "--file=issued", f"--outage={outage.number}", by, "--commit")
    made = LedgerImport.objects.get()
    assert (made.outage, made.snapshot, made.file_name, made.row_count) == (outage, False, "교부대장.csv", 1)


def test_an_outage_that_does_not_exist_is_refused(path: Path, by: str) -> None:
    assert refusal(path, "--file=extract", "--outage=2026-999", by) == "장애 2026-999가 없습니다."


def test_a_file_without_an_outage_is_refused(path: Path, by: str) -> None:
    assert refusal(path, "--file=extract", by) == (
        "[outage_missing] 어느 장애의 파일인지 골라 주세요. 지역사본과 교부제한만 장애 없이 불러올 수 있습니다."
    )


def test_a_person_who_does_not_exist_is_refused(path: Path) -> None:
    assert refusal(path, "--file=extract", "--snapshot", "--by=nobody") == "nobody 아이디가 없습니다."


def test_a_person_who_may_not_is_refused(path: Path) -> None:
    clerk = builders.clerk()
    assert refusal(path, "--file=extract", "--snapshot", f"--by={clerk.username}").startswith(
        "[not_permitted] "
    )


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path, by: str) -> None:
    missing = tmp_path / "원부.csb"
    assert refusal(missing, "--file=extract", "--snapshot", by) == f"{missing} 파일을 열 수 없습니다."
    assert refusal(tmp_path, "--file=extract", "--snapshot", by) == f"{tmp_path} 파일을 열 수 없습니다."


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--file=extracts", "invalid choice: 'extracts'"),
        ("--file=back-entry", "invalid choice: 'back-entry'"),
    ],
)
def test_a_kind_of_file_that_is_not_read_is_refused(path: Path, by: str, option: str, words: str) -> None:
    assert words in refusal(path, option, "--snapshot", by)


def test_what_must_be_given_is_asked_for(path: Path, by: str) -> None:
    assert "--file" in refusal(path, "--snapshot", by)
    assert "--snapshots" in refusal(path, "--file=extract", "--snapshot", by, "--snapshots")


def test_a_missing_column_names_file_row_and_column(path: Path, by: str) -> None:
    path.write_bytes(path.read_bytes().replace("기준일시".encode(), "기준일".encode(), 1))
    assert refusal(path, "--file=extract", "--snapshot", by) == (
        "[missing_column] 원부.csv 1행 머리글에 ‘기준일시’ 칸이 없습니다."
        " 머리글을 고친 뒤 파일 전체를 다시 올려 주세요."
    )


def test_a_file_in_an_unknown_encoding_names_the_place(path: Path, by: str) -> None:
    path.write_bytes(path.read_bytes() + b"\xff\xff\xff\n")
    told = refusal(path, "--file=extract", "--snapshot", by)
    assert told.startswith("[wrong_encoding] 원부.csv 5행 1번째 칸의 글자를 읽을 수 없습니다.")


def test_a_file_of_the_wrong_kind_says_which_columns_it_lacks(path: Path, by: str) -> None:
    told = refusal(path, "--file=restrictions", by)
    assert told.startswith("[missing_column] 원부.csv 1행 머리글에 ‘구분, 시작일시, 해제일시’ 칸이")


def test_errors_that_cannot_be_written_are_told_in_words_and_nothing_comes_in(
    path: Path, by: str, tmp_path: Path
) -> None:
    nowhere = tmp_path / "없는 폴더" / "오류.csv"
    with pytest.raises(CommandError) as caught:
        run(path, "--file=extract", "--snapshot", by, f"--errors={nowhere}", "--commit")
    assert str(caught.value).startswith(f"오류 행을 {nowhere}에 쓸 수 없습니다.")
    assert LedgerImport.objects.get().state == "staged"


@pytest.mark.parametrize(
    ("written", "shown"), [("원부.csv".encode("cp949"), "원부.csv"), (b"\xff\xfe.csv", "\ufffd\ufffd.csv")]
)
def test_a_name_in_any_encoding_is_a_name(
    path: Path, tmp_path: Path, by: str, written: bytes, shown: str
) -> None:
    odd = path.rename(tmp_path / os.fsdecode(written))
    run(odd, "--file=extract", "--snapshot", by)
    assert LedgerImport.objects.get().file_name == shown


def test_what_cannot_be_read_twice_is_no_file(by: str) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    said = refusal(f"/dev/fd/{reading}", "--file=extract", "--snapshot", by)
    os.close(reading)
    assert said == f"/dev/fd/{reading}은(는) 두 번 읽을 수 없습니다. 디스크에 있는 파일의 이름을 주세요."
