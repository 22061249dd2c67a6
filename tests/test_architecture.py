"""The house keeps its shape: arrows between layers, one FSM library, nothing of a machine in the files."""

import os
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = {".git", ".hypothesis", ".venv", "var", "uv.lock", "staticfiles", "__pycache__"}

# In two pieces each, so that this file does not find itself.
OF_A_MACHINE = [
    first + second
    for first, second in (
        ("/wo", "rk/"), ("/tm", "p/"), ("/ro", "ot/"), ("/ho", "me/"), ("pypi", ".org"), ("python", "hosted"),
        ("npmjs", ".org"), ("--index", "-url"), ("--find", "-links"), ("index-", "url ="),
    )
]  # fmt: skip


def texts() -> list[tuple[str, str]]:
    """(path, text) of every text file of the project, caches and state left out."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in LEFT_OUT and not name.endswith("_cache")]
        for name in files:
            path = Path(folder, name)
            if name in LEFT_OUT or path.stat().st_size > 2_000_000:
                continue
            try:
                found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
            except UnicodeDecodeError:
                continue
    return found


def test_every_arrow_between_layers_runs_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout[-4000:] + outcome.stderr


def test_the_abandoned_fsm_library_is_not_installed_beside_the_maintained_one() -> None:
    names = {distribution.name.lower().replace("_", "-") for distribution in distributions()}
    assert names & {"django-fsm", "django-fsm-2"} == {"django-fsm-2"}


def test_no_file_names_a_machine_or_a_package_host() -> None:
    assert [(path, word) for path, text in texts() for word in OF_A_MACHINE if word in text] == []


def test_every_pin_of_the_lock_files_has_a_hash() -> None:
    unhashed = []
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        lines = lock.read_text().splitlines()
        for number, line in enumerate(lines):
            if line[:1].isalnum() and not lines[number + 1].lstrip().startswith("--hash=sha256:"):
                unhashed.append(f"{lock.name}: {line}")
    assert unhashed == []
