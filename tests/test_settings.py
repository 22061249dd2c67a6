"""The settings do what they say, and refuse to start on what they cannot mean."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import env
from config.logs import MaskingFormatter, masked

ROOT = Path(__file__).resolve().parent.parent


def started(situation: str, shown: str = "''", **variables: str) -> tuple[int, str]:
    """Exit code and last line of a fresh process that reads a situation's settings and prints `shown`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IEUM_")}
    environment.pop("DATABASE_URL", None)
    outcome = subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings; settings.DEBUG; print({shown})"],
        cwd=ROOT,
        env={**environment, "DJANGO_SETTINGS_MODULE": f"config.settings.{situation}", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    said = (outcome.stdout if outcome.returncode == 0 else outcome.stderr).strip()
    return outcome.returncode, said.rpartition("\n")[2]


def key_file(folder: Path, name: str, mode: int = 0o600) -> str:
    path = folder / name
    path.write_text("k" * 44)
    path.chmod(mode)
    return str(path)


def production(folder: Path) -> dict[str, str]:
    return {
        "IEUM_VAR": str(folder / "var"),
        "IEUM_HOSTS": "ieum.example.go.kr",
        "IEUM_REALM_URL": "https://ieum.example.go.kr",
        "IEUM_SECRET_KEY_FILE": key_file(folder, "secret"),
        "IEUM_MASTER_KEY_FILE": key_file(folder, "master.key"),
    }


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="pragmas are SQLite's")
def test_a_connection_is_durable_and_forgets_what_was_erased() -> None:
    in_effect = {}
    with connection.cursor() as cursor:
        for pragma in ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "busy_timeout"):
            in_effect[pragma] = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
    assert in_effect == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
    }


@pytest.mark.skipif(connection.vendor != "sqlite", reason="transaction modes are SQLite's")
def test_a_transaction_begins_as_a_writer() -> None:
    assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]
    assert Path(connection.settings_dict["NAME"]).is_file()


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", " ")
    monkeypatch.setenv("IEUM_DECISION_HOLD_MINUTES", "")
    path = tmp_path / "made" / "ieum.sqlite3"
    assert env.database("DATABASE_URL", sqlite=path)["NAME"] == str(path)
    assert env.whole_number("IEUM_DECISION_HOLD_MINUTES", default=10, lowest=0, highest=1440) == 10


def test_a_postgresql_address_is_read_with_its_escapes_and_a_pool(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://office:p%40ss%2Fword@db.local:6432/ieum?sslmode=require")
    assert env.database("DATABASE_URL", sqlite=tmp_path / "unused") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "ieum",
        "USER": "office",
        "PASSWORD": "p@ss/word",
        "HOST": "db.local",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require", "pool": {"min_size": 1, "max_size": 8, "timeout": 20}},
    }


