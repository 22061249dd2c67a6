"""Load the seeds: offices, main systems, document kinds, holidays and staff; may be done twice."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.db import transaction

from issuance.actions import offices
from issuance.domain.catalogue import BrokenSeed, Flow, OutputClass, SeedColumnMissing, SubjectKey
from issuance.domain.errors import IssuanceError
from issuance.domain.offices import HEADQUARTERS, Level
from issuance.domain.staff import Role
from issuance.models import DocumentKind, Holiday, MainSystem, Office, User

OFFICE_COLUMNS = ("기관코드", "전체명", "이름", "단계", "상위코드")
KIND_COLUMNS = (
    "code",
    "name",
    "short_names",
    "flow",
    "output_class",
    "home_system",
    "law",
    "fee_won",
    "fee_exemptions",
    "waivers",
    "who_may_ask",
    "approval",
    "subject_key",
    "facts",
    "formal_name",
    "provisional_title",
    "key_fact",
    "deadline",
    "alternative",
    "keep_years",
)
SYSTEM_COLUMNS = ("code", "name", "owner", "counter_loses", "fallback", "channel")
HOLIDAY_COLUMNS = ("date", "name")
STAFF_COLUMNS = ("username", "name", "office", "role", "title", "phone", "window")

_LEVELS = {level.label: level for level in Level}
NO_PASSWORD = "!"  # noqa: S105 - the mark of an account that nobody can log in to
CATALOGUE_BEGINS = datetime(2023, 1, 1, tzinfo=UTC)
_SURNAMES, _GIVEN = (
    "김이박최정강조윤장임한오서신권황안송류전",
    ("민준", "서연", "도윤", "지우", "하준", "수아", "은우"),
)

Value = TypeVar("Value")


class SeedUnreadable(IssuanceError):
    code = "seed_unreadable"
    sentence = (
        "{file} 파일을 읽을 수 없습니다. 폴더가 맞는지, UTF-8로 저장되어 있는지 확인한 뒤 다시 불러와 주세요."
    )


@dataclass(frozen=True, slots=True)
class SeedRow:
    """One row of a seed, which knows where it stands so that a refusal can say so."""

    file: str
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells[column].strip()

    def words(self, column: str) -> list[str]:
        return [word.strip() for word in self.text(column).split(";") if word.strip()]

    def read(self, column: str, reader: Callable[[str], Value]) -> Value:
        """The cell as `reader` understands it; what it does not understand is refused with its place."""
        try:
            return reader(self.text(column))
        except (KeyError, ValueError) as fault:
            raise BrokenSeed(
                file=self.file, row=self.number, column=column, reason=f"‘{self.text(column)}’"
            ) from fault


def rows_of(path: Path, columns: Iterable[str]) -> Iterator[SeedRow]:
    """The rows of a UTF-8 CSV seed with these columns; row 1 is the header."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise SeedUnreadable(file=path) from fault
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for column in columns:
        if column not in (reader.fieldnames or ()):
            raise SeedColumnMissing(file=path.name, column=column)
    for number, cells in enumerate(reader, start=2):
        for column in columns:
            if cells[column] is None:
                raise BrokenSeed(file=path.name, row=number, column=column, reason="칸이 모자랍니다")
        yield SeedRow(path.name, number, cells)


@transaction.atomic
def load(folder: Path, *, at: datetime, password: str | None = None) -> dict[str, int]:
    """Load every seed of a folder and open the year's books; returns how many rows of each there are.

    With a password the people of `staff.csv` can log in with it; everybody else has none.
    """
    counts = {"offices": _offices(folder / "offices.csv")}
    counts["systems"] = _systems(folder / "systems.csv")
    counts["kinds"] = _kinds(folder / "kinds.csv", at=at)
    counts["holidays"] = _holidays(folder / "holidays.csv")
    counts["staff"] = _staff(folder / "staff.csv", password=password)
    offices.open_books(Office.objects.all(), at=at)
    return counts


def _offices(path: Path) -> int:
    rows, known = [], set()
    for row in rows_of(path, OFFICE_COLUMNS):
        code, parent = row.text("기관코드"), row.text("상위코드")
        if len(code) != 8 or not code.isdigit():
            raise BrokenSeed(file=row.file, row=row.number, column="기관코드", reason="8자리 숫자가 아닙니다")
        if parent and parent not in known:
            raise BrokenSeed(file=row.file, row=row.number, column="상위코드", reason="앞에 없는 기관입니다")
        known.add(code)
        rows.append(
            Office(
                code=code,
                name=row.text("이름"),
                full_name=row.text("전체명"),
                level=row.read("단계", _LEVELS.__getitem__),
                parent_id=parent or None,
            )
        )
    return offices.load(rows)


