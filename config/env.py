"""What the environment may say to the settings: an odd value refuses to start and names its variable."""

import base64
import os
import re
import secrets
import stat
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS: dict[str, Any] = {
    # A deferred transaction that turns into a writer fails at once with "database is locked"; one that
    # begins as a writer waits for its turn.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: a number that was printed outlives a power cut. secure_delete: what was erased leaves the file.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON"
    ),
}

POSTGRESQL_PARAMETERS = ("sslmode", "sslrootcert", "connect_timeout", "application_name")


def text(name: str, default: str = "") -> str:
    """The variable without outer spaces; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def required(name: str, why: str) -> str:
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name)
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0")
    return default if value == "" else value == "1"


def whole_number(name: str, *, default: int, lowest: int, highest: int) -> int:
    value = text(name)
    if value == "":
        return default
    if not (value.isascii() and value.isdigit()) or not lowest <= int(value) <= highest:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number from {lowest} to {highest}")
    return int(value)


def names(name: str) -> list[str]:
    """A list separated by commas, such as host names."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def web_address(name: str, *, default: str) -> str:
    """An http(s) address without a closing slash."""
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name} is {value!r}: write an address such as https://example.go.kr")
    return value.rstrip("/")


def addresses(name: str) -> dict[str, str]:
    """`code=https://host` by commas: which main systems are reached over the network, and where.

    Plain http is for this very machine alone.
    """
    found: dict[str, str] = {}
    for part in names(name):
        code, equals, address = part.partition("=")
        try:
            parts = urlsplit(address)
            ported = parts.port is None or parts.port > 0
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: the host or port of {code} cannot be read") from error
        local = parts.hostname in ("127.0.0.1", "::1", "localhost")
        if (
            not equals
            or not code
            or code in found
            or not parts.hostname
            or not ported
            or not (parts.scheme == "https" or (parts.scheme == "http" and local))
            or parts.username is not None
            or parts.query
            or parts.fragment
        ):
            raise ImproperlyConfigured(f"{name}: write resident=https://host, one for each system, by commas")
        found[code] = address.rstrip("/")
    return found


def senders(name: str, *, default: dict[str, str]) -> dict[str, str]:
    """`channel=dotted.name.Of` by commas, for `sms` and `email`; a dash alone sends nothing by itself."""
    if text(name) in ("", "-"):
        return {} if text(name) else dict(default)
    found: dict[str, str] = {}
    for part in names(name):
        channel, _, sender = part.partition("=")
        if (
            channel not in ("sms", "email")
            or channel in found
            or not re.fullmatch(r"[a-z_]\w*(\.\w+)+", sender)
        ):
            raise ImproperlyConfigured(
                f"{name}: write sms=dotted.name.OfASender or email=..., one for each channel, by commas"
            )
        found[channel] = sender
    return found


def tokens(name: str) -> dict[str, str]:
    """The lines `code=token` of the guarded file that the variable names; empty where it names none."""
    if not text(name):
        return {}
    found = {}
    for line in guarded_key_file(name).read_text(encoding="utf-8").splitlines():
        code, equals, token = line.partition("=")
        if not equals or not code.strip() or not token.strip().isascii() or not token.strip():
            raise ImproperlyConfigured(f"{name}: write code=token, one a line")
        found[code.strip()] = token.strip()
    return found


def folder(path: Path) -> Path:
    """The folder, made if it is missing, closed to other accounts."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def database(name: str, *, sqlite: Path) -> dict[str, Any]:
    """Django's entry for the database of `name`: empty means the SQLite file `sqlite`.

    Also `sqlite:////absolute/path` and `postgresql://user:password@host:5432/database?sslmode=require`
    (`postgres://` is the same);
    without a host (`postgresql:///database`) it is the server of this machine, by its socket.
    Messages never repeat the value, since it may hold a password.
    """
    value = text(name)
    if not value:
        return sqlite_file(sqlite)
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not an address: its host or port cannot be read") from error
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path.removeprefix("/")))
        if parts.netloc or not path.is_absolute() or parts.query:
            raise ImproperlyConfigured(f"{name}: write sqlite:////absolute/path, with four slashes")
        return sqlite_file(path)
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql(name, parts, port)
    raise ImproperlyConfigured(f"{name} begins with {parts.scheme!r}: write postgresql:// or sqlite:////")


def sqlite_file(path: Path) -> dict[str, Any]:
    folder(path.parent)
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": dict(SQLITE_OPTIONS)}


def _postgresql(name: str, parts: SplitResult, port: int | None) -> dict[str, Any]:
    database_name = unquote(parts.path.removeprefix("/"))
    if not database_name or "/" in database_name:
        raise ImproperlyConfigured(f"{name}: write postgresql://user:password@host:5432/database")
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(parameters) - set(POSTGRESQL_PARAMETERS))
    if unknown:
        raise ImproperlyConfigured(f"{name} has parameters that are not known here: {', '.join(unknown)}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(port or 5432),
        "OPTIONS": {**parameters, "pool": {"min_size": 1, "max_size": 8, "timeout": 20}},
    }


def redis_address(name: str) -> str:
    value = text(name)
    if value and urlsplit(value).scheme not in ("redis", "rediss"):
        raise ImproperlyConfigured(f"{name}: write redis://host:6379/0 or rediss://…, or leave it empty")
    return value


def made_key_file(path: Path) -> Path:
    """A file of 32 random bytes as base64 text, readable to this account alone; made if it is missing.

    It is linked into place whole, so of two processes that start at once both read the same key.
    """
    if not path.exists():
        draft = folder(path.parent) / f".{path.name}.{secrets.token_hex(8)}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path


def guarded_key_file(name: str) -> Path:
    """The key file that the variable names: it must be set, exist, and be open to its owner alone (0600)."""
    path = Path(required(name, "it names the key file of this machine"))
    if not path.is_file():
        raise ImproperlyConfigured(f"{name}: there is no file {path}")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o177:
        raise ImproperlyConfigured(f"{name}: {path} has mode {mode:04o}; run chmod 600 on it")
    return path