@pytest.mark.parametrize(
    ("value", "host"),
    [("postgres://db.local/ieum", "db.local"), ("postgresql:///ieum", ""), ("postgresql://u@/ieum", "")],
)
def test_the_other_spellings_of_a_postgresql_address_are_read(
    value: str, host: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", value)
    read = env.database("DATABASE_URL", sqlite=tmp_path / "unused")
    assert (read["NAME"], read["HOST"]) == ("ieum", host)


@pytest.mark.parametrize(
    "value",
    [
        "mysql://u:secret@h/d",
        "postgres5://u:secret@h/d",
        "postgresql:///d?password=secret",
        "postgresql://u:secret@h",
        "postgresql://u:secret@h/",
        "postgresql://u:secret@h:port/d",
        "postgresql://u:secret@h:99999/d",
        "postgresql://u:secret@[h/d",
        "postgresql://u:secret@h/d?options=x",
        "sqlite://secret.sqlite3",
        "sqlite:///secret.sqlite3",
        "sqlite:////a/secret.sqlite3?mode=ro",
        "secret.sqlite3",
    ],
)
def test_an_odd_database_address_is_refused_without_repeating_it(
    value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.database("DATABASE_URL", sqlite=tmp_path / "unused")
    assert str(refusal.value).startswith("DATABASE_URL")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("value", ["-1", "1441", "ten", "1.5", "１０", "1_0"])
def test_an_odd_number_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IEUM_DECISION_HOLD_MINUTES", value)
    with pytest.raises(ImproperlyConfigured, match=r"^IEUM_DECISION_HOLD_MINUTES is .* from 0 to 1440$"):
        env.whole_number("IEUM_DECISION_HOLD_MINUTES", default=10, lowest=0, highest=1440)


@pytest.mark.parametrize("value", ["true", "yes", "2", "on"])
def test_a_flag_is_one_or_zero(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IEUM_DEBUG", value)
    with pytest.raises(ImproperlyConfigured, match=r"^IEUM_DEBUG is .*: write 1 or 0$"):
        env.flag("IEUM_DEBUG", default=False)


@pytest.mark.parametrize("value", ["ieum.go.kr", "ftp://ieum.go.kr", "https://", "https://ieum.go.kr?a=1"])
def test_an_odd_web_address_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IEUM_REALM_URL", value)
    with pytest.raises(ImproperlyConfigured, match=r"^IEUM_REALM_URL is "):
        env.web_address("IEUM_REALM_URL", default="")


def test_a_queue_that_is_not_redis_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "amqp://secret@h")
    with pytest.raises(ImproperlyConfigured, match=r"^REDIS_URL: write redis://"):
        env.redis_address("REDIS_URL")


def test_a_made_key_file_is_private_whole_and_never_made_twice(tmp_path: Path) -> None:
    path = env.made_key_file(tmp_path / "keys" / "master.key")
    first = path.read_bytes()
    assert env.made_key_file(path).read_bytes() == first
    assert (path.stat().st_mode & 0o777, len(first), [file.name for file in path.parent.iterdir()]) == (
        0o600,
        45,
        ["master.key"],
    )


def test_production_starts_with_all_that_it_needs(tmp_path: Path) -> None:
    assert started("production", **production(tmp_path)) == (0, "")


@pytest.mark.parametrize(
    "name", ["IEUM_HOSTS", "IEUM_REALM_URL", "IEUM_SECRET_KEY_FILE", "IEUM_MASTER_KEY_FILE"]
)
def test_production_refuses_to_start_without(name: str, tmp_path: Path) -> None:
    variables = production(tmp_path)
    del variables[name]
    code, line = started("production", **variables)
    assert (code, line.split(": ")[:2]) == (
        1,
        ["django.core.exceptions.ImproperlyConfigured", f"{name} is not set"],
    )


def test_production_refuses_a_key_that_others_may_read(tmp_path: Path) -> None:
    variables = production(tmp_path) | {"IEUM_MASTER_KEY_FILE": key_file(tmp_path, "open.key", 0o640)}
    code, line = started("production", **variables)
    assert (code, line.endswith("open.key has mode 0640; run chmod 600 on it")) == (1, True)


def test_production_refuses_a_key_file_that_is_not_there(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.key")
    code, line = started("production", **production(tmp_path) | {"IEUM_MASTER_KEY_FILE": missing})
    assert (code, line.endswith(f"IEUM_MASTER_KEY_FILE: there is no file {missing}")) == (1, True)


def test_the_demo_keeps_its_keys_from_one_start_to_the_next(tmp_path: Path) -> None:
    def keys() -> list[tuple[str, str]]:
        return sorted((file.name, file.read_text()) for file in (tmp_path / "keys").iterdir())

    assert started("dev", IEUM_VAR=str(tmp_path)) == (0, "")
    first = keys()
    assert started("dev", IEUM_VAR=str(tmp_path)) == (0, "")
    assert ([name for name, _ in first], keys()) == (["master.key", "secret"], first)


def test_the_tests_touch_neither_the_database_nor_the_key_of_this_machine(tmp_path: Path) -> None:
    code, files = started(
        "test",
        "settings.DATABASES['default']['TEST']['NAME'], settings.IEUM_MASTER_KEY_FILE",
        IEUM_VAR=str(tmp_path),
        DATABASE_URL=f"sqlite:///{tmp_path}/ieum.sqlite3",
    )
    assert (code, files.count("ieum-test-"), str(tmp_path) in files) == (0, 2, False)


@pytest.mark.parametrize(
    "text",
    [
        "850302-9123456",
        "8503029123456",
        "850302 9123456",
        "850302\u20139123456",
        "８５０３０２-９１２３４５６",
        "\u0668\u0665\u0660\u0663\u0660\u0662-9123456",
    ],
)
def test_what_looks_like_a_resident_number_is_masked(text: str) -> None:
    assert masked(f"[{text}]") == "[******-*******]"


def test_serials_and_issue_numbers_stay_readable_in_logs() -> None:
    text = "P-11110515-26-001-000123 03-20261123/140512-000123-1 0001-7482-9135-0782"
    assert masked(text) == text


def test_a_resident_number_in_a_traceback_is_masked() -> None:
    number = "-".join(("850302", "9123456"))
    try:
        raise ValueError(number)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "%s", (number,), sys.exc_info())
    line = MaskingFormatter("{message}", style="{").format(record)
    # Once as the argument, once as the exception's own words.
    assert (line.count("******-*******"), number in line, "ValueError" in line) == (2, False, True)


def test_every_handler_of_the_logs_masks() -> None:
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"masked"}
    assert [name for name, logger in settings.LOGGING["loggers"].items() if logger["handlers"]] == []


def test_a_task_travels_as_json_and_leaves_no_result() -> None:
    assert (settings.CELERY_ACCEPT_CONTENT, settings.CELERY_TASK_IGNORE_RESULT) == (["json"], True)


def test_uploads_never_touch_a_folder() -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]


