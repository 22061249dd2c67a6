"""A nation of twelve offices, four of them with people at their windows, and a machine that serves it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.builders import SEEDS

ROOT = Path(__file__).resolve().parent.parent

# The four counters of the rehearsal, what stands above them, and one neighbour.
OFFICES = (
    "11000000", "11110000", "11110515", "11110530",
    "26000000", "26350000", "26350510",
    "30000000", "30200000",
    "50000000", "50110000", "50110253",
)  # fmt: skip


def small_nation(folder: Path) -> Path:
    """The real seeds with twelve offices, and everybody who is named in the real staff."""
    for name in ("systems.csv", "kinds.csv", "holidays.csv", "staff.csv"):
        shutil.copy(SEEDS / name, folder / name)
    header, *rows = (SEEDS / "offices.csv").read_text(encoding="utf-8").splitlines()
    few = [row for row in rows if row.startswith(OFFICES)]
    assert len(few) == len(OFFICES)
    (folder / "offices.csv").write_text("\n".join([header, *few]) + "\n", encoding="utf-8")
    return folder


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine of the demo's settings under a folder: its database, keys, broker, log and temporary files."""

    folder: Path

    @classmethod
    def settled(cls, folder: Path) -> Self:
        """Migrated, with the small nation's seeds."""
        machine = cls(folder)
        for name in ("var", "tmp", "nation"):
            (folder / name).mkdir()
        machine.manage("migrate", "--verbosity=0")
        machine.manage("load_seeds", f"--folder={small_nation(folder / 'nation')}")
        return machine

    @property
    def database(self) -> Path:
        return self.folder / "var" / "ieum.sqlite3"

    @property
    def log(self) -> Path:
        """All that its processes ever said."""
        return self.folder / "log.txt"

    def start(self, *arguments: str, script: Path = ROOT / "manage.py") -> subprocess.Popen[bytes]:
        """A process on this machine; what it says goes to the log."""
        foreign = ("IEUM_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "IEUM_VAR": str(self.folder / "var"),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": str(ROOT),
        }
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, str(script), *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def manage(self, *arguments: str, script: Path = ROOT / "manage.py") -> None:
        """A process that must end well."""
        status = self.start(*arguments, script=script).wait()
        assert status == 0, self.log.read_text(encoding="utf-8")[-3_000:]

    def count(self, table: str) -> int:
        with closing(sqlite3.connect(self.database)) as connection:
            ((rows,),) = connection.execute(f"SELECT count(*) FROM issuance_{table}")  # noqa: S608
        return int(rows)

    def serials(self) -> set[str]:
        """Every number that stands in its books."""
        with closing(sqlite3.connect(self.database)) as connection:
            return {serial for (serial,) in connection.execute("SELECT serial FROM issuance_paper")}