def _systems(path: Path) -> int:
    rows = [
        MainSystem(**{column: row.text(column) for column in SYSTEM_COLUMNS})
        for row in rows_of(path, SYSTEM_COLUMNS)
    ]
    MainSystem.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("code",), update_fields=SYSTEM_COLUMNS[1:]
    )
    return len(rows)


def _kinds(path: Path, *, at: datetime) -> int:
    """Add each kind that is new, and a new version of each that has changed; old versions stay as they are."""
    newest = {kind.code: kind for kind in DocumentKind.objects.order_by("code", "version")}
    systems = set(MainSystem.objects.values_list("code", flat=True))
    count = 0
    for row in rows_of(path, KIND_COLUMNS):
        count += 1
        if row.text("home_system") not in systems:
            raise BrokenSeed(
                file=row.file, row=row.number, column="home_system", reason="없는 주 시스템입니다"
            )
        facts = {
            "code": row.text("code"),
            "name": row.text("name"),
            "short_names": row.words("short_names"),
            "flow": row.read("flow", Flow).value,
            "output_class": row.read("output_class", OutputClass).value,
            "home_system_id": row.text("home_system"),
            "law": row.text("law"),
            "fee_won": row.read("fee_won", int),
            "fee_exemptions": row.text("fee_exemptions"),
            "waivers": row.words("waivers"),
            "who_may_ask": row.text("who_may_ask"),
            "supervisor_approves": row.text("approval") == "supervisor",
            "subject_key": row.read("subject_key", SubjectKey).value,
            "facts": row.words("facts"),
            "formal_name": row.text("formal_name"),
            "provisional_title": row.text("provisional_title"),
            "key_fact": row.text("key_fact"),
            "deadline": row.text("deadline"),
            "alternative": row.text("alternative"),
            "keep_years": row.read("keep_years", int),
        }
        before = newest.get(row.text("code"))
        if before is not None and all(getattr(before, name) == value for name, value in facts.items()):
            continue
        DocumentKind.objects.create(
            **facts,
            version=before.version + 1 if before else 1,
            valid_from=at if before else CATALOGUE_BEGINS,
        )
    return count


def _holidays(path: Path) -> int:
    rows = [
        Holiday(date=row.read("date", date.fromisoformat), name=row.text("name"))
        for row in rows_of(path, HOLIDAY_COLUMNS)
    ]
    Holiday.objects.bulk_create(rows, update_conflicts=True, unique_fields=("date",), update_fields=("name",))
    return len(rows)


def _staff(path: Path, *, password: str | None) -> int:
    """The named people, and one head for each office that has nobody, who cannot log in yet."""
    known = set(Office.objects.values_list("code", flat=True))
    secret = make_password(password)
    named = []
    for row in rows_of(path, STAFF_COLUMNS):
        if row.text("office") not in known:
            raise BrokenSeed(file=row.file, row=row.number, column="office", reason="없는 기관코드입니다")
        named.append(
            User(
                username=row.text("username"),
                name=row.text("name"),
                office_id=row.text("office"),
                role=row.read("role", Role).value,
                title=row.text("title"),
                phone=row.text("phone"),
                window=row.read("window", int),
                password=secret,
                rehearsal=True,
            )
        )
    staffed = {user.office_id for user in named} | {HEADQUARTERS}
    others = [
        User(
            username=f"head-{code}",
            name=_SURNAMES[int(code) % len(_SURNAMES)] + _GIVEN[int(code) // 10 % len(_GIVEN)],
            office_id=code,
            role=Role.HEAD,
            title="민원실장",
            password=NO_PASSWORD,
            rehearsal=True,
        )
        for code in sorted(known - staffed)
    ]
    existing = set(User.objects.values_list("username", flat=True))
    User.objects.bulk_create(
        [user for user in [*named, *others] if user.username not in existing], batch_size=500
    )
    if password is not None:
        User.objects.filter(username__in=[user.username for user in named]).update(password=secret)
    return len(named) + len(others)