def test_main_systems_are_named_with_their_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMED", "resident=https://a.go.kr/feed/, welfare=http://127.0.0.1:8200")
    assert env.addresses("NAMED") == {
        "resident": "https://a.go.kr/feed",
        "welfare": "http://127.0.0.1:8200",
    }
    monkeypatch.setenv("NAMED", "")
    assert env.addresses("NAMED") == {}


@pytest.mark.parametrize(
    "value",
    [
        "https://a.go.kr",
        "resident=",
        "=https://a.go.kr",
        "resident=http://a.go.kr",
        "resident=ftp://127.0.0.1",
        "resident=https://user:word@a.go.kr",
        "resident=https://a.go.kr/?x=1",
        "resident=https://a.go.kr:99999",
        "resident=https://a.go.kr,resident=https://b.go.kr",
    ],
)
def test_a_main_system_that_numbers_must_not_be_sent_to_is_no_address(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("NAMED", value)
    with pytest.raises(ImproperlyConfigured, match="NAMED"):
        env.addresses("NAMED")


def test_tokens_come_from_a_guarded_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NAMED", raising=False)
    assert env.tokens("NAMED") == {}
    path = tmp_path / "tokens"
    monkeypatch.setenv("NAMED", str(path))
    path.write_text("resident = abc=1\nwelfare=d\n", encoding="utf-8")
    path.chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="chmod"):
        env.tokens("NAMED")
    path.chmod(0o600)
    assert env.tokens("NAMED") == {"resident": "abc=1", "welfare": "d"}
    for odd in ("resident", "resident=", "=abc", "resident=토큰"):
        path.write_text(odd, encoding="utf-8")
        with pytest.raises(ImproperlyConfigured, match="one a line"):
            env.tokens("NAMED")


def test_what_sends_a_channel_by_itself_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    default = {"email": "issuance.actions.senders.MailSender"}
    for value, senders in (
        ("", default),
        ("-", {}),
        (
            "sms=issuance.actions.senders.FolderSender, email=office.gateway.Mail",
            {"sms": "issuance.actions.senders.FolderSender", "email": "office.gateway.Mail"},
        ),
    ):
        monkeypatch.setenv("SENDERS", value)
        assert env.senders("SENDERS", default=default) == senders


@pytest.mark.parametrize(
    "value",
    ["sms", "sms=", "pigeon=a.B", "sms=a.B,sms=a.C", "sms=NoModule", "sms=a b.C", "letter=a.B", "=a.B"],
)
def test_an_odd_sender_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDERS", value)
    with pytest.raises(ImproperlyConfigured, match="SENDERS"):
        env.senders("SENDERS", default={})
